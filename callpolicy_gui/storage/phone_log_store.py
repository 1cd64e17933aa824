"""What phones' logs brought: which of their rows are in the log, and the calls they placed.

Changes raise RuntimeError outside `LogDatabase.write`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from callpolicy_gui.core.calls import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from callpolicy_gui.storage.connection import LogDatabase

Arrival = tuple[str, int]


@dataclass(frozen=True, slots=True)
class OutgoingCall:
    """A call the phone placed, from its log: evidence for an attempt. `at` is UTC seconds."""

    number_key: str
    at: int
    duration_seconds: int | None
    identity: str


class PhoneLogStore:
    """The imported rows of one log."""

    def __init__(self, db: LogDatabase) -> None:
        self._db = db

    def known_identities(self, identities: Iterable[str]) -> set[str]:
        """Those of the identities that are in the log already."""
        rows = self._db.rows(
            "WITH asked AS (SELECT value FROM json_each(?))"
            " SELECT identity FROM calls WHERE identity IN asked"
            " UNION ALL SELECT identity FROM outgoing_calls WHERE identity IN asked",
            (json.dumps(list(identities)),),
        )
        return {row[0] for row in rows}

    def known_arrivals(self, arrivals: Iterable[Arrival]) -> set[Arrival]:
        """Those (number key, UTC second) pairs at which an imported missed call is in the log already.

        Another export of the same phone may spell its numbers differently.
        """
        rows = self._db.rows(
            "WITH asked AS (SELECT value ->> 0 AS number_key, value ->> 1 AS at FROM json_each(?))"
            " SELECT calls.number_key, calls.received_at FROM asked JOIN calls"
            " ON calls.received_at = asked.at AND calls.number_key = asked.number_key"
            " WHERE calls.source = ?",
            (json.dumps(list(arrivals)), Source.PHONE_LOG.value),
        )
        return set(rows)

    def add_outgoing(self, calls: Sequence[OutgoingCall]) -> int:
        """Keeps calls the phone placed; known ones are passed over. How many were new."""
        known = self.known_identities(call.identity for call in calls)
        new = list({call.identity: call for call in calls if call.identity not in known}.values())
        self._db.require_write()
        self._db.executemany(
            "INSERT INTO outgoing_calls (number_key, at, duration_seconds, identity) VALUES (?, ?, ?, ?)",
            [(call.number_key, call.at, call.duration_seconds, call.identity) for call in new],
        )
        if new:
            entries = [[call.number_key, call.at, call.duration_seconds, call.identity] for call in new]
            self._db.history.append("placed calls imported", "outgoing", after=entries)
        return len(new)

    def called_back(self, call_ids: Iterable[int], least_seconds: int) -> dict[int, int]:
        """When the phone first called back each of these calls, UTC seconds, where its log knows.

        A placed call counts that lasted at least so long, to any number of the caller.
        """
        rows = self._db.rows(
            "SELECT calls.call_id, min(outgoing_calls.at) FROM calls JOIN outgoing_calls"
            " ON outgoing_calls.number_key IN (SELECT calls.number_key UNION SELECT number_key"
            " FROM client_numbers WHERE client_numbers.client_id = calls.client_id)"
            " WHERE calls.call_id IN (SELECT value FROM json_each(?)) AND outgoing_calls.number_key != ''"
            " AND outgoing_calls.at >= calls.received_at AND outgoing_calls.duration_seconds >= ?"
            " GROUP BY calls.call_id",
            (json.dumps(list(call_ids)), least_seconds),
        )
        return dict(rows)
