"""What the insights page is told: counts, and the sentences that say them. Nobody is named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callpolicy_gui.core.adherence import Grid, ResponseBar
    from callpolicy_gui.core.policies import Preset
    from callpolicy_gui.core.replay import Replayed


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month's promises: `22 of 24 kept in November`, and what else is to be said of it."""

    sentence: str
    detail: str


@dataclass(frozen=True, slots=True)
class ReplayView:
    """One policy, and what it would have made of the last calls."""

    preset: Preset
    name: str
    replayed: Replayed
    sentence: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class InsightsView:
    """Everything the page shows; with `too_little` that sentence alone.

    `line_hours` is where the promise in force ends, in clock hours; None where it is no fixed time.
    """

    too_little: str = ""
    months: tuple[MonthView, ...] = ()
    bars: tuple[ResponseBar, ...] = ()
    bars_words: str = ""
    line_hours: int | None = None
    arrivals: Grid = ()
    returns: Grid = ()
    grid_words: str = ""
    replays: tuple[ReplayView, ...] = ()
    replay_words: str = ""
