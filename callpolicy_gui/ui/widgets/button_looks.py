"""Which tokens a button is painted with, by kind and by what is happening to it."""

from __future__ import annotations

from dataclasses import dataclass

_FILLED = frozenset({"primary", "plain", "segment"})


@dataclass(frozen=True, slots=True)
class Look:
    """Tokens of a button in one state; None is not painted. `width` is the border's, in pixels."""

    text: str
    fill: str | None = None
    border: str | None = None
    key: str = "text3"
    key_border: str | None = None
    width: float = 1.0


def look_of(kind: str, *, hover: bool, down: bool, checked: bool, enabled: bool) -> Look:
    """The look of a button of `kind`; an unknown kind looks plain."""
    if not enabled:
        filled = kind in _FILLED
        return Look("disabled", "sunken" if filled else None, "border" if filled else None, "disabled")
    if kind == "primary":
        fill = "accentPress" if down else "accentHover" if hover else "accent"
        return Look("onAccent", fill, key="onAccent", key_border="onAccent")
    if kind == "inverse":
        return Look("invAction", None, "invAction" if hover or down else None, key="invText")
    if checked:
        border = "selBorder" if kind in _FILLED else None
        return Look("accentText", "accentSoft", border, key="accentText", width=1.5)
    if kind in {"nav", "ghost"}:
        return Look("text2", "border" if down else "hairline" if hover else None)
    fill = "hairline" if down else "sunken" if hover else "surface"
    return Look("text2" if kind == "segment" else "text", fill, "control")
