"""What is told to a screen reader without moving the focus, and that nothing moves by itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractAnimation, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle

from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.ui.theme.style import CallPolicyStyle
from tests.accessibility.pages import PAGES, open_practice, settle, shown

K = Qt.Key
FIRST = "Marisol Tran"


@pytest.fixture
def said(monkeypatch):
    """What a screen reader is asked to read: (words, whether it interrupts)."""
    heard = []
    send = QAccessible.updateAccessibility

    def note(event):
        if event.type() == QAccessible.Event.Announcement:
            heard.append(
                (event.message(), event.politeness() == QAccessible.AnnouncementPoliteness.Assertive)
            )
        send(event)

    monkeypatch.setattr(QAccessible, "updateAccessibility", note)
    return heard


@pytest.fixture
def own(looks):
    with open_practice() as log, shown(PAGES[0], log) as window:
        window.queue_page.list.select_first()
        window.queue_page.list.setFocus()
        settle()
        yield window


def press(key):
    QTest.keyClick(QApplication.activePopupWidget() or QApplication.focusWidget(), key)
    settle()


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ((K.Key_R,), f"{FIRST} marked returned"),
        ((K.Key_M,), FIRST),
        ((K.Key_N,), FIRST),
        ((K.Key_X, K.Key_2), FIRST),
    ],
    ids=["R", "M", "N", "X"],
)
def test_what_was_done_is_read_aloud(own, said, keys, words):
    for key in keys:
        press(key)
    assert [text for text, _ in said if words in text], said
    assert not any(urgent for _, urgent in said)
    assert own.queue_page.list.hasFocus()


def test_snoozing_is_read_aloud(own, said):
    own.queue_page.list.select_group(Group.TOMORROW)
    press(K.Key_S)
    menu = QApplication.activePopupWidget()
    key = next(iter(menu.choices()))
    said.clear()
    QTest.keyClick(menu, key)
    settle()
    assert [text for text, _ in said if "Priya Raman" in text], said


def test_undoing_is_read_aloud(own, said):
    press(K.Key_R)
    said.clear()
    QTest.keyClick(own, K.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert said


def test_what_failed_interrupts(own, said):
    own._controller.failed.emit("Not saved: the disk is full.")
    assert said == [("Not saved: the disk is full.", True)]


def test_what_could_not_be_understood_is_read_aloud(own, said):
    own.start_logging()
    settle()
    log = own.queue_page.log
    log.who.setText("Ada Lovelace")
    log.fields.received.setText("half past")
    said.clear()
    log.submit.click()
    settle()
    assert any("I could not read that time" in text for text, _ in said), said


def test_nothing_moves_by_itself(own):
    """Neither we nor the style animate: there is no motion to be reduced."""
    for key in (K.Key_R, K.Key_J, K.Key_Return):
        press(key)
        moving = [
            animation
            for owner in (*QApplication.allWidgets(), QApplication.style(), QApplication.instance())
            for animation in owner.findChildren(QAbstractAnimation)
            if animation.state() == QAbstractAnimation.State.Running
        ]
        assert moving == []
    hint = QStyle.StyleHint.SH_Widget_Animation_Duration
    assert CallPolicyStyle().styleHint(hint) == 0
