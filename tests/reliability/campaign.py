"""What all campaigns share: a result with its counts, the content of a log, and whether it is sound."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.paths import paths_in

_SHOWN = 12
# What differs between two logs that hold the same: the chain's keys, and which steps made their tables.
_OWN_COLUMNS = {("history", "hash")}
_OWN_TABLE = "_sqlite_migrations"


class UnavailableError(Exception):
    """What the campaign needs is not there: a program, a right, a kind of file system."""


@dataclass(slots=True)
class Result:
    """The counts of one campaign. `broken` counts are those that must be zero."""

    what: str
    done: int = 0
    broken: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    details: list[str] = field(default_factory=list)

    def note(self, name: str, times: int = 1) -> None:
        """Counts what is no fault."""
        self.seen[name] = self.seen.get(name, 0) + times

    def fault(self, name: str, detail: str) -> None:
        """Counts a fault; the first of them are kept with their circumstances."""
        self.broken[name] = self.broken.get(name, 0) + 1
        if len(self.details) < _SHOWN:
            self.details.append(f"{name}: {detail}")

    @property
    def holds(self) -> bool:
        """Whether something was done and no fault was found."""
        return self.done > 0 and not any(self.broken.values())

    def line(self) -> str:
        """The one line that says it all."""
        faults = ", ".join(f"{count} {name}" for name, count in self.broken.items())
        rest = ", ".join(f"{count} {name}" for name, count in self.seen.items())
        return f"{self.done} {self.what}: {faults}" + (f" ({rest})" if rest else "")


@contextlib.contextmanager
def scratch(*, on_disk: bool = False):
    """A folder of the campaign's own, gone afterwards; in memory where there is such a place."""
    memory = Path("/dev/shm")  # noqa: S108 - a fresh folder in it
    place = None if on_disk or not os.access(memory, os.W_OK) else memory
    folder = Path(tempfile.mkdtemp(prefix="callpolicy-campaign-", dir=place))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def opened(folder: Path):
    """The folder's log as the program opens it."""
    paths = paths_in(folder)
    db = open_log(paths, load_or_create_key(paths))
    try:
        yield db
    finally:
        db.close()


def content(conn) -> str:
    """A digest of every row of every table; two logs with different keys can have the same."""
    digest = hashlib.sha256()
    names = [
        row[0]
        for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        if not row[0].startswith("sqlite_") and row[0] != _OWN_TABLE
    ]
    for name in names:
        found = conn.execute(f"PRAGMA table_info({name})").fetchall()
        columns = ", ".join(f'"{row[1]}"' for row in found if (name, row[1]) not in _OWN_COLUMNS)
        rows = sorted(map(repr, conn.execute(f"SELECT {columns} FROM {name}")))  # noqa: S608 - from the schema
        digest.update("\n".join([name, *rows, ""]).encode())
    return digest.hexdigest()


def complaints(db) -> list[str]:
    """What the library's and the history's own checks find wrong with an open log."""
    # The cipher's check reads the file alone. Where a merge was cut off, its torn pages lie
    # whole in the write-ahead log still and are merged again.
    db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    found = [f"cipher: {row[0]}" for row in db.rows("PRAGMA cipher_integrity_check")]
    found += [f"integrity: {row[0]}" for row in db.rows("PRAGMA integrity_check") if row != ("ok",)]
    found += [f"references: {row[0]}" for row in db.rows("PRAGMA foreign_key_check")]
    broken = db.history.verify()
    if broken is not None:
        found.append(f"history: entry {broken}")
    return found


def copy_folder(source: Path, target: Path) -> Path:
    """A closed log's folder, copied; what lay at the target is gone."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return target


def write_files(folder: Path, files: dict[str, bytes]) -> Path:
    """The folder holds exactly these files, private as the program leaves them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o600)
    return folder


def read_files(folder: Path) -> dict[str, bytes]:
    """Every file below a closed log's folder by its name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def needs(program: str) -> None:
    """Raises UnavailableError where a program is not installed."""
    if shutil.which(program) is None:
        raise UnavailableError(f"{program} is not installed")
