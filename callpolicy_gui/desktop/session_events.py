"""What the login manager says: the machine is going to sleep, or has woken up.

Without a system bus or without logind nothing is said and nothing fails; the heartbeat
notices a wake-up within five seconds anyway.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if sys.platform == "linux":
    from callpolicy_gui.desktop.bus_link import SYSTEM, BusLink, member_of
    from callpolicy_gui.desktop.bus_service import BusService

if TYPE_CHECKING:
    from jeepney import Message

LOGIND = "org.freedesktop.login1"
MANAGER = "org.freedesktop.login1.Manager"
MANAGER_PATH = "/org/freedesktop/login1"


class SessionEvents(QObject):
    """`sleeping` comes just before a suspend, `resumed` right after one."""

    sleeping = Signal()
    resumed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        if sys.platform == "linux":
            self._link = BusLink(SYSTEM, self)
            self._logind = BusService(self._link, LOGIND, MANAGER_PATH, MANAGER)
            self._link.opened.connect(self._logind.begin)
            self._logind.signalled.connect(self._on_signal)

    def start(self) -> None:
        """Listen, where there is something to listen to; never waits."""
        if sys.platform == "linux":
            self._link.open()

    def stop(self) -> None:
        """Stop listening."""
        if sys.platform == "linux":
            self._link.close()
            self._logind.forget()

    @property
    def is_listening(self) -> bool:
        """True while logind is there to be heard."""
        return sys.platform == "linux" and self._link.is_open and bool(self._logind.owner)

    def _on_signal(self, message: Message) -> None:
        if member_of(message) != "PrepareForSleep" or not message.body:
            return
        if message.body[0]:
            self.sleeping.emit()
        else:
            self.resumed.emit()
