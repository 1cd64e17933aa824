"""Which alerts were meant and which were shown.

The intent is committed before an alert is shown and marked after, under one stable key:
what is still an intent at the next start is shown again under the same key, so that no
alert is lost and none comes twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callpolicy_gui.storage.connection import LogDatabase

_MISSED = "missed"


@dataclass(frozen=True, slots=True)
class AlertIntent:
    """An alert that is, or was, to be shown. Instants are UTC seconds."""

    key: str
    kind: str
    intended_at: int


class AlertStore:
    """The alerts of one log. Changes raise RuntimeError outside `LogDatabase.write`."""

    def __init__(self, db: LogDatabase) -> None:
        self._db = db

    def record_intent(self, key: str, kind: str, at: int) -> bool:
        """Whether the alert was not known before and is now to be shown.

        One that was missed by a clock that was set back since is meant after all.
        """
        self._db.require_write()
        row = self._db.row("SELECT kind FROM alerts WHERE key = ?", (key,))
        if row is None:
            self._db.execute("INSERT INTO alerts (key, kind, intended_at) VALUES (?, ?, ?)", (key, kind, at))
        elif row[0] == _MISSED:
            self._db.execute("UPDATE alerts SET kind = ?, intended_at = ? WHERE key = ?", (kind, at, key))
        else:
            return False
        self._db.history.append("alert intended", f"alert {key}", after={"kind": kind, "at": at})
        return True

    def record_missed(self, key: str, at: int) -> None:
        """Keeps that an alert's time went by while nothing could be said; nothing where it is known."""
        self._db.require_write()
        if not self.is_known(key):
            self._db.execute(
                "INSERT INTO alerts (key, kind, intended_at) VALUES (?, ?, ?)", (key, _MISSED, at)
            )
            self._db.history.append("alert missed", f"alert {key}", after={"at": at})

    def mark_shown(self, key: str, at: int) -> None:
        """The alert was shown; a second time changes nothing.

        Raises:
            LookupError: no intent was recorded under this key.
        """
        self._db.require_write()
        row = self._db.row("SELECT shown_at FROM alerts WHERE key = ?", (key,))
        if row is None:
            raise LookupError(f"alert {key}")
        if row[0] is None:
            self._db.execute("UPDATE alerts SET shown_at = ? WHERE key = ?", (at, key))
            self._db.history.append("alert shown", f"alert {key}", after={"at": at})

    def unshown(self) -> tuple[AlertIntent, ...]:
        """Intents that were never marked shown, the earliest first; what was missed is none."""
        rows = self._db.rows(
            "SELECT key, kind, intended_at FROM alerts WHERE shown_at IS NULL AND kind <> ?"
            " ORDER BY intended_at, key",
            (_MISSED,),
        )
        return tuple(AlertIntent(*row) for row in rows)

    def known_keys(self) -> frozenset[str]:
        """Every key with an intent, shown or not; what was missed has none."""
        return frozenset(
            row[0] for row in self._db.rows("SELECT key FROM alerts WHERE kind <> ?", (_MISSED,))
        )

    def is_known(self, key: str) -> bool:
        """Whether an intent was recorded under this key, or that it was missed."""
        return self._db.row("SELECT 1 FROM alerts WHERE key = ?", (key,)) is not None

    def forget(self, key: str) -> None:
        """Takes an alert back, for an undo; it may be meant again."""
        self._db.require_write()
        if self.is_known(key):
            self._db.execute("DELETE FROM alerts WHERE key = ?", (key,))
            self._db.history.append("alert forgotten", f"alert {key}")
