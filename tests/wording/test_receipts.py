from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QLocale

from callpolicy_gui.core.business_calendar import Closure, PracticeCalendar
from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.core.deadlines import deadline_for
from callpolicy_gui.core.policies import OWN_HOURS, PRESETS, ByClose, OpenHours, Policy, Preset, WorkingDays
from callpolicy_gui.core.receipts import Receipt, ReceiptSpan, Rule, SpanReason
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window
from callpolicy_gui.wording.receipts import receipt_full, receipt_line
from callpolicy_gui.wording.times import Times

NEW_YORK = ZoneInfo("America/New_York")
TURNAROUND = PRESETS[Preset.TURNAROUND]
NIGHTS = WeeklyHours.of((Window(1320, 1800),), [1, 2])
OFFICE = WeeklyHours.of((Window(540, 1020),), range(5))


def at(text: str, zone: ZoneInfo = NEW_YORK, fold: int = 0) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).timestamp())


def open_hours(minutes: int, hours: WeeklyHours = OFFICE) -> Policy:
    return Policy(Preset.OPERATING_HOURS, OpenHours(minutes), hours)


def around_the_clock(hours: int) -> Policy:
    return open_hours(hours * 60, WeeklyHours.always())


def words(received_at: int, policy: Policy, calendar: PracticeCalendar) -> tuple[str, str]:
    """The line and the whole count."""
    times = Times(calendar.zone, twelve_hours=False, locale=QLocale("en_GB"))
    deadline = deadline_for(received_at, Voicemail.YES, policy, calendar, OWN_HOURS)
    full = receipt_full(deadline.receipt, deadline.due_at, times)
    return receipt_line(deadline.receipt, received_at, times), full


def full(received: str, policy: Policy, calendar: PracticeCalendar) -> str:
    return words(at(received, calendar.zone), policy, calendar)[1]


def test_a_call_in_the_second_pass_of_a_repeated_hour_is_not_one_on_a_day_off():
    # Clocks go back at 02:00 on Sunday, a working day of this practice.
    zone = ZoneInfo("Asia/Jerusalem")
    calendar = PracticeCalendar(zone, weekend=frozenset({4, 5}))
    second_pass = at("2026-10-25 01:30", zone, fold=1)
    assert words(second_pass, TURNAROUND, calendar) == (
        "24 h after the call.",
        "Sun 02:00 to midnight, 22 h; Mon 2 h -> Mon 02:00",
    )
    saturday = at("2026-10-24 01:30", zone)
    assert words(saturday, TURNAROUND, calendar)[0] == (
        "at the end of the next working day, weekend not counted."
    )


def test_receipts_stored_before_tell_a_day_off_from_their_spans():
    stored = {
        "rule": "working_days", "amount": 2, "unconfirmed_years": [], "moved_from": None,
        "spans": [[at("2026-11-21 11:00"), at("2026-11-23 00:00"), "not_a_working_day", ""],
                  [at("2026-11-23 00:00"), at("2026-11-25 00:00"), "counted", ""]],
    }  # fmt: skip
    receipt = Receipt.from_json(stored)
    times = Times(NEW_YORK, twelve_hours=False, locale=QLocale("en_GB"))
    assert receipt_line(receipt, at("2026-11-21 11:00"), times) == (
        "at the end of 2 working days, weekend not counted."
    )


def test_no_day_is_lost_when_clocks_go_forward():
    said = full("2026-03-07 23:30", open_hours(60), PracticeCalendar(NEW_YORK))
    assert said == "Sat and Sun do not count; Mon 09:00 to 10:00, 1 h -> Mon 10:00"


def test_a_date_that_the_zone_skipped_is_not_told():
    apia = ZoneInfo("Pacific/Apia")
    calendar = PracticeCalendar(
        apia,
        weekend=frozenset(),
        closures=(Closure(1, date(2011, 12, 29), date(2011, 12, 31), name="Vacation"),),
    )
    assert full(
        "2011-12-28 16:00", open_hours(120, WeeklyHours.of((Window(540, 1020),), range(7))), calendar
    ) == ("Wed 16:00 to 17:00, 1 h; Thu and Sat are Vacation; Sun 09:00 to 10:00, 1 h -> Sun 10:00")


def test_a_span_that_ends_on_the_date_before_its_first_names_both():
    # Clocks go back at 00:01 on Sunday, 7 November 2010, to 23:01 on Saturday.
    st_johns = ZoneInfo("America/St_Johns")
    begin = at("2010-11-07 00:00", st_johns)
    times = Times(st_johns, twelve_hours=False, locale=QLocale("en_GB"))
    closed = ReceiptSpan(begin + 30, begin + 1800, SpanReason.NOT_A_WORKING_DAY)
    said = receipt_full(Receipt(Rule.OPEN_HOURS, 1, (closed,)), begin + 1800, times)
    assert said.startswith("Sat and Sun do not count -> Sat 23:")


@pytest.mark.parametrize(
    ("policy", "received", "said"),
    [
        (around_the_clock(40), "2026-11-24 10:00", "Tue 10:00 to Thu 02:00, 40 h -> Thu 02:00"),
        (around_the_clock(38), "2026-11-24 10:00", "Tue 10:00 to end of Wed, 38 h -> end of Wed"),
        (around_the_clock(14), "2026-11-24 10:00", "Tue 10:00 to midnight, 14 h -> end of Tue"),
        (around_the_clock(15), "2026-11-24 00:00", "Tue 15 h -> Tue 15:00"),
        (around_the_clock(24), "2026-11-24 00:00", "Tue 24 h -> end of Tue"),
        (around_the_clock(26), "2026-11-24 00:00", "Tue 00:00 to Wed 02:00, 26 h -> Wed 02:00"),
        (
            Policy(Preset.LIMITED_HOURS, ByClose("window", 60), NIGHTS),
            "2026-11-25 05:30",
            "Wed 05:30 to 06:00 is too short; Wed 22:00 to Thu 06:00, 8 h -> Thu 06:00",
        ),
    ],
)
def test_what_was_counted_past_midnight_names_both_days(policy, received, said):
    assert full(received, policy, PracticeCalendar(NEW_YORK)) == said


def closed(first: date, last: date, name: str = "", window: Window | None = None) -> PracticeCalendar:
    return PracticeCalendar(NEW_YORK, closures=(Closure(1, first, last, window, name),))


@pytest.mark.parametrize(
    ("calendar", "policy", "received", "said"),
    [
        (
            PracticeCalendar(
                NEW_YORK, holidays={date(2026, 12, 24): "Christmas", date(2026, 12, 25): "Christmas"}
            ),
            TURNAROUND,
            "2026-12-23 15:00",
            (
                "Wed 15:00 to midnight, 9 h; Thu and Fri are Christmas; Sat and Sun do not count; "
                "Mon 15 h -> Mon 15:00"
            ),
        ),
        (
            closed(date(2026, 11, 21), date(2026, 12, 6), "Vacation"),
            TURNAROUND,
            "2026-11-20 15:00",
            (
                "Fri 15:00 to midnight, 9 h; Sat 21 Nov to Sun 6 Dec is Vacation; "
                "Mon 7 Dec 15 h -> Mon 7 Dec 15:00"
            ),
        ),
        (
            closed(date(2026, 11, 21), date(2026, 12, 6)),
            open_hours(120),
            "2026-11-20 16:00",
            (
                "Fri 16:00 to 17:00, 1 h; Sat 21 Nov to Sun 6 Dec does not count; "
                "Mon 7 Dec 09:00 to 10:00, 1 h -> Mon 7 Dec 10:00"
            ),
        ),
        (
            closed(date(2026, 12, 23), date(2027, 1, 3), "Winter"),
            TURNAROUND,
            "2026-12-22 15:00",
            (
                "Tue 15:00 to midnight, 9 h; Wed 23 Dec to Sun 3 Jan 2027 is Winter; "
                "Mon 4 Jan 2027 15 h -> Mon 4 Jan 2027 15:00"
            ),
        ),
        (
            closed(date(2026, 11, 26), date(2026, 11, 27), "Course"),
            Policy(Preset.TURNAROUND, WorkingDays(3)),
            "2026-11-24 15:00",
            (
                "Tue 15:00 to midnight, 9 h; Wed 24 h; Thu and Fri are Course; Sat and Sun do not count; "
                "Mon 24 h; Tue 1 Dec 15 h -> Tue 1 Dec 15:00"
            ),
        ),
        (
            closed(date(2026, 11, 30), date(2026, 11, 30), "Course"),
            TURNAROUND,
            "2026-11-28 15:00",
            "Sat and Sun do not count; Mon is Course; Tue 24 h -> end of Tue",
        ),
    ],
)
def test_days_off_are_one_or_many_and_dated_where_weekdays_would_mislead(calendar, policy, received, said):
    assert full(received, policy, calendar) == said


DENTIST = closed(date(2026, 11, 24), date(2026, 11, 24), "Dentist", Window(660, 1020))


def test_time_off_in_a_part_of_a_day_is_a_reason():
    line, said = words(at("2026-11-24 10:00"), open_hours(120), DENTIST)
    assert line == "after 2 h of calling hours, Dentist not counted."
    assert said == (
        "Tue 10:00 to 11:00, 1 h; Tue 11:00 to 17:00 is Dentist; Wed 09:00 to 10:00, 1 h -> Wed 10:00"
    )
    line, said = words(
        at("2026-11-24 10:30"), Policy(Preset.OPERATING_HOURS, ByClose("day", 60), OFFICE), DENTIST
    )
    assert line == "when you close that day, Dentist not counted."
    assert said == (
        "Tue 10:30 to 11:00 is too short; Tue 11:00 to 17:00 is Dentist; Wed 09:00 to 17:00, 8 h -> Wed 17:00"
    )
    nameless = closed(date(2026, 11, 24), date(2026, 11, 24), "", Window(660, 1020))
    line, said = words(at("2026-11-24 10:00"), open_hours(120), nameless)
    assert line == "after 2 h of calling hours, time off not counted."
    assert "; Tue 11:00 to 17:00 does not count; " in said


def test_working_days_count_whole_whatever_part_is_off():
    assert (
        full("2026-11-23 15:00", TURNAROUND, DENTIST) == "Mon 15:00 to midnight, 9 h; Tue 15 h -> Tue 15:00"
    )


def test_lengths_under_a_minute_are_not_nothing():
    said = words(at("2026-11-24 16:59:30"), open_hours(1), PracticeCalendar(NEW_YORK))[1]
    assert said == "Tue 16:59 to 17:00, under 1 min; Wed 09:00 to 09:00, under 1 min -> Wed 09:00"
