from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from callpolicy_gui.controller.views import Field
from callpolicy_gui.core.business_calendar import Closure
from callpolicy_gui.core.calls import Outcome, Voicemail
from callpolicy_gui.core.policies import ByClose, Preset
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window
from tests.controller.conftest import at


def schedule(practice, preset: Preset, start: date | None = None, **more):
    policies = practice.controller.policies
    return policies.schedule(policies.preset(preset), start, **more)


def test_the_first_policy_may_be_replaced_until_a_call_is_logged(practice):
    assert practice.controller.policies.view().replaceable
    assert schedule(practice, Preset.LIMITED_HOURS, reviewed_with="Dr. Osei") is None
    view = practice.controller.policies.view()
    assert view.in_force.policy.preset is Preset.LIMITED_HOURS
    assert view.in_force.reviewed_with == "Dr. Osei"
    assert len(view.versions) == 1
    practice.log_call("Ann")
    assert not practice.controller.policies.view().replaceable


def test_a_call_keeps_the_promise_of_its_instant(practice):
    old = practice.log_call("Ann", "12:00")
    assert schedule(practice, Preset.OPERATING_HOURS, override_reason="New contract") is None
    practice.to("2026-11-23 14:10")
    new = practice.log_call("Bo")
    typed_late = practice.log_call("Cy", "13:00")
    assert practice.call(old).due_at == at("2026-11-24 12:00")
    assert practice.call(new).due_at == at("2026-11-23 17:00")
    assert practice.call(typed_late).due_at == at("2026-11-24 13:00")


def test_a_start_with_less_than_the_notice_needs_a_reason_which_is_kept(practice):
    practice.log_call("Ann")
    refused = schedule(practice, Preset.LIMITED_HOURS, date(2026, 12, 6))
    assert refused.field is Field.REASON
    assert schedule(practice, Preset.LIMITED_HOURS, date(2026, 12, 7)) is None
    assert schedule(practice, Preset.OPERATING_HOURS, date(2026, 12, 1), override_reason=" Moved ") is None
    versions = practice.controller.policies.view().scheduled
    assert [v.override_reason for v in versions] == ["", "Moved"]
    assert versions[0].effective_from == at("2026-12-07 00:00")
    assert versions[0].announced_on == date(2026, 11, 23)
    assert practice.controller.policies.view().earliest_with_notice == date(2026, 12, 7)


def test_a_scheduled_version_can_be_withdrawn_and_a_past_start_is_refused(practice):
    practice.log_call("Ann")
    assert schedule(practice, Preset.LIMITED_HOURS, date(2026, 11, 20)).field is Field.START
    schedule(practice, Preset.LIMITED_HOURS, date(2026, 12, 7))
    (version,) = practice.controller.policies.view().scheduled
    assert practice.controller.policies.withdraw(version.version_id) is None
    assert practice.controller.policies.view().scheduled == ()


def test_an_impossible_policy_is_refused_with_its_reason(practice):
    policy = replace(
        practice.controller.policies.preset(Preset.LIMITED_HOURS),
        allowance=ByClose("window", 10),
        calling_hours=WeeklyHours.of((Window(480, 485),), range(5)),
    )
    policies = practice.controller.policies
    assert policies.examples(policy) == ()
    assert policies.schedule(policy, None).sentence == policies.problems(policy)[0]


def test_a_preset_remembers_the_hours_it_had(practice):
    policies = practice.controller.policies
    hours = WeeklyHours.of((Window(720, 780),), range(5))
    policies.schedule(replace(policies.preset(Preset.LIMITED_HOURS), calling_hours=hours), None)
    assert policies.preset(Preset.LIMITED_HOURS).calling_hours == hours
    assert (
        policies.promise(policies.preset(Preset.LIMITED_HOURS)) == "I return calls Mon to Fri 12:00 to 13:00."
    )


@pytest.mark.parametrize("preset", Preset)
def test_examples_agree_with_what_a_call_then_gets(practice, preset):
    schedule(practice, preset)
    policies = practice.controller.policies
    now, *_ = policies.examples(policies.preset(preset))
    call_id = practice.log_call("Ann")
    due_at = practice.call(call_id).due_at
    assert now.answer == f"due {practice.controller.times.moment(due_at, practice.now)}"


def test_time_off_moves_open_calls_later_only_and_leaves_settled_ones(practice):
    open_call, settled = practice.log_call("Ann", "13:00"), practice.log_call("Bo", "13:00")
    practice.controller.calls.attempt(settled, Outcome.REACHED)
    policies = practice.controller.policies
    assert policies.add_closure(Closure(0, date(2026, 11, 24), date(2026, 11, 24), name="Course")) is None
    assert practice.call(open_call).due_at == at("2026-11-25 13:00")
    assert practice.call(open_call).receipt.moved_from == at("2026-11-24 13:00")
    assert practice.call(settled).due_at == at("2026-11-24 13:00")
    assert practice.history()[-2:] == ["closure added", "calendar corrected"]
    (closure,) = policies.closures()
    assert policies.remove_closure(closure.closure_id) is None
    assert practice.call(open_call).due_at == at("2026-11-25 13:00")
    assert policies.add_closure(Closure(0, date(2026, 11, 24), date(2026, 11, 23))).sentence


def test_a_calendar_without_any_working_day_is_refused_whole(practice):
    practice.log_call("Ann", "13:00")
    policies = practice.controller.policies
    history = practice.history()
    mistyped = Closure(0, date(2026, 11, 24), date(2062, 11, 24))
    assert policies.add_closure(mistyped).sentence == "That is more than two years. Is the year right?"
    weekend = replace(practice.controller.settings, weekend=frozenset(range(6)))
    assert policies.save_settings(weekend) is None
    history = practice.history()
    for year in range(2026, 2040, 2):
        refused = policies.add_closure(Closure(0, date(year, 11, 24), date(year + 2, 11, 23)))
        if refused is not None:
            break
        history = practice.history()
    assert refused.sentence.startswith("With this change no call")
    assert practice.history() == history
    assert practice.controller.queue()


def test_holidays_of_a_year_are_listed_changed_and_confirmed(practice):
    policies = practice.controller.policies
    assert (date(2026, 11, 26), "Thanksgiving Day") in policies.holidays(2026)
    assert not policies.is_confirmed(2026)
    assert policies.confirm_year(2026) is None
    assert policies.is_confirmed(2026)
    assert policies.remove_holiday(date(2026, 11, 26)) is None
    assert policies.add_holiday(date(2026, 11, 27), " ").sentence
    assert policies.add_holiday(date(2026, 11, 27), "Day after") is None
    days = dict(policies.holidays(2026))
    assert date(2026, 11, 26) not in days
    assert days[date(2026, 11, 27)] == "Day after"


def test_settings_are_checked_before_they_are_kept(practice):
    policies, settings = practice.controller.policies, practice.controller.settings
    for wrong in (
        replace(settings, zone="../../etc/passwd"),
        replace(settings, zone=""),
        replace(settings, lead_minutes=4),
        replace(settings, weekend=frozenset(range(7))),
        replace(settings, own_hours=WeeklyHours.of((), ())),
    ):
        assert policies.save_settings(wrong) is not None
        assert practice.controller.settings == settings
    assert (
        policies.save_settings(replace(settings, country="DE", subdivision="BY", zone="Europe/Berlin"))
        is None
    )
    assert practice.controller.times.zone.key == "Europe/Berlin"
    assert (date(2026, 10, 3), "German Unity Day") in policies.holidays(2026)
    assert policies.save_settings(replace(settings, country="XX", subdivision="")) is None
    assert policies.holidays(2026) == ()
    assert ("DE", "Germany") in policies.countries()
    assert ("BY", "BY") in policies.subdivisions("DE")


def test_arrivals_and_the_log_pages(practice):
    from callpolicy_gui.controller.views import LogFilter

    calls = [practice.log_call(f"Caller {n}", f"{n + 1}:00", voicemail=Voicemail.NO) for n in range(5)]
    assert len(practice.controller.policies.arrivals()) == 5
    start, end = practice.controller.log.day_bounds(date(2026, 11, 23), date(2026, 11, 23))
    assert end - start == 86400
    chosen = LogFilter(start, end)
    assert practice.controller.log.count(chosen) == 5
    page = practice.controller.log.page(chosen, 2, 1)
    assert [entry.call.call_id for entry in page] == [calls[3], calls[2]]
    assert practice.controller.log.count(LogFilter(start, end, "caller 3")) == 1


def test_twelve_hours_when_asked_for(practice):
    settings = replace(practice.controller.settings, clock="12")
    practice.controller.policies.save_settings(settings)
    practice.log_call("Ann", "13:00")
    assert practice.controller.queue().headline == "Ann by tomorrow 1:00 pm"


def test_another_countrys_holidays_are_not_confirmed(practice):
    policies = practice.controller.policies
    policies.confirm_year(2026)
    policies.save_settings(replace(practice.controller.settings, country="DE", subdivision="BY"))
    assert not policies.is_confirmed(2026)


def test_a_version_that_has_started_cannot_be_withdrawn(practice):
    practice.log_call("Ann")
    schedule(practice, Preset.LIMITED_HOURS, date(2026, 12, 7))
    (version,) = practice.controller.policies.view().scheduled
    practice.to("2026-12-07 00:01")
    refused = practice.controller.policies.withdraw(version.version_id)
    assert refused.sentence == "That policy has started already."


def test_calls_that_cannot_be_returned_in_time_are_named_before_the_policy_starts(practice):
    policies = practice.controller.policies
    assert not any(
        "in time" in each for preset in Preset for each in policies.warnings(policies.preset(preset))
    )
    wednesdays = replace(
        policies.preset(Preset.TURNAROUND), calling_hours=WeeklyHours.of((Window(540, 1020),), [2])
    )
    weekly, *rare = policies.warnings(wednesdays)
    assert weekly == "Calls from Wed 17:00 to Tue 09:00 cannot be returned in time."
    assert rare[0] == (
        "Calls from Mon 23 Nov 2026, 14:00 to Tue 24 Nov 2026, 09:00 cannot be returned in time."
    )
    assert len(rare) <= 4
    nothing = replace(wednesdays, calling_hours=WeeklyHours.of((), ()))
    assert policies.warnings(nothing) == ()


def test_examples_ask_for_the_local_time_on_the_day_of_a_clock_change(practice):
    practice.to("2027-03-14 12:00")
    policies = practice.controller.policies
    _, late, friday, saturday = policies.examples(policies.preset(Preset.TURNAROUND))
    assert late.question == "A call today 19:00"
    assert (friday.question, saturday.question) == ("A call Fri 16:00", "A call Sat 11:00")
