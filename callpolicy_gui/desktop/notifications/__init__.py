"""Telling the clinician something while the window is hidden: one protocol, one module per backend."""
