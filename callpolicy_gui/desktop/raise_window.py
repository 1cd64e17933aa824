"""Bring the window to the front because the clinician asked for it somewhere else."""

from __future__ import annotations

import os
from typing import Protocol

from PySide6.QtCore import Qt


class Raisable(Protocol):
    """The part of a top-level QWidget that is needed here."""

    def windowState(self) -> Qt.WindowState:
        """As in QWidget."""

    def setWindowState(self, state: Qt.WindowState) -> None:
        """As in QWidget."""

    def show(self) -> None:
        """As in QWidget."""

    def raise_(self) -> None:
        """As in QWidget."""

    def activateWindow(self) -> None:
        """As in QWidget."""


def bring_to_front(window: Raisable, token: str = "") -> None:
    """Show `window`, un-minimise it, raise it and give it the keyboard.

    `token` is the activation token that came with a click on a notification or from a
    second start. Wayland lets no window come to the front without one; Qt reads it from the
    environment and forgets it after use.
    """
    if token:
        os.environ["XDG_ACTIVATION_TOKEN"] = token
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
