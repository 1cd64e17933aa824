"""Waiting for a log that another program holds: by a timer, so that the window lives meanwhile.

A backup or a virus scanner lets go within seconds, and nobody should have to click for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from callpolicy_gui.storage.errors import StorageProblem
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.storage.errors import StorageError

AGAIN_MS = 250
MOST_TRIES = 20  # five seconds


def waiting_words() -> str:
    """What is said meanwhile."""
    return tr("Waiting for the log: another program is using it.")


class LockWait(QObject):
    """Has something tried again four times a second, for five seconds at most.

    `began` is emitted when the first try met the lock, not for those that follow it.
    """

    began = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tries = 0
        self._act: Callable[[], object] | None = None
        self._timer = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._timer.timeout.connect(self._try)

    def again(self, error: StorageError, act: Callable[[], object]) -> bool:
        """Whether `act` is called once more in a moment, because another program holds the log.

        False for any other error and after the last try; the next error then begins anew.
        """
        if error.problem is not StorageProblem.IN_USE or self._tries == MOST_TRIES:
            self.stop()
            return False
        self._tries += 1
        self._act = act
        self._timer.start()
        if self._tries == 1:
            self.began.emit()
        return True

    def stop(self) -> None:
        """Nothing is tried any more."""
        self._timer.stop()
        self._tries, self._act = 0, None

    def _try(self) -> None:
        act, self._act = self._act, None
        if act is not None:
            act()
