"""Whether who wants another way in knows one: who is at an unlocked screen may not be the clinician."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.storage import key_slots
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.wording.protection import unlock_problem
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from callpolicy_gui.storage.paths import Paths

_WRONG = frozenset({StorageProblem.WRONG_PASSPHRASE, StorageProblem.WRONG_CODE})


def unproven(paths: Paths, typed: str) -> Refused | None:
    """Why what was typed proves nothing; None where it opens the log, or where there is no passphrase.

    It is the passphrase or a recovery code. Deriving takes a fraction of a second each.

    Raises:
        StorageError: the key file cannot be read.
        MemoryError: the computer has too little memory left for the derivation.
    """
    ways = key_slots.protection(paths)
    if not ways.has_passphrase:
        return None
    if not typed:
        return Refused(tr("Type the passphrase, or a recovery code."), Field.CURRENT)
    try:
        key_slots.unlock_with_passphrase(paths, typed)
    except StorageError as error:
        if error.problem not in _WRONG:
            raise
        return _no_code(paths, typed, error) if ways.has_recovery else _refused(error)
    return None


def _no_code(paths: Paths, typed: str, wrong: StorageError) -> Refused | None:
    try:
        key_slots.unlock_with_code(paths, typed)
    except StorageError as error:
        if error.problem is StorageProblem.MISTYPED_CODE:
            return _refused(wrong)  # no code, then, but a passphrase
        if error.problem not in _WRONG:
            raise
        return _refused(error)
    return None


def _refused(error: StorageError) -> Refused:
    return Refused(unlock_problem(error), Field.CURRENT)
