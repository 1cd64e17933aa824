"""Call Policy: the promise about returning missed calls, kept on one computer."""

__version__ = "0.1.0"
