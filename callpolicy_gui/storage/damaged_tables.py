"""Reading what can be read of a table some of whose pages are damaged.

An error spoils the connection it comes from: what it says afterwards, also about sound
pages, cannot be relied on. So every question after an error is asked on a fresh
connection. A table with row ids is read forwards to the damage; the far edge of the damage is
looked for by doubling steps, then by halving, and the stretch between is probed once more, for
sound pages between two damaged ones.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from callpolicy_gui.storage.errors import DATABASE_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Row = tuple[Any, ...]
_BATCH = 500
_PROBES = 64
_LARGEST = 2**63 - 1


@dataclass(slots=True)
class DamagedTable:
    """A table being read. `areas` are the row ids, first and last, of what could not be read.

    The last area of a table may reach up to the largest id that was ever given out. A
    table without row ids has at most one area, written (0, 0).
    """

    name: str
    columns: tuple[str, ...]
    has_rowid: bool
    areas: list[tuple[int, int]] = field(default_factory=list)


class DamagedReader:
    """Reads tables through connections that are closed after their first error."""

    def __init__(self, fresh: Callable[[], Any]) -> None:
        self._fresh = fresh
        self._conn: Any = None

    def close(self) -> None:
        """Closes the connection, if there is one."""
        if self._conn is not None:
            with contextlib.suppress(*DATABASE_ERRORS):
                self._conn.close()
        self._conn = None

    def rows(self, sql: str, values: tuple[Any, ...] = ()) -> list[Row] | None:
        """All rows of a query, or None where something that it needs cannot be read."""
        try:
            if self._conn is None:
                self._conn = self._fresh()
            return list(self._conn.execute(sql, values).fetchall())
        except DATABASE_ERRORS:
            self.close()
            return None

    def read(self, table: DamagedTable, last: int) -> Iterator[list[Row]]:
        """The readable rows in batches, each row's id before its columns (None without ids).

        `last` is the largest row id that may have been given out. Ascending where there are
        ids. Afterwards the table's `areas` are known.
        """
        if table.has_rowid:
            yield from self._range(table, 1, last)
        else:
            yield from self._both_ends(table)

    def _range(self, table: DamagedTable, first: int, last: int) -> Iterator[list[Row]]:
        while first <= last:
            seen = first - 1
            for batch in self._forwards(table, first, last):
                yield batch
                seen = batch[-1][0]
            if self.rows(*_next(table, seen + 1, last)) == []:
                return
            edge = self._far_edge(table, seen + 1, last)
            yield from self._between(table, seen + 1, edge - 1)
            first = edge

    def _forwards(self, table: DamagedTable, first: int, last: int) -> Iterator[list[Row]]:
        """Rows up to the last one or to the damage."""
        sql = f"{_select(table)} WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
        found: list[Row] | None = []
        while found is not None:
            batch: list[Row] = found
            try:
                if self._conn is None:
                    self._conn = self._fresh()
                for row in self._conn.execute(sql, (first, last)):
                    batch.append(row)
                    first = row[0] + 1
                    if len(batch) == _BATCH:
                        yield batch
                        batch = []
                found = None
            except DATABASE_ERRORS:
                self.close()
                # The library looks one row ahead: the error swallowed a sound row, and a
                # spoiled connection may have stopped long before the damage.
                found = self.rows(*_next(table, first, last)) or None
                if found:
                    first = found[0][0] + 1
            if batch:
                yield batch

    def _far_edge(self, table: DamagedTable, first: int, last: int) -> int:
        """The smallest id found from which on there is something readable, or `last` + 1."""
        bad, step = first, 1
        while bad + step <= last and self.rows(*_next(table, bad + step, last)) is None:
            bad, step = bad + step, step * 2
        return self._first_readable(table, bad, min(bad + step, last + 1), last)

    def _between(self, table: DamagedTable, first: int, last: int) -> Iterator[list[Row]]:
        """What lies between two damaged pages inside a stretch that was leapt over."""
        step = max(1, (last - first + 1) // _PROBES)
        lost = first
        probe = first + step
        while probe <= last:
            found = self.rows(*_next(table, probe, last))
            if not found:
                probe += step
                continue
            start = self._first_readable(table, lost, found[0][0], last)
            self._lose(table, lost, start - 1)
            lost = start
            for batch in self._forwards(table, start, last):
                yield batch
                lost = batch[-1][0] + 1
            probe = max(probe + step, lost)
        self._lose(table, lost, last)

    def _first_readable(self, table: DamagedTable, bad: int, good: int, last: int) -> int:
        """The damage's far edge, between an id from which nothing is readable and one that has a row."""
        while good - bad > 1:
            middle = (bad + good) // 2
            if self.rows(*_next(table, middle, last)) is None:
                bad = middle
            else:
                good = middle
        return good

    def _lose(self, table: DamagedTable, first: int, last: int) -> None:
        if first <= last:
            table.areas.append((first, last))

    def _both_ends(self, table: DamagedTable) -> Iterator[list[Row]]:
        """A table without row ids: forwards to the damage, then backwards to it."""
        seen: set[Row] = set()
        for ending in ("", " DESC"):
            rows, whole = self._until_error(table, ending)
            fresh = [row for row in rows if row not in seen]
            seen.update(fresh)
            if fresh:
                yield [(None, *row) for row in fresh]
            if whole:
                return
        table.areas.append((0, 0))

    def _until_error(self, table: DamagedTable, ending: str) -> tuple[list[Row], bool]:
        keys = self.rows(
            "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", (_bare(table.name),)
        )
        order = ", ".join(f'"{key}"{ending}' for (key,) in keys or ())
        columns = ", ".join(table.columns)
        sql = f"SELECT {columns} FROM {table.name} ORDER BY {order}"  # noqa: S608 - quoted names
        found: list[Row] = []
        try:
            if self._conn is None:
                self._conn = self._fresh()
            for row in self._conn.execute(sql):
                found.append(row)  # noqa: PERF402 - what came before an error is kept
        except DATABASE_ERRORS:
            self.close()
            # The row before the damage, which the library read ahead of, once more by itself.
            found.extend(self.rows(f"{sql} LIMIT 1 OFFSET ?", (len(found),)) or ())
            return found, False
        return found, True

    def largest_id(self, table: DamagedTable, given_out: int | None) -> tuple[int, bool]:
        """The largest row id, or `given_out` where the table's end cannot be read; whether it is no guess."""
        found = self.rows(f"SELECT max(rowid) FROM {table.name}")  # noqa: S608 - a quoted name
        if found is not None:
            return int(found[0][0] or 0), True
        if given_out is not None:
            return given_out, True
        known, step = 0, 1
        while known + step < _LARGEST // 4:
            answer = self.rows(*_next(table, known + step, _LARGEST))
            if answer == []:
                break
            known, step = known + step, step * 2
        return known + step, False


def quoted(name: str) -> str:
    """A name as it stands in a statement."""
    return '"' + name.replace('"', '""') + '"'


def _bare(name: str) -> str:
    return name[1:-1].replace('""', '"')


def _next(table: DamagedTable, first: int, last: int) -> tuple[str, tuple[int, int]]:
    return (
        f"{_select(table)} WHERE rowid BETWEEN ? AND ? ORDER BY rowid LIMIT 1",
        (first, last),
    )


def _select(table: DamagedTable) -> str:
    # The whole row, also for a probe: a long note may lie on pages of its own.
    return f"SELECT rowid, {', '.join(table.columns)} FROM {table.name}"  # noqa: S608 - quoted names
