"""What every test stands on: no display, no keychain, one locale, one time zone for the computer."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A test must never meet the keychain of the person who runs it.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
# Times are shown in the practice's zone; the computer's must not matter.
os.environ["TZ"] = "Pacific/Chatham"

import pytest
from hypothesis import settings
from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


def pytest_collection_finish():
    """What collecting made lives as long as the tests do: no later collection has to look at it again.

    A collection after each widget test cost 0.2 s of which nearly all went there.
    """
    gc.collect()
    gc.freeze()


def pytest_sessionfinish():
    """Clear the clipboard: what was put there by Python is deleted after Python has ended, and crashes.

    The offscreen platform keeps it in a static of Qt's (QPlatformClipboard). The program takes its own copy
    away when it leaves.
    """
    if isinstance(QGuiApplication.instance(), QGuiApplication):
        QGuiApplication.clipboard().clear()


@pytest.fixture(autouse=True)
def _english():
    QLocale.setDefault(QLocale("en_GB"))
