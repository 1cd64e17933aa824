"""What went wrong, as a sentence that says what to do. A sentence names the place, never the value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale

from callpolicy_gui.core.clock_doubt import Wrong
from callpolicy_gui.core.time_entry import TimeEntryError, TimeProblem
from callpolicy_gui.wording.text import counted, tr
from callpolicy_gui.wording.times import duration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callpolicy_gui.core.clock_doubt import ClockDoubt
    from callpolicy_gui.wording.times import Times

_TELLING_S = 60

# Problems come from rooms that wording does not import; they are string enums, so their
# values are the keys here.
_STORAGE = {
    "folder_not_writable": "This folder cannot be written to. Choose another, or change its rights.",
    "file_exists": "Not saved: there is a file with that name already.",
    "file_too_large": "That file is too large to be read.",
    "not_a_call_log": "The file in the data folder is not a call log of Call Policy. It was left as it is.",
    "newer_version": "This log was written by a newer version of Call Policy. Update the program to open it.",
    "wrong_key": "The key kept on this computer does not open this log. It was left as it is.",
    "key_missing": "The key of this log was not found. Restore this computer's keychain, then start again.",
    "key_library_too_old": "The encryption library is too old for a passphrase or a recovery code.",
    "needs_passphrase": "Type your passphrase or your recovery code to open the log.",
    "wrong_passphrase": "That is not the passphrase. There is no reset; a recovery code opens it too.",
    "wrong_code": "That code does not open this log. Use the one you printed last for it.",
    "mistyped_code": "Something in the code is mistyped. It has seven groups of four letters and digits.",
    "last_way_in": "Nothing else would open your log if this computer's keychain is lost, so this was kept.",
    "log_not_found": "No log was found in the data folder, though there was one. Restore a backup of it.",
    "damaged": "The log is damaged and was left as it is. Restore a copy of the data folder.",
    "entries_missing": "The last entries of the log are missing. Restore a copy of the data folder.",
    "disk_full": "Not saved: the disk is full. Your entry is still here. Free some space, then try again.",
    "disk_error": "The disk reported an error. Earlier entries are safe; copy the data folder elsewhere.",
    "file_removed": "The log file was removed while it was open. Save a copy of your log now.",
    "file_replaced": "The log file was replaced by another program. Nothing more is written to it.",
    "in_use": "The log is in use by another program. Close it and try again.",
    "read_only": "Not saved: the log is open for reading only.",
    "library_too_old": "The encryption library is missing or too old, so Call Policy does not start.",
}
_EXPORT = {
    "file_exists": "There is a file with that name already. It was kept.",
    "disk_full": "Not exported: there is no space left there. An earlier file was kept.",
    "folder_not_writable": "Not exported: that folder is not there or cannot be written to. Choose another.",
    "read_only": "Not exported: that place can only be read. Choose another.",
    "disk_error": "Not exported: the disk reported an error. An earlier file was kept.",
}
_LOCATE = {
    "log_not_found": "There is no log in that folder. Choose the one that holds the file log.db.",
    "file_exists": "That is the data folder itself. Choose the folder where the log lies now.",
    "not_a_call_log": "The file log.db in that folder is not a call log, or its key file is another log's.",
    "key_missing": "The key file log.key.json is not beside that log. Choose a folder that holds both.",
    "in_use": "That log is in use by another program. Close it and try again.",
    "disk_full": "Not copied: the disk is full. Free some space, then try again.",
    "folder_not_writable": "That folder cannot be read, or nothing written to the data folder.",
    "newer_version": "That log was written by a newer version of Call Policy. Update the program to open it.",
}
_TEXT = {
    "name_too_long": "That name is too long. 200 characters are the most.",
    "note_too_long": "That note is too long. 10,000 characters are the most.",
    "number_too_long": "That number is too long. 200 characters are the most.",
}
_PASSPHRASE = {
    "passphrase_too_short": "That passphrase is too short. 8 characters are the least; a few words are good.",
    "passphrase_too_long": "That passphrase is too long. 1,000 characters are the most.",
    "passphrase_untypeable": "That passphrase has a character that cannot be typed, such as a line end.",
}
_NUMBER = {
    "emergency": "That is an emergency number. Is this right?",
    "not_a_number": "That is not a number that can be dialled. It is kept as typed.",
}
_FORMAT = {
    "not_this_format": "This file is not a call log that Call Policy can read.",
    "text_messages": "This is a backup of text messages. Choose the backup of calls.",
    "document_type": "This file could not be read safely.",
    "not_well_formed": "This file is not well formed.",
    "cut_off": "This file ends too early. Export or copy it again from the phone.",
    "date_unreadable": "A date could not be read.",
    "date_out_of_range": "A date is out of range.",
    "kind_unreadable": "The kind of a call could not be read.",
    "duration_unreadable": "The length of a call could not be read.",
    "number_too_long": "A number is too long.",
    "name_too_long": "A name is too long.",
    "entry_too_long": "One entry is far longer than a call can be.",
    "too_many_rows": "This file has too many calls. Export a shorter period from the phone.",
}
_DEVICE = {
    "theme": "theme",
    "text_percent": "text size",
    "geometry": "place of the window",
    "auto_lock": "auto-lock",
    "auto_lock_minutes": "minutes until auto-lock",
    "backup_folder": "backup folder",
}
_IMPORT = {
    "not_found": "That file was not found.",
    "not_a_file": "That is not a file.",
    "too_large": "That file is too large for a call log.",
    "unknown_format": "This file is not a call log that Call Policy can read.",
    "unreadable": "This file could not be read safely.",
}


def storage_problem(error: object) -> str:
    """The sentence of a storage error; its `problem` is the key.

    Where entries are missing it says how many and when the last of them was saved, by this
    computer's clock: the practice's zone lies in the log.
    """
    problem = str(error.problem)  # type: ignore[attr-defined]
    expected, found, last_at = (getattr(error, name, None) for name in ("expected", "found", "last_saved_at"))
    if problem != "entries_missing" or expected is None or found is None or expected <= found:
        return tr(_STORAGE[problem])
    missing = counted(
        expected - found,
        "The last %n entry of the log is missing.",
        "The last %n entries of the log are missing.",
    )
    return f"{missing} {_saved_last(last_at)}"


def _saved_last(at: int | None) -> str:
    if at is None:
        return tr("Restore a copy of the data folder.")
    when = QLocale().toString(_here(at), QLocale.FormatType.ShortFormat)
    return tr("They go up to {when}. Restore a copy of the data folder.", when=when)


_READING = {
    "disk_full": "the disk is full",
    "folder_not_writable": "the data folder cannot be written to",
    "read_only": "the log file cannot be written to",
    "newer_version": "this log was made by a newer version of Call Policy",
}


def reading_only(why: str, missing: object | None = None) -> str:
    """That the log is open for reading only, and why; `missing` is the error of entries that it lacks."""
    said = tr("Reading only: {why}. Nothing can be saved.", why=tr(_READING[why]))
    if missing is None:
        return said
    expected, found = (getattr(missing, name) or 0 for name in ("expected", "found"))
    if expected <= found:
        return f"{said} {tr('It is not the log that was saved last.')}"
    lost = counted(expected - found, "Its last entry is missing.", "Its last %n entries are missing.")
    return f"{said} {lost}"


def reading_refusal(problem: str) -> str:
    """Why a change is refused in a log that is open for reading only."""
    return tr(_STORAGE[problem])


def export_problem(error: object) -> str:
    """Why an export was not written; its `problem` is the key. An earlier file was kept."""
    problem = str(error.problem)  # type: ignore[attr-defined]
    return tr(_EXPORT[problem]) if problem in _EXPORT else storage_problem(error)


def locate_problem(error: object) -> str:
    """Why the log of a chosen folder was not brought in; its `problem` is the key. Nothing was changed."""
    problem = str(error.problem)  # type: ignore[attr-defined]
    return tr(_LOCATE[problem]) if problem in _LOCATE else storage_problem(error)


def text_problem(problem: str) -> str:
    """Why a typed text is not taken."""
    return tr(_TEXT[problem])


def passphrase_problem(problem: str) -> str:
    """Why a text is not taken as a new passphrase."""
    return tr(_PASSPHRASE[problem])


def number_warning(warning: str, digits: int) -> str:
    """What is odd about a number that is kept all the same; `digits` is how many it has."""
    if warning in _NUMBER:
        return tr(_NUMBER[warning])
    return counted(
        digits,
        "That number has an unusual length, %n digit. It is kept as typed.",
        "That number has an unusual length, %n digits. It is kept as typed.",
    )


def import_problem(
    problem: str, format_problem: str = "", place: str = "", complete: int | None = None
) -> str:
    """Why a phone's log was not read, and where. Nothing was imported.

    `complete` is how many calls stand before the cut of a file that ends too early.
    """
    said, where, before = tr(_FORMAT[format_problem] if format_problem else _IMPORT[problem]), "", ""
    if format_problem:
        where = tr("At {place}.", place=place) if place else ""
        if complete is not None:
            before = counted(
                complete, "%n complete call stands before the cut.", "%n complete calls stand before the cut."
            )
    return " ".join(part for part in (said, where, before, tr("Nothing was imported.")) if part)


def device_problem(*, was_damaged: bool, unusable: Sequence[str] = ()) -> str:
    """What could not be used of this computer's settings; empty where all of them could."""
    if was_damaged:
        return tr(
            "The settings of this computer could not be read, so the usual ones are used. "
            "The old file was kept beside them."
        )
    if not unusable:
        return ""
    names = ", ".join(tr(_DEVICE.get(name, name)) for name in unusable)
    return tr("Of the settings of this computer these could not be used: {names}. Check them.", names=names)


def clock_moved(seconds: float) -> str:
    """That this computer's clock was set back by so many seconds; empty for less than a minute.

    Forward is nothing to tell: a computer that slept looks the same, and a leap is doubted.
    """
    if seconds > -_TELLING_S:
        return ""
    by = duration(round(-seconds))
    return tr("This computer's clock moved back by {time}. Deadlines stay as they are.", time=by)


def clock_doubted(doubt: ClockDoubt, now: int) -> str:
    """That this computer's clock, which shows `now` (UTC seconds), is not believed, and what waits for that.

    By this computer's own zone, as its clock shows it: the practice's lies in the log.
    """
    if doubt.wrong is Wrong.AHEAD:
        return tr(
            "This computer's date looks wrong: {date}. Alerts wait until you confirm it.",
            date=QLocale().toString(_here(now).date(), "ddd d MMM yyyy"),
        )
    return tr(
        "This computer's clock looks wrong: it is earlier than your last entry, of {when}. "
        "Alerts wait until you confirm it.",
        when=QLocale().toString(_here(doubt.trusted_at), QLocale.FormatType.ShortFormat),
    )


def clock_doubted_shortly() -> str:
    """The same in a few words."""
    return tr("This computer's date looks wrong")


def clock_believed() -> str:
    """That the clock was set to where it is believed."""
    return tr("This computer's date looks right again. Alerts go on.")


def _here(at: int) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(at)


def network_note() -> str:
    """That the log lies on another computer's disk."""
    return tr(
        "The log lies on a network drive, where it can be damaged. Keep it on this computer's own disk, "
        "and only backups elsewhere."
    )


def zone_problem(zone: str) -> str:
    """That the log's time zone could not be used, and which one is used now."""
    return tr(
        "The time zone of your practice could not be read, so this computer's is used: {zone}. "
        "Check it in Settings.",
        zone=zone,
    )


def time_problem(error: TimeEntryError, now: int, times: Times) -> str:
    """Why a received-at text is not an instant, and what to type instead."""
    choices = [times.day_time(at, now) for at in error.instants]
    match error.problem:
        case TimeProblem.NOT_EXISTING:
            return tr(
                "The clocks skipped that time. Type {before} or {after}.",
                before=choices[0],
                after=choices[1],
            )
        case TimeProblem.TWICE:
            return tr("That time happened twice. Was it the first or the second?")
        case TimeProblem.FUTURE:
            return tr("A missed call cannot be in the future.")
        case TimeProblem.OUT_OF_RANGE:
            return tr("That date is out of range.")
        case _:
            return tr("I could not read that time. Try 14:05 or yesterday 6pm.")
