"""The keys of quick log, as portable key sequences."""

from __future__ import annotations

import sys

# Option and a letter types a character on a Mac; Qt's Ctrl is its Command.
VOICEMAIL_KEYS, URGENCY_KEYS, RECEIVED_KEYS = (
    ("Ctrl+D", "Ctrl+U", "Ctrl+T") if sys.platform == "darwin" else ("Alt+V", "Alt+U", "Alt+T")
)
