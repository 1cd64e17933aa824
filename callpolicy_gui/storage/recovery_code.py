"""The printed recovery code: 28 letters and digits that a person can read, type and mistype.

The alphabet is base 32 without I, L, O and U, as Crockford proposed it: what looks alike
reads alike. 26 symbols are random (130 bits), two are a check. The whole code as a number
leaves 1 when divided by the prime 1021, so any one wrong symbol and any two exchanged
ones are noticed, and other mistakes pass in one of a thousand cases. That tells a slip
of the finger from the code of another log.
"""

from __future__ import annotations

import secrets
import unicodedata
from enum import StrEnum

from callpolicy_gui.storage.errors import StorageError, StorageProblem

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SYMBOLS, _GROUP = 28, 4
_RANDOM_BITS = 130
_CHECK_VALUES = 1 << 10  # what two symbols can hold
_PRIME = 1021  # the largest prime below that
_LOOKALIKES = str.maketrans("OIL", "011")
# Spaces, dashes, line ends and invisible marks: what typing and pasting bring along.
_IGNORED = {"Zs", "Zl", "Zp", "Pd", "Cc", "Cf"}
_ALSO_IGNORED = "_\N{MINUS SIGN}"
_MAX_TYPED = 1000


class CodeProblem(StrEnum):
    """Why a text cannot be a recovery code, whichever log it is for."""

    UNKNOWN_CHARACTER = "unknown_character"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    MISTYPED = "mistyped"


class RecoveryCodeError(StorageError):
    """A text that is no recovery code: MISTYPED_CODE, and `detail` says what is odd about it."""

    def __init__(self, detail: CodeProblem) -> None:
        super().__init__(StorageProblem.MISTYPED_CODE, "recovery code")
        self.detail = detail


def new_recovery_code() -> str:
    """A new random code of seven groups of four, joined by dashes."""
    shifted = secrets.randbits(_RANDOM_BITS) * _CHECK_VALUES
    number = shifted + (1 - shifted) % _PRIME
    return _grouped("".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_SYMBOLS))))


def normalise_code(text: str) -> str:
    """The code as `new_recovery_code` writes it, from whatever way it was typed.

    Case, spaces, dashes and line ends do not matter; O counts as 0, I and L count as 1.

    Raises:
        RecoveryCodeError: this can be no code; something was mistyped or left out.
    """
    if len(text) > _MAX_TYPED:
        raise RecoveryCodeError(CodeProblem.TOO_LONG)
    # NFKC makes the wide letters and digits of East Asian keyboards plain ones.
    kept = "".join(
        character
        for character in unicodedata.normalize("NFKC", text)
        if unicodedata.category(character) not in _IGNORED and character not in _ALSO_IGNORED
    )
    symbols = kept.upper().translate(_LOOKALIKES)
    if any(symbol not in _ALPHABET for symbol in symbols):
        raise RecoveryCodeError(CodeProblem.UNKNOWN_CHARACTER)
    if len(symbols) != _SYMBOLS:
        short = len(symbols) < _SYMBOLS
        raise RecoveryCodeError(CodeProblem.TOO_SHORT if short else CodeProblem.TOO_LONG)
    number = 0
    for symbol in symbols:
        number = number * 32 + _ALPHABET.index(symbol)
    if number % _PRIME != 1:
        raise RecoveryCodeError(CodeProblem.MISTYPED)
    return _grouped(symbols)


def _grouped(symbols: str) -> str:
    return "-".join(symbols[start : start + _GROUP] for start in range(0, _SYMBOLS, _GROUP))
