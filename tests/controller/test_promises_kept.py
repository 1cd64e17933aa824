"""A promise is not rewritten, whatever is typed, corrected, merged or undone afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from callpolicy_gui.core.accommodations import Accommodation
from callpolicy_gui.core.business_calendar import Closure
from callpolicy_gui.core.calls import NotOwedReason, Outcome, Settlement, Voicemail
from callpolicy_gui.core.policies import PRESETS, Preset
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window
from tests.controller.conftest import at
from tests.controller.test_clients import adopt, client_of, silent

THURSDAYS = Accommodation(WeeklyHours.of((Window(1080, 1140),), [3]))


def off(practice, day):
    assert practice.controller.policies.add_closure(Closure(0, day, day, name="Off")) is None
    return practice.controller.policies.closures()[-1].closure_id


def test_answering_the_voicemail_question_rewrites_no_settled_call(practice):
    call_id = practice.log_call("Ann", voicemail=Voicemail.UNKNOWN)
    practice.to("2026-11-24 16:00")
    practice.controller.calls.attempt(call_id, Outcome.REACHED)
    off(practice, date(2026, 11, 24))
    before = practice.call(call_id)
    practice.controller.calls.set_voicemail(call_id, Voicemail.YES)
    after = practice.call(call_id)
    assert (after.due_at, after.settled_at) == (before.due_at, before.settled_at)
    assert practice.rows("2026-11-23", "2026-11-23")[0].status == "late"


def test_answering_it_moves_no_open_call_earlier(practice):
    closure_id = off(practice, date(2026, 11, 24))
    call_id = practice.log_call("Ann", voicemail=Voicemail.UNKNOWN)
    practice.controller.policies.remove_closure(closure_id)
    practice.controller.calls.set_voicemail(call_id, Voicemail.YES)
    assert practice.call(call_id).due_at == at("2026-11-25 14:00")


def test_a_call_typed_after_its_return_is_returned(practice):
    first = practice.log_call("Ann", "12:00")
    practice.controller.calls.attempt(first, Outcome.REACHED, "13:30")
    late = practice.log_call("Ann", "13:00")
    assert practice.call(late).settled_at == at("2026-11-23 13:30")
    after = practice.log_call("Ann", "13:45")
    assert practice.call(after).is_open


def test_a_call_corrected_to_before_a_return_is_returned_and_to_after_it_is_not(practice):
    first = practice.log_call("Ann", "12:00")
    practice.controller.calls.attempt(first, Outcome.REACHED, "13:00")
    second = practice.log_call("Ann", "13:30")
    calls = practice.controller.calls
    assert calls.amend(second, replace(calls.draft_of(second), received="12:30")) is None
    assert practice.call(second).settled_at == at("2026-11-23 13:00")
    practice.controller.undoing.undo()
    assert practice.call(second).is_open
    assert calls.amend(first, replace(calls.draft_of(first), received="13:30")) is None
    assert practice.call(first).is_open


def test_merging_lets_a_return_settle_the_other_clients_calls(practice):
    ann = practice.log_call("Ann", "12:00")
    practice.controller.calls.attempt(ann, Outcome.REACHED, "13:00")
    annie = practice.log_call("Annie", "12:10")
    clients = practice.controller.clients
    assert clients.merge(client_of(practice, ann), client_of(practice, annie)) is None
    assert practice.call(annie).settled_at == at("2026-11-23 13:00")
    practice.controller.undoing.undo()
    assert practice.call(annie).is_open


def test_a_voicemail_learned_after_the_judgement_makes_the_call_owed(practice):
    adopt(practice, Preset.VOICEMAIL_REQUIRED)
    practice.to("2026-11-23 18:00")
    first, second = silent(practice, "Ann", "15:00"), silent(practice, "Ann", "15:30")
    practice.controller.calls.not_owed(first, NotOwedReason.POLICY_DOES_NOT_APPLY)
    practice.controller.calls.set_voicemail(second, Voicemail.YES)
    assert practice.call(second).is_open
    assert practice.groups()[second] != "NOT_OWED"


def test_the_next_silent_call_after_a_judgement_is_surfaced_again(practice):
    adopt(practice, Preset.VOICEMAIL_REQUIRED)
    practice.to("2026-11-23 18:00")
    first = silent(practice, "Ann", "15:00")
    silent(practice, "Ann", "15:30")
    practice.controller.calls.not_owed(first, NotOwedReason.POLICY_DOES_NOT_APPLY)
    third = silent(practice, "Ann", "17:30")
    assert practice.row(third).silent_calls == 1
    practice.to("2026-11-24 10:00")
    assert practice.row(third).silent_calls == 1


def test_merging_drops_no_promise_to_return_always(practice):
    adopt(practice, Preset.VOICEMAIL_REQUIRED)
    practice.to("2026-11-23 18:00")
    ann, bob, cas = (client_of(practice, practice.log_call(who)) for who in ("Ann", "Bob", "Cas"))
    quiet = silent(practice, "Bob", "17:00")
    clients = practice.controller.clients
    clients.accommodate(ann, Accommodation(always_return=True))
    assert clients.merge(ann, bob) is None
    assert practice.call(quiet).is_open
    clients.accommodate(cas, Accommodation(zone="America/Chicago"))
    assert clients.merge(cas, ann) is None
    assert clients.view(cas).accommodation == Accommodation(zone="America/Chicago", always_return=True)
    practice.controller.undoing.undo()
    assert clients.view(cas).accommodation == Accommodation(zone="America/Chicago")


def test_always_return_owes_the_silent_calls_that_wait_for_a_judgement(practice):
    adopt(practice, Preset.VOICEMAIL_REQUIRED)
    practice.to("2026-11-23 18:00")
    first, second = silent(practice, "Ann", "15:00"), silent(practice, "Ann", "15:30")
    practice.to("2026-11-25 10:00")
    practice.controller.clients.accommodate(client_of(practice, first), Accommodation(always_return=True))
    assert [practice.call(each).is_open for each in (first, second)] == [True, True]


def test_undo_counts_anew_what_it_puts_back(practice):
    call_id = practice.log_call("Ann", "10:00")
    calls = practice.controller.calls
    practice.to("2026-11-23 14:30")
    assert calls.amend(call_id, replace(calls.draft_of(call_id), received="14:20")) is None
    off(practice, date(2026, 11, 24))
    practice.controller.undoing.undo()
    # Back at 10:00, and the day off counts for it too.
    assert practice.call(call_id).received_at == at("2026-11-23 10:00")
    assert practice.call(call_id).due_at == at("2026-11-25 10:00")


def test_an_agreement_moves_no_promise_that_was_made(practice):
    adopt(practice, Preset.OPERATING_HOURS)
    practice.to("2026-11-24 10:00")
    call_id = practice.log_call("Ann")
    practice.to("2026-11-24 18:30")
    assert practice.groups()[call_id] == "OVERDUE"
    practice.controller.clients.accommodate(client_of(practice, call_id), THURSDAYS)
    assert practice.call(call_id).due_at == at("2026-11-24 17:00")
    assert practice.groups()[call_id] == "OVERDUE"
    again = practice.log_call("Ann", "now")
    assert practice.call(again).due_at == at("2026-11-26 19:00") or practice.call(again).receipt.accommodated


def test_merging_and_taking_apart_moves_no_deadline(practice):
    adopt(practice, Preset.OPERATING_HOURS)
    practice.to("2026-11-24 10:00")
    ann, bob = practice.log_call("Ann"), practice.log_call("Bob")
    clients = practice.controller.clients
    clients.accommodate(client_of(practice, ann), THURSDAYS)
    before = practice.call(bob)
    clients.merge(before_client := client_of(practice, ann), before.client_id)
    assert practice.call(bob).due_at == before.due_at
    clients.unmerge(before_client, before.client_id)
    assert practice.call(bob) == before


def test_late_stays_late_when_the_day_is_closed_afterwards(practice):
    call_id = practice.log_call("Ann")
    practice.to("2026-11-24 16:00")
    off(practice, date(2026, 11, 24))
    assert practice.call(call_id).due_at == at("2026-11-24 14:00")
    assert practice.groups()[call_id] == "OVERDUE"


def test_nobody_confirms_a_year_by_removing_a_closure(practice):
    practice.to("2026-12-30 14:00")
    practice.controller.policies.confirm_year(2026)
    closure_id = off(practice, date(2026, 12, 31))
    call_id = practice.log_call("Ann")
    assert practice.call(call_id).receipt.unconfirmed_years == (2027,)
    head = practice.history().count("holidays confirmed")
    practice.controller.policies.remove_closure(closure_id)
    assert practice.call(call_id).receipt.unconfirmed_years == (2027,)
    assert practice.history().count("holidays confirmed") == head


def test_a_return_in_the_minute_of_the_last_call_came_after_each(practice):
    practice.now = at("2026-11-23 14:05") + 10
    first = practice.log_call("Ann", "now")
    practice.now = at("2026-11-23 14:07") + 20
    second = practice.log_call("Ann", "now")
    practice.to("2026-11-23 14:20")
    practice.controller.calls.attempt(first, Outcome.REACHED, "14:07")
    assert [practice.call(each).settlement for each in (first, second)] == [Settlement.RETURNED] * 2


def test_calling_back_anyway_reopens_what_was_closed_together(practice):
    first, second = practice.log_call("Ann", "12:00"), practice.log_call("Ann", "13:00")
    practice.controller.calls.not_owed(first, NotOwedReason.RESOLVED)
    practice.controller.calls.call_back_anyway(first)
    assert [practice.call(each).is_open for each in (first, second)] == [True, True]


def test_each_amended_field_keeps_what_it_was(practice):
    call_id = practice.log_call("Ann", "12:00")
    calls = practice.controller.calls
    calls.amend(call_id, replace(calls.draft_of(call_id), received="12:30"))
    calls.set_voicemail(call_id, Voicemail.NO)
    assert dict(practice.call(call_id).was) == {
        "received_at": str(at("2026-11-23 12:00")),
        "voicemail": "yes",
    }


def test_a_first_policy_with_a_date_ahead_waits_for_it(practice):
    policies = practice.controller.policies
    assert policies.schedule(PRESETS[Preset.LIMITED_HOURS], date(2027, 1, 15)) is None
    assert policies.view().in_force.policy.preset is Preset.TURNAROUND
    assert [v.policy.preset for v in policies.view().scheduled] == [Preset.LIMITED_HOURS]


def test_the_sheet_tells_whole_windows_also_inside_calling_hours(practice):
    adopt(practice, Preset.OPERATING_HOURS)
    practice.to("2026-11-24 14:00")
    preview = practice.controller.clients.preview(Accommodation(zone="America/Los_Angeles"))
    assert "Your calling hours are 06:00 to 14:00 in Los Angeles." in preview.lines
