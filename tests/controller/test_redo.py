"""What was taken back is done again: the same use case, on the same calls, saved and undone like any."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from callpolicy_gui.controller.views import CallDraft
from callpolicy_gui.core.calls import NotOwedReason, Outcome, Settlement, Voicemail
from callpolicy_gui.core.contact_safety import MessageRule
from callpolicy_gui.core.weekly_hours import Window
from callpolicy_gui.storage.row_check import disagreements
from tests.controller.conftest import at

ADA = "212 555 0142"


def state(practice):
    """Everything that a use case changes, but for ids and for when it was done."""
    desk = practice.controller._desk
    calls = desk.calls.log(0, 2**40, limit=100)
    return (
        [
            replace(call, call_id=0, logged_at=0, settled_at=call.settled_at and 1, client_id=0)
            for call in calls
        ],
        [
            [(a.at, a.outcome) for a in desk.calls.attempts_of([call.call_id]).get(call.call_id, ())]
            for call in calls
        ],
        [(hit.client.name, hit.client.numbers) for hit in desk.clients.search("", 50)],
        [(b.start, b.end, b.is_free) for b in desk.sessions.blocks()],
        list(desk.safety.all().values()),
    )


DOINGS = {
    "log": lambda c, _call, _client: c.calls.log(CallDraft("New Person", received="-20")),
    "returned": lambda c, call, _client: c.calls.attempt(call, Outcome.REACHED),
    "tried at": lambda c, call, _client: c.calls.attempt(call, Outcome.NO_ANSWER, "13:30"),
    "snoozed": lambda c, call, _client: c.calls.snooze(call, at("2026-11-23 15:00")),
    "asked": lambda c, call, _client: c.calls.client_asked(call, "16:30"),
    "alert snoozed": lambda c, call, _client: c.calls.snooze_alerted([call]),
    "not owed": lambda c, call, _client: c.calls.not_owed(call, NotOwedReason.RESOLVED),
    "amended": lambda c, call, _client: c.calls.amend(
        call, replace(c.calls.draft_of(call), received="-90", who="Somebody Else")
    ),
    "voicemail": lambda c, call, _client: c.calls.set_voicemail(call, Voicemail.NO),
    "note": lambda c, call, _client: c.calls.set_note(call, "after work"),
    "named": lambda c, call, _client: c.calls.name_caller(call, "Ada Byron"),
    "renamed": lambda c, _call, client: c.clients.rename(client, "Ada B."),
    "number": lambda c, _call, client: c.clients.add_number(client, "212 555 0177"),
    "merged": lambda c, _call, client: c.clients.merge(client, 2),
    "safety": lambda c, _call, client: c.safety.set_message(client, MessageRule.NEVER),
    "session": lambda c, _call, _client: c.sessions.begin(at("2026-11-23 15:00")),
    "sessions": lambda c, _call, _client: c.sessions.add(
        date(2026, 11, 24), (Window(600, 650), Window(660, 710))
    ),
}


@pytest.mark.parametrize("name", list(DOINGS))
def test_done_again_is_as_done(practice, name):
    controller = practice.controller
    call_id = practice.log_call(ADA, "13:00")
    practice.log_call("Bea", "13:10")
    start = state(practice)
    DOINGS[name](controller, call_id, practice.call(call_id).client_id)
    done = state(practice)
    assert done != start
    for _ in range(2):
        controller.undoing.undo()
        assert state(practice) == start
        # One click on an alert puts off from the moment of the click.
        practice.now += 30 if name != "alert snoozed" else 0
        controller.undoing.redo()
        assert state(practice) == done
    assert controller.undoing.words()
    assert disagreements(practice.log.db) == ()


def test_a_chain_is_done_again_in_its_order_though_the_call_has_another_id(practice):
    controller = practice.controller
    call_id = practice.log_call(ADA, "13:00")
    controller.calls.name_caller(call_id, "Ada Byron")
    controller.calls.attempt(call_id, Outcome.NO_ANSWER, "13:30")
    controller.calls.attempt(call_id, Outcome.REACHED)
    done = state(practice)
    for _ in range(4):
        controller.undoing.undo()
    assert controller.queue().rows == ()
    for _ in range(4):
        controller.undoing.redo()
    assert state(practice) == done
    (call,) = controller._desk.calls.log(0, 2**40, limit=10)
    assert call.call_id != call_id
    assert call.settlement is Settlement.RETURNED


def test_something_new_ends_what_could_be_done_again(practice):
    controller = practice.controller
    call_id = practice.log_call(ADA, "13:00")
    controller.calls.attempt(call_id, Outcome.REACHED)
    controller.undoing.undo()
    controller.calls.set_note(call_id, "after work")
    before = state(practice)
    controller.undoing.redo()
    assert state(practice) == before


def test_a_session_that_was_ended_is_ended_again(practice):
    controller = practice.controller
    controller.sessions.begin(at("2026-11-23 15:00"))
    practice.now += 600
    controller.sessions.end()
    ended = state(practice)
    controller.undoing.undo()
    controller.undoing.redo()
    assert state(practice) == ended
    controller.undoing.undo()
    assert controller.sessions.view().runs


def test_called_back_anyway_again(practice):
    controller = practice.controller
    call_id = practice.log_call(ADA, "13:00")
    controller.calls.not_owed(call_id, NotOwedReason.DUPLICATE)
    controller.calls.call_back_anyway(call_id)
    controller.undoing.undo()
    assert not practice.call(call_id).is_open
    controller.undoing.redo()
    assert practice.call(call_id).is_open


def test_what_is_refused_by_now_says_why_and_can_be_tried_later(practice, qtbot):
    controller = practice.controller
    call_id = practice.log_call(ADA, "fri 18:30")
    controller.calls.snooze(call_id, at("2026-11-23 15:00"))
    controller.undoing.undo()
    practice.to("2026-11-23 18:20")
    with qtbot.waitSignal(controller.failed) as failed:
        controller.undoing.redo()
    assert failed.args[0] == "That time is over. Choose a later one."


def test_what_it_was_about_may_be_gone(practice, qtbot):
    controller = practice.controller
    call_id = practice.log_call(ADA, "13:00")
    controller.calls.set_note(call_id, "after work")
    controller.undoing.undo()
    with controller._desk.db.write(practice.now):
        controller._desk.calls.remove(call_id)
    with qtbot.waitSignal(controller.failed) as failed:
        controller.undoing.redo()
    assert failed.args[0] == "That cannot be done again, too much has changed since."
    controller.undoing.redo()


def test_nothing_to_do_again_is_nothing(practice):
    practice.controller.undoing.redo()
    practice.log_call(ADA, "13:00")
    practice.controller.undoing.redo()
    practice.controller.undoing.undo()
    practice.controller.undoing.forget()
    practice.controller.undoing.redo()
    assert practice.controller.queue().rows == ()
