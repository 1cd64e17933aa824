"""Reading a record, opening the log and unlocking it leave an entry, and no value of what was read."""

from __future__ import annotations

import contextlib

import pytest

from callpolicy_gui.storage.errors import StorageError, StorageProblem
from tests.controller.conftest import Practice, at


@pytest.fixture
def access(practice):
    return practice.controller.access


def entries(practice):
    kinds = {"record opened", "log opened", "unlocked", "unlock failed", "log exported"}
    found = reversed(practice.log.db.history.entries(limit=10_000))
    return [(e.kind, e.subject, e.before, e.after) for e in found if e.kind in kinds]


def test_opening_a_record_is_an_entry_of_its_client(practice, access):
    practice.log_call("Ann")
    access.record_opened(1)
    assert entries(practice) == [("record opened", "client 1", None, None)]
    assert practice.log.db.history.entries("client 1", limit=1)[0].at == practice.now


def test_going_back_and_forth_is_one_reading(practice, access):
    for minutes, client_id in [(0, 1), (1, 2), (5, 1), (9, 2), (9.99, 1), (10, 1), (19, 1), (20, 1)]:
        practice.now = at("2026-11-23 14:00") + int(minutes * 60)
        access.record_opened(client_id)
    found = practice.log.db.history.entries("client 1")
    assert [e.at - at("2026-11-23 14:00") for e in reversed(found)] == [0, 600, 1200]
    assert len(practice.log.db.history.entries("client 2")) == 1


def test_a_clock_set_back_does_not_hide_a_reading(practice, access):
    access.record_opened(1)
    practice.now -= 3600
    access.record_opened(1)
    assert len(entries(practice)) == 2


def test_the_log_is_noted_once_while_it_is_unlocked(practice, access):
    access.log_opened()
    practice.now += 86_400
    access.log_opened()
    assert entries(practice) == [("log opened", "log", None, None)]


def test_unlocking_names_the_way_and_the_tries_before(practice, access):
    access.note_unlocked("keychain", ())
    access.note_unlocked("passphrase", [practice.now - 30, practice.now - 90, practice.now - 5])
    tries = {"count": 3, "first": practice.now - 90, "last": practice.now - 5}
    assert entries(practice) == [
        ("unlocked", "log", None, {"how": "keychain"}),
        ("unlock failed", "log", None, tries),
        ("unlocked", "log", None, {"how": "passphrase"}),
    ]


def test_what_cannot_be_noted_is_said_once_and_noted_when_it_can_be(practice, access, monkeypatch):
    failed = []
    practice.controller.failed.connect(failed.append)

    @contextlib.contextmanager
    def read_only(_at):
        raise StorageError(StorageProblem.READ_ONLY, "log")
        yield

    with monkeypatch.context() as patch:
        patch.setattr(practice.controller._desk.db, "write", read_only)
        access.log_opened()
        access.record_opened(1)
        access.note_unlocked("passphrase", [1])
    assert failed == ["Not saved: the log is open for reading only."]
    assert entries(practice) == []
    access.log_opened()
    access.record_opened(1)
    assert [kind for kind, *_ in entries(practice)] == ["log opened", "record opened"]


def test_a_new_start_notes_the_log_anew():
    for _ in range(2):
        made = Practice(at("2026-11-23 14:00"))
        made.controller.access.log_opened()
        assert len(entries(made)) == 1
        made.log.close()
