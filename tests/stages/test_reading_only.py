"""A log that cannot be written is shown all the same; what cannot be saved is said, and stays typed."""

from __future__ import annotations

import json
from datetime import date

import pytest
import sqlcipher3
from PySide6.QtWidgets import QApplication

from callpolicy_gui.command_line import Command
from callpolicy_gui.controller.trouble_views import ChoiceKey
from callpolicy_gui.controller.views import CallDraft, Refused
from callpolicy_gui.core.call_log import Level
from callpolicy_gui.core.calls import Outcome
from callpolicy_gui.formats import csv_log
from callpolicy_gui.program import Program
from callpolicy_gui.stages.locked_stage import LockedStage
from callpolicy_gui.stages.open_stage import OpenStage
from callpolicy_gui.stages.trouble_stage import TroubleStage
from callpolicy_gui.storage import key_slots, migrations
from callpolicy_gui.storage.backups import BackupReason, make_backup
from callpolicy_gui.storage.database import open_log
from tests.small_disk import NoDiskError, small_disk
from tests.stages.test_lock import CHEAP, PASSPHRASE, LogPlace, Region, at, paths_in, unlock
from tests.stages.test_trouble import choose, names

FULL = "Reading only: the disk is full. Nothing can be saved."
CLOSED = "Reading only: the data folder cannot be written to. Nothing can be saved."
NEWER = "Reading only: this log was made by a newer version of Call Policy. Nothing can be saved."
REFUSED = "Not saved: the log is open for reading only."
NO_ROOM = "Not saved: the disk is full. Your entry is still here. Free some space, then try again."
DAYS = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def disk(tmp_path):
    try:
        with small_disk(tmp_path / "disk") as found:
            yield found
    except NoDiskError as error:
        pytest.skip(str(error))


@pytest.fixture
def clock():
    """Where the clock stands; a test sets it."""
    return [at("23 10:00")]


@pytest.fixture
def place(disk, clock):
    """A log of two calls on a disk of its own, closed."""
    found = LogPlace(
        paths_in(disk.place / "log"), None, lambda: clock[0], Region("America/New_York", "US", "NY")
    )
    log = found.open(found.load_key())
    for name in ("Ann", "Ben"):
        log.controller.calls.log(CallDraft(name, received="now"))
    log.close()
    return found


@pytest.fixture
def program(qapp, place, tmp_path, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    made = Program(qapp, place.clock, place, None)
    made.notices = []
    monkeypatch.setattr(made._notifier, "show", made.notices.append)
    yield made
    if made._stage is not None:
        made.stage.leave()


def files(place):
    return {
        str(path.relative_to(place.paths.data_dir)): path.read_bytes()
        for path in sorted(place.paths.data_dir.rglob("*"))
        if path.is_file()
    }


def line(program):
    standing = program.stage.window.notices.standing
    return "" if standing.isHidden() else standing.accessibleName()


def button(program):
    found = program.stage.window.notices.standing.action_button()
    return None if found.isHidden() else found


def assert_nothing_is_saved(program, refused=REFUSED):
    """Each way to change something is refused with a sentence."""
    controller = program.stage._controller
    (first, *_) = controller.queue().rows
    assert controller.calls.log(CallDraft("Cid", received="now")) == Refused(refused)
    assert controller.calls.attempt(first.call_id, Outcome.REACHED).sentence == refused
    assert controller.backups.start().sentence == refused
    answers = []
    controller.protection.set_passphrase("four other words", "four other words", answers.append)
    assert [answer.sentence for answer in answers] == [refused]
    controller.backups.if_due(controller.now())
    assert names(program) == {"Ann", "Ben"}


def assert_exports(program, tmp_path):
    """An export is whole, and says what the history does not."""
    target = tmp_path / "export.csv"
    done = program.stage._controller.exchange.export(target, *DAYS, Level.FULL, overwrite=True)
    assert done.sentence == (
        "2 calls exported. The history does not say so: the log is open for reading only."
    )
    assert len(csv_log.read_back(target.read_bytes())) == 2
    assert program.stage.window.notices.trouble.isHidden()


@pytest.mark.parametrize("how", ["full", "closed"])
def test_what_cannot_be_written_is_shown_and_saved_again_later(program, place, disk, tmp_path, how):
    if how == "full":
        disk.fill()
    else:
        # What a killed restore left is swept where that can be done.
        place.paths.restore_stage.mkdir()
        disk.close_for_writing()
    before = files(place)
    program.enter(program.first_stage())
    assert isinstance(program.stage, OpenStage)
    assert line(program) == (FULL if how == "full" else CLOSED)
    assert button(program).text() == "Try again"
    assert names(program) == {"Ann", "Ben"}
    assert_nothing_is_saved(program, NO_ROOM if how == "full" else REFUSED)
    assert_exports(program, tmp_path)

    # What is typed stays, also when there is no room still.
    quick = program.stage.window.queue_page.log
    program.stage.start_logging()
    quick.who.setText("Cid")
    quick.submit.click()
    assert quick.who.text() == "Cid"
    button(program).click()
    assert line(program) == (FULL if how == "full" else CLOSED)
    assert not program.stage.window.notices.trouble.isHidden()
    assert quick.who.text() == "Cid"
    assert files(place) == before

    disk.make_room()
    window = program.stage.window
    button(program).click()
    assert line(program) == ""
    assert program.stage.window is window
    assert quick.who.text() == "Cid"
    quick.submit.click()
    assert quick.who.text() == ""
    assert names(program) == {"Ann", "Ben", "Cid"}
    program.stage.leave()
    program._stage = None
    db = open_log(place.paths, place.load_key())
    assert [entry.kind for entry in db.history.entries()].count("call logged") == 3
    assert db.history.verify() is None
    db.close()


def test_a_full_disk_after_an_update_brings_the_log_up_to_date_in_memory(program, place, disk, monkeypatch):
    steps = [*migrations.STEPS, ("one more", lambda db: db.conn.execute("CREATE TABLE more (x)"))]
    monkeypatch.setattr(migrations, "STEPS", steps)
    disk.fill()
    before = files(place)
    program.enter(program.first_stage())
    assert line(program) == FULL
    assert names(program) == {"Ann", "Ben"}
    assert files(place) == before


def test_alerts_go_on_and_come_once(program, clock, disk):
    disk.close_for_writing()
    program.enter(program.first_stage())
    clock[0] = at("24 09:30")
    for _ in range(3):
        program.stage.beat()
    assert [notice.title for notice in program.notices] == [program.notices[0].title]
    assert program.notices[0].title == "Callback due by 10:00"
    # Nothing can be put off, so it is not offered.
    assert [action for action, _words in program.notices[0].actions] == ["show"]
    # Nor does it come again once saving works.
    disk.make_room()
    button(program).click()
    program.stage.beat()
    assert len(program.notices) == 1


def test_it_locks_and_opens_for_reading_again(program, place, disk, qtbot):
    key_slots.set_passphrase(place.paths, place.load_key(), PASSPHRASE, CHEAP)
    disk.close_for_writing()
    before = files(place)
    program.enter(program.first_stage())
    assert isinstance(program.stage, LockedStage)
    unlock(program, qtbot)
    assert line(program) == CLOSED
    program.lock("")
    assert isinstance(program.stage, LockedStage)
    unlock(program, qtbot)
    assert line(program) == CLOSED
    assert names(program) == {"Ann", "Ben"}
    assert files(place) == before


def test_missing_entries_are_said_in_the_line_too(program, place, disk, qtbot):
    head = place.paths.sidecar
    values = json.loads(head.read_bytes())
    head.write_text(
        json.dumps({name: values[name] for name in ("hash", "at")} | {"count": values["count"] + 2})
    )
    disk.close_for_writing()
    program.enter(program.first_stage())
    assert isinstance(program.stage, TroubleStage)
    choose(program, qtbot, ChoiceKey.OPEN_WITHOUT)
    assert line(program) == f"{CLOSED} Its last 2 entries are missing."


# -- a newer version's log -------------------------------------------------------------------


def make_newer(place, *statements):
    """As a newer version leaves it: another version of the format, and what else a test wants."""
    key = place.load_key()
    conn = sqlcipher3.connect(place.paths.database, isolation_level=None)
    conn.execute(f"PRAGMA key = \"x'{key.raw_hex}'\"")
    for statement in ("PRAGMA user_version = 999", *statements):
        conn.execute(statement)
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    conn.close()


def test_a_newer_log_is_read_where_that_is_chosen(program, place, tmp_path, qtbot):
    make_newer(place, "ALTER TABLE calls ADD COLUMN mood TEXT")
    before = files(place)
    program.enter(program.first_stage())
    assert isinstance(program.stage, TroubleStage)
    trouble = program.stage._trouble
    assert trouble.title.text() == "This log was made by a newer version"
    assert trouble.details.text() == (
        f"The log has version 999 of the format. This program knows versions up to {len(migrations.STEPS)}."
    )
    assert [offer.choice.key for offer in trouble.offers] == [ChoiceKey.READ_ONLY, ChoiceKey.QUIT]
    assert program.stage.carry_out(Command()).code == 1
    choose(program, qtbot, ChoiceKey.READ_ONLY)
    assert isinstance(program.stage, OpenStage)
    assert line(program) == NEWER
    # No waiting makes this program newer.
    assert button(program) is None
    assert_nothing_is_saved(program)
    assert_exports(program, tmp_path)
    program.stage.beat()
    program.stage.idle()
    program.stage.leave()
    program._stage = None
    assert files(place) == before | {
        name: data for name, data in files(place).items() if name == "device.json"
    }


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE calls RENAME COLUMN urgency TO weight",
        "UPDATE calls SET urgency = 'someday'",
        "DROP TABLE session_blocks",
        "UPDATE clients SET name = x'00ff'",
    ],
)
def test_a_newer_log_that_this_version_cannot_read_is_told(program, place, qtbot, statement):
    make_newer(place, statement)
    before = files(place)
    program.enter(program.first_stage())
    choose(program, qtbot, ChoiceKey.READ_ONLY)
    assert isinstance(program.stage, TroubleStage)
    trouble = program.stage._trouble
    assert trouble.title.text() == "This version cannot read the log"
    assert [offer.choice.key for offer in trouble.offers] == [ChoiceKey.RETRY, ChoiceKey.QUIT]
    assert files(place) == before
    choose(program, qtbot, ChoiceKey.RETRY)
    assert trouble.title.text() == "This log was made by a newer version"


def test_a_newer_log_with_missing_entries_is_read_without_them_only_if_chosen(program, place, qtbot):
    back_up(place)
    make_newer(place)
    head = place.paths.sidecar
    values = json.loads(head.read_bytes())
    head.write_text(
        json.dumps({name: values[name] for name in ("hash", "at")} | {"count": values["count"] + 1})
    )
    before = files(place)
    program.enter(program.first_stage())
    choose(program, qtbot, ChoiceKey.READ_ONLY)
    offered = [offer.choice.key for offer in program.stage._trouble.offers]
    assert offered == [ChoiceKey.OPEN_WITHOUT, ChoiceKey.QUIT]
    choose(program, qtbot, ChoiceKey.OPEN_WITHOUT)
    assert line(program) == f"{NEWER} Its last entry is missing."
    assert files(place) == before | {
        name: data for name, data in files(place).items() if name == "device.json"
    }


def back_up(place):
    key = place.load_key()
    log = place.open(key)
    reason = BackupReason.DAILY
    made = make_backup(
        log.db, key, place.paths.backups, place.paths.key_file, int(place.clock()), reason=reason
    )
    log.close()
    return made


def test_no_other_log_takes_the_place_of_one_that_is_only_read(program, place, qtbot):
    back_up(place)
    make_newer(place)
    program.enter(program.first_stage())
    choose(program, qtbot, ChoiceKey.READ_ONLY)
    stage, before = program.stage, files(place)
    (row,) = stage._controller.backups.rows()
    stage._controller.backups.ask_to_restore(row)
    for _ in range(3):
        QApplication.processEvents()
    assert program.stage is stage
    assert stage.window.notices.trouble.accessibleName() == REFUSED
    assert files(place) == before


def test_the_history_of_what_is_only_read_has_no_entry(program, clock, disk):
    disk.close_for_writing()
    program.enter(program.first_stage())
    history = program.stage._log.db.history
    head = history.head()
    program.stage._controller.access.log_opened()
    clock[0] = at("24 09:30")
    program.stage.beat()
    assert program.notices
    assert history.head() == head
    QApplication.processEvents()
    assert program.stage.window.notices.trouble.isHidden()
