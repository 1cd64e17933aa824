"""Open time as spans of UTC seconds: adding, counting back, and finding closes in it.

Spans are kept with running totals of open seconds, so that every question is two
bisections. They are built a year at a time, as far as a question reaches. Clock changes
are in the spans already: nothing here knows a time zone.

Every deadline, and every call of a replay, passes through `add` or a close: they do little else.
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
# Spans made from other spans are built in smaller pieces: each makes those below it reach further.
MONTH = 31 * DAY_SECONDS
# Spans are known this far around a question: one that began before it may reach into it.
_MARGIN = 2 * DAY_SECONDS


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
    overlaps; it is called for neighbouring stretches only. `piece` is how much is built at a time
    at least, in seconds.
    """

    def __init__(self, build: Callable[[int, int], Iterable[OpenSpan]], piece: int = _YEAR) -> None:
        self._build = build
        self._piece = piece
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._days: list[int] = []
        self._windows: list[int] = []  # the stretch each span is part of, numbered
        self._before: list[int] = []  # open seconds before each span
        self._through: list[int] = []  # open seconds up to each span's end
        self._closed: list[int] = []  # seconds before each span, since 1970, that were not open
        self._from = self._to = 0
        # Questions within these bounds need no building; up to `_sure` a span is known to follow.
        self._low = self._high = self._sure = 0

    def add(self, at: int, seconds: int) -> int:
        """The instant after `seconds` of open time from `at`.

        Landing exactly on a close means the close. Zero seconds is the first open instant
        at or after `at`; at a close, the next opening.

        Raises:
            NothingOpenError: there is not that much open time ahead.
        """
        i = bisect_right(self._ends, at) if self._low <= at < self._sure else self._first_open(at)
        position = self._starts[i]
        if at > position:  # noqa: PLR1730 - max() takes as long as a bisection
            position = at
        if seconds <= 0:
            return position
        target = position - self._closed[i] + seconds
        through = self._through
        while through[-1] < target:
            self._grow_after(at)
        return target + self._closed[bisect_left(through, target)]

    def next_open(self, at: int) -> int:
        """The first open instant at or after `at`. Raises NothingOpenError where there is none."""
        return self.add(at, 0)

    def back(self, at: int, seconds: int, since: int | None = None) -> int | None:
        """The instant from which exactly `seconds` of open time lead up to `at`.

        Landing exactly on an opening means that opening. None, or an instant before `since`, where
        so much open time does not lie between the two; without `since` it is two years before `at`.
        """
        self._cover(at - 2 * _YEAR if since is None else since, at)
        i = bisect_left(self._starts, at) - 1
        if i < 0:
            return None
        target = min(at, self._ends[i]) - self._closed[i] - seconds
        if target < 0:
            return None
        return target + self._closed[bisect_right(self._before, target) - 1]

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
        return self._close(at, at_least, self._days)

    def close_of_window(self, at: int, at_least: int) -> int:
        """The close of the first stretch with `at_least` open seconds left after `at`.

        Abutting spans are one stretch, across midnight too. Raises NothingOpenError where
        no stretch is long enough, or none ever closes.
        """
        return self._close(at, at_least, self._windows)

    def open_until(self, at: int) -> int:
        """The end of the span that holds `at`, or of the next one; abutting spans stay apart.

        Raises NothingOpenError where there is none.
        """
        return self._ends[self._first_open(at)]

    def without(self, start: int, end: int) -> OpenSpans:
        """The same open time but for [start, end), UTC seconds."""
        return self._less(lambda first, last: [(start, end)] if start < last and first < end else [])

    def outside(self, other: OpenSpans) -> OpenSpans:
        """The same open time but for that of `other`."""
        return self._less(lambda first, last: ((span.start, span.end) for span in other.spans(first, last)))

    def _less(self, gone: Callable[[int, int], Iterable[tuple[int, int]]]) -> OpenSpans:
        """The same open time but for the stretches that `gone` gives, in order, for each span."""

        def build(first: int, last: int) -> Iterator[OpenSpan]:
            for span in self.spans(first, last):
                at = span.start
                for start, end in gone(span.start, span.end):
                    if at < start:
                        yield OpenSpan(at, start, span.day)
                    at = max(at, end)
                if at < span.end:
                    yield OpenSpan(at, span.end, span.day)

        return OpenSpans(build, MONTH)

    def _close(self, at: int, at_least: int, groups: list[int]) -> int:
        """The end of the first group of neighbouring spans with `at_least` open seconds after `at`."""
        i = bisect_right(self._ends, at) if self._low <= at < self._sure else self._first_open(at)
        opened = max(at, self._starts[i]) - self._closed[i]
        while True:
            after = i + 1
            # The group is known whole when the span after it is.
            while self._reached(groups, after, at) == groups[i]:
                after += 1
            if self._through[after - 1] - opened >= at_least:
                return self._ends[after - 1]
            i = after
            opened = self._before[i]

    def _reached(self, column: list[int], i: int, at: int) -> int:
        """`column[i]`, with spans built as far as that; NothingOpenError at the horizon of `at`."""
        while i >= len(column):
            self._grow_after(at)
        return column[i]

    def _first_open(self, at: int) -> int:
        self._cover(at, at + 1)
        i = bisect_right(self._ends, at)
        while i == len(self._ends):
            self._grow_after(at)
            i = bisect_right(self._ends, at)
        return i

    def _opened_until(self, at: int) -> int:
        i = bisect_left(self._starts, at) - 1
        if i < 0:
            return 0
        return min(at, self._ends[i]) - self._closed[i]

    def _grow_after(self, at: int) -> None:
        if self._to - at > HORIZON_YEARS * _YEAR:
            raise NothingOpenError
        self._build_to(self._to + self._piece)

    def _cover(self, start: int, end: int) -> None:
        """Have every span that begins within the margin around [start, end)."""
        if self._low <= start and end <= self._high:
            return
        if self._from == self._to or start < self._low:
            # Spans before the first: begin anew, a piece earlier than asked.
            to = max(end + _MARGIN, self._to)
            self._from = self._to = start - _MARGIN - self._piece
            self._low = self._from + _MARGIN
            columns = (self._starts, self._ends, self._days, self._windows)
            for values in (*columns, self._before, self._through, self._closed):
                values.clear()
            self._build_to(to)
        while self._high < end:
            self._build_to(self._to + self._piece)

    def _build_to(self, to: int) -> None:
        self._append(self._build(self._to, to))
        self._to = to
        self._high = to - _MARGIN
        self._sure = min(self._high, self._ends[-1]) if self._ends else self._low

    def _append(self, spans: Iterable[OpenSpan]) -> None:
        last, opened = (self._ends[-1], self._through[-1]) if self._ends else (self._from, 0)
        window = self._windows[-1] if self._windows else 0
        for span in spans:
            start, end = span.start, span.end
            if start <= last:
                # An overnight span runs into the next day: what both cover counts once.
                start = last
            else:
                window += 1
            if start >= end:
                continue
            self._starts.append(start)
            self._ends.append(end)
            self._days.append(span.day)
            self._windows.append(window)
            self._before.append(opened)
            self._closed.append(start - opened)
            opened += end - start
            self._through.append(opened)
            last = end
