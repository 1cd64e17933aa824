"""The outcomes of a call as real buttons: focusable, named, and with their keys printed on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.core.calls import Outcome
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.widgets import Button
from callpolicy_gui.wording.queue import OUTCOMES
from callpolicy_gui.wording.text import tr as worded

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from callpolicy_gui.core.callback_queue import QueueRow

_GAP = 8
_SCROLL_BAR = 16


class OutcomeButtons(QWidget):
    """Returned across the whole width, the others in two columns, or one where two do not fit."""

    attempt_requested = Signal(object)  # an Outcome
    snooze_requested = Signal()
    not_owed_requested = Signal()
    call_back_requested = Signal()
    edit_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = 0
        self._group, self._can_be_closed = Group.LATER_TODAY, True
        self.returned = self._outcome(Outcome.REACHED, "check", "primary")
        self.left_message = self._outcome(Outcome.LEFT_MESSAGE, "message-square")
        self.no_answer = self._outcome(Outcome.NO_ANSWER, "phone-off")
        self.wrong_number = self._outcome(Outcome.WRONG_NUMBER, "user-x", "ghost")
        self.snooze = Button(self.tr("Snooze"), "alarm-clock-plus")
        self.not_owed = Button(self.tr("Not owed"), "circle-slash")
        self.edit = Button(self.tr("Edit"), "pencil", "ghost")
        self.call_back = Button(self.tr("Call back anyway"), "phone-outgoing", "primary")
        self.snooze.clicked.connect(self.snooze_requested)
        self.not_owed.clicked.connect(self.not_owed_requested)
        self.edit.clicked.connect(self.edit_requested)
        self.call_back.clicked.connect(self.call_back_requested)
        self._keys = {
            self.returned: "R",
            self.left_message: "M",
            self.no_answer: "N",
            self.wrong_number: "W",
            self.snooze: "S",
            self.not_owed: "X",
            self.edit: "E",
            self.call_back: "O",
        }
        self._grid = QGridLayout(self)
        space(self._grid, 0, _GAP)
        for button in self._keys:
            button.setParent(self)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_single_keys(on=True)
        self._arrange(2)

    def _outcome(self, outcome: Outcome, icon: str, kind: str = "plain") -> Button:
        button = Button(worded(OUTCOMES[outcome]), icon, kind)
        button.clicked.connect(lambda: self.attempt_requested.emit(outcome))
        return button

    def set_single_keys(self, *, on: bool) -> None:
        """Print the keys, or not where they are switched off."""
        for button, key in self._keys.items():
            button.set_key(key if on else "")
        self._settle()

    def set_row(self, row: QueueRow) -> None:
        """Offer what can be done with this row."""
        wanted = (row.group, row.can_be_closed)
        if wanted != (self._group, self._can_be_closed):
            self._group, self._can_be_closed = wanted
            self._arrange(self._columns)

    def first_button(self) -> Button:
        """The button that keeps the promise."""
        return self.call_back if self._group is Group.NOT_OWED else self.returned

    def _offered(self) -> list[Button]:
        if self._group is Group.NOT_OWED:
            return [self.call_back, *([self.not_owed] if self._can_be_closed else []), self.edit]
        return [
            self.returned,
            self.left_message,
            self.no_answer,
            self.snooze,
            self.not_owed,
            self.wrong_number,
            self.edit,
        ]

    def _arrange(self, columns: int) -> None:
        self._columns = columns
        for button in self._keys:
            self._grid.removeWidget(button)
            button.hide()
        first, *rest = self._offered()
        self._grid.addWidget(first, 0, 0, 1, columns)
        for number, button in enumerate(rest):
            self._grid.addWidget(button, 1 + number // columns, number % columns)
        for before, after in zip([first, *rest], rest, strict=False):
            self.setTabOrder(before, after)
        for button in (first, *rest):
            button.show()

    def _settle(self) -> None:
        widest = max(button.minimumSizeHint().width() for button in self._offered())
        # As if no scroll bar took its little width: the higher single column would keep the very
        # scroll bar that caused it. Where it is there, the buttons' key caps give way.
        columns = 2 if self.width() + px(_SCROLL_BAR) >= 2 * widest + px(_GAP) else 1
        if columns != self._columns:
            self._arrange(columns)

    def minimumSizeHint(self) -> QSize:
        """As wide as one column needs, as high as what is arranged now."""
        widest = max(button.minimumSizeHint().width() for button in self._offered())
        return QSize(widest, self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()
