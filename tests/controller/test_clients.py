"""The *Client* sheet's use cases, and what they do to promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from callpolicy_gui.controller.client_views import NumberView
from callpolicy_gui.controller.views import CallDraft, Field, Refused
from callpolicy_gui.core.accommodations import Accommodation, AccommodationReason, Channel
from callpolicy_gui.core.call_log import LogStatus
from callpolicy_gui.core.calls import NotOwedReason, Outcome, Voicemail
from callpolicy_gui.core.policies import PRESETS, Preset
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window
from tests.controller.conftest import at

EVENINGS = WeeklyHours.of((Window(18 * 60, 19 * 60),), range(5))


def adopt(practice, preset):
    """A policy in force from now on, and the second after it."""
    refused = practice.controller.policies.schedule(PRESETS[preset], None, override_reason="Test")
    assert refused is None
    practice.now += 1
    practice.controller.refresh()


def client_of(practice, call_id):
    return practice.call(call_id).client_id


def test_the_sheet_tells_who_it_is(practice):
    call_id = practice.log_call("212 555 0142", "13:00")
    practice.controller.calls.name_caller(call_id, "Ada Byron")
    view = practice.controller.clients.view(client_of(practice, call_id))
    assert (view.name, view.title) == ("Ada Byron", "Ada Byron")
    assert view.numbers == (NumberView("+12125550142", "(212) 555-0142"),)
    assert view.summary == "1 call, the last 13:00. 1 is open."
    assert view.code.startswith("C-")
    assert (view.accommodation, view.review, view.merged) == (None, "", ())
    practice.controller.calls.attempt(call_id, Outcome.REACHED)
    assert practice.controller.clients.view(view.client_id).summary == "1 call, the last 13:00. None is open."
    with pytest.raises(LookupError):
        practice.controller.clients.view(999)


def test_names_and_numbers_are_saved_and_undone(practice):
    clients = practice.controller.clients
    client_id = client_of(practice, practice.log_call("Ada"))
    assert clients.rename(client_id, " Ada Byron ") is None
    assert clients.add_number(client_id, "(212) 555-0142") is None
    assert clients.view(client_id).numbers[0].shown == "(212) 555-0142"
    # A call from the new number is the client's.
    assert client_of(practice, practice.log_call("2125550142")) == client_id
    assert clients.remove_number(client_id, "+12125550142") is None
    assert clients.view(client_id).numbers == ()
    practice.controller.undoing.undo()
    assert [n.key for n in clients.view(client_id).numbers] == ["+12125550142"]
    practice.controller.undoing.undo()
    practice.controller.undoing.undo()
    practice.controller.undoing.undo()
    assert (clients.view(client_id).name, clients.view(client_id).numbers) == ("Ada", ())


def test_what_cannot_be_kept_names_its_field(practice):
    clients = practice.controller.clients
    client_id = client_of(practice, practice.log_call("Ada"))
    clients.add_number(client_id, "2125550142")
    refusals = [
        clients.rename(client_id, "  "),
        clients.rename(client_id, "x" * 5000),
        clients.add_number(client_id, "Ada"),
        clients.add_number(client_id, ""),
        clients.add_number(client_id, "9" * 500),
        clients.add_number(client_id, "(212) 555 0142"),
        clients.accommodate(client_id, Accommodation(WeeklyHours.of((), ()))),
        clients.accommodate(client_id, Accommodation(zone="Mars/Olympus")),
    ]
    assert all(isinstance(refused, Refused) for refused in refusals)
    fields = [Field.WHO] * 2 + [Field.NUMBER] * 4 + [Field.HOURS, Field.ZONE]
    assert [refused.field for refused in refusals] == fields
    assert clients.rename(client_id, "Ada") is None
    assert practice.controller.clients.view(client_id).accommodation is None


def test_merged_clients_are_one_obligation_and_can_be_taken_apart(practice):
    first = practice.log_call("Ada", "12:00")
    second = practice.log_call("2125550142", "10:00")
    kept, other = client_of(practice, first), client_of(practice, second)
    clients = practice.controller.clients
    assert [s.client_id for s in clients.merge_choices(kept, "212")] == [other]
    assert clients.merge_choices(kept, "Ada") == ()
    assert clients.merge(kept, other) is None
    row = practice.row(first)
    assert [c.call_id for c in row.obligation.calls] == [second, first]
    view = clients.view(kept)
    assert [(m.client_id, m.name) for m in view.merged] == [(other, "(212) 555-0142")]
    # One return settles both.
    practice.controller.calls.attempt(first, Outcome.REACHED)
    assert practice.call(second).settled_at is not None
    practice.controller.undoing.undo()
    assert clients.unmerge(kept, other) is None
    assert (client_of(practice, first), client_of(practice, second)) == (kept, other)
    practice.controller.undoing.undo()
    assert client_of(practice, second) == kept
    practice.controller.undoing.undo()
    assert client_of(practice, second) == other
    assert clients.view(kept).merged == ()


def test_own_hours_hold_from_the_next_call_on_and_count_as_kept(practice):
    adopt(practice, Preset.LIMITED_HOURS)
    practice.to("2026-11-24 07:00")
    before = practice.log_call("Ada", "now")
    client_id = client_of(practice, before)
    assert practice.controller.clients.accommodate(client_id, Accommodation(EVENINGS)) is None
    assert practice.call(before).due_at == at("2026-11-24 09:00")
    practice.controller.calls.attempt(before, Outcome.REACHED)
    practice.to("2026-11-24 07:30")
    after = practice.log_call("Ada", "now")
    assert practice.call(after).due_at == at("2026-11-24 19:00")
    assert practice.row(after).call_by == at("2026-11-24 19:00")
    practice.to("2026-11-24 18:30")
    practice.controller.calls.attempt(after, Outcome.REACHED)
    rows = practice.rows("2026-11-24", "2026-11-24")
    assert [(row.status, row.policy) for row in rows] == [
        (LogStatus.KEPT, "limited_hours"),
        (LogStatus.KEPT, "limited_hours+accommodation"),
    ]
    practice.controller.undoing.undo()
    # Ending it moves no promise that was made with it.
    assert practice.controller.clients.accommodate(client_id, Accommodation()) is None
    assert practice.controller.clients.view(client_id).accommodation is None
    assert practice.call(after).due_at == at("2026-11-24 19:00")
    assert "accommodation ended" in practice.history()


def test_undoing_an_agreement_puts_the_deadlines_back(practice):
    adopt(practice, Preset.LIMITED_HOURS)
    practice.to("2026-11-24 07:00")
    call_id = practice.log_call("Ada", "now")
    known = practice.call(call_id)
    practice.controller.clients.accommodate(known.client_id, Accommodation(EVENINGS))
    practice.controller.undoing.undo()
    assert practice.call(call_id) == known
    assert practice.controller.clients.view(known.client_id).accommodation is None


def test_always_return_makes_the_silent_calls_at_hand_owed(practice):
    adopt(practice, Preset.VOICEMAIL_REQUIRED)
    practice.to("2026-11-23 16:00")
    old = practice.log_call("Ada", "15:00", voicemail=Voicemail.NO)
    practice.to("2026-11-24 10:00")
    silent = practice.log_call("Ada", "now", voicemail=Voicemail.NO)
    assert practice.groups()[silent] == "NOT_OWED"
    always = Accommodation(always_return=True, reason=AccommodationReason.SAFETY)
    assert practice.controller.clients.accommodate(client_of(practice, silent), always) is None
    assert practice.call(silent).due_at == at("2026-11-25 10:00")
    assert practice.call(silent).receipt.accommodated
    assert practice.call(old).due_at == at("2026-11-24 15:00")
    # And from now on, at once.
    practice.to("2026-11-24 10:05")
    again = practice.log_call("Ada", "now", voicemail=Voicemail.NO)
    assert practice.call(again).is_open
    practice.controller.undoing.undo()
    practice.controller.undoing.undo()
    assert practice.call(silent).due_at is None


def test_the_preview_of_a_call_knows_the_agreement(practice):
    adopt(practice, Preset.VOICEMAIL_REQUIRED)
    practice.to("2026-11-24 10:00")
    call_id = practice.log_call("Ada", "now")
    draft = CallDraft("Ada", received="now", voicemail=Voicemail.NO)
    assert "No return owed" in practice.controller.calls.preview(draft).due
    practice.controller.clients.accommodate(client_of(practice, call_id), Accommodation(always_return=True))
    assert practice.controller.calls.preview(draft).due.startswith("Due ")


def test_a_call_given_to_a_client_is_counted_as_agreed_with_that_client(practice):
    adopt(practice, Preset.LIMITED_HOURS)
    practice.to("2026-11-24 07:00")
    ada, bea = practice.log_call("Ada", "now"), practice.log_call("Bea", "now")
    practice.controller.clients.accommodate(client_of(practice, ada), Accommodation(EVENINGS))
    draft = practice.controller.calls.draft_of(bea)
    assert practice.controller.calls.amend(bea, replace(draft, who="Ada", client_id=None)) is None
    assert practice.call(bea).due_at == at("2026-11-24 19:00")


def test_the_preview_of_an_agreement_warns_of_the_clients_morning(practice):
    adopt(practice, Preset.LIMITED_HOURS)
    client_id = client_of(practice, practice.log_call("Ada"))
    clients = practice.controller.clients
    preview = clients.preview(Accommodation(zone="America/Los_Angeles"))
    assert "05:00 to 06:00 in Los Angeles" in preview.lines[1]
    assert "You can agree on other calling hours." in preview.warnings[0]
    noon = Accommodation(WeeklyHours.of((Window(720, 780),), range(5)), zone="America/Los_Angeles")
    assert clients.preview(noon).warnings == ()
    assert clients.preview(Accommodation(zone="America/New_York")).warnings == ()
    assert clients.preview(Accommodation(zone="Mars/Olympus")).refused is not None
    clients.accommodate(client_id, Accommodation(zone="America/Los_Angeles", channel=Channel.TEXT))
    practice.to("2026-11-24 07:30")
    assert practice.controller.queue().rows[0].there.too_early


def test_hours_that_cannot_keep_a_promise_are_told_before_they_are_agreed(practice):
    mondays = Accommodation(WeeklyHours.of((Window(540, 600),), [0]))
    assert any(
        "cannot be returned in time" in text for text in practice.controller.clients.preview(mondays).warnings
    )


def test_the_review_date_is_told(practice):
    client_id = client_of(practice, practice.log_call("Ada"))
    agreed = Accommodation(always_return=True, review_on=date(2026, 11, 20))
    practice.controller.clients.accommodate(client_id, agreed)
    assert practice.controller.clients.view(client_id).review == "The review was due Fri 20 Nov 2026."
    assert practice.controller.clients.accommodate(client_id, agreed) is None


# -- option 3's safety valve -------------------------------------------------------------


def silent(practice, who, received):
    return practice.log_call(who, received, voicemail=Voicemail.NO)


def test_a_second_silent_call_is_surfaced_and_stays_until_it_is_judged(practice):
    adopt(practice, Preset.VOICEMAIL_REQUIRED)
    practice.to("2026-11-23 18:00")
    first = silent(practice, "Ada", "15:00")
    assert practice.controller.queue().aside == ""
    second = silent(practice, "Ada", "17:30")
    row = practice.row(first)
    assert (row.silent_calls, {c.call_id for c in row.obligation.calls}) == (2, {first, second})
    assert practice.controller.queue().aside == "1 caller rang again without a voicemail."
    # Not hidden at midnight, as other calls that are owed nothing are.
    other = silent(practice, "Bea", "17:00")
    practice.to("2026-11-25 10:00")
    assert practice.row(first).silent_calls == 2
    assert other not in practice.groups()
    practice.controller.calls.not_owed(first, NotOwedReason.POLICY_DOES_NOT_APPLY)
    assert first not in practice.groups()
    assert practice.controller.queue().aside == ""


def test_calling_back_anyway_is_a_judgement_too(practice):
    adopt(practice, Preset.VOICEMAIL_REQUIRED)
    practice.to("2026-11-23 18:00")
    first, _ = silent(practice, "Ada", "15:00"), silent(practice, "Ada", "17:30")
    practice.controller.calls.call_back_anyway(first)
    assert practice.controller.queue().aside == ""
    assert practice.groups()[first] != "NOT_OWED"
    practice.controller.calls.attempt(first, Outcome.REACHED)
    assert practice.controller.queue().aside == ""


def test_the_time_between_silent_calls_is_a_setting(practice):
    adopt(practice, Preset.VOICEMAIL_REQUIRED)
    practice.to("2026-11-23 18:00")
    first, _ = silent(practice, "Ada", "15:00"), silent(practice, "Ada", "17:30")
    settings = practice.controller.settings
    practice.controller.policies.save_settings(replace(settings, silent_minutes=120))
    assert practice.row(first).silent_calls == 0
    practice.controller.policies.save_settings(replace(settings, silent_minutes=0))
    assert practice.row(first).silent_calls == 0
