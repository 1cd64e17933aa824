"""Logging out and `kill`: asked to end, the program saves its draft and leaves.

Python runs a signal handler only between two of its own instructions, and an idle Qt loop
executes none: the handler would wait for the next mouse move. The wake-up descriptor makes
the signal an event of the loop.
"""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSocketNotifier, Signal

if TYPE_CHECKING:
    from types import FrameType

ENDING = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)


def _leave_it_to_the_loop(_number: int, _frame: FrameType | None) -> None:
    """Python has to have a handler, or the signal ends the process before the loop sees it."""


class TerminationSignals(QObject):
    """`quit_requested` is emitted from the event loop for SIGTERM, SIGINT and SIGHUP.

    Start it in the main thread; the handlers and the wake-up descriptor found there are put
    back by `stop()`.
    """

    quit_requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ends: tuple[socket.socket, socket.socket] | None = None
        self._notifier: QSocketNotifier | None = None
        self._earlier: dict[int, Any] = {}
        self._earlier_wakeup = -1

    def start(self) -> None:
        """Install the handlers."""
        if self._ends is not None:
            return
        reading, writing = self._ends = socket.socketpair()
        reading.setblocking(False)
        writing.setblocking(False)
        self._earlier_wakeup = signal.set_wakeup_fd(writing.fileno(), warn_on_full_buffer=False)
        for number in ENDING:
            self._earlier[number] = signal.signal(number, _leave_it_to_the_loop)
        self._notifier = QSocketNotifier(reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_readable)

    def stop(self) -> None:
        """Put everything back as it was."""
        if self._ends is None:
            return
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        signal.set_wakeup_fd(self._earlier_wakeup)
        for number, handler in self._earlier.items():
            signal.signal(number, handler)
        self._earlier.clear()
        for end in self._ends:
            end.close()
        self._ends = None

    def _on_readable(self) -> None:
        if self._ends is None:
            return
        try:
            numbers = self._ends[0].recv(4096)
        except BlockingIOError:
            return
        # The descriptor hears every handled signal of the process, not only the ending ones.
        if any(number in ENDING for number in numbers):
            self.quit_requested.emit()
