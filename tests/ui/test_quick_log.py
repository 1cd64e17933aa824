from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.core.calls import Urgency, Voicemail
from callpolicy_gui.ui.widgets import Button
from tests.ui.fake_controller import FakeController, at
from tests.ui.queue_fixtures import QUIET, controller, installed, press, settle, shown, window, write  # noqa: F401

pytestmark = QUIET
KEY = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def log(window):  # noqa: F811
    press(KEY.Key_N, CTRL)
    made = window.queue_page.log
    assert made.who.hasFocus()
    return made


def logged(controller):  # noqa: F811
    return [entry[1] for entry in controller.done if entry[0] == "log"]


def test_it_is_one_line_until_it_is_wanted(window):  # noqa: F811
    log = window.queue_page.log
    assert not log.is_open()
    assert not log.submit.isVisible()
    press(KEY.Key_N, CTRL)
    assert log.is_open()
    assert log.submit.isVisible()


def test_the_first_enter_accepts_and_the_second_logs(log, controller, window):  # noqa: F811
    write("pri")
    assert [s.name for s in log.popup.suggestions()] == ["Priya Raman", "Priscilla Moore"]
    press(KEY.Key_Return)
    assert logged(controller) == []
    assert log.who.text() == "Priya Raman"
    assert log.due.caller() == "(206) 555-0164, last called 9 Nov"
    press(KEY.Key_Return)
    (draft,) = logged(controller)
    assert (draft.who, draft.client_id, draft.voicemail) == ("Priya Raman", 5, Voicemail.YES)
    assert window.queue_page.list.hasFocus()
    assert not log.is_open()
    assert log.who.text() == ""


def test_arrows_choose_another_suggestion(log, controller):  # noqa: F811
    write("pri")
    press(KEY.Key_Down)
    press(KEY.Key_Return)
    assert log.who.text() == "Priscilla Moore"
    assert log.draft().client_id == 8


def test_esc_closes_the_suggestions_first_and_enter_logs_as_typed(log, controller):  # noqa: F811
    write("pri")
    press(KEY.Key_Escape)
    assert log.is_open()
    press(KEY.Key_Return)
    (draft,) = logged(controller)
    assert (draft.who, draft.client_id) == ("pri", None)


def test_nobody_is_invented(log):
    write("Zoltan")
    assert log.popup.suggestions() == ()
    assert log.due.caller() == "New caller"


def test_a_sentence_fills_the_fields_as_it_is_typed(log, controller):  # noqa: F811
    write("priya 14:05 novm !")
    assert log.fields.received.text() == "14:05"
    assert log.fields.voicemail.value() == Voicemail.NO
    assert log.fields.urgency.value() == Urgency.URGENT
    press(KEY.Key_Return)
    press(KEY.Key_Return)
    (draft,) = logged(controller)
    assert (draft.who, draft.client_id) == ("Priya Raman", 5)
    assert (draft.voicemail, draft.urgency) == (Voicemail.NO, Urgency.URGENT)
    assert draft.received == "Mon 23 Nov 2026, 14:05"


def test_taking_the_words_back_takes_the_values_back(log):
    write("zoltan novm")
    assert log.fields.voicemail.value() == Voicemail.NO
    for _ in range(5):
        press(KEY.Key_Backspace)
    assert log.fields.voicemail.value() == Voicemail.YES
    assert log.fields.received.text() == "now"


def test_a_value_set_by_hand_is_not_overwritten_by_more_typing(log):
    write("zol")
    press(KEY.Key_V, ALT)
    assert log.fields.voicemail.value() == Voicemail.NO
    write("tan 14:05")
    assert log.fields.voicemail.value() == Voicemail.NO
    assert log.fields.received.text() == "14:05"


def test_alt_letters_without_leaving_the_name(log):
    write("zoltan")
    press(KEY.Key_U, ALT)
    assert log.fields.urgency.value() == Urgency.URGENT
    assert log.who.hasFocus()
    press(KEY.Key_T, ALT)
    assert log.fields.received.hasFocus()


def test_unknown_is_a_third_answer_with_a_name(log):
    button = log.fields.voicemail.button(Voicemail.UNKNOWN)
    assert button.accessibleName() == "Not known yet"
    button.click()
    assert log.draft().voicemail is Voicemail.UNKNOWN


def test_the_due_sentence_is_always_on(log):
    assert log.due.text() == "Due tomorrow, Tue 24 Nov, by 14:18"
    press(KEY.Key_T, ALT)
    write("fri 18:00")
    assert log.due.text() == "Due today, Mon 23 Nov, by 18:00"
    assert not log.due.is_problem()


def test_a_time_that_cannot_be_read_says_so_in_its_place(log):
    press(KEY.Key_T, ALT)
    write("soonish")
    assert log.due.is_problem()
    assert "Try 14:05" in log.due.text()
    assert log.fields.received.has_error()


def test_leaving_the_time_shows_what_it_was_read_as(log):
    press(KEY.Key_T, ALT)
    write("-20")
    press(KEY.Key_Tab)
    assert log.fields.received.text() == "Mon 23 Nov 2026, 13:58"


def test_now_stays_now(log):
    press(KEY.Key_T, ALT)
    press(KEY.Key_Tab)
    assert log.fields.received.text() == "now"


def test_enter_in_the_time_logs(log, controller):  # noqa: F811
    write("zoltan")
    press(KEY.Key_T, ALT)
    write("1405")
    press(KEY.Key_Return)
    assert [d.received for d in logged(controller)] == ["Mon 23 Nov 2026, 14:05"]


def test_enter_on_a_segment_logs(log, controller):  # noqa: F811
    write("zoltan")
    log.fields.voicemail.setFocus()
    settle()
    assert isinstance(QApplication.focusWidget(), Button)
    press(KEY.Key_Return)
    assert [d.who for d in logged(controller)] == ["zoltan"]


def test_esc_keeps_the_text_and_a_second_esc_clears_it(log, window):  # noqa: F811
    write("zoltan")
    press(KEY.Key_Escape)
    assert not log.is_open()
    assert log.who.text() == "zoltan"
    press(KEY.Key_Escape)
    assert log.who.text() == ""
    assert window.queue_page.list.hasFocus()


def test_an_empty_form_folds_at_the_first_esc(log, window):  # noqa: F811
    press(KEY.Key_Escape)
    assert not log.is_open()
    assert window.queue_page.list.hasFocus()


def test_leaving_an_empty_form_folds_it_and_a_draft_stays(log, window):  # noqa: F811
    write("zoltan")
    window.queue_page.list.setFocus()
    settle()
    assert log.is_open()
    log.clear()
    log.who.setFocus()
    window.queue_page.list.setFocus()
    settle()
    assert not log.is_open()


@pytest.mark.parametrize(
    ("field", "name"), [(Field.RECEIVED, "received"), (Field.WHO, "who"), (Field.NONE, "who")]
)
def test_a_refusal_keeps_everything_and_goes_to_the_field(log, controller, field, name):  # noqa: F811
    controller.refusals["log"] = Refused("That will not do.", field)
    write("zoltan 14:05 novm")
    press(KEY.Key_Return)
    assert log.who.text() == "zoltan 14:05 novm"
    assert log.fields.voicemail.value() == Voicemail.NO
    assert log.due.text() == "That will not do."
    assert log.due.is_problem()
    at_fault = log.fields.received if name == "received" else log.who
    assert at_fault.hasFocus()
    assert at_fault.has_error()


def test_the_error_goes_with_the_next_edit(log, controller):  # noqa: F811
    press(KEY.Key_Return)
    assert log.due.text() == "Type a name or a number."
    write("z")
    assert not log.due.is_problem()
    assert not log.who.has_error()


def test_urgent_says_what_it_does_and_does_not(log):
    assert not log.due._urgent.isVisible()
    press(KEY.Key_U, ALT)
    assert "does not change your promise" in log.due._urgent.text()
    assert log.due._urgent.isVisible()


def test_a_time_that_happened_twice_is_asked_about(controller, shown):  # noqa: F811
    from callpolicy_gui.ui.quick_log import QuickLog

    autumn = FakeController(now=at("14:18", 2))
    log = QuickLog(autumn)
    shown(log)
    log.start()
    assert not log.fields.is_twice()
    press(KEY.Key_T, ALT)
    write("1 nov 1:30")
    assert log.fields.is_twice()
    first = log.draft()
    assert first.second_pass is False
    log.fields.which.button("second").click()
    second = log.draft()
    assert second.second_pass is True
    early, late = (autumn.calls.preview(d).received_at for d in (first, second))
    assert late - early == 3600
    press(KEY.Key_T, ALT)
    write("1 nov 3:30")
    assert not log.fields.is_twice()
    assert log.draft().second_pass is None
