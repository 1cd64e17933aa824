"""The practice's calendar: which days count, and when given hours are open, in UTC seconds.

Spans are built from local days and then converted, never by adding hours to local times:
across a clock change that would be 23 or 25 real hours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from callpolicy_gui.core.local_time import DAY_SECONDS, day_start, instant, local, next_day
from callpolicy_gui.core.open_spans import OpenSpan, OpenSpans
from callpolicy_gui.core.weekly_hours import MINUTES_A_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from callpolicy_gui.core.weekly_hours import WeeklyHours, Window


_EPOCH = date(1970, 1, 1).toordinal()
_ONE_DAY = timedelta(days=1)
# The epoch is a day earlier west of Greenwich; a phone that lost its clock begins there.
_FIRST_DAY, _LAST_DAY = date(1969, 12, 31), date(2199, 12, 31)


class DayKind(StrEnum):
    """What a local date is to this practice; the first that applies."""

    WORKING = "working"
    SKIPPED = "skipped"  # a date the zone jumped over
    CLOSED = "closed"
    HOLIDAY = "holiday"
    WEEKEND = "weekend"


@dataclass(frozen=True, slots=True)
class Closure:
    """Time off: a range of dates, whole days or the same part of each day.

    `first` and `last` are both closed. `window` None closes the days whole. `covering` is
    the clinician who stands in, if any.
    """

    closure_id: int
    first: date
    last: date
    window: Window | None = None
    name: str = ""
    covering: str = ""

    def covers(self, day: date) -> bool:
        """Whether the closure touches this date."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class PracticeCalendar:
    """Zone, weekend, holidays, closures and dated overrides of hours of one practice.

    `weekend` holds weekdays (Monday is 0). An override replaces a date's hours and wins
    over a holiday. `confirmed_years` None means that nobody is asked to confirm.
    Two calendars with equal parts answer alike; open spans are kept once built.
    """

    zone: ZoneInfo
    weekend: frozenset[int] = frozenset({5, 6})
    holidays: Mapping[date, str] = field(default_factory=dict)
    closures: tuple[Closure, ...] = ()
    overrides: Mapping[date, Sequence[Window]] = field(default_factory=dict)
    confirmed_years: frozenset[int] | None = None
    _spans: dict[WeeklyHours, OpenSpans] = field(default_factory=dict, compare=False, repr=False)

    def kind(self, day: date) -> DayKind:
        """What the date is. A half day is a working day."""
        if self._is_skipped(day):
            return DayKind.SKIPPED
        if any(c.window is None and c.covers(day) for c in self.closures):
            return DayKind.CLOSED
        if day in self.holidays and day not in self.overrides:
            return DayKind.HOLIDAY
        if day.weekday() in self.weekend:
            return DayKind.WEEKEND
        return DayKind.WORKING

    def is_working_day(self, day: date) -> bool:
        """Whether the date counts for a promise in working days."""
        return self.kind(day) is DayKind.WORKING

    def name(self, day: date) -> str:
        """The holiday's or closure's name, or an empty text."""
        for closure in self.closures:
            if closure.window is None and closure.covers(day):
                return closure.name
        return self.holidays.get(day, "")

    def local_day(self, at: int) -> date:
        """The local date at an instant."""
        return local(at, self.zone).date()

    def day_start(self, day: date) -> int:
        """The first instant of a local date."""
        midnight = self._steady_midnight(day)
        return day_start(day, self.zone) if midnight is None else midnight

    def bounds(self, first: date, last: date) -> tuple[int, int]:
        """The instants that bound two local dates, both included; no call lies before 1970 or after 2199."""
        kept = [min(max(day, _FIRST_DAY), _LAST_DAY) for day in (first, last)]
        return self.day_start(kept[0]), self.day_start(next_day(kept[1]))

    def unconfirmed_years(self, start: int, end: int) -> tuple[int, ...]:
        """Local years touched by [start, end] whose holidays nobody confirmed."""
        if self.confirmed_years is None:
            return ()
        years = range(self.local_day(start).year, self.local_day(end).year + 1)
        return tuple(year for year in years if year not in self.confirmed_years)

    def open_spans(self, hours: WeeklyHours) -> OpenSpans:
        """The open time of these hours on this calendar."""
        spans = self._spans.get(hours)
        if spans is None:
            spans = self._spans[hours] = OpenSpans(lambda start, end: self._build(hours, start, end))
        return spans

    def _build(self, hours: WeeklyHours, start: int, end: int) -> Iterator[OpenSpan]:
        day = self.local_day(start) - _ONE_DAY
        # Where clocks go back over midnight, `end` can lie before the date that began already.
        last = next_day(self.local_day(end))
        while day <= last:
            for span in self._day_spans(day, hours):
                if start <= span.start < end:
                    yield span
            day = next_day(day)

    def _day_spans(self, day: date, hours: WeeklyHours) -> list[OpenSpan]:
        windows = self._windows(day, hours)
        if not windows:
            return []
        ordinal = day.toordinal()
        midnight = self._steady_midnight(day)
        if midnight is not None and windows[-1].end <= MINUTES_A_DAY:
            spans = [OpenSpan(midnight + w.start * 60, midnight + w.end * 60, ordinal) for w in windows]
            if not self.closures:
                return spans
        elif self._is_skipped(day):
            return []
        else:
            spans = [
                OpenSpan(instant(day, w.start * 60, self.zone), instant(day, w.end * 60, self.zone), ordinal)
                for w in windows
            ]
        for closed_start, closed_end in self._part_closures(day):
            spans = [piece for span in spans for piece in _without(span, closed_start, closed_end)]
        # A window that a clock change moves can come to start after the next one.
        return sorted((span for span in spans if span.start < span.end), key=lambda span: span.start)

    def _is_skipped(self, day: date) -> bool:
        if self._steady_midnight(day) is not None:
            return False
        return day_start(day, self.zone) == day_start(next_day(day), self.zone)

    def _steady_midnight(self, day: date) -> int | None:
        """The instant a date begins, where no clock change lies in it; else None.

        Most days are like this, and their windows need no conversion one by one.
        """
        here = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall time, asked of the zone
        offset = self.zone.utcoffset(here)
        if offset is None or offset != self.zone.utcoffset(here + _ONE_DAY):
            return None
        return (day.toordinal() - _EPOCH) * DAY_SECONDS - int(offset.total_seconds())

    def _windows(self, day: date, hours: WeeklyHours) -> Sequence[Window]:
        if self.closures and any(c.window is None and c.covers(day) for c in self.closures):
            return ()
        if day in self.overrides:
            return self.overrides[day]
        if day in self.holidays:
            return ()
        return hours.days[day.weekday()]

    def _part_closures(self, day: date) -> Iterator[tuple[int, int]]:
        # A window that runs overnight can meet the part closure of the date that follows.
        following = next_day(day)
        while self._is_skipped(following):
            following = next_day(following)
        for closed_day in (day, following):
            for closure in self.closures:
                if closure.window is not None and closure.covers(closed_day):
                    yield (
                        instant(closed_day, closure.window.start * 60, self.zone),
                        instant(closed_day, closure.window.end * 60, self.zone),
                    )


def _without(span: OpenSpan, start: int, end: int) -> list[OpenSpan]:
    if end <= span.start or span.end <= start:
        return [span]
    pieces = [OpenSpan(span.start, start, span.day), OpenSpan(end, span.end, span.day)]
    return [piece for piece in pieces if piece.start < piece.end]
