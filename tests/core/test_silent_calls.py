from __future__ import annotations

from dataclasses import replace

import pytest

from callpolicy_gui.core.calls import MissedCall, Settlement, Source, Urgency, Voicemail
from callpolicy_gui.core.receipts import Receipt, Rule
from callpolicy_gui.core.silent_calls import is_silent, repeated_silent_calls

HOUR = 3600


def silent(call_id, at, client_id=7):
    return MissedCall(
        call_id, at, Voicemail.NO, Urgency.ROUTINE, client_id, "", "", Source.TYPED, at, 1, None,
        Receipt(Rule.NO_VOICEMAIL, 0),
    )  # fmt: skip


def test_a_second_silent_call_within_the_time_marks_both():
    calls = [silent(3, 9 * HOUR), silent(1, 0), silent(2, 4 * HOUR)]
    assert repeated_silent_calls(calls, 240) == {1, 2}
    assert repeated_silent_calls(calls, 300) == {1, 2, 3}
    assert repeated_silent_calls(calls, 239) == frozenset()
    assert repeated_silent_calls(calls, 0) == frozenset()


def test_two_clients_and_callers_nobody_knows_are_not_one():
    assert repeated_silent_calls([silent(1, 0, 7), silent(2, HOUR, 8)], 240) == frozenset()
    assert repeated_silent_calls([silent(1, 0, None), silent(2, HOUR, None)], 240) == frozenset()


@pytest.mark.parametrize(
    "changed",
    [
        {"voicemail": Voicemail.YES, "due_at": 5},
        {"voicemail": Voicemail.UNKNOWN},
        {"due_at": 5},
        {"settled_at": HOUR, "settlement": Settlement.RETURNED},
    ],
)
def test_what_is_owed_or_returned_is_not_silent(changed):
    other = replace(silent(2, HOUR), **changed)
    assert not is_silent(other)
    assert repeated_silent_calls([silent(1, 0), other], 240) == frozenset()


def test_a_judged_call_is_not_asked_about_again_but_the_next_one_is():
    judged = replace(silent(1, 0), settled_at=HOUR, settlement=Settlement.NOT_OWED)
    assert not is_silent(judged)
    assert repeated_silent_calls([judged, silent(2, 2 * HOUR)], 240) == {2}
