"""A second, slow way to count a deadline: a list of minutes, with nothing of the engine in it.

Every real minute of ten weeks is looked up in the zone once. Open time is a byte a minute,
and a deadline is found by counting those bytes, so no rule about spans, offsets or bisected
clock changes is shared with what it checks. `python -m tests.core.oracle --n 1000000` runs
the agreement campaign of `test_agreement` in its long form.
"""

from __future__ import annotations

import argparse
import sys
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from itertools import compress
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from callpolicy_gui.core.policies import ByClose, OpenHours, Policy, WorkingDays

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from callpolicy_gui.core.weekly_hours import WeeklyHours, Window

MINUTE = 60
DAY = 1440  # minutes
STRETCH_DAYS = 70


@dataclass(frozen=True, slots=True)
class TimeOff:
    """Dates, both included, closed whole or for the same part of each."""

    first: date
    last: date
    window: Window | None = None


@dataclass(frozen=True)
class Setup:
    """One practice for ten weeks from `first`, as plain values."""

    zone: str
    first: date
    weekend: frozenset[int] = frozenset({5, 6})
    holidays: frozenset[date] = frozenset()
    time_off: tuple[TimeOff, ...] = ()
    overrides: Mapping[date, tuple[Window, ...]] | None = None


class Minutes:
    """Every real minute of a stretch: its local time, and whether it is a second pass.

    A local time is a count of minutes from the first of the year 1: ordinal * 1440 + minute of the day.
    """

    def __init__(self, zone: str, first: date) -> None:
        self.start = int(datetime(first.year, first.month, first.day, tzinfo=UTC).timestamp())
        self.local = array("i")
        self.second_pass = bytearray()
        where = ZoneInfo(zone)
        for at in range(self.start, self.start + STRETCH_DAYS * DAY * MINUTE, MINUTE):
            wall = datetime.fromtimestamp(at, where)
            self.local.append(wall.toordinal() * DAY + wall.hour * 60 + wall.minute)
            self.second_pass.append(wall.fold)
        self.jumps = [i for i in range(1, len(self)) if self.local[i] != self.local[i - 1] + 1]
        self.lowest, self.highest = min(self.local), max(self.local)
        self._first = array("i", [-1]) * (self.highest - self.lowest + 1)
        for index in range(len(self.local) - 1, -1, -1):
            self._first[self.local[index] - self.lowest] = index
        # A date begins once, also where the clock is put back over midnight.
        self.day = array("i")
        latest = 0
        for local in self.local:
            latest = max(latest, local // DAY)
            self.day.append(latest)

    def __len__(self) -> int:
        return len(self.local)

    def is_skipped(self, local: int) -> bool:
        return self.lowest <= local <= self.highest and self._first[local - self.lowest] < 0

    def first_from(self, local: int) -> int:
        """The first minute with this local time, or with the next that exists."""
        if local > self.highest:
            return len(self)
        local = max(local, self.lowest)
        while self.is_skipped(local):
            local += 1
        return self._first[local - self.lowest]

    def edge(self, local: int) -> int:
        """Where a window edge falls: a skipped one is later by the length of the gap."""
        if not self.is_skipped(local):
            return self.first_from(local)
        begin = end = local
        while self.is_skipped(begin - 1):
            begin -= 1
        while self.is_skipped(end):
            end += 1
        return self.first_from(local + end - begin)

    def has_date(self, ordinal: int) -> bool:
        return not all(self.is_skipped(local) for local in range(ordinal * DAY, ordinal * DAY + DAY))


@cache
def minutes_of(zone: str, first: date) -> Minutes:
    return Minutes(zone, first)


class Opened:
    """The open minutes of some hours: a byte for each minute, and the date whose hours they are."""

    def __init__(self, oracle: Oracle, hours: WeeklyHours) -> None:
        table = oracle.minutes
        self.open = bytearray(len(table))
        self.owner = array("i", [0]) * len(table)
        # Latest day first: a minute that two days cover belongs to the day that began first.
        for day in range(table.highest // DAY + 1, table.lowest // DAY - 2, -1):
            for window in oracle.windows(day, hours):
                begin, end = (table.edge(day * DAY + edge) for edge in (window.start, window.end))
                if begin < end:
                    self.open[begin:end] = b"\1" * (end - begin)
                    self.owner[begin:end] = array("i", [day]) * (end - begin)
        self.but_for_parts = bytes(self.open)  # as it would be without time off in parts of days
        for begin, end in oracle.closed_parts():
            self.open[begin:end] = bytes(end - begin)
        self.indices = list(compress(range(len(table)), self.open))


class Oracle:
    """What is due, counted in the minutes of one setup. None where the ten weeks do not hold the answer."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.minutes = minutes_of(setup.zone, setup.first)
        self._opened: dict[WeeklyHours, Opened] = {}
        self._kinds: dict[int, str] = {}

    def opened(self, hours: WeeklyHours) -> Opened:
        if hours not in self._opened:
            self._opened[hours] = Opened(self, hours)
        return self._opened[hours]

    def kind(self, ordinal: int) -> str:
        """`skipped`, `closed`, `holiday`, `weekend` or `working`, the first that applies."""
        if ordinal not in self._kinds:
            self._kinds[ordinal] = self._kind(date.fromordinal(ordinal))
        return self._kinds[ordinal]

    def _kind(self, day: date) -> str:
        if not self.minutes.has_date(day.toordinal()):
            return "skipped"
        if self._is_closed(day):
            return "closed"
        if day in self.setup.holidays and day not in (self.setup.overrides or {}):
            return "holiday"
        return "weekend" if day.weekday() in self.setup.weekend else "working"

    def _is_closed(self, day: date) -> bool:
        return any(off.window is None and off.first <= day <= off.last for off in self.setup.time_off)

    def windows(self, ordinal: int, hours: WeeklyHours) -> Sequence[Window]:
        """The windows that begin on a date. Time off beats an override, which beats a holiday."""
        day = date.fromordinal(ordinal)
        if not self.minutes.has_date(ordinal) or self._is_closed(day):
            return ()
        if self.setup.overrides is not None and day in self.setup.overrides:
            return self.setup.overrides[day]
        return () if day in self.setup.holidays else hours.days[day.weekday()]

    def closed_parts(self) -> list[tuple[int, int]]:
        """The minutes of part-day time off, whichever day's window they cut."""
        parts = []
        for off in self.setup.time_off:
            for day in range(off.first.toordinal(), off.last.toordinal() + 1):
                if off.window is not None and self.minutes.has_date(day):
                    begin, end = (
                        self.minutes.edge(day * DAY + m) for m in (off.window.start, off.window.end)
                    )
                    parts.append((begin, max(begin, end)))
        return parts

    # -- deadlines ---------------------------------------------------------------------

    def due(self, received_at: int, policy: Policy, own_hours: WeeklyHours) -> int | None:
        index, seconds = divmod(received_at - self.minutes.start, MINUTE)
        match policy.allowance:
            case WorkingDays(count):
                found = self._working_days(index, seconds, count)
            case OpenHours(minutes):
                found = self._open_hours(index, seconds, minutes, self.opened(policy.hours(own_hours)))
            case ByClose(of, at_least):
                opened = self.opened(policy.hours(own_hours))
                found = self._by_close(index, seconds, at_least * MINUTE, opened, by_day=of == "day")
        return None if found is None else self.minutes.start + found

    def counts_from(self, received_at: int) -> int:
        """The end of the repeated hour for a call in its second pass; else the call itself."""
        index = first = (received_at - self.minutes.start) // MINUTE
        while self.minutes.second_pass[index]:
            index += 1
        return received_at if index == first else self.minutes.start + index * MINUTE

    def _working_days(self, index: int, seconds: int, count: int) -> int | None:
        table = self.minutes
        while table.second_pass[index]:
            index, seconds = index + 1, 0
        today, clock = divmod(table.local[index], DAY)
        day = today
        while count:
            day += 1
            if day >= table.highest // DAY:
                return None
            count -= self.kind(day) == "working"
        wanted = day * DAY + clock if self.kind(today) == "working" else (day + 1) * DAY
        if self.kind(today) != "working" or table.is_skipped(wanted):
            seconds = 0
        return table.first_from(wanted) * MINUTE + seconds

    def _open_hours(self, index: int, seconds: int, minutes: int, opened: Opened) -> int | None:
        position = bisect_left(opened.indices, index)
        left = opened.indices[position : position + minutes + 1]
        if len(left) <= minutes:
            return None
        if seconds and left[0] == index:
            # The first minute is not whole; what it lacks is taken from the last.
            return left[minutes] * MINUTE + seconds
        return (left[minutes - 1] + 1) * MINUTE

    def _by_close(
        self, index: int, seconds: int, at_least: int, opened: Opened, *, by_day: bool
    ) -> int | None:
        indices, owner = opened.indices, opened.owner
        position = bisect_left(indices, index)
        while position < len(indices):
            left = MINUTE - seconds if indices[position] == index else MINUTE
            last = indices[position]
            position += 1
            while position < len(indices):
                following = indices[position]
                if owner[following] != owner[last] if by_day else following != last + 1:
                    break
                left += MINUTE
                last = following
                position += 1
            if position == len(indices) and last >= len(self.minutes) - 2 * DAY:
                return None  # it may go on after the stretch
            if left >= at_least:
                return (last + 1) * MINUTE
        return None

    def call_by(self, received_at: int, due_at: int, hours: WeeklyHours) -> int | None:
        """The last instant that ends an open minute, or lies in one, after the call and not after due."""
        opened = self.opened(hours)
        index, seconds = divmod(due_at - self.minutes.start, MINUTE)
        if seconds and opened.open[index]:
            return due_at
        while index and not opened.open[index - 1]:
            index -= 1
        last = self.minutes.start + index * MINUTE
        return last if index and last > received_at else None


def main(arguments: Sequence[str]) -> int:
    """The long form of the campaign; 1 when anything disagrees."""
    from tests.core.test_agreement import CHUNK, disagreements  # the oracle itself knows no engine

    parser = argparse.ArgumentParser(description="Compare the engine with the oracle on random cases.")
    parser.add_argument("--n", type=int, default=1_000_000, help="cases, rounded up to a chunk of 1,000")
    parser.add_argument("--seed", type=int, default=0, help="the first chunk's seed; each next is one more")
    options = parser.parse_args(arguments)
    chunks = range(options.seed, options.seed + -(-options.n // CHUNK))
    total = disagreeing = 0
    for seed in chunks:
        found = disagreements(seed)
        total += CHUNK
        disagreeing += len(found)
        for each in found:
            print(each, flush=True)
    print(f"{total - disagreeing:,} of {total:,} agree (seeds {chunks.start} to {chunks.stop - 1})")
    return int(disagreeing > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
