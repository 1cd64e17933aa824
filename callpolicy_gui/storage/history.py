"""Append-only record of every change, each entry chained to the one before.

The chain is an HMAC under a key derived from the log's own: it shows that entries were
altered by something else than this program. On one's own machine it proves little more;
the head (count and hash) printed on exports gives other people an anchor.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from callpolicy_gui.storage.connection import LogDatabase

ENTRIES_MISSING_KIND = "entries missing"
_START = bytes(32)
# One for all entries: making one takes longer than using it.
_as_json = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
_COLUMNS = "sequence, at, kind, subject, before, after, reason, hash"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change. `at` is UTC seconds; `before` and `after` hold what changed, None where nothing was."""

    sequence: int
    at: int
    kind: str
    subject: str
    before: Any
    after: Any
    reason: str
    hash: str


@dataclass(frozen=True, slots=True)
class HistoryHead:
    """How many entries there are and the last one's hash (64 hexadecimal digits)."""

    count: int
    hash: str


class History:
    """The record of one log. It only reads and appends."""

    def __init__(self, db: LogDatabase, chain_key: bytes) -> None:
        self._db = db
        self._chain_key = chain_key

    def append(
        self, kind: str, subject: str, *, before: Any = None, after: Any = None, reason: str = ""
    ) -> int:
        """Adds an entry at the instant of the current write; the entry's sequence.

        A change that is only lent has no entry; its sequence is 0.

        Raises:
            RuntimeError: outside `LogDatabase.write`.
            StorageError: see `LogDatabase.execute`.
        """
        at = self._db.write_at
        if self._db.is_lending:
            return 0
        row = self._db.row("SELECT sequence, hash FROM history ORDER BY sequence DESC LIMIT 1")
        previous = _START if row is None else row[1]
        sequence = 1 if row is None else row[0] + 1
        fields = (sequence, at, kind, subject, _json(before), _json(after), reason)
        self._db.execute(
            f"INSERT INTO history ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - a constant
            (*fields, self._link(previous, fields)),
        )
        return sequence

    def head(self) -> HistoryHead:
        """Count and hash of the newest entry; (0, zeros) for an empty history."""
        row = self._db.row("SELECT sequence, hash FROM history ORDER BY sequence DESC LIMIT 1")
        return HistoryHead(0, _START.hex()) if row is None else HistoryHead(row[0], row[1].hex())

    def hash_at(self, sequence: int) -> str | None:
        """The hash of one entry, or None where there is none."""
        if sequence == 0:
            return _START.hex()
        row = self._db.row("SELECT hash FROM history WHERE sequence = ?", (sequence,))
        return None if row is None else str(row[0].hex())

    def entries(
        self, subject: str | None = None, limit: int = 500, before_sequence: int | None = None
    ) -> tuple[HistoryEntry, ...]:
        """The newest entries first, of one subject such as "call 12" or of all."""
        chosen, values = ("", ()) if subject is None else ("subject = ? AND ", (subject,))
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM history WHERE {chosen}sequence < ?"  # noqa: S608 - constants
            " ORDER BY sequence DESC LIMIT ?",
            (*values, before_sequence or 2**62, limit),
        )
        return tuple(
            HistoryEntry(row[0], row[1], row[2], row[3], _value(row[4]), _value(row[5]), row[6], row[7].hex())
            for row in rows
        )

    def verify(self, after: int = 0, limit: int | None = None) -> int | None:
        """The first sequence that is missing or does not follow from the one before; None when all is well.

        `after` is the last sequence already verified and `limit` the number of entries to
        look at, so that a long history can be checked in slices.
        """
        previous = bytes.fromhex(self.hash_at(after) or "")
        if not previous:
            return after
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM history WHERE sequence > ? ORDER BY sequence LIMIT ?",  # noqa: S608 - a constant
            (after, -1 if limit is None else limit),
        )
        empty_mac = self._empty_mac()
        for expected, row in enumerate(rows, start=after + 1):
            sound = row[0] == expected and isinstance(row[7], bytes)
            if not sound or not hmac.compare_digest(row[7], _linked(empty_mac, previous, row[:7])):
                return expected
            previous = row[7]
        return None

    def _link(self, previous: bytes, fields: tuple[Any, ...]) -> bytes:
        return _linked(self._empty_mac(), previous, fields)

    def _empty_mac(self) -> hmac.HMAC:
        return hmac.new(self._chain_key, digestmod=hashlib.sha256)


def _linked(empty_mac: hmac.HMAC, previous: bytes, fields: tuple[Any, ...]) -> bytes:
    mac = empty_mac.copy()
    mac.update(previous + _as_json(fields).encode())
    return mac.digest()


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _value(text: str | None) -> Any:
    return None if text is None else json.loads(text)
