"""The process killed at each statement of a migration, and in the middle of them, from every older schema.

Afterwards the log is of the old schema or of the new one, with the same rows; where it
is new, the copy made before is listed. A step that rebuilds a table comes on top of the
shipped ones, because the shipped ones may all be harmless.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys

import sqlcipher3
import sqlite_utils.migrations  # noqa: F401 - here, so that a child's import is no point of death

from callpolicy_gui.storage import database, migrations
from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.paths import paths_in, prepare
from tests.reliability.breaks import take_away
from tests.reliability.campaign import Result, complaints, read_files, scratch, write_files
from tests.reliability.children import Child
from tests.storage.test_migrations import shipped

_TOUCHES = frozenset({"open", "os.rename", "os.remove", "os.chmod", "os.link", "os.truncate"})
_DIED = 9
_WORK = 150  # instructions of the database's machine between two points of death inside a statement
_TABLES = (
    "history",
    "clients",
    "client_numbers",
    "calls",
    "attempts",
    "policy_versions",
    "settings",
    "alerts",
)


def _rebuild(db) -> None:
    db["attempts"].transform(types={"outcome": str}, not_null={"source"})
    db["clients"].transform(not_null={"name"})


def run(n: int, seed: int, without: str | None = None) -> Result:
    result = Result(
        "kills",
        broken={"in between": 0, "rows lost": 0, "without a copy": 0, "not opened": 0, "strays left": 0},
    )
    shipped_steps = migrations.STEPS
    try:
        with scratch() as folder:
            for extra in ([], [("a table rebuilt", _rebuild)]):
                migrations.STEPS = [*shipped_steps, *extra]
                for schema in range(1, migrations.schema_version()):
                    _from_schema(result, folder, schema, (n, random.Random(f"{seed} {schema}")), without)
    finally:
        migrations.STEPS = shipped_steps
    return result


def _from_schema(result: Result, folder, schema: int, share, without: str | None) -> None:
    source = paths_in(folder / "old")
    prepare(source)
    source.database.unlink(missing_ok=True)
    shipped(source, schema)
    old = read_files(source.data_dir)
    place = folder / "log"
    before = _shape(source, write_files(place, old))
    points = _points(write_files(place, old), without)
    after = _shape(source, place)
    n, chance = share
    chosen = range(1, points + 1) if points <= n else sorted(chance.sample(range(1, points + 1), n))
    for point in chosen:
        write_files(place, old)
        _, ended = Child(lambda say, at=point: _open_until(place, at, without, say)).wait()
        if ended not in {0, _DIED}:
            raise AssertionError(f"the child ended with {ended} at point {point}")
        if ended == 0:  # random names make the work in between a little longer or shorter
            continue
        result.done += 1
        _judge(result, place, (schema, before, after), f"from schema {schema}, point {point} of {points}")


def _points(place, without: str | None) -> int:
    said, ended = Child(lambda say: _open_until(place, 0, without, say)).wait()
    if ended:
        raise AssertionError("the undisturbed migration fails")
    return int(said[-1])


def _open_until(place, point: int, without: str | None, say) -> None:
    """Opens the log and dies at the so manieth point; at none where it is 0, and says how many there were."""
    take_away(without)
    passed = 0

    def touch(*_):
        nonlocal passed
        passed += 1
        if passed == point:
            os._exit(_DIED)
        return 0

    real_connect, real_fsync = database._connect, os.fsync

    def connect(path, key):
        conn = real_connect(path, key)
        conn.set_trace_callback(touch)
        conn.set_progress_handler(touch, _WORK)
        return conn

    def fsync(descriptor):
        touch()
        real_fsync(descriptor)

    database._connect, os.fsync = connect, fsync
    sys.addaudithook(lambda event, *_: touch() if event in _TOUCHES else None)
    paths = paths_in(place)
    open_log(paths, load_or_create_key(paths)).close()
    say(str(passed))


def _shape(paths, place) -> tuple:
    """Version, schema and rows of a log, read from a copy by the library alone."""
    look = place.parent / "look"
    write_files(look, read_files(place))
    return _shape_of(look / "log.db", paths)


def _shape_of(path, paths) -> tuple:
    key = load_or_create_key(paths)
    with contextlib.closing(sqlcipher3.connect(path, isolation_level=None)) as conn:
        conn.execute(f"PRAGMA key = \"x'{key.raw_hex}'\"")
        version = conn.execute("PRAGMA user_version").fetchone()[0]
        schema = frozenset(conn.execute("SELECT type, name, sql FROM sqlite_master"))
        rows = {}
        for table in _TABLES:
            names = [row[1] for row in conn.execute(f"PRAGMA table_info({table})") if row[1] not in _NEW]
            found = conn.execute(f"SELECT {', '.join(names)} FROM {table}")  # noqa: S608 - a constant
            rows[table] = sorted(map(repr, found))
    return version, schema, rows


# Columns that came with a later schema: a row is the same with and without them.
_NEW = frozenset({"merged_into"})


def _judge(result: Result, place, expected, where: str) -> None:
    schema, before, after = expected
    paths = paths_in(place)
    found = _shape(paths, place)
    result.note("old" if found[0] == schema else "new")
    if found[:2] not in (before[:2], after[:2]):
        result.fault("in between", f"{where}: version {found[0]}")
        return
    if found[2] != before[2]:
        result.fault("rows lost", where)
    if found[0] != schema:
        _judge_copy(result, paths, (schema, before), where)
    try:
        with contextlib.closing(open_log(paths, load_or_create_key(paths))) as db:
            wrong = complaints(db)
            version = db.row("PRAGMA user_version")
    except StorageError as error:
        result.fault("not opened", f"{where}: {error}")
        return
    if wrong or version != (migrations.schema_version(),):
        result.fault("not opened", f"{where}: {wrong or version}")
    _judge_copy(result, paths, (schema, before), where)
    strays = [path.name.partition(".part")[2] for path in place.glob(".callpolicy-*")]
    if strays:
        result.fault("strays left", f"{where}: .part{strays[0]}")


def _judge_copy(result: Result, paths, expected, where: str) -> None:
    schema, before = expected
    copy = paths.copy_before(schema)
    if copy not in paths.copies():
        result.fault("without a copy", where)
    elif _shape_of(copy, paths) != before:
        result.fault("without a copy", f"{where}: the copy differs")
