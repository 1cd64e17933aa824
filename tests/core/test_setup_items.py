from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from callpolicy_gui.core.business_calendar import PracticeCalendar
from callpolicy_gui.core.greeting_check import GreetingGap
from callpolicy_gui.core.local_time import instant
from callpolicy_gui.core.setup_items import (
    ItemState,
    SetupAnswers,
    SetupFacts,
    SetupItem,
    setup_states,
    years_to_confirm,
)

NEW = SetupFacts(
    answers=SetupAnswers(),
    number="911",
    promise_key="one",
    gaps=(),
    is_reviewed=False,
    was_reviewed=False,
    is_kept=True,
    has_passphrase=False,
    recovery_checked=False,
    years_to_confirm=(2026,),
)
DONE = replace(
    NEW,
    answers=SetupAnswers(emergency_contact="988", greeting="Hello", greeting_promise="one", scheduling="yes"),
    is_reviewed=True,
    was_reviewed=True,
    has_passphrase=True,
    recovery_checked=True,
    years_to_confirm=(),
)
ZONE = ZoneInfo("America/New_York")


def state(facts: SetupFacts, item: SetupItem) -> ItemState:
    return setup_states(facts)[item]


def test_everything_is_open_at_first_and_settled_at_last():
    assert set(setup_states(NEW)) == set(SetupItem)
    assert set(setup_states(NEW).values()) == {ItemState.OPEN}
    assert set(setup_states(DONE).values()) == {ItemState.READY}
    assert all(each.is_settled for each in setup_states(DONE).values())


def test_a_demo_has_nothing_to_protect():
    shown = set(SetupItem) - set(setup_states(replace(NEW, is_kept=False)))
    assert shown == {SetupItem.PROTECTION, SetupItem.RECOVERY}


def test_a_contact_without_a_number_is_not_enough():
    assert state(replace(DONE, number=""), SetupItem.EMERGENCY) is ItemState.OPEN


def test_a_new_promise_opens_greeting_and_review_again():
    later = replace(DONE, promise_key="two", is_reviewed=False)
    assert state(later, SetupItem.GREETING) is ItemState.CHANGED
    assert state(later, SetupItem.REVIEW) is ItemState.CHANGED
    assert not ItemState.CHANGED.is_settled
    assert state(later, SetupItem.EMERGENCY) is ItemState.READY


def test_a_greeting_that_lacks_something_is_open_again():
    lacking = replace(DONE, gaps=(GreetingGap.CONTACT,))
    assert state(lacking, SetupItem.GREETING) is ItemState.CHANGED


def test_what_does_not_apply_is_settled():
    answers = replace(DONE.answers, scheduling="no", has_reviewer=False)
    facts = replace(DONE, answers=answers, is_reviewed=False, was_reviewed=False)
    for item in (SetupItem.SCHEDULING, SetupItem.REVIEW):
        assert state(facts, item) is ItemState.NOT_USED
    # Somebody reviewed this one all the same.
    assert state(replace(facts, is_reviewed=True), SetupItem.REVIEW) is ItemState.READY


@pytest.mark.parametrize(
    ("day", "confirmed", "expected"),
    [
        (date(2026, 6, 1), frozenset(), (2026,)),
        (date(2026, 6, 1), frozenset({2026}), ()),
        (date(2026, 6, 1), None, (2026,)),
        (date(2026, 12, 1), frozenset({2026}), ()),
        (date(2026, 12, 2), frozenset({2026}), (2027,)),
        (date(2026, 12, 20), frozenset(), (2026, 2027)),
    ],
)
def test_the_next_year_is_asked_for_a_month_before(day, confirmed, expected):
    calendar = PracticeCalendar(ZONE, confirmed_years=confirmed)
    assert years_to_confirm(calendar, instant(day, 12 * 3600, ZONE)) == expected
