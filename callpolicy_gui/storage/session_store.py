"""Single sessions: spans of time and nothing else, no client and no text.

Every change appends its own history entry in the same transaction; outside
`LogDatabase.write` a change raises RuntimeError. The sessions of every week are a setting.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from callpolicy_gui.core.sessions import SessionBlock

if TYPE_CHECKING:
    from callpolicy_gui.storage.connection import LogDatabase

# Nothing looks at sessions that ended before the last thousand did: that is most of a year.
_MOST = 1_000
_COLUMNS = "block_id, start_at, end_at, is_free"


class SessionStore:
    """The single sessions of one log."""

    def __init__(self, db: LogDatabase) -> None:
        self._db = db

    def blocks(self) -> tuple[SessionBlock, ...]:
        """The thousand that end last, in the order they begin."""
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM session_blocks ORDER BY end_at DESC LIMIT ?",  # noqa: S608 - a constant
            (_MOST,),
        )
        return tuple(sorted(map(_block, rows), key=lambda block: (block.start, block.block_id)))

    def add(self, block: SessionBlock) -> SessionBlock:
        """The block with its id; the id given is ignored."""
        self._db.require_write()
        values = _values(block)
        cursor = self._db.execute(
            "INSERT INTO session_blocks (start_at, end_at, is_free) VALUES (?, ?, ?)", tuple(values.values())
        )
        block_id = int(cursor.lastrowid)
        self._db.history.append("session added", _subject(block_id), after=values)
        return replace(block, block_id=block_id)

    def put_back(self, block: SessionBlock) -> None:
        """A block that was removed is there again, under its id."""
        self._db.require_write()
        values = _values(block)
        self._db.execute(
            "INSERT INTO session_blocks (block_id, start_at, end_at, is_free) VALUES (?, ?, ?, ?)",
            (block.block_id, *values.values()),
        )
        self._db.history.append("session put back", _subject(block.block_id), after=values)

    def move_end(self, block_id: int, end: int) -> None:
        """The block ends at `end`, UTC seconds, after it begins. Raises LookupError for an unknown id."""
        self._db.require_write()
        before = self._existing(block_id)
        if before.end == end:
            return
        self._db.execute("UPDATE session_blocks SET end_at = ? WHERE block_id = ?", (end, block_id))
        after = replace(before, end=end)
        self._db.history.append(
            "session changed", _subject(block_id), before=_values(before), after=_values(after)
        )

    def remove(self, block_id: int) -> None:
        """Removes a block. Raises LookupError for an unknown id."""
        self._db.require_write()
        before = self._existing(block_id)
        self._db.execute("DELETE FROM session_blocks WHERE block_id = ?", (block_id,))
        self._db.history.append("session removed", _subject(block_id), before=_values(before))

    def _existing(self, block_id: int) -> SessionBlock:
        row = self._db.row(
            f"SELECT {_COLUMNS} FROM session_blocks WHERE block_id = ?",  # noqa: S608 - a constant
            (block_id,),
        )
        if row is None:
            raise LookupError(_subject(block_id))
        return _block(row)


def _subject(block_id: int) -> str:
    return f"session {block_id}"


def _values(block: SessionBlock) -> dict[str, Any]:
    """The block's columns but the id, in the order of the table."""
    return {"start_at": block.start, "end_at": block.end, "is_free": int(block.is_free)}


def _block(row: tuple[Any, ...]) -> SessionBlock:
    return SessionBlock(row[0], row[1], row[2], bool(row[3]))
