"""A write-ahead log that belongs to another log: found by its encryption, and moved out of the way.

SQLite replays a write-ahead log that lies beside a database and whose own checksums are
right, whosever it is. Left there by a copy, a sync program or a hand, it would be read as
pages of this log, and the log would call itself damaged.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from typing import TYPE_CHECKING

from callpolicy_gui.storage.errors import from_os_error

if TYPE_CHECKING:
    from pathlib import Path

    from callpolicy_gui.storage.keys import LogKey

OTHER_SUFFIX = ".other"
_PLACE = "log"
# https://www.sqlite.org/walformat.html
_HEADER, _FRAME_HEADER = 32, 24
_MAGIC = frozenset({0x377F0682, 0x377F0683})
# SQLCipher 4: a page ends with 16 bytes that encrypt it and 64 that authenticate it.
_PAGE, _MAC = 4096, 64
_SALT_MASK, _ROUNDS = 0x3A, 2


def set_other_aside(database: Path, key: LogKey) -> Path | None:
    """Renames the write-ahead log beside a closed log where another key wrote it; its new path, or None.

    Nothing of this log is in it: what this log lacks is found by its history's head.

    Raises:
        StorageError: the disk stands in the way.
    """
    if not is_other_wal(database, key):
        return None
    wal = _beside(database)
    other = wal.with_name(wal.name + OTHER_SUFFIX)
    try:
        wal.replace(other)
    except OSError as error:
        raise from_os_error(error, _PLACE) from None
    return other


def is_other_wal(database: Path, key: LogKey) -> bool:
    """Whether a write-ahead log lies beside a closed log that another key wrote.

    Raises:
        StorageError: the disk stands in the way.
    """
    try:
        with _beside(database).open("rb") as file:
            return _is_other(file.read(_HEADER + _FRAME_HEADER + _PAGE), key)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise from_os_error(error, _PLACE) from None


def _beside(database: Path) -> Path:
    return database.with_name(database.name + "-wal")


def _is_other(begins: bytes, key: LogKey) -> bool:
    """Whether the first frame is whole and was not written with this key."""
    if len(begins) < _HEADER + _FRAME_HEADER + _PAGE or struct.unpack(">I", begins[:4])[0] not in _MAGIC:
        return False
    (number,) = struct.unpack(">I", begins[_HEADER : _HEADER + 4])
    page = begins[_HEADER + _FRAME_HEADER :]
    # The first page begins with the salt, which is not encrypted.
    body = page[len(key.salt) if number == 1 else 0 : -_MAC]
    mac = hmac.new(_mac_key(key), body + struct.pack("<I", number), hashlib.sha512).digest()
    return not hmac.compare_digest(mac, page[-_MAC:])


def _mac_key(key: LogKey) -> bytes:
    salt = bytes(byte ^ _SALT_MASK for byte in key.salt)
    return hashlib.pbkdf2_hmac("sha512", key.secret, salt, _ROUNDS, 32)
