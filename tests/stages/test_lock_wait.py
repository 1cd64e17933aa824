"""A log that another process holds for a moment is waited for, with a living window; nothing is lost."""

from __future__ import annotations

import contextlib
import itertools
import subprocess
import sys
import time

import pytest
import sqlcipher3  # noqa: F401 - the real library
from PySide6.QtCore import QTimer

from callpolicy_gui.command_line import Command
from callpolicy_gui.controller.trouble_views import ChoiceKey
from callpolicy_gui.controller.views import CallDraft
from callpolicy_gui.stages.lock_wait import MOST_TRIES, LockWait
from callpolicy_gui.stages.locked_stage import LockedStage
from callpolicy_gui.stages.open_stage import OpenStage
from callpolicy_gui.stages.trouble_stage import TroubleStage
from callpolicy_gui.storage import key_slots
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from tests.stages.test_lock import CHEAP, PASSPHRASE
from tests.stages.test_trouble import place, program  # noqa: F401  (fixtures)

WORDS = "Waiting for the log: another program is using it."
# Holds the log as a program that reads it would, for so many seconds or until its input ends.
HOLDER = """
import sys, select
import sqlcipher3
conn = sqlcipher3.connect(sys.argv[1], timeout=0, isolation_level=None)
conn.execute(f"PRAGMA key = \\"x'{sys.argv[2]}'\\"")
conn.execute("PRAGMA locking_mode = EXCLUSIVE")
conn.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
select.select([sys.stdin], [], [], float(sys.argv[3]))
conn.execute("ROLLBACK")
conn.close()
"""


@contextlib.contextmanager
def held(paths, key, seconds):
    """Another process holds the log from now on for so many seconds, at most as long as the block lasts."""
    command = [sys.executable, "-c", HOLDER, str(paths.database), key.raw_hex, str(seconds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline() == "held\n"
        yield child
        child.communicate("")


def filled(place):  # noqa: F811
    key = place.load_key()
    log = place.open(key)
    log.controller.calls.log(CallDraft("Ann", received="now"))
    log.close()
    return key


@pytest.fixture
def beats(qapp):
    """The instants at which the window's thread was free, about every 20 ms."""
    seen = [time.monotonic()]
    timer = QTimer(interval=20)
    timer.timeout.connect(lambda: seen.append(time.monotonic()))
    timer.start()
    yield seen
    timer.stop()


def longest_gap(beats):
    return max(later - sooner for sooner, later in itertools.pairwise(beats))


def test_a_log_held_for_three_seconds_is_waited_for_and_opens(program, place, qtbot, beats):  # noqa: F811
    key = filled(place)
    with held(place.paths, key, 3):
        program.enter(program.first_stage())
        stage = program.stage
        assert isinstance(stage, TroubleStage)
        assert stage._trouble.busy.isVisible()
        assert stage._trouble.busy.accessibleName() == WORDS
        assert [offer.choice.key for offer in stage._trouble.offers] == [ChoiceKey.QUIT]
        stage.show(Command(log=True))
        with qtbot.waitSignal(stage.opened, timeout=20_000):
            pass
    assert isinstance(program.stage, OpenStage)
    (row,) = program.stage._controller.queue().rows
    assert row.obligation.client.name == "Ann"
    # What was asked for meanwhile is done.
    assert program.stage.window.queue_page.log.is_open()
    assert len(beats) > 50
    # Never as long as the lock was held: nothing waited for it.
    assert longest_gap(beats) < 3


def test_a_log_that_stays_held_leaves_the_choice_to_the_person(program, place, qtbot):  # noqa: F811
    key = filled(place)
    with held(place.paths, key, 60) as child:
        program.enter(program.first_stage())
        stage = program.stage
        stage._wait._timer.setInterval(5)
        qtbot.waitUntil(stage._trouble.busy.isHidden, timeout=20_000)
        keys = [offer.choice.key for offer in stage._trouble.offers]
        assert keys == [ChoiceKey.RETRY, ChoiceKey.QUIT]
        # Chosen, it is waited for anew.
        stage._trouble.choice.emit(ChoiceKey.RETRY.value)
        assert stage._trouble.busy.isVisible()
        with qtbot.waitSignal(stage.opened, timeout=20_000):
            stage._wait._timer.setInterval(250)
            child.communicate("now")
    assert isinstance(program.stage, OpenStage)


def test_one_may_quit_while_it_waits(program, place, qtbot, monkeypatch):  # noqa: F811
    # Nothing runs the application's loop here, and an exit without one would end all later ones.
    monkeypatch.setattr(program, "_quit", lambda: None)
    key = filled(place)
    with held(place.paths, key, 60):
        program.enter(program.first_stage())
        with qtbot.waitSignal(program.stage.quit_wanted, timeout=1000):
            assert program.stage.window.close()


def test_unlocking_waits_too_and_leaves_its_entry(program, place, qtbot):  # noqa: F811
    key = filled(place)
    key_slots.set_passphrase(place.paths, key, PASSPHRASE, CHEAP)
    program.enter(program.first_stage())
    locked = program.stage
    assert isinstance(locked, LockedStage)
    locked.start_logging()
    with held(place.paths, key, 1):
        locked._lock.passphrase_submitted.emit(PASSPHRASE)
        qtbot.waitUntil(lambda: locked._lock.wait.text() == WORDS, timeout=10_000)
        assert not locked._lock.unlock.isEnabled()
        with qtbot.waitSignal(locked.opened, timeout=20_000):
            pass
    assert isinstance(program.stage, OpenStage)
    assert program.stage.window.queue_page.log.is_open()
    assert program.stage._log.db.history.entries(limit=1)[0].kind == "unlocked"


def test_what_was_asked_for_goes_on_from_the_lock_to_the_trouble(program, place, qtbot):  # noqa: F811
    key = filled(place)
    key_slots.set_passphrase(place.paths, key, PASSPHRASE, CHEAP)
    program.enter(program.first_stage())
    locked = program.stage
    locked.start_logging()
    wanted = locked.wanted
    program._on_not_opened(StorageError(StorageProblem.DISK_ERROR, "log"), key)
    assert isinstance(program.stage, TroubleStage)
    assert program.stage.wanted is wanted
    program.stage._trouble.choice.emit(ChoiceKey.RETRY.value)
    assert program.stage.window.queue_page.log.is_open()


def test_a_save_meets_no_lock_for_the_open_log_is_held_alone(place):  # noqa: F811
    key = filled(place)
    log = place.open(key)
    command = [sys.executable, "-c", HOLDER, str(place.paths.database), key.raw_hex, "0"]
    # Nothing was written yet; and between two saves nobody gets in either.
    for number in range(2):
        other = subprocess.run(command, capture_output=True, text=True, check=False, input="")
        assert "database is locked" in other.stderr
        log.controller.calls.log(CallDraft(f"Caller {number}", received="now"))
    assert len(log.controller.queue().rows) == 3
    log.close()


def test_other_problems_are_not_waited_for_and_an_end_begins_anew(qtbot):
    wait, acts, began = LockWait(), [], []
    wait._timer.setInterval(0)
    wait.began.connect(lambda: began.append(True))
    busy = StorageError(StorageProblem.IN_USE, "log")
    assert not wait.again(StorageError(StorageProblem.DAMAGED, "log"), acts.append)

    def act():
        acts.append(wait.again(busy, act))

    assert wait.again(busy, act)
    qtbot.waitUntil(lambda: acts[-1:] == [False], timeout=5000)
    assert acts == [True] * (MOST_TRIES - 1) + [False]
    assert began == [True]
    assert wait.again(busy, act)
    assert began == [True, True]
    wait.stop()
