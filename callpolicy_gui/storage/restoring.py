"""Putting a backup in the log's place, so that no moment of it can lose either.

What takes the place is made ready first: copied, verified, brought to the current schema,
with the entry "log restored" in its history and its head beside it. What is there now is
kept as a backup, or, where it cannot be opened, whole and untouched among the logs set
aside. Only then `log_exchange` lets one take the other's place.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from callpolicy_gui.storage.atomic_file import fsync_folder
from callpolicy_gui.storage.backup_files import PLACE, BackupReason, read_key_copy
from callpolicy_gui.storage.backups import make_backup
from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.encrypted_copies import check_copy, connect, never_stop, problems_at
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.log_exchange import (
    SetAsideLog,
    copy_closed_file,
    exchange,
    file_pairs,
    finish_interrupted_restore,
    set_aside_logs,
    stage_to_the_disk,
    staged,
)
from callpolicy_gui.storage.paths import paths_in
from callpolicy_gui.storage.sidecar import read_head

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from callpolicy_gui.storage.backup_files import Backup
    from callpolicy_gui.storage.keys import LogKey
    from callpolicy_gui.storage.paths import Paths

__all__ = [
    "RESTORED_KIND",
    "SetAsideLog",
    "finish_interrupted_restore",
    "put_back",
    "put_salvaged",
    "restore",
    "set_aside_logs",
]

RESTORED_KIND = "log restored"


def restore(
    paths: Paths, backup: Backup, key: LogKey, now: int, *, go_on: Callable[[], bool] = never_stop
) -> None:
    """The backup in the log's place, at the current schema. The log must be closed.

    `key` opens the backup, `now` is UTC seconds. What was there is kept first: as a backup
    of the reason BEFORE_RESTORE, whose own restoring is the undo, or, where that fails for
    whatever reason, among `set_aside_logs`. Where the backup was made under another key
    its key file comes along and the old one is set aside with the old log; the keychain is the
    caller's. `go_on` is asked while the copies are made and verified and cancels by False.

    Raises:
        BackupCancelled: `go_on` said no; nothing has changed.
        StorageError: of place "backup": WRONG_KEY, DAMAGED, NEWER_VERSION, NOT_A_CALL_LOG,
            FILE_REMOVED, and DISK_FULL, DISK_ERROR or FOLDER_NOT_WRITABLE, for the backup;
            nothing has changed. IN_USE of place "log" when another process has the log open.
            After the marker was written only errors of the disk remain, and
            `finish_interrupted_restore` finishes.
    """
    with staged(paths) as stage:
        with problems_at(PLACE):
            _copy_into(stage, paths, backup, key, go_on)
        before, is_kept = _keep_current(paths, key, now, go_on)
        with problems_at(PLACE):
            _note_restored(stage, key, before, now)
        exchange(paths, now, keep=not is_kept)


def put_back(paths: Paths, log: SetAsideLog, now: int) -> None:
    """A log that was set aside in its place again, exactly as it was; the undo of a restore over it.

    The log that is there now must be closed; it is set aside whole. `log` stays where it
    is, too, and what was wrong with it will be said when it is opened.

    Raises:
        StorageError: of place "backup"; before the marker was written nothing has changed.
    """
    source = paths_in(log.folder)
    with staged(paths) as stage:
        with problems_at(PLACE):
            for old, new in file_pairs(source, stage, with_key=True):
                if old.exists():
                    copy_closed_file(old, new)
            fsync_folder(stage.data_dir)
        exchange(paths, now, keep=True)


def put_salvaged(paths: Paths, salvaged: Path, key: LogKey, now: int) -> None:
    """A log that `salvage` wrote in the closed log's place; the damaged one is set aside whole.

    `salvaged` stays where it is. The key file stays too.

    Raises:
        StorageError: of place "backup" or "log"; before the marker was written nothing has changed.
    """
    with staged(paths) as stage:
        with problems_at(PLACE):
            copy_closed_file(salvaged, stage.database)
            open_log(stage, key).close()  # makes the head beside it
            stage_to_the_disk(stage)
        exchange(paths, now, keep=True)


def _copy_into(stage: Paths, paths: Paths, backup: Backup, key: LogKey, go_on: Callable[[], bool]) -> None:
    """The backup, verified, in the stage; with its key file where the folder's is of another key."""
    told = read_key_copy(backup.key_path)
    if told.verifier is not None and told.verifier != key.verifier:
        raise StorageError(StorageProblem.WRONG_KEY, PLACE)
    if not backup.path.exists():
        raise StorageError(StorageProblem.FILE_REMOVED, PLACE)
    copy_closed_file(backup.path, stage.database, go_on)
    check = check_copy(stage.database, key, go_on)
    if check.problem is not None:
        raise StorageError(check.problem, PLACE)
    if read_key_copy(paths.key_file).verifier != key.verifier:
        if backup.key_path is None:
            raise StorageError(StorageProblem.KEY_MISSING, PLACE)
        copy_closed_file(backup.key_path, stage.key_file)


def _keep_current(
    paths: Paths, key: LogKey, now: int, go_on: Callable[[], bool]
) -> tuple[dict[str, object] | None, bool]:
    """The current log's head, if it has one, and whether a backup of it was made."""
    saved = read_head(paths.sidecar)
    before: dict[str, object] | None = None if saved is None else {"count": saved.count, "hash": saved.hash}
    if not paths.database.exists():
        return before, False
    try:
        # Opening to write merges or drops a write-ahead log even where it fails afterwards;
        # a file whose start cannot be read is left to whoever salvages it.
        with problems_at(PLACE), contextlib.closing(connect(paths.database, key, mode="ro")) as conn:
            conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
        db = open_log(paths, key)
    except StorageError as error:
        if error.problem is StorageProblem.IN_USE:
            raise
        return before, False
    with contextlib.closing(db):
        head = db.history.head()
        before = {"count": head.count, "hash": head.hash}
        try:
            make_backup(
                db, key, paths.backups, paths.key_file, now, reason=BackupReason.BEFORE_RESTORE, go_on=go_on
            )
        except StorageError:
            # On a full disk too: setting aside needs no room.
            return before, False
    return before, True


def _note_restored(stage: Paths, key: LogKey, before: dict[str, object] | None, now: int) -> None:
    with contextlib.closing(open_log(stage, key)) as db:
        head = db.history.head()
        with db.write(now):
            db.history.append(
                RESTORED_KIND, "log", before=before, after={"count": head.count, "hash": head.hash}
            )
    stage_to_the_disk(stage)
