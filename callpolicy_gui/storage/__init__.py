"""The disk: the encrypted log, its keys, and outside data that is cached in it."""
