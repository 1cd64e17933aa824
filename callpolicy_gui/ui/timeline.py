"""The history of a call: what happened, when, and what was said about it, the latest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from callpolicy_gui.ui.theme import color, draw_icon, font, px, rounded

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from callpolicy_gui.wording.queue import TimelineEntry

_DOT, _ICON, _GAP = 28, 15, 12
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
# icon: fill and ink of its dot; what a person did is tinted, what merely happened is not
_LOOKS = {
    "check": ("doneSoft", "done"),
    "voicemail": ("laterSoft", "later"),
    "phone-off": ("nextSoft", "next"),
    "message-square": ("nextSoft", "next"),
}


class Timeline(QWidget):
    """Paints entries one below the other; notes wrap, and never widen the pane."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[TimelineEntry, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_entries(self, entries: tuple[TimelineEntry, ...]) -> None:
        """Show other events; equal ones repaint nothing."""
        if entries == self._entries:
            return
        self._entries = entries
        said = (", ".join(part for part in (e.when, e.title, e.note) if part) for e in entries)
        self.setAccessibleName("; ".join(said))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return sum(self._height(entry, width) for entry in self._entries)

    def sizeHint(self) -> QSize:
        return QSize(px(240), self.heightForWidth(self.width() or px(300)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), self.heightForWidth(self.width() or px(300)))

    def _stacks(self, entry: TimelineEntry, width: int) -> bool:
        """Whether title and time have no room side by side."""
        title = QFontMetrics(font("strong", 500)).horizontalAdvance(entry.title)
        when = QFontMetrics(font("caption")).horizontalAdvance(entry.when)
        return title + when + px(_DOT) + px(_GAP) + px(8) > width

    def _note_height(self, entry: TimelineEntry, width: int) -> int:
        if not entry.note:
            return 0
        room = max(1, width - px(_DOT) - px(_GAP))
        return QFontMetrics(font("body")).boundingRect(0, 0, room, 10_000, _WRAP, entry.note).height()

    def _height(self, entry: TimelineEntry, width: int) -> int:
        lines = QFontMetrics(font("strong", 500)).height() + self._note_height(entry, width) + px(1)
        if self._stacks(entry, width):
            lines += QFontMetrics(font("caption")).height()
        return max(lines, px(_DOT) + px(4)) + px(16)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = 0
        for number, entry in enumerate(self._entries):
            height = self._height(entry, self.width())
            if number < len(self._entries) - 1:
                painter.setPen(QPen(color("border"), 2))
                middle = px(_DOT) / 2
                painter.drawLine(
                    QPointF(middle, top + px(_DOT) + px(4)), QPointF(middle, top + height - px(4))
                )
            self._paint_dot(painter, entry, top)
            self._paint_words(painter, entry, top)
            top += height

    def _paint_dot(self, painter: QPainter, entry: TimelineEntry, top: int) -> None:
        fill, ink = _LOOKS.get(entry.icon, ("noneSoft", "text2"))
        area = QRectF(0, top, px(_DOT), px(_DOT))
        rounded(painter, area, px(_DOT) / 2, color(fill))
        inset = (px(_DOT) - px(_ICON)) / 2
        draw_icon(painter, entry.icon, area.adjusted(inset, inset, -inset, -inset), ink)

    def _paint_words(self, painter: QPainter, entry: TimelineEntry, top: int) -> None:
        strong, caption = QFontMetricsF(font("strong", 500)), QFontMetricsF(font("caption"))
        left = px(_DOT) + px(_GAP)
        room = QRectF(left, top + px(_DOT) / 2 - strong.height() / 2, self.width() - left, strong.height())
        painter.setFont(font("strong", 500))
        painter.setPen(color("text"))
        painter.drawText(room, _LINE | Qt.AlignmentFlag.AlignLeft, entry.title)
        painter.setFont(font("caption"))
        painter.setPen(color("text3"))
        stacked = self._stacks(entry, self.width())
        if stacked:
            room.translate(0, strong.height())
            room.setHeight(caption.height())
        side = Qt.AlignmentFlag.AlignLeft if stacked else Qt.AlignmentFlag.AlignRight
        painter.drawText(room, _LINE | side, entry.when)
        painter.setFont(font("body"))
        painter.setPen(color("text2"))
        note = QRectF(left, room.bottom() + px(1), self.width() - left, 10_000)
        painter.drawText(note, _WRAP, entry.note)
