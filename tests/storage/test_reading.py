"""A log that must not be changed: everything in it is read, and no byte of the folder is touched."""

from __future__ import annotations

import os
import sys
import traceback

import pytest

from callpolicy_gui.storage import migrations
from callpolicy_gui.storage.connection import CONTENTS
from callpolicy_gui.storage.database import open_log, open_log_for_reading
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.keys import load_or_create_key, random_key
from callpolicy_gui.storage.paths import check_writable, paths_in, prepare
from callpolicy_gui.storage.reading import reading_connection
from tests.storage.conftest import NOW

NOBODY = 65534
P = StorageProblem


def files(paths):
    return {path.name: path.read_bytes() for path in sorted(paths.data_dir.iterdir())}


def note(db, *names):
    for number, name in enumerate(names):
        with db.write(NOW + number):
            db.execute("INSERT INTO settings (key, value) VALUES (?, '1')", (name,))
            db.history.append("settings changed", "settings", after={name: 1})


def names(db):
    return [row[0] for row in db.rows("SELECT key FROM settings ORDER BY key")]


@pytest.fixture
def crashed(paths):
    """A log of which the last two entries lie in the write-ahead log only, as a crash leaves it."""
    db = open_log(paths, load_or_create_key(paths))
    note(db, "a")
    db.checkpoint()
    note(db, "b", "c")
    left = files(paths)
    db.close()
    for name, data in left.items():
        (paths.data_dir / name).write_bytes(data)
    return paths


@pytest.fixture
def clean(paths):
    """A log that was closed in order."""
    db = open_log(paths, load_or_create_key(paths))
    note(db, "a", "b", "c")
    db.close()
    return paths


def reading(paths, why=P.FOLDER_NOT_WRITABLE, **options):
    return open_log_for_reading(paths, load_or_create_key(paths), why, **options)


def problem(call, *arguments, **options):
    with pytest.raises(StorageError) as caught:
        call(*arguments, **options)
    return caught.value.problem


@pytest.mark.parametrize("how", ["clean", "crashed"])
def test_everything_that_was_saved_is_read_and_nothing_is_touched(how, request):
    paths = request.getfixturevalue(how)
    before = files(paths)
    db = reading(paths)
    assert names(db) == ["a", "b", "c"]
    assert db.reading.missing is None
    assert db.history.verify() is None
    with pytest.raises(StorageError) as caught, db.write(NOW):
        raise AssertionError("refused before it begins")
    assert caught.value.problem is P.READ_ONLY
    assert db.is_closed_for_writing
    db.tidy()
    db.close()
    assert files(paths) == before


def test_what_is_lent_is_in_memory_only_and_in_no_history(crashed):
    before = files(crashed)
    db = reading(crashed)
    head = db.history.head()
    with db.lend(NOW):
        db.execute("INSERT INTO settings (key, value) VALUES ('d', '1')")
        assert db.history.append("settings changed", "settings") == 0
    assert names(db) == ["a", "b", "c", "d"]
    assert db.history.head() == head
    with pytest.raises(ZeroDivisionError), db.lend(NOW):
        _ = db.execute("DELETE FROM settings").rowcount / 0
    assert names(db) == ["a", "b", "c", "d"]
    with pytest.raises(RuntimeError), db.lend(NOW), db.lend(NOW):
        pass
    db.close()
    assert files(crashed) == before


def test_a_log_that_can_be_written_is_not_lent_to(reopen):
    with pytest.raises(RuntimeError), reopen().lend(NOW):
        pass


def test_it_goes_on_as_the_log_that_can_be_written(crashed):
    key = load_or_create_key(crashed)
    db = reading(crashed)
    db.become(open_log(crashed, key))
    note(db, "d")
    assert db.reading is None
    db.close()
    again = open_log(crashed, key)
    assert names(again) == ["a", "b", "c", "d"]
    again.close()


def test_lost_entries_are_said_and_not_passed_over(crashed):
    (crashed.data_dir / "log.db-wal").unlink()
    before = files(crashed)
    assert problem(reading, crashed) is P.ENTRIES_MISSING
    db = reading(crashed, accept_loss=True)
    assert names(db) == ["a"]
    assert (db.reading.missing.expected, db.reading.missing.found) == (3, 1)
    db.close()
    assert files(crashed) == before


def test_a_write_ahead_log_of_another_log_is_passed_over_and_stays(clean, tmp_path):
    other = prepared(tmp_path / "other")
    db = open_log(other, load_or_create_key(other))
    note(db, "z")
    (clean.data_dir / "log.db-wal").write_bytes((other.data_dir / "log.db-wal").read_bytes())
    db.close()
    before = files(clean)
    db = reading(clean)
    assert names(db) == ["a", "b", "c"]
    db.close()
    assert files(clean) == before


def prepared(folder):
    found = paths_in(folder)
    prepare(found)
    return found


@pytest.mark.parametrize("how", ["clean", "crashed"])
def test_an_older_log_is_brought_up_to_date_in_memory(how, request, monkeypatch):
    paths = request.getfixturevalue(how)
    steps = [*migrations.STEPS, ("one more", lambda db: db.conn.execute("CREATE TABLE more (x)"))]
    before = files(paths)
    monkeypatch.setattr(migrations, "STEPS", steps)
    db = reading(paths)
    assert names(db) == ["a", "b", "c"]
    assert db.rows("SELECT * FROM more") == []
    db.close()
    assert files(paths) == before


@pytest.fixture(params=["closed in order", "as a crash leaves it"])
def newer(paths, request):
    """A log of schema 999, which only the write-ahead log says where there is one."""
    db = open_log(paths, load_or_create_key(paths))
    note(db, "a")
    db.checkpoint()
    note(db, "b", "c")
    db.execute("PRAGMA user_version = 999")
    left = files(paths)
    db.close()
    if request.param != "closed in order":
        for name, data in left.items():
            (paths.data_dir / name).write_bytes(data)
    (paths.data_dir / ".callpolicy-0123.part").write_bytes(b"of the newer version")
    return paths


def test_a_newer_log_is_refused_with_its_version_and_not_a_byte_changes(newer):
    before = files(newer)
    with pytest.raises(StorageError) as caught:
        open_log(newer, load_or_create_key(newer))
    assert (caught.value.problem, caught.value.version) == (P.NEWER_VERSION, 999)
    # Not asked for, it is not opened for another reason either.
    assert problem(reading, newer, P.DISK_FULL) is P.NEWER_VERSION
    assert files(newer) == before


def test_a_newer_log_is_read_as_it_is(newer):
    before = files(newer)
    db = reading(newer, P.NEWER_VERSION)
    assert names(db) == ["a", "b", "c"]
    assert db.row("PRAGMA user_version") == (999,)
    with pytest.raises(StorageError) as caught:
        db.rows("SELECT no_such_column FROM calls")
    assert (caught.value.problem, caught.value.place) == (P.NEWER_VERSION, CONTENTS)
    db.close()
    assert files(newer) == before


def test_what_cannot_be_read_is_said(clean, tmp_path):
    key = load_or_create_key(clean)
    assert problem(open_log_for_reading, clean, random_key(), P.DISK_FULL) is P.WRONG_KEY
    whole = clean.database.read_bytes()
    clean.database.write_bytes(whole[:100])
    assert problem(open_log_for_reading, clean, key, P.DISK_FULL) is P.DAMAGED
    clean.database.write_bytes(whole[:8192] + bytes(4096) + whole[12288:])
    assert problem(open_log_for_reading, clean, key, P.DISK_FULL) is P.DAMAGED
    clean.database.unlink()
    assert problem(open_log_for_reading, clean, key, P.DISK_FULL) is P.LOG_NOT_FOUND


def test_another_program_is_no_call_log(reopen, paths):
    db = reopen()
    db.execute("PRAGMA application_id = 7")
    db.close()
    assert problem(reading, paths) is P.NOT_A_CALL_LOG


@pytest.mark.skipif(sys.platform == "win32", reason="locks are SQLite's own there")
def test_it_is_not_read_while_another_process_writes(crashed):
    key = load_or_create_key(crashed)
    ready, wait = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        open_log(crashed, key)
        os.write(ready[1], b"1")
        os.read(wait[0], 1)
        os._exit(0)
    os.read(ready[0], 1)
    try:
        assert problem(open_log_for_reading, crashed, key, P.DISK_FULL) is P.IN_USE
    finally:
        os.write(wait[1], b"1")
        os.waitpid(child, 0)
        for end in (*ready, *wait):
            os.close(end)


@pytest.mark.skipif(sys.platform == "win32", reason="locks are SQLite's own there")
def test_nobody_writes_while_it_is_read(crashed):
    key = load_or_create_key(crashed)
    with reading_connection(crashed, key):
        assert in_a_fork(lambda: problem(open_log, crashed, key).value) == repr("in_use")
    assert in_a_fork(lambda: open_log(crashed, key).history.head().count) == "3"


def test_what_this_process_has_open_is_not_read_and_stays_locked(crashed):
    key = load_or_create_key(crashed)
    db = open_log(crashed, key)
    assert problem(open_log_for_reading, crashed, key, P.DISK_FULL) is P.IN_USE
    assert in_a_fork(lambda: problem(open_log, crashed, key).value) == repr("in_use")
    db.close()


def as_nobody(work):
    """What `work` returns, done by a user to whom rights mean something; root may write anywhere."""

    def become_nobody():
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        return work()

    return in_a_fork(become_nobody)


def in_a_fork(work):
    """The `repr` of what `work` returns in another process, or its traceback."""
    out, into = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.write(into, repr(work()).encode())
        except BaseException:  # noqa: BLE001 - a fork of a test must not go on as one
            os.write(into, traceback.format_exc().encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as file:
        said = file.read().decode()
    os.waitpid(child, 0)
    return said


@pytest.fixture
def nobodys(tmp_path):
    """Closes a log's folder for writing and gives it to another user."""
    opened = []

    def give(paths, folder_mode=0o555, file_mode=0o600):
        for parent in (tmp_path, *tmp_path.parents):
            if parent.stat().st_mode & 0o011 != 0o011:
                opened.append((parent, parent.stat().st_mode))
                parent.chmod(parent.stat().st_mode | 0o011)
        for path in paths.data_dir.iterdir():
            os.chown(path, NOBODY, NOBODY)
            path.chmod(file_mode)
        os.chown(paths.data_dir, NOBODY, NOBODY)
        paths.data_dir.chmod(folder_mode)

    yield give
    for parent, mode in opened:
        parent.chmod(mode)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="another user's rights need root")
@pytest.mark.parametrize("how", ["clean", "crashed"])
@pytest.mark.parametrize(
    ("modes", "why"),
    [
        ((0o555, 0o600), P.FOLDER_NOT_WRITABLE),
        ((0o555, 0o400), P.FOLDER_NOT_WRITABLE),
        ((0o700, 0o400), P.READ_ONLY),
    ],
)
def test_a_closed_folder_is_read_by_another_user(how, modes, why, request, nobodys):
    paths = request.getfixturevalue(how)
    before = files(paths)
    nobodys(paths, *modes)

    def work():
        prepare(paths)
        key = load_or_create_key(paths)
        refused = problem(open_log, paths, key)
        db = open_log_for_reading(paths, key, refused)
        return refused.value, names(db)

    assert as_nobody(work) == repr((why.value, ["a", "b", "c"]))
    assert files(paths) == before
    assert paths.data_dir.stat().st_mode & 0o777 == modes[0]


def test_rights_are_looked_at_before_anything_is_opened(clean, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, _mode: path != clean.database)
    assert problem(check_writable, clean) is P.READ_ONLY
    monkeypatch.setattr(os, "access", lambda path, _mode: path != clean.data_dir)
    assert problem(check_writable, clean) is P.FOLDER_NOT_WRITABLE
