"""The backend for a desktop without notifications: the window and the tray say everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from callpolicy_gui.desktop.notifications.notifier import Way

if TYPE_CHECKING:
    from callpolicy_gui.desktop.notifications.notifier import Notice


class SilentNotifier(QObject):
    """Never available, never shows anything."""

    activated = Signal(str)
    action = Signal(str, str)
    closed = Signal(str)
    shown = Signal(str)
    availability_changed = Signal(bool)
    way = Way.NONE

    @property
    def is_available(self) -> bool:
        """Always False."""
        return False

    def start(self) -> None:
        """Nothing to connect to."""

    def show(self, notice: Notice) -> None:
        """Nothing is shown."""

    def withdraw(self, key: str) -> None:
        """Nothing was shown."""

    def take_activation_token(self) -> str:
        """Always empty."""
        return ""

    def stop(self) -> None:
        """Nothing to end."""
