"""A backup takes the log's place as a whole; what was there can always be had back."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from callpolicy_gui.storage import restoring
from callpolicy_gui.storage.backups import (
    BackupCancelled,
    BackupReason,
    backups_in,
    last_good,
    make_backup,
    verify_backup,
)
from callpolicy_gui.storage.client_store import ClientStore
from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.paths import paths_in, prepare
from callpolicy_gui.storage.restoring import finish_interrupted_restore, put_back, restore, set_aside_logs
from callpolicy_gui.storage.sidecar import read_head
from tests.storage import test_migrations
from tests.storage.conftest import NOW
from tests.storage.kills import killed_at_each_step
from tests.storage.test_database import OTHER_PROCESS

PLACES = ("log.db", "log.key.json", "history-head.json", "backups")


def save(db, name, at=NOW):
    with db.write(at):
        ClientStore(db).add(name)


def names(paths):
    db = open_log(paths, load_or_create_key(paths))
    found = [row[0] for row in db.rows("SELECT name FROM clients ORDER BY client_id")]
    assert db.history.verify() is None
    db.close()
    return found


def problem_of(action):
    with pytest.raises(StorageError) as caught:
        action()
    return caught.value.problem


def fill(paths, first="Ana", second="Bo"):
    """A closed log with two clients, and the backup that holds the first only."""
    key = load_or_create_key(paths)
    db = open_log(paths, key)
    save(db, first)
    made = make_backup(db, key, paths.backups, paths.key_file, NOW, reason=BackupReason.DAILY)
    save(db, second, NOW + 60)
    db.close()
    return made


@pytest.fixture
def backup(paths):
    return fill(paths)


@pytest.fixture
def key(backup, paths):
    return load_or_create_key(paths)


def everything(paths):
    return {path: path.read_bytes() for path in sorted(paths.data_dir.rglob("*")) if path.is_file()}


def test_the_backup_is_the_log_now_and_the_history_says_so(backup, key, paths):
    old = read_head(paths.sidecar)
    restore(paths, backup, key, NOW + 100)
    assert names(paths) == ["Ana"]
    db = open_log(paths, key)
    entry = db.history.entries()[0]
    assert (entry.kind, entry.at, entry.sequence) == ("log restored", NOW + 100, 2)
    assert entry.before == {"count": 2, "hash": old.hash}
    assert (entry.after["count"], entry.after["hash"][:12]) == (1, backup.head)
    assert read_head(paths.sidecar).hash == db.history.head().hash
    db.close()
    assert sorted(path.name for path in paths.data_dir.iterdir()) == sorted((*PLACES, "set-aside"))
    assert set_aside_logs(paths) == ()
    assert paths.database.stat().st_mode & 0o777 == 0o600


def test_undo_is_a_restore_of_what_was_kept(backup, key, paths):
    restore(paths, backup, key, NOW + 100)
    kept = last_good(paths.backups)
    assert (kept.reason, kept.count) == (BackupReason.BEFORE_RESTORE, 2)
    restore(paths, kept, key, NOW + 200)
    assert names(paths) == ["Ana", "Bo"]
    assert [b.count for b in backups_in(paths.backups)] == [2, 2, 1]


def test_an_older_schema_is_brought_up_to_date(paths):
    test_migrations.shipped(paths, 1)
    key = load_or_create_key(paths)
    paths.backups.mkdir()
    name = paths.backups / "2026-11-18T110640Z-n1-000000000000-daily.db"
    shutil.copy(paths.database, name)
    shutil.copy(paths.key_file, name.with_suffix(".key"))
    paths.database.unlink()
    (old,) = backups_in(paths.backups)
    restore(paths, old, key, NOW)
    assert names(paths) == ["Zoë O'Brien"]
    assert not [*paths.data_dir.glob("before-*")]


@pytest.mark.parametrize("wreck", ["flipped", "truncated", "empty", "gone", "rolled back", "no sidecar"])
def test_a_log_that_cannot_be_opened_is_set_aside_whole(backup, key, paths, wreck):
    data = bytearray(paths.database.read_bytes())
    if wreck == "flipped":
        data[100] ^= 1
    elif wreck == "truncated":
        del data[1000:]
    elif wreck == "empty":
        data.clear()
    elif wreck == "rolled back":
        data = bytearray(backup.path.read_bytes())
    elif wreck == "no sidecar":
        paths.sidecar.unlink()
        data[100] ^= 1
    paths.database.write_bytes(data)
    if wreck == "gone":
        paths.database.unlink()
    wal = paths.database.with_name("log.db-wal")
    if wreck != "rolled back":
        wal.write_bytes(b"the wal")
    restore(paths, backup, key, NOW + 100)
    assert names(paths) == ["Ana"]
    (aside,) = set_aside_logs(paths)
    assert aside.at == NOW + 100
    assert aside.size == sum(path.stat().st_size for path in aside.folder.iterdir())
    found = {path.name: path.read_bytes() for path in aside.folder.iterdir()}
    if wreck == "rolled back":  # opening it to look changed its kind of journal
        data = found["log.db"]
    assert found.get("log.db") == (None if wreck == "gone" else bytes(data))
    assert ("log.db-wal" in found) == (wreck != "rolled back")
    assert "log.key.json" not in found
    put_back(paths, aside, NOW + 200)
    assert paths.database.exists() == (wreck != "gone")
    if wreck != "gone":
        assert paths.database.read_bytes() == bytes(data)
    assert wal.exists() == (wreck != "rolled back")
    if wreck != "rolled back":
        wal.unlink()
    newest, oldest = set_aside_logs(paths)
    assert oldest == aside
    put_back(paths, newest, NOW + 300)
    assert names(paths) == ["Ana"]


def test_a_full_disk_sets_the_old_log_aside(backup, key, paths, monkeypatch):
    def full(*_, **__):
        raise StorageError(StorageProblem.DISK_FULL, "backup")

    monkeypatch.setattr(restoring, "make_backup", full)
    restore(paths, backup, key, NOW)
    assert names(paths) == ["Ana"]
    (aside,) = set_aside_logs(paths)
    put_back(paths, aside, NOW)
    assert names(paths) == ["Ana", "Bo"]


def test_another_keys_backup_brings_its_key_along(backup, key, paths, tmp_path):
    other = paths_in(tmp_path / "other")
    prepare(other)
    theirs = fill(other, "Cleo", "Dan")
    old_key = paths.key_file.read_bytes()
    assert problem_of(lambda: restore(paths, theirs, key, NOW)) is StorageProblem.WRONG_KEY
    assert names(paths) == ["Ana", "Bo"]
    restore(paths, theirs, load_or_create_key(other), NOW)
    assert names(paths) == ["Cleo"]
    (aside,) = set_aside_logs(paths)
    assert (aside.folder / "log.key.json").read_bytes() == old_key
    put_back(paths, aside, NOW)
    assert paths.key_file.read_bytes() == old_key
    assert names(paths) == ["Ana", "Bo"]


def test_on_a_new_computer(backup, key, tmp_path):
    new = paths_in(tmp_path / "new")
    prepare(new)
    restore(new, backup, key, NOW)
    assert names(new) == ["Ana"]
    assert new.key_file.stat().st_mode & 0o777 == 0o600


def test_without_any_key_file(backup, key, tmp_path):
    new = paths_in(tmp_path / "new")
    prepare(new)
    backup.key_path.unlink()
    alone = replace(backup, key_path=None)
    assert problem_of(lambda: restore(new, alone, key, NOW)) is StorageProblem.KEY_MISSING
    assert [*new.data_dir.iterdir()] == []


@pytest.mark.parametrize("wreck", ["flipped", "gone", "newer"])
def test_a_bad_backup_changes_nothing(backup, key, paths, wreck):
    data = bytearray(backup.path.read_bytes())
    data[9000] ^= 1
    if wreck == "gone":
        backup.path.unlink()
    elif wreck == "flipped":
        backup.path.write_bytes(data)
    else:
        with_key = test_migrations.sqlcipher3.connect(backup.path, isolation_level=None)
        with_key.execute(f"PRAGMA key = \"x'{key.raw_hex}'\"")
        with_key.execute("PRAGMA user_version = 999")
        with_key.close()
    before = everything(paths)
    expected = {"gone": "file_removed", "flipped": "damaged", "newer": "newer_version"}[wreck]
    assert problem_of(lambda: restore(paths, backup, key, NOW)) == expected
    assert everything(paths) == before
    assert names(paths) == ["Ana", "Bo"]


def test_a_log_that_another_process_has_open_stays(backup, key, paths):
    program = OTHER_PROCESS.replace(".close()", "; print('open', flush=True); input()")
    command = [sys.executable, "-c", program, str(paths.data_dir)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "open\n"
        assert problem_of(lambda: restore(paths, backup, key, NOW)) is StorageProblem.IN_USE
        child.communicate("\n")
    assert names(paths) == ["Ana", "Bo"]
    assert not paths.restore_stage.exists()


def test_cancelling_changes_nothing(backup, key, paths):
    for asked in range(1, 5):
        left = asked

        def go_on():
            nonlocal left
            left -= 1
            return left > 0

        with pytest.raises(BackupCancelled):
            restore(paths, backup, key, NOW, go_on=go_on)
        assert names(paths) == ["Ana", "Bo"]
        assert not paths.restore_stage.exists()


@pytest.mark.parametrize("call", ["mkdir", "fsync", "open"])
def test_a_disk_error_before_the_marker_changes_nothing(backup, key, paths, monkeypatch, call):
    def fail(*_, **__):
        raise OSError(errno.EIO, "x")

    with monkeypatch.context() as patch:
        patch.setattr(Path if call == "mkdir" else os, call, fail)
        assert problem_of(lambda: restore(paths, backup, key, NOW)) is StorageProblem.DISK_ERROR
    assert not finish_interrupted_restore(paths)
    assert names(paths) == ["Ana", "Bo"]


def test_an_error_after_the_marker_is_finished_later(backup, key, paths, monkeypatch):
    real = Path.replace
    left = 4

    def fail_late(self, target):
        nonlocal left
        if self.name == "log.db":
            raise OSError(errno.EIO, "x")
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail_late)
        assert problem_of(lambda: restore(paths, backup, key, NOW)) is StorageProblem.DISK_ERROR
        assert problem_of(lambda: finish_interrupted_restore(paths)) is StorageProblem.DISK_ERROR
    assert paths.restore_marker.exists()
    assert paths.restore_stage / "log.db" in paths.copies()
    assert finish_interrupted_restore(paths)
    assert not finish_interrupted_restore(paths)
    assert names(paths) == ["Ana"]


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"aside": "../..", "is_out": true, "keep": true}'])
def test_a_damaged_marker_is_said_and_moves_nothing(backup, paths, data):
    paths.restore_marker.write_bytes(data)
    before = everything(paths)
    assert problem_of(lambda: finish_interrupted_restore(paths)) is StorageProblem.DAMAGED
    assert everything(paths) == before


def test_what_else_lies_among_the_logs_set_aside(paths):
    assert set_aside_logs(paths) == ()
    (paths.set_aside / "notes").mkdir(parents=True)
    (paths.set_aside / "2026-11-18T110640Z-00").write_text("")
    assert set_aside_logs(paths) == ()
    assert paths.copies() == ()


def test_no_new_key_is_made_over_a_backup_or_a_log_set_aside(backup, key, paths):
    for path in (paths.database, paths.key_file, paths.sidecar):
        path.unlink()
    assert problem_of(lambda: load_or_create_key(paths)) is StorageProblem.KEY_MISSING
    aside = paths.set_aside / "2026-11-18T110640Z-00"
    aside.mkdir(parents=True)
    backup.path.rename(aside / "log.db")
    assert problem_of(lambda: load_or_create_key(paths)) is StorageProblem.KEY_MISSING


# --- killed


def killed_restore(tmp_path, make, kept_how):
    pristine = tmp_path / "pristine"
    paths = paths_in(tmp_path / "data")
    prepare(paths)
    chosen, key = make(paths)
    shutil.copytree(paths.data_dir, pristine)
    ends = []

    def begin():
        shutil.rmtree(paths.data_dir)
        shutil.copytree(pristine, paths.data_dir)
        paths.data_dir.chmod(0o700)
        return paths

    def check(paths):
        had_marker = paths.restore_marker.exists()
        assert finish_interrupted_restore(paths) == had_marker
        left = {path.name for path in paths.data_dir.iterdir()} - {"backups", "set-aside"}
        assert {"log.db", "log.key.json"} <= left
        assert left <= {"log.db", "log.key.json", "history-head.json", "log.db-wal"} | {
            name for name in left if name.endswith(".part")
        }
        for kept in backups_in(paths.backups):
            if (
                kept.key_path is not None
                and json.loads(kept.key_path.read_bytes())["verifier"] == key.verifier
            ):
                assert verify_backup(kept, key).good
        ends.append(kept_how(paths))

    deaths = killed_at_each_step(lambda p: restore(p, chosen, key, NOW + 100), begin, check)
    return deaths, ends


@pytest.mark.slow
def test_killed_at_each_step_the_log_is_the_old_or_the_restored_one(tmp_path):
    def make(paths):
        made = fill(paths)
        return made, load_or_create_key(paths)

    def how(paths):
        found = names(paths)
        assert found in (["Ana"], ["Ana", "Bo"])
        if found == ["Ana"]:
            assert any(b.reason is BackupReason.BEFORE_RESTORE for b in backups_in(paths.backups))
        return len(found)

    deaths, ends = killed_restore(tmp_path, make, how)
    assert deaths > 60
    assert ends == sorted(ends, reverse=True)
    assert set(ends) == {1, 2}


@pytest.mark.slow
def test_killed_at_each_step_another_keys_log_is_the_old_or_the_restored_one(tmp_path):
    def make(paths):
        fill(paths)
        other = paths_in(tmp_path / "other")
        prepare(other)
        theirs = fill(other, "Cleo", "Dan")
        paths.database.with_name("log.db-wal").write_bytes(b"the old log's")
        return theirs, load_or_create_key(other)

    def how(paths):
        has_journal = paths.database.with_name("log.db-wal").exists()
        found = names(paths)
        assert has_journal == (found != ["Cleo"]), "a journal beside a database that is not its own"
        assert found in (["Cleo"], ["Ana", "Bo"])
        if found == ["Cleo"]:
            (aside,) = set_aside_logs(paths)
            assert {"log.db", "log.key.json", "history-head.json"} <= {p.name for p in aside.folder.iterdir()}
        return len(found)

    deaths, ends = killed_restore(tmp_path, make, how)
    assert deaths > 60
    assert ends == sorted(ends, reverse=True)
    assert set(ends) == {1, 2}
