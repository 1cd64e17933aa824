"""Where everything lies: one folder for the log and what belongs to it.

Whoever keeps several logs (a test, a demonstration) names another folder; everything
that must differ with the folder, the single-instance socket too, follows from it.
"""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from callpolicy_gui.storage.errors import StorageError, StorageProblem, from_os_error

APP_NAME = "callpolicy"


@dataclass(frozen=True, slots=True)
class Paths:
    """The files of one log.

    `socket_name` is the same for every start that uses the same folder, and other folders
    have another. `runtime_dir` may not exist yet.
    """

    data_dir: Path
    database: Path
    key_file: Path
    sidecar: Path
    device_settings: Path
    runtime_dir: Path
    socket_name: str

    @property
    def alert_journal(self) -> Path:
        """Which alerts were shown while the log was locked; it may not exist."""
        return self.data_dir / "locked-alerts.log"

    @property
    def backups(self) -> Path:
        """The program's own folder of backups; it may not exist yet."""
        return self.data_dir / "backups"

    @property
    def set_aside(self) -> Path:
        """Where a log that could not be opened is kept, whole, when another takes its place."""
        return self.data_dir / "set-aside"

    @property
    def restore_stage(self) -> Path:
        """Where a log lies, ready, until it takes this one's place."""
        return self.data_dir / "restoring"

    @property
    def restore_marker(self) -> Path:
        """The file that exists while one log takes another's place."""
        return self.data_dir / "restoring.json"

    def second_backups(self, chosen: Path) -> Path:
        """This log's own folder of backups in one that was chosen outside; other logs have others there."""
        return chosen / f"{self.socket_name}-backups"

    def copies(self) -> tuple[Path, ...]:
        """Copies of the log in the folder: made before it was changed, backups, logs set aside."""
        found = (
            *sorted(self.data_dir.glob("before-*.db")),
            *sorted(self.backups.glob("*.db")),
            *sorted(self.set_aside.glob(f"*/{self.database.name}")),
        )
        # A log that waits for its place is one of them: no new key may be made over it.
        waiting = self.restore_stage / self.database.name
        return (*found, waiting) if self.restore_marker.exists() and waiting.exists() else found

    def copy_before(self, version: int) -> Path:
        """Where the copy of a log of that schema lies, made before it was migrated."""
        return self.data_dir / f"before-{version}.db"


def default_paths() -> Paths:
    """The folder the operating system gives this user for the program's data."""
    return paths_in(Path(platformdirs.user_data_path(APP_NAME, appauthor=False)))


def paths_in(data_dir: Path) -> Paths:
    """The same layout in another folder. Nothing is created."""
    folder = Path(os.path.abspath(data_dir))  # noqa: PTH100 - resolve() would need the folder to exist
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Paths(
        data_dir=folder,
        database=folder / "log.db",
        key_file=folder / "log.key.json",
        sidecar=folder / "history-head.json",
        device_settings=folder / "device.json",
        runtime_dir=_runtime_dir(folder),
        socket_name=f"{APP_NAME}-{mark}",
    )


def _runtime_dir(data_dir: Path) -> Path:
    # Without a session's own folder platformdirs warns and names one in /tmp that any
    # user could have made; the data folder is at least the user's alone.
    if os.name == "posix" and sys.platform != "darwin" and not os.environ.get("XDG_RUNTIME_DIR"):
        return data_dir
    return Path(platformdirs.user_runtime_path(APP_NAME, appauthor=False))


def prepare(paths: Paths) -> None:
    """The folder exists, can be written and is closed to other users (0700), whatever the umask.

    One in which a log lies is left as it is where it cannot be written: the log can still be read.

    Raises:
        StorageError: FOLDER_NOT_WRITABLE, DISK_FULL or DISK_ERROR.
    """
    try:
        missing = [folder for folder in (paths.data_dir, *paths.data_dir.parents) if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(mode=0o700, exist_ok=True)
        if not paths.data_dir.is_dir():
            raise StorageError(StorageProblem.FOLDER_NOT_WRITABLE, "data folder")
        if not os.access(paths.data_dir, os.R_OK | os.W_OK | os.X_OK):
            if os.access(paths.data_dir, os.R_OK | os.X_OK) and paths.database.exists():
                return
            raise StorageError(StorageProblem.FOLDER_NOT_WRITABLE, "data folder")
        if paths.data_dir.stat().st_mode & 0o077:
            paths.data_dir.chmod(0o700)
    except OSError as error:
        raise from_os_error(error, "data folder") from None


def check_writable(paths: Paths) -> None:
    """Nothing where the log's folder and files can be written, as far as their rights tell.

    Raises:
        StorageError: FOLDER_NOT_WRITABLE, or READ_ONLY for the files.
    """
    if not os.access(paths.data_dir, os.W_OK | os.X_OK):
        raise StorageError(StorageProblem.FOLDER_NOT_WRITABLE, "data folder")
    wal = paths.database.with_name(paths.database.name + "-wal")
    # SQLite would open a file like that for reading without a word.
    if any(file.exists() and not os.access(file, os.W_OK) for file in (paths.database, wal)):
        raise StorageError(StorageProblem.READ_ONLY, "log")
