"""Sessions: when the clinician is with a client, and no alert may appear.

They are the weekly hours of a practice setting, less what was ended early, and single blocks.
A weekly session falls out on a day that is closed; a date with hours of its own keeps it, since
an alert too few is the lesser harm. No deadline depends on sessions: they are taken from
the time in which alerts may appear, and from callable minutes.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from callpolicy_gui.core.local_time import DAY_SECONDS, local
from callpolicy_gui.core.open_spans import MONTH, OpenSpan, OpenSpans
from callpolicy_gui.core.weekly_hours import MINUTES_A_DAY, WeeklyHours

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

    from callpolicy_gui.core.business_calendar import PracticeCalendar

# What is offered is at least this far ahead: a session of six minutes is none, and 50 minutes from
# the full or half hour end before the next one.
OFFER_AT_LEAST_MINUTES = 35
# Longer is a day off, or a slip.
LONGEST_BLOCK_SECONDS = 12 * 3600
_HALF_HOUR = 30 * 60
# A running session is looked for this far back: those that meet are one.
_LOOK_BACK_SECONDS = 8 * DAY_SECONDS
_WEEK = 7 * MINUTES_A_DAY


@dataclass(frozen=True, slots=True)
class SessionBlock:
    """A single session in [start, end), UTC seconds; `is_free` is a part of weekly ones that is none."""

    block_id: int
    start: int
    end: int
    is_free: bool = False


class Sessions:
    """The sessions of one practice. `spans` holds them; overlapping ones count once."""

    def __init__(
        self, calendar: PracticeCalendar, weekly: WeeklyHours, blocks: Iterable[SessionBlock] = ()
    ) -> None:
        ordered = sorted(blocks, key=_start_of)
        self._is_none = not ordered and not weekly.open_days
        self._single = tuple(block for block in ordered if not block.is_free)
        self._recurring = _recurring(calendar, weekly, tuple(block for block in ordered if block.is_free))
        self.spans = _together(calendar, self._recurring, self._single)
        self._outside: dict[OpenSpans, OpenSpans] = {}

    def outside(self, spans: OpenSpans) -> OpenSpans:
        """The same open time without sessions; kept, as long as this is."""
        if self._is_none:
            return spans
        found = self._outside.get(spans)
        if found is None:
            found = self._outside[spans] = spans.outside(self.spans)
        return found

    def running(self, now: int) -> tuple[int, int] | None:
        """Begin and end of the session that runs at `now`, UTC seconds; sessions that meet are one."""
        for start, end in self.between(now - _LOOK_BACK_SECONDS, now + DAY_SECONDS):
            if start <= now < end:
                return start, end
        return None

    def is_in_session(self, now: int) -> bool:
        """Whether one runs at `now`; at its end it does not any more."""
        return not self._is_none and self.spans.is_open(now)

    def to_end(self, now: int) -> tuple[tuple[SessionBlock, ...], int | None]:
        """The single blocks that run at `now`, and when the weekly session ends, None where none runs."""
        single = tuple(block for block in self._single if block.start <= now < block.end)
        weekly = next(self._recurring.stretches(now, now + DAY_SECONDS), None)
        return single, None if weekly is None or weekly[0] > now else weekly[1]

    def between(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The sessions in [start, end), clipped to it, in order; those that meet are one."""
        return () if self._is_none else tuple(self.spans.stretches(start, end))

    def next_edge(self, now: int) -> int | None:
        """The next instant after `now` at which a session begins or ends; None if there is none in a day."""
        edges = (at for span in self.between(now, now + DAY_SECONDS) for at in span)
        return next((at for at in edges if at > now), None)


def offered_end(now: int, zone: ZoneInfo) -> int:
    """The full or half hour of the practice that is offered for "In session until", UTC seconds.

    That is the first one at least 35 minutes ahead: 11:00 at 10:00 and at 10:24, 11:30 at 10:26.
    """
    earliest = now + OFFER_AT_LEAST_MINUTES * 60
    wall = local(earliest, zone)
    return earliest + -(wall.minute * 60 + wall.second) % _HALF_HOUR


def weekly_overlaps(hours: WeeklyHours, sessions: WeeklyHours) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """The windows of `hours` that meet a session: minutes after midnight they begin at, and on which days."""
    taken = [(start + week, end + week) for start, end in _of_week(sessions) for week in (-_WEEK, 0, _WEEK)]
    days_of: dict[int, list[int]] = {}
    for day, windows in enumerate(hours.days):
        for window in windows:
            start, end = day * MINUTES_A_DAY + window.start, day * MINUTES_A_DAY + window.end
            if any(begin < end and start < close for begin, close in taken):
                days_of.setdefault(window.start, []).append(day)
    return tuple((start, tuple(days)) for start, days in days_of.items())


def leaves_time(hours: WeeklyHours, sessions: WeeklyHours) -> bool:
    """Whether an ordinary week has a minute of `hours` outside sessions."""
    return bool(_minutes(hours) - _minutes(sessions))


def _minutes(hours: WeeklyHours) -> set[int]:
    """The minutes of the week; Sunday's night runs on into Monday."""
    return {minute % _WEEK for start, end in _of_week(hours) for minute in range(start, end)}


def _of_week(hours: WeeklyHours) -> Iterator[tuple[int, int]]:
    for day, windows in enumerate(hours.days):
        for window in windows:
            yield day * MINUTES_A_DAY + window.start, day * MINUTES_A_DAY + window.end


def _recurring(calendar: PracticeCalendar, weekly: WeeklyHours, free: tuple[SessionBlock, ...]) -> OpenSpans:
    """The sessions of every week, less what is free."""
    # An override says when the clinician works on a date: no session by itself, and no end of one.
    kept = replace(
        calendar,
        holidays={day: name for day, name in calendar.holidays.items() if day not in calendar.overrides},
        overrides={},
        _spans={},
    )
    return kept.open_spans(weekly).outside(
        OpenSpans(lambda start, end: _begun(calendar, free, start, end), MONTH)
    )


def _together(
    calendar: PracticeCalendar, recurring: OpenSpans, single: tuple[SessionBlock, ...]
) -> OpenSpans:
    def build(start: int, end: int) -> list[OpenSpan]:
        found = [*recurring.spans(start, end), *_begun(calendar, single, start, end)]
        return sorted(found, key=lambda span: span.start)

    return OpenSpans(build, MONTH)


def _begun(
    calendar: PracticeCalendar, blocks: tuple[SessionBlock, ...], start: int, end: int
) -> Iterator[OpenSpan]:
    """Those of the blocks, which are in order, that begin in [start, end)."""
    first = bisect_left(blocks, start, key=_start_of)
    for block in blocks[first : bisect_left(blocks, end, key=_start_of)]:
        yield OpenSpan(block.start, block.end, calendar.local_day(block.start).toordinal())


def _start_of(block: SessionBlock) -> int:
    return block.start
