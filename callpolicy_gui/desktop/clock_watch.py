"""Whether this computer's clock is believed while the program runs, over all its stages.

What a log tells is asked once: after that the heartbeat has seen every step of the clock,
also while the log was locked, or another one was put in its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from callpolicy_gui.core.clock_doubt import ClockDoubt, doubt_after_step

if TYPE_CHECKING:
    from collections.abc import Callable


class ClockWatch(QObject):
    """Owns the doubt. `clock` gives UTC seconds; `changed` carries a ClockDoubt, or None where it is over."""

    changed = Signal(object)

    def __init__(self, clock: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._doubt: ClockDoubt | None = None
        self._asked = False

    @property
    def doubt(self) -> ClockDoubt | None:
        """Why the clock is not believed; None while it is."""
        return self._doubt

    def log_opened(self, found: ClockDoubt | None) -> None:
        """A log was opened, which finds this about the clock; only the first one is listened to."""
        if not self._asked:
            self._asked = True
            self._become(self._doubt or found)

    def moved(self, seconds: float) -> None:
        """The clock moved by so many seconds against one that is never set."""
        self._become(doubt_after_step(int(self._clock()), seconds, self._doubt))

    def confirm(self) -> None:
        """Somebody says that the clock is right."""
        self._asked = True
        self._become(None)

    def _become(self, doubt: ClockDoubt | None) -> None:
        if doubt != self._doubt:
            self._doubt = doubt
            self.changed.emit(doubt)
