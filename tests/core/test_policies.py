from __future__ import annotations

import pytest

from callpolicy_gui.core.policies import (
    OWN_HOURS,
    PRESETS,
    ByClose,
    OpenHours,
    Policy,
    PolicyProblem,
    PolicyVersion,
    Preset,
    WorkingDays,
    allowance_from_json,
    version_in_force,
    with_hours,
)
from callpolicy_gui.core.settings import PracticeSettings
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window

SHORT = WeeklyHours.of((Window(480, 500), Window(600, 620)), range(5))


@pytest.mark.parametrize("policy", PRESETS.values())
def test_presets_can_be_promised_and_stored(policy):
    assert policy.problems(OWN_HOURS) == ()
    assert Policy.from_json(policy.to_json()) == policy


@pytest.mark.parametrize(
    ("policy", "problem"),
    [
        (Policy(Preset.TURNAROUND, WorkingDays(0)), PolicyProblem.ALLOWANCE_TOO_SMALL),
        (Policy(Preset.TURNAROUND, WorkingDays(31)), PolicyProblem.ALLOWANCE_TOO_LARGE),
        (Policy(Preset.TURNAROUND, OpenHours(-1)), PolicyProblem.ALLOWANCE_TOO_SMALL),
        (Policy(Preset.TURNAROUND, OpenHours(5_256_000)), PolicyProblem.ALLOWANCE_TOO_LARGE),
        (Policy(Preset.LIMITED_HOURS, ByClose("window", 0), SHORT), PolicyProblem.ALLOWANCE_TOO_SMALL),
        (Policy(Preset.LIMITED_HOURS, ByClose("window", 21), SHORT), PolicyProblem.NEVER_LONG_ENOUGH),
        (Policy(Preset.LIMITED_HOURS, ByClose("day", 41), SHORT), PolicyProblem.NEVER_LONG_ENOUGH),
        (Policy(Preset.LIMITED_HOURS, ByClose("day", 5), WeeklyHours.of((), ())), PolicyProblem.NOTHING_OPEN),
        (
            Policy(Preset.LIMITED_HOURS, ByClose("window", 5), WeeklyHours.always()),
            PolicyProblem.NEVER_CLOSES,
        ),
    ],
)
def test_a_policy_that_cannot_be_promised_says_why(policy, problem):
    assert policy.problems(OWN_HOURS) == (problem,)


def test_windows_that_meet_at_midnight_are_one_window():
    days = [()] * 7
    days[0], days[1] = (Window(1380, 1440),), (Window(0, 60),)
    hours = WeeklyHours(tuple(days))
    assert Policy(Preset.LIMITED_HOURS, ByClose("window", 120), hours).problems(OWN_HOURS) == ()
    assert Policy(Preset.LIMITED_HOURS, ByClose("day", 120), hours).problems(OWN_HOURS)


def test_a_day_adds_its_windows_up():
    assert Policy(Preset.LIMITED_HOURS, ByClose("day", 40), SHORT).problems(OWN_HOURS) == ()


def test_open_hours_are_read_in_hours_too():
    assert allowance_from_json({"open_hours": 1.5}) == OpenHours(90)
    assert allowance_from_json({"open_minutes": 90}) == OpenHours(90)
    policy = Policy(Preset.TURNAROUND, OpenHours(90), SHORT)
    assert Policy.from_json(policy.to_json()) == policy


def test_own_hours_are_used_where_a_policy_has_none():
    assert PRESETS[Preset.TURNAROUND].hours(OWN_HOURS) == OWN_HOURS
    assert with_hours(PRESETS[Preset.TURNAROUND], SHORT).hours(OWN_HOURS) == SHORT


def test_the_version_in_force_is_the_latest_that_has_started():
    first = PolicyVersion(1, PRESETS[Preset.TURNAROUND], None, None)
    second = PolicyVersion(2, PRESETS[Preset.LIMITED_HOURS], None, 1000)
    third = PolicyVersion(3, PRESETS[Preset.OPERATING_HOURS], None, 1000)
    assert version_in_force([second, first], 999) is first
    assert version_in_force([first, second], 1000) is second
    assert version_in_force([first, third, second], 5000) is third
    assert version_in_force([second], 5) is second
    with pytest.raises(LookupError):
        version_in_force([], 0)


def test_a_practice_begins_with_working_hours_of_its_own():
    assert PracticeSettings().own_hours.open_days == (0, 1, 2, 3, 4)
