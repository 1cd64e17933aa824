"""What unfolds below the line of quick log: the fields, the due sentence, and the button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from callpolicy_gui.ui.shrinking_scroll import ShrinkingScroll
from callpolicy_gui.ui.theme import px, space

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from callpolicy_gui.ui.call_fields import CallFields
    from callpolicy_gui.ui.due_line import DueLine
    from callpolicy_gui.ui.widgets import Button

_STACKED = 420  # layout units
_GAP, _BESIDE = 10, 12


class QuickLogFields(QWidget):
    """The fields scroll where room is short; the due sentence never does. All sizes are logical pixels."""

    resized = Signal()

    def __init__(self, fields: CallFields, due: DueLine, submit: Button) -> None:
        super().__init__()
        self._due = due
        self._submit = submit
        column = QVBoxLayout(self)
        space(column, 0, _GAP)
        self._scroll = ShrinkingScroll(fields)
        self._scroll.content_resized.connect(self.resized)
        column.addWidget(self._scroll)
        self._foot = QHBoxLayout()
        space(self._foot, 0, _BESIDE)
        self._foot.addWidget(due, 1)
        self._foot.addWidget(submit, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(self._foot)

    def needed_height(self, width: int) -> int:
        """How high it wants to be at a width."""
        return self._scroll.content_height(width) + self.least_height(width)

    def least_height(self, width: int) -> int:
        """How high it is where the fields get no room at all."""
        button = self._submit.sizeHint()
        if self._is_stacked(width):
            return px(_GAP) + self._due.heightForWidth(width) + px(_BESIDE) + button.height()
        words = self._due.heightForWidth(width - button.width() - px(_BESIDE))
        return px(_GAP) + max(words, button.height())

    def give_room(self, width: int, room: int) -> None:
        """Fit into `room`, which may be less than is needed."""
        self._scroll.give_room(width, room - self.least_height(width))

    @staticmethod
    def _is_stacked(width: int) -> bool:
        """Whether the due sentence gets the whole line: it is the product, and must not be squeezed."""
        return width < px(_STACKED) - 2 * px(_BESIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._foot.setDirection(down if self._is_stacked(self.width()) else across)
