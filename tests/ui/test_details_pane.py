from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from callpolicy_gui.core.accommodations import Accommodation
from callpolicy_gui.core.calls import Outcome, Voicemail
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window
from callpolicy_gui.ui.details_pane import DetailsPane
from callpolicy_gui.ui.timeline import Timeline
from callpolicy_gui.wording.clients import accommodation_words
from tests.ui.fake_controller import NOW, TIMES, FakeController, at, missed_call
from tests.ui.queue_fixtures import QUIET, controller, installed, press, settle, shown, write  # noqa: F401

pytestmark = QUIET
KEY = Qt.Key


@pytest.fixture
def pane(controller, shown):  # noqa: F811
    made = DetailsPane()
    shown(made, 344, 700)
    return made


def show(pane, controller, call_id):  # noqa: F811
    pane.set_row(controller.row(call_id), NOW, TIMES)
    settle()


def test_it_says_who_why_and_what_happened(pane, controller):  # noqa: F811
    show(pane, controller, 11)
    assert pane.head.caller.text() == "Marisol Tran"
    assert pane.head.number.text() == "(206) 555-0142"
    assert pane.status.title.text() == "Overdue by 38 min"
    assert pane.status.reason.text() == "Was due today 13:40, 24 h after the call, weekend not counted."
    assert pane.status.receipt.text().endswith("-> Mon 13:40")
    assert pane.status.receipt.isVisible()
    assert "No answer" in pane.history.accessibleName()
    assert pane.note.text() == "Wants to move Thursday's appointment"
    assert not pane.name.isVisible()
    assert not pane.question.isVisible()


def test_a_number_that_no_telephone_can_be_given_is_marked_and_not_copied(pane, controller):  # noqa: F811
    pane.set_row(controller.row(11), NOW, TIMES, dialable=False)
    settle()
    assert pane.head.number.text() == "(206) 555-0142  \u00b7  cannot be called back"
    assert not pane.head.copy.isVisible()
    assert pane.current_number() == ""
    show(pane, controller, 11)
    assert pane.head.number.text() == "(206) 555-0142"
    assert pane.head.copy.isVisible()
    assert pane.current_number() == "(206) 555-0142"


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("returned", Outcome.REACHED),
        ("left_message", Outcome.LEFT_MESSAGE),
        ("no_answer", Outcome.NO_ANSWER),
        ("wrong_number", Outcome.WRONG_NUMBER),
    ],
)
def test_buttons_ask_for_outcomes_of_the_row(pane, controller, name, outcome):  # noqa: F811
    show(pane, controller, 14)
    asked = []
    pane.attempt_requested.connect(lambda call_id, what: asked.append((call_id, what)))
    getattr(pane.buttons, name).click()
    assert asked == [(14, outcome)]


@pytest.mark.parametrize(
    ("name", "signal"),
    [("snooze", "snooze_requested"), ("not_owed", "not_owed_requested"), ("edit", "edit_requested")],
)
def test_other_buttons_carry_the_call(pane, controller, qtbot, name, signal):  # noqa: F811
    show(pane, controller, 14)
    with qtbot.waitSignal(getattr(pane, signal)) as asked:
        getattr(pane.buttons, name).click()
    assert asked.args == [14]


def test_a_call_that_is_owed_nothing_can_be_called_back(pane, controller, qtbot):  # noqa: F811
    show(pane, controller, 17)
    assert not pane.buttons.returned.isVisible()
    with qtbot.waitSignal(pane.call_back_requested) as asked:
        pane.buttons.call_back.click()
    assert asked.args == [17]
    show(pane, controller, 11)
    assert pane.buttons.returned.isVisible()
    assert not pane.buttons.call_back.isVisible()


def test_the_client_can_be_opened(pane, controller, qtbot):  # noqa: F811
    show(pane, controller, 14)
    with qtbot.waitSignal(pane.client_requested) as asked:
        pane.head.client.click()
    assert asked.args == [4]


def test_a_caller_who_is_nobody_known_has_no_client_to_open(pane, controller):  # noqa: F811
    controller.all_calls[0] = replace(controller.all_calls[0], client_id=None)
    controller.refresh()
    show(pane, controller, 11)
    assert not pane.head.client.isVisible()


def test_without_an_agreement_nothing_is_said_of_one(pane, controller):  # noqa: F811
    show(pane, controller, 11)
    assert not pane.head.client_lines.isVisible()


def test_what_was_agreed_and_the_time_there_stand_under_the_number(pane, controller):  # noqa: F811
    agreed = Accommodation(always_return=True, zone="Asia/Tokyo")
    controller.clients.accommodate(1, agreed)
    show(pane, controller, 11)
    lines = pane.head.client_lines
    assert lines.agreed.text() == accommodation_words(agreed, TIMES)
    assert "07:18" in lines.there.text()
    assert "Tokyo" in lines.there.text()
    # Never by colour alone: the warning has its words and its icon.
    assert lines.warning.isVisible()
    assert lines.warning.text()
    pane.set_row(controller.row(11), NOW + 60, TIMES)
    assert "07:19" in lines.there.text()
    # Where nothing else changes from one minute to the next, the time there does.
    controller.clients.accommodate(5, agreed)
    row = controller.row(15)
    pane.set_row(row, NOW, TIMES)
    pane.set_row(row, NOW + 60, TIMES)
    assert "07:19" in lines.there.text()
    show(pane, controller, 12)
    assert not lines.isVisible()


def test_a_time_there_that_suits_the_day_gets_no_warning(pane, controller):  # noqa: F811
    controller.clients.accommodate(
        1, Accommodation(WeeklyHours.of((Window(960, 1020),), range(7)), zone="Asia/Tokyo")
    )
    show(pane, controller, 11)
    row = controller.row(11)
    there = replace(row, there=replace(row.there, too_early=False, too_late=False))
    pane.set_row(there, NOW, TIMES)
    assert pane.head.client_lines.there.isVisible()
    assert not pane.head.client_lines.warning.isVisible()


def test_a_new_caller_can_be_named(pane, controller, qtbot):  # noqa: F811
    show(pane, controller, 13)
    assert pane.head.number.text() == "New caller"
    assert pane.current_number() == "(206) 555-0176"
    pane.name.setFocus()
    write("Ana Ruiz")
    with qtbot.waitSignal(pane.name_submitted) as asked:
        press(KEY.Key_Return)
    assert asked.args == [13, "Ana Ruiz"]


def test_a_note_is_kept_on_enter_once(pane, controller):  # noqa: F811
    show(pane, controller, 14)
    kept = []
    pane.note_submitted.connect(lambda call_id, text: kept.append((call_id, text)))
    pane.note.setFocus()
    write("after 16:00")
    press(KEY.Key_Return)
    press(KEY.Key_Tab)
    assert kept == [(14, "after 16:00")]


def test_a_note_is_kept_on_leaving_and_an_untouched_one_is_not(pane, controller):  # noqa: F811
    show(pane, controller, 11)
    kept = []
    pane.note_submitted.connect(lambda call_id, text: kept.append((call_id, text)))
    pane.note.setFocus()
    press(KEY.Key_Tab)
    assert kept == []
    pane.note.setFocus()
    write(" x")
    press(KEY.Key_Tab)
    assert kept == [(11, "Wants to move Thursday's appointment x")]


def test_a_refresh_keeps_a_note_that_is_being_typed(pane, controller):  # noqa: F811
    show(pane, controller, 14)
    pane.note.setFocus()
    write("aft")
    pane.set_row(controller.row(14), NOW + 60, TIMES)
    assert pane.note.text() == "aft"


def test_a_note_in_the_making_is_not_lost_when_another_row_comes(pane, controller):  # noqa: F811
    show(pane, controller, 14)
    kept = []
    pane.note_submitted.connect(lambda call_id, text: kept.append((call_id, text)))
    pane.note.setFocus()
    write("aft")
    show(pane, controller, 11)
    assert kept == [(14, "aft")]
    assert pane.note.text() == "Wants to move Thursday's appointment"


def test_without_a_row_it_is_empty(pane, controller):  # noqa: F811
    show(pane, controller, 11)
    pane.set_row(None, NOW, TIMES)
    assert pane.current_number() == ""
    assert not pane.buttons.isVisible()


def test_esc_gives_the_focus_back(pane, controller, qtbot):  # noqa: F811
    show(pane, controller, 11)
    pane.focus_first()
    assert pane.buttons.returned.hasFocus()
    with qtbot.waitSignal(pane.closed):
        press(KEY.Key_Escape)


def test_a_sheet_keeps_tab_inside(pane, controller):  # noqa: F811
    pane.set_sheet(True)
    show(pane, controller, 11)
    pane.focus_first()
    seen = []
    for _ in range(30):
        press(KEY.Key_Tab)
        focus = QApplication.focusWidget()
        assert pane.isAncestorOf(focus)
        seen.append(focus)
    assert {pane.head.close_button, pane.note, pane.head.copy, pane.buttons.edit} <= set(seen)
    assert seen.count(pane.note) >= 2


def test_keys_are_printed_only_while_they_act(pane, controller):  # noqa: F811
    show(pane, controller, 11)
    assert "(R)" in pane.buttons.returned.toolTip()
    pane.set_single_keys(on=False)
    assert pane.buttons.returned.toolTip() == ""


@pytest.mark.parametrize("width", [200, 260, 344])
def test_no_button_is_narrower_than_its_words(pane, controller, width):  # noqa: F811
    show(pane, controller, 11)
    pane.resize(width, 700)
    settle()
    for button in (pane.buttons.left_message, pane.buttons.wrong_number, pane.buttons.returned):
        assert button.width() >= button.minimumSizeHint().width()


def test_a_long_note_makes_the_history_higher_not_wider(qtbot, controller):  # noqa: F811
    from callpolicy_gui.wording.queue import TimelineEntry

    history = Timeline()
    qtbot.addWidget(history)
    history.set_entries((TimelineEntry("voicemail", "Voicemail left", "Fri 13:40", "word " * 60),))
    assert history.heightForWidth(200) > history.heightForWidth(400) > 40
    assert history.minimumSizeHint().width() <= 200


def test_a_second_silent_call_asks_for_a_judgement(pane, qtbot):
    calls = [
        missed_call(n, 7, at(time), voicemail=Voicemail.NO, due_at=None)
        for n, time in ((71, "10:00"), (72, "12:00"))
    ]
    show(pane, FakeController(calls), 71)
    assert pane.status.title.text() == "Rang 2 times, no voicemail"
    assert pane.status.reason.text().startswith("Your policy owes no return without a voicemail.")
    assert [b.isVisible() for b in (pane.buttons.call_back, pane.buttons.not_owed)] == [True, True]
    with qtbot.waitSignal(pane.not_owed_requested) as asked:
        pane.buttons.not_owed.click()
    assert asked.args == [71]
    show(pane, FakeController(calls[:1]), 71)
    assert not pane.buttons.not_owed.isVisible()
