"""What has to be in place around a promise, and what of it is open.

Seven items. Those that speak of the promise open again when it changes: a greeting that still says the old
promise, a policy nobody has reviewed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from callpolicy_gui.core.local_time import DAY_SECONDS

if TYPE_CHECKING:
    from callpolicy_gui.core.business_calendar import PracticeCalendar
    from callpolicy_gui.core.greeting_check import GreetingGap

# The holidays of the next year are asked for this long before it: promises reach into it.
_AHEAD_SECONDS = 30 * DAY_SECONDS


class SetupItem(StrEnum):
    """The items, in the order they are shown."""

    EMERGENCY = "emergency"
    GREETING = "greeting"
    SCHEDULING = "scheduling"
    REVIEW = "review"
    PROTECTION = "protection"
    RECOVERY = "recovery"
    HOLIDAYS = "holidays"


class ItemState(StrEnum):
    """How an item stands. CHANGED was settled once, and something it depends on is another now."""

    READY = "ready"
    NOT_USED = "not_used"
    OPEN = "open"
    CHANGED = "changed"

    @property
    def is_settled(self) -> bool:
        """Whether nothing is to be done."""
        return self in {ItemState.READY, ItemState.NOT_USED}


@dataclass(frozen=True, slots=True)
class SetupAnswers:
    """What the clinician said on the set-up page. Texts are empty until then.

    `emergency_number` empty is that of the country. `greeting` is the greeting as it was recorded,
    `greeting_promise` the `promise_key` it was read for, and `greeting_is_own` tells that its words
    are not the program's. `scheduling` is "yes" or "no": whether the number is for scheduling only.
    `has_reviewer` false: nobody reviews the policies of this practice.
    """

    practice_name: str = ""
    emergency_number: str = ""
    emergency_contact: str = ""
    greeting: str = ""
    greeting_promise: str = ""
    greeting_is_own: bool = False
    scheduling: str = ""
    has_reviewer: bool = True
    first_run_done: bool = False


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """What the items are judged by.

    `number` is the emergency number in use. `promise_key` is that of the promise in force, `gaps`
    what the recorded greeting lacks but for the promise itself. `is_reviewed` tells whether somebody
    reviewed the version in force, `was_reviewed` any version. `is_kept` false is a demo: there is
    nothing to protect.
    """

    answers: SetupAnswers
    number: str
    promise_key: str
    gaps: tuple[GreetingGap, ...]
    is_reviewed: bool
    was_reviewed: bool
    is_kept: bool
    has_passphrase: bool
    recovery_checked: bool
    years_to_confirm: tuple[int, ...]


def setup_states(facts: SetupFacts) -> dict[SetupItem, ItemState]:
    """Every item that applies, with its state."""
    answers = facts.answers
    states = {
        SetupItem.EMERGENCY: _done(bool(answers.emergency_contact and facts.number)),
        SetupItem.GREETING: _greeting(facts),
        SetupItem.SCHEDULING: {"yes": ItemState.READY, "no": ItemState.NOT_USED}.get(
            answers.scheduling, ItemState.OPEN
        ),
        SetupItem.REVIEW: _review(facts),
    }
    if facts.is_kept:
        states[SetupItem.PROTECTION] = _done(facts.has_passphrase)
        states[SetupItem.RECOVERY] = _done(facts.recovery_checked)
    states[SetupItem.HOLIDAYS] = _done(not facts.years_to_confirm)
    return states


def years_to_confirm(calendar: PracticeCalendar, now: int) -> tuple[int, ...]:
    """The years promises reach into from `now` (UTC seconds) whose holidays nobody has confirmed."""
    first, last = calendar.local_day(now).year, calendar.local_day(now + _AHEAD_SECONDS).year
    confirmed = calendar.confirmed_years or frozenset()
    return tuple(year for year in range(first, last + 1) if year not in confirmed)


def _done(is_done: bool) -> ItemState:
    return ItemState.READY if is_done else ItemState.OPEN


def _greeting(facts: SetupFacts) -> ItemState:
    answers = facts.answers
    if not answers.greeting:
        return ItemState.OPEN
    if answers.greeting_promise != facts.promise_key or facts.gaps:
        return ItemState.CHANGED
    return ItemState.READY


def _review(facts: SetupFacts) -> ItemState:
    if facts.is_reviewed:
        return ItemState.READY
    if not facts.answers.has_reviewer:
        return ItemState.NOT_USED
    return ItemState.CHANGED if facts.was_reviewed else ItemState.OPEN
