"""An empty log takes a place only once what was there is set aside, whole; the keychain is not touched."""

from __future__ import annotations

import shutil

import pytest

from callpolicy_gui.storage import alert_journal, key_slots
from callpolicy_gui.storage.backups import BackupReason, backups_in, make_backup, thin
from callpolicy_gui.storage.client_store import ClientStore
from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.errors import StorageProblem
from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.log_exchange import finish_interrupted_restore, set_aside_logs
from callpolicy_gui.storage.paths import paths_in, prepare
from callpolicy_gui.storage.restoring import put_back, restore
from callpolicy_gui.storage.sidecar import read_head
from callpolicy_gui.storage.starting_over import STARTED_OVER_KIND, began_at, start_over
from tests.storage.conftest import NOW
from tests.storage.key_ways import PHRASE, FakeKeychain, account, problem_of, set_passphrase
from tests.storage.kills import killed_at_each_step

FILES = ("log.db", "history-head.json", "log.key.json")


def fill(paths, keychain=None):
    """A closed log with a client and a backup of it; its key."""
    prepare(paths)
    key = load_or_create_key(paths, keychain)
    db = open_log(paths, key)
    with db.write(NOW):
        ClientStore(db).add("Ana")
    make_backup(db, key, paths.backups, paths.key_file, NOW, reason=BackupReason.DAILY)
    db.close()
    return key


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def opened(paths, keychain=None):
    """Names and kinds of entries of the log that is there now."""
    db = open_log(paths, load_or_create_key(paths, keychain))
    try:
        assert db.history.verify() is None
        names = [row[0] for row in db.rows("SELECT name FROM clients")]
        return names, [entry.kind for entry in db.history.entries()], began_at(db)
    finally:
        db.close()


def test_what_was_there_lies_whole_among_the_logs_set_aside(paths):
    key = fill(paths)
    head = read_head(paths.sidecar)
    before = contents(paths.data_dir)
    backups = contents(paths.backups)
    folder = start_over(paths, key, NOW + 100)
    (aside,) = set_aside_logs(paths)
    assert (aside.folder, aside.at) == (folder, NOW + 100)
    assert contents(folder) == {name: before[name] for name in ("log.db", "history-head.json")}
    assert contents(paths.backups) == backups
    # The same key, so everything that opened the old log opens this one.
    assert paths.key_file.read_bytes() == before["log.key.json"]
    assert opened(paths) == ([], [STARTED_OVER_KIND], NOW + 100)
    db = open_log(paths, key)
    (entry,) = db.history.entries()
    assert entry.before == {"count": head.count, "hash": head.hash}
    db.close()
    assert paths.database.stat().st_mode & 0o777 == 0o600


def test_the_ways_in_stay_with_the_key(paths):
    key = fill(paths)
    set_passphrase(paths, key)
    start_over(paths, key, NOW + 100)
    assert key_slots.unlock_with_passphrase(paths, PHRASE).secret == key.secret
    # No copy of a key in plain stays with what was set aside.
    assert not key_slots.protection(paths).in_key_file
    assert not list(paths.set_aside.rglob("*.key.json"))


def test_without_the_key_the_new_one_lies_in_the_file_and_the_keychain_keeps_the_old(paths):
    keychain = FakeKeychain()
    key = fill(paths, keychain)
    kept = dict(keychain.secrets)
    old_file = paths.key_file.read_bytes()
    folder = start_over(paths, None, NOW + 100)
    assert keychain.secrets == kept == {account(paths): key.secret.hex()}
    assert (folder / "log.key.json").read_bytes() == old_file
    assert opened(paths, keychain) == ([], [STARTED_OVER_KIND], NOW + 100)
    assert key_slots.protection(paths).in_key_file
    new = load_or_create_key(paths, keychain)
    assert new.secret != key.secret
    # Nor can a careless click overwrite it later.
    assert problem_of(key_slots.add_keychain, paths, new, keychain) is StorageProblem.WRONG_KEY
    (aside,) = set_aside_logs(paths)
    put_back(paths, aside, NOW + 200)
    assert opened(paths, keychain)[0] == ["Ana"]


def test_a_key_that_is_not_the_key_files_is_not_used(paths, tmp_path):
    fill(paths)
    other = fill(paths_in(tmp_path / "other"))
    start_over(paths, other, NOW + 100)
    assert load_or_create_key(paths).secret != other.secret
    assert opened(paths)[0] == []


def test_where_only_the_file_is_gone_nothing_empty_is_set_aside(paths):
    key = fill(paths)
    paths.database.unlink()
    paths.sidecar.unlink()
    assert start_over(paths, key, NOW + 100) is None
    assert set_aside_logs(paths) == ()
    assert opened(paths)[0] == []


def test_alerts_shown_of_the_old_log_are_none_of_the_new_one(paths):
    key = fill(paths)
    alert_journal.append(paths, ("soon:1",), NOW)
    start_over(paths, key, NOW + 100)
    assert alert_journal.read(paths) == ()


def test_the_old_logs_backups_are_not_thinned_and_can_be_restored(paths):
    key = fill(paths)
    (old,) = backups_in(paths.backups)
    later = NOW + 3 * 365 * 86_400
    start_over(paths, key, later)
    db = open_log(paths, key)
    for days in range(60):
        make_backup(db, key, paths.backups, paths.key_file, later + days * 86_400, reason=BackupReason.DAILY)
        with db.write(later + days * 86_400):
            ClientStore(db).add(f"New {days}")
    gone = thin(paths.backups, later + 60 * 86_400, since=began_at(db))
    db.close()
    assert gone
    assert old in backups_in(paths.backups)
    restore(paths, old, key, later + 60 * 86_400)
    assert opened(paths)[0] == ["Ana"]


@pytest.mark.slow
@pytest.mark.parametrize("with_key", [True, False])
def test_killed_at_each_step_the_log_is_the_old_or_an_empty_one(tmp_path, with_key):
    pristine = tmp_path / "pristine"
    paths = paths_in(tmp_path / "data")
    keychain = FakeKeychain()
    key = fill(paths, keychain)
    old = contents(paths.data_dir)
    backups = contents(paths.backups)
    shutil.copytree(paths.data_dir, pristine)
    ends = []

    def begin():
        shutil.rmtree(paths.data_dir)
        shutil.copytree(pristine, paths.data_dir)
        paths.data_dir.chmod(0o700)
        return paths

    def check(paths):
        finish_interrupted_restore(paths)
        assert contents(paths.backups) == backups
        names, kinds, _ = opened(paths, keychain)
        ends.append(bool(names))
        if names:
            assert names == ["Ana"]
            assert set_aside_logs(paths) == ()
            assert paths.key_file.read_bytes() == old["log.key.json"]
        else:
            assert kinds == [STARTED_OVER_KIND]
            (aside,) = set_aside_logs(paths)
            kept = FILES if not with_key else FILES[:2]
            assert contents(aside.folder) == {name: old[name] for name in kept}

    begin()
    deaths = killed_at_each_step(lambda p: start_over(p, key if with_key else None, NOW + 100), begin, check)
    assert deaths > 30
    assert set(ends) == {True, False}
    assert ends == sorted(ends, reverse=True)
