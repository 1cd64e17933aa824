"""Exceptions agreed with one client, and calling hours as they fall in that client's time zone.

The article names it as the drawback of limited callback hours that some clients cannot
take calls then. An accommodation answers it, and a return inside it counts as kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from callpolicy_gui.core.local_time import local
from callpolicy_gui.core.policies import ByClose
from callpolicy_gui.core.weekly_hours import WeeklyHours

if TYPE_CHECKING:
    from datetime import time

    from callpolicy_gui.core.open_spans import OpenSpans
    from callpolicy_gui.core.policies import Allowance, Policy

# A call before 8 or after 20 in the client's own time gets a warning (product.md).
EARLIEST_HOUR, LATEST_HOUR = 8, 20


class Channel(StrEnum):
    """How the client asked to be reached."""

    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    RELAY = "relay"  # a relay service or an interpreter on the line


class AccommodationReason(StrEnum):
    """Why the exception was agreed, as a category: the log holds no clinical detail."""

    ACCESS = "access"
    WORK_OR_SCHOOL = "work_or_school"
    CARE = "care"
    LANGUAGE = "language"
    TIME_ZONE = "time_zone"
    SAFETY = "safety"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Accommodation:
    """What was agreed with one client; `is_empty` when it changes nothing.

    `calling_hours` replace those of the policy and are read in the practice's zone; None
    leaves the policy's. With `always_return` a call without voicemail is owed a return.
    `zone` is the client's IANA key, empty where it is the practice's. `review_on` is the
    local date on which to talk about it again.
    """

    calling_hours: WeeklyHours | None = None
    always_return: bool = False
    channel: Channel = Channel.PHONE
    zone: str = ""
    reason: AccommodationReason | None = None
    review_on: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is different for this client."""
        return replace(self, reason=None, review_on=None) == Accommodation()

    def applied_to(self, policy: Policy) -> Policy:
        """The promise as it holds for this client.

        The least time that must be left before a close is no longer than the client's own
        longest window, so that there always is a deadline.
        """
        if self.calling_hours is None:
            return policy
        return replace(
            policy,
            calling_hours=self.calling_hours,
            allowance=_fitting(policy.allowance, self.calling_hours),
        )

    def to_json(self) -> dict[str, Any]:
        """The accommodation as plain values for storing."""
        return {
            "calling_hours": None if self.calling_hours is None else self.calling_hours.to_json(),
            "always_return": self.always_return,
            "channel": self.channel.value,
            "zone": self.zone,
            "reason": None if self.reason is None else self.reason.value,
            "review_on": None if self.review_on is None else self.review_on.isoformat(),
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Accommodation:
        """The accommodation that `to_json` wrote."""
        hours, reason, review_on = values["calling_hours"], values["reason"], values["review_on"]
        return cls(
            None if hours is None else WeeklyHours.from_json(hours, overnight=True),
            bool(values["always_return"]),
            Channel(values["channel"]),
            str(values["zone"]),
            None if reason is None else AccommodationReason(reason),
            None if review_on is None else date.fromisoformat(review_on),
        )


def _fitting(allowance: Allowance, hours: WeeklyHours) -> Allowance:
    if not isinstance(allowance, ByClose):
        return allowance
    longest = hours.longest_window() if allowance.of == "window" else hours.longest_day()
    if longest is None:
        return ByClose("day", min(allowance.at_least, hours.longest_day()))
    return ByClose(allowance.of, min(allowance.at_least, longest))


@dataclass(frozen=True, slots=True)
class WindowThere:
    """A stretch of calling time, UTC seconds, for a client in another zone.

    `too_early` says that part of it is before 8:00 there, `too_late` that part of it is
    after 20:00.
    """

    start: int
    end: int
    zone: str
    too_early: bool
    too_late: bool


def window_there(start: int, end: int, zone: str) -> WindowThere:
    """The stretch [start, end), UTC seconds, as the client in `zone` (an IANA key) lives it."""
    first, last = (local(at, ZoneInfo(zone)) for at in (start, end - 1))
    over_midnight = first.date() < last.date()
    return WindowThere(
        start,
        end,
        zone,
        too_early=first.hour < EARLIEST_HOUR or over_midnight,
        too_late=last.hour >= LATEST_HOUR or over_midnight,
    )


def windows_there(spans: OpenSpans, start: int, end: int, zone: str) -> tuple[WindowThere, ...]:
    """The calling time in [start, end), UTC seconds, for the client in `zone`: each time of day once."""
    found: dict[tuple[time, time], WindowThere] = {}
    for opened, closed in spans.stretches(start, end):
        hours = (local(opened, ZoneInfo(zone)).time(), local(closed, ZoneInfo(zone)).time())
        found.setdefault(hours, window_there(opened, closed, zone))
    return tuple(found.values())
