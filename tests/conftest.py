"""What every test stands on: no display, no keychain, one locale, one time zone for the computer."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A test must never meet the keychain of the person who runs it.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
# Times are shown in the practice's zone; the computer's must not matter.
os.environ["TZ"] = "Pacific/Chatham"

import pytest
from hypothesis import settings
from PySide6.QtCore import QLocale

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def _english():
    QLocale.setDefault(QLocale("en_GB"))
