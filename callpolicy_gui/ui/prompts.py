"""Small questions answered by one key, or by one line of text.

A menu whose lines carry digits (why is no return owed, until when) and a field for a time ("when?").
Nothing here decides: the answer goes back to who asked.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QLayout, QMenu, QVBoxLayout, QWidget

from callpolicy_gui.core.calls import NotOwedReason, Outcome
from callpolicy_gui.ui.dialog_size import fit_height
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.widgets import Button, Field, FlowLayout, FocusRing, LineEdit, no_mnemonic
from callpolicy_gui.wording.discretion import KEYS
from callpolicy_gui.wording.queue import NOT_OWED_REASONS
from callpolicy_gui.wording.text import tr as worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QAction, QKeyEvent

    from callpolicy_gui.controller.views import Refused, SnoozeChoice


_WIDTH = 360


def _tr(text: str) -> str:
    return QCoreApplication.translate("Prompts", text)


class KeyedMenu(QMenu):
    """A menu whose every line has a key, printed at its end; the key alone answers.

    `names_key_pressed` is sent by the key that hides names: an open menu lets no key through to the window.
    """

    names_key_pressed = Signal()

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(title)
        self._by_key: dict[str, QAction] = {}
        heading = self.addAction(no_mnemonic(title))
        heading.setEnabled(False)
        self.addSeparator()

    def add_choice(self, key: str, words: str, answer: Callable[[], object]) -> QAction:
        """A line `words` with `key`; `answer` is called when it is chosen."""
        action = self.addAction(f"{no_mnemonic(words)}\t{key}")
        action.triggered.connect(lambda _checked=False: answer())
        self._by_key[key] = action
        return action

    def choices(self) -> dict[str, QAction]:
        """The lines by key."""
        return dict(self._by_key)

    def show_at(self, place: QPoint) -> None:
        """Open with the first line selected; `place` is in global pixels."""
        first = next(iter(self._by_key.values()), None)
        self.popup(place)
        if first is not None:
            self.setActiveAction(first)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if QKeySequence(event.keyCombination()) == QKeySequence(KEYS):
            self.names_key_pressed.emit()
            return
        action = self._by_key.get(event.text())
        if action is not None:
            self.close()
            action.trigger()
            return
        super().keyPressEvent(event)


def not_owed_menu(parent: QWidget, answer: Callable[[NotOwedReason], object]) -> KeyedMenu:
    """Why no return is owed: one of four."""
    menu = KeyedMenu(_tr("Why is no return owed?"), parent)
    for number, reason in enumerate(NotOwedReason, start=1):
        menu.add_choice(str(number), worded(NOT_OWED_REASONS[reason]), partial(answer, reason))
    return menu


def snooze_menu(
    parent: QWidget,
    choices: Iterable[SnoozeChoice],
    until: Callable[[int], object],
    client_asked: Callable[[], object],
) -> KeyedMenu:
    """Until when to put a call off; the last line asks for the time the client wished."""
    menu = KeyedMenu(_tr("Snooze until"), parent)
    for choice in choices:
        menu.add_choice(choice.key, choice.words, partial(until, choice.until))
    taken = menu.choices()
    key = next(str(n) for n in range(max(4, len(taken) + 1), 10) if str(n) not in taken)
    menu.add_choice(key, _tr("Client asked for a time\u2026"), client_asked)
    return menu


WHEN_QUESTIONS = {
    Outcome.REACHED: "When did you reach them?",
    Outcome.LEFT_MESSAGE: "When did you leave the message?",
    Outcome.NO_ANSWER: "When did you try?",
    Outcome.WRONG_NUMBER: "When did you try?",
}


def when_question(outcome: Outcome) -> str:
    """What Shift and the outcome's key ask."""
    return _tr(WHEN_QUESTIONS[outcome])


class WhenPrompt(QDialog):
    """One field for a time. `submit` gets the text; a refusal is shown and the text kept."""

    def __init__(
        self,
        question: str,
        submit: Callable[[str], Refused | None],
        parent: QWidget,
        *,
        hint: str = "",
        action: str = "",
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_tr("When"))
        self._submit = submit
        self.time = LineEdit(_tr("14:05"))
        self.field = Field(question, self.time, hint or _tr("14:05, 20m ago or yesterday 6pm"))
        self.record = Button(action or _tr("Record"), "check", "primary", key=_tr("Enter"))
        cancel = Button(_tr("Cancel"))
        self.record.clicked.connect(self._send)
        self.time.textEdited.connect(lambda _text: self.field.set_error(""))
        cancel.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        space(column, 16, 12)
        column.addWidget(self.field)
        buttons = QWidget()
        row = FlowLayout(buttons, gap=8, trailing=True)
        row.addWidget(cancel)
        row.addWidget(self.record)
        column.addWidget(buttons)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setTabOrder(self.time, self.record)
        self.setTabOrder(self.record, cancel)
        self._ring = FocusRing(self)
        self.time.setFocus()
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            fit_height(self, layout, px(_WIDTH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._send()
            return
        super().keyPressEvent(event)

    def _send(self) -> None:
        refused = self._submit(self.time.text().strip())
        if refused is None:
            self.accept()
            return
        self.field.set_error(refused.sentence)
        self._fit()
        self.time.setFocus()
        self.time.selectAll()
