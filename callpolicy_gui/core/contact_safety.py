"""What keeps a client safe when the phone rings: messages, safe times, numbers never to be called.

A partner who listens to a voicemail or picks up the home phone can learn that somebody is in
therapy. These rules warn at the moment of calling; they never move a deadline.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from callpolicy_gui.core.business_calendar import PracticeCalendar
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo


class MessageRule(StrEnum):
    """Whether a message may be left, the freest first."""

    NOT_ASKED = "not_asked"
    ALLOWED = "allowed"
    NAME_ONLY = "name_only"  # a name and a number, and no word about the practice
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class ContactSafety:
    """What one client said about being called.

    `safe_times` are read in the practice's zone, holidays or not; None is any time, and hours
    without a window are no time at all. `never_call` holds comparable keys of numbers.
    """

    message: MessageRule = MessageRule.NOT_ASKED
    safe_times: WeeklyHours | None = None
    never_call: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look out for."""
        return self == ContactSafety()

    def joined_with(self, other: ContactSafety) -> ContactSafety:
        """The stricter of both in everything: for two clients that turn out to be one person."""
        rules = list(MessageRule)
        return ContactSafety(
            max(self.message, other.message, key=rules.index),
            _both(self.safe_times, other.safe_times),
            self.never_call | other.never_call,
        )

    def to_json(self) -> dict[str, Any]:
        """The rules as plain values for storing."""
        return {
            "message": self.message.value,
            "safe_times": None if self.safe_times is None else self.safe_times.to_json(),
            "never_call": sorted(self.never_call),
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> ContactSafety:
        """The rules that `to_json` wrote."""
        times = values["safe_times"]
        return cls(
            MessageRule(values["message"]),
            None if times is None else WeeklyHours.from_json(times, overnight=True),
            frozenset(map(str, values["never_call"])),
        )


def _both(ours: WeeklyHours | None, theirs: WeeklyHours | None) -> WeeklyHours | None:
    """The time that lies in both, day by day; of windows that run overnight no more than that."""
    if ours is None or theirs is None:
        return ours or theirs
    return WeeklyHours(
        tuple(_overlaps(mine, other) for mine, other in zip(ours.days, theirs.days, strict=True))
    )


def _overlaps(ours: Sequence[Window], theirs: Sequence[Window]) -> tuple[Window, ...]:
    found = (Window(max(a.start, b.start), min(a.end, b.end)) for a in ours for b in theirs)
    return tuple(window for window in found if window.minutes > 0)


@dataclass(frozen=True, slots=True)
class ContactAdvice:
    """What to know before calling one client at an instant. Times are UTC seconds.

    `number` is the place, among the numbers asked about, of the first that may be called; None
    where none may. `is_blocked` says that the one asked about first must not be called.
    `safe_from` is when the next safe time begins, None while one runs or where there is none.
    """

    message: MessageRule
    number: int | None
    is_blocked: bool
    is_safe_now: bool
    safe_from: int | None


def contact_advice(
    safety: ContactSafety, number_keys: Sequence[str], now: int, zone: ZoneInfo
) -> ContactAdvice:
    """The rules at `now` (UTC seconds) for numbers by their keys, the one that called first.

    `zone` is the practice's. Without a number nothing is blocked.
    """
    allowed = [place for place, key in enumerate(number_keys) if key not in safety.never_call]
    is_safe, safe_from = True, None
    if safety.safe_times is not None:
        # A closed practice makes no time at the client's home unsafe, and no holiday makes one safe.
        spans = PracticeCalendar(zone).open_spans(safety.safe_times)
        is_safe = bool(safety.safe_times.open_days) and spans.is_open(now)
        if safety.safe_times.open_days and not is_safe:
            safe_from = spans.next_open(now)
    return ContactAdvice(
        safety.message,
        allowed[0] if allowed else None,
        is_blocked=bool(number_keys) and number_keys[0] in safety.never_call,
        is_safe_now=is_safe,
        safe_from=safe_from,
    )
