"""Services on a private bus that do exactly what a test wants, in the test's own event loop."""

from __future__ import annotations

from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    new_error,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus

from callpolicy_gui.desktop.bus_link import SESSION, BusLink, member_of

NOTIFICATIONS = "org.freedesktop.Notifications"
EMITTER = DBusAddress("/org/freedesktop/Notifications", interface=NOTIFICATIONS)


class FakeService:
    """A connection to the bus that may own a name and can send any signal."""

    def __init__(self, qtbot: Any, bus: str = SESSION) -> None:
        self.qtbot = qtbot
        self.link = BusLink(bus)
        self.link.received.connect(self.on_message)
        self.link.open()
        qtbot.waitUntil(lambda: self.link.is_open)

    def own(self, name: str) -> None:
        replies: list[Message | None] = []
        self.link.call(message_bus.RequestName(name), replies.append)
        self.qtbot.waitUntil(lambda: bool(replies))

    def leave(self) -> None:
        self.link.close()

    def emit(
        self, emitter: DBusAddress, member: str, signature: str, body: tuple[Any, ...], to: str = ""
    ) -> None:
        signal = new_signal(emitter, member, signature, body)
        if to:
            signal.header.fields[HeaderFields.destination] = to
        self.link.call(signal)

    def on_message(self, message: Message) -> None:
        """Nothing is asked of a service that owns no name."""


class FakeServer(FakeService):
    """A notification server; it notes what it is asked and answers unless told to be mute."""

    def __init__(self, qtbot: Any, capabilities: tuple[str, ...] = ("actions", "body")) -> None:
        super().__init__(qtbot)
        self.capabilities = list(capabilities)
        self.notified: list[tuple[Any, ...]] = []
        self.closed: list[int] = []
        self.held: list[tuple[Message, int]] = []
        self.mute = False
        self.refuse = False
        self.next_id = 41
        self.caller = ""

    def on_message(self, message: Message) -> None:
        if message.header.message_type is not MessageType.method_call:
            return
        member = member_of(message)
        self.caller = message.header.fields[HeaderFields.sender]
        if member == "GetCapabilities":
            self.link.call(new_method_return(message, "as", (self.capabilities,)))
        elif member == "Notify":
            self.notified.append(message.body)
            if self.refuse:
                self.link.call(new_error(message, "org.freedesktop.Notifications.Error.TooMany"))
                return
            self.next_id += 1
            number = message.body[1] or self.next_id
            self.held.append((message, number))
            if not self.mute:
                self.answer()
        elif member == "CloseNotification":
            self.closed.append(message.body[0])
            self.link.call(new_method_return(message))

    def answer(self) -> int:
        """Answer the oldest unanswered Notify; the id it gets."""
        message, number = self.held.pop(0)
        self.link.call(new_method_return(message, "u", (number,)))
        return number

    def invoke(self, number: int, action: str = "default", token: str = "") -> None:
        if token:
            self.emit(EMITTER, "ActivationToken", "us", (number, token))
        self.emit(EMITTER, "ActionInvoked", "us", (number, action))

    def expire(self, number: int) -> None:
        self.emit(EMITTER, "NotificationClosed", "uu", (number, 1))


class FakePanel(FakeService):
    """A panel with a StatusNotifier tray: icons register, and can be clicked."""

    NAME = "org.kde.StatusNotifierWatcher"

    def __init__(self, qtbot: Any) -> None:
        super().__init__(qtbot)
        self.items: list[str] = []

    def on_message(self, message: Message) -> None:
        if message.header.message_type is not MessageType.method_call:
            return
        member = member_of(message)
        if member == "Get":
            value = {"ProtocolVersion": ("i", 0), "IsStatusNotifierHostRegistered": ("b", True)}.get(
                message.body[1], ("as", [])
            )
            self.link.call(new_method_return(message, "v", (value,)))
        elif member == "RegisterStatusNotifierItem":
            self.items.append(message.body[0])
            self.link.call(new_method_return(message))
        else:
            self.link.call(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod"))

    def ask_item(self, interface: str, method: str, signature: str, body: tuple[Any, ...]) -> Any:
        """Call the last registered icon; the reply's body."""
        address = DBusAddress("/StatusNotifierItem", self.items[-1], interface)
        replies: list[Message | None] = []
        self.link.call(new_method_call(address, method, signature, body), replies.append)
        self.qtbot.waitUntil(lambda: bool(replies))
        assert replies[0] is not None
        return replies[0].body

    def click(self) -> None:
        self.ask_item("org.kde.StatusNotifierItem", "Activate", "ii", (0, 0))

    def tooltip(self) -> str:
        body = self.ask_item(
            "org.freedesktop.DBus.Properties", "Get", "ss", ("org.kde.StatusNotifierItem", "ToolTip")
        )
        return str(body[0][1][2])
