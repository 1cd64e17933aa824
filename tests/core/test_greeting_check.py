from __future__ import annotations

from dataclasses import replace

import pytest

from callpolicy_gui.core.emergency_numbers import emergency_number, has_crisis_line
from callpolicy_gui.core.greeting_check import GreetingGap, greeting_gaps, promise_key
from callpolicy_gui.core.policies import CALLBACK_HOURS, OWN_HOURS, PRESETS, OpenHours, Preset, with_hours

PROMISE = "I return calls within 24 hours."


def gaps(text: str, **changes):
    asked = {"number": "911", "contact": "", "scheduling": (), "promise": PROMISE} | changes
    return greeting_gaps(text, **asked)


@pytest.mark.parametrize(
    ("country", "number"),
    [("US", "911"), ("CA", "911"), ("FR", "112"), ("GB", "999"), ("AU", "000"), ("NZ", "111"), ("", "")],
)
def test_the_emergency_number_follows_the_country(country, number):
    assert emergency_number(country) == number


def test_988_is_offered_where_it_exists():
    assert [c for c in ("US", "CA", "PR", "GB", "FR", "") if has_crisis_line(c)] == ["US", "CA", "PR"]


@pytest.mark.parametrize("said", ["dial 911", "dial 9-1-1.", "9 1 1", "911", "(911)"])
def test_the_number_is_heard_however_it_is_written(said):
    assert gaps(f"{said} {PROMISE}") == ()


@pytest.mark.parametrize("said", ["", "dial 112", "call 555-911-0100", "9112", "19911", "206 5559115"])
def test_a_part_of_another_number_is_not_the_number(said):
    assert gaps(f"{said} {PROMISE}") == (GreetingGap.EMERGENCY_NUMBER,)


def test_what_is_empty_is_not_asked_for():
    assert gaps("Hello", number="", promise="") == ()


def test_the_promise_counts_in_any_case_and_spacing():
    assert gaps("911. i RETURN  calls\nwithin 24 hours, or sooner") == ()
    assert gaps("911. I return calls within 48 hours.") == (GreetingGap.PROMISE,)


def test_one_of_the_words_for_scheduling_is_enough():
    text = f"911 {PROMISE} For appointments only."
    assert gaps(text, scheduling=("scheduling", "Appointments")) == ()
    assert gaps(text, scheduling=("scheduling",)) == (GreetingGap.SCHEDULING,)


@pytest.mark.parametrize(
    ("contact", "said", "lacks"),
    [
        ("Dr. Lee", "after hours dr. lee", False),
        ("the line 988, or 555-0142", "call 988 or 555 0142", False),
        ("the line 988, or 555-0142", "call 988", True),
        ("Dr. Lee", "my colleague", True),
    ],
)
def test_the_contact_is_named_in_words_or_by_all_its_numbers(contact, said, lacks):
    expected = (GreetingGap.CONTACT,) if lacks else ()
    assert gaps(f"911 {PROMISE} {said}", contact=contact) == expected


def test_gaps_come_in_the_order_of_a_greeting():
    assert gaps("Hello", contact="Dr. Lee", scheduling=("scheduling",)) == (
        GreetingGap.EMERGENCY_NUMBER,
        GreetingGap.SCHEDULING,
        GreetingGap.PROMISE,
        GreetingGap.CONTACT,
    )


def test_a_promise_is_another_when_a_caller_would_hear_another():
    day = PRESETS[Preset.TURNAROUND]
    key = promise_key(day, OWN_HOURS)
    # Hours are no part of what a promise in working days says.
    assert key == promise_key(with_hours(day, CALLBACK_HOURS), OWN_HOURS)
    assert key == promise_key(day, CALLBACK_HOURS)
    assert key == promise_key(replace(day, preset=Preset.VOICEMAIL_REQUIRED), OWN_HOURS)
    assert key != promise_key(replace(day, requires_voicemail=True), OWN_HOURS)
    limited = PRESETS[Preset.LIMITED_HOURS]
    assert promise_key(limited, OWN_HOURS) != promise_key(with_hours(limited, OWN_HOURS), OWN_HOURS)
    own = replace(day, allowance=OpenHours(60))
    assert promise_key(own, OWN_HOURS) != promise_key(own, CALLBACK_HOURS)
