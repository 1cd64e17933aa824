"""The few strokes every painted widget is made of: rounded shapes, key caps, hatching."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from callpolicy_gui.ui.theme.fonts import font, px

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

CARD_RADIUS, CONTROL_RADIUS, TILE_RADIUS, CAP_RADIUS = 10, 8, 9, 4


def rounded(  # noqa: PLR0917  # called like the painter's own functions, dozens of times
    painter: QPainter,
    rect: QRect | QRectF,
    radius: float,
    fill: QColor | None = None,
    border: QColor | None = None,
    width: float = 1.0,
) -> None:
    """A rounded rectangle whose border lies inside `rect`; all lengths in logical pixels."""
    area = QRectF(rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if fill is None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setBrush(fill)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        painter.setPen(QPen(border, width))
        area.adjust(width / 2, width / 2, -width / 2, -width / 2)
    painter.drawRoundedRect(area, radius, radius)


def key_cap_font() -> QFont:
    """The font of a shortcut printed on a control."""
    return font("caption", 500)


def key_cap_width(text: str, *, boxed: bool = True) -> int:
    """The width a key cap with `text` needs, in logical pixels."""
    metrics = QFontMetricsF(key_cap_font())
    advance = metrics.horizontalAdvance(text)
    if not boxed:
        return round(advance + px(2))
    return round(max(metrics.height() + px(2), advance + px(10)))


def draw_key_cap(
    painter: QPainter, right: float, middle: float, text: str, *, ink: QColor, border: QColor | None
) -> float:
    """A shortcut ending at `right`, centred on `middle`, boxed when `border` is given; its left edge."""
    metrics = QFontMetricsF(key_cap_font())
    width, height = key_cap_width(text, boxed=border is not None), metrics.height() + px(2)
    area = QRectF(right - width, middle - height / 2, width, height)
    if border is not None:
        rounded(painter, area, px(CAP_RADIUS), None, border)
    painter.setFont(key_cap_font())
    painter.setPen(ink)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
    return area.left()


def hatch(painter: QPainter, rect: QRect | QRectF, ink: QColor, step: float = 6.0) -> None:
    """Diagonal lines `step` logical pixels apart; Qt's own pattern is too fine to see at 200 %."""
    area = QRectF(rect)
    painter.save()
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink, 1))
    start = area.left() - area.height()
    count = int((area.width() + area.height()) / step) + 1
    painter.drawLines(
        [
            QLineF(start + n * step, area.bottom(), start + n * step + area.height(), area.top())
            for n in range(count)
        ]
    )
    painter.restore()
