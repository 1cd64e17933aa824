"""Opening says what is wrong without touching the file; a write is whole, durable and acknowledged late."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace

import pytest
import sqlcipher3

from callpolicy_gui.storage import connection, database, migrations
from callpolicy_gui.storage.client_store import ClientStore
from callpolicy_gui.storage.database import open_demo_log, open_log
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.keys import load_or_create_key, random_key
from callpolicy_gui.storage.sidecar import read_head
from tests.storage.conftest import NOW

CANARY = "Wilhelmina Canary"


def save(db, name=CANARY, at=NOW):
    with db.write(at):
        return ClientStore(db).add(name)


def names(db):
    return [row[0] for row in db.rows("SELECT name FROM clients ORDER BY client_id")]


def problem_of(action):
    with pytest.raises(StorageError) as caught:
        action()
    return caught.value.problem


@pytest.fixture
def closed(reopen, paths):
    """A log with ten clients, closed; the paths of it."""
    db = reopen()
    for n in range(10):
        save(db, f"{CANARY} {n}", NOW + n)
    db.close()
    return paths


# --- opening


def test_a_new_log_opens_again(reopen, paths):
    db = reopen()
    save(db)
    assert names(reopen()) == [CANARY]
    assert load_or_create_key(paths).log_created


def test_the_pragmas_hold(reopen):
    for _ in range(2):
        db = reopen()
        found = {
            name: db.row(f"PRAGMA {name}")[0]
            for name in (
                "journal_mode", "synchronous", "locking_mode", "temp_store", "secure_delete", "foreign_keys",
                "trusted_schema", "recursive_triggers", "application_id", "user_version",
            )
        }  # fmt: skip
        assert found == {
            "journal_mode": "wal",
            "synchronous": 2,
            "locking_mode": "exclusive",
            "temp_store": 2,
            "secure_delete": 1,
            "foreign_keys": 1,
            "trusted_schema": 0,
            "recursive_triggers": 1,
            "application_id": migrations.APPLICATION_ID,
            "user_version": migrations.schema_version(),
        }


def test_every_file_is_private_whatever_the_umask(reopen, paths):
    old = os.umask(0)
    try:
        save(reopen())
    finally:
        os.umask(old)
    found = {path.name: path.stat().st_mode & 0o777 for path in paths.data_dir.iterdir()}
    assert found == dict.fromkeys(("log.db", "log.db-wal", "log.key.json", "history-head.json"), 0o600)
    assert paths.data_dir.stat().st_mode & 0o777 == 0o700


def test_an_open_file_is_closed_to_others_again(closed, reopen):
    closed.database.chmod(0o644)
    reopen()
    assert closed.database.stat().st_mode & 0o777 == 0o600


def test_nothing_readable_lies_on_the_disk(reopen, paths):
    db = reopen()
    save(db)
    assert names(db) == [CANARY]
    for path in paths.data_dir.iterdir():
        data = path.read_bytes().lower()
        assert b"canary" not in data, path.name
        assert b"sqlite format" not in data, path.name
        assert b"create table" not in data, path.name
    assert paths.database.with_name("log.db-wal").stat().st_size > 4096


def test_a_wrong_key_is_not_damage(closed):
    other = replace(random_key(), log_created=True)
    assert problem_of(lambda: open_log(closed, other)) is StorageProblem.WRONG_KEY


def test_damage_is_not_a_wrong_key(closed, reopen):
    data = bytearray(closed.database.read_bytes())
    data[100] ^= 1
    closed.database.write_bytes(data)
    assert problem_of(reopen) is StorageProblem.DAMAGED
    assert closed.database.read_bytes() == data


def test_a_destroyed_salt_does_not_matter(closed, reopen):
    data = bytearray(closed.database.read_bytes())
    data[:16] = bytes(16)
    closed.database.write_bytes(data)
    assert len(names(reopen())) == 10


@pytest.mark.parametrize("size", [0, 1, 15, 512, 4095])
def test_a_truncated_log_is_never_created_anew(closed, reopen, size):
    os.truncate(closed.database, size)
    assert problem_of(reopen) is StorageProblem.DAMAGED
    assert closed.database.stat().st_size == size


@pytest.mark.parametrize("data", [b"name,phone\n", b"\x89PNG\r\n\x1a\n" + bytes(4096), b"PK\x03\x04" * 3000])
def test_another_kind_of_file_is_no_damaged_log(closed, reopen, data):
    closed.database.write_bytes(data)
    assert problem_of(reopen) is StorageProblem.NOT_A_CALL_LOG
    assert closed.database.read_bytes() == data


@pytest.mark.parametrize("data", [b"", b"S", os.urandom(8192)])
def test_what_may_be_left_of_a_log_is_damage(closed, reopen, data):
    closed.database.write_bytes(data)
    assert problem_of(reopen) is StorageProblem.DAMAGED
    assert closed.database.read_bytes() == data


def test_lost_pages_are_noticed(closed, reopen):
    os.truncate(closed.database, closed.database.stat().st_size // 2 // 4096 * 4096)
    assert problem_of(reopen) in {StorageProblem.DAMAGED, StorageProblem.ENTRIES_MISSING}


def test_a_removed_log_is_never_created_anew(closed, reopen):
    closed.database.unlink()
    assert problem_of(reopen) is StorageProblem.LOG_NOT_FOUND
    closed.sidecar.unlink()
    assert problem_of(reopen) is StorageProblem.LOG_NOT_FOUND
    assert not closed.database.exists()


def test_an_empty_log_in_place_of_a_lost_one_is_damage(closed, reopen):
    closed.sidecar.unlink()
    os.truncate(closed.database, 0)
    assert problem_of(reopen) is StorageProblem.DAMAGED


def test_another_programs_files_are_left_alone(closed, reopen):
    closed.database.unlink()
    with sqlite3.connect(closed.database) as plain:
        plain.execute("CREATE TABLE theirs (x)")
    plain.close()
    data = closed.database.read_bytes()
    assert problem_of(reopen) is StorageProblem.NOT_A_CALL_LOG
    assert closed.database.read_bytes() == data


@pytest.mark.parametrize("pragma", ["application_id = 7", "user_version = 7", "application_id = 0"])
def test_an_encrypted_file_that_is_no_call_log(paths, reopen, pragma):
    db = reopen()
    if pragma.startswith("user_version"):
        db.execute("PRAGMA application_id = 0")
    db.execute(f"PRAGMA {pragma}")
    assert problem_of(reopen) is StorageProblem.NOT_A_CALL_LOG


def test_a_newer_log_is_refused_and_not_written(closed, reopen):
    db = reopen()
    db.execute("PRAGMA user_version = 999")
    db.close()
    data = closed.database.read_bytes()
    assert problem_of(reopen) is StorageProblem.NEWER_VERSION
    assert closed.database.read_bytes() == data
    assert not closed.copies()


def test_a_missing_or_old_library_stops_the_start(paths, monkeypatch):
    monkeypatch.setattr(database, "OLDEST_SQLITE", (99, 0, 0))
    key = load_or_create_key(paths)
    assert problem_of(lambda: open_log(paths, key)) is StorageProblem.LIBRARY_TOO_OLD
    assert problem_of(open_demo_log) is StorageProblem.LIBRARY_TOO_OLD
    monkeypatch.undo()
    monkeypatch.setattr(database, "sqlcipher3", sqlite3)  # a library that does not encrypt
    assert problem_of(lambda: open_log(paths, key)) is StorageProblem.LIBRARY_TOO_OLD
    assert not paths.database.exists()


OTHER_PROCESS = """
import sys, pathlib
from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.paths import paths_in
paths = paths_in(pathlib.Path(sys.argv[1]))
try:
    open_log(paths, load_or_create_key(paths)).close()
    print("opened")
except StorageError as error:
    print(error.problem)
"""


def in_another_process(paths):
    command = [sys.executable, "-c", OTHER_PROCESS, str(paths.data_dir)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stderr == ""
    return result.stdout.strip()


def test_one_process_at_a_time(closed, reopen):
    db = reopen()  # nothing written yet: reading alone must hold the lock
    assert in_another_process(closed) == "in_use"
    assert problem_of(lambda: open_log(closed, load_or_create_key(closed))) is StorageProblem.IN_USE
    assert in_another_process(closed) == "in_use", "the failed second opening dropped the lock"
    save(db)
    db.close()
    assert in_another_process(closed) == "opened"
    assert len(names(reopen())) == 11


# --- the history head beside the log


def test_lost_entries_are_said(reopen, paths):
    db = reopen()
    save(db)
    db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = paths.database.read_bytes()
    save(db, at=NOW + 60)
    db.close()
    paths.database.write_bytes(kept)  # an old backup copied over
    with pytest.raises(StorageError) as caught:
        reopen()
    error = caught.value
    assert error.problem is StorageProblem.ENTRIES_MISSING
    assert (error.expected, error.found, error.last_saved_at) == (2, 1, NOW + 60)
    head = read_head(paths.sidecar)
    db = reopen(accept_loss_at=NOW + 99)
    entry = db.history.entries()[0]
    assert (entry.kind, entry.at, entry.before["hash"]) == ("entries missing", NOW + 99, head.hash)
    assert names(reopen()) == [CANARY]


def test_another_history_of_the_same_length_is_said(reopen, paths):
    db = reopen()
    save(db)
    db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = paths.database.read_bytes(), paths.sidecar.read_bytes()
    save(db, "Ana")
    other = paths.sidecar.read_bytes()
    db.close()
    paths.database.write_bytes(kept[0])
    paths.sidecar.write_bytes(kept[1])
    save(reopen(), "Bo")
    reopen().close()
    paths.sidecar.write_bytes(other)
    assert problem_of(reopen) is StorageProblem.ENTRIES_MISSING


@pytest.mark.parametrize("damage", ["missing", "zeroed", "garbage"])
def test_a_damaged_write_ahead_log_is_said(reopen, paths, damage):
    copy = paths.data_dir.parent / "copy"
    db = reopen()
    for n in range(5):
        save(db, at=NOW + n)
    shutil.copytree(paths.data_dir, copy)  # as after a crash: nothing was merged into the file
    db.close()
    shutil.rmtree(paths.data_dir)
    copy.rename(paths.data_dir)
    wal = paths.database.with_name("log.db-wal")
    size = wal.stat().st_size
    if damage == "missing":
        wal.unlink()
    else:
        wal.write_bytes(bytes(size) if damage == "zeroed" else b"\xa5" * size)
    assert problem_of(reopen) is StorageProblem.ENTRIES_MISSING
    assert names(reopen(accept_loss_at=NOW)) == []


def test_a_head_one_behind_is_normal(reopen, paths):
    db = reopen()
    save(db)
    behind = paths.sidecar.read_bytes()
    save(db, "Ana", NOW + 1)
    current = json.loads(paths.sidecar.read_bytes())
    db.close()
    paths.sidecar.write_bytes(behind)
    reopen()
    assert json.loads(paths.sidecar.read_bytes()) == current


@pytest.mark.parametrize("data", [None, b"", b"\0" * 200, b"[]", b'{"count": 1}', b" " * 20_000])
def test_an_unreadable_head_is_made_again(closed, reopen, data):
    current = closed.sidecar.read_bytes()
    closed.sidecar.unlink() if data is None else closed.sidecar.write_bytes(data)
    reopen()
    assert closed.sidecar.read_bytes() == current


def test_a_head_that_cannot_be_written_does_not_unsay_a_save(reopen, paths, monkeypatch):
    db = reopen()

    def full(*_, **__):
        raise StorageError(StorageProblem.DISK_FULL, "history head")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "save_head", full)
        save(db)
    assert names(db) == [CANARY]
    assert db.sidecar_problem.problem is StorageProblem.DISK_FULL
    save(db)
    assert db.sidecar_problem is None


# --- writing


def test_a_failed_write_leaves_nothing(reopen):
    db = reopen()

    def fail():
        with db.write(NOW):
            ClientStore(db).add(CANARY)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert names(db) == []
    assert db.history.head().count == 0
    save(db)
    assert names(db) == [CANARY]


def test_a_write_is_not_re_entrant(reopen):
    db = reopen()

    def nest():
        with db.write(NOW):
            ClientStore(db).add(CANARY)
            with db.write(NOW):
                pass

    with pytest.raises(RuntimeError):
        nest()
    assert names(db) == []
    with pytest.raises(RuntimeError):
        _ = db.write_at
    save(db)


def test_the_head_is_replaced_after_the_commit_only(reopen, paths, monkeypatch):
    db = reopen()
    seen = []
    real = connection.save_head

    def spy(path, head, at):
        seen.append(db.conn.in_transaction)
        real(path, head, at)

    monkeypatch.setattr(connection, "save_head", spy)
    save(db)
    assert seen == [False]
    head = read_head(paths.sidecar)
    assert (head.count, head.hash, head.at) == (1, db.history.head().hash, NOW)


def test_a_removed_file_is_not_written_into(closed, reopen):
    db = reopen()
    closed.database.unlink()
    head = closed.sidecar.read_bytes()
    assert problem_of(lambda: save(db)) is StorageProblem.FILE_REMOVED
    assert problem_of(lambda: save(db)) is StorageProblem.FILE_REMOVED
    assert len(names(db)) == 10
    assert closed.sidecar.read_bytes() == head


def test_a_file_replaced_during_the_write_is_not_acknowledged(closed, reopen):
    db = reopen()
    copy = closed.database.with_name("copy")
    shutil.copy(closed.data_dir / "log.key.json", copy)
    head = closed.sidecar.read_bytes()

    def write():
        with db.write(NOW):
            ClientStore(db).add(CANARY)
            copy.replace(closed.database)

    assert problem_of(write) is StorageProblem.FILE_REPLACED
    assert problem_of(lambda: save(db)) is StorageProblem.FILE_REPLACED
    assert closed.sidecar.read_bytes() == head


@pytest.mark.parametrize(
    ("code", "problem", "refused"),
    [
        (sqlcipher3.dbapi2.SQLITE_FULL, StorageProblem.DISK_FULL, False),
        (sqlcipher3.dbapi2.SQLITE_IOERR | (4 << 8), StorageProblem.DISK_ERROR, True),
    ],
)
def test_after_a_disk_error_nothing_more_is_written(reopen, code, problem, refused):
    db = reopen()

    class Failing:
        """The connection of a disk that fails on COMMIT."""

        def __init__(self, conn):
            self.conn = conn

        def __getattr__(self, name):
            return getattr(self.conn, name)

        def execute(self, sql, *values):
            if sql == "COMMIT":
                error = sqlcipher3.dbapi2.OperationalError("x")
                error.sqlite_errorcode = code
                raise error
            return self.conn.execute(sql, *values)

    conn, db.conn = db.conn, Failing(db.conn)
    assert problem_of(lambda: save(db)) is problem
    db.conn = conn
    if refused:
        assert problem_of(lambda: save(db)) is problem
    else:
        save(db)
    assert names(db) == [CANARY] * (not refused)


def test_a_full_disk_loses_nothing(reopen):
    db = reopen()
    save(db, "Ana")
    pages = db.row("PRAGMA page_count")[0]
    db.execute(f"PRAGMA max_page_count = {pages}")
    assert problem_of(lambda: save(db, "x" * 100_000)) is StorageProblem.DISK_FULL
    assert names(db) == ["Ana"]
    db.execute("PRAGMA max_page_count = 100000")
    save(db, "Bo")
    assert names(reopen()) == ["Ana", "Bo"]


def test_stray_parts_are_swept(closed, reopen):
    stray = closed.data_dir / ".callpolicy-00.part"
    stray.write_bytes(b"x")
    reopen()
    assert not stray.exists()


def test_a_demo_log_touches_no_disk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    db = open_demo_log()
    save(db)
    assert names(db) == [CANARY]
    assert db.sidecar_problem is None
    db.checkpoint()
    db.close()
    assert not [*tmp_path.iterdir()]


def test_errors_name_the_place_only(closed):
    error = StorageError(StorageProblem.DISK_FULL, "log")
    assert str(error) == "disk_full (log)"


def test_programming_mistakes_are_not_disk_problems(reopen):
    with pytest.raises(sqlcipher3.dbapi2.OperationalError):
        reopen().rows("SELECT nothing FROM nowhere")
