from __future__ import annotations

import pytest

from callpolicy_gui.core.sessions import SessionBlock
from callpolicy_gui.storage import session_store
from callpolicy_gui.storage.row_check import disagreements
from callpolicy_gui.storage.session_store import SessionStore
from tests.storage.conftest import NOW


@pytest.fixture
def store(db):
    return SessionStore(db)


def told(db):
    entries = [entry for entry in reversed(db.history.entries()) if entry.subject.startswith("session ")]
    return [(entry.kind, entry.subject, entry.before, entry.after) for entry in entries]


def test_each_change_is_kept_and_told(db, store):
    with db.write(NOW):
        later = store.add(SessionBlock(0, NOW + 9_000, NOW + 12_000, is_free=True))
        sooner = store.add(SessionBlock(0, NOW, NOW + 3_000))
    assert store.blocks() == (sooner, later)
    with db.write(NOW + 60):
        store.move_end(sooner.block_id, NOW + 60)
        store.move_end(sooner.block_id, NOW + 60)
        store.remove(later.block_id)
    assert store.blocks() == (SessionBlock(sooner.block_id, NOW, NOW + 60),)
    free = {"start_at": NOW + 9_000, "end_at": NOW + 12_000, "is_free": 1}
    held = {"start_at": NOW, "end_at": NOW + 3_000, "is_free": 0}
    assert told(db) == [
        ("session added", "session 1", None, free),
        ("session added", "session 2", None, held),
        ("session changed", "session 2", held, held | {"end_at": NOW + 60}),
        ("session removed", "session 1", free, None),
    ]
    assert disagreements(db) == ()
    with db.write(NOW + 90):
        store.put_back(later)
    assert store.blocks()[1] == later
    assert told(db)[-1] == ("session put back", "session 1", None, free)
    assert disagreements(db) == ()


def test_an_unknown_block_and_a_change_outside_a_write(db, store):
    with db.write(NOW):
        for change in (lambda: store.remove(7), lambda: store.move_end(7, NOW)):
            with pytest.raises(LookupError):
                change()
    for change in (lambda: store.add(SessionBlock(0, 1, 2)), lambda: store.remove(1)):
        with pytest.raises(RuntimeError):
            change()
    assert store.blocks() == ()


def test_of_many_those_that_end_last_are_read_by_an_index(db, store, monkeypatch):
    monkeypatch.setattr(session_store, "_MOST", 3)
    with db.write(NOW):
        for number in range(6):
            store.add(SessionBlock(0, NOW + number * 100, NOW + number * 100 + 50))
    assert [block.start for block in store.blocks()] == [NOW + 300, NOW + 400, NOW + 500]
    plan = db.rows("EXPLAIN QUERY PLAN SELECT * FROM session_blocks ORDER BY end_at DESC LIMIT 3")
    assert [row[3] for row in plan] == ["SCAN session_blocks USING INDEX session_blocks_by_end"]
