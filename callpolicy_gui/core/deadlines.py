"""When a return is due, and by when to call: the promise of one policy for one missed call.

`due` is the instant the promise breaks; it is counted once, when the call is logged, and
kept with its receipt. *Call by* is derived from today's calendar whenever it is needed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from callpolicy_gui.core.business_calendar import DayKind
from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.core.local_time import after_repeated_hour, first_instant, local, next_day
from callpolicy_gui.core.policies import OpenHours, Policy, WorkingDays
from callpolicy_gui.core.receipts import Receipt, ReceiptSpan, Rule, SpanReason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from callpolicy_gui.core.business_calendar import PracticeCalendar
    from callpolicy_gui.core.open_spans import OpenSpans
    from callpolicy_gui.core.weekly_hours import WeeklyHours

# A promise in working days looks no further than this for a day that counts.
_MAX_DAYS_AHEAD = 366 * 12

_DAY_REASONS = {
    DayKind.HOLIDAY: SpanReason.HOLIDAY,
    DayKind.CLOSED: SpanReason.CLOSED,
    DayKind.WEEKEND: SpanReason.NOT_A_WORKING_DAY,
}


class NoWorkingDayError(LookupError):
    """No working day within twelve years: the calendar is closed for good."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """What a policy promises for one call: `due_at` in UTC seconds, None where nothing is owed."""

    due_at: int | None
    receipt: Receipt


def is_owed(policy: Policy, voicemail: Voicemail, *, always_return: bool = False) -> bool:
    """Whether the policy promises a return. An unknown voicemail counts as one."""
    return always_return or not policy.requires_voicemail or voicemail is not Voicemail.NO


def deadline_for(
    received_at: int,
    voicemail: Voicemail,
    policy: Policy,
    calendar: PracticeCalendar,
    own_hours: WeeklyHours,
    *,
    always_return: bool = False,
) -> Deadline:
    """The deadline of a call received at `received_at` (UTC seconds), with its receipt.

    Raises:
        NothingOpenError: the calling hours never open again.
        NoWorkingDayError: no day ever counts again.
    """
    if not is_owed(policy, voicemail, always_return=always_return):
        return Deadline(None, Receipt(Rule.NO_VOICEMAIL, 0))
    spans = calendar.open_spans(policy.hours(own_hours))
    due_at = due(received_at, policy, calendar, spans)
    match policy.allowance:
        case WorkingDays(count):
            receipt = Receipt(
                Rule.WORKING_DAYS, count, tuple(_whole_day_spans(received_at, due_at, calendar))
            )
        case OpenHours(minutes):
            receipt = Receipt(
                Rule.OPEN_HOURS, minutes, tuple(_open_hour_spans(received_at, due_at, calendar, spans))
            )
        case by_close:
            rule = Rule.CLOSE_OF_DAY if by_close.of == "day" else Rule.CLOSE_OF_WINDOW
            counted = _closing_spans(received_at, due_at, calendar, spans, by_day=by_close.of == "day")
            receipt = Receipt(rule, by_close.at_least, tuple(counted))
    years = calendar.unconfirmed_years(received_at, due_at)
    return Deadline(due_at, replace(receipt, unconfirmed_years=years))


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
        return Deadline(frozen_due_at, recounted.receipt)
    return Deadline(recounted.due_at, replace(recounted.receipt, moved_from=frozen_due_at))


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


def _days(start: int, end: int, calendar: PracticeCalendar) -> Iterator[tuple[date, int, int]]:
    """Each local date in [start, end) with its part of that time."""
    day = calendar.local_day(start)
    while True:
        after = calendar.day_start(next_day(day))
        if min(end, after) > start:
            yield day, start, min(end, after)
            start = after
        if after >= end:
            return
        day = next_day(day)


def _whole_day_spans(received_at: int, due_at: int, calendar: PracticeCalendar) -> Iterator[ReceiptSpan]:
    start = after_repeated_hour(received_at, calendar.zone)
    for day, begin, end in _days(start, due_at, calendar):
        kind = calendar.kind(day)
        reason = _DAY_REASONS.get(kind, SpanReason.COUNTED)
        yield ReceiptSpan(begin, end, reason, calendar.name(day) if reason is not SpanReason.COUNTED else "")


def _open_hour_spans(
    received_at: int, due_at: int, calendar: PracticeCalendar, spans: OpenSpans
) -> Iterator[ReceiptSpan]:
    cursor = received_at
    for start, end in spans.stretches(received_at, due_at):
        yield from _closed_spans(cursor, start, calendar)
        yield ReceiptSpan(start, end, SpanReason.COUNTED)
        cursor = end
    yield from _closed_spans(cursor, due_at, calendar)


def _closing_spans(
    received_at: int, due_at: int, calendar: PracticeCalendar, spans: OpenSpans, *, by_day: bool
) -> Iterator[ReceiptSpan]:
    """Open time up to the close: the stretches of the last day (or the last stretch) count."""
    pieces = list(spans.spans(received_at, due_at))
    first_counted = len(pieces) - 1
    while first_counted > 0 and _belong_together(
        pieces[first_counted - 1].day,
        pieces[first_counted - 1].end,
        pieces[first_counted].day,
        pieces[first_counted].start,
        by_day=by_day,
    ):
        first_counted -= 1
    cursor = received_at
    for number, span in enumerate(pieces):
        yield from _closed_spans(cursor, span.start, calendar)
        reason = SpanReason.COUNTED if number >= first_counted else SpanReason.TOO_SHORT
        yield ReceiptSpan(span.start, span.end, reason)
        cursor = span.end


def _belong_together(day: int, end: int, next_of_day: int, next_start: int, *, by_day: bool) -> bool:
    return day == next_of_day if by_day else end == next_start


def _closed_spans(start: int, end: int, calendar: PracticeCalendar) -> Iterator[ReceiptSpan]:
    """Closed time as one span a reason: weekend days, holidays and closures by name, else outside hours."""
    pending: ReceiptSpan | None = None
    for day, begin, finish in _days(start, end, calendar):
        reason = _DAY_REASONS.get(calendar.kind(day), SpanReason.OUTSIDE_HOURS)
        name = "" if reason is SpanReason.OUTSIDE_HOURS else calendar.name(day)
        if pending is not None and (pending.reason, pending.name) == (reason, name):
            pending = replace(pending, end=finish)
            continue
        if pending is not None:
            yield pending
        pending = ReceiptSpan(begin, finish, reason, name)
    if pending is not None:
        yield pending
