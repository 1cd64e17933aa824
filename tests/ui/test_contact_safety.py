"""Contact safety where it is noted and where it is read: the client sheet, the card and the details."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from callpolicy_gui.core.contact_safety import ContactSafety, MessageRule
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window
from callpolicy_gui.ui.client_sheet import ClientSheet
from callpolicy_gui.ui.main_window import MainWindow
from callpolicy_gui.ui.not_now_dialog import NotNowDialog
from tests.controller.conftest import practice  # noqa: F401
from tests.ui.queue_fixtures import QUIET, installed, press, settle, shown, write  # noqa: F401

pytestmark = QUIET
HOME = "(212) 555-0142"
EVENINGS = WeeklyHours.of((Window(17 * 60, 19 * 60),), range(5))


@pytest.fixture
def ada(practice):  # noqa: F811
    call_id = practice.log_call(HOME, "13:00")
    practice.controller.calls.name_caller(call_id, "Ada Byron")
    return practice.call(call_id).client_id


@pytest.fixture
def sheet(practice, ada, installed, shown):  # noqa: F811
    made = ClientSheet(practice.controller, ada, shown(QWidget(), 700, 900))
    made.open()
    settle()
    yield made
    if shiboken6.isValid(made):
        made._leave()
    settle()


def of(practice, client_id):  # noqa: F811
    return practice.controller.safety.of(client_id)


def test_the_rule_for_messages_is_saved_at_once(sheet, practice, ada):  # noqa: F811
    sheet.safety.message.button(MessageRule.NEVER.value).click()
    assert of(practice, ada).message is MessageRule.NEVER
    assert not sheet.is_unsaved()
    practice.controller.undoing.undo()
    settle()
    assert sheet.safety.message.value() == MessageRule.NOT_ASKED.value


def test_a_number_is_marked_and_the_focus_stays_on_its_mark(sheet, practice, ada):  # noqa: F811
    mark = sheet.identity.marks[0]
    assert mark.accessibleName() == f"Never call {HOME}"
    mark.setFocus()
    press(Qt.Key.Key_Space)
    assert of(practice, ada).never_call == {"+12125550142"}
    assert sheet.identity.marks[0].isChecked()
    assert sheet.identity.marks[0].hasFocus()
    sheet.identity.removals[0].click()
    settle()
    assert "allow it first" in sheet.identity.number_field.error()


def test_safe_times_begin_with_none_and_are_saved_when_a_field_is_left(sheet, practice, ada):  # noqa: F811
    sheet.safety.only_safe.click()
    settle()
    assert sheet.safety.hours_row.isVisible()
    assert sheet.safety.hours.problem() == ""
    assert of(practice, ada).is_empty
    row = sheet.safety.hours.rows[0]
    row.is_open.click()
    row.text.setFocus()
    row.text.selectAll()
    write("17-19")
    press(Qt.Key.Key_Tab)
    assert of(practice, ada).safe_times == WeeklyHours.of((Window(17 * 60, 19 * 60),), (0,))
    sheet.safety.only_safe.click()
    assert of(practice, ada).is_empty


def test_closing_keeps_a_safe_time_that_is_being_typed(sheet, practice, ada):  # noqa: F811
    practice.controller.safety.set_safe_times(ada, EVENINGS)
    settle()
    row = sheet.safety.hours.rows[0]
    row.text.setFocus()
    row.text.selectAll()
    write("18-19")
    sheet.reject()
    settle()
    assert of(practice, ada).safe_times.days[0] == (Window(18 * 60, 19 * 60),)
    assert not (shiboken6.isValid(sheet) and sheet.isVisible())


def test_the_details_warn_and_give_no_number_that_must_not_be_called(practice, ada, installed, shown):  # noqa: F811
    window = shown(MainWindow(practice.controller), 1100, 720)
    head = window.queue_page.details.head
    assert not head.contact.isVisible()
    assert head.number.text() == HOME
    practice.controller.safety.set_never_call(ada, "+12125550142", True)
    practice.controller.safety.set_message(ada, MessageRule.NEVER)
    settle()
    assert head.contact.warning.text().startswith("Do not call the number this call came from.")
    assert head.contact.rules.text() == "Leave no message."
    assert head.number.text() == "No number to call"
    assert not head.copy.isVisible()
    window.queue_page.copy_number()
    assert practice.controller.clients.add_number(ada, "(212) 555-0177") is None
    settle()
    assert head.number.text() == "(212) 555-0177"
    assert head.copy.isVisible()
    assert window.queue_page.details.current_number() == "(212) 555-0177"


def test_hidden_names_hide_the_number_and_keep_the_warning(practice, ada, installed, shown):  # noqa: F811
    practice.controller.safety.set_safe_times(ada, EVENINGS)
    window = shown(MainWindow(practice.controller), 1100, 720)
    practice.controller.hide_names(True)
    try:
        settle()
        head = window.queue_page.details.head
        assert head.contact.warning.text() == "Not a safe time to call. Safe from 17:00."
        assert "555" not in head.number.text()
    finally:
        practice.controller.hide_names(False)


def test_rules_without_a_warning_are_shown_calmly(practice, ada, installed, shown):  # noqa: F811
    practice.controller.safety.set_message(ada, MessageRule.ALLOWED)
    window = shown(MainWindow(practice.controller), 1100, 720)
    box = window.queue_page.details.head.contact
    assert not box.warning.isVisible()
    assert box.rules.isVisible()
    assert box.accessibleName() == "A message may be left."
    assert of(practice, ada) == ContactSafety(MessageRule.ALLOWED)


@pytest.fixture
def dialled(practice, ada, installed, shown):  # noqa: F811
    """The numbers that were dialled in a window whose desktop telephones."""
    window = shown(MainWindow(practice.controller), 1100, 720)
    numbers = []
    window.set_dialler(lambda number: numbers.append(number) is None)
    settle()
    return window, numbers


def test_call_is_offered_only_where_something_telephones(dialled):
    window, numbers = dialled
    head = window.queue_page.details.head
    assert head.call.isVisible()
    head.call.click()
    assert numbers == ["+12125550142"]
    window.set_dialler(None)
    assert not head.call.isVisible()
    assert not window.menus.call_number.isVisible()
    window.queue_page.call_number()
    assert len(numbers) == 1


def test_a_call_at_an_unsafe_time_is_asked_for_and_enter_does_not_place_it(practice, ada, dialled):  # noqa: F811
    window, numbers = dialled
    practice.controller.safety.set_safe_times(ada, EVENINGS)
    settle()
    for answer in ("not_now", "anyway"):
        window.menus.call_number.trigger()
        settle()
        (asked,) = [each for each in window.findChildren(NotNowDialog) if each.isVisible()]
        assert asked.text() == "Not a safe time to call. Safe from 17:00."
        assert asked.defaultButton() is asked.not_now
        assert numbers == []
        getattr(asked, answer).click()
        settle()
    assert numbers == ["+12125550142"]


def test_a_blocked_number_is_not_called_and_another_is_without_a_question(practice, ada, dialled):  # noqa: F811
    window, numbers = dialled
    practice.controller.safety.set_never_call(ada, "+12125550142", True)
    settle()
    assert not window.queue_page.details.head.call.isVisible()
    window.queue_page.call_number()
    assert numbers == []
    practice.controller.clients.add_number(ada, "(212) 555-0177")
    settle()
    window.queue_page.call_number()
    assert numbers == ["+12125550177"]


def test_what_could_not_be_called_is_said(dialled):
    window, _ = dialled
    window.set_dialler(lambda _number: False)
    refused = []
    window.queue_page.refused.connect(refused.append)
    window.queue_page.call_number()
    assert refused == ["Nothing on this computer could call that number. Copy it instead."]


def test_copying_says_that_it_is_no_safe_time(practice, ada, dialled):  # noqa: F811
    window, _ = dialled
    window.queue_page.copy_number()
    assert window.queue_page.undo_bar.message() == "Number copied"
    practice.controller.safety.set_safe_times(ada, EVENINGS)
    settle()
    window.queue_page.copy_number()
    assert window.queue_page.undo_bar.message() == "Number copied. Not a safe time to call. Safe from 17:00."


def test_an_extension_is_not_dialled(practice):  # noqa: F811
    assert practice.controller.calls.number_to_dial("(212) 555-0142 x204") == "+12125550142"
