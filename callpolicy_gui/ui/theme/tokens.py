"""The colours of the window as data: one value per name in each of the two palettes.

Every pair of them that meets in the window is listed in the tests with the contrast it must reach (WCAG 2.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme: a token name to its "#RRGGBB".

    Indexing with an unknown name raises KeyError.
    """

    name: str
    dark: bool
    values: Mapping[str, str]

    def __getitem__(self, token: str) -> str:
        return self.values[token]


LIGHT = Tokens(
    name="light",
    dark=False,
    values=MappingProxyType(
        {
            "window": "#F3F5F4",
            "sidebar": "#E8ECEA",
            "surface": "#FFFFFF",
            "raised": "#FFFFFF",
            "sunken": "#ECF0EE",
            "border": "#DCE2DF",
            "scroll": "#B7C2BD",
            "control": "#7B8883",
            "hairline": "#E3E8E5",
            "text": "#16201D",
            "text2": "#465350",
            "text3": "#5F6C68",
            "disabled": "#98A39F",
            "accent": "#0B6A5B",
            "accentHover": "#095A4D",
            "accentPress": "#074A40",
            "onAccent": "#FFFFFF",
            "accentSoft": "#DDEFEA",
            "accentText": "#0A5A4E",
            "selection": "#E4F1ED",
            "selBorder": "#0B6A5B",
            "focus": "#0B6A5B",
            "overdue": "#8A1A12",
            "overdueSoft": "#FBE9E5",
            "overdueMark": "#C2412F",
            "soon": "#7D5C00",
            "soonSoft": "#FBEFD6",
            "soonMark": "#B06F00",
            "later": "#1D4F7C",
            "laterSoft": "#E5EFF7",
            "laterMark": "#2F6FA8",
            "next": "#1F5D55",
            "nextSoft": "#E1EFEC",
            "nextMark": "#2B7C70",
            "waiting": "#4A4B7C",
            "waitingSoft": "#EBEBF6",
            "waitingMark": "#6A6BA6",
            "none": "#56625E",
            "noneSoft": "#ECF0EE",
            "noneMark": "#7B8883",
            "done": "#1C6236",
            "doneSoft": "#E2F2E7",
            "doneMark": "#2F8350",
            "invBg": "#22302C",
            "invText": "#F3F5F4",
            "invAction": "#8FE0CE",
            "scrim": "#0B1210",
        }
    ),
)

DARK = Tokens(
    name="dark",
    dark=True,
    values=MappingProxyType(
        {
            "window": "#131816",
            "sidebar": "#0F1312",
            "surface": "#1B2220",
            "raised": "#242C29",
            "sunken": "#161C1A",
            "border": "#2C3532",
            "scroll": "#46534E",
            "control": "#6F7D78",
            "hairline": "#262F2C",
            "text": "#E7EDEA",
            "text2": "#B4C0BB",
            "text3": "#94A19C",
            "disabled": "#5F6B67",
            "accent": "#56C2AC",
            "accentHover": "#6CD0BB",
            "accentPress": "#45AD98",
            "onAccent": "#06201B",
            "accentSoft": "#173A33",
            "accentText": "#7FD9C6",
            "selection": "#1D332E",
            "selBorder": "#56C2AC",
            "focus": "#7FD9C6",
            "overdue": "#FFB3A5",
            "overdueSoft": "#3B1F1A",
            "overdueMark": "#F0775F",
            "soon": "#F4CD83",
            "soonSoft": "#362A13",
            "soonMark": "#DDA43A",
            "later": "#A9CEF1",
            "laterSoft": "#182A3B",
            "laterMark": "#5E9FDB",
            "next": "#9ADACB",
            "nextSoft": "#17302B",
            "nextMark": "#4FA898",
            "waiting": "#C4C5EC",
            "waitingSoft": "#26273D",
            "waitingMark": "#8788C8",
            "none": "#A6B2AD",
            "noneSoft": "#242C29",
            "noneMark": "#6F7D78",
            "done": "#8FD9A8",
            "doneSoft": "#16301F",
            "doneMark": "#4FAE72",
            "invBg": "#E7EDEA",
            "invText": "#16201D",
            "invAction": "#0A5A4E",
            "scrim": "#000000",
        }
    ),
)
