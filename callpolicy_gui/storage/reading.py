"""A log that must not be changed: its pages are read into memory, and not a byte beside it is touched.

A disk that is full, a folder or a medium that is closed for writing and a log of a newer
version have this in common. What was committed last may lie in the write-ahead log; SQLite
passes over that one where a file is said never to change (`immutable`), and without that it
wants to make files beside it (https://www.sqlite.org/wal.html#read_only_databases). So the
write-ahead log is read by a connection that takes no locks and keeps its index in memory, and a
lock of our own keeps writers out meanwhile. From memory a log of an older schema can be read
too, and a medium may be taken out.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import TYPE_CHECKING, Any

import sqlcipher3
from sqlcipher3 import dbapi2

from callpolicy_gui.storage import migrations
from callpolicy_gui.storage.connection import LogDatabase, ReadingOnly
from callpolicy_gui.storage.errors import DATABASE_ERRORS, StorageError, StorageProblem, from_os_error
from callpolicy_gui.storage.other_wal import is_other_wal

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from callpolicy_gui.storage.keys import LogKey
    from callpolicy_gui.storage.paths import Paths

_PLACE = "log"
_NO_LOCKS = "win32-none" if sys.platform == "win32" else "unix-none"
# What every connection of SQLite locks: https://www.sqlite.org/fileformat2.html#the_lock_byte_page
_SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510
_BUSY = {dbapi2.SQLITE_BUSY, dbapi2.SQLITE_LOCKED}
_LOCKED = {errno.EACCES, errno.EAGAIN}


@contextlib.contextmanager
def reading_connection(paths: Paths, key: LogKey) -> Iterator[Any]:
    """A connection that reads the closed log as it was committed last, and changes nothing at all.

    Raises:
        StorageError: IN_USE where the log is open for writing; what the system says.
        Exception: one of `DATABASE_ERRORS`.
    """
    try:
        # Closing any descriptor of a file drops the locks that this process has on it; SQLite
        # knows which of its own files those are, so it is asked before one is opened here.
        _refuse_open(paths)
        with _no_writers(paths):
            conn = _connect(paths, key)
            try:
                yield conn
            finally:
                conn.close()
    except OSError as error:
        raise from_os_error(error, _PLACE) from None


def copy_in_memory(paths: Paths, key: LogKey, why: StorageProblem) -> LogDatabase:
    """The closed log in memory at this program's schema, or at its own where that is newer.

    Raises:
        StorageError: NOT_A_CALL_LOG; see `reading_connection`.
        Exception: one of `DATABASE_ERRORS`.
    """
    memory = sqlcipher3.connect(":memory:", timeout=0, isolation_level=None)
    try:
        _prepare(memory, key)
        with reading_connection(paths, key) as conn:
            _require_a_log(conn)
            _copy(conn, memory)
        if version_of(memory) < migrations.schema_version():
            migrations.migrate(memory)
    except BaseException:
        memory.close()
        raise
    return LogDatabase(memory, key, None, ReadingOnly(why))


def version_of(conn: Any) -> int:
    """The schema version of an open database."""
    return int(conn.execute("PRAGMA user_version").fetchone()[0])


def _require_a_log(conn: Any) -> None:
    if conn.execute("PRAGMA application_id").fetchone()[0] != migrations.APPLICATION_ID:
        other = conn.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        raise StorageError(StorageProblem.NOT_A_CALL_LOG if other else StorageProblem.DAMAGED, _PLACE)


def _copy(conn: Any, memory: Any) -> None:
    try:
        conn.backup(memory)
    except DATABASE_ERRORS as error:
        # The backup interface's errors come without a code.
        is_the_disk = "I/O" in str(error)
        raise StorageError(
            StorageProblem.DISK_ERROR if is_the_disk else StorageProblem.DAMAGED, _PLACE
        ) from None


def _refuse_open(paths: Paths) -> None:
    with contextlib.closing(_read_only(paths, "")) as conn:
        try:
            # With it no file is made for an index: the lock that it needs is refused to a reader.
            conn.execute("PRAGMA locking_mode = EXCLUSIVE").fetchone()
            conn.execute("SELECT 1 FROM sqlite_master").fetchone()
        except DATABASE_ERRORS as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _BUSY:
                raise StorageError(StorageProblem.IN_USE, _PLACE) from None


def _read_only(paths: Paths, options: str) -> Any:
    database = f"{paths.database.absolute().as_uri()}?mode=ro{options}"
    return sqlcipher3.connect(database, uri=True, timeout=0, isolation_level=None)


def _connect(paths: Paths, key: LogKey) -> Any:
    beside = [paths.database.with_name(paths.database.name + ending) for ending in ("-wal", "-journal")]
    needed = [file for file in beside if file.exists() and file.stat().st_size]
    alone = not needed or (needed == beside[:1] and is_other_wal(paths.database, key))
    conn = _read_only(paths, "&immutable=1" if alone else f"&vfs={_NO_LOCKS}")
    try:
        _prepare(conn, key)
        # Before anything is read: the index of the write-ahead log is then kept in memory.
        conn.execute("PRAGMA locking_mode = EXCLUSIVE").fetchone()
    except BaseException:
        conn.close()
        raise
    return conn


def _prepare(conn: Any, key: LogKey) -> None:
    # SQLCipher prints its own errors on stderr otherwise.
    conn.execute("PRAGMA cipher_log_level = NONE").fetchone()
    conn.execute(f"PRAGMA key = \"x'{key.raw_hex}'\"").fetchone()
    for pragma in ("temp_store = MEMORY", "trusted_schema = OFF", "recursive_triggers = ON"):
        conn.execute(f"PRAGMA {pragma}").fetchone()


@contextlib.contextmanager
def _no_writers(paths: Paths) -> Iterator[None]:
    """The lock that a reader of SQLite holds. Where a file system knows none there is nothing to hold."""
    descriptor = os.open(paths.database, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        if sys.platform != "win32":
            try:
                fcntl.lockf(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
            except OSError as error:
                if error.errno in _LOCKED:
                    raise StorageError(StorageProblem.IN_USE, _PLACE) from None
        yield
    finally:
        os.close(descriptor)
