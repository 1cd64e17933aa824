"""Whether the rows are what the history says they became: edits made behind the program's back.

The history's chain shows that an entry was altered. A row that was altered with the right
key leaves every entry as it is; so what the entries say is followed here from the first to
the last, and the outcome compared with the rows.

Compared are calls, attempts, clients with their numbers as typed, what was agreed with them
and what keeps them safe, policy versions, settings, closures, single sessions, and the dates
the clinician changed. Not kept by the history, and so not compared: a number's comparable key
but for a call's own (`client_numbers`), when a merge was made (`client_merges`), the years
whose holidays were stored (`holiday_years`), and what is typed but not saved (`drafts`). Left
out although the history tells of them: `alerts`, `holidays`, `confirmed_years` and
`outgoing_calls`. What is counted out of other rows (`name_key`, `last_called_at`,
`client_terms` and the like) is left out too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from callpolicy_gui.storage.history import ENTRIES_MISSING_KIND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from callpolicy_gui.storage.connection import LogDatabase

# After one of these an entry may be lacking, or the rows may be those of another moment.
_BREAKS = frozenset({ENTRIES_MISSING_KIND, "log restored", "log salvaged"})
# All entries at once would hold a long history in memory twice.
_AT_ONCE = 5_000
_UNREADABLE = object()
_CALL = (
    "received_at, voicemail, urgency, client_id, number, note, source, logged_at, version_id, due_at,"
    " receipt, settled_at, settlement, not_owed_reason, snoozed_until, client_asked, returned_anyway, was,"
    " number_key, identity"
)
_POLICY = "policy, announced_on, effective_from, reviewed_with, reviewed_on, override_reason, withdrawn_at"
_SESSION = "start_at, end_at, is_free"
_CLOSURE = "first, last, window_start, window_end, name, covering"
_CALL_NAMES = frozenset(_CALL.split(", "))
_JSON_COLUMNS = frozenset({"receipt", "was", "policy"})

_Record = dict[str, Any]


@dataclass(slots=True)
class _Told:
    """What the entries so far say there is, by id; None stands for what was removed.

    A record holds what is known and no more. `complete` is False once the entries may lack
    some. A call is kept as the JSON texts of its entries, which take a third of the room.
    """

    complete: bool = True
    calls: dict[Any, list[str] | None] = field(default_factory=dict)
    attempts: dict[Any, _Record | None] = field(default_factory=dict)
    clients: dict[Any, _Record | None] = field(default_factory=dict)
    policies: dict[Any, _Record | None] = field(default_factory=dict)
    settings: dict[Any, _Record | None] = field(default_factory=dict)
    closures: dict[Any, _Record | None] = field(default_factory=dict)
    sessions: dict[Any, _Record | None] = field(default_factory=dict)
    holiday_changes: dict[Any, _Record | None] = field(default_factory=dict)
    overrides: dict[Any, _Record | None] = field(default_factory=dict)
    # merged client: kept client, and what that one got
    merges: dict[int, tuple[int, _Record]] = field(default_factory=dict)
    # what merges are completed with by an unmerging, whose own entry comes after
    completed: list[tuple[int, _Record, _Record]] = field(default_factory=list)


def disagreements(db: LogDatabase, limit: int = 100) -> tuple[str, ...]:
    """Where rows are not what the history says, such as "call 12: due_at"; no more than `limit`.

    Fixed words and ids only, never a value. It believes the history: verify that first.
    After an entry that tells of a log that was restored or salvaged, or of entries missing,
    only what was said since is compared. About two seconds for 100,000 entries.

    Raises:
        StorageError: the log cannot be read.
    """
    told, unreadable = _Told(), []
    expected = 1
    for sequence, *entry in _entries(db):
        kind = entry[1]
        if kind in _BREAKS or sequence != expected:
            told = _Told(complete=False)
        expected = sequence + 1
        try:
            _take(told, *entry)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            # Only a hand that has the key writes an entry that is no entry of this program's.
            unreadable.append(f"entry {sequence}: not readable")
    return (*unreadable[:limit], *islice(_differences(db, told), max(0, limit - len(unreadable))))


def _entries(db: LogDatabase) -> Iterator[tuple[Any, ...]]:
    last = 0
    while rows := db.rows(
        "SELECT sequence, at, kind, subject, before, after FROM history WHERE sequence > ?"
        " ORDER BY sequence LIMIT ?",
        (last, _AT_ONCE),
    ):
        yield from rows
        last = rows[-1][0]


def _take(  # noqa: PLR0917 - the columns of an entry, once each
    told: _Told, at: int, kind: str, subject: str, before: str | None, after: str | None
) -> None:
    """One more entry. Subjects and kinds that no compared row follows from are passed over."""
    if before is None and after is None:
        return
    about, _, name = subject.partition(" ")
    if about == "call" and not kind.startswith("attempt "):
        _take_call(told.calls, int(name), before, after)
        return
    old, new = _loaded(before), _loaded(after)
    if about == "call":
        made = old if new is None else new
        known = None if new is None else {key: new[key] for key in ("at", "outcome", "source")}
        told.attempts[made["attempt_id"]] = None if known is None else known | {"call_id": int(name)}
    elif about == "client":
        _take_client(told, kind, int(name), old, new)
    elif about == "policy":
        values = {"withdrawn_at": at} if kind == "policy withdrawn" else new
        first = {"withdrawn_at": None} if old is None else {}
        told.policies[int(name)] = (told.policies.get(int(name)) or first) | values
    elif subject == "settings":
        told.settings.update({key: {"": json.dumps(value, sort_keys=True)} for key, value in new.items()})
    elif about == "closure":
        told.closures[int(name)] = new
    elif about == "session":
        told.sessions[int(name)] = new
    elif about == "date" and kind == "hours of a date changed":
        told.overrides[name] = None if new is None else {"": new}
    elif about == "date":
        told.holiday_changes[name] = None if new is None else {"": new["name"]}


def _take_call(
    calls: dict[Any, list[str] | None], call_id: int, before: str | None, after: str | None
) -> None:
    known = calls.get(call_id)
    if after is None:
        calls[call_id] = None
    elif before is None or known is None:
        calls[call_id] = [after]
    else:
        known.append(after)


def _take_client(told: _Told, kind: str, client_id: int, old: Any, new: Any) -> None:
    clients = told.clients
    if kind == "client added":
        numbers = [("", raw) for raw in new["numbers"]]
        clients[client_id] = {
            "name": new["name"],
            "code": new["code"],
            "numbers": numbers,
            "merged_into": None,
            "accommodation": None,
            "contact_safety": None,
        }
    elif kind == "client removed":
        clients[client_id] = None
    elif kind == "client renamed":
        _client(told, client_id)["name"] = new["name"]
    elif kind == "number added":
        _add_numbers(_client(told, client_id), {"": new["number"]})
    elif kind == "number removed":
        _take_numbers(_client(told, client_id), {"": old["number"]})
    elif kind.startswith("accommodation "):
        _client(told, client_id)["accommodation"] = new
    elif kind.startswith("contact safety "):
        _client(told, client_id)["contact_safety"] = new
    elif kind == "clients merged":
        _merge(told, client_id, new["merged"], new["moved"])
    elif kind == "merge completed":
        told.completed.append((new["merged"], old["moved"], new["moved"]))
    elif kind == "clients unmerged":
        _unmerge(told, client_id, new["merged"], new["returned"])


def _client(told: _Told, client_id: int) -> _Record:
    """The client's record, which may be empty."""
    known = told.clients.get(client_id)
    if known is None:
        known = told.clients[client_id] = {}
    return known


def _merge(told: _Told, kept_id: int, merged_id: int, moved: _Record) -> None:
    _move_calls(told, moved["calls"], kept_id)
    _give(_client(told, kept_id), moved["numbers"], moved["name"], moved["accommodation"])
    _client(told, merged_id)["merged_into"] = kept_id
    told.merges[merged_id] = (kept_id, moved)


def _unmerge(told: _Told, kept_id: int, merged_id: int, returned: _Record) -> None:
    kept = _client(told, kept_id)
    _take_numbers(kept, returned["numbers"])
    if returned["name"]:
        kept["name"] = ""
    if returned["accommodation"] is not None:
        kept["accommodation"] = None
    is_known = told.merges.pop(merged_id, None) is not None and told.complete
    others = [moved for other_id, moved in told.merges.values() if other_id == kept_id]
    # What another merge had given before, it may give again without an entry of its own.
    for name in ("numbers", "name", "accommodation"):
        if returned[name] and (not is_known or any(_is_shared(moved, returned, name) for moved in others)):
            kept.pop(name, None)
    for other_id, before, after in told.completed:
        numbers = {key: raw for key, raw in after["numbers"].items() if key not in before["numbers"]}
        name = after["name"] if after["name"] != before["name"] else ""
        agreed = after["accommodation"] if after["accommodation"] != before["accommodation"] else None
        _give(kept, numbers, name, agreed)
        told.merges[other_id] = (kept_id, after)
    told.completed.clear()
    _move_calls(told, returned["calls"], merged_id)
    _client(told, merged_id)["merged_into"] = None


def _is_shared(moved: _Record, returned: _Record, name: str) -> bool:
    if name == "numbers":
        return not moved[name].keys().isdisjoint(returned[name])
    return bool(moved[name])


def _move_calls(told: _Told, calls: Iterable[int], client_id: int) -> None:
    text = json.dumps({"client_id": client_id})
    for call_id in calls:
        _take_call(told.calls, call_id, text, text)


def _give(client: _Record, numbers: dict[str, str], name: str, agreed: Any) -> None:
    _add_numbers(client, numbers)
    if name:
        client["name"] = name
    if agreed is not None:
        client["accommodation"] = agreed


def _add_numbers(client: _Record, numbers: dict[str, str]) -> None:
    if "numbers" in client:
        client["numbers"] += numbers.items()


def _take_numbers(client: _Record, numbers: dict[str, str]) -> None:
    """Without them; a spelling that is not there leaves the client's numbers unknown."""
    for key, raw in numbers.items():
        known = client.get("numbers", [])
        same = [each for each in known if key and each[0] == key] or [
            each for each in known if each[1] == raw
        ]
        if same:
            known.remove(same[0])
        else:
            client.pop("numbers", None)


def _differences(db: LogDatabase, told: _Told) -> Iterator[str]:
    yield from _compared("call", told.calls, _table(db, "calls", "call_id", _CALL), told)
    attempts = _table(db, "attempts", "attempt_id", "call_id, at, outcome, source")
    yield from _compared("attempt", told.attempts, attempts, told)
    for client in told.clients.values():
        if client is not None and "numbers" in client:
            client["numbers"] = sorted((raw for _, raw in client["numbers"]), key=repr)
    yield from _compared("client", told.clients, _client_rows(db), told)
    policies = _table(db, "policy_versions", "version_id", _POLICY)
    yield from _compared("policy version", told.policies, policies, told)
    settings = db.rows("SELECT key, value FROM settings ORDER BY key")
    yield from _compared("setting", told.settings, ((key, {"": _same_text(v)}) for key, v in settings), told)
    closures = _table(db, "closures", "closure_id", _CLOSURE)
    yield from _compared("closure", told.closures, closures, told)
    sessions = _table(db, "session_blocks", "block_id", _SESSION)
    yield from _compared("session", told.sessions, sessions, told)
    changes = db.rows("SELECT date, name FROM holiday_changes ORDER BY date")
    yield from _compared("holiday", told.holiday_changes, ((day, {"": name}) for day, name in changes), told)
    hours = db.rows("SELECT date, windows FROM hours_overrides ORDER BY date")
    yield from _compared("date", told.overrides, ((day, {"": _row_value(v)}) for day, v in hours), told)


def _compared(
    what: str, known: dict[Any, Any], rows: Iterable[tuple[Any, _Record]], told: _Told
) -> Iterator[str]:
    for key, row in rows:
        # A key of a row's own could be any text; an id is a number.
        label = f"{what} {key}" if key in known or type(key) is int else f"a {what}"
        record = known.pop(key, None if told.complete else {})
        if record is None:
            yield f"{label}: not in the history"
            continue
        values = _folded(record) if isinstance(record, list) else record
        for name, value in values.items():
            if name in row and not _is_same(value, row[name]):
                yield f"{label}: {name}" if name else label
    for key, record in known.items():
        if record and (not isinstance(record, list) or _folded(record)):
            yield f"{what} {key}: missing"


def _folded(texts: list[str]) -> _Record:
    """The call's columns as its entries leave them; what is no column of a call is passed over."""
    values: _Record = {}
    for text in texts:
        entry = _row_value(text)
        if isinstance(entry, dict):
            values |= entry
    return {name: value for name, value in values.items() if name in _CALL_NAMES}


def _is_same(told: Any, kept: Any) -> bool:
    if isinstance(told, bool):
        told = int(told)
    return type(told) is type(kept) and bool(told == kept)


def _table(db: LogDatabase, table: str, id_column: str, columns: str) -> Iterator[tuple[Any, _Record]]:
    """Each row's id with its values, a slice at a time."""
    names = columns.split(", ")
    last = None
    while rows := db.rows(
        f"SELECT {id_column}, {columns} FROM {table}"  # noqa: S608 - constants
        f" WHERE ?1 IS NULL OR {id_column} > ?1 ORDER BY {id_column} LIMIT ?2",
        (last, _AT_ONCE),
    ):
        for row in rows:
            values = dict(zip(names, row[1:], strict=True))
            for name in _JSON_COLUMNS & values.keys():
                values[name] = _row_value(values[name])
            yield row[0], values
        last = rows[-1][0]


def _client_rows(db: LogDatabase) -> Iterator[tuple[Any, _Record]]:
    numbers: dict[Any, list[Any]] = {}
    for client_id, raw in db.rows("SELECT client_id, raw FROM client_numbers"):
        numbers.setdefault(client_id, []).append(raw)
    agreed = dict(db.rows("SELECT client_id, accommodation FROM accommodations"))
    safety = dict(db.rows("SELECT client_id, safety FROM contact_safety"))
    for client_id, row in _table(db, "clients", "client_id", "name, code, merged_into"):
        row["numbers"] = sorted(numbers.get(client_id, []), key=repr)
        for name, texts in (("accommodation", agreed), ("contact_safety", safety)):
            text = texts.get(client_id)
            row[name] = None if text is None else _row_value(text)
        yield client_id, row


def _loaded(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _row_value(text: Any) -> Any:
    """The value in a JSON column, or what is like no value."""
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return _UNREADABLE


def _same_text(text: Any) -> Any:
    """A setting's JSON in the one spelling that tells true from 1."""
    value = _row_value(text)
    return value if value is _UNREADABLE else json.dumps(value, sort_keys=True)
