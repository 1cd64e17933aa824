from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from callpolicy_gui.core.business_calendar import Closure, PracticeCalendar
from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.core.deadlines import (
    NoWorkingDayError,
    call_by,
    corrected_due,
    deadline_for,
    is_owed,
)
from callpolicy_gui.core.local_time import day_start
from callpolicy_gui.core.policies import OWN_HOURS, PRESETS, ByClose, OpenHours, Policy, Preset, WorkingDays
from callpolicy_gui.core.receipts import Receipt, Rule, SpanReason
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window

NEW_YORK = ZoneInfo("America/New_York")


def at(text: str, zone: ZoneInfo = NEW_YORK) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())


def due(text: str, policy: Policy, calendar: PracticeCalendar | None = None) -> int | None:
    calendar = calendar or PracticeCalendar(NEW_YORK)
    return deadline_for(at(text), Voicemail.YES, policy, calendar, OWN_HOURS).due_at


@pytest.mark.parametrize(
    ("preset", "received", "expected"),
    [
        (Preset.TURNAROUND, "2026-11-20 18:30", "2026-11-23 18:30"),
        (Preset.TURNAROUND, "2026-11-21 11:00", "2026-11-24 00:00"),
        (Preset.OPERATING_HOURS, "2026-11-20 15:59", "2026-11-20 17:00"),
        (Preset.OPERATING_HOURS, "2026-11-20 16:01", "2026-11-23 17:00"),
        (Preset.VOICEMAIL_REQUIRED, "2026-11-20 18:30", "2026-11-23 18:30"),
        (Preset.LIMITED_HOURS, "2026-11-20 08:50", "2026-11-20 09:00"),
        (Preset.LIMITED_HOURS, "2026-11-20 08:51", "2026-11-23 09:00"),
    ],
)
def test_each_preset_keeps_the_promise_it_names(preset, received, expected):
    assert due(received, PRESETS[preset]) == at(expected)


def test_a_call_without_voicemail_is_owed_nothing_where_one_is_required():
    policy = PRESETS[Preset.VOICEMAIL_REQUIRED]
    calendar = PracticeCalendar(NEW_YORK)
    deadline = deadline_for(at("2026-11-20 18:30"), Voicemail.NO, policy, calendar, OWN_HOURS)
    assert deadline.due_at is None
    assert deadline.receipt == Receipt(Rule.NO_VOICEMAIL, 0)
    assert is_owed(policy, Voicemail.UNKNOWN)
    assert not is_owed(policy, Voicemail.NO)
    assert deadline.moved_from(at("2026-11-20 18:30")) == deadline


def test_landing_on_closing_time_means_closing_time():
    policy = Policy(Preset.OPERATING_HOURS, OpenHours(120), PRESETS[Preset.OPERATING_HOURS].calling_hours)
    assert due("2026-11-20 15:00", policy) == at("2026-11-20 17:00")


def test_a_whole_closure_does_not_count_and_a_half_day_does():
    off = Closure(1, date(2026, 11, 23), date(2026, 11, 23), name="Conference")
    half = replace(off, window=Window(12 * 60, 24 * 60))
    policy = PRESETS[Preset.TURNAROUND]
    assert due("2026-11-20 15:00", policy, PracticeCalendar(NEW_YORK, closures=(off,))) == at(
        "2026-11-24 15:00"
    )
    assert due("2026-11-20 15:00", policy, PracticeCalendar(NEW_YORK, closures=(half,))) == at(
        "2026-11-23 15:00"
    )


def test_call_by_is_the_end_of_calling_hours_before_due():
    policy = Policy(Preset.TURNAROUND, WorkingDays(1), WeeklyHours.of((Window(540, 1020),), range(5)))
    spans = PracticeCalendar(NEW_YORK).open_spans(policy.hours(OWN_HOURS))
    received_at = at("2026-11-24 20:00")
    assert call_by(received_at, at("2026-11-25 20:00"), spans) == at("2026-11-25 17:00")
    assert call_by(received_at, at("2026-11-25 08:00"), spans) is None
    assert call_by(received_at, received_at, spans) is None


def test_the_receipt_tells_what_counted_and_what_did_not():
    calendar = PracticeCalendar(
        NEW_YORK, holidays={date(2026, 9, 7): "Labor Day"}, confirmed_years=frozenset({2025})
    )
    deadline = deadline_for(
        at("2026-09-04 15:00"), Voicemail.YES, PRESETS[Preset.TURNAROUND], calendar, OWN_HOURS
    )
    spans = deadline.receipt.spans
    assert [span.reason for span in spans] == [
        SpanReason.COUNTED,
        SpanReason.NOT_A_WORKING_DAY,
        SpanReason.NOT_A_WORKING_DAY,
        SpanReason.HOLIDAY,
        SpanReason.COUNTED,
    ]
    assert spans[3].name == "Labor Day"
    assert sum(s.end - s.start for s in spans if s.reason is SpanReason.COUNTED) == 24 * 3600
    assert deadline.receipt.unconfirmed_years == (2026,)
    assert Receipt.from_json(deadline.receipt.to_json()) == deadline.receipt


def test_the_receipt_of_a_close_names_time_that_was_too_short():
    policy = PRESETS[Preset.LIMITED_HOURS]
    calendar = PracticeCalendar(NEW_YORK, holidays={date(2026, 11, 23): "Local day"})
    receipt = deadline_for(at("2026-11-20 08:55"), Voicemail.YES, policy, calendar, OWN_HOURS).receipt
    assert [span.reason for span in receipt.spans] == [
        SpanReason.TOO_SHORT,
        SpanReason.OUTSIDE_HOURS,
        SpanReason.NOT_A_WORKING_DAY,
        SpanReason.HOLIDAY,
        SpanReason.OUTSIDE_HOURS,
        SpanReason.COUNTED,
    ]


def test_the_receipt_of_open_hours_adds_up_to_the_allowance():
    policy = Policy(Preset.OPERATING_HOURS, OpenHours(600), PRESETS[Preset.OPERATING_HOURS].calling_hours)
    calendar = PracticeCalendar(NEW_YORK)
    deadline = deadline_for(at("2026-11-20 15:00"), Voicemail.YES, policy, calendar, OWN_HOURS)
    counted = [s for s in deadline.receipt.spans if s.reason is SpanReason.COUNTED]
    assert sum(s.end - s.start for s in counted) == 600 * 60
    assert deadline.receipt.spans[-1].end == deadline.due_at


def test_a_split_day_counts_whole_for_its_close():
    hours = WeeklyHours.of((Window(540, 720), Window(780, 1020)), range(5))
    policy = Policy(Preset.OPERATING_HOURS, ByClose("day", 60), hours)
    calendar = PracticeCalendar(NEW_YORK)
    deadline = deadline_for(at("2026-11-20 11:00"), Voicemail.YES, policy, calendar, OWN_HOURS)
    counted = [s for s in deadline.receipt.spans if s.reason is SpanReason.COUNTED]
    assert [(s.start, s.end) for s in counted] == [
        (at("2026-11-20 11:00"), at("2026-11-20 12:00")),
        (at("2026-11-20 13:00"), at("2026-11-20 17:00")),
    ]


def test_a_correction_moves_an_open_deadline_later_only():
    later = replace(_deadline("2026-11-20 15:00"), due_at=at("2026-11-24 15:00"))
    moved = corrected_due(at("2026-11-23 15:00"), later)
    assert moved.due_at == at("2026-11-24 15:00")
    assert moved.receipt.moved_from == at("2026-11-23 15:00")
    assert replace(moved.receipt, moved_from=None) == later.receipt
    earlier = replace(later, due_at=at("2026-11-22 15:00"))
    assert corrected_due(at("2026-11-23 15:00"), earlier).due_at == at("2026-11-23 15:00")
    assert corrected_due(at("2026-11-23 15:00"), replace(later, due_at=None)).due_at == at("2026-11-23 15:00")


def _deadline(text: str):
    calendar = PracticeCalendar(NEW_YORK)
    return deadline_for(at(text), Voicemail.YES, PRESETS[Preset.TURNAROUND], calendar, OWN_HOURS)


def test_a_calendar_that_never_works_again_is_an_error_not_a_loop():
    closed = PracticeCalendar(NEW_YORK, weekend=frozenset(range(7)))
    with pytest.raises(NoWorkingDayError):
        due("2026-11-20 15:00", PRESETS[Preset.TURNAROUND], closed)


def test_a_call_in_the_second_pass_of_a_repeated_hour_counts_from_its_end():
    # Clocks go back at 02:00 on Sunday, 1 November 2026; Sundays count in this practice.
    calendar = PracticeCalendar(NEW_YORK, weekend=frozenset())
    second = int(datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=NEW_YORK).timestamp())
    deadline = deadline_for(second, Voicemail.YES, PRESETS[Preset.TURNAROUND], calendar, OWN_HOURS)
    assert deadline.due_at == at("2026-11-02 02:00")


def test_a_skipped_date_does_not_exist():
    apia = ZoneInfo("Pacific/Apia")
    calendar = PracticeCalendar(apia, weekend=frozenset())
    deadline = deadline_for(
        at("2011-12-29 10:00", apia), Voicemail.YES, PRESETS[Preset.TURNAROUND], calendar, OWN_HOURS
    )
    assert deadline.due_at == at("2011-12-31 10:00", apia)
    assert day_start(date(2011, 12, 30), apia) == day_start(date(2011, 12, 31), apia)


def test_a_part_closure_of_a_skipped_date_closes_nothing_and_the_next_dates_meets_the_night_before():
    apia = ZoneInfo("Pacific/Apia")
    nights = WeeklyHours.of((Window(22 * 60, 26 * 60),), [3])
    policy = Policy(Preset.OPERATING_HOURS, OpenHours(200), nights)
    received_at = at("2011-12-29 12:00", apia)

    def due_with(day: date) -> int | None:
        closure = Closure(1, day, day, Window(0, 60))
        calendar = PracticeCalendar(apia, frozenset(), closures=(closure,))
        return deadline_for(received_at, Voicemail.YES, policy, calendar, OWN_HOURS).due_at

    assert due_with(date(2011, 12, 30)) == at("2011-12-31 01:20", apia)
    assert due_with(date(2011, 12, 31)) == at("2012-01-05 22:20", apia)


def test_what_was_asked_before_changes_no_answer_where_clocks_go_back_over_midnight():
    st_johns = ZoneInfo("America/St_Johns")
    policy = Policy(Preset.OPERATING_HOURS, ByClose("day", 122), WeeklyHours.always())
    calendar = PracticeCalendar(st_johns)
    for received_at in (1288924320, 1289097120):
        got = deadline_for(received_at, Voicemail.YES, policy, calendar, OWN_HOURS).due_at
    assert got == at("2010-11-08 00:00", st_johns)


OFFICE = WeeklyHours.of((Window(540, 1020),), range(5))
TUESDAY = date(2026, 11, 24)


def _told(received: str, allowance, *closures: Closure, zone=NEW_YORK, hours=OFFICE, weekend=(5, 6)):
    """What the receipt tells of each stretch, in minutes after the call."""
    calendar = PracticeCalendar(zone, frozenset(weekend), closures=closures)
    policy = Policy(Preset.OPERATING_HOURS, allowance, hours)
    received_at = at(received, zone)
    deadline = deadline_for(received_at, Voicemail.YES, policy, calendar, OWN_HOURS)
    spans = deadline.receipt.spans
    assert [received_at, *(s.end for s in spans)] == [*(s.start for s in spans), deadline.due_at]
    assert Receipt.from_json(deadline.receipt.to_json()) == deadline.receipt
    return [((span.end - span.start) // 60, span.reason.value, span.name) for span in spans]


@pytest.mark.parametrize("allowance", [OpenHours(120), ByClose("day", 120), ByClose("window", 120)])
def test_the_receipt_names_time_off_in_a_part_of_a_day(allowance):
    # Also off before and after hours, which closes nothing that would be open.
    dentist = Closure(1, TUESDAY, TUESDAY, Window(660, 1140), "Dentist")
    before = "counted" if isinstance(allowance, OpenHours) else "too_short"
    assert _told("2026-11-24 10:00", allowance, dentist) == [
        (60, before, ""),
        (360, "part_closed", "Dentist"),
        (16 * 60, "outside_hours", ""),
        (60 if before == "counted" else 480, "counted", ""),
    ]


def test_overlapping_time_off_is_told_once_and_whole_days_off_stay_whole():
    dentist = Closure(1, TUESDAY, TUESDAY, Window(660, 900), "Dentist")
    course = Closure(2, TUESDAY, date(2026, 11, 25), Window(780, 960), "Course")
    inside = Closure(3, TUESDAY, TUESDAY, Window(800, 850), "Lunch")
    away = Closure(4, date(2026, 11, 25), date(2026, 11, 25), None, "Away")
    assert _told("2026-11-24 10:30", OpenHours(120), course, dentist, inside, away) == [
        (30, "counted", ""),
        (240, "part_closed", "Dentist"),
        (60, "part_closed", "Course"),
        (60, "counted", ""),
        (7 * 60, "outside_hours", ""),
        (24 * 60, "closed", "Away"),
        (9 * 60, "outside_hours", ""),
        (30, "counted", ""),
    ]


def test_time_off_within_a_holiday_cuts_the_night_that_runs_into_it():
    nights = WeeklyHours.of((Window(22 * 60, 26 * 60),), [0, 1])
    calendar = PracticeCalendar(
        NEW_YORK,
        holidays={TUESDAY: "Local day"},
        closures=(Closure(1, TUESDAY, TUESDAY, Window(60, 1440), "Away"),),
    )
    policy = Policy(Preset.OPERATING_HOURS, OpenHours(200), nights)
    receipt = deadline_for(at("2026-11-23 22:00"), Voicemail.YES, policy, calendar, OWN_HOURS).receipt
    assert [(span.reason, span.name) for span in receipt.spans[:3]] == [
        (SpanReason.COUNTED, ""),
        (SpanReason.PART_CLOSED, "Away"),
        (SpanReason.HOLIDAY, "Local day"),
    ]
    assert receipt.spans[1].end - receipt.spans[1].start == 3600


def test_time_off_of_a_date_that_a_zone_skipped_is_no_reason():
    apia = ZoneInfo("Pacific/Apia")
    skipped = Closure(1, date(2011, 12, 30), date(2011, 12, 30), Window(540, 720), "Dentist")
    course = Closure(2, date(2011, 12, 31), date(2011, 12, 31), Window(600, 660), "Course")
    daily = WeeklyHours.of((Window(540, 1020),), range(7))
    told = _told("2011-12-29 16:00", OpenHours(180), skipped, course, zone=apia, hours=daily, weekend=())
    assert [name for _, reason, name in told if reason == "part_closed"] == ["Course"]


def test_the_receipt_knows_that_a_call_came_on_a_day_that_does_not_count():
    def whole_days(text: str, zone: ZoneInfo, weekend: tuple[int, ...], fold: int = 0) -> bool:
        calendar = PracticeCalendar(zone, frozenset(weekend))
        received_at = int(datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).timestamp())
        policy = PRESETS[Preset.TURNAROUND]
        receipt = deadline_for(received_at, Voicemail.YES, policy, calendar, OWN_HOURS).receipt
        assert Receipt.from_json(receipt.to_json()).whole_days == receipt.whole_days
        return receipt.whole_days

    jerusalem = ZoneInfo("Asia/Jerusalem")
    assert not whole_days("2026-10-25 01:30", jerusalem, (4, 5), fold=1)
    assert whole_days("2026-10-25 01:30", jerusalem, (4, 5, 6), fold=1)
    assert whole_days("2026-11-21 11:00", NEW_YORK, (5, 6))
    assert not whole_days("2026-11-20 11:00", NEW_YORK, (5, 6))
    assert not Receipt(Rule.WORKING_DAYS, 1).whole_days
    policy = Policy(Preset.OPERATING_HOURS, OpenHours(60), OFFICE)
    calendar = PracticeCalendar(NEW_YORK)
    in_hours = deadline_for(at("2026-11-21 11:00"), Voicemail.YES, policy, calendar, OWN_HOURS).receipt
    assert in_hours.spans[0].reason is SpanReason.NOT_A_WORKING_DAY
    assert not in_hours.whole_days
