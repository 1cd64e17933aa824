"""One family of errors for everything the disk, the keychain and the database can do wrong.

A problem is a key that `wording` turns into a sentence. The message names the place,
never a value: values are clients' names and numbers, and messages end up in logs.
"""

from __future__ import annotations

import errno
import sqlite3
from enum import StrEnum

from sqlcipher3 import dbapi2

# sqlite-utils raises sqlite3's own exceptions, SQLCipher raises its namesakes.
DATABASE_ERRORS: tuple[type[Exception], ...] = (dbapi2.Error, sqlite3.Error)


class StorageProblem(StrEnum):
    """What went wrong, by whose fault it is; `wording` makes it a sentence."""

    FOLDER_NOT_WRITABLE = "folder_not_writable"
    FILE_EXISTS = "file_exists"
    FILE_TOO_LARGE = "file_too_large"
    NOT_A_CALL_LOG = "not_a_call_log"
    NEWER_VERSION = "newer_version"
    WRONG_KEY = "wrong_key"
    KEY_MISSING = "key_missing"
    KEY_LIBRARY_TOO_OLD = "key_library_too_old"
    NEEDS_PASSPHRASE = "needs_passphrase"  # noqa: S105 - no passphrase
    WRONG_PASSPHRASE = "wrong_passphrase"  # noqa: S105 - no passphrase
    WRONG_CODE = "wrong_code"
    MISTYPED_CODE = "mistyped_code"
    LAST_WAY_IN = "last_way_in"
    DAMAGED = "damaged"
    ENTRIES_MISSING = "entries_missing"
    DISK_FULL = "disk_full"
    DISK_ERROR = "disk_error"
    FILE_REMOVED = "file_removed"
    LOG_NOT_FOUND = "log_not_found"  # at start; FILE_REMOVED befalls an open one
    FILE_REPLACED = "file_replaced"
    IN_USE = "in_use"
    READ_ONLY = "read_only"
    LIBRARY_TOO_OLD = "library_too_old"


class StorageError(Exception):
    """A known problem with keeping data. `place` is a fixed word such as "log", never a path or a value.

    `expected` and `found` are numbers of history entries, `last_saved_at` and `found_at` UTC
    seconds: of the entry that was saved last, and of the last one there is (None where there is
    none). They are set for ENTRIES_MISSING only. `slot_kinds` is set for NEEDS_PASSPHRASE only: the
    kinds of key slots there are, "passphrase" or "recovery" or both among them. `version` is the
    schema of a log made by a newer version, None for anything else.
    """

    def __init__(
        self,
        problem: StorageProblem,
        place: str,
        *,
        expected: int | None = None,
        found: int | None = None,
        last_saved_at: int | None = None,
        found_at: int | None = None,
        slot_kinds: frozenset[str] = frozenset(),
        version: int | None = None,
    ) -> None:
        super().__init__(f"{problem.value} ({place})")
        self.problem = problem
        self.place = place
        self.expected = expected
        self.found = found
        self.last_saved_at = last_saved_at
        self.found_at = found_at
        self.slot_kinds = slot_kinds
        self.version = version


# Primary result codes of SQLite; the extended code's low byte. Other codes (a broken
# constraint, wrong SQL) are this program's own mistakes and stay what they are.
_BY_SQLITE_CODE = {
    dbapi2.SQLITE_BUSY: StorageProblem.IN_USE,
    dbapi2.SQLITE_LOCKED: StorageProblem.IN_USE,
    dbapi2.SQLITE_READONLY: StorageProblem.READ_ONLY,
    dbapi2.SQLITE_IOERR: StorageProblem.DISK_ERROR,
    dbapi2.SQLITE_CORRUPT: StorageProblem.DAMAGED,
    dbapi2.SQLITE_NOTADB: StorageProblem.DAMAGED,
    dbapi2.SQLITE_FULL: StorageProblem.DISK_FULL,
    dbapi2.SQLITE_CANTOPEN: StorageProblem.FOLDER_NOT_WRITABLE,
    dbapi2.SQLITE_PERM: StorageProblem.FOLDER_NOT_WRITABLE,
}
_BY_ERRNO = {
    errno.ENOSPC: StorageProblem.DISK_FULL,
    errno.EDQUOT: StorageProblem.DISK_FULL,
    errno.EFBIG: StorageProblem.DISK_FULL,
    errno.EEXIST: StorageProblem.FILE_EXISTS,
    errno.EACCES: StorageProblem.FOLDER_NOT_WRITABLE,
    errno.EPERM: StorageProblem.FOLDER_NOT_WRITABLE,
    errno.EROFS: StorageProblem.FOLDER_NOT_WRITABLE,
    errno.ENOENT: StorageProblem.FOLDER_NOT_WRITABLE,
    errno.ENOTDIR: StorageProblem.FOLDER_NOT_WRITABLE,
    errno.EISDIR: StorageProblem.FOLDER_NOT_WRITABLE,
    errno.ENAMETOOLONG: StorageProblem.FOLDER_NOT_WRITABLE,
}


def from_database_error(error: Exception, place: str) -> StorageError | None:
    """The known problem behind a SQLite or SQLCipher error, or None where the program itself is at fault."""
    code = getattr(error, "sqlite_errorcode", None)
    problem = None if code is None else _BY_SQLITE_CODE.get(code & 0xFF)
    return None if problem is None else StorageError(problem, place)


def from_os_error(error: OSError, place: str) -> StorageError:
    """The problem behind an error of the operating system; an unknown one counts as the disk's."""
    return StorageError(_BY_ERRNO.get(error.errno or 0, StorageProblem.DISK_ERROR), place)
