"""The log's key: random, kept in the system's keychain or, without one, in a file beside the log.

Key and salt live outside the database, with a verifier: SQLCipher alone answers "file is
not a database" to a wrong key, a damaged first page and a read error alike. Here is what
needs no question to the clinician; `key_slots` adds passphrase and recovery code.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.key_file import (
    KEY_BYTES,
    PLACE,
    SALT_BYTES,
    SlotKind,
    new_key_file,
    plain_key,
    plain_slot,
    read_key_file,
    verifier_of,
    write_key_file,
)
from callpolicy_gui.storage.keychain import SERVICE, Keychain, key_in, put_key, system_keychain

if TYPE_CHECKING:
    from callpolicy_gui.storage.key_file import KeyFile
    from callpolicy_gui.storage.paths import Paths

__all__ = [
    "KEY_BYTES",
    "SALT_BYTES",
    "SERVICE",
    "KeyPlace",
    "Keychain",
    "LogKey",
    "load_or_create_key",
    "matches",
    "note_log_created",
    "random_key",
    "system_keychain",
]

# Where a key came from is the kind of the slot that gave it.
KeyPlace = SlotKind


@dataclass(frozen=True, slots=True)
class LogKey:
    """A log's key and salt. `log_created` is False until the log that belongs to it exists.

    `place` is where this key came from. A wiped key raises ValueError when it is used.
    """

    secret: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    place: KeyPlace
    log_created: bool = False

    @property
    def raw_hex(self) -> str:
        """Key and salt as the 96 hexadecimal digits SQLCipher takes without deriving anything."""
        return (self._usable() + self.salt).hex()

    @property
    def verifier(self) -> str:
        """Proves the key without giving it away."""
        return verifier_of(self._usable(), self.salt)

    def derived(self, purpose: str) -> bytes:
        """A key of 32 bytes for another purpose than encrypting the log."""
        return hmac.new(self._usable(), f"callpolicy {purpose}".encode(), hashlib.sha256).digest()

    def wipe(self) -> None:
        """Lets go of the key; this object cannot be used any more.

        The best that can be done here, and no promise: Python cannot overwrite bytes, and
        other copies, in other objects, in the database library or in freed memory, may stay
        until the memory is used again or the program ends.
        """
        object.__setattr__(self, "secret", b"")

    def _usable(self) -> bytes:
        if not self.secret:
            raise ValueError("the key is wiped")
        return self.secret


def random_key() -> LogKey:
    """A new key that is kept nowhere."""
    return LogKey(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(SALT_BYTES), KeyPlace.KEY_FILE)


def load_or_create_key(paths: Paths, keychain: Keychain | None = None) -> LogKey:
    """The key of the folder's log; a new one only where nothing hints at an existing log.

    Without `keychain` the key is kept in the key file, 0600. The folder must be prepared.

    Raises:
        StorageError: NEEDS_PASSPHRASE, with its `slot_kinds`, when only a passphrase or a
            recovery code is left to open the log, also after the keychain lost or changed
            its key; otherwise KEY_MISSING when there is, or was, a log but no key for it
            can be found, and WRONG_KEY when the keychain holds another key; DAMAGED for
            an unreadable key file; what `write_atomically` raises.
    """
    file = read_key_file(paths)
    if file is None:
        if _hints_at_a_log(paths) or key_in(keychain, paths) is not None:
            raise StorageError(StorageProblem.KEY_MISSING, PLACE)
        return _create(paths, keychain)
    found = _at_hand(paths, file, keychain)
    for place, secret in found:
        if file.fits(secret):
            return LogKey(secret, file.salt, place, file.log_created)
    kinds = file.kinds()
    if kinds & {SlotKind.PASSPHRASE, SlotKind.RECOVERY}:
        raise StorageError(StorageProblem.NEEDS_PASSPHRASE, PLACE, slot_kinds=kinds)
    if found:
        raise StorageError(StorageProblem.WRONG_KEY, PLACE)
    if SlotKind.KEY_FILE in kinds:
        raise StorageError(StorageProblem.DAMAGED, PLACE)
    if file.log_created or _hints_at_a_log(paths):
        raise StorageError(StorageProblem.KEY_MISSING, PLACE)
    return _create(paths, keychain)  # a first start that ended between file and keychain


def matches(paths: Paths, key: LogKey) -> bool:
    """Whether this is the key the folder's log was made with."""
    file = read_key_file(paths)
    return file is None or hmac.compare_digest(key.verifier, file.verifier)


def note_log_created(paths: Paths, key: LogKey) -> LogKey:
    """Records that the key's log exists: from now on it is never created anew in its place.

    Raises:
        StorageError: see `write_atomically`.
    """
    file = read_key_file(paths)
    if file is not None and not file.log_created:
        write_key_file(paths, file.with_log_created())
    return replace(key, log_created=True)


def _hints_at_a_log(paths: Paths) -> bool:
    wal = paths.database.with_name(paths.database.name + "-wal")
    return any(path.exists() for path in (paths.database, wal, paths.sidecar, *paths.copies()))


def _create(paths: Paths, keychain: Keychain | None) -> LogKey:
    key = random_key()
    file = new_key_file(key.secret, key.salt)
    if keychain is not None:
        # The file first: a start killed in between leaves no key that belongs to nothing.
        write_key_file(paths, file.with_slot({"kind": SlotKind.KEYCHAIN.value}))
        if put_key(keychain, paths, key.secret):
            return replace(key, place=KeyPlace.KEYCHAIN)
    write_key_file(paths, file.with_slot(plain_slot(key.secret)))
    return key


def _at_hand(paths: Paths, file: KeyFile, keychain: Keychain | None) -> list[tuple[KeyPlace, bytes]]:
    """The keys that can be had without asking, right or wrong, with where they come from."""
    # The file first: it costs nothing, and asking the keychain can take seconds.
    found = [(KeyPlace.KEY_FILE, plain_key(slot)) for slot in file.slots(SlotKind.KEY_FILE)]
    if not any(secret is not None and file.fits(secret) for _, secret in found):
        found += [(KeyPlace.KEYCHAIN, key_in(keychain, paths)) for _ in file.slots(SlotKind.KEYCHAIN)]
    return [(place, secret) for place, secret in found if secret is not None]
