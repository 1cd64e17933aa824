from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callpolicy_gui.core.alerts import (
    Alert,
    AlertContext,
    AlertKind,
    Digest,
    calls_of,
    digest,
    due_soon_at,
    next_look_at,
    owed_alerts,
    slept_through,
)
from callpolicy_gui.core.business_calendar import PracticeCalendar
from callpolicy_gui.core.callback_queue import callback_queue, obligations
from callpolicy_gui.core.calls import MissedCall, Source, Urgency, Voicemail
from callpolicy_gui.core.policies import PRESETS, PolicyVersion, Preset
from callpolicy_gui.core.receipts import Receipt, Rule
from callpolicy_gui.core.sessions import SessionBlock, Sessions
from callpolicy_gui.core.weekly_hours import DAY_KEYS, WeeklyHours, Window

ZONE = ZoneInfo("America/New_York")
CALENDAR = PracticeCalendar(ZONE)
OWN = CALENDAR.open_spans(WeeklyHours.of((Window(480, 1200),), range(5)))
CALLING = CALENDAR.open_spans(WeeklyHours.of((Window(540, 1020),), range(5)))
NO_SESSIONS = Sessions(CALENDAR, WeeklyHours.never())


def at(text: str) -> int:
    return int(datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZONE).timestamp())


def context(
    now: str | int, *, hours=CALLING, since="01 08:00", own=OWN, sessions=NO_SESSIONS, **more
) -> AlertContext:
    return AlertContext(
        now=at(now) if isinstance(now, str) else now, calendar=CALENDAR, own=own,
        allowed=sessions.outside(own), calling=hours, callable_of=lambda _: sessions.outside(hours),
        lead_minutes=30, running_since=at(since), **more,
    )  # fmt: skip


def call(due: str, received="20 15:00", call_id=1, **more) -> MissedCall:
    return MissedCall(
        call_id, at(received), Voicemail.YES, Urgency.ROUTINE, None, "", "", Source.TYPED, at(received), 1,
        at(due), Receipt(Rule.WORKING_DAYS, 1), **more,
    )  # fmt: skip


def rows(calls, now, hours=CALLING):
    now = at(now) if isinstance(now, str) else now
    return callback_queue(
        obligations(calls, {}, {}), now, calendar=CALENDAR, hours_of=lambda _: hours, soon_minutes=60
    )


def kinds(calls, now, known=(), **more):
    return [a.kind for a in owed_alerts(rows(calls, now), (), known, context(now, **more))]


def test_due_soon_is_said_once_half_an_hour_of_calling_time_before():
    missed = call("23 15:00")
    assert kinds([missed], "23 14:29") == [AlertKind.HOURS_BEGIN]
    assert AlertKind.DUE_SOON in kinds([missed], "23 14:30")
    assert AlertKind.DUE_SOON not in kinds([missed], "23 14:31", known={"soon:1"})


def test_overdue_waits_for_the_next_allowed_moment():
    missed = call("23 20:00")
    assert kinds([missed], "23 20:05") == []
    assert AlertKind.OVERDUE in kinds([missed], "24 08:00")
    assert AlertKind.OVERDUE not in kinds([missed], "24 08:05", known={"overdue:1"})


def test_what_fell_due_while_off_says_so():
    assert AlertKind.OVERDUE_WHILE_OFF in kinds([call("23 15:00")], "24 09:00", since="24 08:55")


def test_a_due_soon_that_nobody_could_be_told_is_known_as_missed():
    missed = call("23 15:00")
    asleep = rows([missed], "23 15:01")
    assert slept_through(asleep, (), context("23 15:01")) == ("soon:1",)
    assert slept_through(asleep, {"soon:1"}, context("23 15:01")) == ()
    assert slept_through(rows([missed], "23 14:45"), (), context("23 14:45")) == ()
    # Typed after the moment, or with no moment at which it was to be said.
    typed = replace(missed, logged_at=at("23 14:45"))
    assert slept_through(rows([typed], "23 15:01"), (), context("23 15:01")) == ()
    night = CALENDAR.open_spans(WeeklyHours.always())
    late = call("23 23:00", received="23 21:00")
    assert slept_through(rows([late], "24 08:00", night), (), context("24 08:00", hours=night)) == ()


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("23 15:00", "23 14:30"),
        ("24 09:10", "23 16:40"),  # twenty minutes lie on the day before
        ("23 20:00", "23 16:30"),  # calling hours end before due
    ],
)
def test_due_soon_counts_in_calling_time(due, expected):
    missed = call(due)
    assert due_soon_at(rows([missed], "23 09:00")[0], context("23 09:00")) == at(expected)


def test_due_soon_moves_to_the_last_allowed_moment_before_but_after_the_call():
    night = CALENDAR.open_spans(WeeklyHours.always())
    missed = call("23 23:00", received="22 23:00")
    row = rows([missed], "23 09:00", night)[0]
    assert due_soon_at(row, context("23 09:00", hours=night)) == at("23 19:59")
    late = call("23 23:00", received="23 21:00")
    row = rows([late], "23 21:30", night)[0]
    assert due_soon_at(row, context("23 21:30", hours=night)) is None


def test_a_snooze_holds_due_soon_back_and_nothing_owed_has_none():
    missed = replace(call("23 15:00"), snoozed_until=at("23 14:40"))
    assert due_soon_at(rows([missed], "23 14:00")[0], context("23 14:00")) == at("23 14:40")
    unowed = replace(call("23 15:00"), due_at=None)
    assert due_soon_at(rows([unowed], "23 14:00")[0], context("23 14:00")) is None
    assert kinds([unowed], "23 14:40") == []


def test_a_call_that_came_shortly_before_is_said_at_once():
    missed = call("23 15:00", received="23 14:45")
    assert due_soon_at(rows([missed], "23 14:45")[0], context("23 14:45")) == at("23 14:45")


def test_the_beginning_of_calling_hours_is_said_when_calls_wait():
    missed = call("24 15:00")
    assert kinds([missed], "24 08:59") == []
    assert kinds([missed], "24 09:00") == [AlertKind.HOURS_BEGIN]
    assert kinds([missed], "24 09:00", known={"begin:2026-11-24"}) == []
    assert kinds([], "24 09:00") == []
    assert kinds([missed], "24 08:50", begins_early=True) == [AlertKind.HOURS_BEGIN]
    early = CALENDAR.open_spans(WeeklyHours.of((Window(480, 540),), range(5)))
    assert kinds([missed], "24 08:00", hours=early, begins_early=True) == [AlertKind.HOURS_BEGIN]
    assert kinds([missed], "24 11:00", since="24 10:00") == []
    always = CALENDAR.open_spans(WeeklyHours.always())
    assert kinds([call("25 15:00")], "24 12:00", hours=always) == []


def test_what_is_still_owed_is_said_at_the_end_of_own_hours():
    assert AlertKind.STILL_OWED in kinds([call("23 15:00")], "23 19:59", known={"overdue:1"})
    assert AlertKind.STILL_OWED not in kinds([call("23 15:00")], "23 19:58", known={"overdue:1"})
    assert kinds([call("24 15:00")], "23 19:59") == []
    closed = CALENDAR.open_spans(WeeklyHours.of((Window(480, 1200),), [6]))
    assert kinds([call("23 15:00")], "23 19:59", own=closed) == []


def test_own_hours_without_calling_hours_that_day():
    weekend = CALENDAR.open_spans(WeeklyHours.of((Window(480, 1200),), range(7)))
    assert kinds([call("24 15:00")], "22 12:00", own=weekend) == []


def test_a_policy_that_starts_tomorrow_is_said_today():
    version = PolicyVersion(4, PRESETS[Preset.LIMITED_HOURS], date(2026, 11, 1), at("24 00:00"))
    first = PolicyVersion(1, PRESETS[Preset.TURNAROUND], None, None)
    found = owed_alerts((), (first, version), (), context("23 10:00"))
    assert [(a.key, a.kind) for a in found] == [("policy:4", AlertKind.POLICY_STARTS)]
    assert owed_alerts((), (first, version), (), context("22 10:00")) == ()


def test_several_at_once_are_one():
    alerts = (
        Alert("soon:1", AlertKind.DUE_SOON, 500),
        Alert("overdue:2", AlertKind.OVERDUE, 300),
        Alert("overdue:3", AlertKind.OVERDUE, 200),
    )
    assert digest(alerts) == Digest(AlertKind.OVERDUE, 200, 2, ("soon:1", "overdue:2", "overdue:3"))


def test_keys_say_which_calls_they_are_about():
    assert calls_of(("soon:4", "overdue:2", "begin:2026-11-23", "overdue:4", "policy:9")) == (4, 2)


def test_the_next_look_is_at_the_next_instant_something_can_change():
    missed = call("23 15:00")
    assert next_look_at(rows([missed], "23 14:00"), context("23 14:00")) == at("23 14:30")
    assert next_look_at(rows([missed], "23 14:45"), context("23 14:45")) == at("23 15:00") + 1
    assert next_look_at((), context("23 21:00")) == at("24 08:00")
    unowed = replace(missed, due_at=None)
    assert next_look_at(rows([unowed], "21 21:00"), context("21 09:00")) is None


def one_session(start: str, end: str) -> Sessions:
    return Sessions(CALENDAR, WeeklyHours.never(), [SessionBlock(1, at(start), at(end))])


@pytest.mark.parametrize(
    ("session", "expected"),
    [
        (("23 14:20", "23 14:50"), "23 14:00"),  # ten callable minutes after it, twenty before
        (("23 14:30", "23 16:00"), "23 14:00"),  # call by is in the session
        (("23 13:00", "23 13:50"), "23 14:30"),
        (("23 12:00", "23 14:45"), "23 11:45"),
    ],
)
def test_the_lead_is_counted_in_minutes_outside_sessions(session, expected):
    row = rows([call("23 15:00")], "23 09:00")[0]
    assert due_soon_at(row, context("23 09:00", sessions=one_session(*session))) == at(expected)


def test_due_soon_in_a_session_is_said_just_before_it():
    snoozed = replace(call("23 16:00"), snoozed_until=at("23 15:40"))
    held = one_session("23 15:35", "23 15:50")
    assert due_soon_at(rows([snoozed], "23 14:00")[0], context("23 14:00", sessions=held)) == at("23 15:34")


def test_nothing_is_said_in_a_session_and_what_is_overdue_right_after_it():
    missed, held = call("23 15:00"), one_session("23 14:50", "23 15:40")
    known = {"soon:1", "begin:2026-11-23"}
    found = {now: kinds([missed], now, known, sessions=held) for now in ("23 15:01", "23 15:39", "23 15:40")}
    assert found == {"23 15:01": [], "23 15:39": [], "23 15:40": [AlertKind.OVERDUE]}
    assert next_look_at(rows([missed], "23 15:10"), context("23 15:10", sessions=held)) == at("23 15:40")


def test_what_is_still_owed_is_said_before_a_last_session():
    held = one_session("23 19:00", "23 20:30")
    assert AlertKind.STILL_OWED in kinds([call("23 15:00")], "23 18:59", {"overdue:1"}, sessions=held)
    found = owed_alerts(rows([call("23 15:00")], "23 18:59"), (), (), context("23 18:59", sessions=held))
    assert [alert.at for alert in found if alert.kind is AlertKind.STILL_OWED] == [at("23 20:00")]


@given(
    st.lists(st.tuples(st.integers(0, 4 * 1440), st.integers(30, 2 * 1440)), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 4), st.integers(480, 1150), st.integers(10, 180)), max_size=8),
    st.lists(st.tuples(st.integers(0, 5 * 1440), st.integers(10, 240), st.booleans()), max_size=4),
    st.integers(0, 6),
)
@settings(max_examples=25, deadline=None)
def test_days_with_sessions_have_no_alert_in_them_and_lose_none(offsets, weekly, singles, step):
    """However a week is filled: silence in sessions, each alert once, and none that is lost for them."""
    start = at("16 00:00")
    days = [
        [(f"{begin // 60}:{begin % 60:02}", f"{end // 60}:{end % 60:02}") for on, begin, long in weekly
         if on == day for end in [begin + long]]
        for day in range(7)
    ]  # fmt: skip
    hours = WeeklyHours.from_json({key: day for key, day in zip(DAY_KEYS, days, strict=True) if day})
    blocks = [
        SessionBlock(number, start + begin * 60, start + (begin + long) * 60, free)
        for number, (begin, long, free) in enumerate(singles)
    ]
    sessions = Sessions(CALENDAR, hours, blocks)
    calls = [
        replace(
            call("23 15:00", call_id=number),
            received_at=start + received * 60,
            due_at=start + (received + allowance) * 60,
        )
        for number, (received, allowance) in enumerate(offsets, start=1)
    ]
    known: set[str] = set()
    for minute in range(step, 8 * 1440, 7):
        now = start + minute * 60
        there = rows([c for c in calls if c.received_at <= now], now)
        found = owed_alerts(there, (), known, context(now, sessions=sessions))
        assert not (found and (sessions.is_in_session(now) or not OWN.is_open(now)))
        assert not known & {alert.key for alert in found}
        known |= {alert.key for alert in found}
    assert {f"overdue:{missed.call_id}" for missed in calls} <= known


@given(
    st.lists(st.tuples(st.integers(0, 5 * 1440), st.integers(30, 2 * 1440)), min_size=1, max_size=4),
    st.integers(0, 60),
)
@settings(max_examples=25, deadline=None)
def test_a_week_by_the_minute_has_at_most_two_alerts_a_call_and_none_outside_own_hours(offsets, step):
    """Whatever the calls: two at most for each, ever; none where none may appear; overdue never missed."""
    start = at("16 00:00")
    calls = []
    for number, (received, allowance) in enumerate(offsets, start=1):
        made = call("23 15:00", call_id=number)
        calls.append(
            replace(made, received_at=start + received * 60, due_at=start + (received + allowance) * 60)
        )
    known: set[str] = set()
    for minute in range(step, 8 * 1440, 7):
        now = start + minute * 60
        there = [c for c in calls if c.received_at <= now]
        found = owed_alerts(rows(there, now), (), known, context(now))
        if found:
            assert OWN.is_open(now)
        for alert in found:
            assert alert.key not in known
            known.add(alert.key)
    for missed in calls:
        mine = {key for key in known if key.endswith(f":{missed.call_id}")}
        assert mine <= {f"soon:{missed.call_id}", f"overdue:{missed.call_id}"}
        assert f"overdue:{missed.call_id}" in mine


def test_a_call_that_is_typed_in_calling_hours_does_not_make_them_begin():
    """Calling hours that began at nine do not begin anew with the first call of the day."""
    typed = replace(call("24 15:00", received="23 08:30"), logged_at=at("23 11:00"))
    assert kinds([typed], "23 11:00") == []
    assert kinds([replace(typed, logged_at=at("23 09:00"))], "23 11:00") == [AlertKind.HOURS_BEGIN]


@pytest.mark.parametrize(
    ("now", "early", "expected"),
    [
        ("24 08:30", False, "24 09:00"),  # calling hours begin
        ("24 08:30", True, "24 08:50"),  # the same, said before
        ("24 10:00", False, "24 19:59"),  # what is still owed at the end of own hours
        ("24 19:59", False, "25 08:00"),
    ],
)
def test_the_next_look_knows_what_is_said_about_the_day(now, early, expected):
    later = call("27 15:00")
    found = next_look_at(rows([later], now), context(now, begins_early=early))
    assert found == at(expected)
