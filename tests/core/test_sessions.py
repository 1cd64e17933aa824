from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callpolicy_gui.core.business_calendar import Closure, PracticeCalendar
from callpolicy_gui.core.local_time import local
from callpolicy_gui.core.sessions import (
    SessionBlock,
    Sessions,
    leaves_time,
    offered_end,
    weekly_overlaps,
)
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window

NEW_YORK = ZoneInfo("America/New_York")
CALENDAR = PracticeCalendar(NEW_YORK)
TEN_TO_ELEVEN = WeeklyHours.of((Window(600, 660),), [0])
MONDAY = date(2026, 11, 23)


def at(text: str, zone: ZoneInfo = NEW_YORK, fold: int = 0) -> int:
    """`23 10:00` of November 2026, or a whole ISO time."""
    text = text if len(text) > 8 else f"2026-11-{text}"
    return int(datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).timestamp())


def block(start: str, end: str, *, is_free: bool = False) -> SessionBlock:
    return SessionBlock(1, at(start), at(end), is_free)


def test_a_practice_without_sessions_has_none():
    none = Sessions(CALENDAR, WeeklyHours.never())
    own = CALENDAR.open_spans(WeeklyHours.always())
    assert none.outside(own) is own
    assert none.between(at("23 00:00"), at("30 00:00")) == ()
    assert not none.is_in_session(at("23 10:30"))
    assert none.running(at("23 10:30")) is None
    assert none.next_edge(at("23 09:00")) is None


def test_a_weekly_session_runs_from_its_start_until_before_its_end():
    weekly = Sessions(CALENDAR, TEN_TO_ELEVEN)
    asked = ("23 09:59", "23 10:00", "23 10:59", "23 11:00", "24 10:30", "30 10:30")
    assert [weekly.is_in_session(at(text)) for text in asked] == [False, True, True, False, False, True]
    assert weekly.running(at("23 10:30")) == (at("23 10:00"), at("23 11:00"))
    assert weekly.running(at("23 11:00")) is None
    assert [weekly.next_edge(at(text)) for text in ("23 09:00", "23 10:00", "23 11:00")] == [
        at("23 10:00"),
        at("23 11:00"),
        None,
    ]


def test_single_blocks_add_to_the_week_and_those_that_meet_are_one():
    both = Sessions(CALENDAR, TEN_TO_ELEVEN, [block("23 10:30", "23 11:30"), block("24 09:00", "24 09:50")])
    assert both.between(at("23 00:00"), at("25 00:00")) == (
        (at("23 10:00"), at("23 11:30")),
        (at("24 09:00"), at("24 09:50")),
    )
    assert both.running(at("23 11:15")) == (at("23 10:00"), at("23 11:30"))


def test_what_was_ended_early_is_free_and_a_new_block_in_it_counts_all_the_same():
    ended = block("23 10:20", "23 11:00", is_free=True)
    assert Sessions(CALENDAR, TEN_TO_ELEVEN, [ended]).running(at("23 10:30")) is None
    again = Sessions(CALENDAR, TEN_TO_ELEVEN, [ended, block("23 10:40", "23 11:30")])
    assert again.between(at("23 00:00"), at("24 00:00")) == (
        (at("23 10:00"), at("23 10:20")),
        (at("23 10:40"), at("23 11:30")),
    )


def test_what_is_to_be_ended_is_what_runs():
    mine, later = block("23 10:30", "23 11:30"), block("23 12:00", "23 13:00")
    both = Sessions(CALENDAR, TEN_TO_ELEVEN, [mine, later, block("23 09:00", "23 10:05", is_free=True)])
    asked = ("23 10:04", "23 10:05", "23 10:59", "23 11:29", "23 11:30")
    assert [both.to_end(at(text)) for text in asked] == [
        ((), None),
        ((), at("23 11:00")),
        ((mine,), at("23 11:00")),
        ((mine,), None),
        ((), None),
    ]


def test_weekly_sessions_fall_out_on_closed_days_and_stay_on_dates_with_hours_of_their_own():
    closed = replace(CALENDAR, closures=(Closure(1, MONDAY, MONDAY),), _spans={})
    half = replace(CALENDAR, closures=(Closure(1, MONDAY, MONDAY, Window(630, 900)),), _spans={})
    holiday = replace(CALENDAR, holidays={MONDAY: "A day"}, _spans={})
    works = replace(holiday, overrides={MONDAY: (Window(480, 900),)}, _spans={})
    day = at("23 00:00"), at("24 00:00")
    found = {
        name: Sessions(calendar, TEN_TO_ELEVEN).between(*day)
        for name, calendar in {"closed": closed, "half": half, "holiday": holiday, "works": works}.items()
    }
    assert found == {
        "closed": (),
        "half": ((at("23 10:00"), at("23 10:30")),),
        "holiday": (),
        "works": ((at("23 10:00"), at("23 11:00")),),
    }
    single = Sessions(closed, WeeklyHours.never(), [block("23 10:00", "23 11:00")])
    assert single.between(*day) == ((at("23 10:00"), at("23 11:00")),)


def test_time_outside_sessions_is_cut_and_kept():
    own = CALENDAR.open_spans(WeeklyHours.of((Window(480, 1200),), range(5)))
    cut = Sessions(CALENDAR, TEN_TO_ELEVEN, [block("23 07:00", "23 09:00"), block("23 19:00", "23 21:00")])
    free = cut.outside(own)
    assert list(free.stretches(at("23 00:00"), at("24 00:00"))) == [
        (at("23 09:00"), at("23 10:00")),
        (at("23 11:00"), at("23 19:00")),
    ]
    assert cut.outside(own) is free
    always = Sessions(CALENDAR, WeeklyHours.of((Window(480, 1200),), range(5)))
    assert list(always.outside(own).stretches(at("23 00:00"), at("30 00:00"))) == []


@pytest.mark.parametrize(
    ("zone", "window", "day", "expected"),
    [
        # New York skips 2:00 to 3:00 on 8 March 2026 and repeats 1:00 to 2:00 on 1 November.
        ("America/New_York", (150, 230), "2026-03-08", ("03:30", "03:50")),
        ("America/New_York", (60, 170), "2026-03-08", ("01:00", "03:50")),
        ("America/New_York", (90, 150), "2026-11-01", ("01:30", "02:30")),
        # Lord Howe skips half an hour on 4 October 2026.
        ("Australia/Lord_Howe", (135, 200), "2026-10-04", ("02:45", "03:20")),
    ],
)
def test_a_clock_change_moves_edges_as_it_moves_those_of_calling_hours(zone, window, day, expected):
    there = ZoneInfo(zone)
    weekly = WeeklyHours.of((Window(*window),), range(7))
    start, end = (at(f"{day}T{clock}", there) for clock in expected)
    midnight = at(f"{day}T00:00", there)
    assert Sessions(PracticeCalendar(there, frozenset()), weekly).between(midnight, midnight + 20_000) == (
        (start, end),
    )


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        ("23 10:00", "23 11:00"),
        ("23 10:24", "23 11:00"),
        ("23 10:25", "23 11:00"),
        ("23 10:26", "23 11:30"),
        ("23 09:55", "23 10:30"),
        ("23 09:56", "23 11:00"),
        ("23 23:40", "24 00:30"),
        ("2026-03-08T01:30", "2026-03-08T03:30"),
        ("2026-11-23T10:25:01", "2026-11-23T11:30"),
    ],
)
def test_the_next_full_or_half_hour_far_enough_ahead_is_offered(now, offered):
    assert offered_end(at(now), NEW_YORK) == at(offered)


@given(
    st.integers(at("2026-01-01T00:00"), at("2027-01-01T00:00")),
    st.sampled_from(
        ["America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham", "Europe/Berlin"]
    ),
)
def test_what_is_offered_is_a_half_hour_of_the_practice(now, name):
    zone = ZoneInfo(name)
    offered = offered_end(now, zone)
    assert 35 * 60 <= offered - now < 65 * 60
    assert (local(offered, zone).minute % 30, local(offered, zone).second) == (0, 0)


def test_windows_that_meet_a_session_are_named_by_start_and_day():
    noon = WeeklyHours.of((Window(720, 780), Window(990, 1050)), range(5))
    sessions = WeeklyHours(((), (Window(770, 820),), (), (Window(700, 721),), (Window(780, 990),), (), ()))
    assert weekly_overlaps(noon, sessions) == ((720, (1, 3)),)
    assert weekly_overlaps(noon, WeeklyHours.never()) == ()
    # Sunday's night and Monday morning, either way round.
    night = WeeklyHours.of((Window(1320, 1500),), [6])
    early = WeeklyHours.of((Window(30, 90),), [0])
    assert weekly_overlaps(night, early) == ((1320, (6,)),)
    assert weekly_overlaps(early, night) == ((30, (0,)),)


def test_sessions_may_not_take_the_whole_week():
    own = WeeklyHours.of((Window(480, 1200),), range(5))
    assert leaves_time(own, WeeklyHours.never())
    assert leaves_time(own, WeeklyHours.of((Window(480, 1199),), range(5)))
    assert not leaves_time(own, WeeklyHours.of((Window(0, 1440),), range(5)))
    assert not leaves_time(
        WeeklyHours.of((Window(60, 120),), [0]), WeeklyHours.of((Window(1380, 1560),), [6])
    )


_MINUTES = st.integers(0, 1439)


@given(
    st.lists(st.tuples(st.integers(0, 6), _MINUTES, st.integers(1, 180)), max_size=6),
    st.lists(st.tuples(st.integers(0, 8 * 1440), st.integers(1, 700), st.booleans()), max_size=6),
    st.sampled_from(["2026-03-05T00:00", "2026-10-29T00:00"]),
)
@settings(max_examples=40, deadline=None)
def test_by_the_minute(weekly, singles, first):
    """A minute is in session where a single block says so, or the week does and nothing ended it."""
    days = tuple(
        tuple(Window(start, min(1440, start + length)) for weekday, start, length in weekly if weekday == day)
        for day in range(7)
    )
    hours = WeeklyHours.from_json(WeeklyHours(days).to_json(), overnight=True)
    begin = at(first)
    blocks = [
        SessionBlock(number, begin + start * 60, begin + (start + length) * 60, free)
        for number, (start, length, free) in enumerate(singles)
    ]
    sessions = Sessions(CALENDAR, hours, blocks)
    recurring = CALENDAR.open_spans(hours)
    own = CALENDAR.open_spans(WeeklyHours.of((Window(480, 1200),), range(5)))
    free = sessions.outside(own)
    for now in range(begin, begin + 9 * 86_400, 7 * 60):
        inside = {b.is_free for b in blocks if b.start <= now < b.end}
        expected = False in inside or (True not in inside and recurring.is_open(now))
        assert sessions.is_in_session(now) == expected
        assert free.is_open(now) == (own.is_open(now) and not expected)
        running = sessions.running(now)
        assert (running is not None) == expected
        if running is not None:
            assert sessions.is_in_session(running[1] - 1)
            assert not sessions.is_in_session(running[1])
