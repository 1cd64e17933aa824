"""The tray icon, drawn: a phone on a disc, with a dot when something is due and a triangle when overdue.

The silhouette changes, not only a colour, and the disc carries its own background because
a panel may be dark on a light desktop.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

SIZES = (16, 20, 22, 24, 32, 44, 48, 64)  # pixels; panels ask for 16 to 32 at scales up to 3
UNITS = 64.0


class TrayKind(StrEnum):
    """What the icon says at a glance."""

    CALM = "calm"
    DUE = "due"
    OVERDUE = "overdue"


# disc, phone, dot, triangle: the accent and state marks of the palettes.
LIGHT = ("#0B6A5B", "#FFFFFF", "#B06F00", "#C2412F")
DARK = ("#56C2AC", "#06201B", "#DDA43A", "#F0775F")


def tray_icon(kind: TrayKind, *, dark: bool) -> QIcon:
    """The icon for `kind` on a light or dark desktop; needs a QGuiApplication."""
    icon = QIcon()
    for size in SIZES:
        icon.addPixmap(tray_pixmap(kind, size, dark=dark))
    return icon


def tray_pixmap(kind: TrayKind, size: int, *, dark: bool) -> QPixmap:
    """One picture of `size` pixels, transparent outside the shape."""
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / UNITS, size / UNITS)
    disc, phone, dot, triangle = (QColor(name) for name in (DARK if dark else LIGHT))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(disc)
    painter.drawEllipse(QRectF(2, 2, 60, 60))
    _draw_phone(painter, phone, beside_mark=kind is not TrayKind.CALM)
    if kind is TrayKind.DUE:
        _draw_mark(painter, _dot(), dot)
    elif kind is TrayKind.OVERDUE:
        _draw_mark(painter, _triangle(), triangle)
    painter.end()
    return pixmap


def _draw_phone(painter: QPainter, colour: QColor, *, beside_mark: bool) -> None:
    painter.save()
    painter.translate(26 if beside_mark else 30, 26 if beside_mark else 30)
    painter.scale(0.85 if beside_mark else 1.0, 0.85 if beside_mark else 1.0)
    painter.rotate(-45)
    handle = QPainterPath()
    handle.arcMoveTo(QRectF(-18, -7, 36, 34), 160)
    handle.arcTo(QRectF(-18, -7, 36, 34), 160, -140)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawPath(handle)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for left in (-23.0, 10.0):
        painter.drawRoundedRect(QRectF(left, 1, 13, 13), 4, 4)
    painter.restore()


def _dot() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(48, 48), 14, 14)
    return path


def _triangle() -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(44, 24), QPointF(63, 62), QPointF(25, 62)]))
    path.closeSubpath()
    return path


def _draw_mark(painter: QPainter, shape: QPainterPath, colour: QColor) -> None:
    """Cut the mark and a gap around it out of the disc, so that it shows without colour too."""
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    gap = QPen(Qt.GlobalColor.black, 8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    painter.strokePath(shape, gap)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.fillPath(shape, colour)
