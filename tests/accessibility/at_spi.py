"""A small assistive technology: it finds things in a running program, and presses them, over AT-SPI.

Only the protocol is spoken (https://docs.gtk.org/atspi2): the session bus tells where the bus for
accessibility is, its registry lists the programs, and each program answers for its own tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jeepney import DBusAddress, Properties, new_method_call
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jeepney.io.blocking import DBusConnection

_ACCESSIBLE = "org.a11y.atspi.Accessible"
_ACTION = "org.a11y.atspi.Action"
_ROOT = "/org/a11y/atspi/accessible/root"
_ANSWER_S = 10
# A program whose tree never ends is broken.
_MOST = 3000


def accessibility_bus(session_bus: str) -> DBusConnection:
    """A connection to the bus for accessibility that belongs to a session bus."""
    session = open_dbus_connection(session_bus)
    try:
        ask = new_method_call(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress")
        address = unwrap_msg(session.send_and_get_reply(ask, timeout=_ANSWER_S))[0]
    finally:
        session.close()
    return open_dbus_connection(address)


@dataclass(frozen=True)
class Thing:
    """Something a program tells about: a window, a button, an entry of a list."""

    bus: DBusConnection
    owner: str
    path: str

    @property
    def name(self) -> str:
        return str(self._property("Name"))

    @property
    def role(self) -> str:
        return str(self._call(_ACCESSIBLE, "GetRoleName")[0])

    def children(self) -> list[Thing]:
        return [Thing(self.bus, owner, path) for owner, path in self._call(_ACCESSIBLE, "GetChildren")[0]]

    def below(self) -> Iterator[Thing]:
        """Everything below it, breadth first."""
        waiting, seen = self.children(), 0
        while waiting:
            thing = waiting.pop(0)
            seen += 1
            assert seen < _MOST, "the tree does not end"
            yield thing
            waiting += thing.children()

    def find(self, role: str, name: str) -> Thing | None:
        """The first thing of a role whose name holds `name`."""
        return next((each for each in self.below() if name in each.name and each.role == role), None)

    def actions(self) -> list[str]:
        return [str(each[0]) for each in self._call(_ACTION, "GetActions")[0]]

    def act(self, action: str) -> None:
        """Do one of its actions, as a screen reader or a switch would."""
        place = self.actions().index(action)
        assert self._call(_ACTION, "DoAction", "i", (place,))[0]

    def _property(self, name: str) -> Any:
        message = Properties(DBusAddress(self.path, self.owner, _ACCESSIBLE)).get(name)
        return unwrap_msg(self.bus.send_and_get_reply(message, timeout=_ANSWER_S))[0][1]

    def _call(self, interface: str, method: str, signature: str | None = None, body: tuple = ()) -> Any:
        message = new_method_call(DBusAddress(self.path, self.owner, interface), method, signature, body)
        return unwrap_msg(self.bus.send_and_get_reply(message, timeout=_ANSWER_S))


def program_on(bus: DBusConnection, name: str) -> Thing | None:
    """The program of a name, None as long as it has not registered."""
    try:
        programs = Thing(bus, "org.a11y.atspi.Registry", _ROOT).children()
        return next((program for program in programs if program.name == name), None)
    except DBusErrorResponse:
        return None
