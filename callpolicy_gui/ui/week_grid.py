"""When calls arrive and when they are returned: a square for each hour of the week, both counts in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from callpolicy_gui.core.adherence import FIRST_HOUR, GRID_HOURS
from callpolicy_gui.ui.theme import color, font, px, rounded

if TYPE_CHECKING:
    from callpolicy_gui.core.adherence import Grid
    from callpolicy_gui.wording.times import Times

_CELL_GAP = 3


class WeekGrid(QWidget):
    """Seven days of fourteen hours; above what arrived, below what was returned, both as numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._arrivals: Grid = ()
        self._returns: Grid = ()
        self._times: Times | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_grids(self, arrivals: Grid, returns: Grid, words: str, times: Times) -> None:
        """Draw these counts."""
        self._arrivals, self._returns, self._times = arrivals, returns, times
        self.setAccessibleName(self.tr("Calls by weekday and hour"))
        self.setAccessibleDescription(words)
        self.updateGeometry()
        self.update()

    def _half(self) -> float:
        return QFontMetricsF(font("caption")).height() + px(1)

    def sizeHint(self) -> QSize:
        return QSize(px(560), self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        line = QFontMetricsF(font("caption")).height()
        return QSize(px(260), round(line + px(4) + 7 * (2 * self._half() + px(_CELL_GAP))))

    def paintEvent(self, _event: QPaintEvent) -> None:
        times = self._times
        if times is None or not self._arrivals:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("caption"))
        metrics = QFontMetricsF(font("caption"))
        left = max(metrics.horizontalAdvance(times.weekday(day)) for day in range(7)) + px(8)
        top = metrics.height() + px(4)
        step = (self.width() - left) / GRID_HOURS
        self._paint_hours(painter, left, step, metrics, times)
        for day in range(7):
            y = top + day * (2 * self._half() + px(_CELL_GAP))
            painter.setPen(color("text2"))
            name = QRectF(0, y, left, 2 * self._half())
            painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, times.weekday(day))
            for column in range(GRID_HOURS):
                cell = QRectF(left + column * step, y, step - px(_CELL_GAP), 2 * self._half())
                self._paint_cell(painter, cell, self._arrivals[day][column], self._returns[day][column])

    def _paint_hours(
        self, painter: QPainter, left: float, step: float, metrics: QFontMetricsF, times: Times
    ) -> None:
        painter.setPen(color("text3"))
        every = 1 if metrics.horizontalAdvance("20") + px(4) <= step else 2
        signs = metrics.horizontalAdvance("\u226520") <= step
        for column in range(0, GRID_HOURS, every):
            area = QRectF(left + column * step - px(4), 0, step - px(_CELL_GAP) + px(8), metrics.height())
            edge = {0: "\u2264", GRID_HOURS - 1: "\u2265"}.get(column, "") if signs else ""
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, edge + times.hour(FIRST_HOUR + column))

    def _paint_cell(self, painter: QPainter, cell: QRectF, arrived: int, returned: int) -> None:
        if not arrived and not returned:
            rounded(painter, cell, px(4), color("noneSoft"))
            return
        upper = QRectF(cell.left(), cell.top(), cell.width(), cell.height() / 2)
        lower = QRectF(cell.left(), upper.bottom(), cell.width(), cell.height() / 2)
        for area, count, state in ((upper, arrived, "later"), (lower, returned, "next")):
            rounded(
                painter, area.adjusted(0, 0.5, 0, -0.5), px(3), color(f"{state}Soft" if count else "noneSoft")
            )
            if count:
                painter.setPen(color(state))
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(count))


class GridLegend(QWidget):
    """What stands above and what below, beside a cell of each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Above: calls that arrived. Below: calls that were returned."))

    def _words(self) -> tuple[tuple[str, str], ...]:
        return (("later", self.tr("above: arrived")), ("next", self.tr("below: returned")))

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(font("caption"))
        width = sum(metrics.horizontalAdvance(words) + px(30) for _, words in self._words())
        return QSize(round(width) + 2, round(metrics.height()) + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("caption"))
        metrics = QFontMetricsF(font("caption"))
        left, side = 0.0, px(12)
        for state, words in self._words():
            at = QPointF(left, (self.height() - side) / 2)
            rounded(
                painter,
                QRectF(at.x(), at.y(), side, side),
                px(3),
                color(f"{state}Soft"),
                color(f"{state}Mark"),
            )
            painter.setPen(color("text2"))
            width = metrics.horizontalAdvance(words)
            painter.drawText(
                QRectF(left + px(17), 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, words
            )
            left += px(30) + width
