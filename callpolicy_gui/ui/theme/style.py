"""The look of Qt's own controls: Fusion, with the parts repainted that would not match ours.

No style sheet takes part. Whatever is not named here is Fusion's, coloured by the palette. Focus is not
painted by the style at all: one ring over the window shows it (`widgets.focus_ring`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QCalendarWidget,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QProxyStyle,
    QStyle,
    QStyledItemDelegate,
    QStyleHintReturn,
    QStyleOption,
    QTextEdit,
    QWidget,
)

from callpolicy_gui.ui.theme import style_controls, style_menus, style_scroll, style_views
from callpolicy_gui.ui.theme.fonts import px
from callpolicy_gui.ui.theme.icons import icon
from callpolicy_gui.ui.theme.palette import color

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QIcon, QPainter

    Paint = Callable[[QStyleOption, QPainter, QWidget | None], None]

_P, _C, _CC, _CT, _PM, _SH = (
    QStyle.PrimitiveElement,
    QStyle.ControlElement,
    QStyle.ComplexControl,
    QStyle.ContentsType,
    QStyle.PixelMetric,
    QStyle.StyleHint,
)

_PRIMITIVES: dict[QStyle.PrimitiveElement, Paint] = {
    _P.PE_FrameFocusRect: style_controls.nothing,
    _P.PE_PanelLineEdit: style_controls.line_edit,
    _P.PE_FrameLineEdit: style_controls.nothing,
    _P.PE_PanelTipLabel: style_controls.tip,
    _P.PE_IndicatorCheckBox: style_controls.check_box,
    _P.PE_IndicatorRadioButton: style_controls.radio_button,
    _P.PE_IndicatorItemViewItemCheck: style_controls.check_box,
    _P.PE_PanelButtonTool: style_controls.tool_button,
    _P.PE_IndicatorArrowUp: style_controls.arrow_up,
    _P.PE_IndicatorArrowDown: style_controls.arrow_down,
    _P.PE_IndicatorArrowLeft: style_controls.arrow_left,
    _P.PE_IndicatorArrowRight: style_controls.arrow_right,
    _P.PE_Frame: style_views.frame,
    _P.PE_FrameGroupBox: style_views.group_frame,
    _P.PE_FrameMenu: style_controls.nothing,
    _P.PE_PanelMenu: style_menus.panel,
    _P.PE_IndicatorHeaderArrow: style_views.sort_arrow,
    _P.PE_PanelItemViewRow: style_controls.nothing,
}
_CONTROLS: dict[QStyle.ControlElement, Paint] = {
    _C.CE_PushButtonBevel: style_controls.push_button,
    _C.CE_PushButtonLabel: style_controls.push_button_label,
    _C.CE_MenuItem: style_menus.item,
    _C.CE_MenuEmptyArea: style_controls.nothing,
    _C.CE_HeaderSection: style_views.header_section,
    _C.CE_HeaderEmptyArea: style_views.header_section,
    _C.CE_ProgressBarGroove: style_views.progress_groove,
    _C.CE_ProgressBarContents: style_views.progress_contents,
    _C.CE_ProgressBarLabel: style_controls.nothing,
}
_COMPLEX: dict[QStyle.ComplexControl, Paint] = {
    _CC.CC_ScrollBar: style_scroll.scroll_bar,
    _CC.CC_ComboBox: style_controls.combo_box,
    _CC.CC_SpinBox: style_controls.spin_box,
}
# Layout units; each grows with the text.
_METRICS = {
    _PM.PM_ScrollBarExtent: 12,
    _PM.PM_ScrollBarSliderMin: 32,
    _PM.PM_IndicatorWidth: 18,
    _PM.PM_IndicatorHeight: 18,
    _PM.PM_ExclusiveIndicatorWidth: 18,
    _PM.PM_ExclusiveIndicatorHeight: 18,
    _PM.PM_CheckBoxLabelSpacing: 8,
    _PM.PM_RadioButtonLabelSpacing: 8,
    _PM.PM_MenuHMargin: 5,
    _PM.PM_MenuVMargin: 5,
    _PM.PM_SmallIconSize: 18,
    _PM.PM_ButtonIconSize: 18,
    _PM.PM_MessageBoxIconSize: 32,
    _PM.PM_LayoutLeftMargin: 16,
    _PM.PM_LayoutTopMargin: 16,
    _PM.PM_LayoutRightMargin: 16,
    _PM.PM_LayoutBottomMargin: 16,
    _PM.PM_LayoutHorizontalSpacing: 8,
    _PM.PM_LayoutVerticalSpacing: 8,
    _PM.PM_HeaderMargin: 8,
    _PM.PM_HeaderMarkSize: 14,
    _PM.PM_FocusFrameHMargin: 8,
}
_FIXED_METRICS = {
    _PM.PM_MenuPanelWidth: 1,
    _PM.PM_ToolTipLabelFrameWidth: 7,
    _PM.PM_ButtonShiftHorizontal: 0,
    _PM.PM_ButtonShiftVertical: 0,
    _PM.PM_ScrollView_ScrollBarSpacing: 0,
    _PM.PM_ComboBoxFrameWidth: 0,
}
_HINTS = {
    _SH.SH_EtchDisabledText: 0,
    _SH.SH_ComboBox_Popup: 0,
    _SH.SH_DialogButtonBox_ButtonsHaveIcons: 0,
    _SH.SH_ScrollBar_Transient: 0,
    _SH.SH_ScrollBar_ContextMenu: 0,
    _SH.SH_ItemView_ShowDecorationSelected: 1,
    _SH.SH_UnderlineShortcut: 0,
    # Nothing moves by itself: scroll bars and menus are simply there.
    _SH.SH_Widget_Animation_Duration: 0,
    _SH.SH_MessageBox_TextInteractionFlags: Qt.TextInteractionFlag.TextSelectableByMouse.value,
}
_MESSAGE_ICONS = {
    QStyle.StandardPixmap.SP_MessageBoxInformation: ("info", "accentText"),
    QStyle.StandardPixmap.SP_MessageBoxQuestion: ("circle-help", "accentText"),
    QStyle.StandardPixmap.SP_MessageBoxWarning: ("triangle-alert", "soonMark"),
    QStyle.StandardPixmap.SP_MessageBoxCritical: ("triangle-alert", "overdueMark"),
    QStyle.StandardPixmap.SP_LineEditClearButton: ("x", "text2"),
}


class CallPolicyStyle(QProxyStyle):
    """Fusion with our fields, boxes, menus, tables and scroll bars."""

    # The stubs say that an option has its subclass and that a widget is always given; Qt does neither.

    def __init__(self) -> None:
        super().__init__("Fusion")

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        paint = _PRIMITIVES.get(element)
        if element == _P.PE_IndicatorArrowDown and style_views.is_calendar_part(widget):
            return  # no room beside the name of the month
        if paint is None:
            super().drawPrimitive(element, option, painter, widget)
        else:
            paint(option, painter, widget)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        paint = _CONTROLS.get(element)
        if paint is not None:
            paint(option, painter, widget)
            return
        if element == _C.CE_ItemViewItem:
            option = style_views.quiet_selection(option, widget)
        elif element == _C.CE_ToolButtonLabel and style_views.is_calendar_part(widget):
            style_views.calendar_button(option, painter, widget)
            return
        elif element == _C.CE_HeaderLabel:
            option = style_views.header_label(option)
        super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        paint = _COMPLEX.get(control)
        if paint is None:
            super().drawComplexControl(control, option, painter, widget)  # type: ignore[arg-type]
        else:
            paint(option, painter, widget)

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOption,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        if control == _CC.CC_ScrollBar:
            return style_scroll.scroll_bar_part(option, part)
        if control == _CC.CC_ComboBox:
            return style_controls.combo_box_part(option, part)
        if control == _CC.CC_SpinBox:
            return style_controls.spin_box_part(option, part)
        return super().subControlRect(control, option, part, widget)  # type: ignore[arg-type]

    def subElementRect(
        self, element: QStyle.SubElement, option: QStyleOption, widget: QWidget | None = None
    ) -> QRect:
        if element == QStyle.SubElement.SE_LineEditContents and style_controls.has_frame(option):
            return option.rect.adjusted(px(10), 1, -px(10), -1)
        if element == QStyle.SubElement.SE_ProgressBarGroove:
            return option.rect
        if element == QStyle.SubElement.SE_ProgressBarContents:
            return option.rect
        return super().subElementRect(element, option, widget)  # type: ignore[arg-type]

    def sizeFromContents(
        self,
        kind: QStyle.ContentsType,
        option: QStyleOption,
        size: QSize,
        widget: QWidget | None = None,
    ) -> QSize:
        if kind == _CT.CT_MenuItem:
            return style_menus.item_size(option, size)
        found = super().sizeFromContents(kind, option, size, widget)  # type: ignore[arg-type]
        return style_controls.grow(kind, option, found)

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        units = _METRICS.get(metric)
        if units is not None:
            return px(units)
        fixed = _FIXED_METRICS.get(metric)
        if fixed is not None:
            return fixed
        if metric == _PM.PM_DefaultFrameWidth:
            # Wide enough that a square viewport stays inside the rounded corner.
            return px(3) if isinstance(widget, QAbstractItemView | QTextEdit | QPlainTextEdit) else 1
        return super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        data: QStyleHintReturn | None = None,
    ) -> int:
        if hint == _SH.SH_Table_GridLineColor:
            line = color("hairline").rgb()
            return line - (1 << 32) if line >= 1 << 31 else line
        answer = _HINTS.get(hint)
        return super().styleHint(hint, option, widget, data) if answer is None else answer

    def standardIcon(
        self,
        standard: QStyle.StandardPixmap,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> QIcon:
        known = _MESSAGE_ICONS.get(standard)
        if known is None:
            return super().standardIcon(standard, option, widget)
        return icon(*known, size=32)

    def polish(self, target):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201  # three overloads in Qt
        """Settle what Qt decides once per control; palettes and applications are passed on untouched."""
        answer = super().polish(target)
        if isinstance(target, QComboBox):
            # The default delegate paints its selection past the style.
            target.setItemDelegate(QStyledItemDelegate(target))
        elif isinstance(target, QHeaderView):
            if target.orientation() == Qt.Orientation.Horizontal:
                target.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        elif isinstance(target, QCalendarWidget):
            style_views.calm_calendar(target)
        elif isinstance(target, QLineEdit | QAbstractSpinBox):
            target.setAttribute(Qt.WidgetAttribute.WA_Hover)
        return answer
