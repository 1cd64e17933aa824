from __future__ import annotations

import pytest

from callpolicy_gui.core.call_log import Level
from callpolicy_gui.core.calls import Outcome
from callpolicy_gui.wording import discretion


@pytest.fixture(autouse=True)
def _names_shown():
    yield
    discretion.hide_names(False)


@pytest.fixture
def heard(practice):
    told = []
    practice.controller.names_changed.connect(lambda: told.append("names"))
    practice.controller.queue_changed.connect(lambda view: told.append(view.headline))
    return told


def test_the_queue_is_told_anew_though_nothing_in_it_differs(practice, heard):
    practice.controller.refresh()
    heard.clear()
    practice.controller.hide_names(True)
    assert practice.controller.names_hidden
    assert heard == ["Nothing owed right now", "names"]
    practice.controller.hide_names(True)
    assert len(heard) == 2
    practice.controller.hide_names(False)
    assert heard[2:] == ["Nothing owed right now", "names"]


def test_words_are_hidden_and_values_are_not(practice):
    call_id = practice.log_call("Marisol Tran", "fri 13:40", note="New intake form")
    before = practice.controller.queue().rows
    history = practice.history()
    practice.controller.hide_names(True)
    assert practice.controller.queue().headline == "Call M. T. first"
    assert practice.controller.queue().rows == before
    assert practice.history() == history
    assert practice.controller.calls.draft_of(call_id).who == "Marisol Tran"


def test_an_export_says_what_its_level_says(practice):
    practice.log_call("Marisol Tran", "fri 13:40", note="New intake form")
    shown = practice.rows("2026-11-01", "2026-11-30")
    practice.controller.hide_names(True)
    assert practice.rows("2026-11-01", "2026-11-30") == shown
    assert "Marisol Tran" in shown[0].cells(Level.FULL)


def test_what_was_done_is_put_into_words_when_it_is_said(practice):
    call_id = practice.log_call("Marisol Tran", "fri 13:40")
    assert practice.controller.calls.attempt(call_id, Outcome.REACHED) is None
    client_id = practice.call(call_id).client_id
    assert practice.controller.clients.rename(client_id, "Ruth Adeyemi") is None
    undoing = practice.controller.undoing
    assert undoing.words() == "Ruth Adeyemi renamed"
    practice.controller.hide_names(True)
    assert undoing.words() == "R. A. renamed"
    practice.said.clear()
    undoing.undo()
    undoing.undo()
    assert practice.said == ["Undone: R. A. renamed", "Undone: M. T. marked returned"]
    undoing.forget()
    assert undoing.words() == ""


def test_every_step_with_a_client_can_be_hidden(practice):
    first, other = practice.log_call("Marisol Tran", "fri 13:40"), practice.log_call("Dana Whitfield")
    mine, hers = practice.call(first).client_id, practice.call(other).client_id
    clients, undoing = practice.controller.clients, practice.controller.undoing
    for do in (
        lambda: clients.add_number(mine, "(206) 555-0142"),
        lambda: clients.remove_number(mine, clients.view(mine).numbers[0].key),
        lambda: clients.merge(mine, hers),
        lambda: clients.unmerge(mine, hers),
    ):
        assert do() is None
        assert "Tran" in undoing.words() or "Whitfield" in undoing.words()
        practice.controller.hide_names(True)
        assert "Tran" not in undoing.words()
        assert "Whitfield" not in undoing.words()
        assert "M. T." in undoing.words() or "D. W." in undoing.words()
        practice.controller.hide_names(False)
