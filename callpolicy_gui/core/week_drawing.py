"""Hours of a week as they are drawn: a stretch added to a day, an edge of a window moved.

Minutes are those after local midnight. What runs past midnight is typed, not drawn, and stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from callpolicy_gui.core.weekly_hours import (
    MAX_WINDOWS_A_DAY,
    MINUTES_A_DAY,
    WeeklyHours,
    Window,
    merge_windows,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

STEP = 15


@dataclass(frozen=True, slots=True)
class Edge:
    """One end of a window of a day; `anchor` is the other end, which stays."""

    day: int
    window: Window
    anchor: int


def snapped(minute: float) -> int:
    """The nearest quarter of an hour of the day."""
    return min(max(round(minute / STEP) * STEP, 0), MINUTES_A_DAY)


def edge_near(hours: WeeklyHours, day: int, minute: float, reach: float) -> Edge | None:
    """The edge nearest to a minute and not farther than `reach` minutes; None where there is none."""
    edges = [
        (abs(minute - at), Edge(day, window, anchor))
        for window in hours.days[day]
        if window.end <= MINUTES_A_DAY
        for at, anchor in ((window.start, window.end), (window.end, window.start))
    ]
    near = [edge for edge in edges if edge[0] <= reach]
    return min(near, key=lambda edge: edge[0])[1] if near else None


def drawn(hours: WeeklyHours, day: int, start: int, end: int) -> WeeklyHours:
    """The hours with the stretch between two minutes, in either order, open on that day."""
    return _with_day(hours, day, [*hours.days[day], Window(min(start, end), max(start, end))])


def edge_moved(hours: WeeklyHours, edge: Edge, to: int) -> WeeklyHours:
    """The hours with the edge at another minute; at its anchor the window is gone."""
    others = [window for window in hours.days[edge.day] if window != edge.window]
    return _with_day(hours, edge.day, [*others, Window(min(edge.anchor, to), max(edge.anchor, to))])


def _with_day(hours: WeeklyHours, day: int, windows: Sequence[Window]) -> WeeklyHours:
    """The hours with these windows on a day, without empty ones; unchanged where they would be too many."""
    merged = merge_windows([window for window in windows if window.minutes > 0])
    if len(merged) > MAX_WINDOWS_A_DAY:
        return hours
    return WeeklyHours((*hours.days[:day], merged, *hours.days[day + 1 :]))
