"""One service on a message bus, heard only while it is really that service speaking.

Any program on the bus can send a signal straight to this one. Only the bus fills in the
sender, so a signal counts when its sender owns the service's name at that moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jeepney import DBusAddress, new_method_call
from jeepney.bus_messages import MatchRule, message_bus
from PySide6.QtCore import QObject, Signal

from callpolicy_gui.desktop.bus_link import is_error, member_of, sender_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from jeepney import Message

    from callpolicy_gui.desktop.bus_link import BusLink

BUS_NAME = "org.freedesktop.DBus"


class BusService(QObject):
    """The object `path` of the service `name`, through one of its interfaces.

    `owner` is the unique name of who provides it now, or "". `owner_changed` carries the new
    one. `signalled` carries the messages of signals that the owner sent.
    """

    owner_changed = Signal(str)
    signalled = Signal(object)

    def __init__(self, link: BusLink, name: str, path: str, interface: str) -> None:
        super().__init__(link)
        self._link = link
        self._name = name
        self._path = path
        self._interface = interface
        self.owner = ""
        link.received.connect(self._on_message)
        link.lost.connect(self.forget)

    def begin(self, answered: Callable[[], None] | None = None) -> None:
        """Follow the service; the link must be open. `answered` is called once the owner is known."""
        changes = MatchRule(type="signal", sender=BUS_NAME, interface=BUS_NAME, member="NameOwnerChanged")
        changes.add_arg_condition(0, self._name)
        self._link.call(message_bus.AddMatch(changes))
        own = MatchRule(type="signal", sender=self._name, interface=self._interface, path=self._path)
        self._link.call(message_bus.AddMatch(own))

        def on_owner(reply: Message | None) -> None:
            if reply is not None and not is_error(reply):
                self._set(str(reply.body[0]))
            if answered is not None:
                answered()

        self._link.call(message_bus.GetNameOwner(self._name), on_owner)

    def call(
        self,
        method: str,
        signature: str = "",
        body: tuple[Any, ...] = (),
        answered: Callable[[Message | None], None] | None = None,
    ) -> None:
        """Call a method; `answered` gets the reply, an error reply, or None if the link ends first."""
        address = DBusAddress(self._path, self._name, self._interface)
        self._link.call(new_method_call(address, method, signature or None, body), answered)

    def forget(self) -> None:
        """Know no owner; nothing is emitted."""
        self.owner = ""

    def _on_message(self, message: Message) -> None:
        sender = sender_of(message)
        if sender == BUS_NAME and member_of(message) == "NameOwnerChanged":
            name, _, new_owner = message.body
            if name == self._name:
                self._set(str(new_owner))
        elif self.owner and sender == self.owner:
            self.signalled.emit(message)

    def _set(self, owner: str) -> None:
        if owner != self.owner:
            self.owner = owner
            self.owner_changed.emit(owner)
