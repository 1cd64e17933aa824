from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from callpolicy_gui.ui import theme
from callpolicy_gui.ui.lock_window import LockWindow
from callpolicy_gui.wording.protection import lock_reason
from tests.ui.practice_fixtures import press, themed  # noqa: F401  (fixtures)
from tests.ui.secret_hands import MARK, is_discreet, texts_of, tries_to_copy

PHRASE = "a quiet room"
CODE = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV"
ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def opened(themed, qtbot):  # noqa: F811
    kept = []

    def make(width=1100, height=720, **options):
        window = LockWindow(**options)
        kept.append(window)  # qtbot itself holds only a weak reference
        qtbot.addWidget(window)
        window.passphrases, window.codes, window.quits = [], [], []
        window.passphrase_submitted.connect(window.passphrases.append)
        window.code_submitted.connect(window.codes.append)
        window.quit_requested.connect(lambda: window.quits.append(True))
        window.resize(width, height)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        QApplication.processEvents()
        return window

    return make


def seen(window, widget):
    """Whether a widget is wholly inside what the window shows of its page."""
    QApplication.processEvents()
    port = window.pane.viewport()
    top = widget.mapTo(port, widget.rect().topLeft())
    return port.rect().contains(widget.rect().translated(top))


def test_a_passphrase_is_sent_by_enter_and_forgotten(opened):
    window = opened()
    assert window.edit.hasFocus()
    QTest.keyClicks(window.edit, PHRASE)
    window.edit.eye().setChecked(True)
    QTest.keyClick(window.edit, ENTER)
    assert window.passphrases == [PHRASE]
    assert window.edit.text() == ""
    assert window.edit.echoMode() == QLineEdit.EchoMode.Password
    assert PHRASE not in texts_of(window)


def test_and_by_the_button(opened):
    window = opened()
    window.edit.setText(PHRASE)
    press(window.unlock)
    assert window.passphrases == [PHRASE]
    window.edit.setText(PHRASE)
    window.unlock.setFocus()
    QTest.keyClick(window.unlock, ENTER)
    assert window.passphrases == [PHRASE, PHRASE]


def test_nothing_typed_is_no_try(opened):
    window = opened()
    press(window.unlock)
    assert (window.passphrases, window.codes) == ([], [])
    assert window.edit.hasFocus()


def test_the_code_instead_and_back(opened):
    window = opened()
    window.edit.setText(PHRASE)
    window.show_error("That is not the passphrase.")
    press(window.other)
    assert window.asks_for_code()
    assert (window.edit.text(), window.field.error()) == ("", "")
    assert window.edit.accessibleName() == window.field.label().text() == "Recovery code"
    assert window.edit.echoMode() == QLineEdit.EchoMode.Normal
    assert window.other.words() == "Use the passphrase instead"
    assert window.edit.hasFocus()
    QTest.keyClicks(window.edit, CODE)
    QTest.keyClick(window.edit, ENTER)
    assert (window.codes, window.passphrases) == ([CODE], [])
    press(window.other)
    assert window.edit.echoMode() == QLineEdit.EchoMode.Password
    assert window.edit.accessibleName() == "Passphrase"
    assert window.edit.text() == ""


def test_a_mistyped_code_stays_to_be_put_right_and_a_wrong_one_goes(opened):
    window = opened(has_passphrase=False)
    QTest.keyClicks(window.edit, CODE)
    QTest.keyClick(window.edit, ENTER)
    window.show_error("Something is mistyped.", keep_typed=True)
    assert (window.edit.text(), window.field.error()) == (CODE, "Something is mistyped.")
    QTest.keyClick(window.edit, ENTER)
    window.show_error("That code does not open this log.")
    assert window.edit.text() == ""
    window.edit.undo()
    assert window.edit.text() == ""


@pytest.mark.parametrize(("passphrase", "recovery"), [(True, False), (False, True)])
def test_only_what_there_is_is_asked_for(opened, passphrase, recovery):
    window = opened(has_passphrase=passphrase, has_recovery=recovery)
    assert not window.other.isVisible()
    assert window.asks_for_code() is recovery


def test_an_error_is_taken_back_by_typing(opened):
    window = opened()
    window.show_error("That is not the passphrase.")
    assert window.field.error() == "That is not the passphrase."
    assert window.edit.accessibleDescription() == "That is not the passphrase."
    QTest.keyClicks(window.edit, "a")
    assert window.field.error() == ""


def test_a_wait_is_counted_by_others(opened):
    window = opened()
    window.show_wait(3.2)
    assert window.wait.text() == "Wait 4 seconds, then try again."
    assert not window.unlock.isEnabled()
    QTest.keyClicks(window.edit, PHRASE)
    QTest.keyClick(window.edit, ENTER)
    assert window.passphrases == []
    assert window.edit.text() == PHRASE
    window.show_wait(0.4)
    assert window.wait.text() == "Wait 1 second, then try again."
    window.show_wait(0)
    assert not window.wait.isVisible()
    QTest.keyClick(window.edit, ENTER)
    assert window.passphrases == [PHRASE]


def test_a_wait_is_said_aloud_once(opened, monkeypatch):
    said = []
    monkeypatch.setattr("callpolicy_gui.ui.lock_window.announce", lambda _widget, text: said.append(text))
    window = opened()
    for left in (2.0, 1.5, 0.5, 0.0, 4.0):
        window.show_wait(left)
    assert said == ["Wait 2 seconds, then try again.", "Wait 4 seconds, then try again."]


def test_while_it_is_tried_there_is_no_second_try(opened):
    window = opened()
    window.set_busy(True)
    assert window.unlock.words() == "Unlocking\u2026"
    assert not any(button.isEnabled() for button in (window.unlock, window.other))
    QTest.keyClicks(window.edit, PHRASE)
    QTest.keyClick(window.edit, ENTER)
    assert (window.passphrases, window.edit.text()) == ([], "")
    window.set_busy(False)
    assert window.unlock.words() == "Unlock"
    assert window.edit.hasFocus()
    assert not window.edit.isReadOnly()


def test_a_wait_outlasts_a_try(opened):
    window = opened()
    window.show_wait(5)
    window.set_busy(True)
    window.set_busy(False)
    assert not window.unlock.isEnabled()


def test_what_it_says_of_itself(opened):
    locked = opened(why=lock_reason("idle"))
    assert locked.title.text() == "Call Policy is locked"
    assert locked.why.text() == "Nobody used it for a while."
    assert locked.reminders.text() == "Reminders keep running."
    starting = opened(at_start=True, reminders=False)
    assert starting.title.text() == "Unlock Call Policy"
    assert not starting.why.isVisible()
    assert starting.reminders.text() == "No reminders until it is open."
    assert starting.windowTitle() == locked.windowTitle() == "Call Policy"
    for reason in ("asked", "idle", "suspend", "screen"):
        assert lock_reason(reason).endswith(".")


def test_quit_by_button_and_key(opened):
    window = opened()
    press(window.quit)
    QTest.keySequence(window, QKeySequence("Ctrl+Q"))
    assert len(window.quits) == 2


def test_closing_is_somebody_elses_decision(opened):
    window = opened()
    window.on_close = lambda: False
    window.close()
    assert window.isVisible()
    window.on_close = lambda: True
    window.edit.setText(PHRASE)
    QTest.keySequence(window, QKeySequence("Ctrl+W"))
    assert not window.isVisible()
    assert window.edit.text() == ""


def test_hidden_it_forgets_what_was_typed(opened):
    window = opened()
    window.edit.setText(PHRASE)
    window.show_error("That is not the passphrase.", keep_typed=True)
    window.hide()
    assert (window.edit.text(), window.field.error()) == ("", "")


def test_clear(opened):
    window = opened()
    window.edit.setText(PHRASE)
    window.show_error("That is not the passphrase.", keep_typed=True)
    window.clear()
    assert (window.edit.text(), window.field.error()) == ("", "")


@pytest.mark.parametrize("code", [False, True])
def test_nothing_comes_out_of_the_field(opened, code):
    window = opened(has_passphrase=not code)
    window.edit.setText(CODE)
    assert tries_to_copy(window.edit) == MARK
    assert is_discreet(window.edit)


def test_everything_is_reached_by_tab(opened):
    window = opened()
    reached = []
    for _ in range(5):
        reached.append(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert reached == [window.edit, window.edit.eye(), window.unlock, window.other, window.quit]
    assert QApplication.focusWidget() is window.edit


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("size", [(480, 360), (1100, 720)])
def test_the_field_is_seen_at_every_size(qapp, opened, size, percent):
    theme.set_text_size(qapp, percent)
    try:
        window = opened(*size, why=lock_reason("screen"))
        assert (window.width(), window.height()) == size
        assert seen(window, window.edit)
        window.show_error("That is not the passphrase. There is no reset; a recovery code opens it too.")
        assert seen(window, window.field)
        assert window.pane.horizontalScrollBar().maximum() == 0
    finally:
        theme.set_text_size(qapp, 100)


def test_on_a_wide_window_it_stands_in_the_middle(opened):
    window = opened()
    left = window.field.mapTo(window, window.field.rect().topLeft()).x()
    assert abs(2 * left + window.field.width() - window.width()) <= 2


def test_it_is_opaque(opened):
    window = opened(480, 360)
    picture = window.grab().toImage()
    wanted = theme.color("window").rgb()
    assert {picture.pixel(x, y) for x in (0, 240, 479) for y in (0, 359)} == {wanted}


def test_a_clock_that_is_not_believed_is_said_in_place_of_the_reminders(opened):
    sentence = "This computer's date looks wrong: Fri 23 Nov 2029. Alerts wait until you confirm it."
    window = opened(width=480, height=720)
    window.show_doubt(sentence)
    QApplication.processEvents()
    assert not window.reminders.isVisible()
    assert window.edit.hasFocus()
    answers = []
    window.clock_confirmed.connect(lambda: answers.append(True))
    button = window.doubt.action_button()
    for _ in range(8):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        if button.hasFocus():
            break
    assert button.accessibleDescription() == sentence
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert answers == [True]
    window.show_doubt("")
    assert window.reminders.isVisible()
    assert window.doubt.isHidden()
