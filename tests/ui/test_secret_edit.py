"""What is typed into a secret field leaves it by no other way than being used."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from callpolicy_gui.ui import theme
from callpolicy_gui.ui.secret_edit import SecretEdit
from tests.ui.practice_fixtures import framed, press, themed  # noqa: F401  (fixtures)
from tests.ui.secret_hands import CTRL, MARK, is_discreet, tries_to_copy

HIDDEN, SHOWN = QLineEdit.EchoMode.Password, QLineEdit.EchoMode.Normal


@pytest.fixture
def field(themed, framed):  # noqa: F811
    made = SecretEdit(name="Passphrase")
    framed(made, 400, 120)
    return made


def test_the_eye_shows_and_hides_by_mouse_and_keyboard(field):
    assert field.echoMode() == HIDDEN
    press(field.eye())
    assert field.echoMode() == SHOWN
    assert field.eye().accessibleName() == "Hide what is typed"
    field.eye().setFocus()
    QTest.keyClick(field.eye(), Qt.Key.Key_Space)
    assert field.echoMode() == HIDDEN
    assert field.eye().accessibleName() == "Show what is typed"


@pytest.mark.parametrize("shown", [False, True])
def test_nothing_is_copied_or_offered(field, shown):
    field.setText("a quiet room")
    field.eye().setChecked(shown)
    assert is_discreet(field)
    assert tries_to_copy(field) == MARK
    assert field.text() == "a quiet room"


def test_pasting_works(field):
    QApplication.clipboard().setText("from a manager")
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_V, CTRL)
    assert field.text() == "from a manager"


def test_nothing_can_be_undone(field):
    field.eye().setChecked(True)
    QTest.keyClicks(field, "a quiet room")
    field.forget()
    assert (field.text(), field.echoMode()) == ("", HIDDEN)
    field.eye().setChecked(True)
    field.undo()
    assert field.text() == ""
    QTest.keyClicks(field, "more")
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    QTest.keyClick(field, Qt.Key.Key_Y, CTRL)
    assert field.text() == "more"


def test_a_code_is_shown_and_has_no_eye(field):
    field.setText("secret")
    field.show_as(visible=True)
    assert (field.text(), field.echoMode(), field.eye().isVisible()) == ("", SHOWN, False)
    assert is_discreet(field)
    field.setText("0123")
    field.forget()
    assert field.echoMode() == SHOWN
    field.show_as(visible=False)
    assert (field.echoMode(), field.eye().isVisible()) == (HIDDEN, True)


@pytest.mark.parametrize("percent", [100, 200])
def test_words_end_before_the_eye_and_it_is_large_enough(qapp, field, percent):
    theme.set_text_size(qapp, percent)
    QApplication.processEvents()
    eye = field.eye().geometry()
    assert min(eye.width(), eye.height()) >= 24
    assert field.rect().contains(eye)
    assert field.textMargins().right() >= eye.width()
    theme.set_text_size(qapp, 100)
