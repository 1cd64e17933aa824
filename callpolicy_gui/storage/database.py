"""Opening the encrypted log: what is wrong with it is said, and nothing is written over it.

A log is created only for a key that never had one. The library is checked first, the
file is made private before SQLite sees it, a copy is made before the schema changes, and
the history's head is compared with the one that was acknowledged last.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import sqlcipher3
from sqlcipher3 import dbapi2

from callpolicy_gui.storage import keys, migrations
from callpolicy_gui.storage.connection import LogDatabase, ReadingOnly
from callpolicy_gui.storage.errors import (
    DATABASE_ERRORS,
    StorageError,
    StorageProblem,
    from_database_error,
    from_os_error,
)
from callpolicy_gui.storage.history import ENTRIES_MISSING_KIND
from callpolicy_gui.storage.other_wal import set_other_aside
from callpolicy_gui.storage.paths import check_writable
from callpolicy_gui.storage.reading import copy_in_memory, reading_connection, version_of
from callpolicy_gui.storage.sidecar import SavedHead, read_head

if TYPE_CHECKING:
    from callpolicy_gui.storage.keys import LogKey
    from callpolicy_gui.storage.paths import Paths

__all__ = ["LogDatabase", "check_library", "open_demo_log", "open_log", "open_log_for_reading"]

# Older ones can lose rows of a write-ahead log that is reset while another process reads.
OLDEST_SQLITE = (3, 51, 3)
_PLACE = "log"
_PAGE = 4096
_PLAIN_HEADER = b"SQLite format 3\x00"
_TELLING = 4
# locking_mode first: with it the write-ahead log needs no shared memory file and a full
# disk leaves the log readable.
_PRAGMAS = (
    "locking_mode = EXCLUSIVE",
    "journal_mode = WAL",
    "synchronous = FULL",
    # An automatic one keeps a disk error to itself; `LogDatabase.tidy` tells.
    "wal_autocheckpoint = 0",
    "temp_store = MEMORY",
    "secure_delete = ON",
    "foreign_keys = ON",
    "trusted_schema = OFF",
    "recursive_triggers = ON",
)


def open_log(paths: Paths, key: LogKey, *, accept_loss_at: int | None = None) -> LogDatabase:
    """The folder's log, created if its key has never had one, at the current schema.

    `accept_loss_at` (UTC seconds) opens a log that lacks acknowledged entries all the
    same and records that in the history. Waiting for another process is the caller's.

    Raises:
        StorageError: any of the family; the file is left as it is.
    """
    check_library()
    saved = read_head(paths.sidecar)
    check_writable(paths)
    _refuse_newer_closed(paths, key)
    _prepare_file(paths, key, saved)
    set_other_aside(paths.database, key)
    conn = None
    try:
        conn = _connect(str(paths.database), key)
        _bring_up_to_date(conn, paths, key, saved, accept_loss=accept_loss_at is not None)
        db = LogDatabase(conn, key, paths)
        _compare_head(db, saved, accept_loss_at)
        keys.note_log_created(paths, key)
    except BaseException as error:
        if conn is not None:
            conn.close()
        if isinstance(error, DATABASE_ERRORS):
            raise _named(error, paths, key) from None
        raise
    return db


def open_log_for_reading(
    paths: Paths, key: LogKey, why: StorageProblem, *, accept_loss: bool = False
) -> LogDatabase:
    """The folder's log in memory, where every write is refused; nothing in the folder is changed.

    `why` is why it cannot be written. With NEWER_VERSION a log of a newer schema is opened as it
    is. `accept_loss` opens a log that lacks acknowledged entries all the same, and `reading` says so.

    Raises:
        StorageError: any of the family.
    """
    check_library()
    saved = read_head(paths.sidecar)
    try:
        if not paths.database.exists():
            raise StorageError(StorageProblem.LOG_NOT_FOUND, _PLACE)
        if paths.database.stat().st_size < _PAGE:
            raise StorageError(_unreadable(paths, key), _PLACE)
        db = copy_in_memory(paths, key, why)
    except DATABASE_ERRORS as error:
        raise _named(error, paths, key) from None
    except OSError as error:
        raise from_os_error(error, _PLACE) from None
    missing = _missing(db, saved)
    try:
        if why is not StorageProblem.NEWER_VERSION:
            _refuse_newer(db.conn)
        _accept(missing, accept_loss=accept_loss)
    except BaseException:
        db.close()
        raise
    db.reading = ReadingOnly(why, missing)
    return db


def open_demo_log() -> LogDatabase:
    """An empty log in memory, under a key that is kept nowhere; it is gone when closed."""
    check_library()
    key = keys.random_key()
    conn = _connect(":memory:", key)
    migrations.migrate(conn)
    return LogDatabase(conn, key, None)


def check_library() -> None:
    """The database library encrypts and is new enough; there is no falling back to plain files.

    Raises:
        StorageError: LIBRARY_TOO_OLD.
    """
    conn = sqlcipher3.connect(":memory:")
    try:
        cipher = conn.execute("PRAGMA cipher_version").fetchone()
    finally:
        conn.close()
    if cipher is None or not cipher[0] or dbapi2.sqlite_version_info < OLDEST_SQLITE:
        raise StorageError(StorageProblem.LIBRARY_TOO_OLD, "database library")


def _prepare_file(paths: Paths, key: LogKey, saved: SavedHead | None) -> None:
    """The database file exists and is the user's alone (0600) before SQLite sees it."""
    wal = paths.database.with_name(paths.database.name + "-wal")
    may_create = not key.log_created and saved is None
    try:
        for stray in paths.data_dir.glob(".callpolicy-*.part*"):
            stray.unlink()
        if paths.database.exists():
            # SQLite takes the smallest of them for a new database and writes into it.
            if not may_create and paths.database.stat().st_size < _PAGE:
                raise StorageError(_unreadable(paths, key), _PLACE)
        elif not may_create or wal.exists():
            raise StorageError(StorageProblem.LOG_NOT_FOUND, _PLACE)
        else:
            os.close(os.open(paths.database, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        if paths.database.stat().st_mode & 0o077:
            paths.database.chmod(0o600)
    except OSError as error:
        raise from_os_error(error, _PLACE) from None


def _connect(database: str, key: LogKey) -> Any:
    # No waiting for locks here: the window must stay alive, so the caller tries again.
    conn = sqlcipher3.connect(database, timeout=0, isolation_level=None)
    try:
        # SQLCipher prints its own errors on stderr otherwise.
        conn.execute("PRAGMA cipher_log_level = NONE").fetchone()
        conn.execute(f"PRAGMA key = \"x'{key.raw_hex}'\"").fetchone()
        for pragma in _PRAGMAS:
            conn.execute(f"PRAGMA {pragma}").fetchone()
            if pragma.startswith("locking_mode"):
                # Before anything that could change a byte of a file from the future.
                _refuse_newer(conn)
    except BaseException:
        conn.close()
        raise
    return conn


def _refuse_newer(conn: Any) -> None:
    ours = conn.execute("PRAGMA application_id").fetchone()[0] == migrations.APPLICATION_ID
    if ours and version_of(conn) > migrations.schema_version():
        raise StorageError(StorageProblem.NEWER_VERSION, _PLACE, version=version_of(conn))


def _refuse_newer_closed(paths: Paths, key: LogKey) -> None:
    """Before a connection that could write: closing one merges the write-ahead log of a crash."""
    if not paths.database.exists() or paths.database.stat().st_size < _PAGE:
        return
    try:
        with reading_connection(paths, key) as conn:
            _refuse_newer(conn)
    except DATABASE_ERRORS:
        return  # told by the opening itself
    except StorageError as error:
        if error.problem is StorageProblem.NEWER_VERSION:
            raise


def _bring_up_to_date(
    conn: Any, paths: Paths, key: LogKey, saved: SavedHead | None, *, accept_loss: bool
) -> None:
    application = conn.execute("PRAGMA application_id").fetchone()[0]
    version = conn.execute("PRAGMA user_version").fetchone()[0]
    if application == migrations.APPLICATION_ID:
        if version < migrations.schema_version():
            migrations.copy_log(conn, paths.copy_before(version))
            migrations.migrate(conn)
        return
    if application or version or conn.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        raise StorageError(StorageProblem.NOT_A_CALL_LOG, _PLACE)
    # Empty. New, or a file whose write-ahead log was lost before it was ever merged.
    if saved is not None and saved.count > 0 and not accept_loss:
        raise StorageError(
            StorageProblem.ENTRIES_MISSING, _PLACE, expected=saved.count, found=0, last_saved_at=saved.at
        )
    if saved is None and key.log_created:
        raise StorageError(StorageProblem.DAMAGED, _PLACE)
    migrations.migrate(conn)
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _named(error: Exception, paths: Paths, key: LogKey) -> Exception:
    """The problem behind an error while opening. The connection is closed by now.

    Only then may the file be looked at: closing any descriptor of it would drop the
    locks of an open connection in this process.
    """
    if getattr(error, "sqlite_errorcode", None) != dbapi2.SQLITE_NOTADB:
        return from_database_error(error, _PLACE) or error
    if not keys.matches(paths, key):
        return StorageError(StorageProblem.WRONG_KEY, _PLACE)
    try:
        return StorageError(_unreadable(paths, key), _PLACE)
    except OSError as os_error:
        return from_os_error(os_error, _PLACE)


def _unreadable(paths: Paths, key: LogKey) -> StorageProblem:
    """What a file is that cannot be read with its key: the log, damaged, or never one.

    Every log begins with its salt and has whole pages. What is left of one may lack either,
    and a few bytes could be left of anything.
    """
    with paths.database.open("rb") as file:
        begins = file.read(len(_PLAIN_HEADER))
    if begins == _PLAIN_HEADER:
        return StorageProblem.NOT_A_CALL_LOG
    is_whole = paths.database.stat().st_size % _PAGE == 0
    is_ours = len(begins) < _TELLING or key.salt.startswith(begins[: len(key.salt)])
    return StorageProblem.DAMAGED if is_whole or is_ours else StorageProblem.NOT_A_CALL_LOG


def _compare_head(db: LogDatabase, saved: SavedHead | None, accept_loss_at: int | None) -> None:
    head = db.history.head()
    missing = _missing(db, saved)
    if saved is not None and missing is not None:
        if accept_loss_at is None:
            raise missing
        with db.write(accept_loss_at):
            db.history.append(
                ENTRIES_MISSING_KIND,
                "log",
                before={"count": saved.count, "hash": saved.hash, "at": saved.at},
                after={"count": head.count, "hash": head.hash},
            )
    elif saved is None or saved.count < head.count:
        db.save_head(head, _last_entry_at(db) or 0)


def _missing(db: LogDatabase, saved: SavedHead | None) -> StorageError | None:
    """ENTRIES_MISSING where the log lacks entries that were acknowledged, else None."""
    if saved is None or db.history.hash_at(saved.count) == saved.hash:
        return None
    return StorageError(
        StorageProblem.ENTRIES_MISSING,
        _PLACE,
        expected=saved.count,
        found=db.history.head().count,
        last_saved_at=saved.at,
        found_at=_last_entry_at(db),
    )


def _accept(missing: StorageError | None, *, accept_loss: bool) -> None:
    if missing is not None and not accept_loss:
        raise missing


def _last_entry_at(db: LogDatabase) -> int | None:
    row = db.row("SELECT at FROM history ORDER BY sequence DESC LIMIT 1")
    return None if row is None else int(row[0])
