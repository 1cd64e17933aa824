"""How a state of a call looks: its icon, and which tokens its words and its tile take.

Only what needs a person today is tinted. A state is always icon and words together, never colour alone.
"""

from __future__ import annotations

STATE_ICONS = {
    "overdue": "triangle-alert",
    "soon": "alarm-clock",
    "later": "clock",
    "next": "calendar-clock",
    "waiting": "hourglass",
    "none": "circle-slash",
    "done": "circle-check",
}
HOT_STATES = frozenset({"overdue", "soon"})


def ink(state: str) -> str:
    """The token of a state's words."""
    return state if state in HOT_STATES else "text2"


def tile_fill(state: str) -> str:
    """The token of the tile behind a state's icon; overdue alone is solid."""
    if state == "overdue":
        return "overdueMark"
    if state == "soon":
        return "soonSoft"
    return "accentSoft" if state == "later" else "noneSoft"


def tile_ink(state: str) -> str:
    """The token of a state's icon on its tile."""
    if state == "overdue":
        return "surface"
    if state == "soon":
        return "soon"
    return "accentText" if state == "later" else "text2"


def soft(state: str) -> str:
    """The token of a quiet background for a state, for banners and tags."""
    return f"{state}Soft"
