"""The history's head beside the log: what was acknowledged last.

A write-ahead log that is missing or zeroed leaves a database that calls itself sound,
with acknowledged entries gone. A head file one behind is normal after a crash; one that
is ahead of the log means loss, and is said.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from callpolicy_gui.storage.atomic_file import write_atomically
from callpolicy_gui.storage.errors import from_os_error

if TYPE_CHECKING:
    from pathlib import Path

    from callpolicy_gui.storage.history import HistoryHead

_PLACE = "history head"
_MAX_BYTES = 10_000
_FIRST_NAMES = {"count", "hash", "at"}


@dataclass(frozen=True, slots=True)
class SavedHead:
    """Count and hash of the history at the last acknowledged save, `at` in UTC seconds."""

    count: int
    hash: str
    at: int


def read_head(path: Path) -> SavedHead | None:
    """The saved head, or None where the file is missing or damaged.

    Raises:
        StorageError: DISK_ERROR or FOLDER_NOT_WRITABLE.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            return None
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise from_os_error(error, _PLACE) from None
    try:
        values = json.loads(data)
        head = SavedHead(int(values["count"]), str(values["hash"]), int(values["at"]))
        # The first heads were kept without a check.
        sound = set(values) == _FIRST_NAMES or values["check"] == _check(head)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return head if sound else None


def _check(head: SavedHead) -> str:
    """Tells a flipped bit; it proves nothing about who wrote it."""
    return hashlib.sha256(f"{head.count} {head.hash} {head.at}".encode()).hexdigest()


def save_head(path: Path, head: HistoryHead, at: int) -> None:
    """Replaces the saved head.

    Raises:
        StorageError: see `write_atomically`.
    """
    values = {"count": head.count, "hash": head.hash, "at": at}
    data = json.dumps(values | {"check": _check(SavedHead(head.count, head.hash, at))}).encode()
    # A name lost in a power cut leaves the head before this one, which is normal.
    write_atomically(path, data, overwrite=True, place=_PLACE, sync_folder=False)
