from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from callpolicy_gui import demo, opening
from callpolicy_gui.controller.views import CallDraft
from callpolicy_gui.core.policies import Preset
from callpolicy_gui.ui.first_run import FirstRunPage
from callpolicy_gui.ui.main_window import MainWindow
from tests.ui.practice_fixtures import framed, press, retype, themed  # noqa: F401
from tests.ui.queue_fixtures import QUIET, installed, settle, shown  # noqa: F401

pytestmark = QUIET


@pytest.fixture
def controller(themed):  # noqa: F811
    log = opening.open_demo(lambda: demo.MONDAY_14_18, demo.REGION)
    yield log.controller
    log.close()


@pytest.fixture
def page(controller, framed):  # noqa: F811
    made = FirstRunPage(controller)
    framed(made)
    return made


def test_three_times_enter_takes_what_is_offered(page, controller, qtbot):
    before = controller.settings
    with qtbot.waitSignal(page.finished):
        for title in ("When do you work?", "What do you promise?", "If it is an emergency"):
            assert page.header.title.text() == title
            assert page.next.hasFocus()
            QTest.keyClick(page.next, Qt.Key.Key_Return)
    assert controller.settings == before
    assert controller.setup.view().answers.first_run_done
    assert not controller.setup.view().first_run


def test_every_answer_is_kept(page, controller):
    retype(page.hours.rows[0].text, "9-12")
    press(page.next)
    assert controller.settings.own_hours.days[0][0].end == 12 * 60
    page.cards.card(Preset.LIMITED_HOURS).click()
    assert all(answer.endswith("09:00") for answer in page.examples.answers())
    press(page.next)
    view = controller.policies.view()
    assert view.in_force.policy.preset is Preset.LIMITED_HOURS
    assert len(view.versions) == 1
    retype(page.emergency.contact, "Dr. Lee")
    press(page.next)
    assert controller.setup.view().answers.emergency_contact == "Dr. Lee"


def test_every_question_can_be_skipped(page, controller, qtbot):
    retype(page.hours.rows[0].text, "9-12")
    press(page.skip)
    page.cards.card(Preset.LIMITED_HOURS).click()
    press(page.skip)
    retype(page.emergency.contact, "Dr. Lee")
    with qtbot.waitSignal(page.finished):
        press(page.skip)
    assert controller.settings.own_hours.days[0][0].end == 20 * 60
    assert controller.policies.view().in_force.policy.preset is Preset.TURNAROUND
    assert controller.setup.view().answers.emergency_contact == ""


def test_what_cannot_be_kept_stays_on_its_question(page):
    retype(page.hours.rows[0].text, "9-banana")
    press(page.next)
    assert page.step() == 0
    assert page.error.sentences()
    assert page.hours.rows[0].text.hasFocus()
    retype(page.hours.rows[0].text, "9-17")
    press(page.next)
    assert page.step() == 1
    assert page.error.sentences() == ()
    press(page.back)
    assert page.step() == 0


def test_a_number_that_is_none_is_refused(page):
    press(page.skip)
    press(page.skip)
    retype(page.emergency.number, "nine")
    press(page.next)
    assert page.step() == 2
    assert "not a number" in page.emergency.number_field.error()


def test_a_call_that_is_logged_ends_it(page, controller, qtbot):
    with qtbot.waitSignal(page.finished):
        controller.calls.log(CallDraft("Ann"))
        controller.log_changed.emit()


def test_any_page_ends_it_and_it_comes_again(controller, shown, qtbot):  # noqa: F811
    window = MainWindow(controller)
    shown(window)
    window.show_first_run()
    assert window.current_page() == "first run"
    assert not any(button.isChecked() for button in window.sidebar.buttons.values())
    with qtbot.waitSignal(window.first_run_left):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        settle()
    assert window.current_page() == "queue"
    assert window.queue_page.log.who.hasFocus()
    assert controller.setup.view().first_run


def test_when_it_is_done_the_queue_is_there(controller, shown, qtbot):  # noqa: F811
    window = MainWindow(controller)
    shown(window)
    window.show_first_run()
    page = window._built["first run"]
    with qtbot.waitSignal(window.first_run_left):
        for _ in range(3):
            press(page.skip)
    assert window.current_page() == "queue"
    assert not controller.setup.view().first_run


def test_sample_data_are_offered_on_the_first_question_only(page, qtbot):
    with qtbot.waitSignal(page.sample_requested):
        press(page.sample)
    press(page.skip)
    assert not page.sample.isVisible()
