"""How the program stands on the screen, so that one window can take another's place unnoticed.

A lock that comes by itself must not pop a window up over what somebody else is being shown.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class Showing(StrEnum):
    """Hidden in the tray, minimised, shown without the keyboard, or with it."""

    HIDDEN = "hidden"
    MINIMISED = "minimised"
    BEHIND = "behind"
    ACTIVE = "active"

    @property
    def is_seen(self) -> bool:
        """Whether there is a window on the screen, in front or not."""
        return self in {Showing.BEHIND, Showing.ACTIVE}


def showing_of(window: QWidget) -> Showing:
    """How a window stands now; a dialog of it with the keyboard counts as the window."""
    if not window.isVisible():
        return Showing.HIDDEN
    if window.isMinimized():
        return Showing.MINIMISED
    return Showing.BEHIND if QApplication.activeWindow() is None else Showing.ACTIVE


def show_as(window: QWidget, showing: Showing) -> None:
    """Let a window stand like this; one that was maximised stays so."""
    if showing is Showing.HIDDEN:
        window.hide()
        return
    if showing is Showing.MINIMISED:
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMinimized)
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, showing is Showing.BEHIND)
    window.show()
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, False)
