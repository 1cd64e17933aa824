from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QLocale

from callpolicy_gui.core.alerts import AlertKind, Digest
from callpolicy_gui.core.business_calendar import PracticeCalendar
from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.core.deadlines import deadline_for
from callpolicy_gui.core.feasibility import ImpossibleTime
from callpolicy_gui.core.policies import (
    OWN_HOURS,
    PRESETS,
    ByClose,
    OpenHours,
    Policy,
    PolicyProblem,
    Preset,
    WorkingDays,
)
from callpolicy_gui.core.time_entry import TimeEntryError, TimeProblem
from callpolicy_gui.core.weekly_hours import HoursProblem, WeeklyHours, Window
from callpolicy_gui.formats.phone_numbers import NumberWarning
from callpolicy_gui.formats.problems import FormatProblem, TextProblem
from callpolicy_gui.import_process import ImportProblem
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.wording.alerts import alert_text, next_deadline_words, tray_tooltip
from callpolicy_gui.wording.policies import (
    hours_a_week,
    hours_problem,
    hours_words,
    impossible_words,
    policy_aside,
    policy_name,
    policy_problem,
    promise,
)
from callpolicy_gui.wording.problems import (
    export_problem,
    import_problem,
    number_warning,
    storage_problem,
    text_problem,
    time_problem,
)
from callpolicy_gui.wording.receipts import receipt_full, receipt_line
from callpolicy_gui.wording.text import counted, tr
from callpolicy_gui.wording.times import Times, duration, length, locale_uses_12_hours

ZONE = ZoneInfo("America/New_York")
TIMES = Times(ZONE, twelve_hours=False, locale=QLocale("en_GB"))
TWELVE = Times(ZONE, twelve_hours=True, locale=QLocale("en_US"))
FORBIDDEN = ("!", "patient", "ticket", "SLA", "breach", "agent", "oops", "{", "}", "None")


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


NOW = at("2026-11-23 14:18")


@pytest.mark.parametrize(
    ("then", "words"),
    [
        ("2026-11-23 15:00", "by 15:00"),
        ("2026-11-24 09:05", "by tomorrow 09:05"),
        ("2026-11-26 09:05", "by Thu 09:05"),
        ("2026-12-07 09:05", "by Mon 7 Dec 09:05"),
        ("2027-01-04 09:05", "by Mon 4 Jan 2027 09:05"),
        ("2026-11-24 00:00", "by end of today"),
        ("2026-11-25 00:00", "by end of tomorrow"),
        ("2026-11-28 00:00", "by end of Fri"),
    ],
)
def test_deadlines_are_said_as_people_say_them(then, words):
    assert TIMES.by(at(then), NOW) == words


def test_times_in_12_hours_and_on_other_days():
    assert TWELVE.time(at("2026-11-23 15:00")) == "3:00 pm"
    assert TWELVE.time(at("2026-11-23 00:30")) == "12:30 am"
    assert TWELVE.minutes(1440) == "midnight"
    assert TIMES.minutes(1440) == "24:00"
    assert (TIMES.hour(14), TWELVE.hour(14), TWELVE.hour(12)) == ("14", "2", "12")
    assert TIMES.day(at("2026-11-22 10:00"), NOW) == "yesterday"
    assert TIMES.stamp(at("2026-11-20 18:00")) == "Fri 20 Nov 2026, 18:00"
    assert TIMES.full(at("2026-11-24 14:18"), NOW) == "tomorrow, Tue 24 Nov, by 14:18"
    assert TIMES.full(at("2026-11-24 00:00"), NOW) == "today, Mon 23 Nov, by the end of the day"
    assert TIMES.full(at("2027-11-24 14:18"), NOW) == "Wed 24 Nov 2027, by 14:18"
    assert TIMES.weekday_long(6) == "Sunday"
    assert locale_uses_12_hours(QLocale("en_US"))
    assert not locale_uses_12_hours(QLocale("de_DE"))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (30, "under 1 min"),
        (38 * 60 + 59, "38 min"),
        (3600, "60 min"),
        (7300, "2 h"),
        (47 * 3600, "47 h"),
        (72 * 3600, "3 days"),
    ],
)
def test_durations(seconds, words):
    assert duration(seconds) == words


def test_counts_have_the_right_plural_and_values_are_literal():
    assert [counted(n, "%n call", "%n calls") for n in (0, 1, 2)] == ["0 calls", "1 call", "2 calls"]
    assert tr("Call {name} first", name="%n {name} <b>") == "Call %n {name} <b> first"


def test_a_receipt_in_one_line_and_in_full():
    calendar = PracticeCalendar(ZONE, holidays={date(2026, 9, 7): "Labor Day"}, confirmed_years=frozenset())
    received = at("2026-09-04 15:00")
    deadline = deadline_for(received, Voicemail.YES, PRESETS[Preset.TURNAROUND], calendar, OWN_HOURS)
    assert receipt_full(deadline.receipt, deadline.due_at, TIMES) == (
        "Fri 15:00 to midnight, 9 h; Sat and Sun do not count; Mon is Labor Day; Tue 15 h -> Tue 15:00"
    )
    assert receipt_line(deadline.receipt, received, TIMES) == (
        "24 h after the call, weekend not counted, Labor Day not counted, holidays of 2026 not confirmed."
    )


@pytest.mark.parametrize(
    ("policy", "received", "line", "full"),
    [
        (
            PRESETS[Preset.TURNAROUND],
            "2026-11-21 11:00",
            "at the end of the next working day, weekend not counted.",
            "Sat and Sun do not count; Mon 24 h -> end of Mon",
        ),
        (
            PRESETS[Preset.LIMITED_HOURS],
            "2026-11-20 08:55",
            "when your callback hours end, weekend not counted.",
            "Fri 08:55 to 09:00 is too short; Sat and Sun do not count; Mon 08:00 to 09:00, 1 h -> Mon 09:00",
        ),
        (
            PRESETS[Preset.OPERATING_HOURS],
            "2026-11-23 10:30",
            "when you close that day.",
            "Mon 10:30 to 17:00, 6 h 30 min -> Mon 17:00",
        ),
        (
            Policy(Preset.OPERATING_HOURS, OpenHours(90), PRESETS[Preset.OPERATING_HOURS].calling_hours),
            "2026-11-23 16:20",
            "after 1 h 30 min of calling hours.",
            "Mon 16:20 to 17:00, 40 min; Tue 09:00 to 09:50, 50 min -> Tue 09:50",
        ),
    ],
)
def test_each_rule_explains_itself(policy, received, line, full):
    received_at = at(received)
    deadline = deadline_for(received_at, Voicemail.YES, policy, PracticeCalendar(ZONE), OWN_HOURS)
    assert receipt_line(deadline.receipt, received_at, TIMES) == line
    assert receipt_full(deadline.receipt, deadline.due_at, TIMES) == full


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (PRESETS[Preset.TURNAROUND], "I return calls within 24 hours. Weekends and holidays do not count."),
        (
            PRESETS[Preset.OPERATING_HOURS],
            (
                "I return calls while my practice is open, Mon to Fri 09:00 to 17:00, "
                "before we close that day, or the next."
            ),
        ),
        (
            PRESETS[Preset.VOICEMAIL_REQUIRED],
            "If you leave a voicemail, I call you back. A missed call alone gets no return.",
        ),
        (PRESETS[Preset.LIMITED_HOURS], "I return calls Mon to Fri 08:00 to 09:00."),
        (Policy(Preset.TURNAROUND, WorkingDays(2)), "I return calls within 2 working days."),
        (
            Policy(
                Preset.LIMITED_HOURS,
                ByClose("window", 10),
                WeeklyHours.of((Window(720, 780), Window(990, 1050)), [0, 1]),
                requires_voicemail=True,
            ),
            (
                "I return calls Mon and Tue 12:00 to 13:00 and 16:30 to 17:30. "
                "A missed call without a voicemail gets no return."
            ),
        ),
        (
            Policy(Preset.TURNAROUND, OpenHours(120), WeeklyHours.of((Window(540, 1020),), [5])),
            "I return calls within 2 hours of my calling hours, Sat 09:00 to 17:00.",
        ),
        (
            Policy(Preset.TURNAROUND, OpenHours(90), WeeklyHours.of((Window(540, 1020),), [5])),
            "I return calls within 1 hour 30 minutes of my calling hours, Sat 09:00 to 17:00.",
        ),
    ],
)
def test_promises_can_be_read_out(policy, words):
    assert promise(policy, OWN_HOURS, TIMES) == words


def test_hours_in_words():
    hours = WeeklyHours.from_json({"mon": [["22:00", "06:00"]], "sat": [["09:00", "12:00"]]}, overnight=True)
    assert hours_words(hours, TIMES) == "Mon 22:00 to 06:00; Sat 09:00 to 12:00"
    assert hours_a_week(hours) == "11 hours a week."
    assert hours_a_week(WeeklyHours.of((Window(540, 630),), [0])) == "1 h 30 min a week."


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([0, 2, 4], "Mon, Wed and Fri"),
        ([0, 1], "Mon and Tue"),
        ([0, 1, 2, 4], "Mon to Wed and Fri"),
        ([0, 1, 3, 4, 5, 6], "Mon, Tue and Thu to Sun"),
        (range(7), "Mon to Sun"),
        ([3], "Thu"),
    ],
)
def test_days_of_equal_hours_are_said_once(days, words):
    assert hours_words(WeeklyHours.of((Window(480, 1440),), days), TIMES) == f"{words} 08:00 to 24:00"


def test_lengths_are_exact_and_spelled_where_they_are_read_out():
    lengths = (59, 60, 90 * 60, 50 * 3600)
    assert [length(seconds) for seconds in lengths] == ["under 1 min", "1 min", "1 h 30 min", "50 h"]
    assert [length(seconds, spelled=True) for seconds in lengths[1:]] == [
        "1 minute",
        "1 hour 30 minutes",
        "50 hours",
    ]


@pytest.mark.parametrize("kind", AlertKind)
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("times", [TIMES, TWELVE])
def test_alerts_are_short_and_stand_alone(kind, count, times):
    said = alert_text(Digest(kind, at("2026-11-25 13:40"), count, ("overdue:1",)), NOW, times)
    assert 0 < len(said.title) <= 40
    assert said.body
    assert not any(word in said.title + said.body for word in FORBIDDEN)


def test_the_tray_with_nothing_owed():
    assert tray_tooltip((), NOW, TIMES) == "Call Policy: nothing owed"
    assert next_deadline_words((), NOW, TIMES) == "Nothing is due"


def _sentences():
    for problem in StorageProblem:
        yield storage_problem(StorageError(problem, "log"))
        yield export_problem(StorageError(problem, "log"))
    yield from (policy_problem(problem) for problem in PolicyProblem)
    yield from (
        hours_problem(problem, day, TIMES) for problem in HoursProblem for day in ("mon", "", "funday")
    )
    yield from (text_problem(problem) for problem in TextProblem)
    yield from (number_warning(problem, 9) for problem in NumberWarning)
    yield from (import_problem("refused", problem, "line 3") for problem in FormatProblem)
    yield from (import_problem(p, "") for p in ImportProblem if p is not ImportProblem.REFUSED)
    for problem in TimeProblem:
        yield time_problem(TimeEntryError(problem, (NOW, NOW + 60)), NOW, TIMES)
    for policy in PRESETS.values():
        yield policy_name(policy)
        yield policy_aside(policy)


def test_every_problem_has_a_sentence_without_jargon_or_blame():
    for sentence in _sentences():
        assert sentence
        assert not any(word in sentence for word in FORBIDDEN), sentence


def test_rare_impossible_times_are_counted_beyond_three():
    found = [ImpossibleTime(NOW + n * 90_000, NOW + n * 90_000 + 3600) for n in range(5)]
    said = impossible_words(found, TIMES)
    assert said[0] == (
        "Calls from Mon 23 Nov 2026, 14:18 to Mon 23 Nov 2026, 15:17 cannot be returned in time."
    )
    assert said[-1] == "So it is 2 more times in a year."
    assert len(said) == 4
