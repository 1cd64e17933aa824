"""Which backups there are, which entries are in none of them, and what takes a restore back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from callpolicy_gui.controller.backup_views import BackupRow, UndoRestore
from callpolicy_gui.storage.backups import BackupReason, backups_in
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.storage.restoring import RESTORED_KIND, set_aside_logs
from callpolicy_gui.storage.starting_over import STARTED_OVER_KIND, began_at
from callpolicy_gui.wording import backups as words
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from callpolicy_gui.storage.backups import Backup
    from callpolicy_gui.storage.connection import LogDatabase
    from callpolicy_gui.storage.paths import Paths
    from callpolicy_gui.storage.restoring import SetAsideLog
    from callpolicy_gui.wording.times import Times

# A backup comes with every quit and every idle day: what is older and in none of them got lost on its way.
_LATE = 2 * 86_400


def in_folder(folder: Path) -> tuple[Backup, ...]:
    """A folder's backups, the newest first; none where it cannot be read."""
    try:
        return backups_in(folder)
    except StorageError:
        return ()


def began(db: LogDatabase) -> int:
    """Since when (UTC seconds) backups are this log's; 0 for always."""
    try:
        return began_at(db)
    except StorageError:
        return 0


def of_this_log(db: LogDatabase, backups: Iterable[Backup]) -> tuple[Backup, ...]:
    """Those that were made since this log took another's place, empty; mostly all."""
    since = began(db)
    return tuple(backup for backup in backups if backup.at > since)


def rows(paths: Paths, second: Path | None, now: int, times: Times) -> tuple[BackupRow, ...]:
    """The backups of both folders, the newest first; one that lies in both is said once."""
    own = in_folder(paths.backups)
    names = {backup.path.name for backup in own}
    other = () if second is None else in_folder(second)
    found = [(backup, "") for backup in own]
    place = tr("in the second folder")
    found += [(backup, place) for backup in other if backup.path.name not in names]
    found.sort(key=lambda pair: (pair[0].at, pair[0].count), reverse=True)
    return tuple(row_of(backup, now, times, place) for backup, place in found)


def row_of(backup: Backup, now: int, times: Times, place: str = "") -> BackupRow:
    """One backup in words."""
    return BackupRow(
        backup,
        when=words.backed_up_at(backup.at, now, times),
        reason_words=words.reason_words(backup.reason),
        entries_words=words.entries_words(backup.count, times),
        size_words=words.size_words(backup.size, times),
        opens_words=words.opens_words(opens_elsewhere=backup.opens_elsewhere, protected=backup.protected),
        place_words=place,
    )


def lacking_since(db: LogDatabase, backups: Iterable[Backup], now: int) -> int | None:
    """Since when (UTC seconds) entries are in none of the backups; None while two days have not passed."""
    try:
        counts = [backup.count for backup in backups if _holds_the_same(db, backup)]
        row = db.row("SELECT at FROM history WHERE sequence = ?", (max(counts, default=0) + 1,))
    except StorageError:
        return None
    return row[0] if row is not None and row[0] <= now - _LATE else None


def undo_of(db: LogDatabase, paths: Paths, now: int, times: Times) -> UndoRestore | None:
    """The log before the newest restore that this one tells of, or before it began, where that is kept."""
    try:
        row = db.row(
            "SELECT at, before, kind FROM history WHERE kind IN (?, ?) ORDER BY sequence DESC LIMIT 1",
            (RESTORED_KIND, STARTED_OVER_KIND),
        )
        aside = [log for log in set_aside_logs(paths) if (log.folder / paths.database.name).exists()]
    except StorageError:
        return None
    if row is None:
        return None
    target = _kept_at(row[0], row[1], in_folder(paths.backups), aside)
    if target is None:
        return None
    when = words.backed_up_at(row[0], now, times)
    return UndoRestore(target, when, started_over=row[2] == STARTED_OVER_KIND)


def _kept_at(
    at: int, before: str | None, backups: Iterable[Backup], aside: Iterable[SetAsideLog]
) -> Backup | SetAsideLog | None:
    head = {} if before is None else json.loads(before)
    for backup in backups:
        same = backup.count == head.get("count") and str(head.get("hash", "")).startswith(backup.head)
        if backup.reason is BackupReason.BEFORE_RESTORE and same:
            return backup
    return next((log for log in aside if log.at == at), None)


def _holds_the_same(db: LogDatabase, backup: Backup) -> bool:
    """Whether the backup is one of this log, not of one whose place it took."""
    found = db.history.hash_at(backup.count)
    return found is not None and found.startswith(backup.head)
