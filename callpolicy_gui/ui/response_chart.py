"""How long returns took, as bars: kept filled, late hatched, and a line where the promise ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from callpolicy_gui.ui.theme import color, font, hatch, px, rounded
from callpolicy_gui.wording.insights import bar_sentence, bar_title
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callpolicy_gui.core.adherence import ResponseBar

_HEIGHT, _GAP = 150, 6


class ResponseChart(QWidget):
    """A bar for each length of time. Its description reads every bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[ResponseBar, ...] = ()
        self._line: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: Sequence[ResponseBar], line_hours: int | None, words: str) -> None:
        """Draw these; `line_hours` is where the promise ends, None for no line."""
        self._bars = tuple(bars)
        bounds = [bar.until_hours for bar in bars]
        self._line = bounds.index(line_hours) if line_hours is not None and line_hours in bounds else None
        self.setAccessibleName(words)
        said = [bar_sentence(n, bars) for n, bar in enumerate(bars) if bar.kept + bar.late]
        self.setAccessibleDescription(". ".join(said))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(380), px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(220), px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._bars:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("caption"))
        metrics = QFontMetricsF(font("caption"))
        foot = metrics.height() + px(4)
        head = metrics.height() * (2 if self._line is not None else 1) + px(4)
        room = self.height() - foot - head
        step = self.width() / len(self._bars)
        most = max(1, *(bar.kept + bar.late for bar in self._bars))
        base = self.height() - foot
        painter.setPen(QPen(color("border"), 1))
        painter.drawLine(QPointF(0, base), QPointF(self.width(), base))
        for number, bar in enumerate(self._bars):
            area = QRectF(number * step + px(_GAP) / 2, base, step - px(_GAP), 0)
            top = self._paint_bar(painter, bar, area, room / most)
            self._paint_words(painter, number, area, top, metrics)
        if self._line is not None:
            self._paint_line(painter, (self._line + 1) * step, base, metrics)

    def _paint_bar(self, painter: QPainter, bar: ResponseBar, area: QRectF, each: float) -> float:
        """Paint what was kept, and above it what was late; where the bar ends."""
        top = area.top()
        if bar.kept:
            kept = QRectF(area.left(), top - bar.kept * each, area.width(), bar.kept * each)
            rounded(painter, kept, px(3), color("nextSoft"), color("nextMark"), 1.2)
            top = kept.top()
        if bar.late:
            late = QRectF(area.left(), top - bar.late * each, area.width(), bar.late * each)
            rounded(painter, late, px(3), color("surface"), color("noneMark"), 1.2)
            hatch(painter, late.adjusted(2, 2, -2, -2), color("noneMark"))
            top = late.top()
        return top

    def _paint_words(
        self, painter: QPainter, number: int, area: QRectF, top: float, metrics: QFontMetricsF
    ) -> None:
        bar = self._bars[number]
        painter.setPen(color("text3"))
        label = QRectF(
            area.left() - px(_GAP), area.top() + px(3), area.width() + 2 * px(_GAP), metrics.height()
        )
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, bar_title(number, self._bars))
        if bar.kept + bar.late:
            painter.setPen(color("text2"))
            count = QRectF(area.left(), top - metrics.height() - 1, area.width(), metrics.height())
            painter.drawText(count, Qt.AlignmentFlag.AlignCenter, str(bar.kept + bar.late))

    def _paint_line(self, painter: QPainter, x: float, base: float, metrics: QFontMetricsF) -> None:
        words = tr("your promise")
        painter.setPen(QPen(color("accent"), 1.6, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, metrics.height() + 1), QPointF(x, base))
        painter.setPen(color("accentText"))
        width = metrics.horizontalAdvance(words) + 2
        left = min(max(0.0, x - width / 2), self.width() - width)
        painter.drawText(QRectF(left, 0, width, metrics.height()), Qt.AlignmentFlag.AlignCenter, words)
