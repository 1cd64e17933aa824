"""What was copied here does not stay on the clipboard: other programs read it, and some keep a history of it.

Every copy made in the program counts, whether by a command or by marking text. Only what is
still there is taken away: the clipboard belongs to the person, not to this program.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from collections.abc import Callable

STAYS_SECONDS = 30.0
# What clipboard managers look for; they pass over what carries it.
_NOT_FOR_HISTORIES = {
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
}


class PassingClipboard(QObject):
    """Clears a copy of this program `seconds` after it was made, if the clipboard still holds it.

    `monotonic` gives seconds; a timer that fires early, or sleeps through, is not believed.
    """

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        seconds: float = STAYS_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._seconds = seconds
        self._monotonic = monotonic
        self._ours = self._staying = ""
        self._until = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._look)
        self._clipboard = QGuiApplication.clipboard()
        self._clipboard.dataChanged.connect(self._note_copy)

    def copy(self, text: str) -> None:
        """Put a text on the clipboard for a while; clipboard histories are asked to leave it out."""
        data = QMimeData()
        data.setText(text)
        for kind, value in _NOT_FOR_HISTORIES.items():
            data.setData(kind, value)
        self._clipboard.setMimeData(data)
        # Not every platform tells of a copy that says the same as the one before.
        self._remember(text)

    def copy_to_stay(self, text: str) -> None:
        """Put a text on the clipboard that is meant for others, and names nobody."""
        self._forget()
        self._staying = text
        self._clipboard.setText(text)

    def clear_now(self) -> None:
        """Take a copy of this program away at once: the log is locked, or the program ends."""
        ours = self._forget()
        if ours and self._clipboard.text() == ours:
            self._clipboard.clear()

    def _note_copy(self) -> None:
        # Text of another program is none of ours, and asking for it could take a while.
        text = self._clipboard.text() if self._clipboard.ownsClipboard() else ""
        if text and text != self._staying:
            self._remember(text)

    def _forget(self) -> str:
        """What was to be taken away; from now on nothing is."""
        self._timer.stop()
        ours, self._ours = self._ours, ""
        return ours

    def _remember(self, text: str) -> None:
        self._ours = text
        self._until = self._monotonic() + self._seconds
        self._timer.start(math.ceil(self._seconds * 1000))

    def _look(self) -> None:
        left = self._until - self._monotonic()
        if left > 0:
            self._timer.start(math.ceil(left * 1000))
        else:
            self.clear_now()
