"""What a window paints: every run of text with its place and its ink, and the ground below it.

The text comes from Qt's SVG painter, which is given the same strokes as the screen; so a painted card
tells as much as a label. The ground comes from the picture of the window itself.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from PySide6.QtCore import QBuffer, QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QTransform
from PySide6.QtSvg import QSvgGenerator

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_SVG = "{http://www.w3.org/2000/svg}"
# WCAG: from 18 pt, or bold from 14 pt, text counts as large. 1 pt is 4/3 px.
_LARGE, _LARGE_BOLD = 24.0, 18.66


@dataclass(frozen=True)
class Text:
    """A run of text as painted: its rectangle in the window's pixels, its colour, the size of its letters."""

    words: str
    rect: QRect
    ink: QColor
    pixels: float
    weight: int

    @property
    def least_contrast(self) -> float:
        large = self.pixels >= (_LARGE_BOLD if self.weight >= 700 else _LARGE)
        return 3.0 if large else 4.5


def painted_texts(window: QWidget) -> list[Text]:
    """Every run of text that is painted inside the window, in the order it is painted."""
    data = QBuffer()
    svg = QSvgGenerator()
    svg.setOutputDevice(data)
    svg.setSize(window.size())
    svg.setResolution(window.logicalDpiX())
    window.render(svg)
    del svg
    found = []
    for group in ET.fromstring(bytes(data.data())).iter(f"{_SVG}g"):  # noqa: S314 -- Qt's own
        for element in group.findall(f"{_SVG}text"):
            text = _text(group, element)
            if text is not None and window.rect().intersects(text.rect):
                found.append(text)
    return found


def _text(group: ET.Element, element: ET.Element) -> Text | None:
    # Qt begins the content on a line of its own, after one space.
    words = (element.text or "").strip()
    if not words:
        return None
    font = QFont(element.get("font-family", ""))
    pixels = float(element.get("font-size", "0"))
    weight = int(element.get("font-weight", "400"))
    font.setPixelSize(round(pixels))
    font.setWeight(QFont.Weight(weight))
    metrics = QFontMetricsF(font)
    base = QRectF(
        float(element.get("x", "0")),
        float(element.get("y", "0")) - metrics.ascent(),
        metrics.horizontalAdvance(words),
        metrics.height(),
    )
    numbers = [float(n) for n in group.get("transform", "matrix(1,0,0,1,0,0)")[7:-1].split(",")]
    rect = QTransform(*numbers).mapRect(base).toRect()
    ink = QColor(element.get("fill", "#000000"))
    ink.setAlphaF(float(element.get("fill-opacity", "1")))
    return Text(words, rect, ink, pixels, weight)


def picture(window: QWidget) -> QImage:
    """The window as it is seen."""
    return window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def ground(image: QImage, rect: QRect) -> QColor:
    """The colour that most of a rectangle has."""
    inside = rect.intersected(image.rect())
    step = max(1, inside.width() // 40)
    pixels = Counter(
        image.pixel(x, y)
        for x in range(inside.left(), inside.right() + 1, step)
        for y in range(inside.top(), inside.bottom() + 1, 2)
    )
    return QColor(pixels.most_common(1)[0][0]) if pixels else QColor()


def luminance(color: QColor) -> float:
    """WCAG's relative luminance."""
    channels = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """WCAG's contrast ratio, from 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def place_in(widget: QWidget, window: QWidget) -> QRect:
    """A widget's rectangle in its window's pixels."""
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
