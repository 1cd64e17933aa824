"""The ways in are changed on a worker, recorded, and refused with a sentence; real key files, cheap costs."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QCoreApplication

from callpolicy_gui.controller.one_at_a_time import OneAtATime
from callpolicy_gui.controller.protection_desk import ProtectionDesk
from callpolicy_gui.controller.signals import Signals
from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.storage import key_slots
from callpolicy_gui.storage.device_settings import load_device_settings
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.keys import random_key
from callpolicy_gui.storage.paths import paths_in, prepare
from tests.storage.key_ways import CHEAP, OTHER_PHRASE, PHRASE, FakeKeychain, account, new_key

WARNING = "If this computer's keychain is lost, so is your log. Print the recovery code."


class Bench:
    """A desk over a real folder, and what it said, recorded and answered."""

    def __init__(self, qtbot, folder, keychain=None):
        self.qtbot, self.keychain = qtbot, keychain
        self.now = 1000.0
        self.paths = paths_in(folder / "data")
        prepare(self.paths)
        self.key = new_key(self.paths, keychain)
        self.entries, self.said, self.failed, self.changes = [], [], [], 0
        self.signals = Signals()
        self.signals.said.connect(self.said.append)
        self.signals.failed.connect(self.failed.append)
        self.desk = ProtectionDesk(
            self.paths,
            self.key,
            keychain,
            self.signals,
            self.entries.append,
            clock=lambda: self.now,
            cost=CHEAP,
        )
        self.desk.changed.connect(self._count)

    def _count(self):
        self.changes += 1

    def ask(self, action, *arguments, **options):
        """What the desk answers, waited for."""
        answers = []
        action(*arguments, done=answers.append, **options)
        self.qtbot.waitUntil(lambda: bool(answers), timeout=5000)
        assert len(answers) == 1
        return answers[0]

    def passphrase(self, text=PHRASE, proof=""):
        return self.ask(self.desk.set_passphrase, text, text, proof=proof)

    def code(self, *, confirmed=True, proof=""):
        code = self.ask(self.desk.new_recovery_code, proof=proof)
        if confirmed:
            assert self.ask(self.desk.confirm_recovery_code, code) is None
        return code


@pytest.fixture
def bench(qtbot, tmp_path):
    return Bench(qtbot, tmp_path)


@pytest.fixture
def chained(qtbot, tmp_path):
    """With a keychain that holds the key, as a first start leaves it."""
    return Bench(qtbot, tmp_path, FakeKeychain())


# As it is


def test_without_a_keychain_the_log_is_said_not_to_be_protected(bench):
    view = bench.desk.view()
    assert view.in_key_file
    assert view.sentence.startswith("Your log is not protected yet.")
    assert "whoever has this folder can read it" in view.sentence
    assert (view.warning, view.keychain_found, view.can_change) == ("", False, True)


def test_with_the_keychain_alone_it_warns(chained):
    view = chained.desk.view()
    assert view.sentence == "Your log is encrypted. Its key lies in this computer's keychain."
    assert view.warning == chained.desk.warning() == WARNING
    assert view.keychain_found


def test_a_damaged_key_file_is_said_and_nothing_can_be_changed(bench):
    bench.paths.key_file.write_text("{")
    view = bench.desk.view()
    assert view.sentence.startswith("The key file beside the log is damaged")
    assert not view.can_change
    assert bench.passphrase().sentence == view.sentence
    assert bench.entries == []


# The passphrase


def test_a_passphrase_is_set_changed_and_recorded_without_itself(bench):
    assert bench.passphrase() is None
    assert key_slots.unlock_with_passphrase(bench.paths, PHRASE).secret == bench.key.secret
    assert bench.desk.view().sentence == "Your log is encrypted. Only your passphrase opens it."
    assert bench.passphrase(OTHER_PHRASE, proof=PHRASE) is None
    assert key_slots.unlock_with_passphrase(bench.paths, OTHER_PHRASE).secret == bench.key.secret
    assert bench.entries == ["passphrase set", "passphrase changed"]
    assert bench.said == ["Passphrase set.", "Passphrase changed."]
    assert bench.changes == 2
    assert bench.key.secret  # the desk wiped its own copy, not the log's


def test_what_cannot_be_a_passphrase_is_refused_at_once(bench):
    answers = []
    bench.desk.set_passphrase("short", "short", answers.append)
    bench.desk.set_passphrase(PHRASE, PHRASE + "s", answers.append)
    assert [refused.field for refused in answers] == [Field.PASSPHRASE, Field.REPEAT]
    assert "too short" in answers[0].sentence
    assert "not the same" in answers[1].sentence
    assert not bench.desk.view().has_passphrase
    assert (bench.entries, bench.changes) == ([], 0)


def test_the_same_letters_composed_otherwise_are_the_same(bench):
    assert bench.ask(bench.desk.set_passphrase, "caf\u00e9 at noon", "cafe\u0301 at noon") is None


def test_removing_it_needs_something_for_every_day_that_lasts(chained):
    chained.passphrase()
    refused = chained.ask(chained.desk.remove_passphrase, keep_in_file=False, proof=PHRASE)
    assert "keychain is lost" in refused.sentence
    assert chained.desk.view().has_passphrase
    chained.code(proof=PHRASE)
    assert chained.desk.view().opens_without_passphrase
    assert chained.ask(chained.desk.remove_passphrase, keep_in_file=False, proof=PHRASE) is None
    view = chained.desk.view()
    assert (view.has_passphrase, view.in_key_file, view.warning) == (False, False, "")
    assert chained.entries[-1] == "passphrase removed"


def test_without_a_keychain_a_code_alone_is_not_for_every_day(bench):
    bench.passphrase()
    bench.code(proof=PHRASE)
    assert not bench.desk.view().opens_without_passphrase
    refused = bench.ask(bench.desk.remove_passphrase, keep_in_file=False, proof=PHRASE)
    assert refused.sentence.startswith("Only a recovery code would be left")
    assert bench.ask(bench.desk.remove_passphrase, keep_in_file=True, proof=PHRASE) is None
    assert bench.desk.view().in_key_file
    assert bench.entries[-1] == "passphrase removed, key beside the log"


# What is typed once more


def more_ways_in(bench, proof):
    """Everything that makes another way in, or takes the passphrase away, asked for with this proof."""
    desk = bench.desk
    return (
        lambda: bench.ask(desk.set_passphrase, OTHER_PHRASE, OTHER_PHRASE, proof=proof),
        lambda: bench.ask(desk.remove_passphrase, keep_in_file=True, proof=proof),
        lambda: bench.ask(desk.new_recovery_code, proof=proof),
        lambda: bench.ask(desk.use_keychain, on=True, proof=proof),
    )


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("proof", ["", OTHER_PHRASE])
def test_an_unlocked_screen_is_not_enough_for_another_way_in(chained, number, proof):
    chained.passphrase()
    chained.ask(chained.desk.use_keychain, on=False)
    before, entries = chained.paths.key_file.read_bytes(), list(chained.entries)
    refused = more_ways_in(chained, proof)[number]()
    assert refused.field is Field.CURRENT
    assert refused.sentence.startswith("That is not the passphrase." if proof else "Type the passphrase")
    assert chained.paths.key_file.read_bytes() == before
    assert chained.keychain.secrets == {}
    assert chained.entries == [*entries, *["key change refused"] * bool(proof)]


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("with_code", [False, True])
def test_the_passphrase_or_a_recovery_code_is_enough(chained, number, with_code):
    code = chained.code()
    chained.passphrase()
    chained.ask(chained.desk.use_keychain, on=False)
    answer = more_ways_in(chained, code.lower() if with_code else PHRASE)[number]()
    assert not isinstance(answer, Refused)
    assert "key change refused" not in chained.entries


def test_a_code_of_another_log_and_a_slip_in_a_code_are_told(bench, qtbot, tmp_path):
    code = bench.code()
    bench.passphrase()
    other = Bench(qtbot, tmp_path / "other").code()
    assert bench.passphrase(OTHER_PHRASE, proof=other).sentence.startswith(
        "That code does not open this log."
    )
    refused = bench.passphrase(OTHER_PHRASE, proof=code[:-1])
    assert refused.sentence.startswith("That is not the passphrase.")


def test_wrong_tries_wait_longer_and_a_right_one_ends_that(bench):
    bench.passphrase()
    for _ in range(3):
        assert "not the passphrase" in bench.passphrase(OTHER_PHRASE, proof="a guess or two").sentence
    refused = bench.passphrase(OTHER_PHRASE, proof=PHRASE)
    assert refused == Refused("Wait 1 second, then try again.", Field.CURRENT)
    bench.now += 1
    assert bench.passphrase(OTHER_PHRASE, proof=PHRASE) is None
    assert "not the passphrase" in bench.passphrase(proof="a guess or two").sentence
    assert bench.passphrase(proof=OTHER_PHRASE) is None


# The recovery code


def test_a_code_counts_once_it_is_typed_back(chained):
    code = chained.code(confirmed=False)
    view = chained.desk.view()
    assert (view.has_recovery, view.recovery_checked, view.warning) == (True, False, WARNING)
    assert chained.ask(chained.desk.confirm_recovery_code, code.lower().replace("-", " ")) is None
    view = chained.desk.view()
    assert (view.recovery_checked, view.warning) == (True, "")
    assert key_slots.unlock_with_code(chained.paths, code).secret == chained.key.secret
    assert chained.entries == ["recovery code made", "recovery code confirmed"]
    assert not any(code in text for text in chained.entries + chained.said)


def test_mistyped_and_wrong_are_told_apart(chained):
    first = chained.code(confirmed=False)
    second = chained.code(confirmed=False)
    slip = second[:-1] + ("0" if second[-1] != "0" else "1")
    said = {
        typed: chained.ask(chained.desk.confirm_recovery_code, typed)
        for typed in (slip, second[:-5], second + "-0000", "U" + second[1:], first)
    }
    assert {refused.field for refused in said.values()} == {Field.CODE}
    assert [refused.sentence.split(".")[0] for refused in said.values()] == [
        "Something is mistyped",
        "Some of the code is missing",
        "That is more than a code has",
        "One character is in no code",
        "That is a recovery code, but not the newest one",
    ]
    assert not chained.desk.view().recovery_checked


def test_typing_back_what_was_never_made(chained):
    refused = chained.ask(chained.desk.confirm_recovery_code, "0123")
    assert refused == Refused("There is no recovery code yet. Make one first.", Field.CODE)


def test_the_last_way_in_that_lasts_stays(chained):
    chained.code()
    refused = chained.ask(chained.desk.remove_recovery_code)
    assert "so this was kept" in refused.sentence
    assert chained.desk.view().recovery_checked
    chained.passphrase()
    assert chained.ask(chained.desk.remove_recovery_code) is None
    assert not chained.desk.view().has_recovery
    assert chained.entries[-1] == "recovery code removed"


# The keychain


def test_the_keychain_on_and_off(chained):
    chained.passphrase()
    assert chained.desk.view().sentence.startswith("Your log is encrypted. It opens with this computer's")
    assert chained.ask(chained.desk.use_keychain, on=False) is None
    assert chained.keychain.secrets == {}
    assert not chained.desk.view().in_keychain
    assert chained.ask(chained.desk.use_keychain, on=True, proof=PHRASE) is None
    assert chained.keychain.secrets[account(chained.paths)] == chained.key.secret.hex()
    assert chained.entries[1:] == ["keychain no longer used", "keychain used"]


def test_the_keychain_stays_while_only_a_code_would_be_left(chained):
    chained.code()
    refused = chained.ask(chained.desk.use_keychain, on=False)
    assert refused.sentence.startswith("Only a recovery code would be left")
    assert chained.desk.view().in_keychain
    assert chained.keychain.secrets


def test_another_logs_key_in_the_keychain_is_left_alone(chained):
    chained.passphrase()
    other = random_key().secret.hex()
    chained.keychain.secrets[account(chained.paths)] = other
    refused = chained.ask(chained.desk.use_keychain, on=True, proof=PHRASE)
    assert "another log" in refused.sentence
    assert chained.keychain.secrets[account(chained.paths)] == other


def test_no_keychain_one_that_forgets_and_one_that_holds_on(bench, qtbot, tmp_path):
    assert "No keychain was found" in bench.ask(bench.desk.use_keychain, on=True).sentence
    keychain = FakeKeychain()
    chained = Bench(qtbot, tmp_path / "second", keychain)
    chained.passphrase()
    keychain.delete_password = lambda service, account: None
    refused = chained.ask(chained.desk.use_keychain, on=False)
    assert "may still hold the key" in refused.sentence
    assert not chained.desk.view().in_keychain
    assert chained.entries[-1] == "keychain no longer used"  # it happened, as far as it went
    keychain.set_password = lambda service, account, secret: None
    keychain.secrets.clear()
    refused = chained.ask(chained.desk.use_keychain, on=True, proof=PHRASE)
    assert "did not keep the key" in refused.sentence


# One at a time, and the end of it


def test_a_second_change_waits_to_be_asked_again(chained):
    chained.passphrase()
    gate = threading.Event()
    chained.keychain.before = lambda: gate.wait(5)
    answers = []
    chained.desk.use_keychain(False, answers.append)
    chained.desk.set_passphrase(OTHER_PHRASE, OTHER_PHRASE, answers.append)
    assert [refused.sentence for refused in answers] == [
        "Another change is still being made. Try again in a moment."
    ]
    gate.set()
    chained.qtbot.waitUntil(lambda: len(answers) == 2, timeout=5000)
    assert answers[1] is None


def test_the_work_is_done_elsewhere_and_answered_here(chained):
    chained.passphrase()
    threads = []
    chained.keychain.before = lambda: threads.append(threading.current_thread())
    answered_on = []
    chained.desk.use_keychain(False, lambda _answer: answered_on.append(threading.current_thread()))
    chained.qtbot.waitUntil(lambda: bool(answered_on), timeout=5000)
    assert threads
    assert threading.main_thread() not in threads
    assert answered_on == [threading.main_thread()]


def test_a_lock_meanwhile_neither_loses_the_change_nor_wraps_a_wiped_key(bench):
    answers = []
    bench.desk.set_passphrase(PHRASE, PHRASE, answers.append)
    secret = bench.key.secret
    bench.key.wipe()
    bench.desk.close()
    assert bench.entries == ["passphrase set"]
    QCoreApplication.processEvents()
    assert (answers, bench.said, bench.changes) == ([], [], 0)
    assert key_slots.unlock_with_passphrase(bench.paths, PHRASE).secret == secret
    bench.desk.set_passphrase(OTHER_PHRASE, OTHER_PHRASE, answers.append)
    assert isinstance(answers[0], Refused)


def test_a_change_that_outlasts_the_patience_is_not_recorded_in_a_closed_log(chained, monkeypatch):
    chained.passphrase()
    chained.entries.clear()
    monkeypatch.setattr("callpolicy_gui.controller.protection_desk._PATIENCE", 0)
    gate = threading.Event()
    chained.keychain.before = lambda: gate.wait(5)
    answers = []
    chained.desk.use_keychain(False, answers.append)
    chained.desk.close()
    gate.set()
    chained.qtbot.waitUntil(lambda: not chained.desk._worker.is_busy(), timeout=5000)
    assert (chained.entries, answers) == ([], [])
    assert not key_slots.protection(chained.paths).in_keychain


def test_a_change_that_could_not_be_recorded_stands_and_is_said(bench):
    def full(_kind):
        raise StorageError(StorageProblem.DISK_FULL, "log")

    bench.desk._record = full
    assert bench.passphrase() is None
    assert bench.desk.view().has_passphrase
    assert len(bench.failed) == 1
    assert "disk is full" in bench.failed[0]


def test_too_little_memory_is_a_refusal(bench, monkeypatch):
    def short(*_arguments):
        raise MemoryError

    monkeypatch.setattr(key_slots, "set_passphrase", short)
    assert "too little memory" in bench.passphrase().sentence
    assert bench.entries == []


def test_a_full_disk_is_a_refusal(bench, monkeypatch):
    def full(*_arguments):
        raise StorageError(StorageProblem.DISK_FULL, "key file")

    monkeypatch.setattr(key_slots, "set_passphrase", full)
    assert bench.passphrase().sentence.startswith("Not changed: the disk is full.")


def test_an_error_of_the_program_comes_back_to_be_reported(qtbot):
    worker = OneAtATime()

    def broken():
        raise KeyError("a value")

    with qtbot.captureExceptions() as caught:
        assert worker.start(broken, lambda _answer: None)
        qtbot.waitUntil(lambda: not worker.is_busy(), timeout=5000)
        qtbot.waitUntil(lambda: bool(caught), timeout=5000)
    assert caught[0][0] is KeyError


# Locking after a while


def test_minutes_until_it_locks_are_this_computers(bench):
    assert bench.desk.view().lock_minutes == 5
    assert bench.desk.set_lock_minutes(0) is None
    assert load_device_settings(bench.paths.device_settings).lock_minutes == 0
    assert bench.desk.set_lock_minutes(120) is None
    assert bench.desk.view().lock_minutes == 120
    assert bench.changes == 2
    assert bench.entries == []


def test_minutes_that_cannot_be_kept_are_refused(bench, monkeypatch):
    def full(*_arguments):
        raise StorageError(StorageProblem.DISK_FULL, "device settings")

    monkeypatch.setattr("callpolicy_gui.controller.protection_desk.save_device_settings", full)
    assert bench.desk.set_lock_minutes(9).sentence.startswith("Not changed")
    assert bench.desk.view().lock_minutes == 5


# A demo


def test_a_demo_keeps_nothing_and_refuses_everything(qtbot):
    entries, answers = [], []
    desk = ProtectionDesk(None, None, FakeKeychain(), Signals(), entries.append, clock=lambda: 0.0)
    assert desk.view().sentence.startswith("This is a demo.")
    assert not desk.view().can_change
    assert desk.warning() == ""
    desk.set_passphrase("a", "b", answers.append)
    desk.remove_passphrase(answers.append, keep_in_file=True)
    desk.new_recovery_code(answers.append)
    desk.confirm_recovery_code("x", answers.append)
    desk.remove_recovery_code(answers.append)
    desk.use_keychain(True, answers.append)
    answers.append(desk.set_lock_minutes(5))
    assert len(answers) == 7
    assert all(isinstance(answer, Refused) for answer in answers)
    assert entries == []
