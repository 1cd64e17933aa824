from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from callpolicy_gui.controller.views import CallDraft, Field, LogFilter, Logged, Refused
from callpolicy_gui.core.business_calendar import Closure
from callpolicy_gui.core.calls import NotOwedReason, Outcome, Settlement, Urgency, Voicemail
from callpolicy_gui.core.policies import Preset
from tests.controller.conftest import at


def test_a_logged_call_has_its_deadline_and_stands_in_the_queue(practice):
    call_id = practice.log_call("Zoe Larsen", "fri 18:30")
    assert practice.call(call_id).due_at == at("2026-11-23 18:30")
    assert practice.groups() == {call_id: "LATER_TODAY"}
    assert practice.history()[-2:] == ["client added", "call logged"]
    assert practice.controller.queue().headline == "Zoe Larsen by 18:30"


def test_a_name_known_already_is_the_same_client_in_any_case(practice):
    first = practice.log_call("Zoe Larsen", "fri 18:30")
    logged = practice.controller.calls.log(CallDraft("zoe larsen"))
    assert logged.joined
    assert "already has an open call" in logged.sentence
    assert practice.groups() == {first: "LATER_TODAY"}
    assert len(practice.row(first).obligation.calls) == 2


def test_a_number_known_already_is_the_same_client_however_it_is_typed(practice):
    first = practice.log_call("(212) 555-0117", "fri 18:30")
    second = practice.log_call("+1 212-555-0117")
    assert practice.call(first).client_id == practice.call(second).client_id


def test_withheld_numbers_stand_alone_and_an_empty_field_logs_nothing(practice):
    calls = {practice.log_call("withheld"), practice.log_call("Withheld")}
    assert set(practice.groups()) == calls
    refused = practice.controller.calls.log(CallDraft(""))
    assert isinstance(refused, Refused)
    assert refused.field is Field.WHO
    assert set(practice.groups()) == calls


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (CallDraft("Ann", received="soonish"), Field.RECEIVED),
        (CallDraft("Ann", received="2026-12-24 10:00"), Field.RECEIVED),
        (CallDraft("N" * 10_000), Field.WHO),
        (CallDraft("5" * 1_000_000), Field.WHO),
        (CallDraft("Ann", note="x" * 20_000), Field.NOTE),
    ],
    ids=["unreadable", "future", "long name", "long number", "long note"],
)
def test_what_cannot_be_logged_names_its_field_and_changes_nothing(practice, draft, field):
    before = practice.history()
    refused = practice.controller.calls.log(draft)
    assert isinstance(refused, Refused)
    assert refused.field is field
    assert "NNN" not in refused.sentence
    assert practice.history() == before
    assert practice.controller.calls.preview(draft).due


def test_a_time_that_happened_twice_is_asked_and_then_logged(practice):
    draft = CallDraft("Ann", received="2026-11-01 01:30")
    assert practice.controller.calls.preview(draft).is_problem
    assert isinstance(practice.controller.calls.log(draft), Refused)
    first = practice.controller.calls.log(replace(draft, second_pass=False))
    second = practice.controller.calls.log(replace(draft, second_pass=True))
    assert practice.call(second.call_id).received_at - practice.call(first.call_id).received_at == 3600


def test_the_preview_says_what_logging_then_does(practice):
    draft = CallDraft("Zoe Larsen", received="fri 18:30")
    preview = practice.controller.calls.preview(draft)
    assert preview.due == "Due today, Mon 23 Nov, by 18:30"
    assert preview.caller.startswith("Holidays of 2026 are not confirmed.")
    practice.controller.policies.confirm_year(2026)
    assert practice.controller.calls.preview(draft).caller == "New caller: Zoe Larsen"
    logged = practice.controller.calls.log(draft)
    assert isinstance(logged, Logged)
    assert practice.controller.calls.preview(draft).caller == "last called Fri 18:30, 1 call open"
    assert practice.controller.calls.preview(CallDraft("911")).caller
    assert practice.controller.calls.preview(CallDraft("private")).caller == "Number withheld"


def test_suggestions_and_a_sentence_fill_the_fields(practice):
    practice.log_call("Priya Raman", "yesterday 6pm")
    (found,) = practice.controller.calls.suggestions("pri")
    assert (found.name, found.detail) == ("Priya Raman", "last called yesterday 18:00")
    assert practice.controller.calls.suggestions(" ") == ()
    draft = practice.controller.calls.sentence_draft("priya 13:05 novm !")
    assert (draft.who, draft.received, draft.voicemail, draft.urgency) == (
        "priya", "13:05", Voicemail.NO, Urgency.URGENT,
    )  # fmt: skip
    call_id = practice.log_call("", client_id=found.client_id)
    assert practice.call(call_id).client_id == found.client_id


def test_one_return_settles_every_earlier_call_and_undo_brings_all_back(practice):
    first = practice.log_call("Zoe Larsen", "fri 18:30")
    practice.log_call("Zoe Larsen", "today 9")
    before = practice.controller.queue().rows
    assert practice.controller.calls.attempt(first, Outcome.REACHED) is None
    assert practice.groups() == {}
    assert practice.call(first).settlement is Settlement.RETURNED
    practice.controller.undoing.undo()
    assert practice.controller.queue().rows == before
    assert practice.history()[-1] == "attempt removed"
    assert practice.said[-1] == "Undone: Zoe Larsen marked returned"


def test_a_return_may_be_told_later_but_not_before_the_call(practice):
    call_id = practice.log_call("Zoe Larsen", "12:00")
    refused = practice.controller.calls.attempt(call_id, Outcome.REACHED, "11:30")
    assert isinstance(refused, Refused)
    assert isinstance(practice.controller.calls.attempt(call_id, Outcome.REACHED, "nonsense"), Refused)
    assert practice.controller.calls.attempt(call_id, Outcome.REACHED, "12:55") is None
    assert practice.call(call_id).settled_at == at("2026-11-23 12:55")


def test_a_message_counts_unless_the_setting_says_no(practice):
    settings = replace(practice.controller.settings, message_counts=False)
    assert practice.controller.policies.save_settings(settings) is None
    call_id = practice.log_call("Zoe Larsen", "12:00")
    practice.controller.calls.attempt(call_id, Outcome.LEFT_MESSAGE)
    practice.controller.calls.attempt(call_id, Outcome.NO_ANSWER)
    assert practice.call(call_id).is_open
    assert len(practice.row(call_id).obligation.attempts) == 2


def test_a_snooze_has_to_end_before_the_deadline(practice):
    call_id = practice.log_call("Zoe Larsen", "fri 15:30")
    choices = practice.controller.calls.snooze_choices(call_id)
    assert [(c.key, c.until) for c in choices] == [("1", at("2026-11-23 14:30"))]
    refused = practice.controller.calls.snooze(call_id, at("2026-11-23 15:20"))
    assert refused.sentence == "That is after the deadline, 15:30. Mark Not owed, or snooze to 15:15."
    assert practice.controller.calls.snooze(call_id, at("2026-11-23 15:15")) is None
    assert practice.groups() == {call_id: "WAITING"}
    practice.to("2026-11-23 15:20")
    late = practice.controller.calls.snooze(call_id, at("2026-11-23 15:25"))
    assert "too near" in late.sentence


def test_the_client_can_ask_for_a_time(practice):
    call_id = practice.log_call("Zoe Larsen", "today 11")
    assert practice.controller.calls.client_asked(call_id, "whenever").field is Field.RECEIVED
    assert practice.controller.calls.client_asked(call_id, "17:30") is None
    assert practice.row(call_id).opens_at == at("2026-11-23 17:30")
    assert practice.controller.calls.client_asked(call_id, "tomorrow 9") is None
    assert practice.row(call_id).opens_at == at("2026-11-24 09:00")


def test_not_owed_leaves_the_queue_with_its_reason_and_can_be_called_back_anyway(practice):
    call_id = practice.log_call("Zoe Larsen", "today 11")
    assert practice.controller.calls.not_owed(call_id, NotOwedReason.RESOLVED) is None
    assert practice.groups() == {call_id: "NOT_OWED"}
    assert practice.controller.calls.call_back_anyway(call_id) is None
    assert practice.groups() == {call_id: "TOMORROW"}


def test_a_call_without_voicemail_can_be_called_back_anyway(practice):
    practice.controller.policies.schedule(
        practice.controller.policies.preset(Preset.VOICEMAIL_REQUIRED), None
    )
    call_id = practice.log_call("Zoe Larsen", voicemail=Voicemail.NO)
    assert practice.groups() == {call_id: "NOT_OWED"}
    practice.controller.calls.call_back_anyway(call_id)
    assert practice.call(call_id).due_at == at("2026-11-24 14:00")


def test_a_voicemail_learned_later_makes_the_call_owed_from_its_own_instant(practice):
    practice.controller.policies.schedule(
        practice.controller.policies.preset(Preset.VOICEMAIL_REQUIRED), None
    )
    call_id = practice.log_call("Zoe Larsen", "12:00", voicemail=Voicemail.NO)
    assert practice.controller.calls.set_voicemail(call_id, Voicemail.YES) is None
    assert practice.call(call_id).due_at == at("2026-11-24 12:00")
    assert practice.call(call_id).was == (("voicemail", "no"),)


def test_an_amendment_counts_again_and_keeps_what_was(practice):
    call_id = practice.log_call("Zoe Larsen", "12:00")
    draft = practice.controller.calls.draft_of(call_id)
    assert practice.controller.calls.amend(call_id, draft) is None
    assert practice.history()[-1] == "call logged"
    assert practice.controller.calls.amend(call_id, replace(draft, received="11:00"), "Wrong hour") is None
    amended = practice.call(call_id)
    assert amended.due_at == at("2026-11-24 11:00")
    assert amended.was == (("received_at", str(at("2026-11-23 12:00"))),)
    practice.controller.undoing.undo()
    assert practice.call(call_id).received_at == at("2026-11-23 12:00")
    assert practice.call(call_id).was == ()
    refused = practice.controller.calls.amend(call_id, replace(draft, received="later"))
    assert refused.field is Field.RECEIVED


def test_a_call_can_be_given_to_another_caller(practice):
    call_id = practice.log_call("Zoe Larsen", "12:00")
    other = practice.log_call("(212) 555-0117", "11:00")
    draft = practice.controller.calls.draft_of(call_id)
    assert (
        practice.controller.calls.amend(call_id, replace(draft, who="212 555 0117", client_id=None)) is None
    )
    assert practice.call(call_id).client_id == practice.call(other).client_id
    assert practice.call(call_id).number == "212 555 0117"


def test_notes_and_names(practice):
    call_id = practice.log_call("(212) 555-0117", "12:00")
    assert practice.controller.calls.set_note(call_id, "Thursday\r\nor Friday") is None
    assert practice.call(call_id).note == "Thursday\nor Friday"
    assert practice.controller.calls.set_note(call_id, "Thursday\nor Friday") is None
    assert practice.controller.calls.set_note(call_id, "x" * 20_000).field is Field.NOTE
    assert practice.controller.calls.name_caller(call_id, " ").field is Field.WHO
    assert practice.controller.calls.name_caller(call_id, "N" * 10_000).field is Field.WHO
    assert practice.controller.calls.name_caller(call_id, "Rosa") is None
    assert practice.row(call_id).obligation.client.name == "Rosa"
    withheld = practice.log_call("withheld", "12:30")
    assert practice.controller.calls.name_caller(withheld, "Rosa's brother") is None
    assert practice.row(withheld).obligation.client.name == "Rosa's brother"


def test_undoing_a_logged_call_takes_its_new_client_along(practice):
    practice.log_call("Zoe Larsen", "12:00")
    practice.controller.undoing.undo()
    assert practice.groups() == {}
    assert practice.controller.calls.suggestions("zoe") == ()
    practice.controller.undoing.undo()
    assert practice.history()[-2:] == ["call removed", "client removed"]


def test_percent_signs_braces_and_markup_in_a_name_are_only_letters(practice):
    name = "<b>{name}</b> %n %s & {0}"
    call_id = practice.log_call(name, "12:00")
    practice.controller.calls.attempt(call_id, Outcome.NO_ANSWER)
    assert name in practice.controller.queue().headline
    practice.controller.undoing.undo()
    assert practice.said[-1] == f"Undone: No answer from {name}"


def test_a_call_called_back_anyway_stays_owed_when_it_is_corrected(practice):
    practice.controller.policies.schedule(
        practice.controller.policies.preset(Preset.VOICEMAIL_REQUIRED), None
    )
    call_id = practice.log_call("Zoe Larsen", "10:00", voicemail=Voicemail.NO)
    practice.controller.calls.call_back_anyway(call_id)
    draft = practice.controller.calls.draft_of(call_id)
    assert practice.controller.calls.amend(call_id, replace(draft, received="10:10")) is None
    assert practice.call(call_id).due_at == at("2026-11-24 10:10")


def test_undo_leaves_alone_what_changed_since(practice):
    call_id = practice.log_call("Zoe Larsen", "13:00")
    practice.controller.calls.snooze(call_id, at("2026-11-23 16:00"))
    closure = Closure(0, date(2026, 11, 24), date(2026, 11, 24))
    practice.controller.policies.add_closure(closure)
    practice.controller.undoing.undo()
    assert practice.call(call_id).snoozed_until is None
    assert practice.call(call_id).due_at == at("2026-11-25 13:00")


def test_naming_a_caller_can_be_undone(practice):
    known, withheld = practice.log_call("(212) 555-0117", "12:00"), practice.log_call("withheld", "12:30")
    practice.controller.calls.snooze(withheld, at("2026-11-23 16:00"))
    practice.controller.calls.name_caller(withheld, "Ann")
    practice.controller.calls.name_caller(known, "Rosa")
    practice.controller.undoing.undo()
    assert practice.row(known).obligation.client.name == ""
    practice.controller.undoing.undo()
    assert practice.call(withheld).client_id is None
    assert practice.call(withheld).snoozed_until is not None
    assert practice.controller.calls.suggestions("ann") == ()


def test_undoing_a_log_keeps_a_client_who_has_called_since(practice):
    practice.log_call("(212) 555-0117", "12:00")
    desk = practice.controller._desk
    with desk.db.write(practice.now):
        desk.calls.add(replace(practice.call(1), received_at=practice.now - 60), number_key="+12125550117")
    practice.controller.undoing.undo()
    assert len(practice.groups()) == 1
    practice.controller.undoing.undo()


def test_a_step_that_cannot_be_taken_back_does_not_jam_undo(practice):
    call_id = practice.log_call("Ann", "12:00")
    practice.controller.calls.set_note(call_id, "x")
    with practice.log.db.write(practice.now):
        practice.controller._desk.calls.remove(call_id)
    practice.controller.undoing.undo()
    assert practice.said[-1] == "Undone: nothing, too much has changed since"


def test_undoing_an_amended_caller_leaves_no_trace(practice):
    call_id = practice.log_call("(212) 555-0142", "12:00")
    draft = practice.controller.calls.draft_of(call_id)
    practice.controller.calls.amend(call_id, replace(draft, who="(212) 555-0199", client_id=None))
    assert practice.controller.calls.suggestions("0199")
    practice.controller.undoing.undo()
    assert practice.controller.calls.suggestions("0199") == ()
    start, end = practice.controller.log.day_bounds(date(2026, 11, 23), date(2026, 11, 23))
    assert practice.controller.log.count(LogFilter(start, end, "0199")) == 0
    assert practice.controller.log.count(LogFilter(start, end, "0142")) == 1


def test_the_other_client_of_the_same_name_can_be_chosen(practice):
    first = practice.log_call("(212) 555-0142", "12:00")
    other = practice.log_call("(212) 555-0199", "12:10")
    for call_id in (first, other):
        practice.controller.calls.name_caller(call_id, "Ana")
    draft = practice.controller.calls.draft_of(first)
    chosen = replace(draft, client_id=practice.call(other).client_id)
    assert practice.controller.calls.amend(first, chosen) is None
    assert practice.call(first).client_id == practice.call(other).client_id


def test_a_return_in_the_minute_of_the_call_came_after_it(practice):
    practice.now += 30
    call_id = practice.log_call("Ann")
    practice.now += 600
    assert practice.controller.calls.attempt(call_id, Outcome.REACHED, "14:00") is None
    assert not practice.call(call_id).is_open


def test_a_client_can_ask_for_a_weekday(practice):
    call_id = practice.log_call("Ann", "13:00")
    refused = practice.controller.calls.client_asked(call_id, "fri 18:00")
    assert "after the deadline" in refused.sentence
    assert "could not read" in practice.controller.calls.client_asked(call_id, "someday 9").sentence
    assert practice.controller.calls.client_asked(call_id, "tue 9:00") is None


def test_a_snooze_never_outlives_the_time_to_call(practice):
    call_id = practice.log_call("Ann", "13:00")
    practice.controller.calls.snooze(call_id, at("2026-11-24 09:00"))
    practice.log_call("Ann", "fri 15:30")
    practice.to("2026-11-23 15:16")
    assert set(practice.groups().values()) == {"DUE_SOON"}


def test_log_page_and_export_tell_the_same_attempts(practice):
    first, second = practice.log_call("Ann", "fri 10:00"), practice.log_call("Ann", "today 9")
    practice.controller.calls.attempt(first, Outcome.NO_ANSWER)
    start, end = practice.controller.log.day_bounds(date(2026, 11, 23), date(2026, 11, 23))
    (entry,) = practice.controller.log.page(LogFilter(start, end), 10, 0)
    assert entry.call.call_id == second
    assert len(entry.attempts) == 1
    (row,) = practice.rows("2026-11-23", "2026-11-23")
    assert row.attempts == 1


def test_what_undo_opens_again_is_counted_on_todays_calendar(practice):
    call_id = practice.log_call("Joel", "fri 18:00")
    practice.controller.calls.attempt(call_id, Outcome.LEFT_MESSAGE)
    practice.controller.policies.add_closure(Closure(0, date(2026, 11, 23), date(2026, 11, 23)))
    practice.controller.undoing.undo()
    assert practice.call(call_id).due_at == at("2026-11-24 18:00")


def test_confirming_a_year_is_seen_on_open_calls(practice):
    call_id = practice.log_call("Joel", "12:00")
    assert practice.call(call_id).receipt.unconfirmed_years == (2026,)
    practice.controller.policies.confirm_year(2026)
    assert practice.call(call_id).receipt.unconfirmed_years == ()
    assert practice.call(call_id).due_at == at("2026-11-24 12:00")


def test_a_whole_number_that_nobody_has_suggests_nobody(practice):
    call_id = practice.log_call("(212) 555-0142", "12:00")
    practice.controller.calls.name_caller(call_id, "2125550199 fan")
    assert practice.controller.calls.suggestions("(212) 555-0199") == ()
    assert len(practice.controller.calls.suggestions("(212) 555-0142")) == 1
    assert len(practice.controller.calls.suggestions("0142")) == 1


def test_the_editor_shows_who_called_by_name(practice):
    named = practice.log_call("Ann", "12:00")
    numbered = practice.log_call("(212) 555-0142", "12:10")
    withheld = practice.log_call("withheld", "12:20")
    shown = [practice.controller.calls.draft_of(call_id).who for call_id in (named, numbered, withheld)]
    assert shown == ["Ann", "(212) 555-0142", "withheld"]
    for call_id in (named, numbered, withheld):
        draft = practice.controller.calls.draft_of(call_id)
        assert practice.controller.calls.amend(call_id, replace(draft, received="11:00")) is None
    assert practice.call(named).client_id == 1
    assert practice.call(numbered).number == "(212) 555-0142"
    assert practice.call(withheld).client_id is None


def test_a_call_whose_calling_hours_are_over_is_called_first_without_a_past_time(practice):
    practice.log_call("Joel", "fri 21:00")
    practice.to("2026-11-23 20:30")
    assert practice.controller.queue().headline == "Call Joel first"
