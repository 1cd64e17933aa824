"""A second, slow way to count a deadline: a minute at a time, with nothing of the engine in it.

Knows local minutes and dates only. Windows are kept out of the small hours, where clocks
change: there the rules, not counting, decide, and cases of their own test them.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from callpolicy_gui.core.policies import ByClose, OpenHours, Policy, WorkingDays

if TYPE_CHECKING:
    from callpolicy_gui.core.weekly_hours import WeeklyHours

MINUTE = 60


class Oracle:
    def __init__(self, zone: str, weekend: frozenset[int], holidays: set[date], hours: WeeklyHours) -> None:
        self.zone = ZoneInfo(zone)
        self.weekend = weekend
        self.holidays = holidays
        self.hours = hours

    def wall(self, at: int) -> datetime:
        return datetime.fromtimestamp(at, self.zone)

    def is_open(self, at: int) -> bool:
        wall = self.wall(at)
        if wall.date() in self.holidays:
            return False
        minute = wall.hour * 60 + wall.minute
        return any(w.start <= minute < w.end for w in self.hours.days[wall.weekday()])

    def counts(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.holidays

    def due(self, received_at: int, policy: Policy) -> int:
        match policy.allowance:
            case WorkingDays(count):
                return self._working_days(received_at, count)
            case OpenHours(minutes):
                return self._open_minutes(received_at, minutes)
            case ByClose(of, at_least):
                return self._by_close(received_at, at_least, by_day=of == "day")

    def _working_days(self, received_at: int, count: int) -> int:
        at = received_at
        while self.wall(at).fold:
            at += MINUTE
        wall = self.wall(at)
        left, day = count, wall.date()
        while left:
            day += timedelta(days=1)
            left -= self.counts(day)
        if not self.counts(wall.date()):
            day, clock = day + timedelta(days=1), (0, 0)
        else:
            clock = (wall.hour, wall.minute)
        wanted = (day, *clock)
        while True:
            seen = self.wall(at)
            if (seen.date(), seen.hour, seen.minute) >= wanted:
                return at
            # A day or more to go: skip most of it, minutes do the rest.
            at += 20 * 3600 if seen.date() < day - timedelta(days=1) else MINUTE

    def _open_minutes(self, received_at: int, minutes: int) -> int:
        at, left = received_at, minutes
        while left:
            left -= self.is_open(at)
            at += MINUTE
        return at

    def _by_close(self, received_at: int, at_least: int, *, by_day: bool) -> int:
        at = received_at
        while True:
            while not self.is_open(at):
                at += MINUTE
            day, opened, last = self.wall(at).date(), 0, at
            while self.wall(at).date() == day and (by_day or self.is_open(at)):
                if self.is_open(at):
                    opened, last = opened + 1, at + MINUTE
                at += MINUTE
            if opened >= at_least:
                return last
