"""Verifying the history from the settings: asked once, the answer in words, the keyboard where it was."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from callpolicy_gui.controller.views import Refused, VerificationView
from callpolicy_gui.ui.history_check import HistoryCheck
from callpolicy_gui.ui.settings_page import SettingsPage
from tests.ui.fake_history import SOUND, FakeHistory
from tests.ui.practice_fixtures import controller, framed, press, themed  # noqa: F401  (fixtures)

BROKEN = VerificationView("Entry 17 does not follow from the one before.", 20, 17, is_sound=False)


@pytest.fixture
def desk():
    return FakeHistory()


@pytest.fixture
def check(desk, framed, themed):  # noqa: F811
    made = HistoryCheck(desk)
    framed(made, 720, 200)
    return made


def settle():
    for _ in range(4):
        QApplication.processEvents()


def test_nothing_is_verified_before_somebody_asks(check, desk):
    settle()
    assert desk.asked == 0
    assert check.result.isHidden()


def test_what_was_found_is_said_with_what_it_proves(check, desk):
    check.verify.setFocus()
    QTest.keyClick(check.verify, Qt.Key.Key_Space)
    assert (check.verify.words(), desk.asked) == ("Verifying\u2026", 0)
    QTest.keyClick(check.verify, Qt.Key.Key_Space)
    settle()
    assert desk.asked == 1
    assert check.verify.words() == "Verify now"
    assert check.verify.hasFocus()
    assert check.result.isVisible()
    assert check.result.accessibleName() == SOUND.sentence
    assert "not changes by someone who has your key" in SOUND.sentence


@pytest.mark.parametrize(("found", "kind"), [(SOUND, "done"), (BROKEN, "overdue")])
def test_bad_news_does_not_look_like_good_news(check, desk, found, kind):
    desk.found = found
    press(check.verify)
    settle()
    assert check.result.accessibleName() == found.sentence
    assert check.result._kind == kind


def test_a_log_that_cannot_be_read_is_a_refusal_until_it_can(check, desk):
    press(check.verify)
    settle()
    desk.found = Refused("The disk reported an error.")
    press(check.verify)
    settle()
    assert check.row.error() == "The disk reported an error."
    assert check.result.isHidden()
    desk.found = SOUND
    press(check.verify)
    settle()
    assert check.row.error() == ""
    assert check.result.isVisible()


def test_it_stands_among_the_data(controller, framed):  # noqa: F811
    page = SettingsPage(controller)
    framed(page)
    assert page.history.verify.accessibleName() == "Verify the history now"
    page.history.verify.click()
    settle()
    assert controller.history.asked == 1
