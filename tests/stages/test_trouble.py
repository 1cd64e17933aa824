"""A log that cannot be opened: it is said, nothing is written over, and there is a way on."""

from __future__ import annotations

import pytest
import sqlcipher3  # noqa: F401 - the real library
from PySide6.QtWidgets import QApplication

from callpolicy_gui.command_line import Command
from callpolicy_gui.controller.trouble_views import ChoiceKey
from callpolicy_gui.controller.views import CallDraft
from callpolicy_gui.program import Program
from callpolicy_gui.stages.open_stage import OpenStage
from callpolicy_gui.stages.trouble_stage import TroubleStage
from callpolicy_gui.storage.backups import BackupReason, backups_in, make_backup
from callpolicy_gui.storage.log_exchange import set_aside_logs
from tests.stages.test_lock import LogPlace, Region, at, paths_in


@pytest.fixture
def place(tmp_path):
    clock = [at("23 10:00")]
    return LogPlace(
        paths_in(tmp_path / "log"), None, lambda: clock[0], Region("America/New_York", "US", "NY")
    )


@pytest.fixture
def program(qapp, place, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    made = Program(qapp, place.clock, place, None)
    yield made
    if made._stage is not None:
        made.stage.leave()


def fill(place, calls=30):
    """A log with a backup after the first call; what came after it is in the log only."""
    key = place.load_key()
    log = place.open(key)
    log.controller.calls.log(CallDraft("Ann", received="now"))
    make_backup(
        log.db, key, place.paths.backups, place.paths.key_file, at("23 10:00"), reason=BackupReason.DAILY
    )
    for number in range(calls):
        log.controller.calls.log(CallDraft(f"Caller {number}", received="now"))
    log.close()
    return key


def damage(path, at_byte):
    with path.open("rb+") as file:
        file.seek(at_byte)
        file.write(bytes(64))


def choose(program, qtbot, key):
    stage = program.stage
    stage._trouble.choice.emit(key.value)
    qtbot.waitUntil(lambda: program.stage is not stage or not stage._worker.is_busy(), timeout=20_000)
    QApplication.processEvents()


def names(program):
    rows = program.stage._controller.queue().rows
    return {row.obligation.client.name for row in rows}


def test_a_damaged_log_is_said_and_the_newest_backup_opens(program, place, qtbot):
    fill(place)
    damage(place.paths.database, 0)
    program.enter(program.first_stage())
    assert isinstance(program.stage, TroubleStage)
    assert program.stage._trouble.title.text() == "The log is damaged"
    assert program.stage.carry_out(Command()).code == 1
    choose(program, qtbot, ChoiceKey.RESTORE)
    assert isinstance(program.stage, OpenStage)
    assert names(program) == {"Ann"}
    # The damaged one is kept.
    assert len(set_aside_logs(place.paths)) == 1


def test_a_damaged_page_is_read_around(program, place, qtbot):
    fill(place)
    pages = place.paths.database.stat().st_size // 4096
    damage(place.paths.database, (pages - 1) * 4096 + 100)
    program.enter(program.first_stage())
    assert isinstance(program.stage, TroubleStage)
    choose(program, qtbot, ChoiceKey.SALVAGE)
    assert "entries are readable" in program.stage._trouble.sentence.text()
    choose(program, qtbot, ChoiceKey.OPEN_SALVAGED)
    assert isinstance(program.stage, OpenStage)


def test_missing_entries_are_said_and_accepted_only_when_chosen(program, place, qtbot):
    fill(place)
    kept = backups_in(place.paths.backups)[0].path.read_bytes()
    place.paths.database.write_bytes(kept)
    program.enter(program.first_stage())
    assert isinstance(program.stage, TroubleStage)
    assert "entries" in program.stage._trouble.title.text()
    choose(program, qtbot, ChoiceKey.OPEN_WITHOUT)
    assert isinstance(program.stage, OpenStage)
    assert names(program) == {"Ann"}


def test_a_restore_from_the_settings_closes_and_opens_and_can_be_undone(program, place, qtbot):
    fill(place, calls=2)
    program.enter(program.first_stage())
    backups = program.stage._controller.backups
    first = program.stage
    backups.restore_requested.emit(backups_in(place.paths.backups)[0])
    qtbot.waitUntil(
        lambda: isinstance(program.stage, OpenStage) and program.stage is not first, timeout=20_000
    )
    assert names(program) == {"Ann"}
    undo = program.stage._controller.backups.undo()
    second = program.stage
    program.stage._controller.backups.ask_to_undo_restore(undo)
    qtbot.waitUntil(
        lambda: isinstance(program.stage, OpenStage) and program.stage is not second, timeout=20_000
    )
    assert names(program) == {"Ann", "Caller 0", "Caller 1"}
