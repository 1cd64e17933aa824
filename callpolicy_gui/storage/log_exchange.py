"""One log's files leave their place, another's come in; whatever happens in between, all of them do.

What is to come lies ready in a folder of its own, on the disk. Then a marker is written, and
from the marker on nothing is left to do but renaming: the old files out of the place, all of
them, into a folder of the logs set aside, then the new ones in. Whoever finds the marker finishes that.
Without it nothing has happened.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from callpolicy_gui.storage.atomic_file import fsync_folder, write_atomically
from callpolicy_gui.storage.backup_files import PLACE, parsed_stamp, stamp
from callpolicy_gui.storage.encrypted_copies import BackupCancelled, never_stop, problems_at
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.paths import paths_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from callpolicy_gui.storage.paths import Paths

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class SetAsideLog:
    """A log's files as they were when another took its place `at` (UTC seconds), whole and unchanged.

    `folder` is laid out as a data folder is. `size` is in bytes, of all files.
    """

    folder: Path
    at: int
    size: int


def finish_interrupted_restore(paths: Paths) -> bool:
    """Whether a restore was under way and is finished now; for every start, before the key is loaded.

    One that had not come to its marker is thrown away: the log is still the old one.

    Raises:
        StorageError: of place "backup"; call it again when the disk is well.
    """
    with problems_at(PLACE):
        marker = _read_marker(paths)
        if marker is None:
            # Where nothing can be removed it does no harm.
            shutil.rmtree(paths.restore_stage, ignore_errors=True)
            return False
        aside, is_out, keep = marker
        stage = paths_in(paths.restore_stage)
        old = paths_in(paths.set_aside / aside)
        if not is_out:
            old.data_dir.parent.mkdir(mode=0o700, exist_ok=True)
            old.data_dir.mkdir(mode=0o700, exist_ok=True)
            fsync_folder(old.data_dir.parent)
            _move_files(paths, old, with_key=stage.key_file.exists())
            _write_marker(paths, aside, is_out=True, keep=keep)
        _move_files(stage, paths, with_key=True)
        if not (keep and old.data_dir.is_dir() and any(old.data_dir.iterdir())):
            shutil.rmtree(old.data_dir, ignore_errors=True)
        shutil.rmtree(stage.data_dir, ignore_errors=True)
        paths.restore_marker.unlink()
        fsync_folder(paths.data_dir)
    return True


def set_aside_logs(paths: Paths) -> tuple[SetAsideLog, ...]:
    """The logs that were set aside because they could not be opened, the newest first.

    Raises:
        StorageError: of place "backup", where the folder cannot be read.
    """
    found = []
    with problems_at(PLACE):
        folders = list(paths.set_aside.iterdir()) if paths.set_aside.is_dir() else []
        for folder in folders:
            at = parsed_stamp(folder.name.rpartition("-")[0])
            if at is not None and folder.is_dir():
                size = sum(file.stat().st_size for file in folder.iterdir())
                found.append(SetAsideLog(folder, at, size))
    return tuple(sorted(found, key=lambda log: (log.at, log.folder.name), reverse=True))


@contextlib.contextmanager
def staged(paths: Paths) -> Iterator[Paths]:
    """An empty folder, laid out as a data folder is, for what is to take the log's place.

    An exchange that was interrupted is finished first. After an error inside, the folder is
    gone, unless `exchange` was begun.

    Raises:
        StorageError: of place "backup"; the folder cannot be made.
    """
    finish_interrupted_restore(paths)
    stage = paths_in(paths.restore_stage)
    try:
        with problems_at(PLACE):
            stage.data_dir.mkdir(mode=0o700)
        yield stage
    except BaseException:
        if not paths.restore_marker.exists():
            shutil.rmtree(stage.data_dir, ignore_errors=True)
        raise


def exchange(paths: Paths, now: int, *, keep: bool) -> Path | None:
    """The staged log takes the place; with `keep` the old one stays set aside, else it goes.

    The folder in which it lies, or None where there was nothing to keep. `now` is UTC seconds.
    Everything staged must be on the disk, see `stage_to_the_disk`.

    Raises:
        StorageError: of place "backup". Nothing has changed while there is no marker;
            with it `finish_interrupted_restore` finishes.
    """
    aside = f"{stamp(now)}-{secrets.token_hex(4)}"
    _write_marker(paths, aside, is_out=False, keep=keep)
    finish_interrupted_restore(paths)
    folder = paths.set_aside / aside
    return folder if folder.exists() else None


def copy_closed_file(source: Path, target: Path, go_on: Callable[[], bool] = never_stop) -> None:
    """A file's bytes in a new file, 0600, on the disk. Never for a database that is open in this process.

    Raises:
        BackupCancelled: `go_on` said no.
        OSError: as the system says.
    """
    descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as copy, source.open("rb") as file:
        for chunk in iter(lambda: file.read(_CHUNK), b""):
            if not go_on():
                raise BackupCancelled
            copy.write(chunk)
        _to_the_disk(copy)
    target.chmod(0o600)


def stage_to_the_disk(stage: Paths) -> None:
    """What lies ready survives a power cut; copies that a migration made there are not needed.

    Raises:
        OSError: as the system says.
    """
    for path in stage.data_dir.glob("before-*.db"):
        path.unlink()
    for path in stage.data_dir.iterdir():
        with path.open("rb+") as file:
            _to_the_disk(file)
    fsync_folder(stage.data_dir)


def _files(paths: Paths, *, with_key: bool) -> tuple[Path, ...]:
    database = paths.database
    journals = tuple(database.with_name(database.name + ending) for ending in ("-wal", "-shm", "-journal"))
    # The write-ahead log leaves first: beside another database it would be taken for its own.
    return (*journals, database, paths.sidecar, *((paths.key_file,) if with_key else ()))


def file_pairs(source: Paths, target: Paths, *, with_key: bool) -> list[tuple[Path, Path]]:
    """Each file of one log with where it lies in the other's layout, in the order in which they move."""
    return list(zip(_files(source, with_key=with_key), _files(target, with_key=with_key), strict=True))


def _move_files(source: Paths, target: Paths, *, with_key: bool) -> None:
    for old, new in file_pairs(source, target, with_key=with_key):
        if old.exists():
            old.replace(new)
    fsync_folder(target.data_dir)
    if source.data_dir.exists():
        fsync_folder(source.data_dir)


def _write_marker(paths: Paths, aside: str, *, is_out: bool, keep: bool) -> None:
    data = json.dumps({"format": 1, "aside": aside, "is_out": is_out, "keep": keep}).encode()
    write_atomically(paths.restore_marker, data, overwrite=True, place=PLACE)


def _read_marker(paths: Paths) -> tuple[str, bool, bool] | None:
    try:
        values = json.loads(paths.restore_marker.read_bytes())
        aside = str(values["aside"])
        if parsed_stamp(aside.rpartition("-")[0]) is None:
            raise ValueError(aside)  # noqa: TRY301 - a damaged marker is one thing, whatever is wrong with it
        return aside, bool(values["is_out"]), bool(values["keep"])
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, RecursionError):
        raise StorageError(StorageProblem.DAMAGED, PLACE) from None


def _to_the_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
