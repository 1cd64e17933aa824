"""How the style paints scroll bars: a thumb and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtWidgets import QStyle, QStyleOptionSlider

from callpolicy_gui.ui.theme.fonts import px
from callpolicy_gui.ui.theme.paint import rounded
from callpolicy_gui.ui.theme.palette import color

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOption, QWidget

_SC = QStyle.SubControl
_LEAST_THUMB = 32


def scroll_bar(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """The thumb; darker while pointed at or dragged. Nothing at all when there is nothing to scroll."""
    if not isinstance(option, QStyleOptionSlider) or option.minimum == option.maximum:
        return
    busy = option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Sunken)
    inset = 2 if busy else 3
    area = QRectF(scroll_bar_part(option, _SC.SC_ScrollBarSlider)).adjusted(inset, inset, -inset, -inset)
    rounded(painter, area, min(area.width(), area.height()) / 2, color("control" if busy else "scroll"))


def scroll_bar_part(option: QStyleOption, part: QStyle.SubControl) -> QRect:
    """Where a part of a scroll bar is; there are no arrow buttons."""
    area = option.rect
    if not isinstance(option, QStyleOptionSlider) or part == _SC.SC_ScrollBarGroove:
        return QRect(area)
    upright = option.orientation == Qt.Orientation.Vertical
    length = area.height() if upright else area.width()
    span = option.maximum - option.minimum
    thumb, start = length, 0
    if span > 0:
        thumb = min(length, max(px(_LEAST_THUMB), length * option.pageStep // (span + option.pageStep)))
        start = QStyle.sliderPositionFromValue(
            option.minimum, option.maximum, option.sliderPosition, length - thumb, option.upsideDown
        )
    parts = {
        _SC.SC_ScrollBarSlider: (start, thumb),
        _SC.SC_ScrollBarSubPage: (0, start),
        _SC.SC_ScrollBarAddPage: (start + thumb, length - start - thumb),
    }
    if part not in parts:
        return QRect()
    offset, size = parts[part]
    if upright:
        return QRect(area.x(), area.y() + offset, area.width(), size)
    return QRect(area.x() + offset, area.y(), size, area.height())
