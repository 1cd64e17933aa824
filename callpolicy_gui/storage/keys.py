"""The log's key: random, kept in the system's keychain or, without one, in a file beside the log.

Key and salt live outside the database, with a verifier: SQLCipher alone answers "file is
not a database" to a wrong key, a damaged first page and a read error alike. The key file
lists slots, ways to the key, so that a passphrase and a recovery code can be added as
further slots without touching the log.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from callpolicy_gui.storage.atomic_file import write_atomically
from callpolicy_gui.storage.errors import StorageError, StorageProblem, from_os_error

if TYPE_CHECKING:
    from callpolicy_gui.storage.paths import Paths

SERVICE = "callpolicy"
KEY_BYTES, SALT_BYTES = 32, 16
_FORMAT = 1
_MAX_KEY_FILE = 1_000_000
_PLACE = "key file"


class KeyPlace(StrEnum):
    """Where the key itself is kept. In KEY_FILE the log is not protected yet."""

    KEYCHAIN = "keychain"
    KEY_FILE = "key_file"


class Keychain(Protocol):
    """What is asked of the system's keychain; any exception counts as "not usable now"."""

    def get_password(self, service: str, account: str, /) -> str | None:
        """The secret kept under these names, or None."""

    def set_password(self, service: str, account: str, secret: str, /) -> None:
        """Keeps the secret under these names."""


@dataclass(frozen=True, slots=True)
class LogKey:
    """A log's key and salt. `log_created` is False until the log that belongs to it exists."""

    secret: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    place: KeyPlace
    log_created: bool = False

    @property
    def raw_hex(self) -> str:
        """Key and salt as the 96 hexadecimal digits SQLCipher takes without deriving anything."""
        return (self.secret + self.salt).hex()

    @property
    def verifier(self) -> str:
        """Proves the key without giving it away."""
        return hmac.new(self.secret, b"callpolicy key verifier 1" + self.salt, hashlib.sha256).hexdigest()

    def derived(self, purpose: str) -> bytes:
        """A key of 32 bytes for another purpose than encrypting the log."""
        return hmac.new(self.secret, f"callpolicy {purpose}".encode(), hashlib.sha256).digest()


def random_key() -> LogKey:
    """A new key that is kept nowhere."""
    return LogKey(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(SALT_BYTES), KeyPlace.KEY_FILE)


def system_keychain() -> Keychain | None:
    """The keychain of this session, or None where there is no usable one.

    Asking can take seconds while the system unlocks it.
    """
    try:
        # keyring takes 120 ms to import; a start with the key beside the file must not pay for it.
        import keyring  # noqa: PLC0415

        backend = keyring.get_keyring()
        usable = float(backend.priority) > 0  # the fail and null backends have none
    except Exception:  # noqa: BLE001 - backends are plugins and raise what they like
        return None
    return backend if usable else None


def load_or_create_key(paths: Paths, keychain: Keychain | None = None) -> LogKey:
    """The key of the folder's log; a new one only where nothing hints at an existing log.

    Without `keychain` the key is kept in the key file, 0600. The folder must be prepared.

    Raises:
        StorageError: KEY_MISSING when there is, or was, a log but no key for it can be
            found; WRONG_KEY when the keychain holds another key; DAMAGED for an unreadable
            key file; what `write_atomically` raises.
    """
    values = _read(paths)
    if values is None:
        if _hints_at_a_log(paths) or _from_keychain(paths, keychain) is not None:
            raise StorageError(StorageProblem.KEY_MISSING, _PLACE)
        return _create(paths, keychain)
    key = _load(paths, values, keychain)
    if key is None:
        if values["log_created"] or _hints_at_a_log(paths):
            raise StorageError(StorageProblem.KEY_MISSING, _PLACE)
        return _create(paths, keychain)  # a first start that ended between file and keychain
    if not hmac.compare_digest(key.verifier, values["verifier"]):
        raise StorageError(StorageProblem.WRONG_KEY, _PLACE)
    return key


def matches(paths: Paths, key: LogKey) -> bool:
    """Whether this is the key the folder's log was made with."""
    values = _read(paths)
    return values is None or hmac.compare_digest(key.verifier, values["verifier"])


def note_log_created(paths: Paths, key: LogKey) -> LogKey:
    """Records that the key's log exists: from now on it is never created anew in its place.

    Raises:
        StorageError: see `write_atomically`.
    """
    values = _read(paths)
    if values is not None and not values["log_created"]:
        _write(paths, values | {"log_created": True})
    return replace(key, log_created=True)


def _hints_at_a_log(paths: Paths) -> bool:
    wal = paths.database.with_name(paths.database.name + "-wal")
    return any(path.exists() for path in (paths.database, wal, paths.sidecar, *paths.copies()))


def _create(paths: Paths, keychain: Keychain | None) -> LogKey:
    key = random_key()
    values: dict[str, Any] = {
        "format": _FORMAT,
        "salt": key.salt.hex(),
        "verifier": key.verifier,
        "log_created": False,
    }
    if keychain is not None:
        # The file first: a start killed in between leaves no key that belongs to nothing.
        _write(paths, values | {"slots": [{"kind": KeyPlace.KEYCHAIN.value}]})
        if _into_keychain(paths, keychain, key):
            return replace(key, place=KeyPlace.KEYCHAIN)
    _write(paths, values | {"slots": [{"kind": KeyPlace.KEY_FILE.value, "key": key.secret.hex()}]})
    return key


def _load(paths: Paths, values: dict[str, Any], keychain: Keychain | None) -> LogKey | None:
    salt, created = bytes.fromhex(values["salt"]), values["log_created"]
    for slot in values["slots"]:
        if slot["kind"] == KeyPlace.KEY_FILE:
            return LogKey(bytes.fromhex(slot["key"]), salt, KeyPlace.KEY_FILE, created)
        if slot["kind"] == KeyPlace.KEYCHAIN:
            secret = _from_keychain(paths, keychain)
            if secret is not None:
                return LogKey(secret, salt, KeyPlace.KEYCHAIN, created)
    return None


def _account(paths: Paths) -> str:
    return str(paths.data_dir)


def _from_keychain(paths: Paths, keychain: Keychain | None) -> bytes | None:
    if keychain is None:
        return None
    try:
        secret = keychain.get_password(SERVICE, _account(paths))
        found = bytes.fromhex(secret or "")
    except Exception:  # noqa: BLE001 - backends are plugins and raise what they like
        return None
    return found if len(found) == KEY_BYTES else None


def _into_keychain(paths: Paths, keychain: Keychain, key: LogKey) -> bool:
    try:
        keychain.set_password(SERVICE, _account(paths), key.secret.hex())
    except Exception:  # noqa: BLE001 - backends are plugins and raise what they like
        return False
    # A backend that forgets (a null one, a session-only one) must not hold the only copy.
    return _from_keychain(paths, keychain) == key.secret


def _read(paths: Paths) -> dict[str, Any] | None:
    """The key file's values, checked, or None where there is no file."""
    try:
        if paths.key_file.stat().st_size > _MAX_KEY_FILE:
            raise StorageError(StorageProblem.DAMAGED, _PLACE)
        data = paths.key_file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise from_os_error(error, _PLACE) from None
    try:
        values = json.loads(data)
        if values["format"] > _FORMAT:
            raise StorageError(StorageProblem.NEWER_VERSION, _PLACE)
        sound = (
            len(bytes.fromhex(values["salt"])) == SALT_BYTES
            and len(bytes.fromhex(values["verifier"])) == hashlib.sha256().digest_size
            and isinstance(values["log_created"], bool)
            and all(_slot_is_sound(slot) for slot in values["slots"])
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        sound = False
    if not sound:
        raise StorageError(StorageProblem.DAMAGED, _PLACE)
    checked: dict[str, Any] = values
    return checked


def _slot_is_sound(slot: dict[str, Any]) -> bool:
    return slot["kind"] != KeyPlace.KEY_FILE or len(bytes.fromhex(slot["key"])) == KEY_BYTES


def _write(paths: Paths, values: dict[str, Any]) -> None:
    data = json.dumps(values, indent=1).encode()
    write_atomically(paths.key_file, data, overwrite=True, place=_PLACE)
