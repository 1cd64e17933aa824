"""Ways to the log's key: adding, changing and removing them, and unlocking with what is typed.

Each change is one atomic write of the key file, and at every moment in between some way
in is left. A way in lasts when it outlives this computer's keychain: a passphrase, a
recovery code that was typed back once, or the plain key in the file. The keychain alone
does not, so nothing here takes the last lasting way away. The plain key goes as soon as
something for every day (keychain or passphrase) and something that lasts are there.

Deriving takes a fraction of a second; it belongs on a worker, not on the window's thread.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.key_file import (
    PLACE,
    SlotKind,
    plain_key,
    plain_slot,
    read_key_file,
    write_key_file,
)
from callpolicy_gui.storage.key_wrapping import (
    DEFAULT_COST,
    KdfCost,
    PassphraseProblem,
    is_sound,
    normalise_passphrase,
    passphrase_problem,
    unwrapped,
    wrapped_slot,
)
from callpolicy_gui.storage.keychain import delete_key, key_in, put_key
from callpolicy_gui.storage.keys import LogKey
from callpolicy_gui.storage.recovery_code import normalise_code

if TYPE_CHECKING:
    from callpolicy_gui.storage.key_file import KeyFile, Slot
    from callpolicy_gui.storage.keychain import Keychain
    from callpolicy_gui.storage.paths import Paths

__all__ = [
    "DEFAULT_COST",
    "KdfCost",
    "PassphraseProblem",
    "Protection",
    "SlotKind",
    "add_keychain",
    "confirm_recovery_code",
    "forget_keychain",
    "passphrase_problem",
    "protection",
    "remove_passphrase",
    "remove_recovery_code",
    "set_passphrase",
    "set_recovery_code",
    "slot_kinds",
    "unlock_with_code",
    "unlock_with_passphrase",
]


@dataclass(frozen=True, slots=True)
class Protection:
    """Which ways in there are; damaged ones do not count. `in_keychain` is what the file says.

    `recovery_checked`: the code was typed back once, so it is known to be on paper.
    With `in_key_file` the log is not protected.
    """

    has_passphrase: bool
    has_recovery: bool
    recovery_checked: bool
    in_keychain: bool
    in_key_file: bool

    @property
    def outlives_keychain(self) -> bool:
        """Whether the log can be opened after this computer's keychain is lost."""
        return self.has_passphrase or self.recovery_checked or self.in_key_file


def slot_kinds(paths: Paths) -> frozenset[SlotKind]:
    """The kinds of slots in the key file; none where there is no file.

    Raises:
        StorageError: see `read_key_file`.
    """
    file = read_key_file(paths)
    return frozenset() if file is None else file.kinds()


def protection(paths: Paths) -> Protection:
    """How the folder's key is kept.

    Raises:
        StorageError: KEY_MISSING without a key file; see `read_key_file`.
    """
    return _protection(_existing(paths))


def unlock_with_passphrase(paths: Paths, passphrase: str) -> LogKey:
    """The log's key by the passphrase.

    Raises:
        StorageError: WRONG_PASSPHRASE; DAMAGED where the slot is, whatever was typed;
            KEY_MISSING where no passphrase is set; KEY_LIBRARY_TOO_OLD; DISK_ERROR and
            its like where the file cannot be read.
        MemoryError: the computer has too little memory left for the derivation.
    """
    text = normalise_passphrase(passphrase)
    return _unlocked(_existing(paths), SlotKind.PASSPHRASE, text, StorageProblem.WRONG_PASSPHRASE)


def unlock_with_code(paths: Paths, code: str) -> LogKey:
    """The log's key by the printed recovery code, however it is typed.

    While a new code has not been typed back, the one before it opens the log too.

    Raises:
        StorageError: MISTYPED_CODE (a RecoveryCodeError) without trying; WRONG_CODE; else
            as `unlock_with_passphrase`.
        MemoryError: the computer has too little memory left for the derivation.
    """
    text = normalise_code(code)
    return _unlocked(_existing(paths), SlotKind.RECOVERY, text, StorageProblem.WRONG_CODE)


def set_passphrase(paths: Paths, key: LogKey, passphrase: str, cost: KdfCost = DEFAULT_COST) -> None:
    """From now on this passphrase opens the log, and no earlier one; the plain key is gone.

    A copy of the key file that was made before still opens with what it had then.

    Raises:
        ValueError: `passphrase_problem` has something against it; ask that first.
        StorageError: WRONG_KEY when `key` is not this log's; KEY_LIBRARY_TOO_OLD; what
            reading and writing the key file raise. The ways in are as before then.
    """
    problem = passphrase_problem(passphrase)
    if problem is not None:
        raise ValueError(problem.value)
    file = _existing(paths, key)
    slot = wrapped_slot(file, SlotKind.PASSPHRASE, key.secret, normalise_passphrase(passphrase), cost)
    _save(paths, file.without(SlotKind.PASSPHRASE).with_slot(slot))


def remove_passphrase(paths: Paths, key: LogKey, *, keep_in_file: bool = False) -> None:
    """No passphrase opens the log any more.

    `keep_in_file` puts the plain key into the key file: the log is not protected then.

    Raises:
        StorageError: LAST_WAY_IN when nothing that lasts would be left; else as `set_passphrase`.
    """
    file = _existing(paths, key)
    _take_away(paths, key, file.without(SlotKind.PASSPHRASE), keep_in_file=keep_in_file)


def set_recovery_code(paths: Paths, key: LogKey, code: str, cost: KdfCost = DEFAULT_COST) -> None:
    """This code opens the log. It is to be printed and typed back once.

    An earlier code that was typed back goes on working until then: a new one that never
    reached the paper must not take its place.

    Raises:
        StorageError: MISTYPED_CODE; else as `set_passphrase`.
    """
    text = normalise_code(code)
    file = _existing(paths, key)
    slot = wrapped_slot(file, SlotKind.RECOVERY, key.secret, text, cost) | {"checked": False}
    _save(paths, file.without(_is_unchecked_code).with_slot(slot))


def confirm_recovery_code(paths: Paths, code: str) -> None:
    """The newest code was typed back: it counts as printed, and earlier ones open nothing any more.

    Raises:
        StorageError: as `unlock_with_code`; WRONG_CODE for an earlier code too.
    """
    text = normalise_code(code)
    file = _existing(paths)
    codes = file.slots(SlotKind.RECOVERY)
    if not codes:
        raise StorageError(StorageProblem.KEY_MISSING, PLACE)
    if unwrapped(file, codes[-1], text) is None:
        raise StorageError(StorageProblem.WRONG_CODE, PLACE)
    _save(paths, file.without(SlotKind.RECOVERY).with_slot(codes[-1] | {"checked": True}))


def remove_recovery_code(paths: Paths, key: LogKey, *, keep_in_file: bool = False) -> None:
    """No recovery code opens the log any more. `keep_in_file` as in `remove_passphrase`.

    Raises:
        StorageError: LAST_WAY_IN when nothing that lasts would be left; else as `set_passphrase`.
    """
    file = _existing(paths, key)
    _take_away(paths, key, file.without(SlotKind.RECOVERY), keep_in_file=keep_in_file)


def add_keychain(paths: Paths, key: LogKey, keychain: Keychain, *, overwrite: bool = False) -> bool:
    """Whether the keychain holds the key now; where it does not keep it, nothing has changed.

    `overwrite` replaces another log's key that the keychain holds for this folder; it may
    be that log's only one.

    Raises:
        StorageError: WRONG_KEY when the keychain holds another key and `overwrite` is not
            set; else as `set_passphrase`.
    """
    file = _existing(paths, key)
    held = key_in(keychain, paths)
    if held is not None and held != key.secret and not overwrite:
        raise StorageError(StorageProblem.WRONG_KEY, "keychain")
    # The keychain first: a slot is written down only once there is something behind it.
    if not put_key(keychain, paths, key.secret):
        return False
    _save(paths, file.without(SlotKind.KEYCHAIN).with_slot({"kind": SlotKind.KEYCHAIN.value}))
    return True


def forget_keychain(
    paths: Paths, key: LogKey, keychain: Keychain | None, *, keep_in_file: bool = False
) -> bool:
    """The key file names no keychain any more; True when the keychain has let go of the key too.

    After False the secret may still be in the keychain; calling this again tries again.
    Another log's key is left there. `keep_in_file` as in `remove_passphrase`.

    Raises:
        StorageError: LAST_WAY_IN when nothing that lasts would be left; else as `set_passphrase`.
    """
    file = _existing(paths, key)
    # The file first: a stop in between leaves a secret too many, never a way in too few.
    _take_away(paths, key, file.without(SlotKind.KEYCHAIN), keep_in_file=keep_in_file)
    if keychain is None:
        return False
    held = key_in(keychain, paths)
    if held is not None and held != key.secret:
        return True
    return delete_key(keychain, paths)


def _existing(paths: Paths, key: LogKey | None = None) -> KeyFile:
    """The key file, which belongs to the key if one is given."""
    file = read_key_file(paths)
    if file is None:
        raise StorageError(StorageProblem.KEY_MISSING, PLACE)
    if key is not None and not hmac.compare_digest(key.verifier, file.verifier):
        raise StorageError(StorageProblem.WRONG_KEY, PLACE)
    return file


def _unlocked(file: KeyFile, kind: SlotKind, text: str, wrong: StorageProblem) -> LogKey:
    slots = file.slots(kind)
    if not slots:
        raise StorageError(StorageProblem.KEY_MISSING, PLACE)
    problem = wrong
    for slot in reversed(slots):
        try:
            secret = unwrapped(file, slot, text)
        except StorageError as error:
            if error.problem is not StorageProblem.DAMAGED:
                raise
            problem = StorageProblem.DAMAGED  # another slot of the kind may still open
            continue
        if secret is not None:
            return LogKey(secret, file.salt, kind, file.log_created)
    raise StorageError(problem, PLACE)


def _protection(file: KeyFile) -> Protection:
    codes = [slot for slot in file.slots(SlotKind.RECOVERY) if is_sound(file, slot)]
    return Protection(
        has_passphrase=any(is_sound(file, slot) for slot in file.slots(SlotKind.PASSPHRASE)),
        has_recovery=bool(codes),
        recovery_checked=any(slot.get("checked") is True for slot in codes),
        in_keychain=bool(file.slots(SlotKind.KEYCHAIN)),
        in_key_file=any(plain_key(slot) is not None for slot in file.slots(SlotKind.KEY_FILE)),
    )


def _is_unchecked_code(slot: Slot) -> bool:
    return slot["kind"] == SlotKind.RECOVERY and slot.get("checked") is not True


def _take_away(paths: Paths, key: LogKey, left: KeyFile, *, keep_in_file: bool) -> None:
    # Beside a passphrase the plain key would make that protect nothing.
    if keep_in_file and not _protection(left).has_passphrase:
        left = left.without(SlotKind.KEY_FILE).with_slot(plain_slot(key.secret))
    if not _protection(left).outlives_keychain:
        raise StorageError(StorageProblem.LAST_WAY_IN, PLACE)
    write_key_file(paths, left)


def _save(paths: Paths, file: KeyFile) -> None:
    """Writes slots that were added to, without a plain key that is no longer needed."""
    now = _protection(file)
    needless = now.has_passphrase or (now.in_keychain and now.recovery_checked)
    write_key_file(paths, file.without(SlotKind.KEY_FILE) if needless else file)
