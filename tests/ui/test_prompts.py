from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

from callpolicy_gui.controller.views import Field, Refused, SnoozeChoice
from callpolicy_gui.core.calls import NotOwedReason, Outcome
from callpolicy_gui.ui.prompts import WhenPrompt, not_owed_menu, snooze_menu, when_question
from tests.ui.queue_fixtures import QUIET, controller, installed, press, settle, shown, write  # noqa: F401

pytestmark = QUIET
KEY = Qt.Key


@pytest.fixture
def holder(controller, shown):  # noqa: F811
    return shown(QWidget(), 600, 400)


@pytest.mark.parametrize(("key", "reason"), list(zip("1234", NotOwedReason, strict=True)))
def test_a_digit_names_the_reason(holder, key, reason):
    answers = []
    not_owed_menu(holder, answers.append).show_at(QPoint(0, 0))
    press(getattr(KEY, f"Key_{key}"))
    assert answers == [reason]
    assert QApplication.activePopupWidget() is None


def test_enter_takes_the_marked_line_and_esc_none(holder):
    answers = []
    not_owed_menu(holder, answers.append).show_at(QPoint(0, 0))
    press(KEY.Key_Down)
    press(KEY.Key_Return)
    assert answers == [NotOwedReason.RESOLVED]
    not_owed_menu(holder, answers.append).show_at(QPoint(0, 0))
    press(KEY.Key_Escape)
    assert answers == [NotOwedReason.RESOLVED]


def test_other_keys_answer_nothing(holder):
    answers = []
    not_owed_menu(holder, answers.append).show_at(QPoint(0, 0))
    press(KEY.Key_7)
    assert answers == []
    assert QApplication.activePopupWidget() is not None
    press(KEY.Key_Escape)


@pytest.mark.parametrize(
    "choices", [(), (SnoozeChoice("1", "In & out", 5), SnoozeChoice("3", "Tomorrow", 9))]
)
def test_the_wish_of_the_client_is_always_the_fourth(holder, choices):
    wished, until = [], []
    menu = snooze_menu(holder, choices, until.append, lambda: wished.append(1))
    assert list(menu.choices()) == [*(c.key for c in choices), "4"]
    menu.show_at(QPoint(0, 0))
    press(KEY.Key_4)
    assert (wished, until) == ([1], [])


def test_a_snooze_choice_gives_its_instant(holder):
    until = []
    snooze_menu(holder, (SnoozeChoice("3", "Tomorrow", 9),), until.append, lambda: None).show_at(QPoint(0, 0))
    press(KEY.Key_3)
    assert until == [9]


def test_when_keeps_what_was_refused(holder):
    asked = []

    def submit(text):
        asked.append(text)
        return Refused("I could not read that time.", Field.RECEIVED) if len(asked) == 1 else None

    prompt = WhenPrompt(when_question(Outcome.REACHED), submit, holder)
    prompt.open()
    settle()
    assert prompt.time.accessibleName() == "When did you reach them?"
    write("dunno")
    press(KEY.Key_Return)
    assert prompt.field.error() == "I could not read that time."
    assert prompt.time.text() == "dunno"
    write("12:55")
    assert prompt.field.error() == ""
    press(KEY.Key_Return)
    assert asked == ["dunno", "12:55"]
    assert QApplication.activeModalWidget() is None


def test_when_can_be_left(holder):
    asked = []
    WhenPrompt("When?", asked.append, holder).open()
    settle()
    press(KEY.Key_Escape)
    assert asked == []
    assert QApplication.activeModalWidget() is None
