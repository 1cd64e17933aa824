"""Files that are written whole or not at all.

The bytes are complete in memory before the first one is written, every write's count is
checked, and the name appears only once the content is safe on the disk. Where the
system can do it, the content has no name until then, so that a program killed half way
leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from typing import TYPE_CHECKING

from callpolicy_gui.storage.errors import StorageError, StorageProblem, from_os_error

if TYPE_CHECKING:
    from pathlib import Path

# What systems answer that know O_TMPFILE but not on this file system.
_NO_NAMELESS_FILE = {errno.EOPNOTSUPP, errno.EISDIR, errno.ENOENT, errno.EINVAL}
_NO_LINK = {errno.EOPNOTSUPP, errno.EPERM, errno.ENOSYS, errno.EMLINK, errno.ENOENT}


def write_atomically(
    path: Path,
    data: bytes,
    *,
    mode: int = 0o600,
    overwrite: bool,
    place: str = "file",
    sync_folder: bool = True,
) -> None:
    """The file holds exactly `data` and is on the disk, or it is as it was before.

    A path that is no regular file (a device, a pipe) is never replaced: with `overwrite`
    the bytes go into it. `mode` is the file's permission whatever the umask says. Without `overwrite` a file
    of that name that appears at any moment wins. `sync_folder` False leaves the moment
    at which the new name survives a power cut to the system; the old content is
    complete until then.

    Raises:
        StorageError: FILE_EXISTS, DISK_FULL, FOLDER_NOT_WRITABLE or DISK_ERROR.
    """
    try:
        _write(path, data, mode, overwrite=overwrite, place=place)
        if sync_folder:
            fsync_folder(path.parent)
    except OSError as error:
        raise from_os_error(error, place) from None


def fsync_folder(folder: Path) -> None:
    """Names that were created in the folder survive a power cut.

    Raises:
        OSError: as the system says.
    """
    if os.name == "nt":  # Windows has no folder handle to sync
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, data: bytes, mode: int, *, overwrite: bool, place: str) -> None:
    if not overwrite and os.path.lexists(path):
        raise StorageError(StorageProblem.FILE_EXISTS, place)
    if path.exists() and not path.is_file():
        _pour(path, data)
        return
    part = path.with_name(f".callpolicy-{secrets.token_hex(8)}.part")
    nameless = _nameless_file(path.parent, mode)
    if nameless is not None:
        try:
            _fill(nameless, data, mode)
            target = part if overwrite else path
            if _give_name(nameless, target):
                if overwrite:
                    _rename(part, path)
                return
        finally:
            os.close(nameless)
    _write_named(part, path, data, mode, overwrite=overwrite)


def _pour(path: Path, data: bytes) -> None:
    """Write into a device or a pipe, which would be lost if a file took its name."""
    descriptor = os.open(path, os.O_WRONLY)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
    finally:
        os.close(descriptor)


def _nameless_file(folder: Path, mode: int) -> int | None:
    flag = getattr(os, "O_TMPFILE", None)
    if flag is None:
        return None
    try:
        return os.open(folder, flag | os.O_RDWR, mode)
    except OSError as error:
        if error.errno in _NO_NAMELESS_FILE:
            return None
        raise


def _give_name(descriptor: int, path: Path) -> bool:
    """Whether the file has its name now; False where the system cannot do it."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        # A folder descriptor makes Python use linkat, the call that follows the link in /proc.
        os.link(f"/proc/self/fd/{descriptor}", path, src_dir_fd=folder, follow_symlinks=True)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno in _NO_LINK:
            return False
        raise
    finally:
        os.close(folder)
    return True


def _write_named(part: Path, path: Path, data: bytes, mode: int, *, overwrite: bool) -> None:
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), mode)
    try:
        try:
            _fill(descriptor, data, mode)
        finally:
            os.close(descriptor)
        if overwrite:
            part.replace(path)
        elif os.name == "nt":
            part.rename(path)  # refuses an existing name there
        else:
            os.link(part, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()


def _rename(part: Path, path: Path) -> None:
    try:
        part.replace(path)
    except BaseException:
        part.unlink()
        raise


def _fill(descriptor: int, data: bytes, mode: int) -> None:
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, mode)
    left = memoryview(data)
    while left:
        written = os.write(descriptor, left)
        if written <= 0:
            raise OSError(errno.ENOSPC, "nothing written")
        left = left[written:]
    os.fsync(descriptor)
    if os.fstat(descriptor).st_size != len(data):
        raise OSError(errno.EIO, "size differs")
