"""When this computer's clock is not to be believed: pure rules, from what it showed before.

A deadline counted from a wrong clock alerts about every call at once, or about none. So a
step of a month while the program runs, or half a year since the last entry, or a time before
that entry, is asked about first. The person's word ends the doubt, and so does a clock that
was set back to where it can be believed. A log that lay closed over a long holiday is not
asked about, and neither is a computer that slept for less than a month.

All instants are UTC seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from callpolicy_gui.core.local_time import DAY_SECONDS

STEP_SECONDS = 30 * DAY_SECONDS
CLOSED_SECONDS = 180 * DAY_SECONDS
# Set for summer by hand, or read as local time by another system on the same computer.
BEHIND_SECONDS = 3600


class Wrong(StrEnum):
    """Which way the clock seems to be wrong."""

    AHEAD = "ahead"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class ClockDoubt:
    """A clock that is not believed: from `bound` on where it is ahead, before `bound` where it is behind.

    `trusted_at` is the last instant at which it was believed.
    """

    wrong: Wrong
    trusted_at: int
    bound: int

    def holds_at(self, now: int) -> bool:
        """Whether a clock that shows `now` is still not to be believed."""
        return now >= self.bound if self.wrong is Wrong.AHEAD else now < self.bound


def doubt_at_start(now: int, last_entry_at: int | None, kept: ClockDoubt | None) -> ClockDoubt | None:
    """Whether the clock is doubted when a log is opened at `now`.

    `last_entry_at` is what it showed at the log's last entry, None where there is none. `kept`
    is a doubt of an earlier run that nobody has answered; entries made under it say nothing.
    """
    if kept is not None:
        return kept if kept.holds_at(now) else _seen_from(kept.trusted_at, now)
    return None if last_entry_at is None else _seen_from(last_entry_at, now)


def doubt_after_step(now: int, moved: float, doubt: ClockDoubt | None) -> ClockDoubt | None:
    """Whether the clock is doubted after it moved by so many seconds, to `now`, while the program ran.

    `doubt` is the one before. A clock that goes back makes none: it is told, and no alert comes twice.
    """
    if doubt is not None:
        return doubt if doubt.holds_at(now) else _seen_from(doubt.trusted_at, now)
    if moved < STEP_SECONDS:
        return None
    trusted_at = round(now - moved)
    return ClockDoubt(Wrong.AHEAD, trusted_at, trusted_at + STEP_SECONDS)


def _seen_from(trusted_at: int, now: int) -> ClockDoubt | None:
    for doubt in (
        ClockDoubt(Wrong.AHEAD, trusted_at, trusted_at + CLOSED_SECONDS),
        ClockDoubt(Wrong.BEHIND, trusted_at, trusted_at - BEHIND_SECONDS),
    ):
        if doubt.holds_at(now):
            return doubt
    return None
