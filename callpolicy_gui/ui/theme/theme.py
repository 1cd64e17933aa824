"""Light, dark or as the desktop says: the switch, live and without restarting.

A theme is a palette plus the tokens that painters read. No style sheet takes part, so a switch repaints
everything and leaves nothing of the old theme behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolTip

from callpolicy_gui.ui.theme.fonts import load_fonts, set_text_size
from callpolicy_gui.ui.theme.icons import clear_icons
from callpolicy_gui.ui.theme.palette import build_palette, color, is_dark, use_tokens
from callpolicy_gui.ui.theme.style import CallPolicyStyle
from callpolicy_gui.ui.theme.tokens import DARK, LIGHT, Tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QStyleHints

__all__ = ["Scheme", "apply_theme", "color", "install", "is_dark"]

Scheme = Literal["system", "light", "dark"]

_HINTS = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


@dataclass(slots=True)
class _Chosen:
    """What the user asked for, and whether the desktop is being listened to."""

    scheme: str = "light"
    listening: bool = False


_chosen = _Chosen()


def install(app: QApplication, scheme: str = "system", text_size: int = 100) -> None:
    """Give `app` its style, fonts and theme; call once, before the first window.

    `scheme` is "system", "light" or "dark"; `text_size` is per cent, 100 to 200.
    """
    app.setStyle(CallPolicyStyle())
    load_fonts(app)
    set_text_size(app, text_size)
    apply_theme(app, scheme)


def apply_theme(app: QApplication, scheme: str = "system") -> None:
    """Switch `app` to `scheme` now; "system" follows the desktop from then on. KeyError for other words."""
    hint = _HINTS[scheme]
    hints = app.styleHints()
    _chosen.scheme = scheme
    if not _chosen.listening:
        hints.colorSchemeChanged.connect(_on_desktop_scheme)
        _chosen.listening = True
    # The tokens go first: what Qt repaints while the hint changes must already read the new ones.
    if scheme != "system":
        _use(app, DARK if scheme == "dark" else LIGHT)
    hints.setColorScheme(hint)
    if scheme == "system":
        _use(app, _desktop_tokens(hints))


def _desktop_tokens(hints: QStyleHints) -> Tokens:
    return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT


def _on_desktop_scheme(reported: Qt.ColorScheme) -> None:
    app = QApplication.instance()
    if _chosen.scheme == "system" and isinstance(app, QApplication):
        _use(app, DARK if reported == Qt.ColorScheme.Dark else LIGHT)


def _use(app: QApplication, chosen: Tokens) -> None:
    use_tokens(chosen)
    clear_icons()
    palette = build_palette(chosen)
    app.setPalette(palette)
    QToolTip.setPalette(palette)
    # Painted widgets read tokens, not palette roles: those the palette change did not reach are told here.
    for widget in app.allWidgets():
        widget.update()
