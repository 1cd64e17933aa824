"""How the style paints tables, lists, frames and progress."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPalette, QPen, QTextCharFormat
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCalendarWidget,
    QPlainTextEdit,
    QStyle,
    QStyleOption,
    QStyleOptionHeader,
    QStyleOptionProgressBar,
    QStyleOptionToolButton,
    QStyleOptionViewItem,
    QTextEdit,
    QWidget,
)

from callpolicy_gui.ui.theme.fonts import font, px
from callpolicy_gui.ui.theme.icons import draw_icon
from callpolicy_gui.ui.theme.paint import CARD_RADIUS, CONTROL_RADIUS, rounded
from callpolicy_gui.ui.theme.palette import color

_S = QStyle.StateFlag


def frame(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """The frame of a view or text field; a text field's is strong enough to be seen as one (3:1)."""
    typing = isinstance(widget, QTextEdit | QPlainTextEdit)
    focused = typing and bool(option.state & _S.State_HasFocus)
    if typing or isinstance(widget, QAbstractItemView):
        border = "focus" if focused else "control" if typing else "border"
        rounded(
            painter, option.rect, px(CONTROL_RADIUS), color("surface"), color(border), 1.5 if focused else 1.0
        )
        return
    painter.setPen(QPen(color("border"), 1))
    painter.drawRect(option.rect.adjusted(0, 0, -1, -1))


def group_frame(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """A group box: a surface like any panel."""
    rounded(painter, option.rect, px(CARD_RADIUS), color("surface"), color("border"))


def quiet_selection(option: QStyleOption, widget: QWidget | None) -> QStyleOption:
    """`option` with a soft selection: the strong accent is for the one button that matters."""
    if not isinstance(option, QStyleOptionViewItem) or is_calendar_part(widget):
        return option
    quiet = QStyleOptionViewItem(option)
    palette = QPalette(option.palette)
    palette.setColor(QPalette.ColorRole.Highlight, color("selection"))
    palette.setColor(QPalette.ColorRole.HighlightedText, color("text"))
    quiet.palette = palette
    return quiet


def is_calendar_part(widget: QWidget | None) -> bool:
    """Whether `widget` is one Qt put inside a calendar."""
    return widget is not None and widget.objectName().startswith("qt_calendar_")


def calm_calendar(calendar: QCalendarWidget) -> None:
    """No red weekends (the colour means overdue), no week numbers, no coloured bar on top."""
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, QTextCharFormat())
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    bar = calendar.findChild(QWidget, "qt_calendar_navigationbar")
    if bar is not None:
        bar.setBackgroundRole(QPalette.ColorRole.Window)


def calendar_button(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Month, year and the two arrows in our ink; Qt paints them for its coloured bar."""
    name = widget.objectName() if widget is not None else ""
    arrows = {"qt_calendar_prevmonth": "chevron-left", "qt_calendar_nextmonth": "chevron-right"}
    if name in arrows:
        side = px(18)
        area = QRectF(0, 0, side, side)
        area.moveCenter(QRectF(option.rect).center())
        draw_icon(painter, arrows[name], area, "text2")
    elif isinstance(option, QStyleOptionToolButton):
        painter.setFont(font("strong"))
        painter.setPen(color("text"))
        painter.drawText(option.rect, Qt.AlignmentFlag.AlignCenter, option.text)


def header_section(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """A flat heading with a line below it."""
    fill = "hairline" if option.state & _S.State_MouseOver else "sunken"
    painter.fillRect(option.rect, color(fill))
    # Filled and not drawn: a line would stop half a pixel short of the next heading.
    bottom = QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1)
    painter.fillRect(bottom, color("border"))


def header_label(option: QStyleOption) -> QStyleOption:
    """`option` with the quieter ink of a heading."""
    if not isinstance(option, QStyleOptionHeader):
        return option
    quiet = QStyleOptionHeader(option)
    palette = QPalette(option.palette)
    palette.setColor(QPalette.ColorRole.ButtonText, color("text2"))
    quiet.palette = palette
    return quiet


def sort_arrow(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """Which way a column is sorted."""
    if not isinstance(option, QStyleOptionHeader):
        return
    up = option.sortIndicator == QStyleOptionHeader.SortIndicator.SortUp
    side = px(14)
    area = QRectF(0, 0, side, side)
    area.moveCenter(QRectF(option.rect).center())
    draw_icon(painter, "chevron-up" if up else "chevron-down", area, "text2")


def progress_groove(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """The empty bar."""
    area = _bar(option)
    rounded(painter, area, area.height() / 2, color("hairline"), color("control"))


def progress_contents(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """The full part; without an end (maximum 0) a third of the bar stands still in the middle."""
    if not isinstance(option, QStyleOptionProgressBar):
        return
    area = _bar(option)
    span = option.maximum - option.minimum
    if span <= 0:
        third = area.width() / 3
        area.setRect(area.left() + third, area.top(), third, area.height())
    else:
        share = max(0.0, min(1.0, (option.progress - option.minimum) / span))
        if share == 0:
            return
        area.setWidth(max(area.height(), area.width() * share))
    if option.direction == Qt.LayoutDirection.RightToLeft:
        area.moveRight(_bar(option).right())
    rounded(painter, area, area.height() / 2, color("accent"))


def _bar(option: QStyleOption) -> QRectF:
    height = min(option.rect.height(), px(8))
    area = QRectF(option.rect)
    area.setTop(area.center().y() - height / 2)
    area.setHeight(height)
    return area
