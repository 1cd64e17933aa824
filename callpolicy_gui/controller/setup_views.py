"""What the set-up page is told: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callpolicy_gui.core.setup_items import ItemState, SetupAnswers, SetupItem


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item: what it is called and how it stands."""

    item: SetupItem
    state: ItemState
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class NextPromise:
    """The promise that is scheduled next: since when, and the greeting for it."""

    sentence: str
    greeting: str


@dataclass(frozen=True, slots=True)
class SetupView:
    """All items, the answers they are judged by, and the greeting that the policy makes.

    `country_number` is the emergency number of the country, empty where it has to be said.
    `offers_crisis_line`: 988 exists there. `first_run` is wanted until it is done or a call is logged.
    """

    items: tuple[ItemView, ...]
    answers: SetupAnswers
    number: str
    country_number: str
    offers_crisis_line: bool
    promise: str
    greeting: str
    next_promise: NextPromise | None
    first_run: bool

    @property
    def open_items(self) -> int:
        """How many items are to be done."""
        return sum(not item.state.is_settled for item in self.items)

    def state(self, item: SetupItem) -> ItemState | None:
        """How an item stands; None where it does not apply."""
        return next((each.state for each in self.items if each.item is item), None)
