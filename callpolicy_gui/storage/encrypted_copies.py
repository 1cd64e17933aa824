"""Looking at a copy of the log that nothing else has open: opened for reading, checked from end to end.

A copy is never the live file: here it is opened as one that cannot change, which leaves
nothing beside it and works on a medium that is closed for writing.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlcipher3

from callpolicy_gui.storage import migrations
from callpolicy_gui.storage.connection import LogDatabase
from callpolicy_gui.storage.errors import (
    DATABASE_ERRORS,
    StorageError,
    StorageProblem,
    from_database_error,
    from_os_error,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from callpolicy_gui.storage.history import HistoryHead
    from callpolicy_gui.storage.keys import LogKey

CHAIN_SLICE = 1000
MAX_BREAKS = 100
# Steps of the database's own machine between two calls of `go_on`; about 3 ms.
_STEPS = 20_000


class BackupCancelled(Exception):  # noqa: N818 - not an error: it was asked for
    """`go_on` said no; nothing was left behind."""


@dataclass(frozen=True, slots=True)
class CopyCheck:
    """What a copy is worth. `problem` is None when every page and every table is sound.

    `head` is the newest history entry's, None where that cannot be read. `breaks` are
    sequences of history entries that are missing or do not follow from the one before;
    a sound copy of a log that was altered, or salvaged, has them too. At most 100 are
    named.
    """

    problem: StorageProblem | None
    head: HistoryHead | None
    breaks: tuple[int, ...]

    @property
    def good(self) -> bool:
        """Whether the copy can take the log's place."""
        return self.problem is None


def never_stop() -> bool:
    """Goes on always."""
    return True


def connect(path: Path, key: LogKey, *, mode: str) -> Any:
    """A connection with the key set; `mode` is SQLite's: "rw", or "ro" for a file that does not change.

    Raises:
        Exception: one of `DATABASE_ERRORS`.
    """
    options = "mode=ro&immutable=1" if mode == "ro" else f"mode={mode}"
    conn = sqlcipher3.connect(
        f"{path.absolute().as_uri()}?{options}", uri=True, timeout=0, isolation_level=None
    )
    try:
        # SQLCipher prints its own errors on stderr otherwise.
        conn.execute("PRAGMA cipher_log_level = NONE").fetchone()
        conn.execute(f"PRAGMA key = \"x'{key.raw_hex}'\"").fetchone()
        for pragma in ("temp_store = MEMORY", "trusted_schema = OFF"):
            conn.execute(f"PRAGMA {pragma}").fetchone()
    except BaseException:
        conn.close()
        raise
    return conn


@contextlib.contextmanager
def problems_at(place: str) -> Iterator[None]:
    """Errors of the disk and the database inside, of what family ever, are StorageErrors of this place."""
    try:
        yield
    except StorageError as error:
        if type(error) is not StorageError or error.place == place:
            raise
        raise StorageError(error.problem, place) from None
    except OSError as error:
        raise from_os_error(error, place) from None
    except DATABASE_ERRORS as error:
        problem = from_database_error(error, place)
        if problem is None:
            raise
        raise problem from None


def check_copy(
    path: Path, key: LogKey, go_on: Callable[[], bool] = never_stop, *, unused_too: bool = True
) -> CopyCheck:
    """Checks each page's code, each table's and index's structure and the history's chain.

    `go_on` is asked every few milliseconds and cancels by False. With `unused_too` pages that
    hold nothing are checked as well, which is one long step: 0.8 s for 150 MB.

    Raises:
        BackupCancelled: `go_on` said no.
        StorageError: the disk does not let the file be read.
    """
    if not path.exists():
        raise StorageError(StorageProblem.FILE_REMOVED, "backup")
    try:
        with problems_at("backup"):
            # SQLite's answer for a folder or a file that may not be read is too vague.
            with path.open("rb"):
                pass
            return _checked(path, key, go_on, unused_too=unused_too)
    except StorageError as error:
        if error.problem in {
            StorageProblem.DAMAGED,
            StorageProblem.NOT_A_CALL_LOG,
            StorageProblem.NEWER_VERSION,
        }:
            return CopyCheck(error.problem, None, ())
        raise


def chain_breaks(db: LogDatabase, count: int, go_on: Callable[[], bool] = never_stop) -> tuple[int, ...]:
    """The first 100 sequences up to `count` that are missing or do not follow from the one before.

    Raises:
        BackupCancelled: `go_on` said no.
    """
    found: list[int] = []
    after = 0
    while after < count and len(found) < MAX_BREAKS:
        if not go_on():
            raise BackupCancelled
        broken = db.history.verify(after, CHAIN_SLICE)
        if broken is None:
            after += CHAIN_SLICE
            continue
        found.append(broken)
        after = broken
        if db.history.hash_at(broken) is None:
            # The first entry after a gap has nothing to follow from.
            later = db.row("SELECT min(sequence) FROM history WHERE sequence > ?", (broken,))
            if later is None or later[0] is None:
                break
            after = later[0]
    return tuple(found)


def _checked(path: Path, key: LogKey, go_on: Callable[[], bool], *, unused_too: bool) -> CopyCheck:
    with contextlib.closing(connect(path, key, mode="ro")) as conn:
        stopped = False

        def stop() -> int:
            nonlocal stopped
            stopped = stopped or not go_on()
            return int(stopped)

        application = conn.execute("PRAGMA application_id").fetchone()[0]
        version = conn.execute("PRAGMA user_version").fetchone()[0]
        if application != migrations.APPLICATION_ID:
            return CopyCheck(StorageProblem.NOT_A_CALL_LOG, None, ())
        if version > migrations.schema_version():
            return CopyCheck(StorageProblem.NEWER_VERSION, None, ())
        if unused_too and conn.execute("PRAGMA cipher_integrity_check").fetchone() is not None:
            return CopyCheck(StorageProblem.DAMAGED, None, ())
        conn.set_progress_handler(stop, _STEPS)
        try:
            sound = conn.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
        except DATABASE_ERRORS:
            if stopped:
                raise BackupCancelled from None
            raise
        finally:
            conn.set_progress_handler(None, _STEPS)
        if not sound:
            return CopyCheck(StorageProblem.DAMAGED, None, ())
        db = LogDatabase(conn, key, None)
        head = db.history.head()
        return CopyCheck(None, head, chain_breaks(db, head.count, go_on))
