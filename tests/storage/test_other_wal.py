"""A write-ahead log of another log is moved aside; the log's own one never is, and no entry is lost."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from callpolicy_gui.storage.client_store import ClientStore
from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.other_wal import set_other_aside
from callpolicy_gui.storage.paths import paths_in, prepare
from tests.storage.conftest import NOW


def wal_of(paths):
    return paths.database.with_name("log.db-wal")


def crashed(folder, *sessions):
    """A log whose program died: so many clients were saved a session, the last ones are in the -wal."""
    paths = paths_in(folder / "live")
    prepare(paths)
    key = load_or_create_key(paths)
    for place, count in enumerate(sessions):
        db = open_log(paths, key)
        for n in range(count):
            with db.write(NOW + n):
                ClientStore(db).add(f"Client {place} {n}")
        if place < len(sessions) - 1:
            db.close()
    left = paths_in(folder / "left")
    # Another process: reading the live file in this one would drop its locks.
    subprocess.run(["cp", "-a", str(paths.data_dir), str(left.data_dir)], check=True)
    db.close()
    assert wal_of(left).stat().st_size > 4096
    return left


@pytest.mark.parametrize("sessions", [(3,), (40, 1), (200, 5, 2)])
def test_the_log_s_own_one_is_merged(tmp_path, sessions):
    left = crashed(tmp_path, *sessions)
    key = load_or_create_key(left)
    assert set_other_aside(left.database, key) is None
    db = open_log(left, key)
    assert len(ClientStore(db).search("", 1000)) == sum(sessions)
    db.close()


@pytest.mark.parametrize("sessions", [(3,), (40, 1)])
def test_another_log_s_is_moved_aside_whole(tmp_path, sessions):
    other, mine = crashed(tmp_path / "a", *sessions), crashed(tmp_path / "b", 2)
    key = load_or_create_key(mine)
    open_log(mine, key).close()
    shutil.copy(wal_of(other), wal_of(mine))
    data = wal_of(mine).read_bytes()
    db = open_log(mine, key)
    assert len(ClientStore(db).search("", 10)) == 2
    with db.write(NOW + 100):
        ClientStore(db).add("Ann")
    db.close()
    aside = mine.data_dir / "log.db-wal.other"
    assert aside.read_bytes() == data


def test_one_that_took_the_place_of_the_own_one_hides_no_loss(tmp_path):
    other, mine = crashed(tmp_path / "a", 3), crashed(tmp_path / "b", 2, 2)
    shutil.copy(wal_of(other), wal_of(mine))
    with pytest.raises(StorageError) as caught:
        open_log(mine, load_or_create_key(mine))
    assert caught.value.problem is StorageProblem.ENTRIES_MISSING


@pytest.mark.parametrize("size", [0, 31, 32, 32 + 24 + 4095])
def test_one_without_a_whole_page_is_left_to_the_database(tmp_path, size):
    left = crashed(tmp_path, 3)
    wal_of(left).write_bytes(wal_of(left).read_bytes()[:size])
    assert set_other_aside(left.database, load_or_create_key(left)) is None
    assert wal_of(left).stat().st_size == size


def test_without_one_there_is_nothing_to_do(tmp_path):
    left = crashed(tmp_path, 3)
    wal_of(left).unlink()
    assert set_other_aside(left.database, load_or_create_key(left)) is None
    wal_of(left).mkdir()
    with pytest.raises(StorageError):
        set_other_aside(left.database, load_or_create_key(left))
