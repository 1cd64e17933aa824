"""Work that takes too long for the window's thread: one piece at a time, on a thread of its own."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True, eq=False)
class _Piece:
    work: Callable[[], Any]
    done: Callable[[Any], None]
    answer: Any = None
    error: BaseException | None = None
    ended: threading.Event = field(default_factory=threading.Event)


class OneAtATime(QObject):
    """Runs `work` elsewhere and gives its answer to `done` on the thread this object lives in."""

    _over = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._piece: _Piece | None = None
        self._over.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def is_busy(self) -> bool:
        """Whether a piece of work has not been delivered yet."""
        return self._piece is not None

    def start(self, work: Callable[[], Any], done: Callable[[Any], None]) -> bool:
        """Begin; False, and nothing is begun, while another piece is not delivered.

        What `work` raises is raised again where `done` would have been called.
        """
        if self._piece is not None:
            return False
        piece = self._piece = _Piece(work, done)
        # A daemon, because a keychain that waits for an answer must not keep the program from ending.
        threading.Thread(target=self._run, args=(piece,), name="protection", daemon=True).start()
        return True

    def finish(self, seconds: float) -> None:
        """Wait for the work, at most so long, and deliver it now if it ended."""
        if self._piece is not None:
            self._piece.ended.wait(seconds)
            self._deliver()

    def _run(self, piece: _Piece) -> None:
        try:
            piece.answer = piece.work()
        except BaseException as error:  # noqa: BLE001 - it is raised again on the thread that can report it
            piece.error = error
        piece.ended.set()
        with contextlib.suppress(RuntimeError):  # this object is deleted: nobody waits any more
            self._over.emit()

    def _deliver(self) -> None:
        piece = self._piece
        if piece is None or not piece.ended.is_set():
            return  # delivered by `finish` already
        self._piece = None
        if piece.error is not None:
            raise piece.error
        piece.done(piece.answer)
