"""What every notification backend offers, and the one value it shows.

There is one notification object: a new notice replaces the one on screen, under whatever
key, and nothing stacks up.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

DEFAULT_ACTION = "default"


class Way(StrEnum):
    """By what a backend shows a notice."""

    SERVICE = "service"
    BALLOON = "balloon"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to say outside the window. Never a client's name, number or note.

    `key` is stable over restarts. `urgent` asks the desktop to keep it until it is dealt
    with. `actions` are pairs of an action key and the words on its button; "default" is
    taken, it is the click on the notice itself.

    Raises:
        ValueError: `key` is empty, or an action is called "default".
    """

    key: str
    title: str
    body: str = ""
    urgent: bool = False
    actions: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not self.key:
            raise ValueError("a notice needs a key")
        if any(action == DEFAULT_ACTION for action, _ in self.actions):
            raise ValueError("the default action is the click itself")


class Notifier(Protocol):
    """A backend. Constructing does nothing; `start()` connects.

    `activated` and `action` end a notice; `closed` is not emitted after them, nor for
    `withdraw` or a replacement.
    """

    @property
    def activated(self) -> SignalInstance:
        """The notice was clicked: `(key)`."""

    @property
    def action(self) -> SignalInstance:
        """One of its buttons was: `(key, action)`."""

    @property
    def closed(self) -> SignalInstance:
        """The clinician or the desktop took it away: `(key)`."""

    @property
    def shown(self) -> SignalInstance:
        """The desktop has confirmed it: `(key)`."""

    @property
    def availability_changed(self) -> SignalInstance:
        """`is_available` has a new value: `(bool)`."""

    @property
    def way(self) -> Way:
        """By what it shows a notice, where it can."""

    @property
    def is_available(self) -> bool:
        """True while a notice can be expected to appear. Do-not-disturb cannot be seen from here."""

    def start(self) -> None:
        """Connect. May wait up to one second; never raises for a missing service."""

    def show(self, notice: Notice) -> None:
        """Show `notice` instead of the one on screen; kept and shown later if the service is away."""

    def withdraw(self, key: str) -> None:
        """Take the notice with this key away; nothing happens if it is not the current one."""

    def take_activation_token(self) -> str:
        """The desktop's permission to come to the front that came with the last click, once; or ""."""

    def stop(self) -> None:
        """Withdraw what is on screen and disconnect."""
