"""Notifications on Linux, straight to org.freedesktop.Notifications.

Qt's tray message drops the click on a StatusNotifier desktop, drops the message where there
is no tray, and answers the click on another program's notification. Here a click counts
only if the server that owns the name sends it about the id it gave us.

Source of methods, hints and signals: Desktop Notifications Specification 1.3.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from jeepney import new_method_call
from jeepney.bus_messages import message_bus
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from callpolicy_gui.desktop.bus_link import SESSION, BusLink, is_error, member_of
from callpolicy_gui.desktop.bus_service import BusService
from callpolicy_gui.desktop.notifications.left_behind import LeftBehind
from callpolicy_gui.desktop.notifications.notifier import DEFAULT_ACTION, Way

if TYPE_CHECKING:
    from jeepney import Message

    from callpolicy_gui.desktop.notifications.notifier import Notice

NAME = INTERFACE = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
URGENCY_NORMAL, URGENCY_CRITICAL = 1, 2
EXPIRE_AS_SERVER_LIKES, EXPIRE_NEVER = -1, 0
START_LIMIT_MS = 1000
ANSWER_LIMIT_MS = 5000
FIRST_RETRY_MS, LAST_RETRY_MS = 2000, 300_000


class FreedesktopNotifier(QObject):
    """The desktop's notification service; see `Notifier` for the protocol.

    A server that restarts gets the notice again; a bus that goes away is tried again after
    2 seconds, then ever more seldom, at most every 5 minutes.

    `identity` tells the programs of one desktop apart. What an earlier run with the same one left on
    the screen is closed or replaced; without one nothing is known of earlier runs.
    """

    activated = Signal(str)
    action = Signal(str, str)
    closed = Signal(str)
    shown = Signal(str)
    availability_changed = Signal(bool)
    way = Way.SERVICE

    def __init__(
        self, identity: str = "", desktop_entry: str = "callpolicy", parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._identity = identity
        self._left_behind = LeftBehind(identity)
        self._bus_id = ""
        self._desktop_entry = desktop_entry
        self._link = BusLink(SESSION, self)
        self._server = BusService(self._link, NAME, PATH, INTERFACE)
        self._link.opened.connect(self._on_opened)
        self._link.lost.connect(self._on_lost)
        self._server.owner_changed.connect(self._on_owner_changed)
        self._server.signalled.connect(self._on_signal)
        self._retry = QTimer(self, singleShot=True)
        self._retry.timeout.connect(self._connect)
        self._retry_ms = FIRST_RETRY_MS
        self._answer_timer = QTimer(self, singleShot=True, interval=ANSWER_LIMIT_MS)
        self._answer_timer.timeout.connect(self._on_no_answer)
        self._surveyed = False
        self._activatable = False
        self._answers = True
        self._was_available = False
        self._token = ""
        # What should be on screen, and whether it still has to be sent.
        self._wanted: Notice | None = None
        self._unsent = False
        # What the server has confirmed, and what it has not answered yet.
        self._on_screen: Notice | None = None
        self._id = 0
        self._sending: Notice | None = None
        self._capabilities: frozenset[str] | None = None
        self._asking = False

    @property
    def is_available(self) -> bool:
        """True while a server runs, or can be started by the bus, and answers."""
        return self._link.is_open and self._answers and bool(self._server.owner or self._activatable)

    def start(self) -> None:
        """Connect and find out whether there is a server; waits for the bus at most one second."""
        self._connect()
        self._link.wait_until(lambda: self._surveyed, START_LIMIT_MS)

    def stop(self) -> None:
        """Withdraw what is on screen and disconnect; nothing is emitted from here on."""
        self._retry.stop()
        self._answer_timer.stop()
        self._wanted = None
        self._send_next()
        self._was_available = False
        self._forget_server()
        self._server.forget()
        self._surveyed = self._activatable = False
        self._link.close()

    def show(self, notice: Notice) -> None:
        """Show `notice` in place of the one on screen, now or as soon as a server is there."""
        self._wanted = notice
        self._unsent = True
        self._send_next()

    def withdraw(self, key: str) -> None:
        """Close the notice with this key; also one that is only waiting for a server."""
        if self._wanted is not None and self._wanted.key == key:
            self._wanted = None
            self._send_next()

    def take_activation_token(self) -> str:
        """The activation token of the last click, or ""; a token works once."""
        token, self._token = self._token, ""
        return token

    # The connection.

    def _connect(self) -> None:
        if not self._link.open():
            self._try_again_later()

    def _try_again_later(self) -> None:
        self._retry.start(self._retry_ms)
        self._retry_ms = min(self._retry_ms * 2, LAST_RETRY_MS)

    def _on_opened(self) -> None:
        self._retry_ms = FIRST_RETRY_MS
        self._link.call(message_bus.ListActivatableNames(), self._on_activatable)
        self._link.call(new_method_call(message_bus, "GetId"), self._on_bus_id)
        self._server.begin(self._on_surveyed)

    def _on_activatable(self, reply: Message | None) -> None:
        self._activatable = reply is not None and not is_error(reply) and NAME in reply.body[0]

    def _on_bus_id(self, reply: Message | None) -> None:
        self._bus_id = "" if reply is None or is_error(reply) else str(reply.body[0])

    def _on_surveyed(self) -> None:
        self._surveyed = self._link.is_open
        left = self._left_behind.take(self._bus_id, self._server.owner)
        if left is not None:
            self._server.call("CloseNotification", "u", (left,))
        self._tell_availability()
        self._send_next()

    def _on_lost(self) -> None:
        self._forget_server()
        self._surveyed = self._activatable = False
        self._tell_availability()
        self._try_again_later()

    def _on_owner_changed(self, _owner: str) -> None:
        # Ids belong to one server: the next one may give ours to another program.
        self._forget_server()
        self._tell_availability()
        self._send_next()

    def _forget_server(self) -> None:
        self._on_screen = self._sending = self._capabilities = None
        self._id = 0
        self._asking = False
        self._answers = True
        self._answer_timer.stop()
        self._unsent = self._wanted is not None

    def _on_no_answer(self) -> None:
        self._answers = False
        self._tell_availability()

    def _tell_availability(self) -> None:
        if self.is_available != self._was_available:
            self._was_available = self.is_available
            self.availability_changed.emit(self._was_available)

    # One notice at a time: the next is sent when the server has answered for the last.

    def _send_next(self) -> None:
        if not self.is_available or self._sending is not None:
            return
        if self._wanted is None:
            self._close_on_screen()
        elif self._unsent:
            if self._capabilities is None:
                self._ask_capabilities()
            else:
                self._notify(self._wanted, self._capabilities)

    def _ask_capabilities(self) -> None:
        if self._asking:
            return
        self._asking = True
        self._answer_timer.start()
        asked_owner = self._server.owner
        self._server.call("GetCapabilities", answered=lambda reply: self._on_capabilities(reply, asked_owner))

    def _on_capabilities(self, reply: Message | None, asked_owner: str) -> None:
        if asked_owner and asked_owner != self._server.owner:
            return  # about a server that is gone
        self._asking = False
        self._on_answer()
        if reply is None or is_error(reply):
            # It could not be started, or it knows next to nothing: text alone always works.
            self._activatable = self._activatable and bool(self._server.owner)
            self._capabilities = frozenset() if self._server.owner else None
        else:
            self._capabilities = frozenset(reply.body[0])
        self._tell_availability()
        self._send_next()

    def _on_answer(self) -> None:
        self._answer_timer.stop()
        self._answers = True

    def _notify(self, notice: Notice, capabilities: frozenset[str]) -> None:
        self._sending = notice
        self._unsent = False
        self._answer_timer.start()
        body = self._notify_body(notice, capabilities)
        self._server.call("Notify", "susssasa{sv}i", body, lambda reply: self._on_notified(reply, notice))

    def _notify_body(self, notice: Notice, capabilities: frozenset[str]) -> tuple[Any, ...]:
        text = notice.body
        if "body-markup" in capabilities:
            text = escape(text, quote=False)
        actions: list[str] = []
        if "actions" in capabilities:
            # Some servers have no click on the notice itself and show this as a button.
            actions = [DEFAULT_ACTION, QCoreApplication.translate("Notification", "Open")]
            for pair in notice.actions:
                actions.extend(pair)
        hints: dict[str, tuple[str, Any]] = {
            "urgency": ("y", URGENCY_CRITICAL if notice.urgent else URGENCY_NORMAL),
            "desktop-entry": ("s", self._desktop_entry),
            "suppress-sound": ("b", True),
        }
        if self._identity:
            # Servers that know this hint replace by it, also what a run before this one has shown.
            hints["x-canonical-private-synchronous"] = ("s", self._identity)
        expire = EXPIRE_NEVER if notice.urgent else EXPIRE_AS_SERVER_LIKES
        app_name = "Call Policy"
        return (app_name, self._id, self._desktop_entry, notice.title, text, actions, hints, expire)

    def _on_notified(self, reply: Message | None, notice: Notice) -> None:
        if self._sending is not notice:
            return  # about a server that is gone
        self._sending = None
        self._on_answer()
        if reply is None or is_error(reply):
            self._unsent = self._wanted is not notice and self._wanted is not None
        else:
            self._on_screen, self._id = notice, int(reply.body[0])
            self._left_behind.keep(self._bus_id, self._server.owner, self._id)
            self.shown.emit(notice.key)
        self._tell_availability()
        self._send_next()

    def _close_on_screen(self) -> None:
        if self._on_screen is not None:
            closing, self._on_screen, self._id = self._id, None, 0
            self._left_behind.forget()
            self._server.call("CloseNotification", "u", (closing,))

    # What the server says.

    def _on_signal(self, message: Message) -> None:
        notice = self._on_screen
        if notice is None or not message.body or message.body[0] != self._id:
            return
        member = member_of(message)
        if member == "ActivationToken":
            self._token = str(message.body[1])
        elif member == "ActionInvoked":
            self._on_action(notice, str(message.body[1]))
        elif member == "NotificationClosed":
            self._done_with(notice)
            self.closed.emit(notice.key)

    def _on_action(self, notice: Notice, action: str) -> None:
        known = action == DEFAULT_ACTION or action in dict(notice.actions)
        if not known:
            return
        if self._sending is None:
            self._close_on_screen()  # not every server takes it away by itself
        self._done_with(notice)
        if action == DEFAULT_ACTION:
            self.activated.emit(notice.key)
        else:
            self.action.emit(notice.key, action)

    def _done_with(self, notice: Notice) -> None:
        self._on_screen, self._id = None, 0
        self._left_behind.forget()
        if self._wanted is notice and not self._unsent:
            self._wanted = None
