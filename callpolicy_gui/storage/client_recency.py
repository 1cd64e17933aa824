"""When a client, and each of a client's numbers, last called: derived from the call log.

Kept in columns because the first list of every search is "most recently called", and
counting that out of a hundred thousand calls at each key press would be seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callpolicy_gui.storage.connection import LogDatabase


def note_call(db: LogDatabase, client_id: int | None, number_key: str, received_at: int) -> None:
    """A call of the client from that number came in at `received_at` (UTC seconds)."""
    if client_id is None:
        return
    db.execute(
        "UPDATE clients SET last_called_at = max(coalesce(last_called_at, ?1), ?1) WHERE client_id = ?2",
        (received_at, client_id),
    )
    db.execute(
        "UPDATE client_numbers SET last_used_at = max(coalesce(last_used_at, ?1), ?1)"
        " WHERE client_id = ?2 AND number_key = ?3",
        (received_at, client_id, number_key),
    )


def recount_calls(db: LogDatabase, client_id: int | None) -> None:
    """The client's calls were changed in some other way than by a new one."""
    if client_id is None:
        return
    db.execute(
        "UPDATE clients SET last_called_at ="
        " (SELECT max(received_at) FROM calls WHERE client_id = ?1) WHERE client_id = ?1",
        (client_id,),
    )
    db.execute(
        "UPDATE client_numbers SET last_used_at ="
        " (SELECT max(received_at) FROM calls WHERE calls.client_id = client_numbers.client_id"
        " AND calls.number_key = client_numbers.number_key) WHERE client_id = ?",
        (client_id,),
    )
