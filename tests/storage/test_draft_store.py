"""A draft is kept and forgotten, and leaves the history and its head as they were."""

from __future__ import annotations

import pytest

from callpolicy_gui.storage.draft_store import CALL_DRAFT, DraftStore
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from tests.storage.conftest import NOW

VALUES = {"who": "Zoë 14:05 \ud83d", "client_id": None, "second_pass": True, "at": NOW}


def save(db, values, at=NOW):
    with db.write(at):
        DraftStore(db).save(CALL_DRAFT, values)


def test_a_draft_comes_back_as_it_was(db):
    assert DraftStore(db).load(CALL_DRAFT) is None
    save(db, {"who": "Z"})
    save(db, VALUES)
    assert DraftStore(db).load(CALL_DRAFT) == VALUES
    assert DraftStore(db).load("another") is None
    save(db, None)
    assert DraftStore(db).load(CALL_DRAFT) is None
    save(db, None)


def test_no_draft_outside_a_write(db):
    with pytest.raises(RuntimeError):
        DraftStore(db).save(CALL_DRAFT, VALUES)
    assert DraftStore(db).load(CALL_DRAFT) is None


@pytest.mark.parametrize("text", ["", "[]", "7", "{", b"\xff", "[" * 100_000])
def test_a_draft_that_cannot_be_read_is_none(db, text):
    db.execute("INSERT INTO drafts VALUES (?, ?)", (CALL_DRAFT, text))
    assert DraftStore(db).load(CALL_DRAFT) is None
    save(db, VALUES)
    assert DraftStore(db).load(CALL_DRAFT) == VALUES


def test_the_history_and_its_head_stay(paths, reopen):
    db = reopen()
    with db.write(NOW):
        db.history.append("kind", "log")
    head, beside = db.history.head(), paths.sidecar.read_bytes()
    paths.sidecar.write_bytes(b"as it was")
    for second in range(3):
        save(db, VALUES | {"at": NOW + second}, NOW + second)
    assert db.history.head() == head
    assert paths.sidecar.read_bytes() == b"as it was"
    paths.sidecar.write_bytes(beside)
    db = reopen()
    assert DraftStore(db).load(CALL_DRAFT)["at"] == NOW + 2
    with db.write(NOW):
        db.history.append("kind", "log")
    assert paths.sidecar.read_bytes() != beside


def test_a_head_that_could_not_be_saved_is_saved_with_the_next_draft(paths, reopen, monkeypatch):
    db = reopen()
    with monkeypatch.context() as patch:

        def full(*_):
            raise StorageError(StorageProblem.DISK_FULL, "history head")

        patch.setattr("callpolicy_gui.storage.connection.save_head", full)
        with db.write(NOW):
            db.history.append("kind", "log")
    assert db.sidecar_problem is not None
    save(db, VALUES)
    assert db.sidecar_problem is None
    reopen()
