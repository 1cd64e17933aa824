from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from callpolicy_gui.controller.views import Refused
from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.core.calls import NotOwedReason, Outcome, Voicemail
from callpolicy_gui.ui.queue_page import QueuePage
from tests.ui.fake_controller import FakeController, at, missed_call
from tests.ui.queue_fixtures import QUIET, controller, installed, press, settle, shown, window, write  # noqa: F401

pytestmark = QUIET
KEY, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(window):  # noqa: F811
    return window.queue_page


@pytest.mark.parametrize(
    ("key", "outcome"),
    [
        (KEY.Key_R, Outcome.REACHED),
        (KEY.Key_M, Outcome.LEFT_MESSAGE),
        (KEY.Key_N, Outcome.NO_ANSWER),
        (KEY.Key_W, Outcome.WRONG_NUMBER),
    ],
)
def test_a_letter_records_an_outcome_of_the_selected_call(page, controller, key, outcome):  # noqa: F811
    assert page.list.current_call_id() == 11
    press(key)
    assert controller.done == [("attempt", 11, outcome, None)]


def test_letters_do_nothing_where_they_are_switched_off(page, controller):  # noqa: F811
    controller.settings = replace(controller.settings, single_keys=False)
    controller.practice_changed.emit()
    for key in (
        KEY.Key_R,
        KEY.Key_M,
        KEY.Key_N,
        KEY.Key_W,
        KEY.Key_S,
        KEY.Key_X,
        KEY.Key_O,
        KEY.Key_E,
        KEY.Key_J,
    ):
        press(key)
    assert controller.done == []
    assert page.list.current_call_id() == 11
    assert QApplication.activePopupWidget() is None
    press(KEY.Key_Down)
    assert page.list.current_call_id() == 12


def test_typing_into_a_field_settles_nothing(page, controller):  # noqa: F811
    for field in (page.log.who, page.log.fields.received, page.details.note):
        page.log.set_open(True)
        field.setFocus()
        settle()
        write("rmnwsxoejk RMN")
    page.details.note.setModified(False)
    assert controller.done == []
    assert page.list.current_call_id() == 11


def test_letters_do_nothing_on_a_button(page, controller):  # noqa: F811
    page.details.buttons.snooze.setFocus()
    press(KEY.Key_R)
    assert controller.done == []


def test_j_and_k_and_arrows_skip_headings(page):
    seen = []
    for key in (KEY.Key_J, KEY.Key_J, KEY.Key_J, KEY.Key_K, KEY.Key_Down, KEY.Key_Up):
        press(key)
        seen.append(page.list.current_call_id())
    assert seen == [12, 13, 14, 13, 14, 13]


def test_f4_goes_round_what_is_overdue_or_due(page):
    page.list.select_call(14)
    seen = []
    for _ in range(4):
        press(KEY.Key_F4)
        seen.append(page.list.current_call_id())
    assert seen == [11, 12, 13, 11]


def test_snooze_is_answered_by_one_key(page, controller):  # noqa: F811
    press(KEY.Key_S)
    assert QApplication.activePopupWidget() is not None
    press(KEY.Key_2)
    assert controller.done == [("snooze", 11, at("16:30"))]
    assert QApplication.activePopupWidget() is None


def test_not_owed_asks_for_one_of_four_reasons(page, controller):  # noqa: F811
    press(KEY.Key_X)
    press(KEY.Key_3)
    assert controller.done == [("not_owed", 11, NotOwedReason.POLICY_DOES_NOT_APPLY)]


def test_shift_asks_when(page, controller):  # noqa: F811
    press(KEY.Key_N, SHIFT)
    write("12:55")
    press(KEY.Key_Return)
    assert controller.done == [("attempt", 11, Outcome.NO_ANSWER, "12:55")]
    assert QApplication.activeModalWidget() is None


def test_client_asked_asks_for_the_time(page, controller):  # noqa: F811
    press(KEY.Key_S)
    press(KEY.Key_4)
    write("16:30")
    press(KEY.Key_Return)
    assert controller.done == [("client_asked", 11, "16:30")]


def test_a_returned_call_leaves_and_the_next_is_selected(page):
    press(KEY.Key_J)
    press(KEY.Key_R)
    assert page.list.current_call_id() == 13
    assert page.list.hasFocus()
    assert page.undo_bar.isVisible()
    assert "Dana Whitfield" in page.undo_bar.message()


def test_undo_by_key_and_by_the_bar(page, controller):  # noqa: F811
    press(KEY.Key_R)
    press(KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert controller.done[-1] == ("undo",)
    assert not page.undo_bar.isVisible()


def test_the_undo_bar_covers_nothing(page):
    press(KEY.Key_R)
    settle()
    bar, cards = page.undo_bar.geometry(), page.list.parentWidget().geometry()
    assert page.undo_bar.isVisible()
    assert not bar.intersects(cards)


def test_selection_focus_and_place_survive_a_refresh(page, controller):  # noqa: F811
    for number in range(20):
        controller.all_calls.append(missed_call(100 + number, 1000 + number, at("9:00") + 60 * number))
    controller.refresh()
    page.list.select_call(110)
    settle()
    place = page.list.verticalScrollBar().value()
    assert place > 0
    controller.set_now(controller.now() + 60)
    settle()
    assert page.list.current_call_id() == 110
    assert page.list.hasFocus()
    assert page.list.verticalScrollBar().value() == place


def test_the_selected_call_is_followed_into_another_group(page, controller):  # noqa: F811
    page.list.select_call(14)
    controller.set_now(at("16:25"))
    assert page.list.current_call_id() == 14
    assert page.details.row().group is Group.OVERDUE


def test_chips_count_and_jump(page):
    shown_chips = {group: chip.words() for group, chip in page.chips.chips.items() if chip.isVisible()}
    assert shown_chips == {
        Group.OVERDUE: "1 overdue", Group.DUE_SOON: "2 soon", Group.LATER_TODAY: "1 later",
        Group.TOMORROW: "1 tomorrow", Group.WAITING: "1 waiting",
    }  # fmt: skip
    page.chips.chips[Group.WAITING].click()
    assert page.list.current_call_id() == 16
    assert page.list.hasFocus()


def test_a_count_of_zero_vanishes(page, controller):  # noqa: F811
    controller.all_calls[:] = [c for c in controller.all_calls if c.call_id != 16]
    controller.refresh()
    assert page.chips.chips[Group.WAITING].isHidden()


def test_not_owed_is_collapsed_with_a_count_and_opens(page, controller):  # noqa: F811
    assert page.not_owed.badge() == "1"
    assert not page.list.queue_model.index_of(17).isValid()
    page.not_owed.setFocus()
    press(KEY.Key_Space)
    assert page.list.current_call_id() == 17
    page.list.setFocus()
    press(KEY.Key_R)
    assert controller.done == []
    press(KEY.Key_O)
    assert controller.done == [("call_back_anyway", 17)]
    page.not_owed.click()
    assert not page.list.queue_model.index_of(17).isValid()


def test_o_does_nothing_to_a_call_that_is_owed(page, controller):  # noqa: F811
    press(KEY.Key_O)
    assert controller.done == []


def test_a_refusal_is_said_and_nothing_else_happens(page, window, controller):  # noqa: F811
    controller.refusals["attempt"] = Refused("Not saved: the disk is full.")
    press(KEY.Key_R)
    assert window.notices.trouble.isVisible()
    assert window.notices.trouble.accessibleName() == "Not saved: the disk is full."
    assert page.list.current_call_id() == 11


def test_an_empty_queue_says_what_will_be_here(controller, shown):  # noqa: F811
    controller.all_calls.clear()
    controller.refresh()
    page = QueuePage(controller, shown(QApplication.activeWindow() or page_holder()))
    assert page.header.headline.text() == "Nothing owed right now"
    assert page._stack.currentWidget() is page.empty
    assert page.details.isHidden()


def page_holder():
    from PySide6.QtWidgets import QWidget

    return QWidget()


def test_the_details_follow_the_selection_and_answer_the_voicemail(page, controller):  # noqa: F811
    page.list.select_call(13)
    assert page.details.question.isVisible()
    page.details.voicemail_no.click()
    assert controller.done == [("set_voicemail", 13, Voicemail.NO)]


def test_copying_the_number(page):
    press(KEY.Key_C, Qt.KeyboardModifier.ControlModifier | SHIFT)
    assert QGuiApplication.clipboard().text() == "(206) 555-0142"


@pytest.mark.parametrize("height", [360, 480, 600, 720])
def test_the_strip_goes_before_the_chips(window, height):  # noqa: F811
    window.resize(1100, height)
    settle()
    page = window.queue_page
    assert page.chips.isVisible() or not page.strip.isVisible()
    assert page.list.height() >= page.list.card_height()
    assert page.strip.isVisible() == (height >= 600)


def test_the_headline_is_whole_in_a_small_window(window, controller):  # noqa: F811
    window.resize(480, 360)
    settle()
    label = window.queue_page.header.headline
    assert label.height() >= label.heightForWidth(label.width())


def test_announcements_reach_the_screen_reader(page, controller, monkeypatch):  # noqa: F811
    from PySide6.QtGui import QAccessible

    said = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
    controller.said.emit("Logged. Due tomorrow.")
    assert said == ["Logged. Due tomorrow."]


def test_a_lone_controller_makes_a_page(qtbot, controller):  # noqa: F811
    holder = page_holder()
    qtbot.addWidget(holder)
    assert QueuePage(FakeController([]), holder).list.current_row() is None


def test_enter_in_the_note_gives_the_keys_back_to_the_list(page, controller):  # noqa: F811
    page.details.note.setFocus()
    write("x")
    press(KEY.Key_Return)
    assert page.list.hasFocus()
    press(KEY.Key_R)
    assert controller.done[-1] == ("attempt", 11, Outcome.REACHED, None)


def test_what_was_undone_is_said_on_the_page(page, controller):  # noqa: F811
    controller.said.emit("Undone: Marisol Tran marked returned")
    assert page.undo_bar.message() == "Undone: Marisol Tran marked returned"
    assert not page.undo_bar.undo_button().isVisible()
