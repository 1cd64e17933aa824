"""What is typed into the quick log is kept while it is typed, and is there again after a start."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from callpolicy_gui.controller.views import CallDraft, Refused
from callpolicy_gui.core.calls import Urgency, Voicemail
from callpolicy_gui.ui.draft_keeper import LONGEST_MS, PAUSE_MS
from callpolicy_gui.ui.main_window import MainWindow
from callpolicy_gui.ui.quick_log import QuickLog
from tests.ui.queue_fixtures import QUIET, controller, installed, press, settle, shown, window, write  # noqa: F401

pytestmark = QUIET
KEY = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def log(window):  # noqa: F811
    press(KEY.Key_N, CTRL)
    return window.queue_page.log


def kept(controller):  # noqa: F811
    return controller.drafts.kept()


def test_it_is_kept_after_a_pause(log, controller, qtbot):  # noqa: F811
    write("zoltan 14:05 novm !")
    assert controller.drafts.saves == []
    qtbot.waitUntil(lambda: kept(controller) is not None, timeout=5000)
    assert controller.drafts.saves == [
        CallDraft("zoltan 14:05 novm !", None, "14:05", Voicemail.NO, Urgency.URGENT)
    ]


def test_it_is_kept_within_a_second_of_typing_without_a_pause(log, controller):  # noqa: F811
    assert PAUSE_MS <= LONGEST_MS < 1000
    write("z")
    left = log._keeper._longest.remainingTime()
    log._keeper._pause.setInterval(10**6)
    write("oltan")
    assert log._keeper._longest.isActive()
    assert log._keeper._longest.remainingTime() <= left
    log._keeper._longest.timeout.emit()
    assert kept(controller).who == "zoltan"


def test_typing_puts_the_pause_off_but_not_the_longest_wait(log):
    write("z")
    assert log._keeper._pause.isActive()
    log._keeper._longest.stop()
    write("o")
    assert log._keeper._longest.isActive()


@pytest.mark.parametrize("leave", ["focus", "page", "hide", "close", "flush"])
def test_leaving_keeps_it_at_once(log, controller, window, leave):  # noqa: F811
    write("zoltan")
    if leave == "focus":
        window.queue_page.list.setFocus()
    elif leave == "page":
        window.show_page("policy")
    elif leave == "flush":
        log.flush_draft()
    else:
        window.hide() if leave == "hide" else window.close()
    settle()
    assert [draft.who for draft in controller.drafts.saves] == ["zoltan"]
    log.flush_draft()
    assert len(controller.drafts.saves) == 1


def test_a_field_alone_is_worth_keeping_and_an_untouched_form_is_not(log, controller):  # noqa: F811
    log.flush_draft()
    assert controller.drafts.saves == []
    press(KEY.Key_U, ALT)
    log.flush_draft()
    assert kept(controller).urgency is Urgency.URGENT
    press(KEY.Key_U, ALT)
    log.flush_draft()
    assert kept(controller) is None


def test_words_taken_back_are_forgotten(log, controller):  # noqa: F811
    write("zo")
    log.flush_draft()
    press(KEY.Key_Backspace)
    press(KEY.Key_Backspace)
    log.flush_draft()
    assert kept(controller) is None


def test_a_second_esc_forgets_it_and_the_first_does_not(log, controller):  # noqa: F811
    write("zoltan")
    press(KEY.Key_Escape)
    log.flush_draft()
    assert kept(controller).who == "zoltan"
    press(KEY.Key_Escape)
    assert kept(controller) is None
    assert not log._keeper._pause.isActive()


def test_logged_it_is_forgotten_and_refused_it_is_kept(log, controller):  # noqa: F811
    controller.refusals["log"] = Refused("Not saved: the disk is full.")
    write("zoltan")
    press(KEY.Key_Return)
    assert kept(controller).who == "zoltan"
    del controller.refusals["log"]
    press(KEY.Key_Return)
    assert [entry[0] for entry in controller.done] == ["log", "log"]
    assert kept(controller) is None
    log.flush_draft()
    assert kept(controller) is None


def test_a_refusal_does_not_disturb_typing_and_is_tried_again(log, controller):  # noqa: F811
    controller.drafts.refusal = Refused("Not saved: the disk is full.")
    write("zol")
    log.flush_draft()
    controller.drafts.refusal, refusal = None, controller.drafts.refusal
    press(KEY.Key_Tab)
    press(KEY.Key_Backtab)
    assert controller.drafts.saves == []
    controller.drafts.refusal = refusal
    log.who.deselect()
    press(KEY.Key_End)
    write("tan")
    assert log.who.text() == "zoltan"
    assert log.who.hasFocus()
    assert not log.due.is_problem()
    log._keeper.flush()
    controller.drafts.refusal = None
    log._keeper.flush()
    assert kept(controller).who == "zoltan"


def again(controller, shown):  # noqa: F811
    made = MainWindow(controller)
    shown(made)
    settle()
    return made


def test_the_next_start_has_it_folded_and_ctrl_n_shows_it(log, controller, window, shown):  # noqa: F811
    write("priya")
    press(KEY.Key_Return)
    write(" 14:05 novm")
    log.flush_draft()
    before = log.draft()
    assert before.client_id == 5
    window.close()
    log = again(controller, shown).queue_page.log
    assert not log.is_open()
    assert log.who.text() == "Priya Raman 14:05 novm"
    press(KEY.Key_N, CTRL)
    assert log.is_open()
    assert log.draft() == before
    assert "Due" in log.due.text() or "No return owed" in log.due.text()
    press(KEY.Key_Return)
    logged = next(entry[1] for entry in controller.done if entry[0] == "log")
    assert (logged.who, logged.client_id, logged.voicemail) == ("Priya Raman", 5, Voicemail.NO)
    assert kept(controller) is None


def test_a_restored_line_can_be_edited_and_its_fields_follow(controller, shown):  # noqa: F811
    controller.drafts.draft = CallDraft("zoltan novm", received="yesterday 6pm", voicemail=Voicemail.NO)
    log = QuickLog(controller)
    shown(log)
    log.start()
    press(KEY.Key_End)
    for _ in range(5):
        press(KEY.Key_Backspace)
    assert log.fields.voicemail.value() == Voicemail.YES
    assert log.fields.received.text() == "yesterday 6pm"


def test_restoring_saves_nothing(controller, shown):  # noqa: F811
    draft = replace(CallDraft("zoltan"), received="13:00")
    controller.drafts.draft = draft
    window = again(controller, shown)  # noqa: F811
    window.close()
    assert controller.drafts.saves == []
    assert kept(controller) == draft


def test_it_is_in_no_title(log, window):  # noqa: F811
    write("zoltan")
    log.flush_draft()
    assert "zoltan" not in window.windowTitle() + window.accessibleName() + log.accessibleName()


def test_reading_is_noted(window, controller):  # noqa: F811
    assert controller.access.noted == []
    window.show_page("log")
    assert controller.access.noted == ["log"]
    window.queue_page.call_actions.open_client(5)
    settle()
    assert controller.access.noted == ["log", "client 5"]
