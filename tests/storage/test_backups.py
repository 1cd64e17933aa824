"""A backup is whole, verified and private, or it is not there; thinning never takes the last good one."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlcipher3
from hypothesis import given
from hypothesis import strategies as st

from callpolicy_gui.storage import backups, encrypted_copies
from callpolicy_gui.storage.backup_files import (
    Backup,
    BackupReason,
    backups_in,
    is_due,
    last_good,
    to_be_thinned,
)
from callpolicy_gui.storage.backups import (
    BackupCancelled,
    BackupError,
    BackupProblem,
    make_backup,
    protect_backups,
    thin,
    verify_backup,
)
from callpolicy_gui.storage.client_store import ClientStore
from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.history import HistoryHead
from callpolicy_gui.storage.keys import load_or_create_key, random_key
from callpolicy_gui.storage.paths import paths_in
from tests.storage.conftest import NOW
from tests.storage.kills import killed_at_each_step

DAY = 86_400
CANARY = "Wilhelmina Canary"


def save(db, name=CANARY, at=NOW):
    with db.write(at):
        ClientStore(db).add(name)


def back_up(db, paths, now=NOW, reason=BackupReason.DAILY, folder=None, **options):
    key = load_or_create_key(paths)
    return make_backup(db, key, folder or paths.backups, paths.key_file, now, reason=reason, **options)


def problem_of(action):
    with pytest.raises(StorageError) as caught:
        action()
    assert caught.value.place == "backup"
    return caught.value.problem


def protect(paths):
    """The key file as it is once a passphrase wraps the key."""
    values = json.loads(paths.key_file.read_bytes())
    values["slots"] = [{"kind": "passphrase", "wrapped": "00"}]
    paths.key_file.write_text(json.dumps(values))


@pytest.fixture
def log(reopen):
    db = reopen()
    for n in range(40):
        save(db, f"{CANARY} {n}")
    return db


@pytest.fixture
def key(log, paths):
    return load_or_create_key(paths)


# --- making


def test_a_backup_holds_everything_and_says_what_it_is(log, paths, key):
    made = back_up(log, paths)
    head = log.history.head()
    assert made.path.name == f"2026-11-18T110640Z-n40-{head.hash[:12]}-daily.db"
    assert (made.at, made.count, made.head, made.reason) == (NOW, 40, head.hash[:12], BackupReason.DAILY)
    assert made.key_path.read_bytes() == paths.key_file.read_bytes()
    assert made.size == made.path.stat().st_size
    assert backups_in(paths.backups) == (made,)
    assert last_good(paths.backups) == made
    check = verify_backup(made, key)
    assert (check.good, check.head, check.breaks) == (True, head, ())


def test_a_backup_opens_as_a_log(log, paths, tmp_path):
    made = back_up(log, paths)
    other = paths_in(tmp_path / "other")
    other.data_dir.mkdir(mode=0o700)
    shutil.copy(made.path, other.database)
    shutil.copy(made.key_path, other.key_file)
    db = open_log(other, load_or_create_key(other))
    assert db.row("SELECT count(*) FROM clients") == (40,)
    db.close()


def test_everything_is_private_and_unreadable(log, paths):
    old = os.umask(0)
    try:
        made = back_up(log, paths)
    finally:
        os.umask(old)
    assert paths.backups.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in paths.backups.iterdir()} == {0o600}
    assert len([*paths.backups.iterdir()]) == 2
    data = made.path.read_bytes()
    assert CANARY.encode() not in data
    assert b"SQLite" not in data


def test_a_backup_needs_no_file_beside_it(log, paths, key):
    made = back_up(log, paths)
    before = sorted(path.name for path in paths.backups.iterdir())
    assert verify_backup(made, key).good
    assert sorted(path.name for path in paths.backups.iterdir()) == before


def test_what_is_saved_while_it_is_made_is_in_it(log, paths, key, monkeypatch):
    monkeypatch.setattr(backups, "_PAGES", 4)
    saved = []

    def go_on():
        if len(saved) < 3:
            save(log, "Late", NOW + len(saved))
            saved.append(1)
        return True

    made = back_up(log, paths, go_on=go_on)
    assert made.count == 43
    assert log.history.head().count == 43
    assert verify_backup(made, key).good


@pytest.mark.parametrize("asked", [1, 2, 5, 8, 9])
def test_cancelled_at_any_moment_it_leaves_nothing(log, paths, asked, monkeypatch):
    monkeypatch.setattr(backups, "_PAGES", 8)
    monkeypatch.setattr(encrypted_copies, "_STEPS", 100)
    left = asked

    def go_on():
        nonlocal left
        left -= 1
        return left > 0

    with pytest.raises(BackupCancelled):
        back_up(log, paths, go_on=go_on)
    assert [*paths.backups.iterdir()] == []
    save(log)
    assert back_up(log, paths).count == 41


def test_the_chain_is_verified_in_slices_too(log, paths, monkeypatch):
    made = back_up(log, paths)
    monkeypatch.setattr(encrypted_copies, "_STEPS", 10**9)
    monkeypatch.setattr(encrypted_copies, "CHAIN_SLICE", 7)
    asked = []
    assert verify_backup(made, load_or_create_key(paths), lambda: asked.append(1) or True).good
    assert len(asked) == 6
    with pytest.raises(BackupCancelled):
        verify_backup(made, load_or_create_key(paths), lambda: False)


def test_not_inside_a_write(log, paths):
    def inside():
        with log.write(NOW):
            back_up(log, paths)

    with pytest.raises(RuntimeError):
        inside()


@pytest.mark.parametrize("at", [50, 5000, -50])
def test_a_bad_copy_is_not_kept(log, paths, at, monkeypatch):
    first = back_up(log, paths)
    save(log)
    real = backups.check_copy

    def flip(part, *rest, **named):
        data = bytearray(part.read_bytes())
        data[at] ^= 1
        part.write_bytes(data)
        return real(part, *rest, **named)

    monkeypatch.setattr(backups, "check_copy", flip)
    with pytest.raises(BackupError) as caught:
        back_up(log, paths, NOW + DAY)
    assert caught.value.why is BackupProblem.NOT_VERIFIED
    assert backups_in(paths.backups) == (first,)
    assert len([*paths.backups.iterdir()]) == 2


def test_a_copy_that_lacks_entries_is_not_kept(log, paths, monkeypatch):
    old = back_up(log, paths)
    save(log)
    monkeypatch.setattr(backups, "_copy", lambda _db, _key, part, _go_on: shutil.copy(old.path, part))
    real = log.history.hash_at
    back_up(log, paths, NOW + 1)  # an earlier state of the same history is still the log's own
    monkeypatch.setattr(log.history, "hash_at", lambda n: "0" * 64 if n == 40 else real(n))
    with pytest.raises(BackupError):
        back_up(log, paths, NOW + 2)


def test_a_log_whose_chain_is_broken_is_backed_up_all_the_same(log, paths, key):
    log.execute("DROP TRIGGER history_no_update")
    log.execute("UPDATE history SET reason = 'x' WHERE sequence = 7")
    log.execute("DROP TRIGGER history_no_delete")
    log.execute("DELETE FROM history WHERE sequence BETWEEN 20 AND 25")
    made = back_up(log, paths)
    check = verify_backup(made, key)
    assert (check.good, check.breaks) == (True, (7, 20))


def test_a_break_that_only_the_copy_has_is_not_accepted(log, paths, monkeypatch):
    real = backups.check_copy
    monkeypatch.setattr(backups, "check_copy", lambda *a, **k: replace(real(*a, **k), breaks=(3,)))
    with pytest.raises(BackupError):
        back_up(log, paths)


def test_a_damaged_page_of_the_log_is_said(log, paths, reopen, key):
    page = log.row("SELECT rootpage FROM sqlite_master WHERE name = 'clients_by_name'")[0]
    log.close()
    data = bytearray(paths.database.read_bytes())
    data[page * 4096 - 2000] ^= 1
    paths.database.write_bytes(data)
    db = reopen()
    assert problem_of(lambda: back_up(db, paths)) is StorageProblem.DAMAGED
    assert [*paths.backups.iterdir()] == []


# --- the key file


def test_a_plain_key_is_said_and_stays_in_the_data_folder(log, paths, tmp_path):
    made = back_up(log, paths)
    assert (made.protected, made.opens_elsewhere) == (False, True)
    second = paths.second_backups(tmp_path)
    with pytest.raises(BackupError) as caught:
        back_up(log, paths, folder=second)
    assert caught.value.why is BackupProblem.KEY_NOT_PROTECTED
    assert not second.exists()
    link = paths.data_dir / "elsewhere"
    link.symlink_to(tmp_path)
    with pytest.raises(BackupError):
        back_up(log, paths, folder=link)


def test_a_plain_key_under_another_name_does_not_leave_the_folder_either(log, paths, key, tmp_path):
    values = json.loads(paths.key_file.read_bytes())
    values["slots"] = [{"kind": "new", "key": key.secret.hex().upper()}]
    paths.key_file.write_text(json.dumps(values))
    with pytest.raises(BackupError):
        make_backup(log, key, tmp_path / "b", paths.key_file, NOW, reason=BackupReason.DAILY)


@pytest.mark.parametrize(
    ("kind", "elsewhere"), [("passphrase", True), ("recovery", True), ("keychain", False)]
)
def test_a_protected_key_may_leave(log, paths, tmp_path, kind, elsewhere):
    key = load_or_create_key(paths)
    values = json.loads(paths.key_file.read_bytes())
    values["slots"] = [{"kind": kind}]
    paths.key_file.write_text(json.dumps(values))
    folder = paths.second_backups(tmp_path)
    made = make_backup(log, key, folder, paths.key_file, NOW, reason=BackupReason.DAILY)
    assert (made.protected, made.opens_elsewhere) == (True, elsewhere)
    assert backups_in(folder) == (made,)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_each_log_has_its_own_second_folder(paths, tmp_path):
    other = paths_in(tmp_path / "other")
    assert paths.second_backups(tmp_path) != other.second_backups(tmp_path)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", StorageProblem.DAMAGED),
        (b"[]", StorageProblem.DAMAGED),
        (b" " * 1_000_001, StorageProblem.DAMAGED),
        (b'{"verifier": "00", "slots": []}', StorageProblem.WRONG_KEY),
        (None, StorageProblem.FOLDER_NOT_WRITABLE),
    ],
)
def test_a_key_file_that_would_not_open_it_is_said(log, paths, key, data, problem):
    paths.key_file.unlink() if data is None else paths.key_file.write_bytes(data)
    found = problem_of(
        lambda: make_backup(log, key, paths.backups, paths.key_file, NOW, reason=BackupReason.DAILY)
    )
    assert found is problem
    assert not paths.backups.exists()


def test_protecting_the_key_protects_the_earlier_backups(log, paths, key):
    made = back_up(log, paths)
    foreign = made.path.with_name("2020-01-01T000000Z-n1-000000000000-daily.db")
    foreign.write_bytes(b"x")
    foreign.with_suffix(".key").write_text('{"verifier": "00", "slots": []}')
    assert protect_backups(paths.backups, paths.key_file) == 0
    protect(paths)
    assert protect_backups(paths.backups, paths.key_file) == 1
    assert protect_backups(paths.backups, paths.key_file) == 0
    assert last_good(paths.backups) == replace(made, protected=True)
    assert key.secret.hex() not in "".join(path.read_text() for path in paths.backups.glob("*.key"))
    assert foreign.with_suffix(".key").read_text() == '{"verifier": "00", "slots": []}'


# --- the disk


def test_a_folder_that_is_gone_is_said(log, paths, tmp_path):
    assert backups_in(tmp_path / "gone") == ()
    assert last_good(tmp_path / "gone") is None
    protect(paths)
    key = replace(random_key())
    key = replace(key, secret=b"x" * 32)
    values = json.loads(paths.key_file.read_bytes()) | {"verifier": key.verifier}
    paths.key_file.write_text(json.dumps(values))
    found = problem_of(
        lambda: make_backup(log, key, tmp_path / "gone" / "x", paths.key_file, NOW, reason=BackupReason.DAILY)
    )
    assert found is StorageProblem.FOLDER_NOT_WRITABLE
    assert not (tmp_path / "gone").exists()


def test_a_file_in_place_of_the_folder_is_said(log, paths):
    paths.backups.write_text("")
    assert problem_of(lambda: backups_in(paths.backups)) is StorageProblem.FOLDER_NOT_WRITABLE
    # mkdir finds something there that is no folder
    assert problem_of(lambda: back_up(log, paths)) is StorageProblem.FILE_EXISTS


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (errno.ENOSPC, StorageProblem.DISK_FULL),
        (errno.EROFS, StorageProblem.FOLDER_NOT_WRITABLE),
        (errno.EIO, StorageProblem.DISK_ERROR),
    ],
)
@pytest.mark.parametrize("call", [(os, "open"), (os, "fsync"), (Path, "replace"), (Path, "mkdir")])
def test_an_error_of_the_disk_leaves_the_earlier_backup_alone(log, paths, call, code, problem):
    monkeypatch = pytest.MonkeyPatch()
    first = back_up(log, paths)
    save(log)
    held = {path: path.read_bytes() for path in paths.backups.iterdir()}
    with monkeypatch.context() as patch:

        def fail(*_, **__):
            raise OSError(code, "x")

        patch.setattr(*call, fail)
        assert problem_of(lambda: back_up(log, paths, NOW + DAY)) is problem
    assert {path: path.read_bytes() for path in paths.backups.iterdir() if path.suffix != ".key"} == {
        path: data for path, data in held.items() if path.suffix != ".key"
    }
    assert backups_in(paths.backups) == (first,)
    assert back_up(log, paths, NOW + DAY).count == 41
    assert len([*paths.backups.iterdir()]) == 4, "the key file without a database was swept"


def test_a_disk_that_fills_up_is_said(log, paths):
    first = back_up(log, paths)
    save(log, "x" * 200_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        found = problem_of(lambda: back_up(log, paths, NOW + DAY))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert found in {StorageProblem.DISK_FULL, StorageProblem.DISK_ERROR}
    assert backups_in(paths.backups) == (first,)
    assert len([*paths.backups.iterdir()]) == 2


def test_a_full_database_is_a_full_disk(log, paths, monkeypatch):
    real = backups.connect

    def small(*given, **named):
        conn = real(*given, **named)
        conn.execute("PRAGMA max_page_count = 3")
        return conn

    monkeypatch.setattr(backups, "connect", small)
    assert problem_of(lambda: back_up(log, paths)) is StorageProblem.DISK_FULL
    assert [*paths.backups.iterdir()] == []


# --- verifying


def test_another_key_is_not_damage(log, paths):
    made = back_up(log, paths)
    assert verify_backup(made, random_key()).problem is StorageProblem.WRONG_KEY
    made.key_path.unlink()
    alone = last_good(paths.backups)
    assert (alone.key_path, alone.protected, alone.opens_elsewhere) == (None, True, False)
    assert verify_backup(alone, random_key()).problem is StorageProblem.DAMAGED


def test_damage_is_found(log, paths, key):
    made = back_up(log, paths)
    data = made.path.read_bytes()
    for at in range(0, len(data), 4099):
        flipped = bytearray(data)
        flipped[at] ^= 16
        made.path.write_bytes(flipped)
        if at >= 16:  # the salt there is not used: the key has its own
            assert verify_backup(made, key).problem is StorageProblem.DAMAGED, at
    made.path.write_bytes(data[: len(data) // 2])
    assert verify_backup(made, key).problem is StorageProblem.DAMAGED
    made.path.write_bytes(b"")
    assert not verify_backup(made, key).good
    made.path.unlink()
    assert problem_of(lambda: verify_backup(made, key)) is StorageProblem.FILE_REMOVED


def test_a_renamed_backup_is_found(log, paths, key):
    made = back_up(log, paths)
    lying = made.path.with_name(made.path.name.replace("-n40-", "-n41-"))
    made.path.rename(lying)
    (found,) = backups_in(paths.backups)
    assert verify_backup(found, key).problem is StorageProblem.ENTRIES_MISSING


@pytest.mark.parametrize(
    ("pragma", "problem"),
    [
        ("user_version = 999", StorageProblem.NEWER_VERSION),
        ("application_id = 7", StorageProblem.NOT_A_CALL_LOG),
    ],
)
def test_a_backup_of_something_else(log, paths, key, pragma, problem):
    made = back_up(log, paths)
    with_key = sqlcipher3.connect(made.path, isolation_level=None)
    with_key.execute(f"PRAGMA key = \"x'{key.raw_hex}'\"")
    with_key.execute(f"PRAGMA {pragma}")
    with_key.close()
    assert verify_backup(made, key).problem is problem


def test_broken_structure_is_damage(log, paths, key):
    made = back_up(log, paths)
    conn = sqlcipher3.connect(made.path, isolation_level=None)
    conn.execute(f"PRAGMA key = \"x'{key.raw_hex}'\"")
    conn.execute("PRAGMA writable_schema = ON")
    conn.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'clients_by_name'")
    conn.close()
    assert verify_backup(made, key).problem is StorageProblem.DAMAGED


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal"])
def test_what_an_earlier_one_left_half_made_is_swept_away(log, paths, ending):
    target = paths.data_dir / "target"
    target.mkdir()
    (target / f".callpolicy-0123456789abcdef.part{ending}").touch()
    (target / "mine.part-shm").touch()
    made = back_up(log, paths, folder=target)
    assert {path.name for path in target.iterdir()} == {made.path.name, made.key_path.name, "mine.part-shm"}


# --- killed


@pytest.mark.slow
def test_killed_at_each_step_there_is_a_whole_backup_or_none(log, paths, tmp_path):
    key = load_or_create_key(paths)
    log.close()
    target = tmp_path / "target"
    protect(paths)
    done = []

    def prepare():
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        return target

    def action(folder):
        db = open_log(paths, key)
        make_backup(db, key, folder, paths.key_file, NOW, reason=BackupReason.DAILY)

    def check(folder):
        found = backups_in(folder)
        assert all(verify_backup(backup, key).good and backup.key_path is not None for backup in found)
        done.append(len(found))
        db = open_log(paths, key)
        again = make_backup(db, key, folder, paths.key_file, NOW + 60, reason=BackupReason.DAILY)
        db.close()
        names = {path.name for backup in (*found, again) for path in (backup.path, backup.key_path)}
        assert {path.name for path in folder.iterdir()} == names

    deaths = killed_at_each_step(action, prepare, check)
    assert deaths > 15
    assert {0, 1} == set(done)
    assert done == sorted(done)


# --- which are due, which may go


def a_backup(at, reason=BackupReason.DAILY, count=1):
    path = Path(f"{at}-{reason}-{count}.db")
    return Backup(path, None, at, count, f"{at:012x}", 1, reason, True, True)


@given(
    ages=st.lists(
        st.tuples(
            st.one_of(st.integers(-3 * DAY, 10 * DAY), st.integers(0, 1200 * DAY)),
            st.sampled_from(BackupReason),
        ),
        unique=True,
        max_size=60,
    )
)
def test_what_thinning_keeps(ages):
    known = [a_backup(NOW - age, reason) for age, reason in ages]
    gone = to_be_thinned(known, NOW)
    left = [backup for backup in known if backup not in gone]
    assert set(gone) <= set(known)
    assert to_be_thinned(left, NOW) == ()
    if known:
        assert max(known, key=lambda b: b.at).at == max(left, key=lambda b: b.at).at
    for day in range(8):
        there = [b for b in known if b.at // DAY == NOW // DAY - day and b.at > NOW - 7 * DAY]
        assert all(b in left for b in there)
    assert all(b in left for b in known if b.reason.startswith("before") and b.at > NOW - 30 * DAY)
    assert all(b in left for b in known if b.at > NOW)
    for months in range(23):
        then = datetime.fromtimestamp(NOW, UTC).year * 12 + datetime.fromtimestamp(NOW, UTC).month - months
        of_month = [b for b in known if b.at <= NOW and _months(b.at) == then]
        assert not of_month or any(b in left for b in of_month)


def _months(at):
    found = datetime.fromtimestamp(at, UTC)
    return found.year * 12 + found.month


def test_three_years_of_days_become_a_handful(log, paths):
    left = []
    for day in range(3 * 365):
        left.append(a_backup(NOW + day * DAY))
        for gone in to_be_thinned(left, NOW + day * DAY):
            left.remove(gone)
    assert 30 < len(left) < 40
    ages = [(NOW + (3 * 365 - 1) * DAY - backup.at) // DAY for backup in reversed(left)]
    assert ages[:8] == [0, 1, 2, 3, 4, 5, 6, ages[7]]
    assert ages[-1] > 680


def test_a_clock_that_jumps_ahead_or_a_long_absence_takes_little_away():
    days = [a_backup(NOW + day * DAY) for day in range(7)]
    ahead = a_backup(NOW + 1200 * DAY)
    assert len(to_be_thinned([*days, ahead], ahead.at)) <= 1
    assert to_be_thinned(days, ahead.at) == ()


def test_thinning_removes_both_files_and_nothing_else(log, paths):
    kept = back_up(log, paths)
    (paths.backups / "notes.txt").write_text("")
    (paths.backups / "mine.db").write_text("")
    names = [f"2020-01-{day:02d}T000000Z-n1-00000000000{day % 10}-daily" for day in range(1, 20)]
    for name in names:
        (paths.backups / f"{name}.db").write_bytes(b"x")
        (paths.backups / f"{name}.key").write_bytes(b"x")
    gone = thin(paths.backups, NOW)
    assert {path.stem for path in gone} < set(names)
    left = {path.name for path in paths.backups.iterdir()}
    assert {kept.path.name, kept.key_path.name, "notes.txt", "mine.db"} < left
    assert len(left) == 4 + 2 * (len(names) - len(gone))
    assert thin(paths.backups, NOW) == ()


def test_names_that_are_none():
    head = HistoryHead(1, "0" * 64)
    for name in (
        "",
        "log",
        "2026-13-18T110640Z-n1-000000000000-daily",
        "2026-11-18T110640Z-n1-000000000000-x",
    ):
        assert backups.parsed_stem(name) is None
    assert backups.parsed_stem(backups.stem(NOW, head, BackupReason.BY_HAND)) == (
        NOW,
        1,
        "0" * 12,
        BackupReason.BY_HAND,
    )


def test_a_backup_is_due_once_a_day_and_when_something_changed():
    head = HistoryHead(5, "f" * 64)
    noon = NOW // DAY * DAY + DAY // 2
    assert is_due((), noon, head)
    assert not is_due((a_backup(noon - 60),), noon, head)
    assert is_due((a_backup(noon - 60, BackupReason.BEFORE_IMPORT),), noon, head)
    assert is_due((a_backup(noon - DAY),), noon, head)
    assert is_due((a_backup(noon + 60),), noon, head), "dated by a clock that was wrong"
    same = replace(a_backup(noon - 90 * DAY, count=5), head="f" * 12)
    assert not is_due((same,), noon, head)
    assert is_due((replace(same, head="e" * 12),), noon, head)
