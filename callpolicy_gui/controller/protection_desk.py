"""How the open log is protected, and changing it: passphrase, recovery code, keychain, auto-lock.

Deriving a key takes a fraction of a second and a keychain can ask the person, so changes
are made on a worker, one at a time; the answer comes back by a call.

While there is a passphrase, whoever wants to replace or remove it, or to have one more way in, types it
or a recovery code once more: the `proof` of a change. A wrong one leaves an entry in the
history and makes the next try wait.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from callpolicy_gui.controller.one_at_a_time import OneAtATime
from callpolicy_gui.controller.proof import unproven
from callpolicy_gui.controller.protection_views import ProtectionView
from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.storage import key_slots
from callpolicy_gui.storage.device_settings import (
    DeviceSettings,
    load_device_settings,
    save_device_settings,
)
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.storage.key_wrapping import normalise_passphrase
from callpolicy_gui.storage.recovery_code import new_recovery_code
from callpolicy_gui.storage.unlock_delay import UnlockDelay
from callpolicy_gui.wording.problems import passphrase_problem, storage_problem
from callpolicy_gui.wording.protection import (
    key_problem,
    keychain_warning,
    nothing_kept,
    protection_sentence,
)
from callpolicy_gui.wording.text import counted, tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.controller.signals import Signals
    from callpolicy_gui.storage.key_slots import KdfCost
    from callpolicy_gui.storage.keychain import Keychain
    from callpolicy_gui.storage.keys import LogKey
    from callpolicy_gui.storage.paths import Paths

    Done = Callable[[Refused | None], None]

_PATIENCE = 2.0  # seconds a lock waits for a change that is under way
REFUSED_ENTRY = "key change refused"


@dataclass(frozen=True, slots=True)
class _Change:
    """What a piece of work has to tell: the answer, the kind of the history entry, and what is said.

    `was_wrong`: the proof was, so nothing was changed.
    """

    answer: Any
    entry: str = ""
    said: str = ""
    was_wrong: bool = False


class ProtectionDesk(QObject):
    """The use cases of protecting one open log.

    `paths` and `key` are None for a demo, where nothing is kept and everything is refused.
    `record` writes one entry of that kind into the history; it is called on the window's thread
    and may raise StorageError, which `signals.failed` tells: the change itself stands.
    `refused` says why no change may be made at all; None where it may. `clock` gives seconds;
    wrong proofs wait by it.
    Each `done` is called once on the window's thread, at once where something is refused untried.
    """

    changed = Signal()

    def __init__(
        self,
        paths: Paths | None,
        key: LogKey | None,
        keychain: Keychain | None,
        signals: Signals,
        record: Callable[[str], None],
        *,
        clock: Callable[[], float],
        refused: Callable[[], Refused | None] = lambda: None,
        cost: KdfCost = key_slots.DEFAULT_COST,
    ) -> None:
        super().__init__()
        self._refused = refused
        self._paths, self._key, self._keychain = paths, key, keychain
        self._signals, self._record, self._cost = signals, record, cost
        self._worker = OneAtATime()
        self._clock, self._delay = clock, UnlockDelay()

    # -- as it is ------------------------------------------------------------------------

    def view(self) -> ProtectionView:
        """How the log is protected now, read from the key file."""
        if self._paths is None:
            return ProtectionView(nothing_kept(), can_change=False)
        minutes, found = self._device(self._paths).lock_minutes, self._keychain is not None
        try:
            now = key_slots.protection(self._paths)
        except StorageError as error:
            return ProtectionView(
                key_problem(error), keychain_found=found, can_change=False, lock_minutes=minutes
            )
        return ProtectionView(
            sentence=protection_sentence(
                has_passphrase=now.has_passphrase,
                recovery_checked=now.recovery_checked,
                in_keychain=now.in_keychain,
                in_key_file=now.in_key_file,
            ),
            has_passphrase=now.has_passphrase,
            has_recovery=now.has_recovery,
            recovery_checked=now.recovery_checked,
            in_keychain=now.in_keychain,
            in_key_file=now.in_key_file,
            warning="" if now.outlives_keychain else keychain_warning(),
            keychain_found=found,
            lock_minutes=minutes,
        )

    def warning(self) -> str:
        """That the log would be lost with this computer's keychain, or an empty text."""
        return self.view().warning

    # -- the passphrase ------------------------------------------------------------------

    def set_passphrase(self, new: str, repeat: str, done: Done, *, proof: str = "") -> None:
        """From now on this passphrase opens the log, and no earlier one; it was typed twice."""
        if self._paths is None:
            done(Refused(nothing_kept()))
            return
        problem = key_slots.passphrase_problem(new)
        if problem is not None:
            done(Refused(passphrase_problem(problem), Field.PASSPHRASE))
            return
        if normalise_passphrase(new) != normalise_passphrase(repeat):
            done(Refused(tr("The two are not the same. Type it once more."), Field.REPEAT))
            return

        def work(paths: Paths, key: LogKey) -> _Change:
            had = key_slots.protection(paths).has_passphrase
            key_slots.set_passphrase(paths, key, new, self._cost)
            if had:
                return _Change(None, "passphrase changed", tr("Passphrase changed."))
            return _Change(None, "passphrase set", tr("Passphrase set."))

        self._do(work, done, proof=proof)

    def remove_passphrase(self, done: Done, *, keep_in_file: bool, proof: str = "") -> None:
        """No passphrase opens the log any more; with `keep_in_file` whoever has the folder can read it."""

        def work(paths: Paths, key: LogKey) -> _Change:
            now = key_slots.protection(paths)
            if not keep_in_file and not now.in_keychain:
                return _Change(Refused(_nothing_for_every_day()))
            key_slots.remove_passphrase(paths, key, keep_in_file=keep_in_file)
            entry = "passphrase removed, key beside the log" if keep_in_file else "passphrase removed"
            return _Change(None, entry, tr("Passphrase removed."))

        self._do(work, done, proof=proof)

    # -- the recovery code ---------------------------------------------------------------

    def new_recovery_code(self, done: Callable[[str | Refused], None], *, proof: str = "") -> None:
        """A new code, which opens the log and does not count as kept until it is typed back."""

        def work(paths: Paths, key: LogKey) -> _Change:
            code = new_recovery_code()
            key_slots.set_recovery_code(paths, key, code, self._cost)
            return _Change(code, "recovery code made")

        self._do(work, done, proof=proof)

    def confirm_recovery_code(self, typed: str, done: Done) -> None:
        """The newest code was typed back from its paper: earlier ones open nothing any more."""

        def work(paths: Paths, _key: LogKey) -> _Change:
            if not key_slots.protection(paths).has_recovery:
                return _Change(Refused(tr("There is no recovery code yet. Make one first."), Field.CODE))
            key_slots.confirm_recovery_code(paths, typed)
            return _Change(
                None, "recovery code confirmed", tr("Recovery code confirmed. Keep the paper safe.")
            )

        self._do(work, done, Field.CODE)

    def remove_recovery_code(self, done: Done) -> None:
        """No recovery code opens the log any more."""

        def work(paths: Paths, key: LogKey) -> _Change:
            key_slots.remove_recovery_code(paths, key)
            return _Change(None, "recovery code removed", tr("Recovery code removed. Shred the paper."))

        self._do(work, done)

    # -- the keychain --------------------------------------------------------------------

    def use_keychain(self, on: bool, done: Done, *, proof: str = "") -> None:
        """Keep the key in this computer's keychain too, or there no longer, which needs no proof."""
        self._do(self._keychain_on if on else self._keychain_off, done, proof=proof if on else None)

    def _keychain_on(self, paths: Paths, key: LogKey) -> _Change:
        if self._keychain is None:
            return _Change(Refused(tr("No keychain was found on this computer.")))
        if not key_slots.add_keychain(paths, key, self._keychain):
            return _Change(Refused(tr("The keychain did not keep the key. Nothing was changed.")))
        return _Change(None, "keychain used", tr("The key lies in the keychain."))

    def _keychain_off(self, paths: Paths, key: LogKey) -> _Change:
        now = key_slots.protection(paths)
        if not now.has_passphrase and not now.in_key_file:
            return _Change(Refused(_nothing_for_every_day()))
        if key_slots.forget_keychain(paths, key, self._keychain):
            return _Change(None, "keychain no longer used", tr("The keychain no longer has the key."))
        still = tr("The keychain is not asked any more, but it may still hold the key. Remove it there.")
        return _Change(Refused(still), "keychain no longer used")

    # -- locking -------------------------------------------------------------------------

    def set_lock_minutes(self, minutes: int) -> Refused | None:
        """Lock after so many minutes without a key or a click, 0 to 120; 0 is never.

        Kept in the settings of this computer. Raises ValueError for other numbers.
        """
        if self._paths is None:
            return Refused(nothing_kept())
        wanted = self._device(self._paths).with_lock_minutes(minutes)
        try:
            save_device_settings(self._paths.device_settings, wanted)
        except StorageError as error:
            return Refused(key_problem(error))
        self.changed.emit()
        return None

    def close(self) -> None:
        """To be called before the log is closed: a change under way is waited for and recorded.

        After two seconds it goes on unrecorded. Nobody is called back any more.
        """
        self._paths = self._key = None
        self._worker.finish(_PATIENCE)
        self._record = lambda _kind: None

    # -- how changes are made ------------------------------------------------------------

    def _device(self, paths: Paths) -> DeviceSettings:
        return load_device_settings(paths.device_settings)

    def _do(
        self,
        work: Callable[[Paths, LogKey], _Change],
        done: Callable[[Any], None],
        field: Field = Field.NONE,
        *,
        proof: str | None = None,
    ) -> None:
        """`proof` None is for what anybody at an unlocked screen may do."""
        paths, key, refused = self._paths, self._key, self._refused()
        if paths is None or key is None or refused is not None:
            done(refused or Refused(nothing_kept()))
            return
        wait = 0 if proof is None else math.ceil(self._delay.seconds_left(self._clock()))
        if wait:
            words = counted(wait, "Wait %n second, then try again.", "Wait %n seconds, then try again.")
            done(Refused(words, Field.CURRENT))
            return
        # Its own copy: a lock wipes the other one, and a wiped key must never be wrapped.
        own = replace(key)

        def run() -> _Change:
            try:
                refused = None if proof is None else unproven(paths, proof)
                if refused is None:
                    return work(paths, own)
                # Nothing typed is no try.
                return _Change(refused, REFUSED_ENTRY, was_wrong=True) if proof else _Change(refused)
            except StorageError as error:
                return _Change(Refused(key_problem(error), field))
            except MemoryError:
                return _Change(
                    Refused(tr("There is too little memory for that. Close other programs, then try again."))
                )
            finally:
                own.wipe()

        if not self._worker.start(run, lambda change: self._ended(change, done)):
            done(Refused(tr("Another change is still being made. Try again in a moment.")))

    def _ended(self, change: _Change, done: Callable[[Any], None]) -> None:
        if change.was_wrong:
            self._delay = self._delay.after_wrong_try(self._clock())
        elif change.entry:
            self._delay = UnlockDelay()
        if change.entry:
            try:
                self._record(change.entry)
            except StorageError as error:
                self._signals.failed.emit(storage_problem(error))
        if self._paths is None:
            return  # locked meanwhile: the windows are gone
        if change.entry:
            self.changed.emit()
        if change.said:
            self._signals.said.emit(change.said)
        done(change.answer)


def _nothing_for_every_day() -> str:
    return tr("Only a recovery code would be left to open your log. Keep one of passphrase and keychain.")
