"""A small table to look at before something is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from callpolicy_gui.ui.theme import font, px

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class PlainTable(QTableWidget):
    """A few rows of plain text to look at; nothing can be edited or chosen."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionsClickable(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_rows(self, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], least: int) -> None:
        """Show a heading and rows; the table is as tall as `least` rows at the least."""
        self.setColumnCount(len(head))
        self.setRowCount(len(rows))
        self.setHorizontalHeaderLabels(list(head))
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setFont(font("body"))
                self.setItem(number, column, item)
        height = max(px(30), QFontMetrics(font("body")).height() + px(8))
        self.verticalHeader().setDefaultSectionSize(height)
        self.resizeColumnsToContents()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._inner = max(least, len(rows)) * height
        self._settle()

    _inner = 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def _settle(self) -> None:
        """As tall as the rows, with room for the bar below where the columns are wider than the table."""
        wanted = self._inner + self.horizontalHeader().height() + 2 * self.frameWidth() + 2
        if self.horizontalHeader().length() > self.viewport().width():
            wanted += self.horizontalScrollBar().sizeHint().height()
        if wanted != self.height():
            self.setFixedHeight(wanted)
