from __future__ import annotations

import pytest

from callpolicy_gui.core.weekly_hours import (
    HoursError,
    HoursProblem,
    WeeklyHours,
    Window,
    make_window,
    minutes_text,
    parse_minutes,
    parse_windows,
    same_days,
)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("9", 540), ("9:30", 570), ("0930", 570), ("5pm", 1020), ("12am", 0), ("12 p.m.", 720), ("24:00", 1440)],
)
def test_times_of_day_are_read_as_people_type_them(text, minutes):
    assert parse_minutes(text) == minutes


@pytest.mark.parametrize("text", ["", "noon", "25:00", "9:75", "13pm", "24:01", "09:00:00.000001", "-1"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(HoursError) as refused:
        parse_minutes(text, "mon")
    assert refused.value.problem is HoursProblem.NOT_A_TIME
    assert refused.value.day == "mon"


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("9-12, 13:00 to 17:00", (Window(540, 720), Window(780, 1020))),
        ("09:00\N{EN DASH}12:00; 12:00\N{EN DASH}13:00", (Window(540, 780),)),
        ("9-12 and 11-13", (Window(540, 780),)),
        ("18:00-24:00", (Window(1080, 1440),)),
        ("", ()),
    ],
)
def test_windows_of_a_day(text, windows):
    assert parse_windows(text) == windows


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("9-9", HoursProblem.EMPTY_WINDOW),
        ("9-0:00", HoursProblem.MEANT_MIDNIGHT),
        ("22:00-02:00", HoursProblem.MEANT_MIDNIGHT),
        ("17:00-09:00", HoursProblem.ENDS_BEFORE_START),
        ("9", HoursProblem.NOT_A_WINDOW),
        ("9-10-11", HoursProblem.NOT_A_WINDOW),
        ("9-x", HoursProblem.NOT_A_TIME),
        (",".join(["9-10"] * 13), HoursProblem.TOO_MANY_WINDOWS),
    ],
)
def test_windows_that_cannot_be_used_say_why(text, problem):
    with pytest.raises(HoursError) as refused:
        parse_windows(text, "fri")
    assert refused.value.problem is problem
    assert refused.value.day == "fri"


def test_a_number_is_no_window():
    with pytest.raises(HoursError) as refused:
        WeeklyHours.from_json({"mon": [5]})
    assert refused.value.problem is HoursProblem.NOT_A_WINDOW


def test_an_unknown_day_is_named():
    with pytest.raises(HoursError) as refused:
        WeeklyHours.from_json({"funday": [["09:00", "17:00"]]})
    assert (refused.value.problem, refused.value.day) == (HoursProblem.UNKNOWN_DAY, "funday")


def test_hours_with_nothing_open_are_refused():
    with pytest.raises(HoursError) as refused:
        WeeklyHours.from_json({}).check_open()
    assert refused.value.problem is HoursProblem.NOTHING_OPEN
    WeeklyHours.always().check_open()


def test_hours_are_stored_and_read_back_with_overnight_windows():
    hours = WeeklyHours.from_json({"mon": [["22:00", "06:00"]], "tue": [["09:00", "24:00"]]}, overnight=True)
    assert hours.days[0] == (Window(1320, 1800),)
    assert WeeklyHours.from_json(hours.to_json(), overnight=True) == hours
    assert hours.minutes_a_week == 480 + 900
    assert hours.open_days == (0, 1)


def test_days_of_equal_hours_are_found_for_wording_neighbours_or_not():
    hours = WeeklyHours(
        (*tuple((Window(540, 1020),) if day in {0, 1, 2, 4} else () for day in range(6)), (Window(600, 720),))
    )
    assert same_days(hours) == [
        ((0, 1, 2, 4), (Window(540, 1020),)),
        ((6,), (Window(600, 720),)),
    ]


def test_small_things():
    assert minutes_text(1440) == "24:00"
    assert make_window(540, 600).minutes == 60
