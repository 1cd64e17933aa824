"""When a return is due, and by when to call: the promise of one policy for one missed call.

`due` is the instant the promise breaks; it is counted once, when the call is logged, and
kept with its receipt. *Call by* is derived from today's calendar whenever it is needed.
A receipt takes longer to count than its deadline, so that it is counted only when asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.core.local_time import after_repeated_hour, first_instant, local, next_day
from callpolicy_gui.core.policies import OpenHours, Policy, WorkingDays
from callpolicy_gui.core.receipt_spans import receipt_for
from callpolicy_gui.core.receipts import Receipt, Rule

if TYPE_CHECKING:
    from datetime import date

    from callpolicy_gui.core.accommodations import Accommodation
    from callpolicy_gui.core.business_calendar import PracticeCalendar
    from callpolicy_gui.core.open_spans import OpenSpans
    from callpolicy_gui.core.weekly_hours import WeeklyHours

# A promise in working days looks no further than this for a day that counts.
_MAX_DAYS_AHEAD = 366 * 12


class NoWorkingDayError(LookupError):
    """No working day within twelve years: the calendar is closed for good."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """What a policy promises for one call: `due_at` in UTC seconds, None where nothing is owed."""

    due_at: int | None
    # What `receipt_for` takes, then `accommodated` and `moved_from`. A plain tuple, for they are made by
    # the hundred thousand.
    _counted_from: tuple[Any, ...] | None = field(default=None, compare=False, repr=False)

    @property
    def receipt(self) -> Receipt:
        """How `due_at` was counted; counted anew each time it is asked for."""
        if self._counted_from is None:
            return Receipt(Rule.NO_VOICEMAIL, 0)
        *counted_from, accommodated, moved_from = self._counted_from
        counted = receipt_for(*counted_from)
        return replace(counted, accommodated=accommodated, moved_from=moved_from)

    def moved_from(self, earlier_due_at: int) -> Deadline:
        """The same deadline, whose receipt tells that it was at `earlier_due_at` (UTC seconds) before."""
        moved = None if self._counted_from is None else (*self._counted_from[:-1], earlier_due_at)
        return Deadline(self.due_at, moved)


def is_owed(policy: Policy, voicemail: Voicemail) -> bool:
    """Whether the policy promises a return. An unknown voicemail counts as one."""
    return not policy.requires_voicemail or voicemail is not Voicemail.NO


def deadline_for(
    received_at: int,
    voicemail: Voicemail,
    policy: Policy,
    calendar: PracticeCalendar,
    own_hours: WeeklyHours,
    *,
    accommodation: Accommodation | None = None,
    return_anyway: bool = False,
) -> Deadline:
    """The deadline of a call received at `received_at` (UTC seconds).

    `accommodation` is what was agreed with the client; `return_anyway` says that the
    clinician wants to return this one call whether it is owed or not.

    Raises:
        NothingOpenError: the calling hours never open again.
        NoWorkingDayError: no day ever counts again.
    """
    owed = return_anyway or is_owed(policy, voicemail)
    if accommodation is not None:
        agreed = accommodation.applied_to(policy)
        mattered = agreed != policy or not owed
        owed = owed or accommodation.always_return
        policy = agreed
    else:
        mattered = False
    if not owed:
        return Deadline(None)
    due_at = due(received_at, policy, calendar, calendar.open_spans(policy.hours(own_hours)))
    return Deadline(due_at, (received_at, due_at, policy, calendar, own_hours, mattered, None))


def due(received_at: int, policy: Policy, calendar: PracticeCalendar, spans: OpenSpans) -> int:
    """The instant the promise breaks; `spans` is the policy's open calling time."""
    allowance = policy.allowance
    if isinstance(allowance, OpenHours):
        return spans.add(received_at, allowance.minutes * 60)
    if isinstance(allowance, WorkingDays):
        return _due_in_working_days(received_at, allowance.count, calendar)
    close = spans.close_of_day if allowance.of == "day" else spans.close_of_window
    return close(received_at, allowance.at_least * 60)


def call_by(received_at: int, due_at: int, spans: OpenSpans) -> int | None:
    """The last instant inside calling hours after the call and not after `due_at`.

    None where there is no calling time in between: an impossible promise.
    """
    return spans.last_open_until(due_at, received_at)


def corrected_due(frozen_due_at: int, recounted: Deadline) -> Deadline:
    """The deadline of an open call after the calendar was corrected: later or as it was, never earlier."""
    if recounted.due_at is None or recounted.due_at <= frozen_due_at:
        return replace(recounted, due_at=frozen_due_at)
    return recounted.moved_from(frozen_due_at)


def _due_in_working_days(received_at: int, count: int, calendar: PracticeCalendar) -> int:
    """The same local time `count` working days on; from a day that does not count, the end of the last.

    A received time in the second pass of a repeated hour counts from the end of that hour,
    else a later call would be due earlier (Asia/Jerusalem, 26 March 2026).
    """
    wall = local(after_repeated_hour(received_at, calendar.zone), calendar.zone)
    day = wall.date()
    starts_on_working_day = calendar.is_working_day(day)
    for _ in range(count):
        day = _next_working_day(day, calendar)
    if starts_on_working_day:
        seconds = wall.hour * 3600 + wall.minute * 60 + wall.second
        return first_instant(day, seconds, calendar.zone)
    return calendar.day_start(next_day(day))


def _next_working_day(day: date, calendar: PracticeCalendar) -> date:
    for ahead in range(1, _MAX_DAYS_AHEAD):
        candidate = day + timedelta(days=ahead)
        if calendar.is_working_day(candidate):
            return candidate
    raise NoWorkingDayError
