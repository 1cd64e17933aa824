from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from callpolicy_gui.core.accommodations import Accommodation, WindowThere
from callpolicy_gui.core.business_calendar import PracticeCalendar
from callpolicy_gui.core.callback_queue import (
    Group,
    Obligation,
    WaitReason,
    callback_queue,
    latest_snooze,
    obligations,
    queue_row,
    short_snooze,
)
from callpolicy_gui.core.calls import (
    Attempt,
    Client,
    MissedCall,
    NotOwedReason,
    Outcome,
    Settlement,
    Source,
    Urgency,
    Voicemail,
    keeps_promise,
    settle_not_owed,
)
from callpolicy_gui.core.receipts import Receipt, Rule
from callpolicy_gui.core.sessions import SessionBlock, Sessions
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window

ZONE = ZoneInfo("America/New_York")
CALENDAR = PracticeCalendar(ZONE)
OFFICE = CALENDAR.open_spans(WeeklyHours.of((Window(540, 1020),), range(5)))
EVENING = CALENDAR.open_spans(WeeklyHours.of((Window(480, 1200),), range(5)))


def at(text: str) -> int:
    return int(datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZONE).timestamp())


def call(call_id=1, received="20 15:00", due="23 15:00", client_id=None, **more):
    return MissedCall(
        call_id, at(received), Voicemail.YES, Urgency.ROUTINE, client_id, "", "", Source.TYPED,
        at(received), 1, None if due is None else at(due), Receipt(Rule.WORKING_DAYS, 1), **more,
    )  # fmt: skip


def row(missed, now, spans=OFFICE, soon=60):
    return queue_row(Obligation((missed,), None), at(now), calendar=CALENDAR, spans=spans, soon_minutes=soon)


@pytest.mark.parametrize(
    ("now", "due", "group"),
    [
        ("23 15:01", "23 15:00", Group.OVERDUE),
        ("23 15:00", "23 15:00", Group.DUE_SOON),
        ("23 14:00", "23 15:00", Group.DUE_SOON),
        ("23 13:59", "23 15:00", Group.LATER_TODAY),
        ("23 10:00", "24 09:05", Group.LATER_TODAY),  # five minutes tomorrow are no practical chance
        ("23 10:00", "24 09:10", Group.TOMORROW),
        ("23 17:30", "24 15:00", Group.WAITING),
        ("24 08:30", "24 15:00", Group.LATER_TODAY),  # opens within the hour
        ("23 18:00", "23 20:00", Group.DUE_SOON),  # calling hours ended, due still ahead
    ],
)
def test_groups(now, due, group):
    assert row(call(due=due), now).group is group


@pytest.mark.parametrize(
    ("session", "group", "minutes"),
    [
        (("23 11:00", "23 11:50"), Group.LATER_TODAY, 180),
        (("23 12:30", "23 14:30"), Group.DUE_SOON, 60),  # 30 minutes before it and 30 after it
        (("23 12:00", "23 15:30"), Group.DUE_SOON, 0),
        (("23 09:00", "23 12:00"), Group.LATER_TODAY, 180),
    ],
)
def test_callable_minutes_are_those_outside_sessions_and_call_by_stays(session, group, minutes):
    held = Sessions(CALENDAR, WeeklyHours.never(), [SessionBlock(1, *map(at, session))])
    found = queue_row(
        Obligation((call(),), None), at("23 12:00"), calendar=CALENDAR, spans=OFFICE, soon_minutes=60,
        free_of=held.outside,
    )  # fmt: skip
    assert (found.group, found.callable_minutes, found.call_by) == (group, minutes, at("23 15:00"))


def test_the_last_practical_chance_is_before_a_session_that_leaves_no_ten_minutes():
    held = Sessions(CALENDAR, WeeklyHours.never(), [SessionBlock(1, at("24 09:00"), at("24 11:51"))])
    made = [Obligation((call(due="24 12:00"),), None)]
    rows = callback_queue(
        made, at("23 12:00"), calendar=CALENDAR, hours_of=lambda _: OFFICE, soon_minutes=60,
        free_of=held.outside,
    )  # fmt: skip
    assert [found.group for found in rows] == [Group.LATER_TODAY]


def test_a_call_by_before_due_is_the_end_of_calling_hours():
    late = row(call(due="23 20:00"), "23 18:00")
    assert late.call_by == at("23 17:00")
    assert late.callable_minutes == 0
    assert not late.impossible


def test_an_impossible_promise_sorts_by_its_due():
    weekend = row(call(received="21 10:00", due="22 10:00"), "21 12:00")
    assert weekend.impossible
    assert weekend.call_by == at("22 10:00")


def test_waiting_says_why_and_until_when():
    closed = row(call(due="24 15:00"), "23 17:30")
    assert (closed.wait, closed.opens_at) == (WaitReason.CLOSED, at("24 09:00"))
    snoozed = row(call(due="24 15:00", snoozed_until=at("23 16:00")), "23 14:00")
    assert (snoozed.wait, snoozed.opens_at) == (WaitReason.SNOOZED, at("23 16:00"))
    asked = row(call(due="24 15:00", snoozed_until=at("23 16:00"), client_asked=True), "23 14:00")
    assert asked.wait is WaitReason.CLIENT_ASKED
    assert row(call(due="24 15:00", snoozed_until=at("23 13:00")), "23 14:00").group is Group.TOMORROW


def test_an_overdue_call_stays_overdue_while_snoozed():
    assert row(call(snoozed_until=at("23 17:00")), "23 15:30").group is Group.OVERDUE


def test_what_is_owed_nothing_stands_apart():
    for missed in (call(due=None), call(settled_at=at("20 16:00"), settlement=Settlement.NOT_OWED)):
        quiet = row(missed, "23 10:00")
        assert (quiet.group, quiet.call_by) == (Group.NOT_OWED, None)


def test_the_number_to_call_is_the_one_that_called_else_the_client_s():
    ada = Client(7, "Ada", ("555-0100", "555-0101"), "C-1")
    calls = [call(1, client_id=7), replace(call(2), number="555-0102"), call(3)]
    assert [each.number for each in obligations(calls, {7: ada}, {})] == ["555-0100", "555-0102", ""]


def test_repeat_calls_are_one_obligation_with_the_earliest_due():
    ada = Client(7, "Ada", ("555-0100",), "C-1")
    calls = [call(1, due="24 10:00", client_id=7), call(2, due="23 15:00", client_id=7), call(3), call(4)]
    tries = {
        1: [Attempt(2, 1, at("23 10:00"), Outcome.NO_ANSWER)],
        2: [Attempt(1, 2, at("23 09:00"), Outcome.NO_ANSWER)],
    }
    found = obligations(calls, {7: ada}, tries)
    assert [[c.call_id for c in o.calls] for o in found] == [[2, 1], [3], [4]]
    assert found[0].client is ada
    assert [a.attempt_id for a in found[0].attempts] == [1, 2]
    assert found[0].due_at == at("23 15:00")
    assert ada.number == "555-0100"
    assert Client(8, "", (), "C-2").number == ""


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ((Voicemail.NO, Voicemail.YES), Voicemail.YES),
        ((Voicemail.NO, Voicemail.UNKNOWN), Voicemail.UNKNOWN),
        ((Voicemail.NO,), Voicemail.NO),
    ],
)
def test_the_voicemail_of_an_obligation(kinds, expected):
    calls = tuple(replace(call(number), voicemail=kind) for number, kind in enumerate(kinds))
    assert Obligation(calls, None).voicemail is expected


def test_order_is_call_by_then_urgent_within_a_quarter_hour_then_received_then_entry():
    calls = [
        call(1, received="20 15:10", due="23 15:10"),
        replace(call(2, received="20 15:12", due="23 15:12"), urgency=Urgency.URGENT),
        call(3, received="20 15:00", due="23 14:00"),
        call(4, received="20 14:00", due="23 15:10"),
        call(5, received="20 14:00", due="23 15:10"),
    ]
    rows = callback_queue(
        obligations(calls, {}, {}),
        at("23 13:30"),
        calendar=CALENDAR,
        hours_of=lambda _: OFFICE,
        soon_minutes=120,
    )
    assert [r.call_id for r in rows] == [3, 2, 4, 5, 1]


def test_a_snooze_ends_15_minutes_before_call_by_or_at_the_next_opening():
    waiting = row(call(due="23 20:00"), "23 10:00")
    assert latest_snooze(waiting, at("23 10:00"), OFFICE) == at("23 16:45")
    overdue = row(call(due="23 09:30"), "23 10:00")
    assert latest_snooze(overdue, at("23 10:00"), OFFICE) == at("24 09:00")
    assert latest_snooze(overdue, at("23 18:00"), OFFICE) == at("24 09:00")
    assert latest_snooze(overdue, at("20 10:00"), OFFICE) == at("23 09:00")
    always = CALENDAR.open_spans(WeeklyHours.always())
    assert latest_snooze(overdue, at("23 10:00"), always) >= at("23 10:00")


def test_one_click_puts_off_for_a_quarter_of_an_hour_or_as_long_as_may_be():
    def clicked(due, now, **more):
        return short_snooze(row(call(due=due, **more), now), at(now), OFFICE)

    assert clicked("23 15:00", "23 14:30") == at("23 14:45")
    assert clicked("23 15:00", "23 14:40") == at("23 14:45")
    assert clicked("23 15:00", "23 14:44") == at("23 14:45")
    assert clicked("23 15:00", "23 14:45") is None
    assert clicked("23 15:00", "23 14:50") is None
    # Overdue: to the next opening at most.
    assert clicked("23 09:30", "23 10:00") == at("23 10:15")
    assert clicked("23 09:30", "24 08:50") == at("24 09:00")
    # What was put off for longer stays so.
    asked = at("23 12:30")
    assert clicked("23 15:00", "23 10:00", snoozed_until=asked) == asked
    assert clicked("23 15:00", "23 13:00", snoozed_until=asked) == at("23 13:15")


def test_a_message_counts_as_a_return_unless_the_practice_says_no():
    assert keeps_promise(Outcome.LEFT_MESSAGE, message_counts=True)
    assert not keeps_promise(Outcome.LEFT_MESSAGE, message_counts=False)
    assert keeps_promise(Outcome.REACHED, message_counts=False)


def test_not_owed_closes_what_is_open_with_its_reason():
    settled = settle_not_owed([call(1), call(2, settled_at=5)], NotOwedReason.DUPLICATE, at("23 10:00"))
    assert [c.call_id for c in settled] == [1]
    assert settled[0].not_owed_reason is NotOwedReason.DUPLICATE


def _silent(call_id, received, client_id=7):
    return replace(call(call_id, received, None, client_id), voicemail=Voicemail.NO)


def test_a_second_silent_call_stands_first_among_those_owed_nothing():
    calls = [_silent(1, "23 09:00", 8), _silent(2, "23 10:00"), _silent(3, "23 12:00")]
    rows = callback_queue(
        obligations(calls, {}, {}), at("23 14:00"), calendar=CALENDAR, hours_of=lambda _: OFFICE,
        soon_minutes=60, to_judge=frozenset({2, 3}),
    )  # fmt: skip
    assert [(r.call_id, r.silent_calls, r.group) for r in rows] == [
        (2, 2, Group.NOT_OWED),
        (1, 0, Group.NOT_OWED),
    ]
    assert [r.can_be_closed for r in rows] == [True, False]
    assert row(call(), "23 10:00").can_be_closed


def test_a_client_in_another_zone_is_shown_the_hours_that_come_next_there():
    agreed = Accommodation(zone="America/Los_Angeles")
    made = obligations(
        [call(client_id=7), call(2, client_id=8)], {}, {}, {7: agreed, 8: Accommodation(always_return=True)}
    )
    rows = [queue_row(o, at("20 18:00"), calendar=CALENDAR, spans=OFFICE, soon_minutes=60) for o in made]
    assert rows[0].there == WindowThere(at("23 09:00"), at("23 17:00"), "America/Los_Angeles", True, False)
    assert rows[1].there is None
    same = replace(made[0], accommodation=Accommodation(zone="America/New_York"))
    assert queue_row(same, at("20 18:00"), calendar=CALENDAR, spans=OFFICE, soon_minutes=60).there is None
    now = queue_row(made[0], at("23 10:00"), calendar=CALENDAR, spans=OFFICE, soon_minutes=60).there
    assert now == rows[0].there
