"""A log that cannot be opened: it is said, nothing is written over, and there is a way on."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import pytest
import sqlcipher3  # noqa: F401 - the real library
from PySide6.QtWidgets import QApplication, QFileDialog

from callpolicy_gui.command_line import Command
from callpolicy_gui.controller.trouble_views import ChoiceKey
from callpolicy_gui.controller.views import CallDraft
from callpolicy_gui.program import Program
from callpolicy_gui.stages.locked_stage import LockedStage
from callpolicy_gui.stages.open_stage import OpenStage
from callpolicy_gui.stages.trouble_stage import TroubleStage
from callpolicy_gui.storage import key_slots
from callpolicy_gui.storage.backups import BackupReason, backups_in, make_backup
from callpolicy_gui.storage.log_exchange import set_aside_logs
from tests.stages.test_lock import CHEAP, PASSPHRASE, LogPlace, Region, at, paths_in
from tests.storage.key_ways import FakeKeychain


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


# --- Locate and Create


def gone(place, folder=None):
    """The log's file is not there any more, but in `folder` perhaps, with its key file and head."""
    if folder is None:
        place.paths.database.unlink()
        return
    folder.mkdir()
    for path in (place.paths.database, place.paths.sidecar):
        path.rename(folder / path.name)


def note(program):
    banner = program.stage.window.notices.note
    assert banner.isVisible()
    return banner.accessibleName()


def offered(program):
    return [offer.choice.key for offer in program.stage._trouble.offers]


def test_a_log_that_was_moved_is_located_and_what_was_wanted_is_done(
    program, place, qtbot, tmp_path, monkeypatch
):
    monkeypatch.setattr(QFileDialog, "open", QFileDialog.show)  # none of the desktop's own
    fill(place, calls=1)
    gone(place, tmp_path / "moved")
    before = (tmp_path / "moved" / "log.db").read_bytes()
    program.enter(program.first_stage())
    assert offered(program) == [ChoiceKey.RESTORE, ChoiceKey.LOCATE, ChoiceKey.CREATE, ChoiceKey.QUIT]
    program.stage.start_logging()
    program.stage._trouble.choice.emit(ChoiceKey.LOCATE.value)
    (dialog,) = program.stage.window.findChildren(QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    with qtbot.waitSignal(program.stage.opened, timeout=20_000):
        dialog.fileSelected.emit(str(tmp_path / "moved"))
    assert names(program) == {"Ann", "Caller 0"}
    assert program.stage.window.queue_page.log.is_open()
    assert note(program) == f"The log was copied from {tmp_path / 'moved'}."
    assert (tmp_path / "moved" / "log.db").read_bytes() == before


def test_a_folder_without_a_log_is_said_and_the_choices_stay(program, place, qtbot, tmp_path):
    fill(place, calls=1)
    gone(place)
    program.enter(program.first_stage())
    stage = program.stage
    stage._locate(str(tmp_path))
    qtbot.waitUntil(stage._trouble.failure.isVisible, timeout=20_000)
    assert "Choose the one that holds the file log.db" in stage._trouble.failure.accessibleName()
    assert ChoiceKey.LOCATE in offered(program)


def test_a_located_log_with_a_passphrase_asks_for_it(program, place, qtbot, tmp_path):
    other = replace(place, paths=paths_in(tmp_path / "other"))
    key = fill(other, calls=1)
    key_slots.set_passphrase(other.paths, key, PASSPHRASE, CHEAP)
    fill(place, calls=0)
    gone(place)
    program.enter(program.first_stage())
    with qtbot.waitSignal(program.stage.not_opened, timeout=20_000):
        program.stage._locate(str(other.paths.data_dir))
    assert isinstance(program.stage, LockedStage)
    assert program.stage._lock.why.text() == f"The log was copied from {other.paths.data_dir}."
    with qtbot.waitSignal(program.stage.opened, timeout=20_000):
        program.stage._lock.passphrase_submitted.emit(PASSPHRASE)
    assert names(program) == {"Ann", "Caller 0"}
    assert "The log was copied from" in note(program)


def test_an_empty_log_is_made_after_one_question_and_says_where_the_old_one_is(program, place, qtbot):
    key = fill(place, calls=1)
    damaged = place.paths.database.read_bytes()[:100]
    place.paths.database.write_bytes(damaged)
    program.enter(program.first_stage())
    stage = program.stage
    assert stage._trouble.title.text() == "The log file is empty"
    (create,) = [offer for offer in stage._trouble.offers if offer.choice.key is ChoiceKey.CREATE]
    create.button.click()
    assert "nothing is deleted" in create.question.accessibleName()
    assert isinstance(program.stage, TroubleStage)
    with qtbot.waitSignal(stage.opened, timeout=20_000):
        create.question.action_button().click()
    assert names(program) == set()
    (aside,) = set_aside_logs(place.paths)
    assert (aside.folder / "log.db").read_bytes() == damaged
    assert note(program) == "An empty log was created."
    assert str(aside.folder) in program.stage.window.notices.note.accessibleDescription()
    assert program.stage.key.secret == key.secret
    # The old log's backups are there, and are not taken for the new one's.
    backups = program.stage._controller.backups
    assert len(backups.rows()) == 1
    assert backups.view().last_good_words == ""


def test_without_the_key_an_empty_log_is_made_and_the_old_one_can_be_put_back(program, place, qtbot):
    keychain = FakeKeychain()
    program._place = place = replace(place, keychain=keychain)
    fill(place, calls=1)
    kept, keychain.secrets = dict(keychain.secrets), {}
    program.enter(program.first_stage())
    assert program.stage._trouble.title.text() == "The key of this log was not found"
    assert offered(program) == [ChoiceKey.RETRY, ChoiceKey.LOCATE, ChoiceKey.CREATE, ChoiceKey.QUIT]
    with qtbot.waitSignal(program.stage.opened, timeout=20_000):
        program.stage._trouble.choice.emit(ChoiceKey.CREATE.value)
    assert names(program) == set()
    assert keychain.secrets == {}
    said = program.stage.window.notices.note.accessibleDescription()
    assert "Whoever has this folder can read the log" in said
    # The keychain came back, and with it the old log.
    keychain.secrets.update(kept)
    undo = program.stage._controller.backups.undo()
    assert undo.started_over
    second = program.stage
    program.stage._controller.backups.ask_to_undo_restore(undo)
    qtbot.waitUntil(
        lambda: isinstance(program.stage, OpenStage) and program.stage is not second, timeout=20_000
    )
    assert names(program) == {"Ann", "Caller 0"}


def test_a_stop_in_the_middle_is_finished_by_trying_again(program, place, qtbot, monkeypatch):
    fill(place, calls=1)
    gone(place)
    program.enter(program.first_stage())
    real, left = Path.replace, [2]

    def fail_late(path, target):
        if path.name == "log.db":
            left[0] -= 1
            if left[0] >= 0:
                raise OSError(errno.EIO, "x")
        return real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail_late)
        stage = program.stage
        stage._trouble.choice.emit(ChoiceKey.CREATE.value)
        qtbot.waitUntil(stage._trouble.failure.isVisible, timeout=20_000)
    with qtbot.waitSignal(stage.opened, timeout=20_000):
        stage._trouble.choice.emit(ChoiceKey.RETRY.value)
    assert names(program) == set()
