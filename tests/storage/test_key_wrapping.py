"""A damaged slot is damaged and a wrong passphrase is wrong; neither is taken for the other."""

from __future__ import annotations

import errno
import json
import sys
from pathlib import Path

import pytest

from callpolicy_gui.storage import key_file, key_slots, key_wrapping
from callpolicy_gui.storage.errors import StorageProblem
from callpolicy_gui.storage.key_slots import KdfCost, SlotKind
from callpolicy_gui.storage.keys import load_or_create_key, random_key
from callpolicy_gui.storage.recovery_code import new_recovery_code
from tests.storage.key_ways import (
    CHEAP,
    PHRASE,
    FakeKeychain,
    change_slot,
    new_key,
    problem_of,
    set_code,
    set_passphrase,
    values_of,
)


@pytest.fixture
def keychain():
    return FakeKeychain()


WRAPPED = [SlotKind.PASSPHRASE, SlotKind.RECOVERY]


def _kdf(**changes):
    return lambda slot: {**slot, "kdf": {**slot["kdf"], **changes}}


@pytest.mark.parametrize("kind", WRAPPED)
@pytest.mark.parametrize(
    "damage",
    [
        _kdf(memory_kib=1 << 40),
        _kdf(memory_kib=512 * 1024 + 1),
        _kdf(memory_kib=7),
        _kdf(memory_kib=8.0),
        _kdf(iterations=0),
        _kdf(iterations=11),
        _kdf(iterations=True),
        _kdf(lanes=17, memory_kib=1024),
        _kdf(lanes=-1),
        _kdf(name="scrypt"),
        _kdf(salt="00" * 15),
        _kdf(salt="zz" * 16),
        _kdf(iterations=2),
        lambda slot: {**slot, "wrapped": slot["wrapped"][:-2]},
        lambda slot: {**slot, "wrapped": "00" + slot["wrapped"][2:]},
        lambda slot: {**slot, "wrapped": None},
        lambda slot: {**slot, "digest": "é" * 64},
        lambda slot: {**slot, "kdf": []},
        lambda slot: {"kind": slot["kind"]},
    ],
)
def test_a_damaged_slot_is_damaged_whatever_is_typed(paths, kind, damage):
    key = new_key(paths)
    set_passphrase(paths, key)
    code = set_code(paths, key, confirmed=True)
    change_slot(paths, kind, damage)
    data = paths.key_file.read_bytes()
    if kind is SlotKind.PASSPHRASE:
        for typed in (PHRASE, "something else"):
            assert problem_of(key_slots.unlock_with_passphrase, paths, typed) is StorageProblem.DAMAGED
        assert key_slots.unlock_with_code(paths, code).secret == key.secret
        assert not key_slots.protection(paths).has_passphrase
    else:
        for typed in (code, new_recovery_code()):
            assert problem_of(key_slots.unlock_with_code, paths, typed) is StorageProblem.DAMAGED
        assert key_slots.unlock_with_passphrase(paths, PHRASE).secret == key.secret
        assert not key_slots.protection(paths).has_recovery
    assert paths.key_file.read_bytes() == data


@pytest.mark.parametrize(
    "hostile",
    [
        _kdf(memory_kib=1 << 40),
        _kdf(memory_kib=512 * 1024 + 1),
        _kdf(memory_kib=7),
        _kdf(memory_kib=8.0),
        _kdf(iterations=0),
        _kdf(iterations=11),
        _kdf(iterations=True),
        _kdf(lanes=17, memory_kib=1024),
        _kdf(lanes=-1),
        _kdf(name="scrypt"),
        _kdf(salt="00" * 15),
        lambda slot: {**slot, "wrapped": slot["wrapped"][:-2]},
    ],
)
def test_a_hostile_slot_is_refused_before_any_work(paths, monkeypatch, hostile):
    """Its digest fits, so nothing but the bounds stands between it and the memory."""
    set_passphrase(paths, new_key(paths))
    file = key_file.read_key_file(paths)

    def forged(slot):
        changed = hostile(slot)
        return {**changed, "digest": key_wrapping._digest(file, changed)}

    change_slot(paths, "passphrase", forged)
    monkeypatch.setattr(key_wrapping, "_derive", None)
    assert problem_of(key_slots.unlock_with_passphrase, paths, PHRASE) is StorageProblem.DAMAGED


def flip(text, place):
    return text[:place] + format(int(text[place], 16) ^ 1, "x") + text[place + 1 :]


def test_no_flipped_digit_is_called_a_wrong_passphrase(paths):
    set_passphrase(paths, new_key(paths))
    sound = values_of(paths)
    for place in range(120):
        change_slot(
            paths, "passphrase", lambda slot, at=place: {**slot, "wrapped": flip(slot["wrapped"], at)}
        )
        assert problem_of(key_slots.unlock_with_passphrase, paths, PHRASE) is StorageProblem.DAMAGED
        paths.key_file.write_text(json.dumps(sound))
    for name in ("salt", "verifier"):
        paths.key_file.write_text(json.dumps({**sound, name: flip(sound[name], 3)}))
        assert problem_of(key_slots.unlock_with_passphrase, paths, PHRASE) is StorageProblem.DAMAGED


def test_a_key_that_unwraps_but_is_not_the_logs_is_damage(paths):
    """Somebody who can write the file makes every digest fit; the verifier has the last word."""
    key = new_key(paths)
    file = key_file.read_key_file(paths)
    slot = key_slots.wrapped_slot(file, SlotKind.PASSPHRASE, random_key().secret, PHRASE, CHEAP)
    key_file.write_key_file(paths, file.with_slot(slot))
    assert problem_of(key_slots.unlock_with_passphrase, paths, PHRASE) is StorageProblem.DAMAGED
    assert load_or_create_key(paths).secret == key.secret


def test_a_slot_belongs_to_its_log_and_its_kind(paths, monkeypatch):
    key = new_key(paths)
    code = set_code(paths, key)
    monkeypatch.setattr(key_wrapping, "_digest", lambda *_: "00")
    set_passphrase(paths, key, code)
    change_slot(paths, "recovery", lambda slot: {**slot, "kind": "passphrase", "digest": "00"})
    values = values_of(paths)
    values["slots"] = values["slots"][:1]
    paths.key_file.write_text(json.dumps(values))
    assert problem_of(key_slots.unlock_with_passphrase, paths, code) is StorageProblem.WRONG_PASSPHRASE

    set_passphrase(paths, key, code)
    key_slots.unlock_with_passphrase(paths, code)
    paths.key_file.write_text(json.dumps({**values_of(paths), "salt": "00" * 16}))
    assert problem_of(key_slots.unlock_with_passphrase, paths, code) is StorageProblem.WRONG_PASSPHRASE


def test_one_damaged_code_does_not_hide_the_other(paths):
    key = new_key(paths)
    first = set_code(paths, key, confirmed=True)
    set_code(paths, key)
    change_slot(paths, "recovery", lambda slot: slot if slot["checked"] else {**slot, "wrapped": "00"})
    assert key_slots.unlock_with_code(paths, first).secret == key.secret
    assert problem_of(key_slots.unlock_with_code, paths, new_recovery_code()) is StorageProblem.DAMAGED


def test_a_cost_that_would_be_refused_later_is_refused_at_once(paths):
    key = new_key(paths)
    for cost in (
        KdfCost(memory_kib=1 << 30),
        KdfCost(iterations=0),
        KdfCost(lanes=99),
        KdfCost(memory_kib=8),
    ):
        with pytest.raises(ValueError, match="cost"):
            key_slots.set_passphrase(paths, key, PHRASE, cost)
    assert key_slots.slot_kinds(paths) == {SlotKind.KEY_FILE}


def test_a_read_error_is_not_blamed_on_the_passphrase(paths, monkeypatch):
    key = new_key(paths)
    set_passphrase(paths, key)
    code = set_code(paths, key)

    def fail(_self):
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(Path, "read_bytes", fail)
    assert problem_of(key_slots.unlock_with_passphrase, paths, PHRASE) is StorageProblem.DISK_ERROR
    assert problem_of(key_slots.unlock_with_code, paths, code) is StorageProblem.DISK_ERROR


def test_without_a_file_or_a_slot_the_key_is_missing(paths):
    assert key_slots.slot_kinds(paths) == frozenset()
    code = new_recovery_code()
    calls = [
        (key_slots.protection, ()),
        (key_slots.unlock_with_passphrase, (PHRASE,)),
        (key_slots.unlock_with_code, (code,)),
        (key_slots.confirm_recovery_code, (code,)),
    ]
    for action, arguments in calls:
        assert problem_of(action, paths, *arguments) is StorageProblem.KEY_MISSING
    new_key(paths)
    for action, arguments in calls[1:]:
        assert problem_of(action, paths, *arguments) is StorageProblem.KEY_MISSING


def test_only_the_logs_own_key_may_change_its_slots(paths, keychain):
    new_key(paths)
    data = paths.key_file.read_bytes()
    other = random_key()
    for action, arguments in [
        (key_slots.set_passphrase, (PHRASE, CHEAP)),
        (key_slots.set_recovery_code, (new_recovery_code(), CHEAP)),
        (key_slots.remove_passphrase, ()),
        (key_slots.remove_recovery_code, ()),
        (key_slots.add_keychain, (keychain,)),
        (key_slots.forget_keychain, (keychain,)),
    ]:
        assert problem_of(action, paths, other, *arguments) is StorageProblem.WRONG_KEY
    assert paths.key_file.read_bytes() == data
    assert keychain.secrets == {}


@pytest.mark.parametrize("age", ["before argon2id", "openssl before argon2id"])
def test_a_library_without_argon2id_is_said_and_nothing_changes(paths, monkeypatch, age):
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.kdf import argon2

    key = new_key(paths)
    set_passphrase(paths, key)
    data = paths.key_file.read_bytes()
    if age == "before argon2id":
        monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.kdf.argon2", None)
    else:

        def refuse(**_options):
            raise UnsupportedAlgorithm("no argon2id")

        monkeypatch.setattr(argon2, "Argon2id", refuse)
    assert problem_of(set_passphrase, paths, key) is StorageProblem.KEY_LIBRARY_TOO_OLD
    assert problem_of(key_slots.unlock_with_passphrase, paths, PHRASE) is StorageProblem.KEY_LIBRARY_TOO_OLD
    assert paths.key_file.read_bytes() == data


def test_slots_of_a_newer_kind_stay(paths, keychain):
    key = new_key(paths)
    values = values_of(paths)
    values["slots"].append({"kind": "hardware", "data": "00"})
    values["note"] = "kept"
    paths.key_file.write_text(json.dumps(values))
    set_passphrase(paths, key)
    set_code(paths, key, confirmed=True)
    key_slots.add_keychain(paths, key, keychain)
    key_slots.forget_keychain(paths, key, keychain)
    key_slots.remove_passphrase(paths, key)
    assert {"kind": "hardware", "data": "00"} in values_of(paths)["slots"]
    assert values_of(paths)["note"] == "kept"
    assert key_slots.slot_kinds(paths) == {SlotKind.RECOVERY}
