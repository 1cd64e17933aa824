"""Impossible promises, found when a policy is set: calls that no calling time could return before their due.

Exact, not by sampling: between two openings the due instant never decreases with the
received time, so the calls that cannot be returned are the first part of such a gap and one
bisection finds its end.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from callpolicy_gui.core.deadlines import due
from callpolicy_gui.core.policies import WorkingDays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from callpolicy_gui.core.business_calendar import PracticeCalendar
    from callpolicy_gui.core.policies import Policy
    from callpolicy_gui.core.weekly_hours import WeeklyHours


@dataclass(frozen=True, slots=True)
class ImpossibleTime:
    """Calls received in [start, end), UTC seconds, cannot be returned in time."""

    start: int
    end: int


def impossible_times(
    policy: Policy, calendar: PracticeCalendar, own_hours: WeeklyHours, start: int, end: int
) -> tuple[ImpossibleTime, ...]:
    """All received times in [start, end) whose due has no calling time before it, in order.

    Only a promise in working days can be impossible: the others are counted in calling time.

    Raises:
        NothingOpenError: the calling hours never open.
        NoWorkingDayError: no day ever counts.
    """
    if not isinstance(policy.allowance, WorkingDays):
        return ()
    spans = calendar.open_spans(policy.hours(own_hours))
    found = []
    for closed, opens in _gaps(policy, calendar, own_hours, start, end):
        if due(closed, policy, calendar, spans) > opens:
            continue
        # The first received time whose due lies after the opening.
        until = closed + bisect_left(
            range(opens - closed),
            x=True,
            key=lambda late: due(closed + late, policy, calendar, spans) > opens,
        )
        found.append(ImpossibleTime(closed, min(until, end)))
    return tuple(found)


def _gaps(
    policy: Policy, calendar: PracticeCalendar, own_hours: WeeklyHours, start: int, end: int
) -> Iterator[tuple[int, int]]:
    """The closed stretches that begin in [start, end), each with the opening that ends it."""
    spans = calendar.open_spans(policy.hours(own_hours))
    closed = start
    for opened, closes in spans.stretches(start, end):
        if opened > closed:
            yield closed, opened
        closed = closes
    if closed < end:
        yield closed, spans.next_open(closed)
