from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callpolicy_gui.core.business_calendar import PracticeCalendar
from callpolicy_gui.core.deadlines import call_by, due
from callpolicy_gui.core.feasibility import ImpossibleTime, impossible_times
from callpolicy_gui.core.policies import OWN_HOURS, PRESETS, Policy, Preset, WorkingDays
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window

ZONE = ZoneInfo("America/New_York")


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


def found(policy, calendar=None, start="2026-11-23 00:00", end="2026-12-07 00:00"):
    return impossible_times(policy, calendar or PracticeCalendar(ZONE), OWN_HOURS, at(start), at(end))


@pytest.mark.parametrize("preset", Preset)
def test_the_presets_can_be_kept_all_year(preset):
    calendar = PracticeCalendar(ZONE, holidays={date(2026, 11, 26): "Thanksgiving Day"})
    assert found(PRESETS[preset], calendar, end="2027-11-23 00:00") == ()


def test_a_day_a_week_leaves_calls_that_cannot_be_returned():
    wednesdays = Policy(Preset.TURNAROUND, WorkingDays(1), WeeklyHours.of((Window(540, 1020),), [2]))
    # After Wednesday 17:00 until Tuesday 09:00; a call on Tuesday at 09:01 is due on Wednesday at 09:01.
    first, second, third = found(wednesdays)
    assert first == ImpossibleTime(at("2026-11-23 00:00"), at("2026-11-24 09:00") + 1)
    assert second == ImpossibleTime(at("2026-11-25 17:00"), at("2026-12-01 09:00") + 1)
    assert third == ImpossibleTime(at("2026-12-02 17:00"), at("2026-12-07 00:00"))


def test_a_window_that_ends_at_the_bound_leaves_no_gap():
    hours = WeeklyHours.of((Window(540, 1440),), range(7))
    policy = Policy(Preset.TURNAROUND, WorkingDays(1), hours)
    assert found(policy, start="2026-11-23 10:00", end="2026-11-24 00:00") == ()


@given(
    st.sets(st.integers(0, 6), min_size=1, max_size=3),
    st.integers(0, 22),
    st.integers(1, 3),
    st.lists(st.integers(0, 20 * 1440 - 1), min_size=5, max_size=20),
)
@settings(max_examples=60, deadline=None)
def test_a_time_is_named_if_and_only_if_it_cannot_be_kept(days, hour, count, minutes):
    hours = WeeklyHours.of((Window(hour * 60, hour * 60 + 90),), sorted(days))
    policy = Policy(Preset.TURNAROUND, WorkingDays(count), hours)
    calendar = PracticeCalendar(ZONE, holidays={date(2026, 11, 26): "Thanksgiving Day"})
    spans = calendar.open_spans(hours)
    start = at("2026-10-25 00:00")
    named = found(policy, calendar, start="2026-10-25 00:00", end="2026-11-30 00:00")
    for minute in minutes:
        received_at = start + minute * 60
        impossible = call_by(received_at, due(received_at, policy, calendar, spans), spans) is None
        assert impossible == any(t.start <= received_at < t.end for t in named)
