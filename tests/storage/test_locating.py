"""A log from another folder takes the place as a copy; that folder stays, and what was here too."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from callpolicy_gui.storage import key_slots
from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.locating import PLACE, bring_in
from callpolicy_gui.storage.log_exchange import finish_interrupted_restore, set_aside_logs
from callpolicy_gui.storage.paths import paths_in, prepare
from callpolicy_gui.storage.starting_over import start_over
from tests.storage.conftest import NOW
from tests.storage.key_ways import FakeKeychain, account, problem_of, set_passphrase
from tests.storage.kills import killed_at_each_step
from tests.storage.test_database import OTHER_PROCESS
from tests.storage.test_starting_over import contents, fill, opened


def move_away(paths, folder, *names):
    """What a hand does that clears up: the files of the log, or those named, in another folder."""
    folder.mkdir()
    for name in names or ("log.db", "log.key.json", "history-head.json"):
        (paths.data_dir / name).rename(folder / name)
    return folder


@pytest.fixture
def elsewhere(tmp_path):
    """Another log, in a folder of its own."""
    return paths_in(tmp_path / "elsewhere")


def test_a_log_that_was_moved_away_is_copied_back(paths, tmp_path):
    key = fill(paths)
    moved = move_away(paths, tmp_path / "moved", "log.db")
    before = contents(moved)
    aside = bring_in(paths, moved, key, None, NOW + 100)
    assert contents(moved) == before
    assert opened(paths)[0] == ["Ana"]
    assert [path.name for path in aside.iterdir()] == ["history-head.json"]
    assert paths.database.stat().st_mode & 0o777 == 0o600


def test_a_log_that_was_moved_away_with_its_key_file_is_found_by_the_keychain(paths, tmp_path):
    keychain = FakeKeychain()
    fill(paths, keychain)
    moved = move_away(paths, tmp_path / "moved")
    assert problem_of(load_or_create_key, paths, keychain) is StorageProblem.KEY_MISSING
    before = dict(keychain.secrets)
    assert bring_in(paths, moved, None, keychain, NOW + 100) is None
    assert keychain.secrets == before
    assert opened(paths, keychain)[0] == ["Ana"]


def test_what_is_not_merged_yet_comes_along(paths, elsewhere):
    fill(elsewhere)
    db = open_log(elsewhere, load_or_create_key(elsewhere))
    with db.write(NOW):
        db.execute("UPDATE clients SET name = 'Anabel'")
    killed = paths_in(elsewhere.data_dir.with_name("killed"))
    shutil.copytree(elsewhere.data_dir, killed.data_dir)
    db.close()
    before = contents(killed.data_dir)
    assert before["log.db-wal"]
    bring_in(paths, killed.data_dir, None, None, NOW + 100)
    assert contents(killed.data_dir) == before
    assert opened(paths)[0] == ["Anabel"]


def test_another_log_comes_with_its_key_file_and_what_was_here_is_set_aside(paths, elsewhere):
    key = fill(paths)
    fill(elsewhere)
    db = open_log(elsewhere, load_or_create_key(elsewhere))
    with db.write(NOW):
        db.execute("UPDATE clients SET name = 'Bo'")
    db.close()
    old, theirs = contents(paths.data_dir), contents(elsewhere.data_dir)
    aside = bring_in(paths, elsewhere.data_dir, key, None, NOW + 100)
    assert contents(elsewhere.data_dir) == theirs
    assert contents(aside) == old
    assert paths.key_file.read_bytes() == theirs["log.key.json"]
    assert opened(paths)[0] == ["Bo"]
    # A log that was set aside is laid out as a data folder is.
    bring_in(paths, aside, None, None, NOW + 200)
    assert opened(paths)[0] == ["Ana"]


def test_the_passphrase_of_today_stays(paths, tmp_path):
    key = fill(paths)
    copy = tmp_path / "copy"
    shutil.copytree(paths.data_dir, copy)
    set_passphrase(paths, key)
    today = paths.key_file.read_bytes()
    bring_in(paths, copy, key, None, NOW + 100)
    assert paths.key_file.read_bytes() == today
    assert not key_slots.protection(paths).in_key_file


def test_a_copy_with_a_way_in_opens_where_none_is_left(paths, tmp_path):
    keychain = FakeKeychain()
    fill(paths, keychain)
    copy = tmp_path / "copy"
    shutil.copytree(paths.data_dir, copy)
    key = load_or_create_key(paths, keychain)
    key_slots.forget_keychain(paths_in(copy), key, None, keep_in_file=True)
    keychain.secrets.clear()
    bring_in(paths, copy, None, keychain, NOW + 100)
    assert opened(paths, keychain)[0] == ["Ana"]


def test_the_located_logs_key_is_kept_for_the_data_folder_too(paths, elsewhere):
    keychain = FakeKeychain()
    key = fill(elsewhere, keychain)
    bring_in(paths, elsewhere.data_dir, None, keychain, NOW + 100)
    assert keychain.secrets == {account(elsewhere): key.secret.hex(), account(paths): key.secret.hex()}
    assert opened(paths, keychain)[0] == ["Ana"]
    assert not key_slots.protection(paths).in_key_file


def test_a_key_that_the_keychain_holds_already_is_not_overwritten(paths, elsewhere):
    keychain = FakeKeychain()
    fill(paths, keychain)
    fill(elsewhere, keychain)
    before = dict(keychain.secrets)
    bring_in(paths, elsewhere.data_dir, None, keychain, NOW + 100)
    assert keychain.secrets == before
    assert key_slots.protection(paths).in_key_file
    assert opened(paths, keychain)[0] == ["Ana"]


def test_with_a_passphrase_the_key_lies_nowhere_in_plain(paths, elsewhere):
    keychain = FakeKeychain()
    fill(paths, keychain)
    set_passphrase(elsewhere, fill(elsewhere, keychain))
    bring_in(paths, elsewhere.data_dir, None, keychain, NOW + 100)
    assert not key_slots.protection(paths).in_key_file
    assert problem_of(load_or_create_key, paths, keychain) is StorageProblem.NEEDS_PASSPHRASE


def test_a_log_whose_beginning_is_destroyed_is_known_by_its_key(paths, tmp_path):
    key = fill(paths)
    moved = move_away(paths, tmp_path / "moved", "log.db")
    with (moved / "log.db").open("rb+") as file:
        file.write(bytes(16))
    bring_in(paths, moved, key, None, NOW + 100)
    assert opened(paths)[0] == ["Ana"]


def empty(folder):
    (folder / "log.db").unlink()


def a_text(folder):
    (folder / "log.db").write_text("not a log")


def without_key_file(folder):
    (folder / "log.key.json").unlink()


def a_damaged_key_file(folder):
    (folder / "log.key.json").write_text("{")


@pytest.mark.parametrize(
    ("wreck", "problem"),
    [
        (empty, StorageProblem.LOG_NOT_FOUND),
        (a_text, StorageProblem.NOT_A_CALL_LOG),
        (without_key_file, StorageProblem.KEY_MISSING),
        (a_damaged_key_file, StorageProblem.KEY_MISSING),
    ],
)
def test_what_is_no_log_is_refused_and_changes_nothing(paths, elsewhere, wreck, problem):
    key = fill(paths)
    fill(elsewhere)
    wreck(elsewhere.data_dir)
    old, theirs = contents(paths.data_dir), contents(elsewhere.data_dir)
    with pytest.raises(StorageError) as caught:
        bring_in(paths, elsewhere.data_dir, key, None, NOW)
    assert (caught.value.problem, caught.value.place) == (problem, PLACE)
    assert (contents(paths.data_dir), contents(elsewhere.data_dir)) == (old, theirs)
    assert not paths.restore_stage.exists()
    assert set_aside_logs(paths) == ()


def test_the_data_folder_itself_is_refused(paths):
    key = fill(paths)
    assert problem_of(bring_in, paths, paths.data_dir, key, None, NOW) is StorageProblem.FILE_EXISTS
    assert opened(paths)[0] == ["Ana"]


def test_a_log_that_is_open_elsewhere_is_refused(paths, elsewhere):
    key = fill(paths)
    fill(elsewhere)
    held = OTHER_PROCESS.replace(".close()", "; print('open', flush=True); input()")
    command = [sys.executable, "-c", held, str(elsewhere.data_dir)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "open\n"
        assert problem_of(bring_in, paths, elsewhere.data_dir, key, None, NOW) is StorageProblem.IN_USE
        child.communicate("\n")
    assert opened(paths)[0] == opened(elsewhere)[0] == ["Ana"]


def test_after_an_empty_log_the_old_one_is_located_among_those_set_aside(paths):
    key = fill(paths)
    aside = start_over(paths, key, NOW + 100)
    bring_in(paths, aside, key, None, NOW + 200)
    assert opened(paths)[0] == ["Ana"]


@pytest.mark.slow
def test_killed_at_each_step_the_log_is_the_old_or_the_located_one(tmp_path):
    pristine = tmp_path / "pristine"
    paths, other = paths_in(tmp_path / "data"), paths_in(tmp_path / "other")
    key = fill(paths)
    prepare(other)
    fill(other)
    db = open_log(other, load_or_create_key(other))
    with db.write(NOW):
        db.execute("UPDATE clients SET name = 'Bo'")
    db.close()
    old, theirs = contents(paths.data_dir), contents(other.data_dir)
    shutil.copytree(paths.data_dir, pristine)
    ends = []

    def begin():
        shutil.rmtree(paths.data_dir)
        shutil.copytree(pristine, paths.data_dir)
        paths.data_dir.chmod(0o700)
        return paths

    def check(paths):
        finish_interrupted_restore(paths)
        assert contents(other.data_dir) == theirs
        names = opened(paths)[0]
        ends.append(names)
        if names == ["Ana"]:
            assert set_aside_logs(paths) == ()
        else:
            (aside,) = set_aside_logs(paths)
            assert contents(aside.folder) == old

    begin()
    deaths = killed_at_each_step(lambda p: bring_in(p, other.data_dir, key, None, NOW + 100), begin, check)
    assert deaths > 30
    assert ends == sorted(ends)
    assert (ends[0], ends[-1]) == (["Ana"], ["Bo"])
