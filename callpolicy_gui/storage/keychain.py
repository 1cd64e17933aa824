"""The border to the system's keychain: backends are plugins, so anything may go wrong at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from callpolicy_gui.storage.key_file import KEY_BYTES

if TYPE_CHECKING:
    from callpolicy_gui.storage.paths import Paths

SERVICE = "callpolicy"


class Keychain(Protocol):
    """What is asked of the system's keychain; any exception counts as "not usable now"."""

    def get_password(self, service: str, account: str, /) -> str | None:
        """The secret kept under these names, or None."""

    def set_password(self, service: str, account: str, secret: str, /) -> None:
        """Keeps the secret under these names."""

    def delete_password(self, service: str, account: str, /) -> None:
        """Keeps nothing under these names any more."""


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


def key_in(keychain: Keychain | None, paths: Paths) -> bytes | None:
    """The key that the keychain holds for the folder, or None where it gives none."""
    if keychain is None:
        return None
    try:
        found = bytes.fromhex(keychain.get_password(SERVICE, _account(paths)) or "")
    except Exception:  # noqa: BLE001 - backends are plugins and raise what they like
        return None
    return found if len(found) == KEY_BYTES else None


def put_key(keychain: Keychain, paths: Paths, secret: bytes) -> bool:
    """Whether the keychain holds this key for the folder now, read back from it."""
    try:
        keychain.set_password(SERVICE, _account(paths), secret.hex())
    except Exception:  # noqa: BLE001 - backends are plugins and raise what they like
        return False
    # A backend that forgets (a null one, a session-only one) must not hold the only copy.
    return key_in(keychain, paths) == secret


def delete_key(keychain: Keychain, paths: Paths) -> bool:
    """Whether the keychain holds nothing for the folder any more; False where it cannot be asked."""
    try:
        if keychain.get_password(SERVICE, _account(paths)) is None:
            return True
        keychain.delete_password(SERVICE, _account(paths))
        return keychain.get_password(SERVICE, _account(paths)) is None
    except Exception:  # noqa: BLE001 - backends are plugins and raise what they like
        return False


def _account(paths: Paths) -> str:
    return str(paths.data_dir)
