"""Clients and their numbers, and finding one while a name is being typed.

A client that is merged into another keeps its row and is answered by its id only; what is
found by its name is the other one (see `client_merges`).
Every change appends its own history entry in the same transaction; outside
`LogDatabase.write` a change raises RuntimeError.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from callpolicy_gui.core.calls import Client
from callpolicy_gui.storage.folding import (
    clean_text,
    exact_key,
    name_terms,
    number_digits,
    number_terms,
    prefix_range,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from callpolicy_gui.storage.connection import LogDatabase

# Without the letters and digits that are mistaken for each other when read aloud or copied.
_CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
# Up to this many hits are sorted; more are met soon enough by walking clients by recency.
_FEW_HITS = 400
_WITHIN = "SELECT client_id FROM client_terms WHERE term >= ? AND term < ?"
_UPWARDS = (
    "WITH RECURSIVE up (client_id, merged_into) AS ("
    "SELECT client_id, merged_into FROM clients WHERE {} UNION"
    " SELECT kept.client_id, kept.merged_into FROM up"
    " JOIN clients AS kept ON kept.client_id = up.merged_into)"
    " SELECT client_id FROM up WHERE merged_into IS NULL"
)
_NAMES_BELOW = (
    "WITH RECURSIVE below (client_id) AS (SELECT ? UNION"
    " SELECT clients.client_id FROM below JOIN clients ON clients.merged_into = below.client_id)"
    " SELECT name FROM clients WHERE client_id IN below"
)


@dataclass(frozen=True, slots=True)
class FoundClient:
    """A hit of a search. `last_called_at` is UTC seconds, None for a client without calls."""

    client: Client
    last_called_at: int | None


class ClientStore:
    """The clients of one log."""

    def __init__(self, db: LogDatabase) -> None:
        self._db = db

    def add(self, name: str, numbers: Sequence[tuple[str, str]] = ()) -> Client:
        """A new client with a code no client ever had. `numbers` are (as typed, comparable key) pairs."""
        self._db.require_write()
        name = clean_text(name).strip()
        code = self._new_code()
        cursor = self._db.execute(
            "INSERT INTO clients (name, name_key, code) VALUES (?, ?, ?)", (name, exact_key(name), code)
        )
        client_id = int(cursor.lastrowid)
        kept = [
            self._insert_number(client_id, raw, key)
            for key, raw in {key: raw for raw, key in numbers}.items()
        ]
        self.reindex(client_id)
        self._db.history.append(
            "client added", client_subject(client_id), after={"name": name, "code": code, "numbers": kept}
        )
        return self._existing(client_id)

    def rename(self, client_id: int, name: str, *, reason: str = "") -> Client:
        """The client under the new name. Raises LookupError for an unknown id."""
        self._db.require_write()
        old, name = self._existing(client_id), clean_text(name).strip()
        if name != old.name:
            self._db.execute(
                "UPDATE clients SET name = ?, name_key = ? WHERE client_id = ?",
                (name, exact_key(name), client_id),
            )
            self.reindex(client_id)
            self._db.history.append(
                "client renamed",
                client_subject(client_id),
                before={"name": old.name},
                after={"name": name},
                reason=reason,
            )
        return self._existing(client_id)

    def add_number(self, client_id: int, raw: str, key: str) -> Client:
        """The client with one more number; a known key changes nothing.

        Raises:
            LookupError: there is no such client.
        """
        self._db.require_write()
        self._existing(client_id)
        known = self._db.row(
            "SELECT 1 FROM client_numbers WHERE client_id = ? AND number_key = ?", (client_id, key)
        )
        if known is None:
            kept = self._insert_number(client_id, raw, key)
            self.reindex(client_id)
            self._db.history.append("number added", client_subject(client_id), after={"number": kept})
        return self._existing(client_id)

    def remove_number(self, client_id: int, key: str, *, reason: str = "") -> Client:
        """The client without the number of this comparable key, even where it was the last one.

        Raises:
            LookupError: there is no such client, or it has no such number.
        """
        self._db.require_write()
        self._existing(client_id)
        row = self._db.row(
            "SELECT raw FROM client_numbers WHERE client_id = ? AND number_key = ?", (client_id, key)
        )
        if row is None:
            raise LookupError(f"a number of {client_subject(client_id)}")
        self._db.execute(
            "DELETE FROM client_numbers WHERE client_id = ? AND number_key = ?", (client_id, key)
        )
        self.reindex(client_id)
        self._db.history.append(
            "number removed", client_subject(client_id), before={"number": row[0]}, reason=reason
        )
        return self._existing(client_id)

    def remove(self, client_id: int, *, reason: str = "") -> None:
        """Takes back a client without calls; the code is never given again, the history keeps the client.

        Raises:
            LookupError: there is no such client.
            ValueError: the client has calls, is merged into another, or another is into it.
        """
        self._db.require_write()
        client = self._existing(client_id)
        if self._db.row("SELECT 1 FROM calls WHERE client_id = ? LIMIT 1", (client_id,)) is not None:
            raise ValueError(f"{client_subject(client_id)} has calls")
        merged = self._db.row("SELECT 1 FROM clients WHERE merged_into = ? LIMIT 1", (client_id,))
        if merged is not None or self.kept_for(client_id) != client_id:
            raise ValueError(f"{client_subject(client_id)} is merged")
        before: dict[str, Any] = {"name": client.name, "code": client.code, "numbers": list(client.numbers)}
        for (text,) in self._db.rows(
            "SELECT accommodation FROM accommodations WHERE client_id = ?", (client_id,)
        ):
            before["accommodation"] = json.loads(text)
        for (text,) in self._db.rows("SELECT safety FROM contact_safety WHERE client_id = ?", (client_id,)):
            before["contact_safety"] = json.loads(text)
        self._db.execute("DELETE FROM clients WHERE client_id = ?", (client_id,))
        self._db.history.append("client removed", client_subject(client_id), before=before, reason=reason)

    def get(self, client_id: int) -> Client | None:
        """The client with this id, or None."""
        return self.get_many([client_id]).get(client_id)

    def get_many(self, client_ids: Iterable[int]) -> dict[int, Client]:
        """The clients of these ids that exist; numbers most recently used first."""
        wanted = json.dumps(list(client_ids))
        numbers: dict[int, list[str]] = {}
        for client_id, raw in self._db.rows(
            "SELECT client_id, raw FROM client_numbers WHERE client_id IN (SELECT value FROM json_each(?))"
            " ORDER BY last_used_at DESC, position",
            (wanted,),
        ):
            numbers.setdefault(client_id, []).append(raw)
        rows = self._db.rows(
            "SELECT client_id, name, code FROM clients WHERE client_id IN (SELECT value FROM json_each(?))",
            (wanted,),
        )
        return {row[0]: Client(row[0], row[1], tuple(numbers.get(row[0], ())), row[2]) for row in rows}

    def number_keys(self, client_id: int) -> tuple[str, ...]:
        """The comparable keys of the client's numbers, most recently used first."""
        rows = self._db.rows(
            "SELECT number_key FROM client_numbers WHERE client_id = ? ORDER BY last_used_at DESC, position",
            (client_id,),
        )
        return tuple(row[0] for row in rows)

    def by_number_key(self, key: str) -> tuple[Client, ...]:
        """Everyone with this number, most recently called first: a family may share one."""
        return self._ordered(
            "SELECT client_id FROM client_numbers JOIN clients USING (client_id)"
            " WHERE number_key = ? AND merged_into IS NULL",
            (key,),
        )

    def by_name(self, name: str) -> tuple[Client, ...]:
        """Everyone of exactly this name but for case, most recently called first.

        The name of a merged client stands for the one that was kept.
        """
        return self._ordered(_UPWARDS.format("name_key = ?"), (exact_key(name),))

    def kept_for(self, client_id: int) -> int:
        """The id of the client that this one is merged into at last; its own where it is not."""
        row = self._db.row(_UPWARDS.format("client_id = ?"), (client_id,))
        return client_id if row is None else int(row[0])

    def search(self, text: str, limit: int = 8) -> tuple[FoundClient, ...]:
        """Clients a typed beginning may mean, most recently called first.

        Each word is the beginning of a word of the name, case and accents aside; a text
        that looks like a number is any stretch of digits of a number. Empty text finds all.
        """
        number = number_digits(text)
        terms = sorted(words(text) if number is None else [number], key=len, reverse=True)
        if not terms and text.strip():
            return ()
        rows = self._db.rows(*self._query(terms, limit))
        clients = self.get_many(row[0] for row in rows)
        return tuple(FoundClient(clients[row[0]], row[1]) for row in rows)

    def reindex(self, client_id: int) -> None:
        """Searching finds the client, or the one it is merged into, by what is known of them now.

        Raises RuntimeError outside a write.
        """
        self._db.require_write()
        kept_id = self.kept_for(client_id)
        names = self._db.rows(_NAMES_BELOW, (kept_id,))
        numbers = self._db.rows("SELECT raw, number_key FROM client_numbers WHERE client_id = ?", (kept_id,))
        terms = {term for (name,) in names for term in name_terms(name)}
        terms |= {term for row in numbers for text in row for term in number_terms(text)}
        for outdated in {client_id, kept_id}:
            self._db.execute("DELETE FROM client_terms WHERE client_id = ?", (outdated,))
        self._db.executemany(
            "INSERT INTO client_terms (term, client_id) VALUES (?, ?)", [(term, kept_id) for term in terms]
        )

    def _query(self, terms: list[str], limit: int) -> tuple[str, tuple[Any, ...]]:
        ranges = [bound for term in terms for bound in prefix_range(term)]
        if len(terms) == 1 and self._are_many(terms[0]):
            condition = (
                "EXISTS (SELECT 1 FROM client_terms"
                " WHERE client_id = clients.client_id AND term >= ? AND term < ?)"
            )
        else:
            condition = " AND ".join(f"client_id IN ({_WITHIN})" for _ in terms)
            # A merged client has no terms; only where none are asked for it must be left out.
            condition = condition or "merged_into IS NULL"
        sql = (
            f"SELECT client_id, last_called_at FROM clients WHERE {condition}"  # noqa: S608 - built of constants
            " ORDER BY last_called_at DESC, client_id DESC LIMIT ?"
        )
        return sql, (*ranges, limit)

    def _are_many(self, term: str) -> bool:
        row = self._db.row(
            f"SELECT count(*) FROM ({_WITHIN} LIMIT ?)",  # noqa: S608 - a constant
            (*prefix_range(term), _FEW_HITS),
        )
        return row is not None and row[0] == _FEW_HITS

    def _ordered(self, ids: str, values: tuple[Any, ...]) -> tuple[Client, ...]:
        rows = self._db.rows(
            f"SELECT client_id FROM clients WHERE client_id IN ({ids})"  # noqa: S608 - built of constants
            " ORDER BY last_called_at DESC, client_id DESC",
            values,
        )
        clients = self.get_many(row[0] for row in rows)
        return tuple(clients[row[0]] for row in rows)

    def _existing(self, client_id: int) -> Client:
        client = self.get(client_id)
        if client is None:
            raise LookupError(client_subject(client_id))
        return client

    def _insert_number(self, client_id: int, raw: str, key: str) -> str:
        raw = clean_text(raw).strip()
        self._db.execute(
            "INSERT INTO client_numbers (client_id, number_key, raw, position, last_used_at)"
            " VALUES (?1, ?2, ?3,"
            " (SELECT coalesce(max(position) + 1, 0) FROM client_numbers WHERE client_id = ?1),"
            " (SELECT max(received_at) FROM calls WHERE client_id = ?1 AND number_key = ?2))",
            (client_id, key, raw),
        )
        return raw

    def _new_code(self) -> str:
        """A code that was never used; longer ones once the short ones have become rare."""
        length = 4
        while True:
            for _ in range(20):
                code = "C-" + "".join(secrets.choice(_CODE_ALPHABET) for _ in range(length))
                if self._db.row("SELECT 1 FROM used_client_codes WHERE code = ?", (code,)) is None:
                    self._db.execute("INSERT INTO used_client_codes (code) VALUES (?)", (code,))
                    return code
            length += 1


def client_subject(client_id: int) -> str:
    """What the history calls the client."""
    return f"client {client_id}"
