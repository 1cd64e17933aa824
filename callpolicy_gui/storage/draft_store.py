"""What is being typed, kept until it is logged or given up, so that a crash costs no words.

A draft is nobody's evidence: it has no entry in the history, and is in no export.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from callpolicy_gui.storage.connection import LogDatabase

CALL_DRAFT = "call"


class DraftStore:
    """The drafts of one log, one of each kind. `save` raises RuntimeError outside `LogDatabase.write`."""

    def __init__(self, db: LogDatabase) -> None:
        self._db = db

    def save(self, kind: str, values: dict[str, Any] | None) -> None:
        """Keeps values that JSON can hold in place of the kind's earlier ones; None forgets those.

        Raises:
            StorageError: see `LogDatabase.execute`.
        """
        self._db.require_write()
        if values is None:
            self._db.execute("DELETE FROM drafts WHERE kind = ?", (kind,))
            return
        self._db.execute(
            "INSERT INTO drafts (kind, draft) VALUES (?, ?)"
            " ON CONFLICT (kind) DO UPDATE SET draft = excluded.draft",
            # As ASCII: half a character, as an input method can leave it, is no text for SQLite.
            (kind, json.dumps(values, ensure_ascii=True, sort_keys=True)),
        )

    def load(self, kind: str) -> dict[str, Any] | None:
        """The kept values, or None where there are none that can be read.

        Raises:
            StorageError: see `LogDatabase.execute`.
        """
        row = self._db.row("SELECT draft FROM drafts WHERE kind = ?", (kind,))
        try:
            values = None if row is None else json.loads(row[0])
        except (ValueError, TypeError, RecursionError):
            return None
        return values if isinstance(values, dict) else None
