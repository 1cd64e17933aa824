from __future__ import annotations

from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.ui.passphrase_dialog import PassphraseDialog
from tests.ui.fake_protection import KEYCHAIN_ONLY, FakeProtection
from tests.ui.practice_fixtures import framed, press, themed  # noqa: F401  (fixtures)

PHRASE = "a quiet room"


@pytest.fixture
def desk():
    return FakeProtection()


@pytest.fixture
def opened(themed, framed, qtbot, desk):  # noqa: F811
    def make():
        host = framed(QWidget())
        dialog = PassphraseDialog(desk, host)
        dialog.results = []
        dialog.finished.connect(dialog.results.append)
        dialog.open()
        qtbot.waitExposed(dialog)
        dialog.activateWindow()
        QApplication.processEvents()
        return dialog

    return make


def test_typed_twice_and_set_by_keyboard_alone(opened, desk):
    dialog = opened()
    results = dialog.results
    assert dialog.new.hasFocus()
    QTest.keyClicks(dialog.new, PHRASE)
    QTest.keyClick(dialog.new, Qt.Key.Key_Return)
    assert dialog.repeat.hasFocus()
    assert desk.asked == []
    QTest.keyClicks(dialog.repeat, PHRASE)
    QTest.keyClick(dialog.repeat, Qt.Key.Key_Return)
    assert desk.asked == [("set", PHRASE, PHRASE)]
    assert results == [QDialog.DialogCode.Accepted]


def test_the_words_say_whether_it_is_the_first(opened, desk):
    assert opened().save.words() == "Set it"
    desk.now = replace(KEYCHAIN_ONLY, has_passphrase=True)
    changing = opened()
    assert changing.windowTitle() == "Change the passphrase"
    assert changing.new.accessibleName() == "New passphrase"


def test_changing_it_asks_for_the_one_there_is(opened, desk):
    desk.now = replace(KEYCHAIN_ONLY, has_passphrase=True)
    dialog = opened()
    assert dialog.current.hasFocus()
    for edit, text in ((dialog.current, "before"), (dialog.new, PHRASE), (dialog.repeat, PHRASE)):
        assert edit.hasFocus()
        QTest.keyClicks(edit, text)
        desk.refuse = Refused("That is not the passphrase.", Field.CURRENT)
        QTest.keyClick(edit, Qt.Key.Key_Return)
    assert desk.asked == [("set", PHRASE, PHRASE, "before")]
    assert dialog.current_field.error() == "That is not the passphrase."
    assert dialog.current.hasFocus()
    desk.refuse = None
    press(dialog.save)
    assert dialog.results == [QDialog.DialogCode.Accepted]
    assert (dialog.current.text(), dialog.new.text()) == ("", "")


def test_setting_the_first_asks_for_none(opened):
    dialog = opened()
    assert not dialog.current_field.isVisible()
    assert dialog.new.hasFocus()


def test_a_different_repeat_is_typed_again(opened, desk):
    dialog = opened()
    desk.refuse = Refused("The two are not the same. Type it once more.", Field.REPEAT)
    dialog.new.setText(PHRASE)
    dialog.repeat.setText("another")
    press(dialog.save)
    assert dialog.repeat_field.error().startswith("The two are not the same.")
    assert (dialog.new.text(), dialog.repeat.text()) == (PHRASE, "")
    assert dialog.repeat.hasFocus()
    QTest.keyClicks(dialog.repeat, "a")
    assert dialog.repeat_field.error() == ""


def test_a_refused_passphrase_keeps_both(opened, desk):
    dialog = opened()
    desk.refuse = Refused("That passphrase is too short.", Field.PASSPHRASE)
    dialog.new.setText("short")
    dialog.repeat.setText("short")
    press(dialog.save)
    assert dialog.new_field.error() == "That passphrase is too short."
    assert (dialog.new.text(), dialog.repeat.text()) == ("short", "short")
    assert dialog.new.hasFocus()


def test_what_is_not_about_a_field_stands_below(opened, desk):
    dialog = opened()
    desk.refuse = Refused("Not changed: the disk is full.")
    dialog.new.setText(PHRASE)
    dialog.repeat.setText(PHRASE)
    press(dialog.save)
    assert dialog.error.isVisible()
    assert dialog.error.text() == "Not changed: the disk is full."
    QApplication.processEvents()
    assert dialog.error.geometry().bottom() < dialog._page.viewport().height()


def test_while_it_is_made_nothing_is_asked_twice(opened, desk):
    dialog = opened()
    desk.later = True
    dialog.new.setText(PHRASE)
    dialog.repeat.setText(PHRASE)
    press(dialog.save)
    QTest.keyClick(dialog.repeat, Qt.Key.Key_Return)
    assert len(desk.asked) == 1
    assert not dialog.save.isEnabled()
    assert dialog.new.isReadOnly()
    results = dialog.results
    desk.answer()
    assert results == [QDialog.DialogCode.Accepted]


def test_an_answer_after_it_was_closed_finds_nobody(opened, desk, qtbot):
    dialog = opened()
    desk.later = True
    dialog.new.setText(PHRASE)
    dialog.repeat.setText(PHRASE)
    press(dialog.save)
    dialog.reject()
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog), timeout=2000)
    desk.answer()


def test_closing_forgets_what_was_typed(opened):
    dialog = opened()
    dialog.new.setText(PHRASE)
    dialog.new.eye().setChecked(True)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert (dialog.new.text(), dialog.repeat.text()) == ("", "")
    assert dialog.results == [QDialog.DialogCode.Rejected]
