"""How one backup looks in the list: when it was made, and below it, wrapped, what is to be known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from callpolicy_gui.ui.theme import color, font, px, rounded

if TYPE_CHECKING:
    from PySide6.QtWidgets import QListWidget

WHEN_ROLE = int(Qt.ItemDataRole.UserRole) + 1
DETAILS_ROLE = WHEN_ROLE + 1
_SIDE, _EDGE, _GAP = 10, 7, 1
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class BackupDelegate(QStyledItemDelegate):
    """Two texts of an item, one below the other, as high as the list's width asks for."""

    def __init__(self, view: QListWidget) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        width = max(px(100), self._view.viewport().width())
        inner = width - 2 * px(_SIDE)
        height = self._height(index, WHEN_ROLE, "strong", inner) + self._height(
            index, DETAILS_ROLE, "caption", inner
        )
        return QSize(width, height + 2 * px(_EDGE) + px(_GAP))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            rounded(painter, QRectF(option.rect), px(8), color("selection"))
            painter.fillRect(_edge(option.rect), color("accent"))
        area = option.rect.adjusted(px(_SIDE), px(_EDGE), -px(_SIDE), -px(_EDGE))
        painter.setFont(font("strong"))
        painter.setPen(color("text"))
        painter.drawText(area, _WRAP, str(index.data(WHEN_ROLE) or ""))
        area.setTop(area.top() + self._height(index, WHEN_ROLE, "strong", area.width()) + px(_GAP))
        painter.setFont(font("caption"))
        painter.setPen(color("text2"))
        painter.drawText(area, _WRAP, str(index.data(DETAILS_ROLE) or ""))
        painter.restore()

    @staticmethod
    def _height(index: QModelIndex | QPersistentModelIndex, role: int, kind: str, width: int) -> int:
        text = str(index.data(role) or "")
        return QFontMetrics(font(kind)).boundingRect(QRect(0, 0, width, 10_000), int(_WRAP), text).height()


def _edge(row: QRect) -> QRect:
    """What marks the chosen row without colour alone: a bar at its side."""
    return QRect(row.left(), row.top() + px(8), px(3), row.height() - 2 * px(8))
