"""Bytes or text to values and back; no files, no Qt."""
