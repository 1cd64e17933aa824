"""Two clients that turn out to be one person become one, and apart again.

A phone log and a typed name make two clients of one person easily, and two brothers on
one number are merged by mistake as easily. So the merged client keeps its row, name,
numbers and code; what the kept one got from it is written down, and taking the merge back
returns exactly that. Every change appends its history entries in the same transaction;
outside `LogDatabase.write` a change raises RuntimeError.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from callpolicy_gui.storage.client_recency import recount_calls
from callpolicy_gui.storage.client_store import ClientStore, client_subject
from callpolicy_gui.storage.folding import exact_key

if TYPE_CHECKING:
    from callpolicy_gui.core.calls import Client
    from callpolicy_gui.storage.connection import LogDatabase

_OPEN = "SELECT merge_id, kept_id, merged_id, moved FROM client_merges WHERE undone_at IS NULL"


@dataclass(slots=True)
class _Moved:
    """What the kept client got. `newest_call` is the last call that was logged before the merge.

    `numbers` are comparable keys with the text as typed. `name` is empty and
    `accommodation` None where the kept client had its own.
    """

    newest_call: int
    calls: list[int]
    numbers: dict[str, str]
    name: str = ""
    accommodation: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class _Merge:
    merge_id: int
    kept_id: int
    merged_id: int
    moved: _Moved


class ClientMerges:
    """The merges of one log's clients."""

    def __init__(self, db: LogDatabase) -> None:
        self._db = db
        self._clients = ClientStore(db)

    def merged_into(self, client_id: int) -> tuple[Client, ...]:
        """The clients that are merged into this one directly, the oldest merge first."""
        merged = [merge.merged_id for merge in self._merges_into(client_id)]
        clients = self._clients.get_many(merged)
        return tuple(clients[merged_id] for merged_id in merged)

    def merge(self, kept_id: int, merged_id: int, at: int) -> None:
        """The calls of the merged client are the kept client's from `at` (UTC seconds) on.

        The kept client also gets the numbers it does not have, and the name and the
        accommodation where it has none. The work grows with the calls of these two alone.

        Raises:
            LookupError: there is no such client.
            ValueError: both are the same, or one of them is merged already.
        """
        self._db.require_write()
        if kept_id == merged_id:
            raise ValueError(f"{client_subject(kept_id)} and itself")
        for client_id in (kept_id, merged_id):
            self._require_own(client_id)
        moved = _Moved(self._newest_call(), self._calls_of(merged_id), {})
        self._move_calls(moved.calls, merged_id, kept_id)
        self._copy_numbers(kept_id, merged_id, moved)
        self._copy_name(kept_id, merged_id, moved)
        self._copy_accommodation(kept_id, merged_id, moved)
        self._db.execute("UPDATE clients SET merged_into = ? WHERE client_id = ?", (kept_id, merged_id))
        self._db.execute(
            "INSERT INTO client_merges (kept_id, merged_id, at, moved) VALUES (?, ?, ?, ?)",
            (kept_id, merged_id, at, _text(moved)),
        )
        self._follow(kept_id, merged_id)
        self._db.history.append(
            "clients merged",
            client_subject(kept_id),
            after={"kept": kept_id, "merged": merged_id, "moved": asdict(moved)},
        )
        self._db.history.append(
            "merged into another client", client_subject(merged_id), after={"kept": kept_id}
        )

    def unmerge(self, merged_id: int, at: int) -> None:
        """Both clients as if they had not been merged, but for what was changed by hand since.

        Calls that came since go along where they came from a number that is this client's
        alone. Another client merged into the same one gives what is missing then.

        Raises:
            LookupError: the client is not merged.
            ValueError: the kept client is itself merged into another; that is taken back first.
        """
        self._db.require_write()
        merge = self._open_merge(merged_id)
        kept_id, moved = merge.kept_id, merge.moved
        self._require_own(kept_id)
        others = [other for other in self._merges_into(kept_id) if other.merged_id != merged_id]
        returned = _Moved(
            moved.newest_call,
            self._calls_to_give_back(merge, others),
            self._take_numbers(kept_id, moved),
            self._take_name(kept_id, moved),
            self._take_accommodation(kept_id, moved),
        )
        self._move_calls(returned.calls, kept_id, merged_id)
        self._db.execute("UPDATE clients SET merged_into = NULL WHERE client_id = ?", (merged_id,))
        self._db.execute("UPDATE client_merges SET undone_at = ? WHERE merge_id = ?", (at, merge.merge_id))
        for other in others:
            self._complete(other, returned)
        self._follow(kept_id, merged_id)
        self._db.history.append(
            "clients unmerged",
            client_subject(kept_id),
            after={"kept": kept_id, "merged": merged_id, "returned": asdict(returned)},
        )
        self._db.history.append("no longer merged", client_subject(merged_id), before={"kept": kept_id})

    def _calls_to_give_back(self, merge: _Merge, others: list[_Merge]) -> list[int]:
        """The kept client's calls that were moved, and newer ones that can only be the other's."""
        shared = {key for other in others for key in self._clients.number_keys(other.merged_id)}
        alone = [key for key in merge.moved.numbers if key and key not in shared]
        rows = self._db.rows(
            "SELECT call_id FROM calls WHERE client_id = ?1 AND (call_id IN (SELECT value FROM json_each(?2))"
            " OR (call_id > ?3 AND number_key IN (SELECT value FROM json_each(?4)))) ORDER BY call_id",
            (merge.kept_id, json.dumps(merge.moved.calls), merge.moved.newest_call, json.dumps(alone)),
        )
        return [row[0] for row in rows]

    def _move_calls(self, calls: list[int], from_id: int, to_id: int) -> None:
        self._db.execute(
            "UPDATE calls SET client_id = ? WHERE client_id = ?"
            " AND call_id IN (SELECT value FROM json_each(?))",
            (to_id, from_id, json.dumps(calls)),
        )

    def _copy_numbers(
        self, kept_id: int, merged_id: int, moved: _Moved, *, among: dict[str, str] | None = None
    ) -> None:
        known = self._clients.number_keys(kept_id)
        rows = self._db.rows(
            "SELECT number_key, raw FROM client_numbers WHERE client_id = ? ORDER BY position", (merged_id,)
        )
        new = {key: raw for key, raw in rows if key not in known and (among is None or key in among)}
        self._db.executemany(
            "INSERT INTO client_numbers (client_id, number_key, raw, position) VALUES (?1, ?2, ?3,"
            " (SELECT coalesce(max(position) + 1, 0) FROM client_numbers WHERE client_id = ?1))",
            [(kept_id, key, raw) for key, raw in new.items()],
        )
        moved.numbers |= new

    def _copy_name(self, kept_id: int, merged_id: int, moved: _Moved) -> None:
        names = self._clients.get_many([kept_id, merged_id])
        if not names[kept_id].name and names[merged_id].name:
            moved.name = names[merged_id].name
            self._set_name(kept_id, moved.name)

    def _copy_accommodation(self, kept_id: int, merged_id: int, moved: _Moved) -> None:
        agreed = self._accommodation(merged_id)
        if agreed is not None and self._accommodation(kept_id) is None:
            moved.accommodation = agreed
            self._db.execute(
                "INSERT INTO accommodations (client_id, accommodation)"
                " SELECT ?, accommodation FROM accommodations WHERE client_id = ?",
                (kept_id, merged_id),
            )

    def _take_numbers(self, kept_id: int, moved: _Moved) -> dict[str, str]:
        """The copied numbers that were still there and are no longer."""
        known = self._clients.number_keys(kept_id)
        taken = {key: raw for key, raw in moved.numbers.items() if key in known}
        self._db.executemany(
            "DELETE FROM client_numbers WHERE client_id = ? AND number_key = ?",
            [(kept_id, key) for key in taken],
        )
        return taken

    def _take_name(self, kept_id: int, moved: _Moved) -> str:
        """The copied name that was still there and is no longer; empty where there was none."""
        if not moved.name or self._clients.get_many([kept_id])[kept_id].name != moved.name:
            return ""
        self._set_name(kept_id, "")
        return moved.name

    def _take_accommodation(self, kept_id: int, moved: _Moved) -> dict[str, Any] | None:
        """The copied accommodation that was still there and is no longer, or None."""
        if moved.accommodation is None or self._accommodation(kept_id) != moved.accommodation:
            return None
        self._db.execute("DELETE FROM accommodations WHERE client_id = ?", (kept_id,))
        return moved.accommodation

    def _complete(self, merge: _Merge, returned: _Moved) -> None:
        """The kept client gets from this merge what it lost with another one that was taken back."""
        kept_id, merged_id, before = merge.kept_id, merge.merged_id, _text(merge.moved)
        self._copy_numbers(kept_id, merged_id, merge.moved, among=returned.numbers)
        if returned.name:
            self._copy_name(kept_id, merged_id, merge.moved)
        if returned.accommodation is not None:
            self._copy_accommodation(kept_id, merged_id, merge.moved)
        after = _text(merge.moved)
        if after == before:
            return
        self._db.execute("UPDATE client_merges SET moved = ? WHERE merge_id = ?", (after, merge.merge_id))
        self._db.history.append(
            "merge completed",
            client_subject(kept_id),
            before={"merged": merged_id, "moved": json.loads(before)},
            after={"merged": merged_id, "moved": json.loads(after)},
        )

    def _set_name(self, client_id: int, name: str) -> None:
        self._db.execute(
            "UPDATE clients SET name = ?, name_key = ? WHERE client_id = ?",
            (name, exact_key(name), client_id),
        )

    def _accommodation(self, client_id: int) -> Any:
        row = self._db.row("SELECT accommodation FROM accommodations WHERE client_id = ?", (client_id,))
        return None if row is None else json.loads(row[0])

    def _follow(self, kept_id: int, merged_id: int) -> None:
        for client_id in (kept_id, merged_id):
            recount_calls(self._db, client_id)
            self._clients.reindex(client_id)

    def _require_own(self, client_id: int) -> None:
        row = self._db.row("SELECT merged_into FROM clients WHERE client_id = ?", (client_id,))
        if row is None:
            raise LookupError(client_subject(client_id))
        if row[0] is not None:
            raise ValueError(f"{client_subject(client_id)} is merged")

    def _calls_of(self, client_id: int) -> list[int]:
        rows = self._db.rows("SELECT call_id FROM calls WHERE client_id = ? ORDER BY call_id", (client_id,))
        return [row[0] for row in rows]

    def _newest_call(self) -> int:
        row = self._db.row("SELECT coalesce(max(call_id), 0) FROM calls")
        return 0 if row is None else int(row[0])

    def _open_merge(self, merged_id: int) -> _Merge:
        row = self._db.row(f"{_OPEN} AND merged_id = ?", (merged_id,))
        if row is None:
            raise LookupError(f"a merge of {client_subject(merged_id)}")
        return _merge(row)

    def _merges_into(self, kept_id: int) -> list[_Merge]:
        rows = self._db.rows(f"{_OPEN} AND kept_id = ? ORDER BY merge_id", (kept_id,))
        return [_merge(row) for row in rows]


def _text(moved: _Moved) -> str:
    return json.dumps(asdict(moved), ensure_ascii=False)


def _merge(row: tuple[Any, ...]) -> _Merge:
    return _Merge(row[0], row[1], row[2], _Moved(**json.loads(row[3])))
