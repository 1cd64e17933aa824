"""A key is made once; a log whose key cannot be found never gets a new one."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from callpolicy_gui.storage import keys
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.keys import KeyPlace, load_or_create_key, note_log_created


class FakeKeychain:
    def __init__(self):
        self.secrets = {}
        self.broken = False
        self.forgetful = False

    def get_password(self, service, account):
        if self.broken:
            raise OSError("locked")
        return self.secrets.get((service, account))

    def set_password(self, service, account, secret):
        if self.broken:
            raise OSError("locked")
        if not self.forgetful:
            self.secrets[service, account] = secret


@pytest.fixture
def keychain():
    return FakeKeychain()


def problem_of(paths, keychain=None):
    before = sorted(paths.data_dir.iterdir())
    with pytest.raises(StorageError) as caught:
        load_or_create_key(paths, keychain)
    assert sorted(paths.data_dir.iterdir()) == before
    return caught.value.problem


def test_without_a_keychain_the_key_lies_beside_the_log(paths):
    old = os.umask(0)
    try:
        key = load_or_create_key(paths)
    finally:
        os.umask(old)
    assert key.place is KeyPlace.KEY_FILE
    assert paths.key_file.stat().st_mode & 0o777 == 0o600
    assert load_or_create_key(paths) == key
    assert len(bytes.fromhex(key.raw_hex)) == 48
    assert key.secret.hex() not in repr(key)


def test_with_a_keychain_the_file_has_no_secret(paths, keychain):
    key = load_or_create_key(paths, keychain)
    assert key.place is KeyPlace.KEYCHAIN
    assert keychain.secrets == {("callpolicy", str(paths.data_dir)): key.secret.hex()}
    assert key.secret.hex() not in paths.key_file.read_text()
    assert load_or_create_key(paths, keychain) == key


@pytest.mark.parametrize("weakness", ["broken", "forgetful"])
def test_a_keychain_that_fails_is_as_good_as_none(paths, keychain, weakness):
    setattr(keychain, weakness, True)
    key = load_or_create_key(paths, keychain)
    assert key.place is KeyPlace.KEY_FILE
    assert load_or_create_key(paths, None) == key


def test_no_new_key_when_the_keychain_lost_it(paths, keychain):
    key = note_log_created(paths, load_or_create_key(paths, keychain))
    assert key.log_created
    keychain.broken = True
    assert problem_of(paths, keychain) is StorageProblem.KEY_MISSING
    assert problem_of(paths, None) is StorageProblem.KEY_MISSING
    keychain.broken = False
    assert load_or_create_key(paths, keychain) == key
    keychain.secrets.clear()
    assert problem_of(paths, keychain) is StorageProblem.KEY_MISSING
    assert keychain.secrets == {}


@pytest.mark.parametrize("name", ["log.db", "log.db-wal", "history-head.json", "before-1.db"])
def test_no_new_key_where_a_log_has_been(paths, keychain, name):
    (paths.data_dir / name).write_bytes(b"")
    assert problem_of(paths) is StorageProblem.KEY_MISSING
    assert problem_of(paths, keychain) is StorageProblem.KEY_MISSING


def test_no_new_key_where_the_keychain_knows_a_log(paths, keychain):
    load_or_create_key(paths, keychain)
    paths.key_file.unlink()
    assert problem_of(paths, keychain) is StorageProblem.KEY_MISSING


def test_a_first_start_that_was_cut_off_is_made_up_for(paths, keychain):
    load_or_create_key(paths, keychain)
    keychain.secrets.clear()  # killed between the file and the keychain
    key = load_or_create_key(paths, keychain)
    assert key.place is KeyPlace.KEYCHAIN
    assert load_or_create_key(paths, keychain) == key


def test_another_key_in_the_keychain_is_wrong(paths, keychain):
    note_log_created(paths, load_or_create_key(paths, keychain))
    keychain.secrets["callpolicy", str(paths.data_dir)] = "ab" * 32
    assert problem_of(paths, keychain) is StorageProblem.WRONG_KEY
    keychain.secrets["callpolicy", str(paths.data_dir)] = "not hex"
    assert problem_of(paths, keychain) is StorageProblem.KEY_MISSING


@pytest.mark.parametrize("kinds", [{"passphrase"}, {"recovery"}, {"passphrase", "recovery"}])
def test_with_another_way_in_the_caller_is_told_to_ask(paths, keychain, kinds):
    key = note_log_created(paths, load_or_create_key(paths, keychain))
    values = json.loads(paths.key_file.read_text())
    values["slots"] += [{"kind": kind} for kind in kinds]
    paths.key_file.write_text(json.dumps(values))
    assert load_or_create_key(paths, keychain) == key
    account = ("callpolicy", str(paths.data_dir))
    for held in ("ab" * 32, "not hex", None):
        keychain.secrets[account] = held
        for asked in (keychain, None):
            with pytest.raises(StorageError) as caught:
                load_or_create_key(paths, asked)
            assert caught.value.problem is StorageProblem.NEEDS_PASSPHRASE
            assert caught.value.slot_kinds == kinds | {"keychain"}
    assert keychain.secrets == {account: None}


def test_no_new_key_over_a_passphrase_even_before_the_first_log(paths):
    load_or_create_key(paths)
    values = json.loads(paths.key_file.read_text())
    values["slots"] = [{"kind": "passphrase"}]
    paths.key_file.write_text(json.dumps(values))
    assert problem_of(paths) is StorageProblem.NEEDS_PASSPHRASE


@pytest.mark.parametrize("damaged", ["00", "zz" * 32, 5])
def test_a_damaged_plain_slot_does_not_block_the_others(paths, keychain, damaged):
    key = load_or_create_key(paths, keychain)
    values = json.loads(paths.key_file.read_text())
    values["slots"].insert(0, {"kind": "key_file", "key": damaged})
    paths.key_file.write_text(json.dumps(values))
    assert load_or_create_key(paths, keychain) == key
    assert problem_of(paths) is StorageProblem.DAMAGED
    values["slots"].append({"kind": "recovery"})
    paths.key_file.write_text(json.dumps(values))
    assert problem_of(paths) is StorageProblem.NEEDS_PASSPHRASE


def test_the_keychain_is_not_asked_when_the_key_lies_in_the_file(paths, keychain):
    key = load_or_create_key(paths)
    values = json.loads(paths.key_file.read_text())
    values["slots"].insert(0, {"kind": "keychain"})
    paths.key_file.write_text(json.dumps(values))
    asked = []
    keychain.get_password = lambda *names: asked.append(names)  # it could take seconds
    assert load_or_create_key(paths, keychain) == key
    assert not asked


def test_a_read_error_is_the_disks(paths, monkeypatch):
    load_or_create_key(paths)

    def fail(_self):
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(Path, "read_bytes", fail)
    assert problem_of(paths) is StorageProblem.DISK_ERROR


def test_a_huge_key_file_is_damaged(paths):
    load_or_create_key(paths)
    paths.key_file.write_bytes(b" " * 1_000_001)
    assert problem_of(paths) is StorageProblem.DAMAGED


def test_a_wiped_key_cannot_be_used():
    key = keys.random_key()
    kept = replace(key)
    key.wipe()
    for use in (lambda: key.raw_hex, lambda: key.verifier, lambda: key.derived("history")):
        with pytest.raises(ValueError, match="wiped"):
            use()
    assert len(kept.raw_hex) == 96


def test_a_start_with_the_key_at_hand_does_not_load_cryptography(paths):
    load_or_create_key(paths)
    program = (
        "import sys; from pathlib import Path\n"
        "from callpolicy_gui.storage import key_slots, keys, paths\n"
        "found = paths.paths_in(Path(sys.argv[1]))\n"
        "keys.load_or_create_key(found); key_slots.protection(found)\n"
        "print([m for m in ('cryptography', 'keyring') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(paths.data_dir)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "damage",
    [
        lambda v: {**v, "salt": "00"},
        lambda v: {**v, "verifier": "zz"},
        lambda v: {**v, "slots": [{"kind": "key_file", "key": "00"}]},
        lambda v: {**v, "slots": 5},
        lambda v: {**v, "slots": {}},
        lambda v: {**v, "slots": ["keychain"]},
        lambda v: {**v, "slots": [{"kind": 5}]},
        lambda v: {**v, "slots": v["slots"] * 21},
        lambda v: {**v, "log_created": "no"},
        lambda v: {k: v[k] for k in v if k != "format"},
        lambda v: [v],
    ],
)
def test_a_damaged_key_file_is_said_and_kept(paths, damage):
    load_or_create_key(paths)
    paths.key_file.write_text(json.dumps(damage(json.loads(paths.key_file.read_text()))))
    data = paths.key_file.read_bytes()
    assert problem_of(paths) is StorageProblem.DAMAGED
    assert paths.key_file.read_bytes() == data


def test_slots_of_a_newer_kind_stay(paths):
    key = load_or_create_key(paths)
    values = json.loads(paths.key_file.read_text())
    values["slots"].insert(0, {"kind": "passphrase", "wrapped": "00"})
    paths.key_file.write_text(json.dumps(values))
    assert note_log_created(paths, load_or_create_key(paths)).secret == key.secret
    assert json.loads(paths.key_file.read_text())["slots"] == values["slots"]
    values["format"] = 2
    paths.key_file.write_text(json.dumps(values))
    assert problem_of(paths) is StorageProblem.NEWER_VERSION


def test_a_system_without_a_keychain_has_none(monkeypatch):
    import keyring
    from keyring.backends import fail, null

    for backend in (fail.Keyring(), null.Keyring()):
        monkeypatch.setattr(keyring, "get_keyring", lambda backend=backend: backend)
        assert keys.system_keychain() is None
    monkeypatch.setattr(keyring, "get_keyring", lambda: (_ for _ in ()).throw(RuntimeError))
    assert keys.system_keychain() is None
