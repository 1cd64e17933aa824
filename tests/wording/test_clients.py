from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QLocale

from callpolicy_gui.core.accommodations import (
    Accommodation,
    AccommodationReason,
    Channel,
    WindowThere,
    window_there,
)
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window
from callpolicy_gui.wording.clients import (
    CHANNELS,
    REASONS,
    accommodation_words,
    review_words,
    there_warning,
    there_words,
    windows_warning,
    windows_words,
)
from callpolicy_gui.wording.times import Times

ZONE = ZoneInfo("America/New_York")
TIMES = Times(ZONE, twelve_hours=False, locale=QLocale("en_GB"))
TWELVE = Times(ZONE, twelve_hours=True, locale=QLocale("en_US"))
EVENINGS = WeeklyHours.of((Window(18 * 60, 19 * 60),), range(5))


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


MORNING = window_there(at("2026-11-24 08:00"), at("2026-11-24 09:00"), "America/Los_Angeles")


@pytest.mark.parametrize(
    ("accommodation", "said"),
    [
        (Accommodation(EVENINGS), "Agreed: calls Mon to Fri 18:00 to 19:00."),
        (
            Accommodation(always_return=True, channel=Channel.TEXT),
            "Agreed: always returned, reach by: text message.",
        ),
        (Accommodation(zone="America/Los_Angeles"), "Agreed: time zone Los Angeles."),
        (Accommodation(reason=AccommodationReason.OTHER, review_on=date(2026, 11, 23)), ""),
    ],
)
def test_what_was_agreed(accommodation, said):
    assert accommodation_words(accommodation, TIMES) == said


def test_the_clients_time_and_the_calling_hours_there():
    assert there_words(MORNING, at("2026-11-23 17:30"), TIMES) == (
        "It is 14:30 in Los Angeles. Your calling hours there: tomorrow 05:00 to 06:00."
    )
    assert there_words(MORNING, at("2026-11-24 08:10"), TWELVE) == (
        "It is 5:10 am in Los Angeles. Your calling hours there: 5:00 am to 6:00 am."
    )
    late = window_there(at("2026-11-23 20:00"), at("2026-11-24 03:00"), "America/Los_Angeles")
    assert there_words(late, at("2026-11-23 20:00"), TIMES).endswith("17:00 to midnight.")


def test_warnings_name_the_bound():
    assert there_warning(MORNING, TIMES) == "That starts before 08:00 there."
    assert there_warning(WindowThere(0, 1, "UTC", too_early=False, too_late=True), TIMES) == (
        "That ends after 20:00 there."
    )
    assert there_warning(WindowThere(0, 1, "UTC", too_early=True, too_late=True), TWELVE) == (
        "That is partly outside 8:00 am to 8:00 pm there."
    )
    assert there_warning(WindowThere(0, 1, "UTC", too_early=False, too_late=False), TIMES) == ""


def test_all_calling_hours_at_once():
    noon = window_there(at("2026-11-24 12:00"), at("2026-11-24 13:00"), "America/Los_Angeles")
    assert windows_words((MORNING, noon), TIMES) == (
        "Your calling hours are 05:00 to 06:00 and 09:00 to 10:00 in Los Angeles."
    )
    assert windows_words((noon,), TIMES) == "Your calling hours are 09:00 to 10:00 in Los Angeles."
    assert windows_warning((noon,), TIMES) == ""
    assert "You can agree on other calling hours." in windows_warning((noon, MORNING), TIMES)


def test_hours_that_never_close_hold_a_good_time_everywhere():
    always = window_there(at("2026-11-23 00:00"), at("2026-11-30 00:00"), "America/Los_Angeles")
    assert windows_words((always,), TIMES) == "Your calling hours are around the clock in Los Angeles."
    assert (windows_warning((always,), TIMES), there_warning(always, TIMES)) == ("", "")
    assert there_words(always, at("2026-11-23 17:30"), TIMES) == (
        "It is 14:30 in Los Angeles. Your calling hours there: around the clock."
    )
    days = [
        window_there(at(f"2026-11-{day} 00:00"), at(f"2026-11-{day + 1} 00:00"), "UTC") for day in (23, 25)
    ]
    assert windows_words(days, TIMES) == "Your calling hours are around the clock in UTC."
    assert "before 08:00" in windows_warning((always, MORNING), TIMES)


def test_the_review_is_ahead_or_was_due():
    agreed = Accommodation(EVENINGS, review_on=date(2026, 11, 23))
    assert review_words(agreed, date(2026, 11, 23), TIMES) == "To be reviewed Mon 23 Nov 2026."
    assert review_words(agreed, date(2026, 11, 24), TIMES) == "The review was due Mon 23 Nov 2026."
    assert review_words(Accommodation(EVENINGS), date(2026, 11, 24), TIMES) == ""
    assert review_words(None, date(2026, 11, 24), TIMES) == ""


def test_every_channel_and_reason_has_words():
    assert set(CHANNELS) == set(Channel)
    assert set(REASONS) == set(AccommodationReason)
