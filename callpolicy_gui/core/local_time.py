"""Local wall time and instants: the few conversions that every rule is built from.

Instants are UTC seconds. A local time that a clock change skips moves by the length of the
gap; one that is repeated means the first pass. That is what PEP 495's fold 0 says, and it
is the rule of this practice for the edges of hours.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

DAY_SECONDS = 24 * 3600
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ONE_DAY = timedelta(days=1)


def local(at: int, zone: ZoneInfo) -> datetime:
    """The local time at an instant; `fold` is 1 in the second pass of a repeated hour."""
    return datetime.fromtimestamp(at, zone)


def instant(day: date, seconds: int, zone: ZoneInfo) -> int:
    """The instant of a local time, `seconds` after midnight of `day`; may run past 24:00."""
    wall = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(seconds=seconds)
    return _seconds(wall)


def first_instant(day: date, seconds: int, zone: ZoneInfo) -> int:
    """Like `instant`, but a skipped local time is the instant of the jump."""
    wall = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(seconds=seconds)
    at = _seconds(wall)
    if local(at, zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return at
    naive = wall.replace(tzinfo=None)
    return _first(
        _seconds(wall.replace(fold=1)),
        at,
        lambda probe: local(probe, zone).replace(tzinfo=None) >= naive,
    )


def day_start(day: date, zone: ZoneInfo) -> int:
    """The first instant of a local date; equal to the next day's where the zone skipped it whole."""
    return first_instant(day, 0, zone)


def after_repeated_hour(at: int, zone: ZoneInfo) -> int:
    """`at`, or the end of the repeated hour when `at` lies in its second pass."""
    wall = local(at, zone)
    if not wall.fold:
        return at
    first = wall.replace(fold=0).utcoffset() or timedelta()
    second = wall.utcoffset() or timedelta()
    length = int((first - second).total_seconds())
    return _first(at, at + length, lambda probe: not local(probe, zone).fold)


def next_day(day: date) -> date:
    """The calendar date after `day`."""
    return day + _ONE_DAY


def _seconds(wall: datetime) -> int:
    return int((wall - _EPOCH) // timedelta(seconds=1))


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The first instant in (low, high] at which `holds` turns true, found by halving."""
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high
