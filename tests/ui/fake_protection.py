"""The protection desk without a key: what was asked of it, answered at once or when the test says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from callpolicy_gui.controller.protection_views import ProtectionView

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.controller.views import Refused

CODE = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV"
KEYCHAIN_ONLY = ProtectionView(
    sentence="Your log is encrypted. Its key lies in this computer's keychain.",
    in_keychain=True,
    keychain_found=True,
    warning="If this computer's keychain is lost, so is your log. Print the recovery code.",
)


class FakeProtection(QObject):
    changed = Signal()

    def __init__(self, view: ProtectionView = KEYCHAIN_ONLY) -> None:
        super().__init__()
        self.now = view
        self.asked: list[tuple[Any, ...]] = []
        self.refuse: Refused | None = None
        self.later = False
        self._waiting: list[Callable[[], None]] = []

    def view(self) -> ProtectionView:
        return self.now

    def warning(self) -> str:
        return self.now.warning

    def set_passphrase(
        self, new: str, repeat: str, done: Callable[[Refused | None], None], *, proof: str = ""
    ) -> None:
        self._answer(("set", new, repeat, *_given(proof)), done, has_passphrase=True, warning="")

    def remove_passphrase(
        self, done: Callable[[Refused | None], None], *, keep_in_file: bool, proof: str = ""
    ) -> None:
        asked = ("remove", keep_in_file, *_given(proof))
        self._answer(asked, done, has_passphrase=False, in_key_file=keep_in_file)

    def new_recovery_code(self, done: Callable[[str | Refused], None], *, proof: str = "") -> None:
        self._answer(
            ("code", *_given(proof)),
            lambda refused: done(CODE if refused is None else refused),
            has_recovery=True,
        )

    def confirm_recovery_code(self, typed: str, done: Callable[[Refused | None], None]) -> None:
        self._answer(("confirm", typed), done, recovery_checked=True, warning="")

    def remove_recovery_code(self, done: Callable[[Refused | None], None]) -> None:
        self._answer(("remove code",), done, has_recovery=False, recovery_checked=False)

    def use_keychain(self, on: bool, done: Callable[[Refused | None], None], *, proof: str = "") -> None:
        self._answer(("keychain", on, *_given(proof)), done, in_keychain=on)

    def set_lock_minutes(self, minutes: int) -> Refused | None:
        self.asked.append(("lock", minutes))
        if self.refuse is None:
            self.now = replace(self.now, lock_minutes=minutes)
        return self.refuse

    def answer(self) -> None:
        """Give the answers that were kept back."""
        waiting, self._waiting = self._waiting, []
        for give in waiting:
            give()

    def _answer(self, asked: tuple[Any, ...], done: Callable[[Refused | None], None], **changes: Any) -> None:
        self.asked.append(asked)

        def give() -> None:
            if self.refuse is None:
                self.now = replace(self.now, **changes)
                self.changed.emit()
            done(self.refuse)

        if self.later:
            self._waiting.append(give)
        else:
            give()


def _given(proof: str) -> tuple[str, ...]:
    return (proof,) if proof else ()
