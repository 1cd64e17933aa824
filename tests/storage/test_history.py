"""Nothing in the history can be changed or slipped in, and what was tampered with is found."""

from __future__ import annotations

import pytest
from sqlcipher3 import dbapi2

from callpolicy_gui.storage.history import HistoryHead
from tests.storage.conftest import NOW


@pytest.fixture
def filled(empty_db):
    for n in range(6):
        with empty_db.write(NOW + n):
            empty_db.history.append("kind", f"call {n % 2}", before={"n": n}, after=None, reason="r")
    return empty_db


def test_entries_newest_first(filled):
    found = filled.history.entries("call 1")
    assert [(e.sequence, e.at, e.before, e.after, e.reason) for e in found] == [
        (n + 1, NOW + n, {"n": n}, None, "r") for n in (5, 3, 1)
    ]
    assert [e.sequence for e in filled.history.entries(limit=2)] == [6, 5]
    assert [e.sequence for e in filled.history.entries(limit=2, before_sequence=5)] == [4, 3]
    assert filled.history.head() == HistoryHead(6, filled.history.entries()[0].hash)


def test_an_empty_history(empty_db):
    assert empty_db.history.head() == HistoryHead(0, "00" * 32)
    assert empty_db.history.verify() is None


def test_no_entry_outside_a_write(filled):
    with pytest.raises(RuntimeError):
        filled.history.append("kind", "call 1")
    assert filled.history.head().count == 6


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE history SET reason = 'x'",
        "UPDATE OR REPLACE history SET sequence = 1 WHERE sequence = 2",
        "DELETE FROM history WHERE sequence = 6",
        "INSERT INTO history SELECT 8, at, kind, subject, before, after, reason, hash FROM history LIMIT 1",
        "INSERT INTO history SELECT 0, at, kind, subject, before, after, reason, hash FROM history LIMIT 1",
        "INSERT INTO history SELECT NULL, at, kind, subject, before, after, reason, hash FROM history",
        "INSERT OR REPLACE INTO history SELECT 3, at, kind, 'x', before, after, reason, hash FROM history",
        "INSERT OR IGNORE INTO history SELECT 3, at, kind, 'x', before, after, reason, hash FROM history",
        "REPLACE INTO history SELECT 6, at, kind, 'x', before, after, reason, hash FROM history LIMIT 1",
    ],
)
def test_the_table_refuses(filled, sql, recursive):
    filled.execute(f"PRAGMA recursive_triggers = {recursive}")
    before = filled.rows("SELECT * FROM history")
    with pytest.raises(dbapi2.IntegrityError, match="append-only"):
        filled.execute(sql)
    assert filled.rows("SELECT * FROM history") == before
    assert filled.history.verify() is None


TAMPER = {
    "before": ("UPDATE history SET before = '{}' WHERE sequence = 3", 3),
    "reason": ("UPDATE history SET reason = '' WHERE sequence = 6", 6),
    "at": ("UPDATE history SET at = at + 1 WHERE sequence = 1", 1),
    "hash": ("UPDATE history SET hash = 'text' WHERE sequence = 2", 2),
    "gap": ("DELETE FROM history WHERE sequence = 4", 4),
    "first": ("DELETE FROM history WHERE sequence = 1", 1),
}


@pytest.mark.parametrize("name", TAMPER)
def test_tampering_is_found(filled, name):
    sql, bad = TAMPER[name]
    filled.execute("DROP TRIGGER history_no_update")
    filled.execute("DROP TRIGGER history_no_delete")
    assert filled.history.verify() is None
    filled.execute(sql)
    assert filled.history.verify() == bad


def test_verifying_in_slices(filled):
    assert [filled.history.verify(after, 2) for after in (0, 2, 4, 6)] == [None] * 4
    filled.execute("DROP TRIGGER history_no_update")
    filled.execute("UPDATE history SET kind = 'x' WHERE sequence = 4")
    assert [filled.history.verify(after, 2) for after in (0, 2, 4)] == [None, 4, None]
    assert filled.history.verify(9) == 9


def test_another_key_makes_another_chain(filled, empty_db):
    filled.history._chain_key = bytes(32)
    assert filled.history.verify() == 1
