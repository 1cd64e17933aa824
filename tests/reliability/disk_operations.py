"""The operations that a full disk meets.

Each makes itself ready up to its `yield`, which gives the log's content, then meets the disk; it returns the
sentence it was refused with, if any, and puts the content after each thing acknowledged into `trial.after`.
"""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from callpolicy_gui.controller.views import Refused
from callpolicy_gui.core.call_log import Level
from callpolicy_gui.storage import backups, migrations
from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.paths import paths_in
from callpolicy_gui.wording.problems import storage_problem
from tests.reliability.campaign import content
from tests.reliability.saves import BEGINNING, Saves

if TYPE_CHECKING:
    from tests.reliability.enospc import Trial

_SAMPLE = Path(__file__).parents[1] / "data" / "calls-android-backup.xml"
ONE_MORE = ("one more", lambda db: db.conn.execute("SELECT 1"))


def _saves(trial: Trial) -> Saves:
    return Saves(trial.log, 3, 50)


def _readable(saves: Saves) -> None:
    saves.controller.refresh()
    saves.controller.queue()
    if not saves.db.rows("SELECT call_id FROM calls"):
        raise AssertionError("nothing can be read")


def _log_a_call(trial: Trial):
    """Calls are logged until one is refused; what was acknowledged is what must be there."""
    saves = _saves(trial)
    trial.fill()
    yield content(saves.db.conn)
    told: list[str] = []
    for number in range(51, 81):
        told = saves.save(number)
        if told:
            break
        trial.after.append(content(saves.db.conn))
    _readable(saves)
    with contextlib.suppress(StorageError):
        saves.close()
    return told[-1] if told else None


def _log_in_place(trial: Trial):
    """The write-ahead log has its room already: the save fits, the head beside the log does not."""
    saves = _saves(trial)
    saves.save(51)
    saves.db.checkpoint()
    trial.fill()
    yield content(saves.db.conn)
    told = saves.save(52)
    if not told and trial.slack == 0 and saves.db.sidecar_problem is None:
        raise AssertionError("the head fitted on a full disk")
    return _finished(trial, saves, Refused(told[-1]) if told else None)


def _import(trial: Trial):
    saves = _saves(trial)
    saves.number = (date(2026, 11, 25) - date(2026, 11, 18)).days * 1440
    exchange = saves.controller.exchange
    preview = exchange.preview(_SAMPLE)
    trial.fill()
    yield content(saves.db.conn)
    return _finished(trial, saves, exchange.import_calls(preview, settle_returned=True))


def _export(trial: Trial):
    saves = _saves(trial)
    trial.fill()
    yield content(saves.db.conn)
    day = date(2026, 11, 18)
    found = saves.controller.exchange.export(
        trial.disk / "export.csv", day.replace(day=1), day.replace(day=28), Level.FULL, overwrite=True
    )
    return _finished(trial, saves, found)


def _finished(trial: Trial, saves: Saves, told) -> str | None:
    _readable(saves)
    if not isinstance(told, Refused):
        trial.after.append(content(saves.db.conn))
    with contextlib.suppress(StorageError):
        saves.close()
    return told.sentence if isinstance(told, Refused) else None


def _migrate(trial: Trial):
    """The next start of a program with one more step. Refused, the log opens as it was."""
    paths = paths_in(trial.log)
    with contextlib.closing(open_log(paths, load_or_create_key(paths))) as db:
        before = content(db.conn)
    migrations.STEPS = [*migrations.STEPS, ONE_MORE]
    trial.fill()
    yield before
    told = None
    try:
        open_log(paths, load_or_create_key(paths)).close()
    except StorageError as error:
        told = storage_problem(error)
        migrations.STEPS = migrations.STEPS[:-1]
        with contextlib.closing(open_log(paths, load_or_create_key(paths))) as db:
            _ = content(db.conn)  # readable as it was
    return told


def _backup(trial: Trial):
    paths = paths_in(trial.log)
    key = load_or_create_key(paths)
    with contextlib.closing(open_log(paths, key)) as db:
        trial.fill()
        yield content(db.conn)
        told = None
        try:
            backups.make_backup(
                db, key, paths.backups, paths.key_file, BEGINNING, reason=backups.BackupReason.DAILY
            )
        except StorageError as error:
            told = storage_problem(error)
            if backups.backups_in(paths.backups) if paths.backups.exists() else ():
                raise AssertionError("a refused backup is listed") from None
        _ = content(db.conn)
    return told


def _start(trial: Trial):
    """The program starts with the disk full already: the queue is there."""
    paths = paths_in(trial.log)
    with contextlib.closing(open_log(paths, load_or_create_key(paths))) as db:
        before = content(db.conn)
    trial.fill()
    yield before
    saves = _saves(trial)
    return _finished(trial, saves, None)


OPERATIONS = {
    "log a call": _log_a_call,
    "log where the log's room is there": _log_in_place,
    "import": _import,
    "export": _export,
    "migrate": _migrate,
    "backup": _backup,
    "start": _start,
}
