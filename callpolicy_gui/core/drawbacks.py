"""The drawbacks of limited callback hours, counted on the clinician's own clients.

The article names three: clients who are never there then, appointments at that time, and clients who
need more room. The second is `sessions.weekly_overlaps`; the first is counted here. A client with
calling hours of its own has been given room and is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from callpolicy_gui.core.accommodations import windows_there
from callpolicy_gui.core.local_time import local
from callpolicy_gui.core.weekly_hours import MINUTES_A_DAY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from zoneinfo import ZoneInfo

    from callpolicy_gui.core.accommodations import Accommodation
    from callpolicy_gui.core.open_spans import OpenSpans
    from callpolicy_gui.core.weekly_hours import WeeklyHours


@dataclass(frozen=True, slots=True)
class WeekContact:
    """A client's call, or a return that reached the client: its weekday (Monday is 0) and local minute."""

    client_id: int
    weekday: int
    minute: int


def week_contacts(contacts: Iterable[tuple[int, int]], zone: ZoneInfo) -> frozenset[WeekContact]:
    """Client ids with instants (UTC seconds) as they lie in the week."""
    found = set()
    for client_id, at in contacts:
        wall = local(at, zone)
        found.add(WeekContact(client_id, wall.weekday(), wall.hour * 60 + wall.minute))
    return frozenset(found)


def never_inside(contacts: Collection[WeekContact], hours: WeeklyHours) -> frozenset[int]:
    """The clients none of whose contacts lies inside these hours."""
    inside = {each.client_id for each in contacts if _covers(hours, each.weekday, each.minute)}
    return frozenset(each.client_id for each in contacts) - inside


def odd_hours_there(
    agreed: Mapping[int, Accommodation], spans: OpenSpans, start: int, end: int
) -> frozenset[int]:
    """The clients in another zone for whom some calling time in [start, end) is before 8 or after 20."""
    return frozenset(
        client_id
        for client_id, each in agreed.items()
        if each.zone
        and any(there.too_early or there.too_late for there in windows_there(spans, start, end, each.zone))
    )


def _covers(hours: WeeklyHours, weekday: int, minute: int) -> bool:
    """Whether the hours are open then; what runs past midnight belongs to the day before."""
    today, before = hours.days[weekday], hours.days[weekday - 1]
    return any(window.start <= minute < window.end for window in today) or any(
        minute < window.end - MINUTES_A_DAY for window in before
    )
