"""One setting: what it is called, what it means, its control, and why a change was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from callpolicy_gui.ui.adaptive_row import AdaptiveRow
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.widgets import IconLabel, Label, announce

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent

_STACK_BELOW, _CONTROL_WIDTH = 460, 250


class SettingRow(QWidget):
    """Words on the left, the control on the right; under them with `below`, or where room is short."""

    def __init__(
        self, title: str, hint: str, control: QWidget, *, below: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.control = control
        column = QVBoxLayout(self)
        space(column, 0, 4)
        self._words = QWidget()
        lines = QVBoxLayout(self._words)
        space(lines, 0, 1)
        self._title = Label(title)
        self._title.setBuddy(control)
        lines.addWidget(self._title)
        self._hint = Label(hint, "caption", "text3")
        # Never shown before it has a parent: for a moment it would be a window of its own, with the focus.
        if not hint:
            self._hint.hide()
        lines.addWidget(self._hint)
        row = AdaptiveRow(100_000 if below else _STACK_BELOW, gap=8)
        row.add(self._words, 1)
        row.add(control, 0)
        column.addWidget(row)
        self._error = Label("", "caption", "overdue")
        self._error_line = QWidget()
        line = QHBoxLayout(self._error_line)
        space(line, 0, 6)
        line.addWidget(IconLabel("triangle-alert", "overdue", 16), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._error, 1)
        self._error_line.hide()
        column.addWidget(self._error_line)
        if not control.accessibleName():
            control.setAccessibleName(title)
        if hint:
            control.setAccessibleDescription(hint)

    def error(self) -> str:
        """Why the last change was refused, or an empty text."""
        return self._error.text()

    def set_error(self, sentence: str) -> None:
        """Say why a change was refused; "" clears it."""
        self._error.setText(sentence)
        self._error_line.setVisible(bool(sentence))
        if sentence:
            announce(self.control, sentence, urgent=True)


class Choice(QComboBox):
    """A list of (value, words) to choose from.

    `picked` is sent once the choice is finished: from the list at once, but after arrow keys and
    letters only with Enter or when the field is left. What is passed on the way is not a choice.
    """

    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._by_key = self._pending = False
        self.activated.connect(self._activated)
        self.setMaxVisibleItems(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(_CONTROL_WIDTH), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(140), super().minimumSizeHint().height())

    def fill(self, choices: tuple[tuple[str, str], ...]) -> None:
        """Offer these, without a signal."""
        blocked = self.blockSignals(True)
        self.clear()
        for value, words in choices:
            self.addItem(words, value)
        self.blockSignals(blocked)

    def show_value(self, value: str) -> None:
        """Show a value, without a signal; one that is not offered is added as itself."""
        blocked = self.blockSignals(True)
        found = self.findData(value)
        if found < 0:
            self.addItem(value, value)
            found = self.count() - 1
        self.setCurrentIndex(found)
        if self.isEditable():
            self.setEditText(self.itemText(found))
        self.blockSignals(blocked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._by_key = True
        super().keyPressEvent(event)
        self._by_key = False
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._finish()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._finish()

    def _activated(self) -> None:
        self._pending = True
        if not self._by_key:
            self._finish()

    def _finish(self) -> None:
        if self._pending:
            self._pending = False
            self.picked.emit()

    def value(self) -> str:
        """The value chosen."""
        return str(self.currentData() or "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The wheel scrolls the page; it must not change, and save, what it happens to pass over.
        event.ignore()


class Number(QSpinBox):
    """A number with its unit; a typed one counts once it is finished."""

    def __init__(self, least: int, most: int, step: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(least, most)
        self.setSingleStep(step)
        self.setKeyboardTracking(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(130), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_value(self, value: int) -> None:
        """Show a number, without a signal."""
        blocked = self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(blocked)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The wheel scrolls the page; it must not change, and save, what it happens to pass over.
        event.ignore()
