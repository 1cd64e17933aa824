"""Backups: made from the open log, verified before they get their name, thinned only after.

The copy is made with SQLite's backup interface and not with VACUUM INTO. Both take the
same time (2.0 and 2.4 s for a log of 100,000 calls, 152 MB), but VACUUM INTO holds the
window's thread for all of it, and the backup interface goes in slices of 1 MB (25 ms)
between which the window lives, a save goes through and into the copy, and a quit or a
lock can cancel. It also copies the pages as they are, so that the history's head and every
row are those of the log. The copy is switched to a rollback journal: one file, which opens on a
medium that is closed for writing.

A backup in the data folder keeps the key file as it is, also one with the key in plain: without it
the backup would be worthless, and who can read the folder can read the log anyway. Outside
of it such a key file is refused.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from callpolicy_gui.storage.atomic_file import fsync_folder, write_atomically
from callpolicy_gui.storage.backup_files import (
    HEAD_DIGITS,
    PLACE,
    Backup,
    BackupReason,
    KeyCopy,
    backups_in,
    is_due,
    key_copy,
    key_file_bytes,
    last_good,
    parsed_stem,
    read_key_copy,
    stem,
    to_be_thinned,
)
from callpolicy_gui.storage.encrypted_copies import (
    BackupCancelled,
    CopyCheck,
    check_copy,
    connect,
    never_stop,
    problems_at,
)
from callpolicy_gui.storage.errors import DATABASE_ERRORS, StorageError, StorageProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.storage.connection import LogDatabase
    from callpolicy_gui.storage.keys import LogKey

__all__ = [
    "Backup",
    "BackupCancelled",
    "BackupCheck",
    "BackupError",
    "BackupProblem",
    "BackupReason",
    "backups_in",
    "is_due",
    "last_good",
    "make_backup",
    "protect_backups",
    "thin",
    "to_be_thinned",
    "verify_backup",
]

BackupCheck = CopyCheck
_PAGES = 256
# A copy, and what SQLite leaves beside it where the disk fills while it is made a plain file of a WAL one.
_BESIDE = ("", "-wal", "-shm", "-journal")
_PARTS = frozenset(f".part{ending}" for ending in _BESIDE)
# The backup interface's errors come without a code, as SQLite's text for it only.
_BY_TEXT = {
    "database or disk is full": StorageProblem.DISK_FULL,
    "database disk image is malformed": StorageProblem.DAMAGED,
    "file is not a database": StorageProblem.DAMAGED,
    "attempt to write a readonly database": StorageProblem.READ_ONLY,
    "database is locked": StorageProblem.IN_USE,
}


class BackupProblem(StrEnum):
    """What only a backup can suffer from."""

    NOT_VERIFIED = "not_verified"
    KEY_NOT_PROTECTED = "key_not_protected"


class BackupError(StorageError):
    """A backup that was not made, for a reason of its own in `why`; nothing was left of it.

    `problem` is the nearest of the family: DAMAGED for NOT_VERIFIED, KEY_MISSING for
    KEY_NOT_PROTECTED.
    """

    def __init__(self, why: BackupProblem) -> None:
        not_verified = why is BackupProblem.NOT_VERIFIED
        super().__init__(StorageProblem.DAMAGED if not_verified else StorageProblem.KEY_MISSING, PLACE)
        self.why = why


def make_backup(
    db: LogDatabase,
    key: LogKey,
    folder: Path,
    key_file: Path,
    now: int,
    *,
    reason: BackupReason,
    go_on: Callable[[], bool] = never_stop,
) -> Backup:
    """A whole, verified backup of the open log in the folder.

    The folder is made where only its last part is missing. `key` is the log's, `key_file`
    the file that lies beside it, `now` UTC seconds. `go_on` is asked every 5 to 30 ms (twice
    up to 0.3 s go by where the log has 150 MB) on this thread and cancels by False; it may
    save into the log. Nothing is removed: `thin` does that, after this has succeeded. Killed
    at any moment it leaves no backup and at most a stray part that the next one sweeps away,
    or a whole one.

    Raises:
        RuntimeError: inside `LogDatabase.write`.
        BackupCancelled: `go_on` said no.
        BackupError: the copy is not what the log is, or the folder lies outside the data
            folder and the key in plain in the key file.
        StorageError: of place "backup": DISK_FULL, FOLDER_NOT_WRITABLE (also where the
            folder is gone), DISK_ERROR; DAMAGED where a page of the log itself is, or the
            key file; WRONG_KEY where that file is another key's.
    """
    if db.conn.in_transaction:
        raise RuntimeError("a backup inside a write")
    with problems_at(PLACE):
        key_data, told = _checked_key_file(key_file, key, outside=_lies_outside(folder, key_file.parent))
        folder.mkdir(mode=0o700, exist_ok=True)
        _sweep(folder)
        part = folder / f".callpolicy-{secrets.token_hex(8)}.part"
        try:
            _copy(db, key, part, go_on)
            # The log's pages were all read, and their codes checked, to be copied: unused ones too.
            check = check_copy(part, key, go_on, unused_too=False)
            if not _is_the_log(check, db) or check.head is None:
                raise BackupError(BackupProblem.NOT_VERIFIED)
            path = folder / f"{stem(now, check.head, reason)}.db"
            key_path = path.with_suffix(".key")
            # The key first: a database without its key file is never listed as a new backup.
            write_atomically(key_path, key_data, overwrite=True, place=PLACE, sync_folder=False)
            part.replace(path)
        finally:
            for ending in _BESIDE:
                with contextlib.suppress(OSError):
                    part.with_name(part.name + ending).unlink(missing_ok=True)
        fsync_folder(folder)
        size = path.stat().st_size
    head = check.head
    return Backup(
        path,
        key_path,
        now,
        head.count,
        head.hash[:HEAD_DIGITS],
        size,
        reason,
        told.protected,
        told.opens_elsewhere,
    )


def verify_backup(backup: Backup, key: LogKey, go_on: Callable[[], bool] = never_stop) -> BackupCheck:
    """Whether the backup opens with the key, is sound, and holds what its name says.

    `problem` is WRONG_KEY where its key file is another key's, NEWER_VERSION where this
    program is too old for it, ENTRIES_MISSING where it holds something else than its name
    says, DAMAGED or NOT_A_CALL_LOG.

    Raises:
        BackupCancelled: `go_on` said no.
        StorageError: of place "backup"; FILE_REMOVED, DISK_ERROR, FOLDER_NOT_WRITABLE.
    """
    check = check_copy(backup.path, key, go_on)
    if check.problem is StorageProblem.DAMAGED:
        verifier = read_key_copy(backup.key_path).verifier
        if verifier is not None and verifier != key.verifier:
            return CopyCheck(StorageProblem.WRONG_KEY, None, ())
    if check.head is not None and (
        check.head.count != backup.count or not check.head.hash.startswith(backup.head)
    ):
        return CopyCheck(StorageProblem.ENTRIES_MISSING, check.head, check.breaks)
    return check


def thin(folder: Path, now: int, *, since: int = 0) -> tuple[Path, ...]:
    """Removes what `to_be_thinned` names; the databases that are gone. For after a backup succeeded.

    What was made up to `since` (UTC seconds) is another log's, and is left alone.

    Raises:
        StorageError: of place "backup"; what was not reached is still there.
    """
    gone = []
    with problems_at(PLACE):
        of_this_log = (backup for backup in backups_in(folder) if backup.at > since)
        for backup in to_be_thinned(of_this_log, now):
            backup.path.unlink(missing_ok=True)
            backup.path.with_suffix(".key").unlink(missing_ok=True)
            gone.append(backup.path)
    return tuple(gone)


def protect_backups(folder: Path, key_file: Path) -> int:
    """Replaces the key files of the log's earlier backups by today's, and says how many.

    For the moment at which a passphrase or a code was set: a backup that still has the key in
    plain beside it would open the log to everyone. Nothing happens while `key_file` itself
    is not protected.

    Raises:
        StorageError: of place "backup"; earlier ones may have been replaced.
    """
    with problems_at(PLACE):
        data = key_file_bytes(key_file)
        told = key_copy(data)
        if told.verifier is None or not told.protected:
            return 0
        replaced = 0
        for backup in backups_in(folder):
            key_path = backup.path.with_suffix(".key")
            if read_key_copy(backup.key_path).verifier == told.verifier and key_path.read_bytes() != data:
                write_atomically(key_path, data, overwrite=True, place=PLACE)
                replaced += 1
    return replaced


def _checked_key_file(key_file: Path, key: LogKey, *, outside: bool) -> tuple[bytes, KeyCopy]:
    data = key_file_bytes(key_file)
    told = key_copy(data)
    if told.verifier is None:
        raise StorageError(StorageProblem.DAMAGED, PLACE)
    if told.verifier != key.verifier:
        raise StorageError(StorageProblem.WRONG_KEY, PLACE)
    # Whatever a kind of slot is called: the key itself must not be in what leaves the folder.
    if outside and (not told.protected or key.secret.hex().encode() in data.lower()):
        raise BackupError(BackupProblem.KEY_NOT_PROTECTED)
    return data, told


def _lies_outside(folder: Path, data_dir: Path) -> bool:
    return not Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(data_dir))


def _copy(db: LogDatabase, key: LogKey, part: Path, go_on: Callable[[], bool]) -> None:
    """The open log's pages under the same key in a new file, 0600, on the disk."""

    def slice_done(_status: int, _remaining: int, _total: int) -> None:
        if not go_on():
            raise BackupCancelled

    # SQLite would create it 0644; an empty file of ours is taken as it is.
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with contextlib.closing(connect(part, key, mode="rw")) as target:
        # Half a copy is thrown away, so nothing has to be able to take it back.
        target.execute("PRAGMA journal_mode = OFF").fetchone()
        target.execute("PRAGMA synchronous = OFF").fetchone()
        try:
            db.conn.backup(target, pages=_PAGES, progress=slice_done, sleep=0)
        except DATABASE_ERRORS as error:
            raise StorageError(_BY_TEXT.get(str(error), StorageProblem.DISK_ERROR), PLACE) from None
        target.execute("PRAGMA journal_mode = DELETE").fetchone()
    part.chmod(0o600)
    with part.open("rb+") as copy:
        os.fsync(copy.fileno())


def _is_the_log(check: CopyCheck, db: LogDatabase) -> bool:
    """Whether the copy is sound and has the log's own head; breaks in its chain must be the log's too."""
    return (
        check.good
        and check.head is not None
        and db.history.hash_at(check.head.count) == check.head.hash
        and all(db.history.verify(broken - 1, 1) is not None for broken in check.breaks)
    )


def _sweep(folder: Path) -> None:
    """Removes what a killed backup left: parts, and key files without a database."""
    for path in folder.iterdir():
        stray_key = (
            path.suffix == ".key"
            and parsed_stem(path.stem) is not None
            and not path.with_suffix(".db").exists()
        )
        stray_part = path.name.startswith(".callpolicy-") and path.suffix in _PARTS
        if stray_key or stray_part:
            path.unlink(missing_ok=True)
