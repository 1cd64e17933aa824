from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from callpolicy_gui.core.accommodations import (
    Accommodation,
    AccommodationReason,
    Channel,
    window_there,
    windows_there,
)
from callpolicy_gui.core.business_calendar import PracticeCalendar
from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.core.deadlines import deadline_for
from callpolicy_gui.core.policies import (
    CALLBACK_HOURS,
    OWN_HOURS,
    PRESETS,
    ByClose,
    OpenHours,
    Policy,
    Preset,
    WorkingDays,
)
from callpolicy_gui.core.receipts import Receipt, Rule
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window

NEW_YORK = ZoneInfo("America/New_York")
LOS_ANGELES = "America/Los_Angeles"
CALENDAR = PracticeCalendar(NEW_YORK)
EVENINGS = WeeklyHours.of((Window(18 * 60, 19 * 60),), range(5))


def at(text: str, zone: str = "America/New_York") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def deadline(text, policy, accommodation, voicemail=Voicemail.YES):
    return deadline_for(at(text), voicemail, policy, CALENDAR, OWN_HOURS, accommodation=accommodation)


def test_own_calling_hours_take_the_place_of_the_policys():
    agreed = deadline("2026-11-20 10:00", PRESETS[Preset.LIMITED_HOURS], Accommodation(EVENINGS))
    assert agreed.due_at == at("2026-11-20 19:00")
    assert agreed.receipt.accommodated
    assert agreed.receipt.rule is Rule.CLOSE_OF_WINDOW
    assert Receipt.from_json(agreed.receipt.to_json()) == agreed.receipt


def test_always_return_needs_no_voicemail_and_says_so_only_where_it_mattered():
    always = Accommodation(always_return=True)
    policy = PRESETS[Preset.VOICEMAIL_REQUIRED]
    silent = deadline("2026-11-20 10:00", policy, always, Voicemail.NO)
    assert silent.due_at == at("2026-11-23 10:00")
    assert silent.receipt.accommodated
    assert not deadline("2026-11-20 10:00", policy, always).receipt.accommodated
    nothing = deadline("2026-11-20 10:00", policy, Accommodation(zone=LOS_ANGELES), Voicemail.NO)
    assert nothing.due_at is None
    assert nothing.receipt == Receipt(Rule.NO_VOICEMAIL, 0)


@pytest.mark.parametrize(
    ("allowance", "hours", "expected"),
    [
        (WorkingDays(2), EVENINGS, WorkingDays(2)),
        (OpenHours(30), EVENINGS, OpenHours(30)),
        (ByClose("window", 10), EVENINGS, ByClose("window", 10)),
        (ByClose("window", 90), EVENINGS, ByClose("window", 60)),
        (ByClose("day", 90), EVENINGS, ByClose("day", 60)),
        # Hours that never close have no close of a window, but days end.
        (ByClose("window", 90), WeeklyHours.always(), ByClose("day", 90)),
    ],
)
def test_the_allowance_always_fits_into_the_clients_hours(allowance, hours, expected):
    agreed = Accommodation(hours).applied_to(Policy(Preset.LIMITED_HOURS, allowance, CALLBACK_HOURS))
    assert (agreed.allowance, agreed.calling_hours) == (expected, hours)
    assert agreed.problems(OWN_HOURS) == ()


def test_without_hours_of_its_own_the_policy_stays_as_it_is():
    policy = PRESETS[Preset.OPERATING_HOURS]
    assert Accommodation(channel=Channel.TEXT).applied_to(policy) is policy


def test_empty_is_what_changes_nothing_for_the_client():
    assert Accommodation(reason=AccommodationReason.OTHER, review_on=date(2027, 1, 4)).is_empty
    for different in (
        Accommodation(EVENINGS),
        Accommodation(always_return=True),
        Accommodation(channel=Channel.RELAY),
        Accommodation(zone=LOS_ANGELES),
    ):
        assert not different.is_empty


@pytest.mark.parametrize(
    "accommodation",
    [
        Accommodation(),
        Accommodation(EVENINGS, True, Channel.EMAIL, LOS_ANGELES, AccommodationReason.CARE, date(2027, 1, 4)),
    ],
)
def test_plain_values_and_back(accommodation):
    assert Accommodation.from_json(accommodation.to_json()) == accommodation


@pytest.mark.parametrize(
    ("start", "end", "too_early", "too_late"),
    [
        ("08:00", "20:00", False, False),
        ("07:59", "09:00", True, False),
        ("05:00", "06:00", True, False),
        ("19:00", "20:01", False, True),
        ("21:00", "22:00", False, True),
        ("06:00", "21:00", True, True),
    ],
)
def test_before_eight_and_after_twenty_there(start, end, too_early, too_late):
    there = window_there(
        at(f"2026-11-23 {start}", LOS_ANGELES), at(f"2026-11-23 {end}", LOS_ANGELES), LOS_ANGELES
    )
    assert (there.too_early, there.too_late) == (too_early, too_late)


def test_a_window_over_midnight_there_is_outside_at_both_ends():
    there = window_there(at("2026-11-23 08:00"), at("2026-11-23 17:00"), "Asia/Tokyo")
    assert (there.too_early, there.too_late) == (True, True)
    until_midnight = window_there(
        at("2026-11-23 19:00", "Asia/Tokyo"), at("2026-11-24", "Asia/Tokyo"), "Asia/Tokyo"
    )
    assert (until_midnight.too_early, until_midnight.too_late) == (False, True)


def test_each_time_of_day_is_told_once_and_both_sides_of_a_clock_change():
    spans = CALENDAR.open_spans(CALLBACK_HOURS)
    usual = windows_there(spans, at("2026-11-23"), at("2026-11-28"), LOS_ANGELES)
    assert [(w.start, w.end) for w in usual] == [(at("2026-11-23 08:00"), at("2026-11-23 09:00"))]
    # London's clocks change a week before New York's.
    autumn = windows_there(spans, at("2026-10-19"), at("2026-10-31"), "Europe/London")
    assert [w.start for w in autumn] == [at("2026-10-19 08:00"), at("2026-10-26 08:00")]
