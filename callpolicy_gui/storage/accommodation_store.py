"""What was agreed with single clients: at most one accommodation each.

Every change appends its own history entry in the same transaction; outside
`LogDatabase.write` a change raises RuntimeError.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from callpolicy_gui.core.accommodations import Accommodation
from callpolicy_gui.storage.client_store import client_subject

if TYPE_CHECKING:
    from callpolicy_gui.storage.connection import LogDatabase


class AccommodationStore:
    """The accommodations of one log."""

    def __init__(self, db: LogDatabase) -> None:
        self._db = db

    def get(self, client_id: int) -> Accommodation | None:
        """What was agreed with this client, or None."""
        row = self._db.row("SELECT accommodation FROM accommodations WHERE client_id = ?", (client_id,))
        return None if row is None else _accommodation(row[0])

    def all(self) -> dict[int, Accommodation]:
        """What was agreed with each client that has an accommodation; merged clients are left out."""
        rows = self._db.rows(
            "SELECT client_id, accommodation FROM accommodations JOIN clients USING (client_id)"
            " WHERE merged_into IS NULL ORDER BY client_id"
        )
        return {client_id: _accommodation(text) for client_id, text in rows}

    def save(self, client_id: int, accommodation: Accommodation | None, *, reason: str = "") -> None:
        """Keeps what was agreed now; None, or one that changes nothing, ends it.

        Nothing is recorded when it is what was kept before. `reason` is for the history.

        Raises:
            LookupError: there is no such client.
        """
        self._db.require_write()
        if self._db.row("SELECT 1 FROM clients WHERE client_id = ?", (client_id,)) is None:
            raise LookupError(client_subject(client_id))
        old = self.get(client_id)
        new = None if accommodation is None or accommodation.is_empty else accommodation
        if new == old:
            return
        before, after = (None if one is None else one.to_json() for one in (old, new))
        if new is None:
            kind = "accommodation ended"
            self._db.execute("DELETE FROM accommodations WHERE client_id = ?", (client_id,))
        else:
            kind = "accommodation agreed" if old is None else "accommodation changed"
            self._db.execute(
                "INSERT INTO accommodations (client_id, accommodation) VALUES (?, ?)"
                " ON CONFLICT (client_id) DO UPDATE SET accommodation = excluded.accommodation",
                (client_id, json.dumps(after)),
            )
        self._db.history.append(kind, client_subject(client_id), before=before, after=after, reason=reason)


def _accommodation(text: str) -> Accommodation:
    return Accommodation.from_json(json.loads(text))
