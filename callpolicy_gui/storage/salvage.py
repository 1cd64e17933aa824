"""What can be read of a damaged log, in a new one.

The damaged file is not touched: it is read as one that does not change, or, where a
write-ahead log lies beside it, from a copy of both. Rows are taken as they are, the history's
too: its chain is not mended, and the report says where it breaks. All that is added is one
entry, "log salvaged". Every page carries a code over its content, so that a row is
either what was written or is not there.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from callpolicy_gui.storage import migrations
from callpolicy_gui.storage.atomic_file import fsync_folder
from callpolicy_gui.storage.damaged_tables import DamagedReader, DamagedTable, quoted
from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.encrypted_copies import chain_breaks, connect, problems_at
from callpolicy_gui.storage.errors import DATABASE_ERRORS, StorageError, StorageProblem
from callpolicy_gui.storage.log_exchange import copy_closed_file
from callpolicy_gui.storage.paths import paths_in
from callpolicy_gui.storage.sidecar import read_head

if TYPE_CHECKING:
    from pathlib import Path

    from callpolicy_gui.storage.keys import LogKey
    from callpolicy_gui.storage.paths import Paths

SALVAGED_KIND = "log salvaged"
_PLACE = "log"
_LAST_WORD = re.compile(r"(\d+)$")
# A call is evidence also when what it refers to is lost.
_NEVER_LEFT_OUT = "calls"


@dataclass(frozen=True, slots=True)
class SalvagedTable:
    """One table: rows in the new log, rows lost at most, and the ids, first and last, of what was lost.

    `lost` is 0 with an area (0, 0) for a table without ids: how many are lost is not known.
    """

    name: str
    readable: int
    lost: int
    areas: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SalvageReport:
    """What a salvage brought.

    `readable` of about `total_estimate` rows of all tables are in the new log.
    `damaged_areas` are stretches of pages without their right code, in tables, in indexes
    or unused. `breaks` are history sequences that are missing or do not follow from the one
    before (at most 100). `detached` rows lost a reference to a row that is gone, `left_out` ones
    could not stand without it; the history has both. `journal_lost`: what was saved last lay
    in a write-ahead log that could not be read.
    """

    readable: int
    total_estimate: int
    damaged_areas: int
    tables: tuple[SalvagedTable, ...]
    breaks: tuple[int, ...]
    detached: int
    left_out: int
    journal_lost: bool


def salvage(paths: Paths, key: LogKey, target: Path, now: int) -> SalvageReport:
    """A new log at `target`, same key, current schema, of what the closed log still tells.

    `now` (UTC seconds) is the instant of its last history entry. A folder named like
    `target` with ".part" at its end is used and removed; the room needed is that of the log,
    twice that where a write-ahead log lies beside it. 20,000 history entries take a second or
    two. It appears whole or not at all.

    Raises:
        StorageError: FILE_EXISTS where there is a `target`; FILE_REMOVED without a log;
            DAMAGED where the list of tables itself cannot be read, so that nothing can;
            NOT_A_CALL_LOG; NEWER_VERSION; WRONG_KEY is not told from DAMAGED; and the disk's.
    """
    if target.exists():
        raise StorageError(StorageProblem.FILE_EXISTS, _PLACE)
    if not paths.database.exists():
        raise StorageError(StorageProblem.FILE_REMOVED, _PLACE)
    work = target.with_name(f"{target.name}.part")
    with problems_at(_PLACE):
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(mode=0o700)
        try:
            source, journal_lost = _source(paths, key, work)
            new = paths_in(work / "new")
            new.data_dir.mkdir(mode=0o700)
            os.close(os.open(new.database, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            report = _Salvage(source, key, _given_out(paths)).into(new, now, journal_lost=journal_lost)
            with new.database.open("rb+") as file:
                os.fsync(file.fileno())
            new.database.replace(target)
            fsync_folder(target.parent)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return report


def _source(paths: Paths, key: LogKey, work: Path) -> tuple[Path, bool]:
    """A file that holds all that was saved, and whether the write-ahead log's part is missing in it."""
    journal = paths.database.with_name(paths.database.name + "-wal")
    if not journal.exists() or not journal.stat().st_size:
        return paths.database, False
    copy = work / paths.database.name
    copy_closed_file(paths.database, copy)
    copy_closed_file(journal, work / journal.name)
    try:
        with contextlib.closing(connect(copy, key, mode="rw")) as conn:
            conn.execute("PRAGMA locking_mode = EXCLUSIVE").fetchone()
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except DATABASE_ERRORS:
        return paths.database, True
    return copy, False


def _given_out(paths: Paths) -> int | None:
    """How many history entries were acknowledged."""
    saved = read_head(paths.sidecar)
    return None if saved is None else saved.count


class _Salvage:
    """One reading of a damaged file."""

    def __init__(self, source: Path, key: LogKey, acknowledged: int | None) -> None:
        self._source = source
        self._key = key
        self._acknowledged = acknowledged
        self._reader = DamagedReader(lambda: connect(source, key, mode="ro"))

    def into(self, new: Paths, now: int, *, journal_lost: bool) -> SalvageReport:
        """The readable rows in the new database, which is an empty file; closed afterwards."""
        try:
            with contextlib.closing(connect(new.database, self._key, mode="rw")) as conn:
                for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"):
                    conn.execute(f"PRAGMA {pragma}").fetchone()
                conn.execute("BEGIN")
                tables, detached, left_out = self._copy_all(conn)
                conn.execute("COMMIT")
            areas = self._damaged_areas()
        finally:
            self._reader.close()
        with contextlib.closing(open_log(new, self._key)) as db:
            report = SalvageReport(
                readable=sum(table.readable for table in tables),
                total_estimate=sum(table.readable + table.lost for table in tables),
                damaged_areas=areas,
                tables=tables,
                breaks=chain_breaks(db, db.history.head().count),
                detached=detached,
                left_out=left_out,
                journal_lost=journal_lost,
            )
            with db.write(now):
                db.history.append(SALVAGED_KIND, "log", after=_told(report))
        return report

    def _copy_all(self, conn: Any) -> tuple[tuple[SalvagedTable, ...], int, int]:
        schema = self._schema(conn)
        for kind, name, sql in schema:
            if kind == "table" and not name.startswith("sqlite_"):
                conn.execute(sql)
        sequences: dict[str, int] = dict(self._reader.rows("SELECT name, seq FROM sqlite_sequence") or ())
        listed = conn.execute("SELECT name, wr FROM pragma_table_list WHERE schema = 'main'").fetchall()
        names = [(name, wr) for name, wr in sorted(listed) if not name.startswith("sqlite_")]
        tables = [
            self._copy(conn, name, has_rowid=not wr, given_out=sequences.get(name)) for name, wr in names
        ]
        for name, last in sequences.items():
            conn.execute("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
            conn.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, last))
        detached, left_out = _without_lost_references(conn, [name for name, _ in names])
        # Triggers would refuse a history with gaps.
        for kind, _name, sql in schema:
            if kind != "table" and sql is not None:
                conn.execute(sql)
        return tuple(tables), detached, left_out

    def _schema(self, conn: Any) -> list[tuple[str, str, str | None]]:
        schema = self._reader.rows("SELECT type, name, sql FROM sqlite_master ORDER BY rowid")
        application = self._reader.rows("PRAGMA application_id")
        version = self._reader.rows("PRAGMA user_version")
        if not schema or not application or not version:
            raise StorageError(StorageProblem.DAMAGED, _PLACE)
        if application[0][0] != migrations.APPLICATION_ID:
            raise StorageError(StorageProblem.NOT_A_CALL_LOG, _PLACE)
        if version[0][0] > migrations.schema_version():
            raise StorageError(StorageProblem.NEWER_VERSION, _PLACE)
        conn.execute(f"PRAGMA application_id = {application[0][0]}")
        conn.execute(f"PRAGMA user_version = {version[0][0]}")
        return [(kind, name, sql) for kind, name, sql in schema]

    def _copy(self, conn: Any, name: str, *, has_rowid: bool, given_out: int | None) -> SalvagedTable:
        columns = tuple(quoted(row[1]) for row in conn.execute(f"PRAGMA table_info({quoted(name)})"))
        table = DamagedTable(quoted(name), columns, has_rowid)
        if name == "history":
            given_out = self._acknowledged
        last, is_known = self._reader.largest_id(table, given_out) if has_rowid else (0, True)
        # The id is written out: a table may have no column for it, and it must not change.
        into = (("rowid",) if has_rowid else ()) + columns
        marks = ", ".join("?" * len(into))
        sql = f"INSERT INTO {table.name} ({', '.join(into)}) VALUES ({marks})"  # noqa: S608 - quoted names
        readable = 0
        for batch in self._reader.read(table, last):
            conn.executemany(sql, batch if has_rowid else [row[1:] for row in batch])
            readable += len(batch)
        lost = sum(to - first + 1 for first, to in table.areas if first)
        if not is_known and table.areas:
            first, to = table.areas[-1]
            lost -= to - first + 1
        return SalvagedTable(name, readable, lost, tuple(table.areas))

    def _damaged_areas(self) -> int:
        found = self._reader.rows("PRAGMA cipher_integrity_check") or []
        matches = [_LAST_WORD.search(str(row[0])) for row in found]
        pages = sorted({int(match[1]) for match in matches if match is not None})
        return sum(page - 1 not in pages for page in pages)


def _without_lost_references(conn: Any, names: list[str]) -> tuple[int, int]:
    """Rows that were detached from, and left out with, what they refer to and what is lost."""
    detached = left_out = 0
    while True:
        before = detached, left_out
        for name in names:
            columns = {row[1]: row for row in conn.execute(f"PRAGMA table_info({quoted(name)})")}
            for reference in conn.execute(f"PRAGMA foreign_key_list({quoted(name)})").fetchall():
                parent, column = quoted(reference[2]), columns[reference[3]]
                key = conn.execute(
                    "SELECT name FROM pragma_table_info(?) WHERE pk = 1", (reference[2],)
                ).fetchone()[0]
                field = quoted(column[1])
                known = f"(SELECT {quoted(key)} FROM {parent})"  # noqa: S608 - quoted names
                lost = f"WHERE {field} IS NOT NULL AND {field} NOT IN {known}"
                if not column[3] and not column[5]:
                    sql = f"UPDATE {quoted(name)} SET {field} = NULL {lost}"  # noqa: S608 - quoted names
                    detached += conn.execute(sql).rowcount
                elif name != _NEVER_LEFT_OUT:
                    sql = f"DELETE FROM {quoted(name)} {lost}"  # noqa: S608 - quoted names
                    left_out += conn.execute(sql).rowcount
        if before == (detached, left_out):
            return detached, left_out


def _told(report: SalvageReport) -> dict[str, object]:
    """The report as the history keeps it: names of tables and numbers."""
    return {
        "tables": {
            table.name: {"readable": table.readable, "lost": [list(area) for area in table.areas]}
            for table in report.tables
            if table.areas
        },
        "readable": report.readable,
        "breaks": list(report.breaks),
        "detached": report.detached,
        "left_out": report.left_out,
        "journal_lost": report.journal_lost,
    }
