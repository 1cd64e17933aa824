"""The clock that sleeps: what tells the rest of the program that time has passed.

No timer is the truth. A machine that slept, a clock that was set and a timer that fired
early all look the same to a timer, so every beat reads the wall clock anew and compares
how far it moved with how far the monotonic clock moved.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

# Five seconds, less the twentieth that a coarse timer may come too late.
BEAT_MS = 4750
LONGEST_WAIT_S = 60.0  # a longer single shot sleeps through a suspend and can overflow
MOVED_S = 0.5


class Heartbeat(QObject):
    """A coarse beat of at most 5 seconds, and one precise deadline.

    `beat` carries the wall clock in whole UTC seconds. `clock_moved` carries by how many
    seconds the wall clock moved against the monotonic one since the last report, positive
    for forward (a suspend counts, since the monotonic clock stops); a beat follows it.

    Args:
        wall: UTC seconds.
        monotonic: seconds of a clock that is never set.
        interval_ms: between beats, at most 4750.
    """

    beat = Signal(object)
    clock_moved = Signal(float)

    def __init__(
        self,
        wall: Callable[[], float],
        monotonic: Callable[[], float],
        interval_ms: int = BEAT_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._wall = wall
        self._monotonic = monotonic
        self._drift = 0.0
        self._armed_at: int | None = None
        self._beats = QTimer(self, interval=min(interval_ms, BEAT_MS))
        self._beats.setTimerType(Qt.TimerType.CoarseTimer)
        self._beats.timeout.connect(self.beat_now)
        self._deadline = QTimer(self, singleShot=True)
        self._deadline.setTimerType(Qt.TimerType.PreciseTimer)
        self._deadline.timeout.connect(self._on_deadline)

    @property
    def armed_at(self) -> int | None:
        """The deadline waited for, in UTC seconds."""
        return self._armed_at

    @property
    def wait_ms(self) -> int:
        """How long the single shot was last set for, in milliseconds; -1 when it is not running."""
        return self._deadline.interval() if self._deadline.isActive() else -1

    def start(self) -> None:
        """Begin to beat; the first beat comes after one interval."""
        self._drift = self._wall() - self._monotonic()
        self._beats.start()
        self._wait_for_deadline()

    def stop(self) -> None:
        """Stop beating and forget the deadline."""
        self._beats.stop()
        self.disarm()

    def arm(self, at: int) -> None:
        """Beat once at `at` (UTC seconds), never before; replaces an earlier deadline."""
        self._armed_at = at
        self._wait_for_deadline()

    def disarm(self) -> None:
        """Wait for no deadline."""
        self._armed_at = None
        self._deadline.stop()

    def beat_now(self) -> None:
        """Read both clocks and report; also for the moment a machine wakes up."""
        now = self._wall()
        drift = now - self._monotonic()
        moved = drift - self._drift
        if self._armed_at is not None and now >= self._armed_at:
            self.disarm()
        elif abs(moved) > MOVED_S:
            self._wait_for_deadline()
        if abs(moved) > MOVED_S:
            self._drift = drift
            self.clock_moved.emit(moved)
        self.beat.emit(math.floor(now))

    def _wait_for_deadline(self) -> None:
        if self._armed_at is None or not self._beats.isActive():
            return
        left_s = min(max(self._armed_at - self._wall(), 0.0), LONGEST_WAIT_S)
        self._deadline.start(math.ceil(left_s * 1000))

    def _on_deadline(self) -> None:
        if self._armed_at is not None and self._wall() >= self._armed_at:
            self.beat_now()
        else:
            self._wait_for_deadline()
