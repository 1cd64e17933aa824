"""The table of the log: how its cells are painted and how its columns share the width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from callpolicy_gui.ui.log_model import (
    CALLER,
    DUE,
    KEPT,
    OUTCOME,
    RECEIVED,
    SORT_ROLE,
    VOICEMAIL,
    LogModel,
)
from callpolicy_gui.ui.theme import color, font, px

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

_ROW_HEIGHT, _SIDE = 34, 8
# The widest words a column usually has, without and with a year.
_WIDEST = {
    RECEIVED: ("Wed 28 Nov 23:59", "Wed 28 Nov 2025 23:59"),
    CALLER: ("Konstantina Featherstone", "Konstantina Featherstone"),
    VOICEMAIL: ("Voicemail", "Voicemail"),
    DUE: ("end of 28 Nov", "28 Nov 2025 23:59"),
    OUTCOME: ("Left message 28 Nov 23:59", "Left message 28 Nov 2025 23:59"),
    KEPT: ("Late by 38 min", "Late by 38 min"),
}
_LEAST_CALLER = 130
# What is left out, in this order, where the table is too narrow for all six columns.
_GIVES_WAY = (VOICEMAIL, DUE)


class _Cells(QStyledItemDelegate):
    """Plain cells with room around the words; what was late is said in the ink of its state too."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(option.rect, color("selection"))
        used = index.data(Qt.ItemDataRole.FontRole)
        painter.setFont(used)
        painter.setPen(color(self._ink(index)))
        area = option.rect.adjusted(px(_SIDE), 0, -px(_SIDE) // 2, 0)
        text = QFontMetrics(used).elidedText(
            str(index.data() or ""), Qt.TextElideMode.ElideRight, area.width()
        )
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
        painter.drawText(area, flags, text)

    @staticmethod
    def _ink(index: QModelIndex | QPersistentModelIndex) -> str:
        if index.column() == CALLER:
            return "text"
        late = index.data(SORT_ROLE) if index.column() == KEPT else None
        return "overdue" if isinstance(late, int) and late > 0 else "text2"


class LogTable(QTableView):
    """The table: rows are chosen whole, Tab leaves it, columns take what their words need.

    `opened` is sent by Enter and a double click, and never by a single one, whatever the desktop's habit.
    """

    opened = Signal()

    def __init__(self, model: LogModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log = model
        self.setModel(model)
        self.setItemDelegate(_Cells(self))
        self.setAccessibleName(self.tr("Call log"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Rows and columns for the present text size; what width is left goes to caller and outcome."""
        metrics, strong = QFontMetrics(font("body")), QFontMetrics(font("strong"))
        self.verticalHeader().setDefaultSectionSize(max(px(_ROW_HEIGHT), strong.height() + px(10)))
        wide = self._log.has_other_years()
        wanted = {
            column: metrics.horizontalAdvance(texts[wide]) + px(2 * _SIDE)
            for column, texts in _WIDEST.items()
        }
        wanted[CALLER] = strong.horizontalAdvance(_WIDEST[CALLER][0]) + px(2 * _SIDE)
        spare = self.viewport().width() - sum(wanted.values()) + wanted[CALLER] - px(_LEAST_CALLER)
        for column in _GIVES_WAY:
            self.setColumnHidden(column, spare < 0)
            spare += wanted[column] if spare < 0 else 0
        if spare > wanted[CALLER] - px(_LEAST_CALLER):
            left = spare - wanted[CALLER] + px(_LEAST_CALLER)
            wanted[CALLER] += left // 2
            wanted[OUTCOME] += left - left // 2
        else:
            wanted[CALLER] = px(_LEAST_CALLER) + max(0, spare)
        for column, width in wanted.items():
            self.setColumnWidth(column, width)
