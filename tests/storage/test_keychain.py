"""A keychain is filled, emptied and lost, and there is another way in."""

from __future__ import annotations

import pytest

from callpolicy_gui.storage import key_slots
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.key_slots import SlotKind
from callpolicy_gui.storage.keys import KeyPlace, load_or_create_key
from tests.storage.key_ways import (
    PHRASE,
    FakeKeychain,
    account,
    new_key,
    problem_of,
    set_code,
    set_passphrase,
    values_of,
)


@pytest.fixture
def keychain():
    return FakeKeychain()


def test_a_keychain_added_later(paths, keychain):
    key = new_key(paths)
    assert key_slots.add_keychain(paths, key, keychain)
    # The keychain alone must not hold the only copy.
    assert key_slots.slot_kinds(paths) == {SlotKind.KEYCHAIN, SlotKind.KEY_FILE}
    set_code(paths, key, confirmed=True)
    assert key_slots.slot_kinds(paths) == {SlotKind.KEYCHAIN, SlotKind.RECOVERY}
    assert load_or_create_key(paths, keychain).place is KeyPlace.KEYCHAIN
    assert key_slots.add_keychain(paths, key, keychain)
    assert len(values_of(paths)["slots"]) == 2


def test_a_keychain_that_does_not_keep_it_changes_nothing(paths, keychain):
    key = new_key(paths)
    data = paths.key_file.read_bytes()
    keychain.after = keychain.secrets.clear
    assert not key_slots.add_keychain(paths, key, keychain)

    def locked():
        raise RuntimeError

    keychain.before = locked
    assert not key_slots.add_keychain(paths, key, keychain)
    assert paths.key_file.read_bytes() == data


def test_another_logs_key_in_the_keychain_is_kept_until_it_may_go(paths, keychain):
    key = new_key(paths)
    set_passphrase(paths, key)
    keychain.secrets[account(paths)] = "ab" * 32
    assert problem_of(key_slots.add_keychain, paths, key, keychain) is StorageProblem.WRONG_KEY
    assert key_slots.forget_keychain(paths, key, keychain)
    assert keychain.secrets == {account(paths): "ab" * 32}
    assert key_slots.add_keychain(paths, key, keychain, overwrite=True)
    assert keychain.secrets == {account(paths): key.secret.hex()}


def test_a_forgotten_keychain_holds_nothing(paths, keychain):
    key = new_key(paths, keychain)
    assert problem_of(key_slots.forget_keychain, paths, key, keychain) is StorageProblem.LAST_WAY_IN
    set_code(paths, key)
    assert problem_of(key_slots.forget_keychain, paths, key, keychain) is StorageProblem.LAST_WAY_IN
    assert keychain.secrets
    set_passphrase(paths, key)
    assert key_slots.forget_keychain(paths, key, keychain)
    assert keychain.secrets == {}
    assert not key_slots.protection(paths).in_keychain
    assert key_slots.forget_keychain(paths, key, keychain)
    assert not key_slots.forget_keychain(paths, key, None)


def test_forgetting_a_locked_keychain_can_be_tried_again(paths, keychain):
    key = new_key(paths, keychain)
    set_passphrase(paths, key)

    def locked():
        raise RuntimeError

    keychain.before = locked
    assert not key_slots.forget_keychain(paths, key, keychain)
    assert keychain.secrets
    keychain.before = lambda: None
    assert key_slots.forget_keychain(paths, key, keychain)
    assert keychain.secrets == {}


def test_a_lost_keychain_falls_back_and_can_be_filled_again(paths, keychain):
    key = new_key(paths, keychain)
    set_passphrase(paths, key)
    code = set_code(paths, key, confirmed=True)
    keychain.secrets.clear()
    with pytest.raises(StorageError) as caught:
        load_or_create_key(paths, keychain)
    assert caught.value.problem is StorageProblem.NEEDS_PASSPHRASE
    assert caught.value.slot_kinds == {"keychain", "passphrase", "recovery"}
    assert keychain.secrets == {}
    assert key_slots.unlock_with_code(paths, code).secret == key.secret
    unlocked = key_slots.unlock_with_passphrase(paths, PHRASE)
    assert key_slots.add_keychain(paths, unlocked, keychain)
    assert load_or_create_key(paths, keychain).secret == key.secret
