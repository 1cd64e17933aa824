"""What is said and offered for each problem of a log that does not open; nothing offered loses anything."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QLocale

from callpolicy_gui.controller.trouble import EVERYTHING, salvaged, trouble_for
from callpolicy_gui.controller.trouble_views import ChoiceKey
from callpolicy_gui.storage.backups import Backup, BackupReason
from callpolicy_gui.storage.client_store import ClientStore
from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.paths import paths_in, prepare
from callpolicy_gui.storage.salvage import SalvageReport
from callpolicy_gui.wording.times import Times

ZONE = ZoneInfo("America/New_York")
TIMES = Times(ZONE, twelve_hours=False, locale=QLocale("en_GB"))
K = ChoiceKey
P = StorageProblem
FORBIDDEN = ("!", "patient", "ticket", "agent", "oops", "{", "}", "None", "delete ", "Delete")


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


NOW = at("2026-11-23 14:10")


def backup(when="2026-11-23 13:00", count=1234):
    return Backup(
        Path("/b.db"), Path("/b.key"), at(when), count, "ab" * 6, 1_200_000, BackupReason.DAILY, True, True
    )


OLDER = backup("2026-11-20 18:00", 900)
BOTH = (backup(), OLDER)


def trouble(problem, backups=BOTH, place="log", **more):
    options = {name: more.pop(name) for name in ("size", "can") if name in more}
    return trouble_for(StorageError(problem, place, **more), backups, NOW, TIMES, **options)


def words(view):
    told = [view.title, view.sentence, *view.details]
    for choice in view.choices:
        told += [choice.words, choice.note, choice.question, choice.confirm]
    return told


@pytest.mark.parametrize(
    ("problem", "keys"),
    [
        (P.DAMAGED, (K.RESTORE, K.SALVAGE, K.QUIT)),
        (P.LOG_NOT_FOUND, (K.RESTORE, K.LOCATE, K.CREATE, K.QUIT)),
        (P.FILE_REMOVED, (K.RESTORE, K.LOCATE, K.CREATE, K.QUIT)),
        (P.KEY_MISSING, (K.RETRY, K.RESTORE, K.LOCATE, K.CREATE, K.QUIT)),
        (P.WRONG_KEY, (K.RETRY, K.RESTORE, K.LOCATE, K.QUIT)),
        (P.NOT_A_CALL_LOG, (K.RESTORE, K.LOCATE, K.QUIT)),
        (P.NEWER_VERSION, (K.READ_ONLY, K.QUIT)),
        (P.DISK_ERROR, (K.RETRY, K.QUIT)),
        (P.IN_USE, (K.RETRY, K.QUIT)),
        (P.FOLDER_NOT_WRITABLE, (K.READ_ONLY, K.RETRY, K.QUIT)),
        (P.READ_ONLY, (K.READ_ONLY, K.RETRY, K.QUIT)),
        (P.DISK_FULL, (K.READ_ONLY, K.RETRY, K.QUIT)),
        (P.LIBRARY_TOO_OLD, (K.QUIT,)),
        (P.KEY_LIBRARY_TOO_OLD, (K.QUIT,)),
        (P.FILE_TOO_LARGE, (K.RETRY, K.QUIT)),
    ],
)
def test_what_is_offered(problem, keys):
    assert trouble(problem).keys == keys


def test_a_damaged_log():
    view = trouble(P.DAMAGED, size=1_000_000)
    assert view.title == "The log is damaged"
    assert view.sentence == "A part of it cannot be read. The damaged file was left as it is."
    assert view.details == (
        "Newest backup: today 13:00, 1,234 entries.",
        "What is there now is kept, whatever you choose.",
    )
    assert view.choices[0].note == "From today 13:00, with 1,234 entries."


@pytest.mark.parametrize("size", [0, 4095])
def test_an_empty_file_is_no_new_log(size):
    view = trouble(P.DAMAGED, size=size)
    assert view.title == "The log file is empty"
    assert view.keys == (K.RESTORE, K.LOCATE, K.CREATE, K.QUIT)
    create = view.choices[2]
    assert create.question.startswith("A new log starts empty.")
    assert create.confirm == "Create an empty log"
    assert all(not choice.question for choice in view.choices if choice.key is not K.CREATE)


def test_a_damaged_key_file_is_not_a_damaged_log():
    view = trouble(P.DAMAGED, place="key file", size=0)
    assert view.title == "The key file is damaged"
    assert view.keys == (K.RESTORE, K.LOCATE, K.QUIT)


def test_a_damaged_note_of_a_restore():
    view = trouble(P.DAMAGED, place="backup")
    assert view.title == "A restore was interrupted"
    assert view.keys == (K.RETRY, K.QUIT)


def missing(expected, found, saved="2026-11-23 14:05", ends="2026-11-23 14:02", backups=BOTH, **more):
    return trouble(
        P.ENTRIES_MISSING,
        backups,
        expected=expected,
        found=found,
        last_saved_at=at(saved),
        found_at=None if ends is None else at(ends),
        **more,
    )


def test_missing_entries_with_their_number_and_time():
    view = missing(1240, 1230)
    assert view.title == "The last 10 entries (since 14:02) are missing"
    assert view.sentence == (
        "The log ends at today 14:02, but entries up to today 14:05 were saved. "
        "An older copy may lie in its place, or the disk lost them."
    )
    assert view.keys == (K.RESTORE, K.OPEN_WITHOUT, K.QUIT)
    assert view.choices[0].note == "From today 13:00, with 1,234 entries. It lacks the last 6."
    assert missing(1231, 1230).title == "The last entry (since 14:02) is missing"


def test_the_choice_that_keeps_most_comes_first():
    assert missing(1300, 1290).keys == (K.OPEN_WITHOUT, K.RESTORE, K.QUIT)
    assert missing(1300, 1290, backups=()).keys == (K.OPEN_WITHOUT, K.QUIT)
    assert "lacks" not in missing(1234, 1230).choices[0].note
    assert missing(1235, 1230).choices[0].note.endswith("It lacks the last one.")


def test_an_old_copy_has_both_dates():
    view = missing(1240, 40, ends="2026-10-02 09:00")
    assert view.title == "The last 1,200 entries (since Fri 2 Oct 09:00) are missing"
    assert "ends at Fri 2 Oct 09:00, but entries up to today 14:05" in view.sentence


def test_another_log_in_its_place_has_both_dates():
    view = missing(38, 40, ends="2026-10-02 09:00")
    assert view.title == "Another log lies in its place"
    assert view.sentence == (
        "It has 40 entries, the last of Fri 2 Oct 09:00. "
        "Saved last was a log with 38 entries, the last of today 14:05."
    )


def test_all_entries_gone():
    view = missing(12, 0, ends=None)
    assert view.title == "All 12 entries are missing"
    assert view.sentence == "The log is empty, but entries up to today 14:05 were saved."
    assert missing(1, 0, ends=None).title == "The only entry is missing"


@pytest.mark.parametrize("problem", list(P))
@pytest.mark.parametrize("place", ["log", "key file", "backup", "data folder"])
@pytest.mark.parametrize("backups", [(), BOTH])
def test_every_problem_is_told_and_has_a_way_out(problem, place, backups):
    view = trouble(problem, backups, place, expected=5, found=3, last_saved_at=NOW, found_at=NOW - 60)
    assert view.keys[-1] is K.QUIT
    assert view.title
    assert view.sentence
    assert len(set(view.keys)) == len(view.keys)
    assert (K.RESTORE in view.keys) <= bool(backups)
    for text in words(view):
        assert not any(word in text for word in FORBIDDEN), text
    # An empty log would take an intact one's place.
    if K.CREATE in view.keys:
        assert problem in {P.LOG_NOT_FOUND, P.FILE_REMOVED, P.KEY_MISSING}
        assert view.keys[0] is not K.CREATE or not backups


def test_without_a_backup_that_is_said():
    view = trouble(P.LOG_NOT_FOUND, ())
    assert view.details == ("There is no backup in the data folder.",)
    assert view.keys == (K.LOCATE, K.CREATE, K.QUIT)


def test_only_what_the_program_can_do_is_offered():
    assert trouble(P.NEWER_VERSION, can=EVERYTHING - {K.READ_ONLY}).keys == (K.QUIT,)
    assert trouble(P.DISK_FULL, can=(K.RETRY,)).keys == (K.RETRY, K.QUIT)


def report(readable=19_980, total=20_000, areas=1, **more):
    return SalvageReport(
        readable=readable,
        total_estimate=total,
        damaged_areas=areas,
        tables=(),
        breaks=(),
        detached=more.get("detached", 0),
        left_out=more.get("left_out", 0),
        journal_lost=more.get("journal_lost", False),
    )


def test_what_a_salvage_brought():
    view = salvaged(report(), BOTH, NOW, TIMES)
    assert view.title == "1 damaged area found"
    assert view.sentence == "19,980 of 20,000 entries are readable. The damaged file is kept."
    assert view.keys == (K.OPEN_SALVAGED, K.RESTORE, K.QUIT)
    assert view.details == ("Newest backup: today 13:00, 1,234 entries.",)


def test_a_salvage_with_losses_beside_the_pages():
    view = salvaged(report(areas=0, detached=1, journal_lost=True), (), NOW, TIMES)
    assert view.title == "The log was read"
    assert view.keys == (K.OPEN_SALVAGED, K.QUIT)
    assert view.details == (
        "What was saved last lay beside the log and could not be read.",
        "The history names the entries that lost what they belonged to.",
        "There is no backup in the data folder.",
    )


def test_an_old_copy_in_a_real_logs_place_is_told_with_both_dates(tmp_path):
    paths = paths_in(tmp_path / "data")
    prepare(paths)
    key = load_or_create_key(paths)

    def entry(when):
        db = open_log(paths, key)
        with db.write(at(when)):
            ClientStore(db).add("Wilhelmina Canary")
        db.close()

    entry("2026-10-02 09:00")
    old = paths.database.read_bytes()
    entry("2026-11-23 14:05")
    paths.database.write_bytes(old)
    with pytest.raises(StorageError) as caught:
        open_log(paths, key)
    view = trouble_for(caught.value, (), NOW, TIMES, size=len(old))
    assert view.title == "The last entry (since Fri 2 Oct 09:00) is missing"
    assert "ends at Fri 2 Oct 09:00, but entries up to today 14:05" in view.sentence
    assert "Canary" not in repr(view)
