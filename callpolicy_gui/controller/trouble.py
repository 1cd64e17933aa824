"""Which choices there are for a log that cannot be opened, and what is said: by the problem alone.

Nothing offered here loses anything: what is there now is kept whatever is chosen, no choice
deletes, and an empty log is made only after a second question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.controller.trouble_views import Choice, ChoiceKey, TroubleView
from callpolicy_gui.storage.errors import StorageProblem
from callpolicy_gui.storage.migrations import schema_version
from callpolicy_gui.wording import backups as words
from callpolicy_gui.wording.problems import storage_problem
from callpolicy_gui.wording.text import counted, tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from callpolicy_gui.storage.backups import Backup
    from callpolicy_gui.storage.errors import StorageError
    from callpolicy_gui.storage.salvage import SalvageReport
    from callpolicy_gui.wording.times import Times

EVERYTHING = frozenset(ChoiceKey)
_LOG = "log"
# A log is never smaller: less is what a full disk or a broken copy left.
_LEAST_BYTES = 4096
_K = ChoiceKey
_OFFERED: dict[StorageProblem, tuple[ChoiceKey, ...]] = {
    StorageProblem.DAMAGED: (_K.RESTORE, _K.SALVAGE),
    StorageProblem.LOG_NOT_FOUND: (_K.RESTORE, _K.LOCATE, _K.CREATE),
    StorageProblem.FILE_REMOVED: (_K.RESTORE, _K.LOCATE, _K.CREATE),
    StorageProblem.KEY_MISSING: (_K.RETRY, _K.RESTORE, _K.LOCATE, _K.CREATE),
    StorageProblem.WRONG_KEY: (_K.RETRY, _K.RESTORE, _K.LOCATE),
    StorageProblem.NOT_A_CALL_LOG: (_K.RESTORE, _K.LOCATE),
    StorageProblem.NEWER_VERSION: (_K.READ_ONLY,),
    StorageProblem.DISK_ERROR: (_K.RETRY,),
    StorageProblem.IN_USE: (_K.RETRY,),
    StorageProblem.FOLDER_NOT_WRITABLE: (_K.READ_ONLY, _K.RETRY),
    StorageProblem.READ_ONLY: (_K.READ_ONLY, _K.RETRY),
    StorageProblem.DISK_FULL: (_K.READ_ONLY, _K.RETRY),
    StorageProblem.LIBRARY_TOO_OLD: (),
    StorageProblem.KEY_LIBRARY_TOO_OLD: (),
}
_BY_KIND = {
    "empty": (_K.RESTORE, _K.LOCATE, _K.CREATE),
    "damaged key file": (_K.RESTORE, _K.LOCATE),
    "damaged backup": (_K.RETRY,),
    "newer_version contents": (_K.RETRY,),
}
_MISSING = frozenset({StorageProblem.LOG_NOT_FOUND, StorageProblem.FILE_REMOVED})
# Problems about which a person wants to know how far the newest backup goes.
_ABOUT_LOSS = frozenset(
    {
        *_MISSING,
        StorageProblem.DAMAGED,
        StorageProblem.KEY_MISSING,
        StorageProblem.WRONG_KEY,
        StorageProblem.NOT_A_CALL_LOG,
        StorageProblem.ENTRIES_MISSING,
    }
)


def trouble_for(
    error: StorageError,
    backups: Sequence[Backup],
    now: int,
    times: Times,
    *,
    size: int | None = None,
    can: Iterable[ChoiceKey] = EVERYTHING,
) -> TroubleView:
    """What to tell and to offer for an error at opening.

    `backups` has the newest first; `now` is UTC seconds. `size` is the log file's in bytes,
    None where it is missing or not known. Only what the program `can` do is offered, and to quit always.
    """
    newest = next(iter(backups), None)
    problem = error.problem
    if problem is StorageProblem.ENTRIES_MISSING:
        title, sentence = _missing(error, now, times)
        order = _by_what_is_kept(error, newest)
    else:
        empty = problem is StorageProblem.DAMAGED and size is not None and size < _LEAST_BYTES
        kind = "empty" if empty and error.place == _LOG else problem.value
        if error.place != _LOG and f"{kind} {error.place}" in _SAID:
            kind = f"{kind} {error.place}"
        title, sentence = _said(error, kind)
        order = _BY_KIND.get(kind) or _OFFERED.get(problem, (_K.RETRY,))
    allowed = set(can)
    keys = [key for key in order if key in allowed and (key is not _K.RESTORE or newest is not None)]
    details = [_newest_words(newest, now, times)] if problem in _ABOUT_LOSS else []
    if problem in _ABOUT_LOSS and problem not in _MISSING:
        details.append(tr("What is there now is kept, whatever you choose."))
    if error.version is not None:
        details.append(
            tr(
                "The log has version {its} of the format. This program knows versions up to {ours}.",
                its=times.locale.toString(error.version),
                ours=times.locale.toString(schema_version()),
            )
        )
    choices = [_choice(key, newest, error, now, times) for key in (*keys, _K.QUIT)]
    return TroubleView(title, sentence, tuple(details), tuple(choices))


def waiting() -> TroubleView:
    """What is told while the log is waited for: nothing has to be done, and one may quit."""
    title, sentence = _SAID["in_use"]
    return TroubleView(tr(title), tr(sentence), (), (_quit(),))


def salvaged(report: SalvageReport, backups: Sequence[Backup], now: int, times: Times) -> TroubleView:
    """What a salvage brought, and what to do with it; the damaged file is kept."""
    newest = next(iter(backups), None)
    total = max(report.total_estimate, report.readable)
    number = times.locale.toString
    areas = counted(report.damaged_areas, "%n damaged area", "%n damaged areas")
    details = []
    if report.journal_lost:
        details.append(tr("What was saved last lay beside the log and could not be read."))
    if report.detached or report.left_out:
        details.append(tr("The history names the entries that lost what they belonged to."))
    details.append(_newest_words(newest, now, times))
    choices = [
        Choice(_K.OPEN_SALVAGED, tr("Open what was read"), tr("The damaged file is set aside, whole."))
    ]
    if newest is not None:
        choices.append(_restore(newest, now, times))
    choices.append(_quit())
    return TroubleView(
        tr("{areas} found", areas=areas) if report.damaged_areas else tr("The log was read"),
        tr(
            "{readable} of {total} entries are readable. The damaged file is kept.",
            readable=number(report.readable),
            total=number(total),
        ),
        tuple(details),
        tuple(choices),
    )


_SAID: dict[str, tuple[str, str]] = {
    "damaged": (
        "The log is damaged",
        "A part of it cannot be read. The damaged file was left as it is.",
    ),
    "empty": (
        "The log file is empty",
        "The file is there, but your entries are not in it. It was left as it is.",
    ),
    "damaged key file": (
        "The key file is damaged",
        "The log is there, but the file that opens it cannot be read. Both were left as they are.",
    ),
    "damaged backup": (
        "A restore was interrupted",
        "The note of how far it went cannot be read. Everything is kept in the data folder.",
    ),
    "file_removed": (
        "The log is not there",
        "Its key is on this computer, but the file is missing. It may have been moved or deleted.",
    ),
    "key_missing": (
        "The key of this log was not found",
        "This computer's keychain may be empty, changed or locked. The log was left as it is.",
    ),
    "wrong_key": (
        "The key does not open this log",
        "The key kept on this computer belongs to another log. This one was left as it is.",
    ),
    "not_a_call_log": (
        "This is not a call log",
        "The file in the data folder was made by another program. It was left as it is.",
    ),
    "newer_version": (
        "This log was made by a newer version",
        "Update Call Policy to go on with it. Until then it can only be read.",
    ),
    "newer_version contents": (
        "This version cannot read the log",
        "A newer version changed what is in it. Update Call Policy to open it. It was left as it is.",
    ),
    "disk_error": (
        "The disk reported an error",
        "The log was not opened, so that nothing gets worse. Copy the data folder elsewhere first.",
    ),
    "in_use": (
        "The log is in use",
        "Another program holds it, a backup or a virus scanner perhaps. It usually takes a moment.",
    ),
    "folder_not_writable": (
        "The data folder cannot be written to",
        "Nothing can be saved there. You can look at the queue and export.",
    ),
    "read_only": (
        "The log can only be read",
        "Nothing can be saved. You can look at the queue and export.",
    ),
    "disk_full": (
        "The disk is full",
        "Nothing can be saved until there is room. You can look at the queue and export.",
    ),
    "library_too_old": (
        "Call Policy cannot start",
        "The encryption library is missing or too old. Install Call Policy again. Your log was not touched.",
    ),
    "key_library_too_old": (
        "Call Policy cannot open the log",
        "The encryption library is too old for a passphrase or a recovery code. Install Call Policy again.",
    ),
}


_SAID["log_not_found"] = _SAID["file_removed"]


def _said(error: StorageError, kind: str) -> tuple[str, str]:
    if kind not in _SAID:
        return tr("The log could not be opened"), storage_problem(error)
    title, sentence = _SAID[kind]
    return tr(title), tr(sentence)


def _missing(error: StorageError, now: int, times: Times) -> tuple[str, str]:
    """Title and sentence for entries that are gone, with both dates."""
    expected, found = error.expected or 0, error.found or 0
    saved = "" if error.last_saved_at is None else words.backed_up_at(error.last_saved_at, now, times)
    ends = "" if error.found_at is None else words.backed_up_at(error.found_at, now, times)
    if not found or not ends:
        title = counted(expected, "The only entry is missing", "All %n entries are missing")
        return _grouped(title, expected, times), tr(
            "The log is empty, but entries up to {saved} were saved.", saved=saved
        )
    if found >= expected:
        title = tr("Another log lies in its place")
        return title, tr(
            "It has {found}, the last of {ends}. Saved last was a log with {expected}, the last of {saved}.",
            found=words.entries_words(found, times),
            ends=ends,
            expected=words.entries_words(expected, times),
            saved=saved,
        )
    since = times.day_time(error.found_at or 0, now)
    lost = counted(
        expected - found,
        "The last entry (since {t}) is missing",
        "The last %n entries (since {t}) are missing",
    )
    return _grouped(lost, expected - found, times).replace("{t}", since), tr(
        "The log ends at {ends}, but entries up to {saved} were saved. "
        "An older copy may lie in its place, or the disk lost them.",
        ends=ends,
        saved=saved,
    )


def _grouped(words_of: str, count: int, times: Times) -> str:
    return words_of.replace(str(count), times.locale.toString(count), 1)


def _by_what_is_kept(error: StorageError, newest: Backup | None) -> tuple[ChoiceKey, ...]:
    if newest is not None and newest.count > (error.found or 0):
        return _K.RESTORE, _K.OPEN_WITHOUT
    return _K.OPEN_WITHOUT, _K.RESTORE


def _newest_words(newest: Backup | None, now: int, times: Times) -> str:
    if newest is None:
        return tr("There is no backup in the data folder.")
    return tr(
        "Newest backup: {when}, {entries}.",
        when=words.backed_up_at(newest.at, now, times),
        entries=words.entries_words(newest.count, times),
    )


def _choice(key: ChoiceKey, newest: Backup | None, error: StorageError, now: int, times: Times) -> Choice:
    if key is _K.RESTORE and newest is not None:
        return _restore(newest, now, times, error.expected)
    if key is _K.CREATE:
        return Choice(
            key,
            tr("Create a new log\u2026"),
            tr("An empty one. Nothing of the old one is in it."),
            tr(
                "A new log starts empty. What is in the data folder is set aside there, and nothing is "
                "deleted. If the old log can still be found, locate or restore it instead."
            ),
            tr("Create an empty log"),
        )
    simple = {
        _K.OPEN_WITHOUT: Choice(key, tr("Open without them"), tr("The history says that they are missing.")),
        _K.SALVAGE: Choice(
            key, tr("Read what can be read"), tr("Into a new log. The damaged file is not touched.")
        ),
        _K.LOCATE: Choice(
            key, tr("Locate\u2026"), tr("Choose the folder where the log lies now. It is copied from there.")
        ),
        _K.READ_ONLY: Choice(key, tr("Open for reading only"), tr("Nothing is saved. Exporting works.")),
        _K.RETRY: Choice(key, tr("Try again")),
    }
    return simple.get(key) or _quit()


def _restore(newest: Backup, now: int, times: Times, expected: int | None = None) -> Choice:
    note = tr(
        "From {when}, with {entries}.",
        when=words.backed_up_at(newest.at, now, times),
        entries=words.entries_words(newest.count, times),
    )
    lacks = 0 if expected is None else expected - newest.count
    if lacks > 0:
        note = f"{note} {counted(lacks, 'It lacks the last one.', 'It lacks the last %n.')}"
    return Choice(_K.RESTORE, tr("Restore the newest backup"), note)


def _quit() -> Choice:
    return Choice(_K.QUIT, tr("Quit"))
