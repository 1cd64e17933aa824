"""How the style paints menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QIcon, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionMenuItem

from callpolicy_gui.ui.theme.fonts import px
from callpolicy_gui.ui.theme.icons import draw_icon
from callpolicy_gui.ui.theme.paint import rounded
from callpolicy_gui.ui.theme.palette import color

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOption, QWidget

_T = QStyleOptionMenuItem.MenuItemType
_S = QStyle.StateFlag
_ROW, _SIDE, _MARK = 30, 10, 18


def panel(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """A raised surface with one line around it."""
    painter.fillRect(option.rect, color("raised"))
    painter.setPen(QPen(color("border"), 1))
    painter.drawRect(option.rect.adjusted(0, 0, -1, -1))


def item_size(option: QStyleOption, size: QSize) -> QSize:
    """Room for a mark, the words, a shortcut and a chevron; 30 units high, a separator 9."""
    if not isinstance(option, QStyleOptionMenuItem):
        return size
    if option.menuItemType == _T.Separator:
        return QSize(px(40), px(9))
    metrics = QFontMetrics(option.font)
    words, _, keys = option.text.partition("\t")
    width = metrics.horizontalAdvance(words.replace("&", "")) + 2 * px(_SIDE) + px(_MARK) + px(8)
    if keys:
        width += metrics.horizontalAdvance(keys) + px(28)
    if option.menuItemType == _T.SubMenu:
        width += px(24)
    return QSize(width, max(px(_ROW), metrics.height() + px(10)))


def item(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """One line of a menu."""
    if not isinstance(option, QStyleOptionMenuItem):
        return
    if option.menuItemType == _T.Separator:
        middle = option.rect.center().y()
        painter.setPen(QPen(color("border"), 1))
        painter.drawLine(option.rect.left() + px(_SIDE), middle, option.rect.right() - px(_SIDE), middle)
        return
    enabled = bool(option.state & _S.State_Enabled)
    if enabled and option.state & _S.State_Selected:
        rounded(painter, QRectF(option.rect), px(6), color("accentSoft"))
    _mark(option, painter, enabled=enabled)
    _words(option, painter, enabled=enabled)


def _mark(option: QStyleOptionMenuItem, painter: QPainter, *, enabled: bool) -> None:
    side = px(_MARK)
    area = QRect(option.rect.left() + px(_SIDE), option.rect.center().y() - side // 2, side, side)
    area = QStyle.visualRect(option.direction, option.rect, area)
    if option.checked:
        draw_icon(painter, "check", area, "accentText" if enabled else "disabled")
    elif not option.icon.isNull():
        mode = QIcon.Mode.Normal if enabled else QIcon.Mode.Disabled
        option.icon.paint(painter, area, Qt.AlignmentFlag.AlignCenter, mode)


def _words(option: QStyleOptionMenuItem, painter: QPainter, *, enabled: bool) -> None:
    words, _, keys = option.text.partition("\t")
    left = px(_SIDE) + px(_MARK) + px(8)
    right = px(_SIDE) + (px(20) if option.menuItemType == _T.SubMenu else 0)
    area = QStyle.visualRect(option.direction, option.rect, option.rect.adjusted(left, 0, -right, 0))
    lead, trail = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
    if option.direction == Qt.LayoutDirection.RightToLeft:
        lead, trail = trail, lead
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextHideMnemonic | Qt.TextFlag.TextSingleLine
    painter.setFont(option.font)
    painter.setPen(color("text" if enabled else "disabled"))
    painter.drawText(area, flags | lead, words)
    if keys:
        painter.setPen(color("text3" if enabled else "disabled"))
        painter.drawText(area, flags | trail, keys)
    if option.menuItemType == _T.SubMenu:
        side = px(16)
        spot = QRect(option.rect.right() - px(6) - side, option.rect.center().y() - side // 2, side, side)
        spot = QStyle.visualRect(option.direction, option.rect, spot)
        draw_icon(painter, "chevron-right", spot, "text2" if enabled else "disabled")
