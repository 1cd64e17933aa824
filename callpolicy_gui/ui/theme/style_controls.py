"""How the style paints what a person types into, ticks and presses."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionFrame,
    QStyleOptionSpinBox,
    QWidget,
)

from callpolicy_gui.ui.theme.fonts import font, px
from callpolicy_gui.ui.theme.icons import draw_icon
from callpolicy_gui.ui.theme.paint import CONTROL_RADIUS, rounded
from callpolicy_gui.ui.theme.palette import color

CONTROL_HEIGHT, ROW_HEIGHT = 34, 28
INVALID = "callpolicy_invalid"

_S = QStyle.StateFlag
_SC = QStyle.SubControl
_CT = QStyle.ContentsType
_HEIGHTS = {
    _CT.CT_LineEdit: CONTROL_HEIGHT,
    _CT.CT_ComboBox: CONTROL_HEIGHT,
    _CT.CT_SpinBox: CONTROL_HEIGHT,
    _CT.CT_PushButton: CONTROL_HEIGHT,
    _CT.CT_CheckBox: ROW_HEIGHT,
    _CT.CT_RadioButton: ROW_HEIGHT,
    _CT.CT_ToolButton: ROW_HEIGHT,
    _CT.CT_ItemViewItem: ROW_HEIGHT,
    _CT.CT_HeaderSection: CONTROL_HEIGHT,
}
# One height for all that may stand in a row, whatever Fusion adds for its own frames.
_FIELDS = frozenset({_CT.CT_LineEdit, _CT.CT_ComboBox, _CT.CT_SpinBox, _CT.CT_PushButton})
_ARROW_WIDTH = 28


def nothing(_option: QStyleOption, _painter: QPainter, _widget: QWidget | None) -> None:
    """Paint nothing: another element shows it, or nothing should."""


def has_frame(option: QStyleOption) -> bool:
    """Whether a line edit stands alone and not inside another control."""
    return isinstance(option, QStyleOptionFrame) and option.lineWidth > 0


def grow(kind: QStyle.ContentsType, option: QStyleOption, size: QSize) -> QSize:
    """`size` raised to the least a control may measure: 34 units for fields and buttons, 28 for rows."""
    least = _HEIGHTS.get(kind)
    if least is None:
        return size
    text = option.fontMetrics.height()
    if kind in _FIELDS:
        grown = QSize(size.width(), max(px(least), text + px(14)))
    else:
        grown = QSize(size.width(), max(size.height(), px(least), text + px(8)))
    if kind == _CT.CT_PushButton:
        grown.setWidth(max(size.width() + px(12), px(76)))
    elif kind in {_CT.CT_ComboBox, _CT.CT_SpinBox}:
        grown.setWidth(size.width() + px(16))
    elif kind == _CT.CT_LineEdit:
        grown.setWidth(size.width() + px(10))
    return grown


def _on(option: QStyleOption, flag: QStyle.StateFlag) -> bool:
    return bool(option.state & flag)


def _field(painter: QPainter, rect: QRect, *, enabled: bool, hover: bool, focus: bool, invalid: bool) -> None:
    border, width = "control" if enabled else "border", 1.0
    if invalid:
        border, width = "overdueMark", 1.5
    elif focus:
        border, width = "focus", 1.5
    elif hover and enabled:
        border = "text3"
    rounded(
        painter, rect, px(CONTROL_RADIUS), color("surface" if enabled else "sunken"), color(border), width
    )


def line_edit(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """A field with a border; inside a spin or combo box the outer control has painted it already."""
    if not has_frame(option) or not isinstance(widget, QLineEdit):
        return
    _field(
        painter,
        option.rect,
        enabled=_on(option, _S.State_Enabled),
        hover=_on(option, _S.State_MouseOver),
        focus=_on(option, _S.State_HasFocus),
        invalid=bool(widget.property(INVALID)),
    )


def tip(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """A tool tip: square, because its window is not see-through everywhere."""
    painter.fillRect(option.rect, color("raised"))
    painter.setPen(QPen(color("border"), 1))
    painter.drawRect(option.rect.adjusted(0, 0, -1, -1))


def check_box(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """The box: empty, ticked, or a bar when only part is chosen."""
    side = min(option.rect.width(), option.rect.height())
    area = QRectF(0, 0, side, side)
    area.moveCenter(QRectF(option.rect).center())
    chosen = _on(option, _S.State_On) or _on(option, _S.State_NoChange)
    fill, border = _indicator_colors(option, chosen=chosen)
    rounded(painter, area, px(5), fill, border, 1.0)
    if chosen:
        name = "check" if _on(option, _S.State_On) else "minus"
        inset = side * 0.12
        mark = color("onAccent") if _on(option, _S.State_Enabled) else color("surface")
        draw_icon(painter, name, area.adjusted(inset, inset, -inset, -inset), mark)


def radio_button(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """The circle, with a dot when chosen."""
    side = min(option.rect.width(), option.rect.height())
    area = QRectF(0, 0, side, side)
    area.moveCenter(QRectF(option.rect).center())
    chosen = _on(option, _S.State_On)
    fill, border = _indicator_colors(option, chosen=chosen)
    rounded(painter, area, side / 2, fill, border, 1.0)
    if chosen:
        inset = side * 0.31
        mark = color("onAccent") if _on(option, _S.State_Enabled) else color("surface")
        rounded(painter, area.adjusted(inset, inset, -inset, -inset), side / 2, mark)


def _indicator_colors(option: QStyleOption, *, chosen: bool) -> tuple[QColor, QColor]:
    if not _on(option, _S.State_Enabled):
        return color("disabled" if chosen else "sunken"), color("disabled" if chosen else "border")
    if chosen:
        fill = "accentPress" if _on(option, _S.State_Sunken) else "accent"
        return color(fill), color(fill)
    if _on(option, _S.State_MouseOver):
        return color("sunken"), color("text3")
    return color("surface"), color("control")


def tool_button(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """Flat until pointed at or pressed."""
    if _on(option, _S.State_On):
        rounded(painter, option.rect, px(6), color("accentSoft"))
    elif _on(option, _S.State_MouseOver) or _on(option, _S.State_Sunken):
        rounded(painter, option.rect, px(6), color("hairline"))


def push_button(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """A button of Qt's own dialogs, in the look of ours; the default one is filled."""
    area = QRectF(option.rect).adjusted(1, 1, -1, -1)
    enabled, down = _on(option, _S.State_Enabled), _on(option, _S.State_Sunken)
    hover = _on(option, _S.State_MouseOver) and enabled
    if _is_flat(option) and not (hover or down):
        return
    if not enabled:
        rounded(painter, area, px(CONTROL_RADIUS), color("sunken"), color("border"))
    elif _is_default(option):
        fill = "accentPress" if down else "accentHover" if hover else "accent"
        rounded(painter, area, px(CONTROL_RADIUS), color(fill))
    else:
        fill = "hairline" if down else "sunken" if hover else "surface"
        rounded(painter, area, px(CONTROL_RADIUS), color(fill), color("control"))


def push_button_label(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """The words of such a button, medium weight, mnemonic hidden."""
    if not isinstance(option, QStyleOptionButton):
        return
    ink = "text"
    if not _on(option, _S.State_Enabled):
        ink = "disabled"
    elif _is_default(option):
        ink = "onAccent"
    painter.setPen(color(ink))
    painter.setFont(font("strong", 600 if _is_default(option) else 500))
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextHideMnemonic
    painter.drawText(option.rect, flags, option.text)


def _is_default(option: QStyleOption) -> bool:
    default = QStyleOptionButton.ButtonFeature.DefaultButton
    return isinstance(option, QStyleOptionButton) and bool(option.features & default)


def _is_flat(option: QStyleOption) -> bool:
    flat = QStyleOptionButton.ButtonFeature.Flat
    return isinstance(option, QStyleOptionButton) and bool(option.features & flat)


def _arrow(painter: QPainter, rect: QRect | QRectF, name: str, *, enabled: bool) -> None:
    side = min(px(16), rect.width(), rect.height())
    area = QRectF(0, 0, side, side)
    area.moveCenter(QRectF(rect).center())
    draw_icon(painter, name, area, "text2" if enabled else "disabled")


def arrow_up(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """A chevron upwards."""
    _arrow(painter, option.rect, "chevron-up", enabled=_on(option, _S.State_Enabled))


def arrow_down(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """A chevron downwards."""
    _arrow(painter, option.rect, "chevron-down", enabled=_on(option, _S.State_Enabled))


def arrow_left(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """A chevron to the left."""
    _arrow(painter, option.rect, "chevron-left", enabled=_on(option, _S.State_Enabled))


def arrow_right(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """A chevron to the right."""
    _arrow(painter, option.rect, "chevron-right", enabled=_on(option, _S.State_Enabled))


def combo_box(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """A field with a chevron; the words are painted by Qt."""
    enabled = _on(option, _S.State_Enabled)
    _field(
        painter,
        option.rect,
        enabled=enabled,
        hover=_on(option, _S.State_MouseOver),
        focus=_on(option, _S.State_HasFocus),
        invalid=widget is not None and bool(widget.property(INVALID)),
    )
    _arrow(painter, combo_box_part(option, _SC.SC_ComboBoxArrow), "chevron-down", enabled=enabled)


def combo_box_part(option: QStyleOption, part: QStyle.SubControl) -> QRect:
    """Where a part of a combo box is: the arrow at the end, the words before it, the list under all."""
    area = option.rect
    if part == _SC.SC_ComboBoxArrow:
        found = QRect(area.right() - px(_ARROW_WIDTH), area.top(), px(_ARROW_WIDTH), area.height())
    elif part == _SC.SC_ComboBoxEditField:
        found = area.adjusted(px(11), 2, -px(_ARROW_WIDTH), -2)
    else:
        return QRect(area)
    return QStyle.visualRect(option.direction, area, found)


def spin_box(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """A field with two chevrons."""
    if not isinstance(option, QStyleOptionSpinBox):
        return
    enabled = _on(option, _S.State_Enabled)
    _field(
        painter,
        option.rect,
        enabled=enabled,
        hover=_on(option, _S.State_MouseOver),
        focus=_on(option, _S.State_HasFocus),
        invalid=widget is not None and bool(widget.property(INVALID)),
    )
    for part, name in ((_SC.SC_SpinBoxUp, "chevron-up"), (_SC.SC_SpinBoxDown, "chevron-down")):
        if not option.subControls & part:
            continue
        area = spin_box_part(option, part)
        if option.activeSubControls == part and enabled:
            rounded(painter, QRectF(area).adjusted(2, 2, -2, -2), px(5), color("hairline"))
        _arrow(painter, area, name, enabled=enabled)


def spin_box_part(option: QStyleOption, part: QStyle.SubControl) -> QRect:
    """Where a part of a spin box is: two halves at the end, the words before them."""
    area = option.rect
    width, half = px(_ARROW_WIDTH), area.height() // 2
    if part == _SC.SC_SpinBoxUp:
        found = QRect(area.right() - width, area.top(), width, half)
    elif part == _SC.SC_SpinBoxDown:
        found = QRect(area.right() - width, area.top() + half, width, area.height() - half)
    elif part == _SC.SC_SpinBoxEditField:
        found = area.adjusted(px(9), 2, -width - 2, -2)
    else:
        return QRect(area)
    return QStyle.visualRect(option.direction, area, found)
