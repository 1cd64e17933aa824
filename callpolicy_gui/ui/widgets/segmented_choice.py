"""One of a few, as a row of buttons: a radio group that reads as one control."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from callpolicy_gui.ui.widgets.buttons import Button
from callpolicy_gui.ui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Iterable

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class SegmentedChoice(QWidget):
    """Exactly one option is chosen. Arrow keys move the choice, Home and End go to the ends; Tab stops once.

    `options` are (value, text) or (value, text, icon name); the first is chosen to begin with. `name` is what
    a screen reader calls the group. `changed` carries the value and is not sent by `set_value`.
    """

    changed = Signal(str)

    def __init__(
        self,
        options: Iterable[tuple[str, str] | tuple[str, str, str]],
        name: str,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._wrapped_height = 0
        self._buttons: dict[str, Button] = {}
        # A group of its own: auto-exclusive buttons would share one with the parent's radio buttons.
        self._group = QButtonGroup(self)
        row = self._row = FlowLayout(self, gap=8)
        for value, text, *rest in options:
            button = Button(text, rest[0] if rest else "", "segment", parent=self)
            # For the role of a radio button; what excludes what is the group's business.
            button.setAutoExclusive(True)
            self._group.addButton(button)
            button.setAccessibleDescription(name)
            button.installEventFilter(self)
            button.clicked.connect(lambda _on=False, chosen=value: self._choose(chosen))
            self._buttons[value] = button
            row.addWidget(button)
        self._value = next(iter(self._buttons), "")
        self._show_value()

    def value(self) -> str:
        """The value chosen."""
        return self._value

    def set_value(self, value: str) -> None:
        """Choose `value`; KeyError when it is no option."""
        if value not in self._buttons:
            raise KeyError(value)
        self._value = value
        self._show_value()

    def button(self, value: str) -> Button:
        """The button of an option, for a shortcut or a tool tip."""
        return self._buttons[value]

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Focus goes to the chosen option."""
        if self._value:
            self._buttons[self._value].setFocus(reason)

    def sizeHint(self) -> QSize:
        hint = self._row.sizeHint()
        return QSize(hint.width(), max(hint.height(), self._wrapped_height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A layout never gives a fixed height more than its hint, so the hint has to know about wrapping.
        needed = self._row.heightForWidth(event.size().width())
        if needed != self.sizeHint().height():
            self._wrapped_height = needed
            self.updateGeometry()

    def _choose(self, value: str) -> None:
        moved = value != self._value
        self._value = value
        self._show_value()
        if moved:
            self.changed.emit(value)

    def _show_value(self) -> None:
        for value, button in self._buttons.items():
            chosen = value == self._value
            if chosen:
                button.setChecked(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        order = [value for value, button in self._buttons.items() if button.isEnabled()]
        key = Qt.Key(event.key())
        if not order or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            # Qt would move the choice whatever is held down; the window may mean something else by it.
            event.ignore()
            return key in _STEPS
        here = order.index(self._value) if self._value in order else 0
        if key in _STEPS:
            step = _STEPS[key]
            flipped = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            if flipped and key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
                step = -step
            there = (here + step) % len(order)
        elif key == Qt.Key.Key_Home:
            there = 0
        elif key == Qt.Key.Key_End:
            there = len(order) - 1
        else:
            return False
        self._choose(order[there])
        self._buttons[order[there]].setFocus(Qt.FocusReason.TabFocusReason)
        return True
