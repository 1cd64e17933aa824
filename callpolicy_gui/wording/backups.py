"""When the log was backed up last, why a backup was not made, and what one holds, as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from callpolicy_gui.core.local_time import local
from callpolicy_gui.wording.text import counted, tr

if TYPE_CHECKING:
    from callpolicy_gui.wording.times import Times

# Problems and reasons come from a room that wording does not import; their values are the keys.
_PROBLEMS = {
    "disk_full": "there is no space left there. Earlier backups were kept.",
    "folder_not_writable": "its folder is not there or cannot be written to.",
    "file_exists": "a file lies where its folder should be.",
    "read_only": "its folder can only be read.",
    "disk_error": "the disk reported an error. Earlier backups were kept.",
    "damaged": "a part of the log or its key file cannot be read. Export your log now.",
    "not_verified": "the copy was not what the log is, so it was thrown away.",
    "wrong_key": "the key file beside the log belongs to another log. Export your log now.",
    "key_missing": "the key file beside the log is missing. Export your log now.",
    "in_use": "another program holds the log. Close it and try again.",
    "file_removed": "the log file was removed. Export your log now.",
    "file_replaced": "the log file was replaced by another program. Export your log now.",
    "key_not_protected": "the key lies beside the log, and whoever has that folder could read it. "
    "Set a passphrase first.",
}
_REASONS = {
    "daily": "Daily",
    "by-hand": "Made by you",
    "before-import": "Before an import",
    "before-migration": "Before an update",
    "before-restore": "Before a restore",
}


def backup_problem(error: object) -> str:
    """What stopped a backup, to stand after a colon; `why`, else `problem`, is the key."""
    key = str(getattr(error, "why", None) or error.problem)  # type: ignore[attr-defined]
    return tr(_PROBLEMS.get(key, "it could not be written. Earlier backups were kept."))


def backup_failed(error: object, last_good: str) -> str:
    """That the last backup failed, why, and how old the last good one is; `last_good` may be empty."""
    return " ".join(
        (tr("The last backup failed: {why}", why=backup_problem(error)), last_good_sentence(last_good))
    )


def last_good_sentence(last_good: str) -> str:
    """How old the last good backup is; an empty text says that there is none."""
    if not last_good:
        return tr("There is no good one yet.")
    return tr("The last good one is from {when}.", when=last_good)


def attention_words(problem: str, folder_problem: str, last_good: str) -> str:
    """What must be mended about the backups, with the age of the last good one; empty for nothing.

    A `problem` tells the age itself.
    """
    if problem or not folder_problem:
        return problem
    return f"{folder_problem} {last_good_sentence(last_good)}"


def copy_failed(error: object) -> str:
    """That the copy in the second folder failed, and why."""
    return tr("The copy in your second folder failed: {why}", why=backup_problem(error))


def folder_gone() -> str:
    """The second folder is on a medium that is not there now."""
    return tr("Your second folder is not there, so it gets no backups. Connect it, or choose another.")


def not_in_a_backup(since: str) -> str:
    """Entries that are older than they should be without a backup."""
    return tr("What was entered since {when} is in no backup. Make one now.", when=since)


def not_in_second(since: str) -> str:
    """Entries that the second folder lacks for too long."""
    return tr("Your second folder lacks what was entered since {when}. Back up now.", when=since)


def not_imported(error: object) -> str:
    """Why an import was not begun: the backup before it failed."""
    return tr("Nothing was imported. A backup comes first, and it failed: {why}", why=backup_problem(error))


def nothing_to_back_up() -> str:
    """A demo keeps nothing."""
    return tr("This is a demo. Nothing is kept, so there is nothing to back up.")


def backed_up_at(at: int, now: int, times: Times) -> str:
    """`today 14:05`, `yesterday 18:00`, `Fri 20 Nov 18:00`; the year where it is another one."""
    there, here = local(at, times.zone).date(), local(now, times.zone).date()
    if (here - there).days in {0, 1}:
        return f"{times.named_day(there, here)} {times.time(at)}"
    day = times.short_date(there) if there.year == here.year else times.long_date(there)
    return f"{day} {times.time(at)}"


def last_backup(when: str) -> str:
    """`Last backup: today 14:05, checked.`; an empty text says that there is none."""
    return tr("Last backup: {when}, checked.", when=when) if when else tr("No backup yet.")


def reason_words(reason: str) -> str:
    """Why a backup was made."""
    return tr(_REASONS[reason])


def size_words(size: int, times: Times) -> str:
    """A number of bytes: `1.2 MB`."""
    return times.locale.formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def entries_words(count: int, times: Times) -> str:
    """A number of history entries: `1,234 entries`."""
    words = counted(count, "%n entry", "%n entries")
    return words.replace(str(count), times.locale.toString(count), 1)


def opens_words(*, opens_elsewhere: bool, protected: bool) -> str:
    """Where a backup opens, and who can open it."""
    if not protected:
        return tr("opens without a passphrase")
    return tr("opens elsewhere") if opens_elsewhere else tr("opens only here")


def synced_words(service: str) -> str:
    """A service copies the second folder; backups are encrypted, so it is only said."""
    return tr("{service} copies this folder to other computers. Backups are encrypted.", service=service)


def only_here_words() -> str:
    """What makes copies elsewhere worth something."""
    return tr(
        "These copies open on this computer only. Set a passphrase or print the recovery code, "
        "and they open elsewhere."
    )


def synced_export(service: str) -> str:
    """An export that is not encrypted is about to be written where a service copies it on."""
    return tr(
        "{service} copies this folder to other computers, and the file is not encrypted.", service=service
    )
