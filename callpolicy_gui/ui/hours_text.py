"""Hours as they are typed: shown so that they can be read back, and the one slip that can be put right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from callpolicy_gui.core.weekly_hours import (
    MINUTES_A_DAY,
    HoursError,
    HoursProblem,
    Window,
    minutes_text,
    parse_windows,
)

if TYPE_CHECKING:
    from callpolicy_gui.wording.times import Times

_PARTS = re.compile(r"([,;]|\band\b)")
_LAST_TIME = re.compile(r"\d{1,2}(?:[:.h]?\d{2})?\s*(?:[ap]\.?m?\.?)?\s*$", re.IGNORECASE)


def windows_as_typed(windows: tuple[Window, ...], times: Times) -> str:
    """Windows as the editor shows them: `parse_windows` reads it back, but for windows that run overnight."""
    return ", ".join(f"{_edge(w.start, times)}\u2013{_edge(w.end, times)}" for w in windows)


def _edge(minutes: int, times: Times) -> str:
    if minutes == MINUTES_A_DAY:
        return minutes_text(minutes)
    return times.minutes(minutes % MINUTES_A_DAY)


def with_midnight(text: str) -> str:
    """The text with 24:00 as the end of each window that was probably meant to end there."""
    pieces = _PARTS.split(text)
    for number in range(0, len(pieces), 2):
        try:
            parse_windows(pieces[number])
        except HoursError as error:
            if error.problem is HoursProblem.MEANT_MIDNIGHT:
                pieces[number] = _LAST_TIME.sub("24:00", pieces[number])
    return "".join(pieces)
