"""The palette in use: which tokens are in force, and how Qt's colour roles are filled from them.

Kept apart from `theme` so that fonts, icons and the style can ask for a colour without importing what
switches it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette

from callpolicy_gui.ui.theme.tokens import LIGHT, Tokens

_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "sunken",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "onAccent",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Link: "accentText",
    QPalette.ColorRole.LinkVisited: "accentText",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.BrightText: "overdue",
    # Fusion derives bevels and outlines from these five; left unset they leak grey.
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "hairline",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "control",
    QPalette.ColorRole.Shadow: "control",
}
_DISABLED = {
    QPalette.ColorRole.WindowText: "disabled",
    QPalette.ColorRole.Text: "disabled",
    QPalette.ColorRole.ButtonText: "disabled",
    QPalette.ColorRole.PlaceholderText: "disabled",
    QPalette.ColorRole.Highlight: "border",
    QPalette.ColorRole.HighlightedText: "disabled",
    QPalette.ColorRole.Accent: "disabled",
}


@dataclass(slots=True)
class _InForce:
    """The tokens every painter reads; the application has one appearance, so this is held once."""

    tokens: Tokens = LIGHT


_in_force = _InForce()


def tokens() -> Tokens:
    """The tokens in force."""
    return _in_force.tokens


def use_tokens(chosen: Tokens) -> None:
    """Put `chosen` in force for everything painted from now on."""
    _in_force.tokens = chosen


def color(token: str) -> QColor:
    """The colour a token has in the theme in force; KeyError for an unknown name."""
    return QColor(_in_force.tokens[token])


def is_dark() -> bool:
    """Whether the dark palette is in force."""
    return _in_force.tokens.dark


def build_palette(chosen: Tokens) -> QPalette:
    """Qt's palette for `chosen`, every role and group filled, so that no desktop colour shows through."""
    palette = QPalette()
    for role, token in _ROLES.items():
        palette.setColor(QPalette.ColorGroup.All, role, QColor(chosen[token]))
    for role, token in _DISABLED.items():
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(chosen[token]))
    return palette
