"""Backups as a person sees them: made on a real log, listed, broken off, and what must be mended said."""

from __future__ import annotations

import json
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

from callpolicy_gui import opening
from callpolicy_gui.controller import backup_desk as module
from callpolicy_gui.controller.backup_desk import BackupDesk
from callpolicy_gui.controller.views import CallDraft, Refused
from callpolicy_gui.desktop.system_region import Region
from callpolicy_gui.storage import keys
from callpolicy_gui.storage.backups import BackupReason, backups_in
from callpolicy_gui.storage.device_settings import load_device_settings
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.paths import paths_in
from callpolicy_gui.storage.restoring import SetAsideLog, put_salvaged, restore
from callpolicy_gui.storage.salvage import salvage
from tests.controller.conftest import at

ZONE = ZoneInfo("America/New_York")
CANARY = "Wilhelmina Canary"
DAY = 86_400


class Log:
    """A log in a folder, with its clock and its backups."""

    def __init__(self, folder):
        self.now = at("2026-11-23 14:05")
        self.paths = paths_in(folder / "data")
        self.said = []
        self.changes = 0
        self.pumped = 0
        self.while_running = lambda: None
        self.open()

    def open(self):
        self.log = opening.open_folder(self.paths, lambda: self.now, Region("America/New_York", "US", "NY"))
        self.key = keys.load_or_create_key(self.paths)
        controller = self.log.controller
        controller.said.connect(self.said.append)
        self.backup = BackupDesk(controller._desk, self.paths, self.key, controller, pump=self.pump)
        self.backup.changed.connect(self.count)

    def count(self):
        self.changes += 1

    def pump(self):
        self.pumped += 1
        self.while_running()

    def to(self, text):
        self.now = at(text)

    def log_call(self, who=CANARY):
        self.log.controller.calls.log(CallDraft(who))

    def protect(self):
        """The key file as it is once a passphrase wraps the key."""
        values = json.loads(self.paths.key_file.read_bytes())
        values["slots"] = [{"kind": "keychain"}]
        self.paths.key_file.write_text(json.dumps(values))

    def own(self):
        return backups_in(self.paths.backups)

    def reopen_with(self, act):
        self.log.close()
        act()
        self.open()


@pytest.fixture
def log(tmp_path, qapp):
    made = Log(tmp_path)
    made.log_call()
    yield made
    made.log.close()


def fails(problem):
    def make(*_args, **_options):
        raise StorageError(problem, "backup")

    return make


def turn():
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_before_the_first_one(log):
    view = log.backup.view()
    assert view.sentence == "No backup yet."
    assert (view.problem, view.last_good_words, view.running) == ("", "", False)
    assert log.backup.rows() == ()
    assert log.backup.undo() is None


def test_one_by_hand(log):
    assert log.backup.start() is None
    assert log.backup.view().sentence == "Last backup: today 14:05, checked."
    assert log.said[-1] == "Backed up and checked."
    (row,) = log.backup.rows()
    assert row.when == "today 14:05"
    assert row.reason_words == "Made by you"
    count = log.log.db.history.head().count
    assert row.entries_words == f"{count} entries"
    assert row.opens_words == "opens without a passphrase"
    assert CANARY not in repr(row)
    assert log.pumped > 0
    assert log.changes == 2
    log.to("2026-11-24 09:00")
    assert log.backup.view().sentence == "Last backup: yesterday 14:05, checked."
    log.to("2026-11-30 09:00")
    assert log.backup.view().sentence == "Last backup: Mon 23 Nov 14:05, checked."


def test_saving_goes_on_meanwhile_and_no_second_one_starts(log):
    before = log.log.db.history.head().count
    refused, running = [], []

    def meanwhile():
        log.while_running = lambda: None
        running.append((log.backup.running, log.backup.view().running))
        refused.append(log.backup.start())
        refused.append(log.backup.before_import())
        log.backup.if_due(log.now)
        log.log_call("Second Caller")

    log.while_running = meanwhile
    assert log.backup.start() is None
    assert running == [(True, True)]
    assert [r.sentence for r in refused] == ["A backup is being made already."] * 2
    (backup,) = log.own()
    assert backup.count == before  # a log of one slice: what came after it is in the next one
    assert log.log.db.history.head().count > before
    assert log.log.db.history.verify() is None
    assert not log.backup.running
    log.now += 60
    assert log.backup.start() is None
    assert log.own()[0].count == log.log.db.history.head().count


def test_a_stop_breaks_it_off_and_calls_back_when_it_is_over(log):
    called = []
    log.backup.stop(lambda: called.append("at once"))
    assert called == ["at once"]

    def meanwhile():
        log.backup.stop(lambda: called.append(log.backup.running))
        assert called == ["at once"]

    log.while_running = meanwhile
    refused = log.backup.start()
    assert refused == Refused("The backup was broken off. Earlier ones were kept.")
    assert log.pumped == 1
    assert called == ["at once"]  # not while what asked for it is on the stack
    turn()
    assert called == ["at once", False]
    assert log.own() == ()
    assert list(log.paths.backups.iterdir()) == []
    assert log.backup.view().problem == ""
    log.while_running = lambda: None
    assert log.backup.start() is None


def test_the_window_lives_between_the_slices(log):
    beats = []
    timer = QTimer(interval=0)
    timer.timeout.connect(lambda: beats.append(log.backup.running))
    timer.start()
    log.while_running = module.let_the_window_live
    log.backup.start()
    timer.stop()
    assert True in beats


def test_keys_and_clicks_wait(log, monkeypatch):
    asked = []
    monkeypatch.setattr(module.QCoreApplication, "processEvents", lambda *args: asked.append(args))
    module.let_the_window_live()
    assert asked == [(module.QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, 5)]


def test_the_daily_one(log):
    log.backup.if_due(log.now)
    (first,) = log.own()
    assert first.reason is BackupReason.DAILY
    log.now += 3600
    log.backup.if_due(log.now)
    log.log_call()
    log.backup.if_due(log.now)
    assert len(log.own()) == 1
    log.now += DAY
    log.backup.if_due(log.now)
    assert [backup.reason for backup in log.own()] == [BackupReason.DAILY] * 2
    log.now += DAY
    log.backup.if_due(log.now)
    assert len(log.own()) == 2  # nothing has changed


def test_old_ones_are_thinned_after_a_good_one_only(log, monkeypatch):
    log.backup.if_due(log.now)
    for _ in range(2):
        log.now += 60
        log.log_call()
        log.backup.start()
    log.now += 10 * DAY
    log.log_call()
    monkeypatch.setattr(module, "make_backup", fails(StorageProblem.DISK_FULL))
    log.backup.if_due(log.now)
    assert len(log.own()) == 3
    monkeypatch.undo()
    log.backup.if_due(log.now)
    assert len(log.own()) == 2


@pytest.mark.parametrize(
    ("problem", "why"),
    [
        (StorageProblem.DISK_FULL, "there is no space left there. Earlier backups were kept."),
        (StorageProblem.FOLDER_NOT_WRITABLE, "its folder is not there or cannot be written to."),
        (StorageProblem.DISK_ERROR, "the disk reported an error. Earlier backups were kept."),
        (StorageProblem.DAMAGED, "a part of the log or its key file cannot be read. Export your log now."),
        (StorageProblem.FILE_TOO_LARGE, "it could not be written. Earlier backups were kept."),
    ],
)
def test_a_failure_stays_until_it_is_mended(log, monkeypatch, problem, why):
    log.backup.start()
    log.to("2026-11-27 10:00")
    log.log_call()
    monkeypatch.setattr(module, "make_backup", fails(problem))
    said = f"The last backup failed: {why} The last good one is from Mon 23 Nov 14:05."
    assert log.backup.start() == Refused(said)
    assert log.backup.view().problem == log.backup.view().needs_attention == said
    log.backup.if_due(log.now)
    assert log.backup.view().problem == said
    assert log.backup.view().sentence == "Last backup: Mon 23 Nov 14:05, checked."
    monkeypatch.undo()
    log.backup.if_due(log.now)
    assert log.backup.view().problem == ""
    assert log.backup.view().sentence == "Last backup: today 10:00, checked."


def test_a_failure_without_an_earlier_one(log):
    log.paths.backups.write_text("a file where the folder should be")
    refused = log.backup.start()
    assert refused.sentence.startswith("The last backup failed: a file lies where its")
    assert refused.sentence.endswith("There is no good one yet.")


def test_entries_that_no_backup_has_after_two_days_are_said_at_the_next_start_too(log):
    log.backup.start()
    log.to("2026-11-24 09:00")
    log.log_call()
    log.to("2026-11-26 08:00")
    assert log.backup.view().problem == ""
    log.to("2026-11-26 09:01")
    log.reopen_with(lambda: None)
    assert log.backup.view().problem == (
        "What was entered since Tue 24 Nov 09:00 is in no backup. Make one now."
    )
    log.backup.start()
    assert log.backup.view().problem == ""
    log.to("2026-12-20 09:00")
    assert log.backup.view().problem == ""  # nothing was entered since


def test_before_an_import(log, monkeypatch):
    assert log.backup.before_import() is None
    (backup,) = log.own()
    assert backup.reason is BackupReason.BEFORE_IMPORT
    log.while_running = lambda: log.backup.stop(lambda: None)
    assert log.backup.before_import() == Refused("Nothing was imported.")
    monkeypatch.setattr(module, "make_backup", fails(StorageProblem.DISK_FULL))
    assert log.backup.before_import().sentence == (
        "Nothing was imported. A backup comes first, and it failed: "
        "there is no space left there. Earlier backups were kept."
    )


def test_inside_a_write_nothing_is_begun(log):
    with log.log.db.write(log.now):
        assert log.backup.start() == Refused("The log is being written. Try again in a moment.")
        log.backup.if_due(log.now)
    assert log.own() == ()


def test_a_demo_has_nothing_to_back_up(practice):
    desk = BackupDesk(practice.controller._desk, None, None, practice.controller)
    view = desk.view()
    assert not view.can_back_up
    assert view.sentence == "This is a demo. Nothing is kept, so there is nothing to back up."
    assert desk.start() == desk.set_folder("") == Refused(view.sentence)
    assert desk.before_import() is None
    desk.if_due(practice.now)
    desk.key_changed()
    assert (desk.rows(), desk.undo()) == ((), None)


# -- the second folder -------------------------------------------------------------------


@pytest.fixture
def second(log, tmp_path):
    log.protect()
    folder = tmp_path / "stick"
    folder.mkdir()
    assert log.backup.set_folder(str(folder)) is None
    return folder


def test_the_second_folder_gets_the_daily_ones_and_those_by_hand(log, second):
    folder = log.paths.second_backups(second)
    assert load_device_settings(log.paths.device_settings).backup_folder == str(second)
    assert log.backup.view().folder == str(second)
    log.backup.before_import()
    assert backups_in(folder) == ()
    log.now += 60
    log.backup.start()
    log.now += DAY
    log.log_call()
    log.backup.if_due(log.now)
    reasons = [backup.reason for backup in backups_in(folder)]
    assert reasons == [BackupReason.DAILY, BackupReason.BY_HAND]
    assert len(log.backup.rows()) == 3
    assert log.backup.view().folder_problem == ""


def test_a_backup_in_the_second_folder_only_is_listed_as_such(log, second):
    log.backup.start()
    for path in log.paths.backups.iterdir():
        path.unlink()
    (row,) = log.backup.rows()
    assert row.place_words == "in the second folder"
    assert row.details.endswith("opens only here \u00b7 in the second folder")
    assert log.backup.view().sentence == "Last backup: today 14:05, checked."


def test_a_missing_medium_is_said_and_made_up_for(log, second):
    away = second.with_name("pulled out")
    second.rename(away)
    log.backup.if_due(log.now)
    assert len(log.own()) == 1
    view = log.backup.view()
    assert view.problem == ""
    assert (
        view.needs_attention
        == view.folder_problem
        == ("Your second folder is not there, so it gets no backups. Connect it, or choose another.")
    )
    assert not second.exists()
    away.rename(second)
    assert log.backup.view().folder_problem == ""
    log.backup.if_due(log.now)
    assert len(backups_in(log.paths.second_backups(second))) == 1
    assert len(log.own()) == 1


def test_a_failing_copy_does_not_hide_the_good_backup(log, second, monkeypatch):
    real = module.make_backup

    def make(db, key, folder, *args, **options):
        if folder != log.paths.backups:
            raise StorageError(StorageProblem.DISK_FULL, "backup")
        return real(db, key, folder, *args, **options)

    monkeypatch.setattr(module, "make_backup", make)
    assert log.backup.start() is None
    said = "The copy in your second folder failed: there is no space left there. Earlier backups were kept."
    assert log.said[-1] == f"Backed up and checked. {said}"
    view = log.backup.view()
    assert (view.problem, view.folder_problem) == ("", said)
    monkeypatch.undo()
    log.now += 60
    log.backup.start()
    assert log.backup.view().folder_problem == ""


def test_a_key_in_plain_does_not_leave_the_folder(log, tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    assert log.backup.set_folder(str(folder)) is None
    assert log.backup.start() is None
    assert backups_in(log.paths.second_backups(folder)) == ()
    assert log.backup.view().folder_problem == (
        "The copy in your second folder failed: the key lies beside the log, and whoever has that "
        "folder could read it. Set a passphrase first."
    )
    assert not log.own()[0].protected
    log.protect()
    log.backup.key_changed()
    assert log.own()[0].protected
    assert log.backup.view().folder_problem == ""
    log.now += 60
    assert log.backup.start() is None
    assert len(backups_in(log.paths.second_backups(folder))) == 1


def test_what_is_good_to_know_about_the_folder(log, second, tmp_path):
    only_here = (
        "These copies open on this computer only. Set a passphrase or print the recovery code, "
        "and they open elsewhere."
    )
    assert log.backup.view().folder_note == only_here
    synced = tmp_path / "Dropbox"
    synced.mkdir()
    log.backup.set_folder(str(synced))
    assert log.backup.view().folder_note == (
        f"Dropbox copies this folder to other computers. Backups are encrypted. {only_here}"
    )
    log.backup.set_folder("")
    assert (log.backup.view().folder, log.backup.view().folder_note) == ("", "")


def test_folders_that_are_not_taken(log, tmp_path):
    gone = log.backup.set_folder(str(tmp_path / "nowhere"))
    assert gone.sentence.startswith("That folder is not there")
    own = log.backup.set_folder(str(log.paths.data_dir))
    assert own == Refused("That is the log's own folder. Choose one on another disk.")
    assert log.backup.view().folder == ""


# -- restoring ---------------------------------------------------------------------------


def test_restoring_and_its_undo_are_asked_for(log):
    asked, undone = [], []
    log.backup.start()
    row = log.backup.rows()[0]
    log.backup.restore_requested.connect(asked.append)
    log.backup.ask_to_restore(row)
    assert asked == []  # the button is still being clicked
    turn()
    assert asked == [row.backup]

    log.to("2026-11-23 15:00")
    log.log_call("Later Caller")
    before = log.log.db.history.head().count
    log.reopen_with(lambda: restore(log.paths, row.backup, replace(log.key), log.now))
    undo = log.backup.undo()
    assert undo.when == "today 15:00"
    assert (undo.target.reason, undo.target.count) == (BackupReason.BEFORE_RESTORE, before)
    log.backup.undo_restore_requested.connect(undone.append)
    log.backup.ask_to_undo_restore(undo)
    turn()
    assert undone == [undo.target]

    log.to("2026-11-23 16:00")
    log.reopen_with(lambda: restore(log.paths, undo.target, replace(log.key), log.now))
    again = log.backup.undo()
    assert again.when == "today 16:00"
    assert again.target != undo.target
    again.target.path.unlink()
    assert log.backup.undo() is None  # the one from before the first restore is another log


def test_a_log_that_was_set_aside_is_the_undo_where_no_backup_of_it_could_be_made(log):
    log.backup.start()
    backup = log.own()[0]

    def damage_and_restore():
        data = bytearray(log.paths.database.read_bytes())
        data[64:4096] = bytes(4096 - 64)
        log.paths.database.write_bytes(data)
        restore(log.paths, backup, replace(log.key), log.now)

    log.reopen_with(damage_and_restore)
    assert isinstance(log.backup.undo().target, SetAsideLog)


def test_a_salvage_is_no_restore(log):
    def mend():
        salvage(log.paths, log.key, log.paths.data_dir / "salvaged.db", log.now)
        put_salvaged(log.paths, log.paths.data_dir / "salvaged.db", log.key, log.now)

    log.reopen_with(mend)
    assert log.backup.undo() is None


def test_nothing_of_a_client_is_shown(log, second):
    log.backup.start()
    assert CANARY not in repr((log.backup.view(), log.backup.rows(), log.said))
    assert isinstance(log.backup, QObject)
