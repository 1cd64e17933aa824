"""Icons as vectors, coloured when they are painted.

The files are line drawings in "currentColor". Painting them straight into a rectangle keeps them sharp at
every scale and never leaves an old colour behind. Menus and the tray need a `QIcon`, which gets pixels for
the scales in use.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from callpolicy_gui.resources_dir import resource
from callpolicy_gui.ui.theme.palette import color as token_color

PIXEL_RATIOS = (1.0, 1.25, 1.5, 2.0, 3.0)

# Two pixels at 24 look heavy beside regular text at 18.
_STROKE, _LIGHTER_STROKE = 'stroke-width="2"', 'stroke-width="1.9"'
_renderers: dict[tuple[str, str], QSvgRenderer] = {}
_icons: dict[tuple[str, str, int], QIcon] = {}


def draw_icon(painter: QPainter, name: str, rect: QRect | QRectF, color: QColor | str) -> None:
    """Paint an icon into `rect`; `color` is a colour or a token. FileNotFoundError for an unknown name."""
    chosen = token_color(color) if isinstance(color, str) else color
    _renderer(name, chosen.name()).render(painter, QRectF(rect))


def icon(name: str, ink: str = "text2", size: int = 18) -> QIcon:
    """A `QIcon` in the present colour of the token `ink`; ask again after a theme change."""
    key = (name, ink, size)
    made = _icons.get(key)
    if made is None:
        made = _icons[key] = _make(name, size, token_color(ink))
    return made


def app_icon() -> QIcon:
    """The program's own icon, for windows and the task bar."""
    return QIcon(str(resource("icons/callpolicy.svg")))


def clear_icons() -> None:
    """Forget every coloured icon; the theme calls this when it changes."""
    _renderers.clear()
    _icons.clear()


def _make(name: str, size: int, chosen: QColor) -> QIcon:
    made = QIcon()
    # Before any painter is open: a painter outliving its pixmap would end the process.
    renderer = _renderer(name, chosen.name())
    for ratio in PIXEL_RATIOS:
        side = round(size * ratio)
        pixmap = QPixmap(QSize(side, side))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, side, side))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        made.addPixmap(pixmap)
    return made


def _renderer(name: str, color_name: str) -> QSvgRenderer:
    key = (name, color_name)
    made = _renderers.get(key)
    if made is None:
        drawing = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
        drawing = drawing.replace("currentColor", color_name).replace(_STROKE, _LIGHTER_STROKE)
        made = _renderers[key] = QSvgRenderer(QByteArray(drawing.encode()))
    return made
