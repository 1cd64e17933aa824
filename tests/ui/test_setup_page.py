from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from callpolicy_gui import demo, opening
from callpolicy_gui.core.policies import Preset
from callpolicy_gui.core.setup_items import SetupItem
from callpolicy_gui.ui.clipboard import PassingClipboard
from callpolicy_gui.ui.setup_page import SetupPage
from tests.ui.practice_fixtures import framed, press, retype, themed  # noqa: F401


@pytest.fixture
def controller(themed):  # noqa: F811
    log = opening.open_demo(lambda: demo.MONDAY_14_18, demo.REGION)
    yield log.controller
    log.close()


@pytest.fixture
def page(controller, framed):  # noqa: F811
    made = SetupPage(controller)
    framed(made)
    return made


def test_what_is_typed_for_an_emergency_is_kept_and_closes(page, controller):
    row = page.rows[SetupItem.EMERGENCY]
    press(row.button)
    assert row.is_open()
    fields = row.editor.fields
    assert fields.number.text() == "911"
    assert fields.number.hasFocus()
    press(fields.crisis_line)
    assert fields.contact.text() == "the 988 crisis line, by call or text"
    assert fields.crisis_line.isHidden()
    press(row.editor.save)
    assert not row.is_open()
    assert row.button.hasFocus()
    assert row.detail() == "the 988 crisis line, by call or text · dial 911"
    assert controller.setup.view().answers.emergency_number == ""


def test_a_refusal_stands_beside_its_field(page):
    row = page.rows[SetupItem.EMERGENCY]
    press(row.button)
    retype(row.editor.fields.number, "nine")
    QTest.keyClick(row.editor.fields.number, Qt.Key.Key_Return)
    assert row.is_open()
    assert "not a number" in row.editor.fields.number_field.error()


def test_the_greeting_follows_the_name_and_is_recorded(page, controller):
    row = page.rows[SetupItem.GREETING]
    press(row.button)
    editor = row.editor
    retype(editor.name, "Jane Doe")
    editor.text.setFocus()
    assert editor.text.toPlainText().startswith("You've reached Jane Doe. ")
    press(editor.save)
    assert row.detail() == "says 911 · says your promise"
    assert not controller.setup.view().answers.greeting_is_own


def test_own_words_stay_and_say_what_they_lack(page, controller):
    row = page.rows[SetupItem.GREETING]
    press(row.button)
    retype(row.editor.text, "Please leave a message.")
    assert len(row.editor.gaps.sentences()) == 2
    assert controller.setup.say_scheduling("no") is None
    assert row.editor.text.toPlainText() == "Please leave a message."
    press(row.editor.again)
    assert row.editor.gaps.sentences() == ()
    assert not row.editor.again.isEnabled()


def test_a_new_promise_is_read_out_again(page, controller):
    assert controller.setup.record_greeting(controller.setup.view().greeting) is None
    policies = controller.policies
    assert policies.schedule(policies.preset(Preset.LIMITED_HOURS), None) is None
    row = page.rows[SetupItem.GREETING]
    assert row.detail() == "Your greeting still says the old promise."
    press(row.button)
    assert "08:00" in row.editor.text.toPlainText()


def test_texts_are_copied_to_stay(page, qapp):
    clipboard = PassingClipboard(seconds=0.01)
    page.copy_requested.connect(clipboard.copy_to_stay)
    row = page.rows[SetupItem.GREETING]
    press(row.button)
    press(row.editor.copy)
    until = time.monotonic() + 0.2
    while time.monotonic() < until:
        qapp.processEvents()
    assert QApplication.clipboard().text() == row.editor.text.toPlainText()


def test_scheduling_and_review_can_be_said_not_to_apply(page):
    scheduling, review = page.rows[SetupItem.SCHEDULING], page.rows[SetupItem.REVIEW]
    press(scheduling.button)
    press(scheduling.editor.no)
    press(review.button)
    press(review.editor.save)
    assert review.editor.who_field.error() == "Say who reviewed it."
    press(review.editor.nobody)
    assert page.header.text.text() == "2 of 5 ready"
    press(review.button)
    assert review.editor.nobody.isHidden()
    QTest.keyClicks(review.editor.who, "Dr. Osei")
    press(review.editor.save)
    assert review.detail().startswith("Dr. Osei, ")


def test_what_is_done_elsewhere_leads_there(page, qtbot):
    with qtbot.waitSignal(page.holidays_requested):
        press(page.rows[SetupItem.HOLIDAYS].button)
    assert page.rows[SetupItem.PROTECTION].isHidden()
    with qtbot.waitSignal(page.settings_requested):
        page.rows[SetupItem.PROTECTION].button.click()


def test_rows_are_told_to_a_screen_reader_with_their_state(page, controller):
    row = page.rows[SetupItem.SCHEDULING]
    assert row.accessibleName().startswith("Number is for scheduling only. Open. ")
    assert row.button.accessibleName() == "Answer: Number is for scheduling only"
    assert controller.setup.say_scheduling("yes") is None
    assert ". Ready. " in row.accessibleName()
    assert row.button.accessibleName() == "Edit: Number is for scheduling only"
