"""Several ways to one key: what is typed opens it, and the last way in that lasts stays."""

from __future__ import annotations

import shutil
import unicodedata

import pytest

from callpolicy_gui.storage import key_slots
from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.errors import StorageProblem
from callpolicy_gui.storage.key_slots import PassphraseProblem, SlotKind, passphrase_problem
from callpolicy_gui.storage.keys import KeyPlace, LogKey, load_or_create_key, random_key
from callpolicy_gui.storage.paths import paths_in, prepare
from callpolicy_gui.storage.recovery_code import new_recovery_code
from tests.storage.key_ways import (
    OTHER_PHRASE,
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


def test_a_passphrase_takes_the_place_of_the_plain_key(paths):
    key = new_key(paths)
    assert key_slots.protection(paths).in_key_file
    set_passphrase(paths, key)
    assert key.secret.hex() not in paths.key_file.read_text()
    assert key_slots.slot_kinds(paths) == {SlotKind.PASSPHRASE}
    assert paths.key_file.stat().st_mode & 0o777 == 0o600
    unlocked = key_slots.unlock_with_passphrase(paths, PHRASE)
    assert unlocked == LogKey(key.secret, key.salt, KeyPlace.PASSPHRASE, log_created=True)
    assert (
        problem_of(key_slots.unlock_with_passphrase, paths, PHRASE + " ") is StorageProblem.WRONG_PASSPHRASE
    )
    assert problem_of(key_slots.unlock_with_passphrase, paths, "\ud800") is StorageProblem.WRONG_PASSPHRASE
    assert problem_of(load_or_create_key, paths) is StorageProblem.NEEDS_PASSPHRASE


def test_with_the_costs_that_are_the_default(paths):
    key = new_key(paths)
    key_slots.set_passphrase(paths, key, PHRASE)
    slot = values_of(paths)["slots"][0]
    assert slot["kdf"] == {
        "name": "argon2id", "iterations": 3, "lanes": 4, "memory_kib": 65_536, "salt": slot["kdf"]["salt"],
    }  # fmt: skip
    assert key_slots.unlock_with_passphrase(paths, PHRASE).secret == key.secret


def test_a_changed_passphrase_is_the_only_one(paths):
    key = new_key(paths)
    set_passphrase(paths, key)
    first = values_of(paths)["slots"][0]
    set_passphrase(paths, key, OTHER_PHRASE)
    second = values_of(paths)["slots"]
    assert [slot["kind"] for slot in second] == ["passphrase"]
    assert first["kdf"]["salt"] != second[0]["kdf"]["salt"]
    assert problem_of(key_slots.unlock_with_passphrase, paths, PHRASE) is StorageProblem.WRONG_PASSPHRASE
    assert key_slots.unlock_with_passphrase(paths, OTHER_PHRASE).secret == key.secret


@pytest.mark.parametrize(
    "phrase", ["contraseña día", "パスワードは長い", "🔐 quiet 🛋 room", "ﬁ²ﬁ²ﬁ²ﬁ²", "a" * 1000]
)
def test_any_unicode_in_either_form(paths, phrase):
    key = new_key(paths)
    set_passphrase(paths, key, unicodedata.normalize("NFD", phrase))
    assert key_slots.unlock_with_passphrase(paths, unicodedata.normalize("NFC", phrase)).secret == key.secret


def test_a_no_break_space_is_a_space_and_a_ligature_is_itself(paths):
    set_passphrase(paths, new_key(paths), "a quiet\N{NO-BREAK SPACE}ﬁre")
    key_slots.unlock_with_passphrase(paths, "a\N{NARROW NO-BREAK SPACE}quiet ﬁre")
    assert (
        problem_of(key_slots.unlock_with_passphrase, paths, "a quiet fire") is StorageProblem.WRONG_PASSPHRASE
    )


@pytest.mark.parametrize(
    ("phrase", "problem"),
    [
        ("", PassphraseProblem.TOO_SHORT),
        ("1234567", PassphraseProblem.TOO_SHORT),
        ("e\u0301" * 7, PassphraseProblem.TOO_SHORT),
        ("12345678", None),
        (" " * 8, None),
        ("x" * 1000, None),
        ("x" * 1001, PassphraseProblem.TOO_LONG),
        ("two\nlines of it", PassphraseProblem.UNTYPEABLE),
        ("half \ud800 of one", PassphraseProblem.UNTYPEABLE),
    ],
)
def test_what_may_be_a_passphrase(paths, phrase, problem):
    assert passphrase_problem(phrase) is problem
    key = new_key(paths)
    if problem is not None:
        with pytest.raises(ValueError, match=problem.value):
            set_passphrase(paths, key, phrase)
        assert key_slots.slot_kinds(paths) == {SlotKind.KEY_FILE}


# A recovery code


def test_a_code_opens_the_log_however_it_is_typed(paths):
    key = new_key(paths)
    code = set_code(paths, key)
    unlocked = key_slots.unlock_with_code(paths, code.lower().replace("-", " "))
    assert unlocked == LogKey(key.secret, key.salt, KeyPlace.RECOVERY, log_created=True)
    assert problem_of(key_slots.unlock_with_code, paths, new_recovery_code()) is StorageProblem.WRONG_CODE
    assert problem_of(key_slots.unlock_with_code, paths, code[:-1]) is StorageProblem.MISTYPED_CODE
    assert code not in paths.key_file.read_text()


def test_a_mistyped_code_is_not_even_tried(paths, monkeypatch):
    code = set_code(paths, new_key(paths))
    monkeypatch.setattr(key_slots, "unwrapped", None)
    assert problem_of(key_slots.unlock_with_code, paths, code[:-1] + "U") is StorageProblem.MISTYPED_CODE
    assert problem_of(key_slots.confirm_recovery_code, paths, "0") is StorageProblem.MISTYPED_CODE
    assert problem_of(key_slots.set_recovery_code, paths, random_key(), "0") is StorageProblem.MISTYPED_CODE


def test_a_code_counts_once_it_was_typed_back(paths, keychain):
    key = new_key(paths, keychain)
    code = set_code(paths, key)
    before = key_slots.protection(paths)
    assert (before.has_recovery, before.recovery_checked, before.outlives_keychain) == (True, False, False)
    assert (
        problem_of(key_slots.confirm_recovery_code, paths, new_recovery_code()) is StorageProblem.WRONG_CODE
    )
    assert not key_slots.protection(paths).recovery_checked
    key_slots.confirm_recovery_code(paths, code)
    after = key_slots.protection(paths)
    assert (after.has_recovery, after.recovery_checked, after.outlives_keychain) == (True, True, True)


def test_the_printed_code_works_until_the_new_one_is_typed_back(paths):
    key = new_key(paths)
    first = set_code(paths, key, confirmed=True)
    forgotten = set_code(paths, key)
    second = set_code(paths, key)
    assert key_slots.unlock_with_code(paths, first).secret == key.secret
    assert key_slots.unlock_with_code(paths, second).secret == key.secret
    assert problem_of(key_slots.unlock_with_code, paths, forgotten) is StorageProblem.WRONG_CODE
    assert problem_of(key_slots.confirm_recovery_code, paths, first) is StorageProblem.WRONG_CODE
    key_slots.confirm_recovery_code(paths, second)
    assert problem_of(key_slots.unlock_with_code, paths, first) is StorageProblem.WRONG_CODE
    assert key_slots.unlock_with_code(paths, second).secret == key.secret


# The last way in


def test_the_last_passphrase_stays_unless_the_key_may_lie_in_the_file(paths, keychain):
    key = new_key(paths, keychain)
    set_passphrase(paths, key)
    data = paths.key_file.read_bytes()
    assert problem_of(key_slots.remove_passphrase, paths, key) is StorageProblem.LAST_WAY_IN
    assert paths.key_file.read_bytes() == data
    unprinted = set_code(paths, key)
    assert problem_of(key_slots.remove_passphrase, paths, key) is StorageProblem.LAST_WAY_IN
    key_slots.remove_passphrase(paths, key, keep_in_file=True)
    assert key_slots.slot_kinds(paths) == {SlotKind.KEYCHAIN, SlotKind.KEY_FILE, SlotKind.RECOVERY}
    assert load_or_create_key(paths) == LogKey(key.secret, key.salt, KeyPlace.KEY_FILE, log_created=True)
    key_slots.confirm_recovery_code(paths, unprinted)
    assert key_slots.slot_kinds(paths) == {SlotKind.KEYCHAIN, SlotKind.RECOVERY}


def test_with_a_printed_code_the_passphrase_may_go_and_the_code_may_not(paths):
    key = new_key(paths)
    set_passphrase(paths, key)
    code = set_code(paths, key, confirmed=True)
    key_slots.remove_passphrase(paths, key)
    assert problem_of(key_slots.remove_recovery_code, paths, key) is StorageProblem.LAST_WAY_IN
    assert key_slots.unlock_with_code(paths, code).secret == key.secret
    set_passphrase(paths, key)
    key_slots.remove_recovery_code(paths, key)
    assert key_slots.slot_kinds(paths) == {SlotKind.PASSPHRASE}


def test_a_damaged_passphrase_does_not_count_as_a_way_in(paths):
    key = new_key(paths)
    set_passphrase(paths, key)
    set_code(paths, key, confirmed=True)
    change_slot(paths, "passphrase", lambda slot: {**slot, "wrapped": "00"})
    assert problem_of(key_slots.remove_recovery_code, paths, key) is StorageProblem.LAST_WAY_IN


def test_a_plain_key_never_lies_beside_a_passphrase(paths, keychain):
    key = new_key(paths, keychain)
    set_passphrase(paths, key)
    assert key_slots.forget_keychain(paths, key, keychain, keep_in_file=True)
    assert key_slots.slot_kinds(paths) == {SlotKind.PASSPHRASE}
    set_code(paths, key, confirmed=True)
    key_slots.remove_recovery_code(paths, key, keep_in_file=True)
    assert key_slots.slot_kinds(paths) == {SlotKind.PASSPHRASE}


def test_a_code_alone_does_not_take_the_plain_key_away(paths):
    """The code is on paper in a drawer; something must open the log every morning."""
    key = new_key(paths)
    set_code(paths, key, confirmed=True)
    assert key_slots.slot_kinds(paths) == {SlotKind.KEY_FILE, SlotKind.RECOVERY}


# Another computer


def test_a_backup_opens_on_another_computer(paths, keychain, tmp_path):
    key = load_or_create_key(paths, keychain)
    db = open_log(paths, key)
    with db.write(1_795_000_000):
        db.history.append("call_logged", "log", after={"n": 1})
    count = db.history.head().count
    db.close()
    set_passphrase(paths, key)
    code = set_code(paths, key, confirmed=True)

    elsewhere = paths_in(tmp_path / "elsewhere")
    prepare(elsewhere)
    shutil.copy(paths.database, elsewhere.database)
    shutil.copy(paths.key_file, elsewhere.key_file)
    shutil.rmtree(paths.data_dir)
    empty = FakeKeychain()
    assert problem_of(load_or_create_key, elsewhere, empty) is StorageProblem.NEEDS_PASSPHRASE
    for unlocked in (
        key_slots.unlock_with_code(elsewhere, code),
        key_slots.unlock_with_passphrase(elsewhere, PHRASE),
    ):
        db = open_log(elsewhere, unlocked)
        assert db.history.head().count == count
        db.close()
    assert empty.secrets == {}
    assert key_slots.add_keychain(elsewhere, unlocked, empty)
    db = open_log(elsewhere, load_or_create_key(elsewhere, empty))
    db.close()
