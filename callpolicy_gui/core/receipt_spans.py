"""How a deadline was counted: the time between a call and its due, each stretch with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from callpolicy_gui.core.business_calendar import DayKind
from callpolicy_gui.core.local_time import after_repeated_hour, instant, next_day
from callpolicy_gui.core.policies import OpenHours, WorkingDays
from callpolicy_gui.core.receipts import Receipt, ReceiptSpan, Rule, SpanReason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from callpolicy_gui.core.business_calendar import PracticeCalendar
    from callpolicy_gui.core.open_spans import OpenSpans
    from callpolicy_gui.core.policies import Policy
    from callpolicy_gui.core.weekly_hours import WeeklyHours

_DAY_REASONS = {
    DayKind.HOLIDAY: SpanReason.HOLIDAY,
    DayKind.CLOSED: SpanReason.CLOSED,
    DayKind.WEEKEND: SpanReason.NOT_A_WORKING_DAY,
}
_ONE_DAY = timedelta(days=1)


def receipt_for(
    received_at: int, due_at: int, policy: Policy, calendar: PracticeCalendar, own_hours: WeeklyHours
) -> Receipt:
    """The receipt of a due that was counted with this policy on this calendar (UTC seconds)."""
    hours = policy.hours(own_hours)
    spans = calendar.open_spans(hours)
    match policy.allowance:
        case WorkingDays(count):
            rule, amount = Rule.WORKING_DAYS, count
            counted = _whole_day_spans(received_at, due_at, calendar)
        case OpenHours(minutes):
            rule, amount = Rule.OPEN_HOURS, minutes
            parts = _part_closed(received_at, due_at, calendar, hours)
            counted = _open_hour_spans(received_at, due_at, calendar, spans, parts)
        case by_close:
            by_day = by_close.of == "day"
            rule, amount = (Rule.CLOSE_OF_DAY if by_day else Rule.CLOSE_OF_WINDOW), by_close.at_least
            parts = _part_closed(received_at, due_at, calendar, hours)
            counted = _closing_spans(received_at, due_at, calendar, spans, parts, by_day=by_day)
    years = calendar.unconfirmed_years(received_at, due_at)
    return Receipt(rule, amount, tuple(counted), years)


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
    received_at: int,
    due_at: int,
    calendar: PracticeCalendar,
    spans: OpenSpans,
    parts: Sequence[ReceiptSpan],
) -> Iterator[ReceiptSpan]:
    cursor = received_at
    for start, end in spans.stretches(received_at, due_at):
        yield from _closed_spans(cursor, start, calendar, parts)
        yield ReceiptSpan(start, end, SpanReason.COUNTED)
        cursor = end
    yield from _closed_spans(cursor, due_at, calendar, parts)


def _closing_spans(
    received_at: int,
    due_at: int,
    calendar: PracticeCalendar,
    spans: OpenSpans,
    parts: Sequence[ReceiptSpan],
    *,
    by_day: bool,
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
        yield from _closed_spans(cursor, span.start, calendar, parts)
        reason = SpanReason.COUNTED if number >= first_counted else SpanReason.TOO_SHORT
        yield ReceiptSpan(span.start, span.end, reason)
        cursor = span.end


def _belong_together(day: int, end: int, next_of_day: int, next_start: int, *, by_day: bool) -> bool:
    return day == next_of_day if by_day else end == next_start


def _closed_spans(
    start: int, end: int, calendar: PracticeCalendar, parts: Sequence[ReceiptSpan]
) -> Iterator[ReceiptSpan]:
    """Closed time as one span a reason: what `parts` closes, and the days around that."""
    cursor = start
    for part in parts:
        # Two closures can overlap: the time of both is told once.
        begin, finish = max(part.start, cursor), min(part.end, end)
        if begin < finish:
            yield from _closed_days(cursor, begin, calendar)
            yield replace(part, start=begin, end=finish)
            cursor = finish
    yield from _closed_days(cursor, end, calendar)


def _closed_days(start: int, end: int, calendar: PracticeCalendar) -> Iterator[ReceiptSpan]:
    """Weekend days, holidays and closures by name, else time outside hours."""
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


def _part_closed(start: int, end: int, calendar: PracticeCalendar, hours: WeeklyHours) -> list[ReceiptSpan]:
    """The time in [start, end) that these hours would be open, but for time off in parts of days."""
    whole = tuple(closure for closure in calendar.closures if closure.window is None)
    if len(whole) == len(calendar.closures):
        return []
    # What is open on another calendar must not be kept with this one's.
    uncut = replace(calendar, closures=whole, _spans={}).open_spans(hours)
    found = [
        ReceiptSpan(opened, closed, SpanReason.PART_CLOSED, name)
        for begin, finish, name in _parts_off(start, end, calendar)
        for opened, closed in uncut.stretches(max(start, begin), min(end, finish))
    ]
    return sorted(found, key=lambda span: span.start)


def _parts_off(start: int, end: int, calendar: PracticeCalendar) -> Iterator[tuple[int, int, str]]:
    """The parts of days that closures close around [start, end), each with its closure's name."""
    low, high = calendar.local_day(start) - _ONE_DAY, calendar.local_day(end) + _ONE_DAY
    for closure in calendar.closures:
        if closure.window is None:
            continue
        first, last = max(low, closure.first), min(high, closure.last)
        for day in map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)):
            if calendar.kind(day) is not DayKind.SKIPPED:
                begin, finish = (
                    instant(day, minutes * 60, calendar.zone)
                    for minutes in (closure.window.start, closure.window.end)
                )
                yield begin, finish, closure.name
