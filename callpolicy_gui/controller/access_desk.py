"""Reading leaves a trace: who opened what and when, without a value of what was read.

An entry that cannot be written does not keep the clinician from reading. It is said once; of a
log that is open for reading only it is known already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.controller.views import Refused
from callpolicy_gui.storage.client_store import client_subject

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.controller.signals import Signals
    from callpolicy_gui.core.call_log import Level

LOG_SUBJECT = "log"
# Going back and forth between two sheets is one reading.
SAME_READING_SECONDS = 600


class AccessDesk:
    """Notes in the history that records were read, exported and unlocked."""

    def __init__(self, desk: Desk, signals: Signals) -> None:
        self._desk = desk
        self._signals = signals
        self._read_at: dict[int, int] = {}
        self._log_was_noted = False
        self._was_refused = False

    def record_opened(self, client_id: int) -> None:
        """A client's record is being read; noted again after ten minutes at the earliest."""
        now = self._desk.now()
        before = self._read_at.get(client_id)
        if before is not None and 0 <= now - before < SAME_READING_SECONDS:
            return
        history = self._desk.db.history
        if self._note(now, lambda: history.append("record opened", client_subject(client_id))):
            self._read_at[client_id] = now

    def log_opened(self) -> None:
        """The log is being read; noted once while it stays unlocked."""
        if not self._log_was_noted:
            history = self._desk.db.history
            self._log_was_noted = self._note(
                self._desk.now(), lambda: history.append("log opened", LOG_SUBJECT)
            )

    def log_exported(
        self, level: Level, first: date, last: date, calls: int, file_format: str
    ) -> Refused | None:
        """The calls of two local dates and between are written to a file; where to is nobody's business."""
        after = {
            "level": level.value,
            "from": first.isoformat(),
            "to": last.isoformat(),
            "calls": calls,
            "format": file_format,
        }
        history = self._desk.db.history
        done = self._desk.save(
            self._desk.now(), lambda: history.append("log exported", LOG_SUBJECT, after=after)
        )
        return done if isinstance(done, Refused) else None

    def export_failed(self) -> None:
        """The export that was noted last was not written."""
        history = self._desk.db.history
        self._note(self._desk.now(), lambda: history.append("export failed", LOG_SUBJECT))

    def note_unlocked(self, how: str, failures: Sequence[int]) -> None:
        """The log was unlocked by `how` ("passphrase", "recovery", "keychain", "key_file").

        `failures` are the instants, UTC seconds, of tries since it was locked that did not open it.
        """
        history = self._desk.db.history

        def entries() -> None:
            if failures:
                tries = {"count": len(failures), "first": min(failures), "last": max(failures)}
                history.append("unlock failed", LOG_SUBJECT, after=tries)
            history.append("unlocked", LOG_SUBJECT, after={"how": how})

        self._note(self._desk.now(), entries)

    def _note(self, now: int, entries: Callable[[], object]) -> bool:
        """Whether it was written down; the first refusal is said."""
        if self._desk.refused is not None:
            return False
        done = self._desk.save(now, entries)
        refused = isinstance(done, Refused)
        if isinstance(done, Refused) and not self._was_refused:
            self._was_refused = True
            self._signals.failed.emit(done.sentence)
        return not refused
