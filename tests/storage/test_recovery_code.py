"""A recovery code is read however it is typed, and a slip is told from another log's code."""

from __future__ import annotations

import re
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpolicy_gui.storage import recovery_code
from callpolicy_gui.storage.errors import StorageProblem
from callpolicy_gui.storage.recovery_code import (
    CodeProblem,
    RecoveryCodeError,
    new_recovery_code,
    normalise_code,
)

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def problem_of(text):
    with pytest.raises(RecoveryCodeError) as caught:
        normalise_code(text)
    assert caught.value.problem is StorageProblem.MISTYPED_CODE
    assert text == "" or text not in str(caught.value)
    return caught.value.detail


def test_a_new_code_is_random_and_readable():
    codes = {new_recovery_code() for _ in range(500)}
    assert len(codes) == 500
    for code in codes:
        assert re.fullmatch(f"([{ALPHABET}]{{4}}-){{6}}[{ALPHABET}]{{4}}", code)
        assert normalise_code(code) == code
    symbols = "".join(codes).replace("-", "")
    assert set(symbols) == set(ALPHABET)


@pytest.mark.parametrize("bits", [0, 1, (1 << 130) - 1, 1 << 129, 1021, 1020])
def test_every_value_makes_a_code(monkeypatch, bits):
    monkeypatch.setattr(secrets, "randbits", lambda count: bits & ((1 << count) - 1))
    code = new_recovery_code()
    assert normalise_code(code) == code
    number = 0
    for symbol in code.replace("-", ""):
        number = number * 32 + ALPHABET.index(symbol)
    assert number >> 10 == bits


def test_it_holds_more_than_128_random_bits():
    assert recovery_code._RANDOM_BITS >= 128


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: f"\ufeff {code}\r\n",
        lambda code: code.replace("-", "\N{EN DASH}"),
        lambda code: code.replace("-", "\N{MINUS SIGN}"),
        lambda code: code.replace("-", "\N{NO-BREAK SPACE}\n\t"),
        lambda code: "-".join(code.replace("-", "")),
        lambda code: code.replace("0", "O").replace("1", "I"),
        lambda code: code.replace("0", "o").replace("1", "l"),
        lambda code: "".join(chr(ord(c) + 0xFEE0) for c in code),  # full width
    ],
)
def test_ways_of_typing_that_do_not_matter(typed):
    for _ in range(20):
        code = new_recovery_code()
        assert normalise_code(typed(code)) == code


def test_every_single_slip_is_noticed():
    symbols = new_recovery_code().replace("-", "")
    for place, right in enumerate(symbols):
        for wrong in set(ALPHABET) - {right}:
            assert problem_of(symbols[:place] + wrong + symbols[place + 1 :]) is CodeProblem.MISTYPED


def test_every_exchange_of_two_symbols_is_noticed():
    symbols = new_recovery_code().replace("-", "")
    for first in range(28):
        for second in range(first + 1, 28):
            if symbols[first] != symbols[second]:
                swapped = list(symbols)
                swapped[first], swapped[second] = swapped[second], swapped[first]
                assert problem_of("".join(swapped)) is CodeProblem.MISTYPED


def test_what_cannot_be_a_code():
    code = new_recovery_code()
    assert problem_of("") is CodeProblem.TOO_SHORT
    assert problem_of(code[:-1]) is CodeProblem.TOO_SHORT
    assert problem_of(code + "0") is CodeProblem.TOO_LONG
    assert problem_of("0" * 1_000_000) is CodeProblem.TOO_LONG
    assert problem_of(code[:-1] + "U") is CodeProblem.UNKNOWN_CHARACTER
    assert problem_of(code[:-1] + "é") is CodeProblem.UNKNOWN_CHARACTER
    assert problem_of(code[:-1] + "\ud800") is CodeProblem.UNKNOWN_CHARACTER


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_a_problem(text):
    try:
        assert normalise_code(normalise_code(text)) == normalise_code(text)
    except RecoveryCodeError as error:
        assert error.problem is StorageProblem.MISTYPED_CODE  # noqa: PT017 - either is right
