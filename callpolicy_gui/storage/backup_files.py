"""What a folder of backups holds, read from names and key files, and which of them may go.

A backup is two files of one stem: the encrypted database and the slots of its key at that
moment. The stem says when it was made (UTC), how many history entries it holds, how the
head's hash begins and why it was made, so that a list needs no key and opens no database:
`2026-11-23T140500Z-n1234-ab12cd34ef56-daily.db` and `.key`.
"""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from callpolicy_gui.storage.errors import from_os_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from callpolicy_gui.storage.history import HistoryHead

PLACE = "backup"
HEAD_DIGITS = 12
KEEP_ALL_DAYS, KEEP_DAYS, KEEP_WEEKS, KEEP_MONTHS = 7, 7, 8, 24
KEEP_BEFORE_DAYS = 30
_DAY = 86_400
_MAX_KEY_FILE = 1_000_000
_STAMP = "%Y-%m-%dT%H%M%SZ"
_STEM = re.compile(r"(\d{4}-\d\d-\d\dT\d{6}Z)-n(\d{1,18})-([0-9a-f]{12})-([a-z-]+)")


class BackupReason(StrEnum):
    """Why a backup was made; part of its name."""

    DAILY = "daily"
    BEFORE_MIGRATION = "before-migration"
    BEFORE_IMPORT = "before-import"
    BEFORE_RESTORE = "before-restore"
    BY_HAND = "by-hand"


_BEFORE = frozenset({BackupReason.BEFORE_MIGRATION, BackupReason.BEFORE_IMPORT, BackupReason.BEFORE_RESTORE})


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup, made `at` (UTC seconds), of `size` bytes.

    `count` is the number of history entries and `head` the first 12 digits of the head's hash.
    `key_path` is None where the key file is missing; it then opens with the key of the
    computer it was made on only. `protected` is False while the key lies in the key file
    in plain: who has both files can read the log. `opens_elsewhere` says that a
    passphrase, a recovery code or that plain key comes with it; otherwise the keychain of
    the computer it was made on is needed.
    """

    path: Path
    key_path: Path | None
    at: int
    count: int
    head: str
    size: int
    reason: BackupReason
    protected: bool
    opens_elsewhere: bool


@dataclass(frozen=True, slots=True)
class KeyCopy:
    """What a key file tells without the key. `verifier` is None where the file is missing or damaged."""

    verifier: str | None
    protected: bool
    opens_elsewhere: bool


def stamp(at: int) -> str:
    """An instant (UTC seconds) as names carry it; sorts as the instants do."""
    return datetime.fromtimestamp(at, UTC).strftime(_STAMP)


def parsed_stamp(text: str) -> int | None:
    """The instant (UTC seconds) of a `stamp`, or None where it is not one."""
    try:
        return int(datetime.strptime(text, _STAMP).replace(tzinfo=UTC).timestamp())
    except ValueError:
        return None


def stem(at: int, head: HistoryHead, reason: BackupReason) -> str:
    """The name of a backup's two files, without the ending."""
    return f"{stamp(at)}-n{head.count}-{head.hash[:HEAD_DIGITS]}-{reason.value}"


def backups_in(folder: Path) -> tuple[Backup, ...]:
    """The folder's backups, the newest first; none where the folder is missing.

    Other files are no backups, nor is one whose name is not complete: a name is given
    only to what was verified.

    Raises:
        StorageError: DISK_ERROR or FOLDER_NOT_WRITABLE when the folder cannot be read.
    """
    try:
        found = [_backup(path) for path in folder.iterdir() if path.suffix == ".db"]
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise from_os_error(error, PLACE) from None
    whole = [backup for backup in found if backup is not None]
    return tuple(sorted(whole, key=_age_order, reverse=True))


def last_good(folder: Path) -> Backup | None:
    """The newest backup, which was verified when it was made, or None. Raises as `backups_in` does."""
    return next(iter(backups_in(folder)), None)


def is_due(backups: Iterable[Backup], now: int, head: HistoryHead) -> bool:
    """Whether the daily backup is to be made at `now` (UTC seconds).

    Not when some backup already holds this head, nor when one was made on this day (UTC)
    other than before an import, a migration or a restore. What is dated later than `now`,
    under a clock that was wrong, does not count as today's.
    """
    known = tuple(backups)
    if any(backup.count == head.count and head.hash.startswith(backup.head) for backup in known):
        return False
    return not any(
        backup.at // _DAY == now // _DAY and backup.at <= now and backup.reason not in _BEFORE
        for backup in known
    )


def to_be_thinned(backups: Iterable[Backup], now: int) -> tuple[Backup, ...]:
    """Which backups may be removed at `now` (UTC seconds), the oldest first.

    Kept are: the newest; all of the last 7 days and what is dated later than `now`; the
    newest of each of the last 7 days, 8 weeks and 24 months that have one; those from
    before an import, a migration or a restore for 30 days. Days, weeks and months that
    have none are not counted, so that neither a long absence nor a clock that jumped
    ahead takes the old ones away.
    """
    ordered = sorted(backups, key=_age_order, reverse=True)
    kept = set(ordered[:1])
    kept.update(backup for backup in ordered if backup.at > now - KEEP_ALL_DAYS * _DAY)
    kept.update(b for b in ordered if b.reason in _BEFORE and b.at > now - KEEP_BEFORE_DAYS * _DAY)
    past = [backup for backup in ordered if backup.at <= now]
    for count, period in ((KEEP_DAYS, _day), (KEEP_WEEKS, _week), (KEEP_MONTHS, _month)):
        kept.update(_newest_of_each(past, period, count))
    return tuple(backup for backup in reversed(ordered) if backup not in kept)


def key_copy(data: bytes) -> KeyCopy:
    """What the bytes of a key file tell."""
    try:
        values = json.loads(data)
        verifier = str(values["verifier"])
        kinds = {str(slot["kind"]) for slot in values["slots"]}
    except (ValueError, TypeError, KeyError, RecursionError):
        return KeyCopy(None, protected=True, opens_elsewhere=False)
    return KeyCopy(
        verifier,
        protected="key_file" not in kinds,
        opens_elsewhere=not kinds.isdisjoint({"key_file", "passphrase", "recovery"}),
    )


def read_key_copy(path: Path | None) -> KeyCopy:
    """What a key file tells; a missing or unreadable one tells nothing."""
    data = b""
    if path is not None:
        with contextlib.suppress(OSError):
            data = key_file_bytes(path)
    return key_copy(data)


def key_file_bytes(path: Path) -> bytes:
    """A key file as it is; empty where it is far too large to be one.

    Raises:
        OSError: as the system says.
    """
    return b"" if path.stat().st_size > _MAX_KEY_FILE else path.read_bytes()


def parsed_stem(text: str) -> tuple[int, int, str, BackupReason] | None:
    """Instant (UTC seconds), entries, head and reason of a backup's name, or None where it is not one."""
    match = _STEM.fullmatch(text)
    if match is None:
        return None
    at = parsed_stamp(match[1])
    if at is None or match[4] not in set(BackupReason):
        return None
    return at, int(match[2]), match[3], BackupReason(match[4])


def _backup(path: Path) -> Backup | None:
    told = parsed_stem(path.stem)
    if told is None:
        return None
    at, count, head, reason = told
    key_path: Path | None = path.with_suffix(".key")
    key = read_key_copy(key_path)
    if key.verifier is None:
        key_path = None
    try:
        size = path.stat().st_size
    except FileNotFoundError:  # removed since the folder was read
        return None
    return Backup(path, key_path, at, count, head, size, reason, key.protected, key.opens_elsewhere)


def _age_order(backup: Backup) -> tuple[int, int, str]:
    return backup.at, backup.count, backup.path.name


def _newest_of_each(
    newest_first: list[Backup], period: Callable[[Backup], tuple[int, ...]], count: int
) -> list[Backup]:
    found: dict[tuple[int, ...], Backup] = {}
    for backup in newest_first:
        if len(found) < count or period(backup) in found:
            found.setdefault(period(backup), backup)
    return list(found.values())


def _day(backup: Backup) -> tuple[int, ...]:
    return (backup.at // _DAY,)


def _week(backup: Backup) -> tuple[int, ...]:
    year, week, _ = datetime.fromtimestamp(backup.at, UTC).isocalendar()
    return year, week


def _month(backup: Backup) -> tuple[int, ...]:
    at = datetime.fromtimestamp(backup.at, UTC)
    return at.year, at.month
