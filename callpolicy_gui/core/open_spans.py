"""Open time as spans of UTC seconds: adding, counting back, and finding closes in it.

Spans are kept with running totals of open seconds, so that every question is two
bisections. They are built a year at a time, as far as a question reaches. Clock changes
are in the spans already: nothing here knows a time zone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from callpolicy_gui.core.local_time import DAY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# A question that finds no answer within this many years has none: the longest allowance is
# 30 days of calling time, and hours of an hour a week spend it in 14 years.
HORIZON_YEARS = 60
_YEAR = 366 * DAY_SECONDS


class NothingOpenError(LookupError):
    """No open time within the horizon: this policy never allows a return."""


@dataclass(frozen=True, slots=True)
class OpenSpan:
    """An open stretch, UTC seconds, and the ordinal of the local date it begins on."""

    start: int
    end: int
    day: int


class OpenSpans:
    """The open time of one set of weekly hours on one calendar.

    `build(start, end)` gives the spans that begin in [start, end), in order and without
    overlaps; it is called for neighbouring stretches only.
    """

    def __init__(self, build: Callable[[int, int], Iterable[OpenSpan]]) -> None:
        self._build = build
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._days: list[int] = []
        self._before: list[int] = []  # open seconds before each span
        self._through: list[int] = []  # open seconds up to each span's end
        self._from = self._to = 0

    def add(self, at: int, seconds: int) -> int:
        """The instant after `seconds` of open time from `at`.

        Landing exactly on a close means the close. Zero seconds is the first open instant
        at or after `at`; at a close, the next opening.

        Raises:
            NothingOpenError: there is not that much open time ahead.
        """
        i = self._first_open(at)
        position = max(at, self._starts[i])
        if seconds <= 0:
            return position
        target = self._before[i] + position - self._starts[i] + seconds
        while self._through[-1] < target:
            self._grow_after(at)
        j = bisect_left(self._through, target)
        return self._starts[j] + target - self._before[j]

    def next_open(self, at: int) -> int:
        """The first open instant at or after `at`. Raises NothingOpenError where there is none."""
        return self.add(at, 0)

    def back(self, at: int, seconds: int) -> int | None:
        """The instant from which exactly `seconds` of open time lead up to `at`.

        Landing exactly on an opening means that opening. None where so much open time
        does not lie within two years before `at`.
        """
        self._cover(at - 2 * _YEAR, at)
        i = bisect_left(self._starts, at) - 1
        if i < 0:
            return None
        target = self._before[i] + min(at, self._ends[i]) - self._starts[i] - seconds
        if target < self._before[0]:
            return None
        j = bisect_right(self._before, target) - 1
        return self._starts[j] + target - self._before[j]

    def between(self, start: int, end: int) -> int:
        """Open seconds in [start, end); zero when `end` is not after `start`."""
        if end <= start:
            return 0
        self._cover(start, end)
        return self._opened_until(end) - self._opened_until(start)

    def is_open(self, at: int) -> bool:
        """Whether `at` lies in an open span; a close does not."""
        self._cover(at, at + 1)
        i = bisect_right(self._starts, at) - 1
        return i >= 0 and at < self._ends[i]

    def last_open_until(self, at: int, after: int) -> int | None:
        """The last instant in or at the end of an open span that is in (after, at]; None if there is none."""
        if at <= after:
            return None
        self._cover(after, at)
        i = bisect_left(self._starts, at) - 1
        if i < 0:
            return None
        last = min(at, self._ends[i])
        return last if last > after else None

    def spans(self, start: int, end: int) -> Iterator[OpenSpan]:
        """The open stretches in [start, end), clipped to it, in order; abutting ones stay apart."""
        if end <= start:
            return
        self._cover(start, end)
        i = bisect_right(self._ends, start)
        while i < len(self._starts) and self._starts[i] < end:
            yield OpenSpan(max(start, self._starts[i]), min(end, self._ends[i]), self._days[i])
            i += 1

    def stretches(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Like `spans`, with abutting spans as one."""
        current: tuple[int, int] | None = None
        for span in self.spans(start, end):
            if current is not None and current[1] == span.start:
                current = (current[0], span.end)
                continue
            if current is not None:
                yield current
            current = (span.start, span.end)
        if current is not None:
            yield current

    def close_of_day(self, at: int, at_least: int) -> int:
        """The close of the first day with `at_least` open seconds left after `at`.

        A day's spans add up. Raises NothingOpenError where no day is long enough.
        """
        days = self._grouped(at, lambda span, following: span.day == following.day)
        return next(d[-1].end for d in days if sum(s.end - s.start for s in d) >= at_least)

    def close_of_window(self, at: int, at_least: int) -> int:
        """The close of the first stretch with `at_least` open seconds left after `at`.

        Abutting spans are one stretch, across midnight too. Raises NothingOpenError where
        no stretch is long enough, or none ever closes.
        """
        windows = self._grouped(at, lambda span, following: span.end == following.start)
        return next(w[-1].end for w in windows if w[-1].end - w[0].start >= at_least)

    def without(self, start: int, end: int) -> OpenSpans:
        """The same open time but for [start, end), UTC seconds."""

        def build(first: int, last: int) -> Iterator[OpenSpan]:
            for span in self.spans(first, last):
                if span.start < min(start, span.end):
                    yield OpenSpan(span.start, min(start, span.end), span.day)
                if max(end, span.start) < span.end:
                    yield OpenSpan(max(end, span.start), span.end, span.day)

        return OpenSpans(build)

    def _grouped(self, at: int, together: Callable[[OpenSpan, OpenSpan], bool]) -> Iterator[list[OpenSpan]]:
        """Neighbouring spans after `at` that belong together. Endless but for NothingOpenError."""
        spans = self._from_open(at)
        group = [next(spans)]
        for span in spans:
            if not together(group[-1], span):
                yield group
                group = []
            group.append(span)

    def _from_open(self, at: int) -> Iterator[OpenSpan]:
        """Every span that ends after `at`, clipped to start at `at`; NothingOpenError at the horizon."""
        i = self._first_open(at)
        while True:
            while i >= len(self._starts):
                self._grow_after(at)
            yield OpenSpan(max(at, self._starts[i]), self._ends[i], self._days[i])
            i += 1

    def _first_open(self, at: int) -> int:
        self._cover(at, at + 1)
        while not self._ends or self._ends[-1] <= at:
            self._grow_after(at)
        return bisect_right(self._ends, at)

    def _opened_until(self, at: int) -> int:
        i = bisect_left(self._starts, at) - 1
        if i < 0:
            return 0
        return self._before[i] + min(at, self._ends[i]) - self._starts[i]

    def _grow_after(self, at: int) -> None:
        if self._to - at > HORIZON_YEARS * _YEAR:
            raise NothingOpenError
        self._append(self._build(self._to, self._to + _YEAR))
        self._to += _YEAR

    def _cover(self, start: int, end: int) -> None:
        """Have every span that begins in [start - 2 days, end + 2 days)."""
        start, end = start - 2 * DAY_SECONDS, end + 2 * DAY_SECONDS
        if self._from <= start and end <= self._to:
            return
        if self._from == self._to or start < self._from:
            # Spans before the first: begin anew, a year earlier than asked.
            self._to = max(end, self._to)
            self._from = start - _YEAR
            for values in (self._starts, self._ends, self._days, self._before, self._through):
                values.clear()
            self._append(self._build(self._from, self._to))
        while self._to < end:
            self._append(self._build(self._to, self._to + _YEAR))
            self._to += _YEAR

    def _append(self, spans: Iterable[OpenSpan]) -> None:
        for span in spans:
            # An overnight span runs into the next day: what both cover counts once.
            start = max(span.start, self._ends[-1]) if self._ends else span.start
            if start >= span.end:
                continue
            before = self._through[-1] if self._through else 0
            self._starts.append(start)
            self._ends.append(span.end)
            self._days.append(span.day)
            self._before.append(before)
            self._through.append(before + span.end - start)
