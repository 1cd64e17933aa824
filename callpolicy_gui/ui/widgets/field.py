"""A form row: what it is called, the control, and what is wrong with it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.theme.style_controls import INVALID
from callpolicy_gui.ui.widgets.announce import announce
from callpolicy_gui.ui.widgets.icon_labels import IconLabel
from callpolicy_gui.ui.widgets.labels import Label


class Field(QWidget):
    """`control` under its label, with an optional `hint` and a place for an error below.

    The label names the control to a screen reader. The control must be a single focusable widget.
    """

    def __init__(
        self, label: str, control: QWidget, hint: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.control = control
        self._label = Label(label, "body", "text2")
        self._label.setBuddy(control)
        self._hint = Label(hint, "caption", "text3")
        # Never shown before it has a parent: for a moment it would be a window of its own, with the focus.
        if not hint:
            self._hint.hide()
        self._error_icon = IconLabel("triangle-alert", "overdue", 16)
        self._error = Label("", "caption", "overdue")
        self._error_row = QWidget()
        row = QHBoxLayout(self._error_row)
        space(row, 0, 6)
        row.addWidget(self._error_icon)
        row.addWidget(self._error, 1)
        self._error_row.hide()
        column = QVBoxLayout(self)
        space(column, 0, 4)
        for widget in (self._label, control, self._hint, self._error_row):
            column.addWidget(widget)
        if not control.accessibleName():
            control.setAccessibleName(label)
        if hint:
            control.setAccessibleDescription(hint)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def label(self) -> QLabel:
        """The label above the control."""
        return self._label

    def error(self) -> str:
        """What is wrong, or ""."""
        return self._error.text()

    def set_hint(self, hint: str) -> None:
        """Change the sentence below the control; "" hides it."""
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def set_error(self, text: str) -> None:
        """Say what is wrong in words, an icon and the border, and read it aloud; "" clears it."""
        changed = text != self._error.text()
        self._error.setText(text)
        self._error_row.setVisible(bool(text))
        self.control.setProperty(INVALID, bool(text))
        self.control.setAccessibleDescription(text or self._hint.text())
        self.control.update()
        if text and changed:
            announce(self.control, text, urgent=True)
