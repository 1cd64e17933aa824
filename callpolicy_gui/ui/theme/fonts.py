"""The type scale, and the layout unit that follows it.

The desktop's own font is used where it has a good one. A bare Linux session reports DejaVu or nothing at all;
there the bundled Inter stands in. Every size in the window goes through `px`, so larger text gives a larger
layout and not a crowded one.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QGuiApplication
from PySide6.QtWidgets import QApplication, QLayout, QWidget

from callpolicy_gui.resources_dir import resource

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

SCALES = {"caption": 0.90, "body": 1.0, "strong": 1.0, "row": 1.08, "section": 1.0, "h2": 1.32, "h1": 1.62}
WEIGHTS = {"caption": 400, "body": 400, "strong": 600, "row": 600, "section": 600, "h2": 600, "h1": 600}
MIN_TEXT_SIZE, MAX_TEXT_SIZE = 100, 200

_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")
_FALLBACK_FAMILY = "Inter"
_FALLBACK_POINTS = 10.0
# What Qt reports when a Linux desktop configured no interface font.
_POOR_FAMILIES = frozenset(
    {"", "sans", "sans serif", "dejavu sans", "bitstream vera sans", "helvetica", "nimbus sans"}
)
# One layout unit is one logical pixel at this text height: 10 points at 96 dots per inch.
_UNIT_PIXELS = 10 * 96 / 72
_SPACE = "callpolicy_space"
_KIND = "callpolicy_font"


@dataclass(slots=True)
class _Fonts:
    """The desktop's font as first seen, and fonts already built from the one in use."""

    platform: QFont | None = None
    base: QFont | None = None
    unit: float = 1.0
    percent: int = 100
    made: dict[tuple[str, int], QFont] = field(default_factory=dict)


_fonts = _Fonts()


def load_fonts(app: QApplication) -> None:
    """Make the bundled family available and choose it where the desktop has no interface font of its own."""
    for name in _FILES:
        QFontDatabase.addApplicationFont(str(resource(f"fonts/{name}")))
    if _fonts.platform is None:
        _fonts.platform = _fallback_font() if _is_poor(app.font()) else app.font()
    app.setFont(_fonts.platform)


def set_text_size(app: QApplication, percent: int) -> None:
    """Scale all text and with it the layout; `percent` outside 100 to 200 is brought inside."""
    if _fonts.platform is None:
        load_fonts(app)
    wanted = QFont(_fonts.platform or app.font())
    _fonts.percent = max(MIN_TEXT_SIZE, min(MAX_TEXT_SIZE, percent))
    factor = _fonts.percent / 100
    if wanted.pointSizeF() > 0:
        wanted.setPointSizeF(wanted.pointSizeF() * factor)
    else:
        wanted.setPixelSize(round(wanted.pixelSize() * factor))
    app.setFont(wanted)
    for widget in app.allWidgets():
        _rescale(widget)


def text_size() -> int:
    """The size of all text in per cent of the desktop's, 100 to 200."""
    return _fonts.percent


def font(kind: str = "body", weight: int | None = None) -> QFont:
    """The font of a step of the type scale: caption, body, strong, row, section, h2 or h1.

    Digits are tabular, so times under one another line up. `weight` (100 to 900) overrides the step's own.
    Raises KeyError for an unknown step.
    """
    _refresh()
    chosen = weight or WEIGHTS[kind]
    made = _fonts.made.get((kind, chosen))
    if made is None:
        made = _fonts.made[kind, chosen] = _make(kind, chosen)
    return QFont(made)


def px(units: float) -> int:
    """A length in logical pixels that grows with the user's font; never less than `units` at normal size."""
    _refresh()
    return round(units * _fonts.unit)


def set_font(widget: QWidget, kind: str, weight: int | None = None) -> None:
    """Give `widget` a step of the scale that it keeps when the text size changes."""
    widget.setProperty(_KIND, [kind, weight or 0])
    widget.setFont(font(kind, weight))


def space(layout: QLayout, margins: int | tuple[int, int, int, int] = 0, gap: int = 8) -> None:
    """Set margins (all, or left, top, right, bottom) and spacing in layout units, kept across text sizes."""
    sides = (margins,) * 4 if isinstance(margins, int) else margins
    layout.setProperty(_SPACE, [*sides, gap])
    _space(layout)


def _space(layout: QObject) -> None:
    wanted = layout.property(_SPACE)
    if wanted and isinstance(layout, QLayout):
        *sides, gap = (px(int(n)) for n in wanted)
        layout.setContentsMargins(*sides)
        layout.setSpacing(gap)


def _rescale(widget: QWidget) -> None:
    kind = widget.property(_KIND)
    if kind:
        widget.setFont(font(str(kind[0]), int(kind[1]) or None))
    outer = widget.layout()
    if outer is not None:
        _space(outer)
        for inner in outer.findChildren(QLayout):
            _space(inner)
    widget.updateGeometry()
    widget.update()


def _make(kind: str, weight: int) -> QFont:
    made = QApplication.font()
    if made.pointSizeF() > 0:
        made.setPointSizeF(made.pointSizeF() * SCALES[kind])
    else:
        made.setPixelSize(round(made.pixelSize() * SCALES[kind]))
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("tnum"), 1)
    if kind in {"h1", "h2"}:
        made.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 98.5)
    return made


def _refresh() -> None:
    base = QApplication.font()
    if base == _fonts.base:
        return
    _fonts.base = base
    _fonts.made.clear()
    _fonts.unit = max(1.0, _pixels(base) / _UNIT_PIXELS)


def _pixels(base: QFont) -> float:
    if base.pixelSize() > 0:
        return float(base.pixelSize())
    screen = QGuiApplication.primaryScreen()
    dots = screen.logicalDotsPerInchY() if screen is not None else 96.0
    return base.pointSizeF() * dots / 72


def _is_poor(reported: QFont) -> bool:
    if sys.platform in {"win32", "darwin"} and QGuiApplication.platformName() != "offscreen":
        return False
    return QFontInfo(reported).family().casefold() in _POOR_FAMILIES


def _fallback_font() -> QFont:
    made = QFont(_FALLBACK_FAMILY)
    made.setPointSizeF(_FALLBACK_POINTS)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made
