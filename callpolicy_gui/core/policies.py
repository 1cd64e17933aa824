"""The promise as data: a policy is who is owed a return, by when, and when calls may be made.

The four presets are the four options of the article this program comes from; every
policy, preset or mixed, is the same three independent parts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from callpolicy_gui.core.weekly_hours import WeeklyHours, Window

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

DEFAULT_NOTICE_DAYS = 14
MAX_OPEN_MINUTES = 30 * 24 * 60


class Preset(StrEnum):
    """The four options, in the order the article gives them."""

    TURNAROUND = "turnaround"
    OPERATING_HOURS = "operating_hours"
    VOICEMAIL_REQUIRED = "voicemail_required"
    LIMITED_HOURS = "limited_hours"


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The same local time `count` working days later, around the clock."""

    count: int


@dataclass(frozen=True, slots=True)
class OpenHours:
    """`minutes` of elapsed calling time."""

    minutes: int


@dataclass(frozen=True, slots=True)
class ByClose:
    """The close of the first calling day (or window) with at least `at_least` minutes left after the call."""

    of: Literal["day", "window"]
    at_least: int


Allowance = WorkingDays | OpenHours | ByClose


class PolicyProblem(StrEnum):
    """Why a policy cannot be saved; `wording` makes it a sentence."""

    ALLOWANCE_TOO_SMALL = "allowance_too_small"
    ALLOWANCE_TOO_LARGE = "allowance_too_large"
    NOTHING_OPEN = "nothing_open"
    NEVER_LONG_ENOUGH = "never_long_enough"
    NEVER_CLOSES = "never_closes"


@dataclass(frozen=True, slots=True)
class Policy:
    """A promise. `calling_hours` None means the clinician's own hours."""

    preset: Preset
    allowance: Allowance
    calling_hours: WeeklyHours | None = None
    requires_voicemail: bool = False

    def hours(self, own_hours: WeeklyHours) -> WeeklyHours:
        """The weekly hours in which this policy lets return calls be made."""
        return own_hours if self.calling_hours is None else self.calling_hours

    def problems(self, own_hours: WeeklyHours) -> tuple[PolicyProblem, ...]:
        """What stands in the way of saving this policy; empty when it can be promised."""
        hours = self.hours(own_hours)
        found = []
        amount = _amount(self.allowance)
        if amount < 1:
            found.append(PolicyProblem.ALLOWANCE_TOO_SMALL)
        if isinstance(self.allowance, OpenHours) and amount > MAX_OPEN_MINUTES:
            found.append(PolicyProblem.ALLOWANCE_TOO_LARGE)
        if isinstance(self.allowance, WorkingDays) and amount > 30:
            found.append(PolicyProblem.ALLOWANCE_TOO_LARGE)
        if not hours.open_days:
            found.append(PolicyProblem.NOTHING_OPEN)
        elif isinstance(self.allowance, ByClose):
            longest = hours.longest_day() if self.allowance.of == "day" else hours.longest_window()
            if longest is None:
                found.append(PolicyProblem.NEVER_CLOSES)
            elif longest < amount:
                found.append(PolicyProblem.NEVER_LONG_ENOUGH)
        return tuple(found)

    def to_json(self) -> dict[str, Any]:
        """The policy as plain values for storing."""
        return {
            "preset": self.preset.value,
            "allowance": allowance_to_json(self.allowance),
            "calling_hours": None if self.calling_hours is None else self.calling_hours.to_json(),
            "requires_voicemail": self.requires_voicemail,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Policy:
        """The policy that `to_json` wrote."""
        hours = values["calling_hours"]
        return cls(
            Preset(values["preset"]),
            allowance_from_json(values["allowance"]),
            None if hours is None else WeeklyHours.from_json(hours, overnight=True),
            bool(values["requires_voicemail"]),
        )


def _amount(allowance: Allowance) -> int:
    match allowance:
        case WorkingDays(count):
            return count
        case OpenHours(minutes):
            return minutes
        case by_close:
            return by_close.at_least


def allowance_to_json(allowance: Allowance) -> dict[str, Any]:
    """The allowance in the shape of the shared promise cases."""
    match allowance:
        case WorkingDays(count):
            return {"working_days": count}
        case OpenHours(minutes):
            return {"open_minutes": minutes}
        case by_close:
            return {"by_close": by_close.of, "at_least_minutes": by_close.at_least}


def allowance_from_json(values: dict[str, Any]) -> Allowance:
    """The allowance that `allowance_to_json` wrote; `open_hours` (hours) is read too."""
    if "working_days" in values:
        return WorkingDays(int(values["working_days"]))
    if "open_minutes" in values:
        return OpenHours(int(values["open_minutes"]))
    if "open_hours" in values:
        return OpenHours(round(values["open_hours"] * 60))
    return ByClose(values["by_close"], int(values["at_least_minutes"]))


_WEEKDAYS = range(5)
OPERATING_HOURS = WeeklyHours.of((Window(9 * 60, 17 * 60),), _WEEKDAYS)
CALLBACK_HOURS = WeeklyHours.of((Window(8 * 60, 9 * 60),), _WEEKDAYS)
OWN_HOURS = WeeklyHours.of((Window(8 * 60, 20 * 60),), _WEEKDAYS)

PRESETS: dict[Preset, Policy] = {
    Preset.TURNAROUND: Policy(Preset.TURNAROUND, WorkingDays(1)),
    Preset.OPERATING_HOURS: Policy(Preset.OPERATING_HOURS, ByClose("day", 60), OPERATING_HOURS),
    Preset.VOICEMAIL_REQUIRED: Policy(Preset.VOICEMAIL_REQUIRED, WorkingDays(1), requires_voicemail=True),
    Preset.LIMITED_HOURS: Policy(Preset.LIMITED_HOURS, ByClose("window", 10), CALLBACK_HOURS),
}


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A policy as it was announced and takes effect. Versions are only ever added.

    `effective_from` is UTC seconds; None is the first version, which covers all earlier
    time. `override_reason` says why it started before the notice period was over.
    """

    version_id: int
    policy: Policy
    announced_on: date | None
    effective_from: int | None
    reviewed_with: str = ""
    reviewed_on: date | None = None
    override_reason: str = ""


def version_in_force(versions: Sequence[PolicyVersion], at: int) -> PolicyVersion:
    """The version whose promise holds for a call received at `at` (UTC seconds).

    Of two versions with the same start the one added later holds.

    Raises:
        LookupError: there is no version at all.
    """
    if not versions:
        raise LookupError("a practice has at least one policy version")
    return max(
        (v for v in versions if v.effective_from is None or v.effective_from <= at),
        key=lambda v: (v.effective_from is not None, v.effective_from or 0, v.version_id),
        default=min(versions, key=lambda v: v.version_id),
    )


def with_hours(policy: Policy, hours: WeeklyHours) -> Policy:
    """The same promise with other calling hours."""
    return replace(policy, calling_hours=hours)
