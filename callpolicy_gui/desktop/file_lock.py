"""A lock that a file carries but does not contain: what is written in the file means nothing.

The operating system drops the lock with the process that held it, so neither a crash nor a
restored backup nor garbage in the file can keep the next start out.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from pathlib import Path


class FileLock:
    """An exclusive lock on `path`, held until `release()` or the end of the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1

    @property
    def is_held(self) -> bool:
        """True between a successful `acquire()` and `release()`."""
        return self._descriptor >= 0

    def acquire(self) -> bool:
        """Take the lock without waiting. False when another process holds it.

        Raises:
            OSError: the file can neither be made nor opened, or its disk has no locks.
        """
        if self.is_held:
            return True
        descriptor = self._open()
        try:
            if sys.platform == "win32":
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            os.close(descriptor)
            return False
        except OSError:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Give the lock up. The file stays: removing it would let two processes hold two files."""
        if self.is_held:
            os.close(self._descriptor)
            self._descriptor = -1

    def _open(self) -> int:
        try:
            return os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            # A read-only folder may still hold the file, and a lock needs no writing.
            return os.open(self._path, os.O_RDONLY)
