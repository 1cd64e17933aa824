from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from callpolicy_gui.core.accommodations import Accommodation
from callpolicy_gui.core.business_calendar import PracticeCalendar
from callpolicy_gui.core.drawbacks import WeekContact, never_inside, odd_hours_there, week_contacts
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window

NEW_YORK = ZoneInfo("America/New_York")
WEEKDAYS = range(5)
MORNING = WeeklyHours.of((Window(8 * 60, 9 * 60),), WEEKDAYS)
SUNDAY_NIGHT = WeeklyHours(((), (), (), (), (), (), (Window(23 * 60, 25 * 60),)))
FORTNIGHT = 14 * 86400


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=NEW_YORK).timestamp())


def test_contacts_lie_in_the_week_of_the_practice():
    late = int(datetime(2026, 11, 24, 4, 30, tzinfo=UTC).timestamp())
    assert week_contacts([(1, late), (1, late)], NEW_YORK) == {WeekContact(1, 0, 23 * 60 + 30)}


def test_who_called_or_was_reached_inside_once_is_not_counted():
    contacts = week_contacts(
        [
            (1, at("2026-11-23 08:00")),
            (1, at("2026-11-23 15:00")),
            (2, at("2026-11-23 09:00")),
            (3, at("2026-11-22 08:30")),
        ],
        NEW_YORK,
    )
    # The close is not part of the window, and nothing is open on a Sunday.
    assert never_inside(contacts, MORNING) == {2, 3}
    assert never_inside((), MORNING) == frozenset()


def test_a_night_runs_on_into_the_next_day():
    contacts = {WeekContact(1, 0, 59), WeekContact(2, 0, 60), WeekContact(3, 6, 23 * 60)}
    assert never_inside(contacts, SUNDAY_NIGHT) == {2}


def test_hours_are_odd_where_they_are_night_for_the_client():
    spans = PracticeCalendar(NEW_YORK).open_spans(MORNING)
    start = at("2026-11-23 00:00")
    agreed = {
        1: Accommodation(zone="America/Los_Angeles"),  # 5 to 6 in the morning
        2: Accommodation(zone="Europe/Paris"),  # 14 to 15
        3: Accommodation(zone="Asia/Tokyo"),  # 22 to 23
        4: Accommodation(always_return=True),
    }
    assert odd_hours_there(agreed, spans, start, start + FORTNIGHT) == {1, 3}
