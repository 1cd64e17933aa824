"""Keys and values as sentences: every word a person reads that is not a label of a widget."""
