"""What to know before a client is called, and that two sets of rules lose nothing by being joined."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from callpolicy_gui.core.contact_safety import ContactSafety, MessageRule, contact_advice
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window

ZONE = ZoneInfo("America/New_York")
HOME, MOBILE = "+12125550142", "+12125550177"
EVENINGS = WeeklyHours.of((Window(17 * 60, 19 * 60),), range(5))
NIGHTS = WeeklyHours.of((Window(22 * 60, 26 * 60),), range(7))


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


MONDAY = at("2026-11-23 14:00")


def advice(safety, keys=(HOME, MOBILE), now=MONDAY):
    return contact_advice(safety, keys, now, ZONE)


def test_without_rules_nothing_stands_in_the_way():
    said = advice(ContactSafety())
    assert (said.number, said.is_blocked, said.is_safe_now, said.safe_from) == (0, False, True, None)
    assert said.message is MessageRule.NOT_ASKED
    assert ContactSafety().is_empty
    assert not ContactSafety(MessageRule.ALLOWED).is_empty


def test_the_first_number_that_may_be_called_takes_the_place_of_a_blocked_one():
    said = advice(ContactSafety(never_call=frozenset({HOME})))
    assert (said.number, said.is_blocked) == (1, True)


def test_another_number_being_blocked_changes_nothing():
    said = advice(ContactSafety(never_call=frozenset({MOBILE})))
    assert (said.number, said.is_blocked) == (0, False)


@pytest.mark.parametrize(("keys", "blocked"), [((HOME,), True), ((), False)])
def test_where_no_number_may_be_called_there_is_none(keys, blocked):
    said = advice(ContactSafety(never_call=frozenset({HOME})), keys)
    assert (said.number, said.is_blocked) == (None, blocked)


@pytest.mark.parametrize(
    ("when", "safe", "safe_from"),
    [
        ("2026-11-23 16:59", False, "2026-11-23 17:00"),
        ("2026-11-23 17:00", True, None),
        ("2026-11-23 18:59", True, None),
        ("2026-11-23 19:00", False, "2026-11-24 17:00"),
        ("2026-11-27 19:00", False, "2026-11-30 17:00"),
        # Thanksgiving: a holiday of the practice is none of the client's home.
        ("2026-11-26 17:30", True, None),
    ],
)
def test_safe_times(when, safe, safe_from):
    said = advice(ContactSafety(safe_times=EVENINGS), now=at(when))
    assert said.is_safe_now is safe
    assert said.safe_from == (None if safe_from is None else at(safe_from))


def test_hours_without_a_window_are_never_safe():
    said = advice(ContactSafety(safe_times=WeeklyHours.never()))
    assert (said.is_safe_now, said.safe_from) == (False, None)


@pytest.mark.parametrize("ours", list(MessageRule))
@pytest.mark.parametrize("theirs", list(MessageRule))
def test_the_stricter_rule_for_messages_stays(ours, theirs):
    joined = ContactSafety(ours).joined_with(ContactSafety(theirs)).message
    order = [MessageRule.NOT_ASKED, MessageRule.ALLOWED, MessageRule.NAME_ONLY, MessageRule.NEVER]
    assert order.index(joined) == max(order.index(ours), order.index(theirs))


@pytest.mark.parametrize(
    ("ours", "theirs", "joined"),
    [
        (None, None, None),
        (EVENINGS, None, EVENINGS),
        (None, EVENINGS, EVENINGS),
        (
            EVENINGS,
            WeeklyHours.of((Window(8 * 60, 18 * 60),), (0, 5)),
            WeeklyHours.of((Window(17 * 60, 18 * 60),), (0,)),
        ),
        (EVENINGS, NIGHTS, WeeklyHours.never()),
        (NIGHTS, NIGHTS, NIGHTS),
    ],
)
def test_safe_times_joined_are_safe_for_both(ours, theirs, joined):
    one, other = ContactSafety(safe_times=ours), ContactSafety(safe_times=theirs)
    assert one.joined_with(other).safe_times == joined


def test_no_blocked_number_is_lost_by_joining():
    one, other = (ContactSafety(never_call=frozenset({key})) for key in (HOME, MOBILE))
    assert one.joined_with(other).never_call == {HOME, MOBILE}


@pytest.mark.parametrize(
    "safety",
    [
        ContactSafety(),
        ContactSafety(MessageRule.NEVER, NIGHTS, frozenset({HOME, MOBILE})),
        ContactSafety(safe_times=WeeklyHours.never()),
    ],
)
def test_what_is_stored_comes_back(safety):
    assert ContactSafety.from_json(safety.to_json()) == safety
