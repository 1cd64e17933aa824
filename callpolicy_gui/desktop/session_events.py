"""What the session says: the machine goes to sleep or has woken up, and the screen is locked.

Without a bus, or without a service on it, nothing is said and nothing fails: the heartbeat
notices a wake-up within five seconds anyway, and the program's own idle time locks the log.

Linux only. On Windows and macOS nothing is said yet; there the idle time alone locks.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if sys.platform == "linux":
    from jeepney import HeaderFields
    from jeepney.bus_messages import MatchRule, message_bus

    from callpolicy_gui.desktop.bus_link import SESSION, SYSTEM, BusLink, is_error, member_of
    from callpolicy_gui.desktop.bus_service import BusService

if TYPE_CHECKING:
    from jeepney import Message

LOGIND = "org.freedesktop.login1"
MANAGER = "org.freedesktop.login1.Manager"
MANAGER_PATH = "/org/freedesktop/login1"
LOGIN_SESSION = "org.freedesktop.login1.Session"
PROPERTIES = "org.freedesktop.DBus.Properties"

# Service and interface of every screen locker that speaks this dialect, and where it usually is.
SCREENSAVERS = {
    "org.freedesktop.ScreenSaver": "/org/freedesktop/ScreenSaver",
    "org.gnome.ScreenSaver": "/org/gnome/ScreenSaver",
    "org.cinnamon.ScreenSaver": "/org/cinnamon/ScreenSaver",
    "org.mate.ScreenSaver": "/org/mate/ScreenSaver",
    "org.xfce.ScreenSaver": "/org/xfce/ScreenSaver",
}


class SessionEvents(QObject):
    """`sleeping` comes just before a suspend, `resumed` right after one, `locked` when the screen locks.

    One lock of the screen is told by several services, so `locked` may come more than once for it.
    """

    sleeping = Signal()
    resumed = Signal()
    locked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        if sys.platform == "linux":
            self._session_path = ""
            self._link = BusLink(SYSTEM, self)
            self._logind = BusService(self._link, LOGIND, MANAGER_PATH, MANAGER)
            self._link.opened.connect(self._logind.begin)
            self._logind.owner_changed.connect(self._on_logind)
            self._logind.signalled.connect(self._on_signal)
            self._session_link = BusLink(SESSION, self)
            self._screensavers = tuple(
                BusService(self._session_link, name, path, name) for name, path in SCREENSAVERS.items()
            )
            self._session_link.opened.connect(self._on_session_bus)
            for screensaver in self._screensavers:
                screensaver.signalled.connect(self._on_screensaver)

    def start(self) -> None:
        """Listen, where there is something to listen to; never waits."""
        if sys.platform == "linux":
            self._link.open()
            self._session_link.open()

    def stop(self) -> None:
        """Stop listening."""
        if sys.platform == "linux":
            self._link.close()
            self._session_link.close()
            self._session_path = ""
            for service in (self._logind, *self._screensavers):
                service.forget()

    @property
    def is_listening(self) -> bool:
        """True while logind is there to be heard."""
        return sys.platform == "linux" and self._link.is_open and bool(self._logind.owner)

    @property
    def hears_locks(self) -> bool:
        """True while something is there that says when the screen is locked."""
        if sys.platform != "linux":
            return False
        by_logind = self.is_listening and bool(self._session_path)
        return by_logind or any(screensaver.owner for screensaver in self._screensavers)

    # -- logind --------------------------------------------------------------------------

    def _on_logind(self, owner: str) -> None:
        self._session_path = ""
        if owner:
            # A program that the desktop started belongs to no session of its own, but it has
            # the number of one; "auto" is the caller's session or else the user's on a screen.
            known = os.environ.get("XDG_SESSION_ID", "")
            self._find_session([name for name in (known, "auto") if name])

    def _find_session(self, names: list[str]) -> None:
        """Ask under each name in turn which object stands for this login, until one is known."""

        def answered(reply: Message | None) -> None:
            if reply is None:
                return
            if not is_error(reply):
                self._follow_session(str(reply.body[0]))
            elif names[1:]:
                self._find_session(names[1:])
            else:
                self._logind.call("GetSessionByPID", "u", (os.getpid(),), last_answered)

        def last_answered(reply: Message | None) -> None:
            if reply is not None and not is_error(reply):
                self._follow_session(str(reply.body[0]))

        self._logind.call("GetSession", "s", (names[0],), answered)

    def _follow_session(self, path: str) -> None:
        def answered(reply: Message | None) -> None:
            if reply is not None and not is_error(reply):
                self._session_path = path

        locks = MatchRule(type="signal", sender=LOGIND, interface=LOGIN_SESSION, path=path)
        hints = MatchRule(type="signal", sender=LOGIND, interface=PROPERTIES, path=path)
        self._link.call(message_bus.AddMatch(locks))
        self._link.call(message_bus.AddMatch(hints), answered)

    def _on_signal(self, message: Message) -> None:
        member, body = member_of(message), message.body
        if member == "PrepareForSleep" and body:
            (self.sleeping if body[0] else self.resumed).emit()
        elif message.header.fields.get(HeaderFields.path) == self._session_path and (
            member == "Lock" or (member == "PropertiesChanged" and _says_locked(body))
        ):
            self.locked.emit()

    # -- screen lockers ------------------------------------------------------------------

    def _on_session_bus(self) -> None:
        for name in SCREENSAVERS:
            # Some speak from another path, or from two.
            rule = MatchRule(type="signal", sender=name, interface=name, member="ActiveChanged")
            self._session_link.call(message_bus.AddMatch(rule))
        for screensaver in self._screensavers:
            screensaver.begin()

    def _on_screensaver(self, message: Message) -> None:
        if member_of(message) == "ActiveChanged" and message.body and message.body[0] is True:
            self.locked.emit()


def _says_locked(body: tuple[object, ...]) -> bool:
    """Whether changed properties say that the desktop has locked the session."""
    match body:
        case (str(interface), {"LockedHint": (_, True)}, *_):
            return interface == LOGIN_SESSION
    return False
