"""A stop at any moment of any change of the slots leaves a way in."""

from __future__ import annotations

from contextlib import contextmanager, suppress

import pytest

from callpolicy_gui.storage import key_file, key_slots
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.paths import paths_in, prepare
from callpolicy_gui.storage.recovery_code import new_recovery_code
from tests.storage.key_ways import (
    CHEAP,
    OTHER_PHRASE,
    PHRASE,
    FakeKeychain,
    account,
    new_key,
    set_passphrase,
)


class Killed(BaseException):
    """The process ends here; nothing may catch it."""


CODE_BEFORE, CODE_NEW = new_recovery_code(), new_recovery_code()


def _begin_plain(paths, _keychain):
    return new_key(paths)


def _begin_keychain(paths, keychain):
    return new_key(paths, keychain)


def _begin_passphrase(paths, keychain):
    key = new_key(paths, keychain)
    set_passphrase(paths, key)
    return key


def _begin_passphrase_alone(paths, _keychain):
    key = new_key(paths)
    set_passphrase(paths, key)
    return key


def _begin_code(paths, keychain):
    key = new_key(paths, keychain)
    key_slots.set_recovery_code(paths, key, CODE_BEFORE, CHEAP)
    key_slots.confirm_recovery_code(paths, CODE_BEFORE)
    return key


def _begin_code_alone(paths, keychain):
    key = _begin_code(paths, keychain)
    key_slots.forget_keychain(paths, key, keychain)
    return key


def _begin_pending_code(paths, keychain):
    key = _begin_code_alone(paths, keychain)
    key_slots.set_recovery_code(paths, key, CODE_NEW, CHEAP)
    return key


def _begin_all(paths, keychain):
    key = _begin_code(paths, keychain)
    set_passphrase(paths, key)
    return key


BEGINNINGS = [
    _begin_plain, _begin_keychain, _begin_passphrase, _begin_passphrase_alone, _begin_code,
    _begin_code_alone, _begin_pending_code, _begin_all,
]  # fmt: skip
STEPS = {
    "set passphrase": lambda p, key, _chain: set_passphrase(p, key, OTHER_PHRASE),
    "remove passphrase": lambda p, key, _chain: key_slots.remove_passphrase(p, key),
    "passphrase to file": lambda p, key, _chain: key_slots.remove_passphrase(p, key, keep_in_file=True),
    "set code": lambda p, key, _chain: key_slots.set_recovery_code(p, key, CODE_NEW, CHEAP),
    "confirm code": lambda p, _key, _chain: key_slots.confirm_recovery_code(p, CODE_NEW),
    "remove code": lambda p, key, _chain: key_slots.remove_recovery_code(p, key),
    "code to file": lambda p, key, _chain: key_slots.remove_recovery_code(p, key, keep_in_file=True),
    "add keychain": key_slots.add_keychain,
    "forget keychain": key_slots.forget_keychain,
    "keychain to file": lambda p, key, chain: key_slots.forget_keychain(p, key, chain, keep_in_file=True),
}


def ways_in(paths, keychain, codes):
    """The keys that a person with both phrases, these codes and this computer can come by.

    A new code is not among them: whoever is stopped half way has not seen it yet.
    """
    tried = [
        lambda: load_or_create_key(paths, keychain),
        lambda: key_slots.unlock_with_passphrase(paths, PHRASE),
        lambda: key_slots.unlock_with_passphrase(paths, OTHER_PHRASE),
        *(lambda code=code: key_slots.unlock_with_code(paths, code) for code in codes),
    ]
    found = []
    for way in tried:
        with suppress(StorageError):
            found.append(way().secret)
    return found


@pytest.mark.parametrize("begin", BEGINNINGS)
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("kill", [True, False], ids=["killed", "disk full"])
def test_a_stop_at_any_moment_leaves_a_way_in(tmp_path, step, begin, kill):
    for stop in range(20):
        paths, keychain = paths_in(tmp_path / str(stop)), FakeKeychain()
        prepare(paths)
        key = begin(paths, keychain)
        lasting = key_slots.protection(paths).outlives_keychain
        with suppress(Killed, StorageError), stopping(keychain, stop, kill=kill) as moments:
            STEPS[step](paths, key, keychain)
        codes = [CODE_BEFORE]
        if step == "confirm code":  # whoever confirms has the new code on paper
            codes.append(CODE_NEW)
        assert set(ways_in(paths, keychain, codes)) == {key.secret}
        if lasting:
            assert key_slots.protection(paths).outlives_keychain
        if len(moments) <= stop:
            return
    pytest.fail("it never ends by itself")


def test_a_first_start_that_is_stopped_at_any_moment_is_made_up_for(tmp_path):
    for stop in range(20):
        paths, keychain = paths_in(tmp_path / str(stop)), FakeKeychain()
        prepare(paths)
        with suppress(Killed), stopping(keychain, stop, kill=True) as moments:
            load_or_create_key(paths, keychain)
        key = new_key(paths, keychain)
        assert load_or_create_key(paths, keychain) == key
        assert keychain.get_password(*account(paths)) == key.secret.hex()
        if len(moments) <= stop:
            return
    pytest.fail("it never ends by itself")


@contextmanager
def stopping(keychain, stop, *, kill):
    """Stops what is done inside before or after one of its effects; lists the moments it came to."""
    moments = []
    write = key_file.write_atomically

    def moment():
        moments.append("")
        if len(moments) == stop + 1:
            raise Killed if kill else StorageError(StorageProblem.DISK_FULL, "key file")

    def stopping_write(*arguments, **options):
        moment()
        write(*arguments, **options)
        moment()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(key_file, "write_atomically", stopping_write)
        keychain.before = keychain.after = moment
        try:
            yield moments
        finally:
            keychain.before = keychain.after = lambda: None
