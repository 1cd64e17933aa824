"""What became of promises: kept, late, and the half nobody reports, returns outside own hours.

A call counts by the due it was logged with, so what was agreed with a client counts as kept.
What was owed nothing, and what came in with an old phone log, made no promise.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from callpolicy_gui.core.call_log import LogStatus, status_of
from callpolicy_gui.core.calls import Settlement
from callpolicy_gui.core.local_time import local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from zoneinfo import ZoneInfo

    from callpolicy_gui.core.calls import MissedCall

# Upper bounds of the bars, hours; whole days among them, where a promise in working days ends.
BAR_HOURS = (1, 2, 4, 8, 12, 24, 48, 72)
FIRST_HOUR, GRID_HOURS = 7, 14
Grid = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Adherence:
    """Promises whose due has come, or which were kept before it, and those still open.

    `outside_own_hours` counts returns, kept or late, that were made outside own hours.
    """

    kept: int = 0
    late: int = 0
    still_open: int = 0
    outside_own_hours: int = 0

    @property
    def owed(self) -> int:
        """The promises that are decided."""
        return self.kept + self.late


@dataclass(frozen=True, slots=True)
class ResponseBar:
    """Returns that took up to `until_hours` after the call (None: longer than all), kept and late."""

    until_hours: int | None
    kept: int
    late: int


def adherence(calls: Iterable[MissedCall], now: int, *, is_own_hours: Callable[[int], bool]) -> Adherence:
    """What became of these calls by `now` (UTC seconds)."""
    kept = late = still_open = outside = 0
    for call in calls:
        status = status_of(call, now)
        kept += status is LogStatus.KEPT
        late += status is LogStatus.LATE
        still_open += status is LogStatus.OPEN
        if call.settlement is Settlement.RETURNED and call.settled_at is not None:
            outside += not is_own_hours(call.settled_at)
    return Adherence(kept, late, still_open, outside)


def response_bars(calls: Iterable[MissedCall], now: int) -> tuple[ResponseBar, ...]:
    """How long returns took, in clock time. A return at a bound belongs to the bar that ends there."""
    counts = {status: [0] * (len(BAR_HOURS) + 1) for status in (LogStatus.KEPT, LogStatus.LATE)}
    for call in calls:
        status = status_of(call, now)
        if call.settlement is Settlement.RETURNED and call.settled_at is not None and status in counts:
            took = (call.settled_at - call.received_at) / 3600
            counts[status][bisect_left(BAR_HOURS, took)] += 1
    return tuple(
        ResponseBar(until, kept, late)
        for until, kept, late in zip(
            (*BAR_HOURS, None), counts[LogStatus.KEPT], counts[LogStatus.LATE], strict=True
        )
    )


def week_grid(instants: Iterable[int], zone: ZoneInfo) -> Grid:
    """How many instants (UTC seconds) fall on each weekday and hour from 7 to 20, Monday first.

    What is earlier belongs to the first hour, what is later to the last: nothing is left out.
    """
    grid = [[0] * GRID_HOURS for _ in range(7)]
    for at in instants:
        wall = local(at, zone)
        grid[wall.weekday()][min(max(wall.hour - FIRST_HOUR, 0), GRID_HOURS - 1)] += 1
    return tuple(map(tuple, grid))
