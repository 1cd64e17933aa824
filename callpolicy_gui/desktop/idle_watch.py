"""How long nobody has touched the program, so that it can lock itself.

Only keys, the mouse and the touch screen in this program's own windows are seen; what
somebody does in another program is no business of this one, and does not keep a log open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtGui import QMouseEvent

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPointF

_MOVE = QEvent.Type.MouseMove
_TOUCHED = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,  # a key that is a shortcut never arrives as a key
        QEvent.Type.InputMethod,  # nor one that becomes a letter with the next
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
        _MOVE,
    }
)


class IdleWatch(QObject):
    """Emits `idle` once when nobody touched the program for `minutes`, and again after the next time.

    It has no timer: `beat` is to be called often, by what beats already.

    Args:
        monotonic: seconds of a clock that is never set; `beat` is given the same clock's.
        minutes: how long; 0 is never.
        parent: the owner.
    """

    idle = Signal()

    def __init__(
        self, monotonic: Callable[[], float], minutes: int = 0, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._monotonic = monotonic
        self._minutes = _checked(minutes)
        self._watched: QCoreApplication | None = None
        self._touched_at = 0.0
        self._pointer: QPointF | None = None
        self._has_said = False

    @property
    def minutes(self) -> int:
        """After how many minutes `idle` comes; 0 is never."""
        return self._minutes

    def set_minutes(self, minutes: int) -> None:
        """Other minutes from now on; the time begins anew.

        Raises:
            ValueError: fewer than 0.
        """
        self._minutes = _checked(minutes)
        self.touch()

    @property
    def is_watching(self) -> bool:
        """True between `start` and `stop`."""
        return self._watched is not None

    def start(self) -> None:
        """Begin to watch; the time begins now. Where there is no application nothing is watched."""
        self.stop()
        self.touch()
        self._watched = QCoreApplication.instance()
        if self._watched is not None:
            self._watched.installEventFilter(self)

    def stop(self) -> None:
        """Watch no more; `idle` is not emitted any more."""
        if self._watched is not None:
            self._watched.removeEventFilter(self)
        self._watched = None
        self._pointer = None

    def touch(self) -> None:
        """Somebody is there, as with a click on a notification; the time begins anew."""
        self._touched_at = self._monotonic()
        self._has_said = False

    def beat(self, now: float) -> None:
        """Emit `idle` where the time is over at `now`, seconds of the monotonic clock."""
        if self._watched is None or self._has_said or not self._minutes:
            return
        if now - self._touched_at >= self._minutes * 60:
            self._has_said = True
            self.idle.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note when somebody was there; every event goes on its way."""
        kind = event.type()
        if kind in _TOUCHED and (kind is not _MOVE or self._has_moved(event)):
            self.touch()
        return False

    def _has_moved(self, event: QEvent) -> bool:
        """Whether the pointer is elsewhere: a window that opens under a resting one reports a move too."""
        if not isinstance(event, QMouseEvent):
            return False
        before, self._pointer = self._pointer, event.globalPosition()
        return before is not None and before != self._pointer


def _checked(minutes: int) -> int:
    if minutes < 0:
        raise ValueError("fewer than no minutes")
    return minutes
