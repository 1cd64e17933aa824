"""Locking closes and empties everything; alerts go on, neutral; the passphrase brings it all back."""

from __future__ import annotations

import gc
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication

from callpolicy_gui.alert_relay import ALERT_KEY
from callpolicy_gui.command_line import Command
from callpolicy_gui.controller.views import CallDraft
from callpolicy_gui.core.calls import Client, MissedCall
from callpolicy_gui.desktop.system_region import Region
from callpolicy_gui.opening import LogPlace
from callpolicy_gui.program import Program
from callpolicy_gui.stages.locked_stage import LockedStage
from callpolicy_gui.stages.open_stage import OpenStage
from callpolicy_gui.storage import alert_journal, key_slots
from callpolicy_gui.storage.key_wrapping import KdfCost
from callpolicy_gui.storage.paths import paths_in

ZONE = ZoneInfo("America/New_York")
CHEAP = KdfCost(iterations=1, lanes=1, memory_kib=64)
PASSPHRASE = "four words of mine"
CANARY, NOTE = "Zebulon Quartermaine", "After the harvest fair"


def at(text: str) -> int:
    return int(datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZONE).timestamp())


def filled(place):
    key = place.load_key()
    log = place.open(key)
    key_slots.set_passphrase(place.paths, key, PASSPHRASE, CHEAP)
    log.controller.calls.log(CallDraft(CANARY, received="now", note=NOTE))
    return log


@pytest.fixture
def program(qapp, tmp_path, monkeypatch):
    """The program with a log that has a passphrase and one call, due Tue 10:00."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    clock = [at("23 10:00")]
    place = LogPlace(
        paths_in(tmp_path / "log"), None, lambda: clock[0], Region("America/New_York", "US", "NY")
    )
    made = Program(qapp, place.clock, place, None)
    made.clock, made.place = clock, place
    made.notices, made.withdrawn = [], []
    monkeypatch.setattr(made._notifier, "show", made.notices.append)
    monkeypatch.setattr(made._notifier, "withdraw", made.withdrawn.append)
    made.enter(made.open_stage(filled(place)))
    yield made
    made.stage.leave()


def unlock(program, qtbot, typed=PASSPHRASE):
    locked = program.stage
    locked._lock.passphrase_submitted.emit(typed)
    qtbot.waitUntil(lambda: not locked._worker.is_busy() or program.stage is not locked, timeout=10_000)
    QApplication.processEvents()


def actions(program):
    return [action for action, _words in program.notices[-1].actions]


def test_snooze_on_an_alert_puts_the_call_off_and_answers_the_alert(program):
    program.clock[0] = at("24 09:30")
    program.stage.beat()
    assert program.notices[-1].title.startswith("Callback due by")
    assert actions(program) == ["show", "snooze"]
    window = program.stage.window
    window.hide()
    assert not window.notices.alert.isHidden()
    program._notifier.action.emit(ALERT_KEY, "snooze")
    assert window.notices.alert.isHidden()
    assert window.isHidden()
    (row,) = program.stage._controller.queue().rows
    assert (row.group.name, row.opens_at) == ("WAITING", at("24 09:45"))
    # The alert is answered: nothing of it is left to be taken over.
    program.lock("")
    assert len(program.notices) == 1


def test_a_snooze_that_comes_too_late_is_told_in_the_window(program):
    program.clock[0] = at("24 09:30")
    program.stage.beat()
    program.stage.window.hide()
    program.clock[0] = at("24 09:50")
    program._notifier.action.emit(ALERT_KEY, "snooze")
    window = program.stage.window
    assert window.isVisible()
    assert window.notices.trouble.accessibleName().startswith("The deadline, 10:00, is too near")
    assert window.queue_page.list.current_row().group.name == "DUE_SOON"


def test_no_snooze_is_offered_where_it_is_too_late_or_the_alert_is_about_the_day(program):
    program.clock[0] = at("24 08:00")
    program.stage.beat()
    assert program.notices[-1].title.startswith("Callback time until")
    assert actions(program) == ["show"]
    program.clock[0] = at("24 09:50")
    program.stage.beat()
    assert program.notices[-1].title.startswith("Callback due by")
    assert actions(program) == ["show"]


def test_an_alert_on_the_screen_becomes_neutral_when_the_log_locks(program, qtbot):
    program.clock[0] = at("24 10:05")
    program.stage.beat()
    assert program.notices[-1].title == "1 callback is overdue"
    assert actions(program) == ["show", "snooze"]
    program.lock("")
    assert program.notices[-1].title == "A callback needs you"
    assert program.notices[-1].urgent
    assert actions(program) == ["show"]
    # A button that was there a moment ago asks for what opens the log.
    program._notifier.action.emit(ALERT_KEY, "snooze")
    assert isinstance(program.stage, LockedStage)
    unlock(program, qtbot)
    assert program.stage.window.queue_page.list.current_row().group.name == "OVERDUE"


def test_nothing_of_the_log_is_left_in_memory_or_on_the_screen(program, qapp):
    program.lock("It locked with the screen.")
    assert isinstance(program.stage, LockedStage)
    qapp.processEvents()
    gc.collect()
    left = [each for each in gc.get_objects() if isinstance(each, Client) and each.name == CANARY]
    left += [each for each in gc.get_objects() if isinstance(each, MissedCall) and each.note == NOTE]
    assert left == []
    windows = [w for w in qapp.topLevelWidgets() if w.isVisible()]
    assert windows == [program.stage.window]
    assert program.stage.tray_state().tooltip == "Call Policy is locked"
    assert program.stage.carry_out(Command()).line.startswith("Call Policy is locked.")


def test_the_passphrase_opens_it_again_and_the_history_knows(program, qtbot):
    program.lock("", asked=True)
    unlock(program, qtbot, "not the right one")
    assert isinstance(program.stage, LockedStage)
    assert "not the passphrase" in program.stage._lock.field.error()
    unlock(program, qtbot)
    assert isinstance(program.stage, OpenStage)
    history = program.stage._log.db.history.entries(limit=5)
    assert [entry.kind for entry in history[:2]] == ["unlocked", "unlock failed"]
    assert history[1].after["count"] == 1
    assert program.stage._controller.queue().rows[0].obligation.client.name == CANARY


def test_alerts_go_on_neutral_and_are_known_after_unlocking(program, qtbot):
    program.lock("")
    program.clock[0] = at("24 09:30")
    program.notices.clear()
    program.stage.beat()
    program.stage.beat()
    assert [notice.title for notice in program.notices] == ["A callback needs you"]
    assert actions(program) == ["show"]
    program.stage.alert_shown()
    program.clock[0] = at("24 10:01")
    program.stage.beat()
    assert len(program.notices) == 2
    program.stage.alert_shown()
    keys = [shown.key for shown in alert_journal.read(program.place.paths)]
    assert keys == ["soon:1", "overdue:1"]
    program.stage.alert_clicked("")
    said = []
    unlock(program, qtbot)
    program.stage.alert_wanted.connect(lambda *alert: said.append(alert))
    program.stage.beat()
    assert said == []
    assert alert_journal.read(program.place.paths) == ()
    # The click that was made while it was locked is answered now.
    window = program.stage.window
    assert window.queue_page.list.current_row().group.name == "OVERDUE"


def test_a_draft_survives_the_lock(program, qtbot):
    program.stage.start_logging()
    quick = program.stage.window.queue_page.log
    qtbot.keyClicks(quick.who, "Marigold")
    program.lock("")
    unlock(program, qtbot)
    assert program.stage.window.queue_page.log.who.text() == "Marigold"


def test_without_a_passphrase_it_does_not_lock_and_says_why(program, qtbot):
    protection = program.stage._controller.protection
    key_slots.remove_passphrase(program.place.paths, protection._key, keep_in_file=True)
    program.lock("", asked=True)
    assert isinstance(program.stage, OpenStage)
    assert program.stage.window.current_page() == "settings"


def test_switched_off_auto_lock_does_not_lock_but_a_wish_does(program):
    program._save_device(auto_lock=False)
    program.lock("It locked with the screen.")
    assert isinstance(program.stage, OpenStage)
    program.lock("", asked=True)
    assert isinstance(program.stage, LockedStage)


def test_a_start_without_the_key_asks_for_the_passphrase(program, qtbot):
    program.stage.leave()
    program._stage = None
    program.enter(program.first_stage())
    assert isinstance(program.stage, LockedStage)
    program.stage.show(Command(log=True))
    unlock(program, qtbot)
    assert program.stage.window.queue_page.log.is_open()
