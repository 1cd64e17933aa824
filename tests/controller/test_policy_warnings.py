from __future__ import annotations

from datetime import date

from callpolicy_gui.core.accommodations import Accommodation
from callpolicy_gui.core.calls import Outcome
from callpolicy_gui.core.policies import CALLBACK_HOURS, OWN_HOURS, PRESETS, Preset

ALWAYS = (
    "Some clients cannot take calls then, including for access reasons. "
    "Offer a second window or another way to reach you."
)
LIMITED = PRESETS[Preset.LIMITED_HOURS]


def warnings(practice, policy=LIMITED):
    return practice.controller.policies.warnings(policy)


def test_limited_hours_always_name_what_they_cost_and_others_do_not(practice):
    assert warnings(practice) == (ALWAYS,)
    assert ALWAYS not in warnings(practice, PRESETS[Preset.OPERATING_HOURS])
    assert ALWAYS not in warnings(practice, PRESETS[Preset.TURNAROUND])


def test_clients_who_were_never_there_are_counted(practice):
    outside = practice.log_call("Ann", "fri 13:00")
    practice.log_call("Bo", "fri 8:30")
    practice.log_call("Cy", "fri 15:00")
    assert warnings(practice)[0] == ("2 clients have never called or been reached inside these hours.")
    assert practice.controller.calls.attempt(outside, Outcome.NO_ANSWER, "today 8:10") is None
    assert warnings(practice)[0].startswith("2 clients ")
    assert practice.controller.calls.attempt(outside, Outcome.REACHED, "today 8:30") is None
    assert warnings(practice)[0] == "1 client has never called or been reached inside these hours."


def test_a_client_with_hours_of_its_own_is_not_counted(practice):
    call_id = practice.log_call("Ann", "fri 13:00")
    client_id = practice.call(call_id).client_id
    clients = practice.controller.clients
    assert clients.accommodate(client_id, Accommodation(calling_hours=OWN_HOURS)) is None
    assert warnings(practice) == (ALWAYS,)


def test_clients_for_whom_it_is_night_are_counted(practice):
    call_id = practice.log_call("Ann", "fri 8:30")
    client_id = practice.call(call_id).client_id
    agreed = Accommodation(zone="America/Los_Angeles")
    assert practice.controller.clients.accommodate(client_id, agreed) is None
    assert warnings(practice)[0] == "For 1 client in another time zone they are before 8 or after 20."


def test_sessions_come_first(practice):
    from dataclasses import replace

    controller = practice.controller
    settings = replace(controller.settings, session_hours=CALLBACK_HOURS)
    assert controller.policies.save_settings(settings) is None
    assert warnings(practice)[0] == "Mon to Fri 08:00 overlap a weekly session."


def test_clients_are_told_a_week_before_at_the_latest(practice):
    practice.log_call("Ann")
    policies = practice.controller.policies
    assert policies.schedule(LIMITED, date(2026, 12, 7)) is None
    words = "New policy starts Mon 7 Dec. Tell clients by Mon 30 Nov."
    assert practice.said[-1] == words
    version = policies.view().scheduled[0]
    assert policies.tell_words(version) == words
    practice.to("2026-12-03 10:00")
    assert policies.tell_words(version).endswith("Tell clients by Thu 3 Dec.")
    practice.to("2026-12-07 10:00")
    assert policies.tell_words(version) == ""
    assert policies.tell_words(policies.view().versions[0]) == ""


def test_a_policy_is_tried_on_the_last_calls(practice):
    insights = practice.controller.insights
    practice.log_call("Ann", "20 nov 10:30")
    assert insights.on_last_calls(LIMITED) == ""
    for n in range(9):
        practice.log_call(f"Client {n}", "19 nov 10:30")
    assert insights.on_last_calls(LIMITED) == "Your last 10 calls under it: 0 kept of 10 owed, 10 late."
