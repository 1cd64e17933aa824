"""What a window is told of how the log is protected: plain values, no secrets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProtectionView:
    """The ways in to the log, and one sentence about them; damaged ways do not count.

    `recovery_checked`: a recovery code was typed back, so it is known to be on paper.
    With `in_key_file` the log is not protected. `warning` is empty unless the log would be
    lost with this computer's keychain. `keychain_found`: there is one to keep the key in.
    `can_change` is false where nothing is kept or the ways in cannot be read.
    `lock_minutes` without a key or a click lock the log, 0 is never; only a passphrase makes
    that work.
    """

    sentence: str
    has_passphrase: bool = False
    has_recovery: bool = False
    recovery_checked: bool = False
    in_keychain: bool = False
    in_key_file: bool = False
    warning: str = ""
    keychain_found: bool = False
    can_change: bool = True
    lock_minutes: int = 5

    @property
    def opens_without_passphrase(self) -> bool:
        """Whether the log would still open every day, and last, if the passphrase were gone."""
        return self.in_keychain and self.recovery_checked
