from __future__ import annotations

from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.core.calls import Urgency, Voicemail
from callpolicy_gui.ui.call_editor import CallEditor
from tests.ui.queue_fixtures import QUIET, controller, installed, press, settle, shown, window, write  # noqa: F401

pytestmark = QUIET
KEY = Qt.Key


@pytest.fixture
def editor(controller, shown):  # noqa: F811
    holder = shown(QWidget(), 700, 500)
    made = CallEditor(controller, 11, holder)
    made.open()
    settle()
    yield made
    if shiboken6.isValid(made):
        made.close()
    settle()


def test_it_shows_the_call_as_it_is(editor):
    assert editor.who.text() == "Marisol Tran"
    assert editor.fields.received.text() == "Fri 20 Nov 2026, 13:40"
    assert editor.fields.voicemail.value() == Voicemail.YES
    assert editor.note.text() == "Wants to move Thursday's appointment"
    assert editor.due.text() == "Due today, Mon 23 Nov, by 13:40"


def test_save_sends_what_was_changed_and_why(editor, controller):  # noqa: F811
    write("fri 14:00")
    editor.fields.voicemail.button(Voicemail.NO).click()
    editor.fields.urgency.button(Urgency.URGENT).click()
    assert editor.due.text() == "Due today, Mon 23 Nov, by 14:00"
    editor.reason.setFocus()
    write("misread")
    press(KEY.Key_Return)
    ((method, call_id, draft, reason),) = controller.done
    assert (method, call_id, reason) == ("amend", 11, "misread")
    assert (draft.client_id, draft.voicemail, draft.urgency) == (1, Voicemail.NO, Urgency.URGENT)
    assert controller.calls.preview(draft).received_words == "Fri 20 Nov 2026, 14:00"
    assert QApplication.activeModalWidget() is None


def test_an_untouched_time_is_sent_as_it_came(editor, controller):  # noqa: F811
    editor.save.click()
    assert controller.done[0][2] == controller.calls.draft_of(11)


def test_passing_through_the_time_leaves_it_as_it_came(editor, controller, monkeypatch):  # noqa: F811
    as_stored = "2026-11-20 13:40"
    editor.fields.take(replace(controller.calls.draft_of(11), received=as_stored))
    editor.fields.received.setFocus()
    press(KEY.Key_Tab)
    assert editor.draft().received == as_stored


def test_another_name_is_another_client(editor):
    editor.who.setFocus()
    editor.who.selectAll()
    write("Ana Ruiz")
    assert editor.draft().client_id is None


@pytest.mark.parametrize(
    ("field", "name"), [(Field.RECEIVED, None), (Field.NOTE, "note"), (Field.WHO, "who")]
)
def test_a_refusal_keeps_the_dialog(editor, controller, field, name):  # noqa: F811
    controller.refusals["amend"] = Refused("Not like this.", field)
    editor.save.click()
    settle()
    assert editor.isVisible()
    assert editor.due.text() == "Not like this."
    place = editor.fields.received if name is None else getattr(editor, name)
    assert place.hasFocus()
    assert place.has_error()


def test_esc_changes_nothing(editor, controller):  # noqa: F811
    write("fri 14:00")
    press(KEY.Key_Escape)
    assert controller.done == []


def test_e_opens_it_for_the_selected_call(window, controller):  # noqa: F811
    press(KEY.Key_E)
    assert isinstance(QApplication.activeModalWidget(), CallEditor)
    press(KEY.Key_Escape)
    assert controller.done == []
