"""The key file beside the log: salt, verifier and the slots, which are the ways to the key.

Everything in it but a plain key may be read by anyone; it travels with each backup. Slots
of kinds that this version does not know stay in it. The file as a whole is checked when
it is read, a slot only when it is used: one damaged slot must not block the others.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from callpolicy_gui.storage.atomic_file import write_atomically
from callpolicy_gui.storage.errors import StorageError, StorageProblem, from_os_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.storage.paths import Paths

KEY_BYTES, SALT_BYTES = 32, 16
PLACE = "key file"
_FORMAT = 1
_MAX_BYTES = 1_000_000
_MAX_SLOTS = 20  # each may cost seconds to try

Slot = dict[str, Any]


class SlotKind(StrEnum):
    """A way to the log's key. In KEY_FILE the key lies there in plain: the log is not protected."""

    KEYCHAIN = "keychain"
    KEY_FILE = "key_file"
    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a kind
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The values of a key file. Changes are new values; nothing is written before `write_key_file`."""

    values: dict[str, Any] = field(repr=False)

    @property
    def salt(self) -> bytes:
        """The log's salt, no secret."""
        return bytes.fromhex(self.values["salt"])

    @property
    def verifier(self) -> str:
        """What the right key's `verifier_of` is."""
        return str(self.values["verifier"])

    @property
    def log_created(self) -> bool:
        """Whether the log that belongs to the key exists."""
        return bool(self.values["log_created"])

    def slots(self, kind: SlotKind) -> tuple[Slot, ...]:
        """The slots of a kind, the newest last."""
        return tuple(slot for slot in self.values["slots"] if slot["kind"] == kind)

    def kinds(self) -> frozenset[SlotKind]:
        """The kinds of slots that are there and that this version knows."""
        return frozenset(kind for kind in SlotKind if self.slots(kind))

    def fits(self, secret: bytes) -> bool:
        """Whether this is the log's key; compared in constant time."""
        return hmac.compare_digest(verifier_of(secret, self.salt), self.verifier)

    def with_slot(self, slot: Slot) -> KeyFile:
        """The same with one more slot, at the end."""
        return self._with([*self.values["slots"], slot])

    def without(self, drop: SlotKind | Callable[[Slot], bool]) -> KeyFile:
        """The same without the slots of a kind, or without those that a test picks."""
        if isinstance(drop, SlotKind):
            return self._with([slot for slot in self.values["slots"] if slot["kind"] != drop])
        return self._with([slot for slot in self.values["slots"] if not drop(slot)])

    def with_log_created(self) -> KeyFile:
        """The same, and the log exists."""
        return KeyFile(self.values | {"log_created": True})

    def _with(self, slots: list[Slot]) -> KeyFile:
        return KeyFile(self.values | {"slots": slots})


def verifier_of(secret: bytes, salt: bytes) -> str:
    """Proves a key without giving it away."""
    return hmac.new(secret, b"callpolicy key verifier 1" + salt, hashlib.sha256).hexdigest()


def new_key_file(secret: bytes, salt: bytes) -> KeyFile:
    """The values for a new key, without any slot yet."""
    return KeyFile(
        {
            "format": _FORMAT,
            "salt": salt.hex(),
            "verifier": verifier_of(secret, salt),
            "log_created": False,
            "slots": [],
        }
    )


def plain_slot(secret: bytes) -> Slot:
    """A slot that keeps the key unprotected."""
    return {"kind": SlotKind.KEY_FILE.value, "key": secret.hex()}


def plain_key(slot: Slot) -> bytes | None:
    """The key of an unprotected slot, or None where the slot is damaged."""
    try:
        secret = bytes.fromhex(slot["key"])
    except (ValueError, TypeError, KeyError):
        return None
    return secret if len(secret) == KEY_BYTES else None


def read_key_file(paths: Paths) -> KeyFile | None:
    """The folder's key file, or None where there is none.

    Raises:
        StorageError: DAMAGED, NEWER_VERSION, or DISK_ERROR and its like where reading fails.
    """
    try:
        if paths.key_file.stat().st_size > _MAX_BYTES:
            raise StorageError(StorageProblem.DAMAGED, PLACE)
        data = paths.key_file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise from_os_error(error, PLACE) from None
    try:
        values = json.loads(data)
        if values["format"] > _FORMAT:
            raise StorageError(StorageProblem.NEWER_VERSION, PLACE)
        sound = (
            len(bytes.fromhex(values["salt"])) == SALT_BYTES
            and len(bytes.fromhex(values["verifier"])) == hashlib.sha256().digest_size
            and isinstance(values["log_created"], bool)
            and isinstance(values["slots"], list)
            and len(values["slots"]) <= _MAX_SLOTS
            and all(isinstance(slot["kind"], str) for slot in values["slots"])
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        sound = False
    if not sound:
        raise StorageError(StorageProblem.DAMAGED, PLACE)
    return KeyFile(values)


def write_key_file(paths: Paths, file: KeyFile) -> None:
    """Replaces the folder's key file, whole or not at all.

    Raises:
        StorageError: see `write_atomically`.
    """
    data = json.dumps(file.values, indent=1).encode()
    write_atomically(paths.key_file, data, overwrite=True, place=PLACE)
