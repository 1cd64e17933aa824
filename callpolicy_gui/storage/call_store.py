"""The call log: missed calls and the attempts at returning them.

Every change appends its own history entry in the same transaction; outside
`LogDatabase.write` a change raises RuntimeError.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from callpolicy_gui.core.calls import Source, Voicemail
from callpolicy_gui.storage.call_rows import (
    ADD_CALL,
    CALL_COLUMNS,
    FACTS,
    REPLACE_CALL,
    attempt_from,
    call_from,
    call_values,
    columns_of,
)
from callpolicy_gui.storage.client_recency import note_call, recount_calls
from callpolicy_gui.storage.folding import digits, prefix_range, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from callpolicy_gui.core.calls import Attempt, MissedCall, Outcome
    from callpolicy_gui.storage.connection import LogDatabase

_ATTEMPT_COLUMNS = "attempt_id, call_id, at, outcome, source"


class CallStore:
    """The calls of one log."""

    def __init__(self, db: LogDatabase) -> None:
        self._db = db

    def add(
        self,
        call: MissedCall,
        *,
        number_key: str,
        identity: str | None = None,
        kind: str = "call logged",
        reason: str = "",
    ) -> MissedCall:
        """The call with its id, as it is kept. The id given is ignored.

        `identity` stands for one row of a phone's log (source, number key, milliseconds,
        direction); a second call with the same one breaks the table's rule, so ask
        `PhoneLogStore.known_identities` first.
        """
        values = call_values(call)
        cursor = self._change(ADD_CALL, (*columns_of(values), number_key, identity))
        call_id = int(cursor.lastrowid)
        note_call(self._db, call.client_id, number_key, call.received_at)
        self._db.history.append(
            kind,
            _subject(call_id),
            after=values | {"number_key": number_key, "identity": identity},
            reason=reason,
        )
        return replace(call, call_id=call_id, number=values["number"], note=values["note"])

    def replace(
        self,
        call: MissedCall,
        *,
        kind: str,
        reason: str = "",
        number_key: str | None = None,
        restore: bool = False,
    ) -> MissedCall:
        """The call as it is kept after the change; `kind` names the history entry.

        When a fact changed (received, voicemail, client, number), `was` becomes the old
        facts; with `restore`, for an undo, it is kept as given. Nothing is recorded when
        nothing changed. `number_key` None keeps the old one.

        Raises:
            LookupError: there is no such call.
        """
        row = self._db.row(
            f"SELECT {CALL_COLUMNS}, number_key FROM calls WHERE call_id = ?",  # noqa: S608 - a constant
            (call.call_id,),
        )
        if row is None:
            raise LookupError(_subject(call.call_id))
        old, new = call_values(call_from(row[:-1])), call_values(call)
        if not restore:
            amended = [[name, _text(old[name])] for name in FACTS if old[name] != new[name]]
            changed_now = {name for name, _ in amended}
            new["was"] = amended + [pair for pair in old["was"] if pair[0] not in changed_now]
        old["number_key"], new["number_key"] = row[-1], row[-1] if number_key is None else number_key
        changed = [name for name in new if new[name] != old[name]]
        if changed:
            self._change(REPLACE_CALL, (*columns_of(new), new["number_key"], call.call_id))
            for client_id in {old["client_id"], new["client_id"]}:
                recount_calls(self._db, client_id)
            self._db.history.append(
                kind,
                _subject(call.call_id),
                before={name: old[name] for name in changed},
                after={name: new[name] for name in changed},
                reason=reason,
            )
        was = tuple((name, text) for name, text in new["was"])
        return replace(call, number=new["number"], note=new["note"], was=was)

    def remove(self, call_id: int, *, kind: str = "call removed", reason: str = "") -> None:
        """Takes back a call that was just logged, with its attempts; the history keeps it.

        Raises:
            LookupError: there is no such call.
        """
        call = self.get(call_id)
        if call is None:
            raise LookupError(_subject(call_id))
        for attempt in self.attempts_of([call_id]).get(call_id, ()):
            self.remove_attempt(attempt.attempt_id)
        self._change("DELETE FROM calls WHERE call_id = ?", (call_id,))
        recount_calls(self._db, call.client_id)
        self._db.history.append(kind, _subject(call_id), before=call_values(call), reason=reason)

    def get(self, call_id: int) -> MissedCall | None:
        """The call with this id, or None."""
        return next(iter(self._calls("WHERE call_id = ?", (call_id,))), None)

    def open_calls(self) -> tuple[MissedCall, ...]:
        """Every call that is owed a return, the earliest due first."""
        return self._calls("WHERE settled_at IS NULL AND due_at IS NOT NULL ORDER BY due_at, call_id")

    def unowed_between(self, start: int, end: int) -> tuple[MissedCall, ...]:
        """Calls received in [start, end) that are owed no return, in the order they came in."""
        return self._calls(
            "WHERE received_at >= ? AND received_at < ? AND (due_at IS NULL OR settlement = 'not_owed')"
            " ORDER BY received_at, call_id",
            (start, end),
        )

    def silent_since(self, at: int) -> tuple[MissedCall, ...]:
        """Unsettled calls without a voicemail that are owed nothing, received at `at` or later, in order."""
        return self._calls(
            "WHERE settled_at IS NULL AND due_at IS NULL AND voicemail = ? AND received_at >= ?"
            " ORDER BY received_at, call_id",
            (Voicemail.NO.value, at),
        )

    def judged_silent(self, client_ids: Iterable[int], at: int) -> tuple[MissedCall, ...]:
        """Silent calls of these clients, received at or after `at`, that were marked not owed."""
        return self._calls(
            "WHERE client_id IN (SELECT value FROM json_each(?)) AND received_at >= ?"
            " AND due_at IS NULL AND voicemail = 'no' AND settlement = 'not_owed'"
            " ORDER BY received_at, call_id",
            (json.dumps(list(client_ids)), at),
        )

    def of_client(self, client_id: int) -> tuple[MissedCall, ...]:
        """Every call of one client, the newest first."""
        return self._calls("WHERE client_id = ? ORDER BY received_at DESC, call_id DESC", (client_id,))

    def log(
        self, start: int, end: int, text: str = "", *, limit: int = 200, offset: int = 0
    ) -> tuple[MissedCall, ...]:
        """A page of the calls received in [start, end), the newest first.

        `text` matches prefixes of words of the client's name, or digits of a number.
        """
        condition, values = _log_condition(start, end, text)
        return self._calls(
            f"{condition} ORDER BY received_at DESC, call_id DESC LIMIT ? OFFSET ?", (*values, limit, offset)
        )

    def log_count(self, start: int, end: int, text: str = "") -> int:
        """How many calls `log` would page through."""
        condition, values = _log_condition(start, end, text)
        return self._number(f"SELECT count(*) FROM calls {condition}", values)  # noqa: S608 - built of constants

    def has_calls(self) -> bool:
        """Whether any call is logged."""
        return self._db.row("SELECT 1 FROM calls LIMIT 1") is not None

    def returned_between(self, start: int, end: int) -> int:
        """How many calls were settled as returned in [start, end)."""
        return self._number(
            "SELECT count(*) FROM calls WHERE settlement = 'returned' AND settled_at >= ? AND settled_at < ?",
            (start, end),
        )

    def contacts_since(self, at: int, limit: int) -> tuple[tuple[int, int], ...]:
        """Known clients with when they called or were reached since `at` (UTC seconds), the newest first."""
        return tuple(
            self._db.rows(
                "SELECT client_id, received_at AS at FROM calls"
                " WHERE client_id IS NOT NULL AND received_at >= ?1"
                " UNION ALL SELECT calls.client_id, attempts.at FROM attempts JOIN calls USING (call_id)"
                " WHERE calls.client_id IS NOT NULL AND attempts.outcome = 'reached' AND attempts.at >= ?1"
                " ORDER BY at DESC LIMIT ?2",
                (at, limit),
            )
        )

    def add_attempt(self, call_id: int, at: int, outcome: Outcome, source: Source = Source.TYPED) -> Attempt:
        """Records one try at returning the call, made at `at` (UTC seconds)."""
        cursor = self._change(
            "INSERT INTO attempts (call_id, at, outcome, source) VALUES (?, ?, ?, ?)",
            (call_id, at, outcome.value, source.value),
        )
        attempt = attempt_from((int(cursor.lastrowid), call_id, at, outcome, source))
        self._db.history.append("attempt recorded", _subject(call_id), after=_attempt_values(attempt))
        return attempt

    def remove_attempt(self, attempt_id: int, *, reason: str = "") -> None:
        """Takes an attempt back; the history keeps it.

        Raises:
            LookupError: there is no such attempt.
        """
        row = self._db.row(
            f"SELECT {_ATTEMPT_COLUMNS} FROM attempts WHERE attempt_id = ?",  # noqa: S608 - a constant
            (attempt_id,),
        )
        if row is None:
            raise LookupError(f"attempt {attempt_id}")
        self._change("DELETE FROM attempts WHERE attempt_id = ?", (attempt_id,))
        attempt = attempt_from(row)
        self._db.history.append(
            "attempt removed", _subject(attempt.call_id), before=_attempt_values(attempt), reason=reason
        )

    def attempts_of(self, call_ids: Iterable[int]) -> dict[int, tuple[Attempt, ...]]:
        """The attempts of each of these calls that has any, in the order they were made."""
        found: dict[int, list[Attempt]] = {}
        for row in self._db.rows(
            f"SELECT {_ATTEMPT_COLUMNS} FROM attempts"  # noqa: S608 - a constant
            " WHERE call_id IN (SELECT value FROM json_each(?)) ORDER BY at, attempt_id",
            (json.dumps(list(call_ids)),),
        ):
            found.setdefault(row[1], []).append(attempt_from(row))
        return {call_id: tuple(attempts) for call_id, attempts in found.items()}

    def attempts_of_clients(self, client_ids: Iterable[int]) -> tuple[tuple[Attempt, int], ...]:
        """The attempts at any call of these clients with the client's id, in the order they were made."""
        columns = ", ".join(f"attempts.{name.strip()}" for name in _ATTEMPT_COLUMNS.split(","))
        rows = self._db.rows(
            f"SELECT {columns}, calls.client_id FROM attempts JOIN calls USING (call_id)"  # noqa: S608 - constants
            " WHERE calls.client_id IN (SELECT value FROM json_each(?)) ORDER BY attempts.at, attempt_id",
            (json.dumps(list(client_ids)),),
        )
        return tuple((attempt_from(row[:-1]), row[-1]) for row in rows)

    def _calls(self, condition: str, values: Sequence[Any] = ()) -> tuple[MissedCall, ...]:
        sql = f"SELECT {CALL_COLUMNS} FROM calls {condition}"  # noqa: S608 - built of constants
        return tuple(call_from(row) for row in self._db.rows(sql, values))

    def _number(self, sql: str, values: Sequence[Any]) -> int:
        row = self._db.row(sql, values)
        return 0 if row is None else int(row[0])

    def _change(self, sql: str, values: Sequence[Any]) -> Any:
        self._db.require_write()
        return self._db.execute(sql, values)


def _subject(call_id: int) -> str:
    return f"call {call_id}"


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _attempt_values(attempt: Attempt) -> dict[str, Any]:
    return {
        "attempt_id": attempt.attempt_id,
        "at": attempt.at,
        "outcome": attempt.outcome.value,
        "source": attempt.source.value,
    }


def _log_condition(start: int, end: int, text: str) -> tuple[str, tuple[Any, ...]]:
    conditions, values = ["received_at >= ? AND received_at < ?"], [start, end]
    tokens, number = words(text), digits(text)
    if tokens:
        named = " AND ".join(
            "client_id IN (SELECT client_id FROM client_terms WHERE term >= ? AND term < ?)" for _ in tokens
        )
        matches, bounds = [f"({named})"], [bound for token in tokens for bound in prefix_range(token)]
        if number:
            matches.append("instr(number_key, ?) > 0")
            bounds.append(number)
        conditions.append(f"({' OR '.join(matches)})")
        values += bounds  # type: ignore[arg-type]
    return "WHERE " + " AND ".join(conditions), tuple(values)
