"""A slot's key under a passphrase or a recovery code: Argon2id, then AES-256-GCM.

Each slot says with which parameters it was made, so they can be raised later. They come
from a file that may be damaged or hostile and are bounded before they are used. The
slot's digest tells damage from a wrong passphrase, which AES-GCM alone cannot; it
protects against accidents only, and the verifier has the last word.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.key_file import KEY_BYTES, PLACE, SlotKind

if TYPE_CHECKING:
    from callpolicy_gui.storage.key_file import KeyFile, Slot

SHORTEST_PASSPHRASE, LONGEST_PASSPHRASE = 8, 1000
_KDF_NAME = "argon2id"
_KDF_SALT, _NONCE, _TAG = 16, 12, 16
# Seconds of work on an old computer, not minutes; memory that any computer with a desktop has.
_MAX_ITERATIONS, _MAX_LANES, _MAX_MEMORY_KIB = 10, 16, 512 * 1024
_MEMORY_PER_LANE_KIB = 8  # RFC 9106, section 3.1


@dataclass(frozen=True, slots=True)
class KdfCost:
    """What one try costs; the defaults are the second recommendation of RFC 9106, section 4."""

    iterations: int = 3
    lanes: int = 4
    memory_kib: int = 64 * 1024

    def is_bearable(self) -> bool:
        """Whether the numbers are possible and small enough to be worked through."""
        return (
            1 <= self.iterations <= _MAX_ITERATIONS
            and 1 <= self.lanes <= _MAX_LANES
            and self.lanes * _MEMORY_PER_LANE_KIB <= self.memory_kib <= _MAX_MEMORY_KIB
        )


DEFAULT_COST = KdfCost()


class PassphraseProblem(StrEnum):
    """Why a text is not taken as a new passphrase."""

    TOO_SHORT = "passphrase_too_short"
    TOO_LONG = "passphrase_too_long"
    UNTYPEABLE = "passphrase_untypeable"


def passphrase_problem(text: str) -> PassphraseProblem | None:
    """Why this may not become the passphrase, or None.

    At least 8 characters (NIST SP 800-63B), at most 1,000, any Unicode but control characters
    and halves of characters, which nobody can type a second time. There are no rules of
    composition: they make passphrases worse.
    """
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text):
        return PassphraseProblem.UNTYPEABLE
    normalised = normalise_passphrase(text)
    if len(normalised) < SHORTEST_PASSPHRASE:
        return PassphraseProblem.TOO_SHORT
    return PassphraseProblem.TOO_LONG if len(normalised) > LONGEST_PASSPHRASE else None


def normalise_passphrase(text: str) -> str:
    """The same text for the same keys on every computer: NFC, and every kind of space a plain one.

    As RFC 8265 has it for passwords (OpaqueString). NFC because systems differ in how they
    compose an accented letter; not NFKC, which would also make different characters one.
    A no-break space is what some keyboards type for a space after another key is held.
    """
    spaced = "".join(" " if unicodedata.category(character) == "Zs" else character for character in text)
    return unicodedata.normalize("NFC", spaced)


def wrapped_slot(file: KeyFile, kind: SlotKind, secret: bytes, text: str, cost: KdfCost) -> Slot:
    """A new slot with the key under a normalised passphrase or code. It takes a moment, on purpose.

    Raises:
        ValueError: the cost is not bearable; such a slot would never open again.
        StorageError: KEY_LIBRARY_TOO_OLD.
        MemoryError: the computer has too little memory left for the cost.
    """
    if not cost.is_bearable():
        raise ValueError("no bearable cost")
    salt, nonce = os.urandom(_KDF_SALT), os.urandom(_NONCE)
    derived = _derive(text, salt, cost)
    # cryptography takes 15 ms to import; a start with the key at hand must not pay for it.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    wrapped = nonce + AESGCM(derived).encrypt(nonce, secret, _bound_to(file, kind))
    slot: Slot = {
        "kind": kind.value,
        "kdf": {
            "name": _KDF_NAME,
            "iterations": cost.iterations,
            "lanes": cost.lanes,
            "memory_kib": cost.memory_kib,
            "salt": salt.hex(),
        },
        "wrapped": wrapped.hex(),
    }
    return slot | {"digest": _digest(file, slot)}


def unwrapped(file: KeyFile, slot: Slot, text: str) -> bytes | None:
    """The log's key from a slot, or None when the normalised text is not the slot's.

    Raises:
        StorageError: DAMAGED where the slot is, whatever the text; KEY_LIBRARY_TOO_OLD.
        MemoryError: the computer has too little memory left for the slot's cost.
    """
    cost, salt, wrapped = _checked(file, slot)
    derived = _derive(text, salt, cost)
    # cryptography takes 15 ms to import; a start with the key at hand must not pay for it.
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    bound_to = _bound_to(file, SlotKind(slot["kind"]))
    try:
        secret = AESGCM(derived).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], bound_to)
    except InvalidTag:
        return None
    if not file.fits(secret):
        raise StorageError(StorageProblem.DAMAGED, PLACE)
    return secret


def is_sound(file: KeyFile, slot: Slot) -> bool:
    """Whether a wrapped slot is as it was written, so that the right text opens it."""
    try:
        _checked(file, slot)
    except StorageError:
        return False
    return True


def _checked(file: KeyFile, slot: Slot) -> tuple[KdfCost, bytes, bytes]:
    """Cost, salt and wrapped key of a slot that is as it was written."""
    try:
        kdf = slot["kdf"]
        numbers = [kdf["iterations"], kdf["lanes"], kdf["memory_kib"]]
        salt, wrapped = bytes.fromhex(kdf["salt"]), bytes.fromhex(slot["wrapped"])
        sound = (
            kdf["name"] == _KDF_NAME
            and all(type(number) is int for number in numbers)
            and KdfCost(*numbers).is_bearable()
            and len(salt) == _KDF_SALT
            and len(wrapped) == _NONCE + KEY_BYTES + _TAG
            and hmac.compare_digest(slot["digest"], _digest(file, slot))
        )
    except (ValueError, TypeError, KeyError):
        sound = False
    if not sound:
        raise StorageError(StorageProblem.DAMAGED, PLACE)
    return KdfCost(*numbers), salt, wrapped


def _derive(text: str, salt: bytes, cost: KdfCost) -> bytes:
    try:
        # cryptography takes 15 ms to import; a start with the key at hand must not pay for it.
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id  # noqa: PLC0415
    except ImportError:  # before version 44
        raise StorageError(StorageProblem.KEY_LIBRARY_TOO_OLD, "key derivation") from None
    try:
        kdf = Argon2id(
            salt=salt,
            length=KEY_BYTES,
            iterations=cost.iterations,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
        )
    except UnsupportedAlgorithm:  # OpenSSL before 3.2, with which some systems build it
        raise StorageError(StorageProblem.KEY_LIBRARY_TOO_OLD, "key derivation") from None
    # A half of a character, which only a try can hold, is simply wrong.
    return kdf.derive(text.encode("utf-8", "surrogatepass"))


def _bound_to(file: KeyFile, kind: SlotKind) -> bytes:
    """What the wrapped key belongs to: moved into another log or another kind of slot it does not open."""
    return f"callpolicy key slot 1 {kind.value} ".encode() + file.salt


def _digest(file: KeyFile, slot: Slot) -> str:
    parts = [file.salt.hex(), file.verifier, slot["kind"], slot["kdf"], slot["wrapped"]]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
