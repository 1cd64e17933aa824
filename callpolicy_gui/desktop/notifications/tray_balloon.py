"""Notifications on Windows and macOS, through the tray icon.

Qt offers no buttons, no replacement and no withdrawal there; what Qt cannot take away is at
least forgotten, so that a late click on it means nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from callpolicy_gui.desktop.notifications.notifier import Way

if TYPE_CHECKING:
    from callpolicy_gui.desktop.notifications.notifier import Notice
    from callpolicy_gui.desktop.tray import Tray


class TrayBalloon(QObject):
    """Balloons of an existing tray icon; available while the icon is shown."""

    activated = Signal(str)
    action = Signal(str, str)
    closed = Signal(str)
    shown = Signal(str)
    availability_changed = Signal(bool)
    way = Way.BALLOON

    def __init__(self, tray: Tray, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tray = tray
        self._current: Notice | None = None
        self._started = False

    @property
    def is_available(self) -> bool:
        """True while the tray icon is shown and can carry a balloon."""
        return self._started and self._tray.can_show_balloon

    def start(self) -> None:
        """Listen to the tray icon."""
        if self._started:
            return
        self._started = True
        self._tray.balloon_clicked.connect(self._on_clicked)
        self._tray.shown_changed.connect(self._on_tray_changed)

    def show(self, notice: Notice) -> None:
        """Show a balloon; without a tray icon it waits for one."""
        self._current = notice
        if self.is_available:
            self._tray.show_balloon(notice.title, notice.body, urgent=notice.urgent)
            self.shown.emit(notice.key)

    def withdraw(self, key: str) -> None:
        """Forget the balloon with this key; a click on it is ignored from now on."""
        if self._current is not None and self._current.key == key:
            self._current = None

    def take_activation_token(self) -> str:
        """Always empty: these desktops have no tokens."""
        return ""

    def stop(self) -> None:
        """Forget the balloon and stop listening."""
        self._current = None
        if self._started:
            self._started = False
            self._tray.balloon_clicked.disconnect(self._on_clicked)
            self._tray.shown_changed.disconnect(self._on_tray_changed)

    def _on_clicked(self) -> None:
        notice, self._current = self._current, None
        if notice is not None:
            self.activated.emit(notice.key)

    def _on_tray_changed(self, is_shown: bool) -> None:
        self.availability_changed.emit(self.is_available)
        if is_shown and self._current is not None:
            self.show(self._current)
