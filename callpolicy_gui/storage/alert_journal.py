"""What was shown while the log was locked: a small file beside it, merged when it opens.

A locked log cannot be written, and an alert that was given must not come again. So its key
and the instant go into a file of their own, which holds nothing else, ever: a call's number
and a time say nothing about anybody. Append to it once an alert *was* shown, so that one
that a crash swallowed comes again, as in the log itself.

Every entry is one line, safe on the disk when `append` returns. A line that is not whole is
none: the time has a fixed number of digits and comes last.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from callpolicy_gui.storage.atomic_file import fsync_folder
from callpolicy_gui.storage.errors import StorageError, StorageProblem, from_os_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from callpolicy_gui.storage.alert_store import AlertStore
    from callpolicy_gui.storage.paths import Paths

# Two alerts for each of more than three thousand open calls.
MAX_BYTES = 256 * 1024
_PLACE = "alert journal"
_KEY = re.compile(r"(?:soon|overdue):[1-9][0-9]{0,17}")
_LINE = re.compile(rf"({_KEY.pattern}) ([0-9]{{10}})")
_LATEST = 9_999_999_999
# A link or a pipe in the file's place is not followed, nor waited for; Windows has neither flag.
_PLAIN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class ShownAlert:
    """An alert that was shown while the log was locked, `at` in UTC seconds."""

    key: str
    at: int


def append(paths: Paths, keys: Iterable[str], at: int) -> None:
    """The alerts of these keys were shown at `at` (UTC seconds); durable on return.

    A key that is in the journal already is not added again.

    Raises:
        ValueError: a key that is not `soon:` or `overdue:` with a call's number, or an instant
            outside 1970 to 2286; nothing was written.
        StorageError: FILE_TOO_LARGE (nothing was written), DISK_FULL, FOLDER_NOT_WRITABLE or
            DISK_ERROR (some of the keys may be in the journal).
    """
    wanted = tuple(dict.fromkeys(keys))
    if not all(_KEY.fullmatch(key) for key in wanted):
        raise ValueError("not the key of an alert about a call")
    if not 0 <= at <= _LATEST:
        raise ValueError("not an instant")
    try:
        _append(paths, wanted, at)
    except OSError as error:
        raise from_os_error(error, _PLACE) from None


def read(paths: Paths) -> tuple[ShownAlert, ...]:
    """What was shown, in the order it was appended, each key once with its first instant.

    Lines that are no entry are passed over. A journal that is missing or cannot be read is
    empty: an alert that comes once more is better than a log that cannot be unlocked.
    """
    try:
        descriptor = os.open(paths.alert_journal, os.O_RDONLY | _PLAIN)
    except OSError:
        return ()
    try:
        return _entries(_content(descriptor))
    except OSError:
        return ()
    finally:
        os.close(descriptor)


def merge(journal: Iterable[ShownAlert], store: AlertStore, at: int) -> None:
    """The log knows every alert of the journal, as shown; a second time changes nothing.

    To be called whenever the log is opened, inside a write at `at` (UTC seconds) and before
    alerts are asked for; `forget` once the write is committed. An alert shown later than `at`,
    by a clock that was set back since, counts as shown then.

    Raises:
        RuntimeError: outside `LogDatabase.write`.
        StorageError: as `LogDatabase.execute` does.
    """
    for shown in journal:
        shown_at = min(shown.at, at)
        store.record_intent(shown.key, _kind(shown.key), shown_at)
        store.mark_shown(shown.key, shown_at)


def forget(paths: Paths) -> None:
    """There is no journal any more.

    For the moment after a merge, and for when another log takes this one's place: the same
    numbers are other calls there.

    Raises:
        StorageError: FOLDER_NOT_WRITABLE or DISK_ERROR.
    """
    try:
        paths.alert_journal.unlink(missing_ok=True)
    except OSError as error:
        raise from_os_error(error, _PLACE) from None


def _kind(key: str) -> str:
    return "due_soon" if key.startswith("soon:") else "overdue"


def _append(paths: Paths, keys: Sequence[str], at: int) -> None:
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | _PLAIN
    descriptor = os.open(paths.alert_journal, flags, 0o600)
    try:
        there = _content(descriptor)
        known = {entry.key for entry in _entries(there)}
        lines = "".join(f"{key} {at:010d}\n" for key in keys if key not in known).encode("ascii")
        if lines and there and not there.endswith(b"\n"):
            lines = b"\n" + lines
        if len(there) + len(lines) > MAX_BYTES:
            raise StorageError(StorageProblem.FILE_TOO_LARGE, _PLACE)
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, 0o600)
        left = memoryview(lines)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    fsync_folder(paths.data_dir)


def _content(descriptor: int) -> bytes:
    """At most one byte more than the journal may have. Raises OSError where it is no regular file."""
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise OSError("not a regular file")
    found = bytearray()
    while len(found) <= MAX_BYTES:
        more = os.read(descriptor, MAX_BYTES + 1 - len(found))
        if not more:
            break
        found += more
    return bytes(found)


def _entries(content: bytes) -> tuple[ShownAlert, ...]:
    found: dict[str, int] = {}
    for line in content.decode("ascii", "replace").split("\n"):
        entry = _LINE.fullmatch(line)
        if entry is not None:
            found.setdefault(entry[1], int(entry[2]))
    return tuple(ShownAlert(key, at) for key, at in found.items())
