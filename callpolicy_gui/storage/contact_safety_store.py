"""What keeps single clients safe when they are called: at most one set of rules each.

Every change appends its own history entry in the same transaction; outside
`LogDatabase.write` a change raises RuntimeError.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from callpolicy_gui.core.contact_safety import ContactSafety
from callpolicy_gui.storage.client_store import client_subject

if TYPE_CHECKING:
    from callpolicy_gui.storage.connection import LogDatabase


class ContactSafetyStore:
    """The rules of one log. A row that cannot be read raises: to go on without it could do harm."""

    def __init__(self, db: LogDatabase) -> None:
        self._db = db

    def get(self, client_id: int) -> ContactSafety:
        """The rules of this client, empty where there are none."""
        row = self._db.row("SELECT safety FROM contact_safety WHERE client_id = ?", (client_id,))
        return ContactSafety() if row is None else _safety(row[0])

    def all(self) -> dict[int, ContactSafety]:
        """The rules of each client that has any; merged clients are left out."""
        rows = self._db.rows(
            "SELECT client_id, safety FROM contact_safety JOIN clients USING (client_id)"
            " WHERE merged_into IS NULL ORDER BY client_id"
        )
        return {client_id: _safety(text) for client_id, text in rows}

    def save(self, client_id: int, safety: ContactSafety, *, reason: str = "") -> None:
        """Keeps the rules in place of the client's earlier ones; empty ones end them.

        Nothing is recorded when they are what was kept before. `reason` is for the history.

        Raises:
            LookupError: there is no such client.
        """
        self._db.require_write()
        if self._db.row("SELECT 1 FROM clients WHERE client_id = ?", (client_id,)) is None:
            raise LookupError(client_subject(client_id))
        old = self.get(client_id)
        if safety == old:
            return
        before, after = (None if rules.is_empty else rules.to_json() for rules in (old, safety))
        if after is None:
            kind = "contact safety ended"
            self._db.execute("DELETE FROM contact_safety WHERE client_id = ?", (client_id,))
        else:
            kind = "contact safety noted" if before is None else "contact safety changed"
            self._db.execute(
                "INSERT INTO contact_safety (client_id, safety) VALUES (?, ?)"
                " ON CONFLICT (client_id) DO UPDATE SET safety = excluded.safety",
                (client_id, json.dumps(after)),
            )
        self._db.history.append(kind, client_subject(client_id), before=before, after=after, reason=reason)


def _safety(text: str) -> ContactSafety:
    return ContactSafety.from_json(json.loads(text))
