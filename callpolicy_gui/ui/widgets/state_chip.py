"""A count of calls in one state, to press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from callpolicy_gui.ui.theme import STATE_ICONS, color, draw_icon, ink, px, rounded, set_font
from callpolicy_gui.ui.theme.states import HOT_STATES
from callpolicy_gui.ui.widgets.buttons import Button

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

_LEAST = 28


class StateChip(Button):
    """How many calls are in a state: icon, number and word. Pressing it should jump to that group."""

    def __init__(self, state: str, count: int, word: str, *, parent: QWidget | None = None) -> None:
        super().__init__(icon=STATE_ICONS[state], kind="ghost", parent=parent)
        self._state = state
        self.ring_radius = -1  # fully round, and so is its focus ring
        set_font(self, "body", 500)
        self.set_count(count, word)

    def set_count(self, count: int, word: str) -> None:
        """Show another count; a count of zero hides the chip."""
        self.set_words(f"{count} {word}")
        # Without a parent yet, showing would open a window of its own.
        if count == 0 or self.parentWidget() is not None:
            self.setVisible(count > 0)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        width = 2 * px(9) + px(16) + px(6) + metrics.horizontalAdvance(self.words()) + 2
        return QSize(width, max(px(_LEAST), metrics.height() + px(10)))

    def heightForWidth(self, _width: int) -> int:
        return self.sizeHint().height()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        hover = self.underMouse() and self.isEnabled()
        if self._state in HOT_STATES:
            border = color(f"{self._state}Mark") if hover or self.isDown() else None
            rounded(painter, area, area.height() / 2, color(f"{self._state}Soft"), border)
        elif hover or self.isDown():
            rounded(painter, area, area.height() / 2, color("border" if self.isDown() else "hairline"))
        side, left, token = px(16), area.left() + px(9) - 1, ink(self._state)
        draw_icon(painter, self._icon, QRectF(left, area.center().y() - side / 2, side, side), token)
        painter.setFont(self.font())
        painter.setPen(color(token))
        words = area.adjusted(px(9) - 1 + side + px(6), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.words())
