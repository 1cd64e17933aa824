"""Keeps what is being typed soon after it was typed, so that a crash costs a second of it at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.controller import Controller
    from callpolicy_gui.controller.views import CallDraft

# A pause in typing is the moment when saving is felt least; without one it is not put off for long.
PAUSE_MS, LONGEST_MS = 500, 900


class DraftKeeper(QObject):
    """Saves the draft that `read` gives, or forgets it where that is None: nothing was typed."""

    def __init__(self, controller: Controller, read: Callable[[], CallDraft | None], parent: QObject) -> None:
        super().__init__(parent)
        self._drafts = controller.drafts
        self._read = read
        self._is_due = False
        self._pause, self._longest = QTimer(self), QTimer(self)
        for timer, wait in ((self._pause, PAUSE_MS), (self._longest, LONGEST_MS)):
            timer.setSingleShot(True)
            timer.setInterval(wait)
            timer.timeout.connect(self.flush)

    def touch(self) -> None:
        """Something was edited."""
        self._is_due = True
        self._pause.start()
        if not self._longest.isActive():
            self._longest.start()

    def flush(self) -> None:
        """Save now what has not been saved; refused, it stays due, and the next edit tries again."""
        self._stop()
        if not self._is_due:
            return
        draft = self._read()
        refused = self._drafts.forget() if draft is None else self._drafts.keep(draft)
        self._is_due = refused is not None

    def settle(self) -> None:
        """What stands in the form is what is kept."""
        self._stop()
        self._is_due = False

    def forget(self) -> None:
        """The draft was logged or given up."""
        self.settle()
        self._drafts.forget()

    def _stop(self) -> None:
        self._pause.stop()
        self._longest.stop()
