"""The open log, and the one door through which it is written. `database` opens one.

One connection, one thread. A write is acknowledged only after its commit is on the disk,
the file is still the one that was opened, and the history head beside it was replaced.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from callpolicy_gui.storage.errors import (
    DATABASE_ERRORS,
    StorageError,
    StorageProblem,
    from_database_error,
)
from callpolicy_gui.storage.history import History, HistoryHead
from callpolicy_gui.storage.sidecar import save_head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from callpolicy_gui.storage.keys import LogKey
    from callpolicy_gui.storage.paths import Paths

_PLACE = "log"
# The place of what a log of a newer version holds, and this one cannot read.
CONTENTS = "contents"
# Some hundred pages: less than SQLite's own automatic checkpoint waits for.
_WRITES_TO_TIDY = 50


@dataclass(frozen=True, slots=True)
class ReadingOnly:
    """Why a log is open for reading only. `missing` is set where the log lacks acknowledged entries."""

    why: StorageProblem
    missing: StorageError | None = None

    @property
    def refusal(self) -> StorageProblem:
        """What a write is refused as: a full disk can be mended by whoever reads it, and stays one."""
        return self.why if self.why is StorageProblem.DISK_FULL else StorageProblem.READ_ONLY


class LogDatabase:
    """An open log. `conn` is for reading; changes happen inside `write` only.

    `sidecar_problem` is set while the history head beside the log could not be replaced:
    entries are safe, but a later loss of them would go unnoticed. With `reading` every write is
    refused with its `refusal`; `conn` is a copy in memory then, see `reading.open_log_for_reading`.
    """

    def __init__(
        self, conn: Any, key: LogKey, paths: Paths | None, reading: ReadingOnly | None = None
    ) -> None:
        self.conn = conn
        self.reading = reading
        self.is_lending = False
        self.history = History(self, key.derived("history chain 1"))
        self.sidecar_problem: StorageError | None = None
        self._paths = paths
        self._identity = None if paths is None else _identity(paths.database)
        self._write_at: int | None = None
        self._saved_head: HistoryHead | None = None
        self._refusal = None if reading is None else StorageError(reading.refusal, _PLACE)
        self._writes = 0

    @property
    def is_closed_for_writing(self) -> bool:
        """Whether every later write is refused.

        That is so after a disk error, when the file is not ours any more, and while it is only read.
        """
        return self._refusal is not None

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The cursor of one statement.

        Raises:
            StorageError: the disk, the file or another process stands in the way.
        """
        try:
            return self.conn.execute(sql, values)
        except DATABASE_ERRORS as error:
            self._raise(error)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """One statement for many rows. Raises as `execute` does."""
        try:
            self.conn.executemany(sql, rows)
        except DATABASE_ERRORS as error:
            self._raise(error)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query. Raises as `execute` does."""
        try:
            found: list[tuple[Any, ...]] = self.conn.execute(sql, values).fetchall()
        except DATABASE_ERRORS as error:
            self._raise(error)
        return found

    def row(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None. Raises as `execute` does."""
        try:
            found: tuple[Any, ...] | None = self.conn.execute(sql, values).fetchone()
        except DATABASE_ERRORS as error:
            self._raise(error)
        return found

    @property
    def write_at(self) -> int:
        """The instant of the current write, UTC seconds.

        Raises:
            RuntimeError: there is no write; a mutator was called outside `write`.
        """
        if self._write_at is None:
            raise RuntimeError("a change outside LogDatabase.write")
        return self._write_at

    def require_write(self) -> None:
        """Nothing inside a write; every mutator of a store begins with it.

        Raises:
            RuntimeError: there is no write.
        """
        _ = self.write_at

    @contextlib.contextmanager
    def write(self, at: int) -> Iterator[None]:
        """One transaction at `at` (UTC seconds): everything inside is durable after it, or nothing happened.

        Not re-entrant. When the disk reported an error, or the file was removed or
        replaced, every later write is refused with the same problem.

        Raises:
            RuntimeError: inside another write.
            StorageError: nothing was saved.
        """
        if self._write_at is not None:
            raise RuntimeError("a write inside a write")
        self._check_file()
        with self._transaction(at):
            yield
            head = self.history.head()
        self._writes += 1
        self._check_file()
        if head != self._saved_head:
            # A draft adds nothing to the history, and is saved about once a second.
            self.save_head(head, at)

    @contextlib.contextmanager
    def lend(self, at: int) -> Iterator[None]:
        """Changes at `at` (UTC seconds) to a log that is only read: in memory, gone when it is closed.

        They have no entry in the history, so that its head stays the log's own. For what opening a log
        puts right in it, such as holidays of a new year; never for what a person wants saved.

        Raises:
            RuntimeError: the log can be written, or this is inside another change.
            StorageError: see `execute`; nothing was changed.
        """
        if self.reading is None:
            raise RuntimeError("a log that can be written is written")
        if self._write_at is not None:
            raise RuntimeError("a change inside a write")
        self.is_lending = True
        try:
            with self._transaction(at):
                yield
        finally:
            self.is_lending = False

    @contextlib.contextmanager
    def _transaction(self, at: int) -> Iterator[None]:
        self.execute("BEGIN IMMEDIATE")
        self._write_at = at
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            if self.conn.in_transaction:
                with contextlib.suppress(*DATABASE_ERRORS):  # the first error is the one to tell
                    self.conn.execute("ROLLBACK")
            raise
        finally:
            self._write_at = None

    def become(self, other: LogDatabase) -> None:
        """Go on as `other`, the same log opened anew, which nobody else may use any more."""
        self.conn.close()
        self.conn, self.reading = other.conn, other.reading
        self.sidecar_problem = other.sidecar_problem
        self._paths, self._identity = other._paths, other._identity
        self._saved_head, self._refusal, self._writes = other._saved_head, other._refusal, other._writes

    def checkpoint(self) -> None:
        """Moves the write-ahead log into the file; for idle moments.

        A disk error here refuses every later write, as one inside a write does.

        Raises:
            StorageError: as `execute` does.
        """
        try:
            self.rows("PRAGMA wal_checkpoint(PASSIVE)")
        except StorageError as error:
            if error.problem is StorageProblem.DISK_ERROR:
                self._refusal = error
            raise

    def tidy(self) -> None:
        """Checkpoint after every so many writes; cheap, for every beat.

        Raises:
            StorageError: as `execute` does.
        """
        if self._writes >= _WRITES_TO_TIDY and self._refusal is None:
            self._writes = 0
            self.checkpoint()

    def close(self) -> None:
        """Closes the log; nothing can be read afterwards."""
        self.conn.close()

    def _raise(self, error: Exception) -> None:
        problem = from_database_error(error, _PLACE)
        if problem is None and self.reading is not None and self.reading.why is StorageProblem.NEWER_VERSION:
            # A table or a column is not what this version knows.
            problem = StorageError(StorageProblem.NEWER_VERSION, CONTENTS)
        if problem is None:
            raise error
        if problem.problem is StorageProblem.DISK_ERROR and self._write_at is not None:
            # A failed fsync may have dropped the pages it was asked to keep: trying again
            # as if nothing had happened would acknowledge what is not there.
            self._refusal = problem
        raise problem from None

    def _check_file(self) -> None:
        if self._refusal is None and self._paths is not None:
            found = _identity(self._paths.database)
            if found is None:
                self._refusal = StorageError(StorageProblem.FILE_REMOVED, _PLACE)
            elif found != self._identity:
                self._refusal = StorageError(StorageProblem.FILE_REPLACED, _PLACE)
        if self._refusal is not None:
            raise StorageError(self._refusal.problem, self._refusal.place)

    def save_head(self, head: HistoryHead, at: int) -> None:
        """Replaces the head beside the log; `write` does it, and opening where it was behind."""
        if self._paths is None:
            return
        try:
            save_head(self._paths.sidecar, head, at)
        except StorageError as error:
            # The entry itself is on the disk; to call it unsaved would double it.
            self.sidecar_problem = error
            self._saved_head = None
        else:
            self.sidecar_problem = None
            self._saved_head = head


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
