"""Edits by somebody who has the key and goes around the program: each seen against the head that was kept.

What the program looks with: the start, which compares the head beside the log; the
history's verification; the library's checks; the rows compared with what the history says.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import random
from functools import partial

import sqlcipher3

from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.paths import paths_in
from callpolicy_gui.storage.row_check import disagreements
from tests.reliability.breaks import take_away
from tests.reliability.campaign import Result, complaints, read_files, scratch, write_files
from tests.reliability.saves import Saves

_COLUMNS = "sequence, at, kind, subject, before, after, reason, hash"


def run(n: int, seed: int, without: str | None = None) -> Result:
    result = Result("edits", broken={"not seen": 0})
    with scratch() as folder:
        log = folder / "log"
        log.mkdir(mode=0o700)
        ages = []
        for number in range(6):
            saves = Saves(log, seed, number * 12)
            for step in range(1, 12):
                saves.save(number * 12 + step)
            saves.close()
            ages.append(read_files(log))
        files = ages.pop()
        take_away(without)
        names = list(EDITS)
        for position in range(n):
            name = names[position % len(names)]
            chance = random.Random(f"{seed} {position}")
            write_files(folder / "edited", files)
            if name == "an old file put back":
                (folder / "edited" / "log.db").write_bytes(chance.choice(ages)["log.db"])
            elif not _edit(folder / "edited", EDITS[name], chance):
                continue
            result.done += 1
            seen = _seen(folder / "edited")
            if seen:
                result.note(seen)
            else:
                result.note(f"not seen: {name}")
                result.fault("not seen", f"{name} (seed {seed}, edit {position})")
    return result


def _seen(folder) -> str:
    """With what the program sees that something was done to the log; empty where it does not."""
    paths = paths_in(folder)
    try:
        db = open_log(paths, load_or_create_key(paths))
    except StorageError as error:
        return f"at the start ({error.problem})"
    try:
        wrong = complaints(db)
        differing = () if wrong else disagreements(db)
    except StorageError:
        wrong, differing = ["unreadable"], ()
    finally:
        db.close()
    if differing:
        return "by the rows"
    return "by verification" if wrong else ""


def _edit(folder, edit, chance: random.Random) -> bool:
    """Whether the edit changed anything. The triggers are there again afterwards."""
    key = load_or_create_key(paths_in(folder))
    conn = sqlcipher3.connect(folder / "log.db", isolation_level=None)
    with contextlib.closing(conn):
        conn.execute(f"PRAGMA key = \"x'{key.raw_hex}'\"")
        triggers = conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            conn.execute(f"DROP TRIGGER {name}")
        before = conn.total_changes
        edit(conn, chance, key)
        changed = conn.total_changes > before
        for _, sql in triggers:
            conn.execute(sql)
    return changed


def _some(conn, chance: random.Random, table: str) -> int:
    rows = conn.execute(f"SELECT rowid FROM {table} ORDER BY 1").fetchall()  # noqa: S608 - of the list below
    return chance.choice(rows)[0]


def _statement(table: str, sql: str, conn, chance: random.Random, _key) -> None:
    """One statement about a row by chance, which is `?1`; `?2` is a number by chance."""
    values = (_some(conn, chance, table), chance.randrange(1, 10**6))
    conn.execute(sql, values[: 2 if "?2" in sql else 1])


def _swap(conn, chance: random.Random, _key) -> None:
    first, second = sorted((_some(conn, chance, "history"), _some(conn, chance, "history")))
    for old, new in ((first, -1), (second, first), (-1, second)):
        conn.execute("UPDATE history SET sequence = ? WHERE sequence = ?", (new, old))


def _insert(conn, chance: random.Random, _key) -> None:
    """An entry between two others; the later ones move up."""
    place = _some(conn, chance, "history")
    last = conn.execute("SELECT max(sequence) FROM history").fetchone()[0]
    for sequence in range(last, place - 1, -1):
        conn.execute("UPDATE history SET sequence = ? WHERE sequence = ?", (sequence + 1, sequence))
    conn.execute(
        f"INSERT INTO history SELECT sequence - 1, {_COLUMNS.partition(', ')[2]} FROM history"  # noqa: S608
        " WHERE sequence = ?",
        (place + 1,),
    )


def _chained_again(conn, chance: random.Random, key) -> None:
    """An entry edited, and every later hash made anew with the key: only a head kept elsewhere tells."""
    place = _some(conn, chance, "history")
    conn.execute("UPDATE history SET at = at + 60, reason = reason || 'x' WHERE sequence = ?", (place,))
    chain_key, previous = key.derived("history chain 1"), bytes(32)
    for row in conn.execute(f"SELECT {_COLUMNS} FROM history ORDER BY sequence").fetchall():  # noqa: S608
        text = json.dumps(row[:7], ensure_ascii=True, separators=(",", ":")).encode()
        previous = hmac.new(chain_key, previous + text, hashlib.sha256).digest()
        conn.execute("UPDATE history SET hash = ? WHERE sequence = ?", (previous, row[0]))


def _truncate(conn, chance: random.Random, _key) -> None:
    last = conn.execute("SELECT max(sequence) FROM history").fetchone()[0]
    conn.execute("DELETE FROM history WHERE sequence > ?", (last - chance.randrange(1, 6),))


def _by(table: str, sql: str):
    return partial(_statement, table, sql)


EDITS = {
    "history: what it was before or after": _by(
        "history", "UPDATE history SET after = json_object('x', ?2) WHERE sequence = ?1"
    ),
    "history: when": _by("history", "UPDATE history SET at = at - ?2 WHERE sequence = ?1"),
    "history: kind": _by("history", "UPDATE history SET kind = kind || ' ' WHERE sequence = ?1"),
    "history: subject": _by("history", "UPDATE history SET subject = 'call ' || ?2 WHERE sequence = ?1"),
    "history: reason": _by("history", "UPDATE history SET reason = reason || '.' WHERE sequence = ?1"),
    "history: an entry removed": _by("history", "DELETE FROM history WHERE sequence = ?1"),
    "history: an entry replaced": _by(
        "history",
        "REPLACE INTO history SELECT ?1, at, kind, subject, before, after, reason, hash FROM history"
        " WHERE sequence = (SELECT max(sequence) FROM history WHERE sequence <> ?1)",
    ),
    "history: two entries exchanged": _swap,
    "history: an entry slipped in": _insert,
    "history: the end cut off": _truncate,
    "history: chained again with the right key": _chained_again,
    "an old file put back": None,
    "calls: received earlier": _by(
        "calls", "UPDATE calls SET received_at = received_at - ?2 WHERE call_id = ?1"
    ),
    "calls: due later": _by("calls", "UPDATE calls SET due_at = coalesce(due_at, 0) + ?2 WHERE call_id = ?1"),
    "calls: settled": _by(
        "calls",
        "UPDATE calls SET settled_at = logged_at + ?2, settlement = 'returned' WHERE call_id = ?1",
    ),
    "calls: note": _by("calls", "UPDATE calls SET note = 'n' || ?2 WHERE call_id = ?1"),
    "calls: removed": _by("calls", "DELETE FROM calls WHERE call_id = ?1"),
    "attempts: earlier": _by("attempts", "UPDATE attempts SET at = at - ?2 WHERE attempt_id = ?1"),
    "attempts: removed": _by("attempts", "DELETE FROM attempts WHERE attempt_id = ?1"),
    "clients: name": _by("clients", "UPDATE clients SET name = 'N' || ?2 WHERE client_id = ?1"),
    "policy: what was promised": _by(
        "policy_versions",
        "UPDATE policy_versions SET policy = replace(policy, '1', '2') WHERE version_id = ?1",
    ),
    "settings: a value": _by("calls", "UPDATE settings SET value = ?2 WHERE key = 'soon_minutes' AND ?1 > 0"),
}
