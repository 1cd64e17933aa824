"""While the log is locked the same alerts come at the same moments as if it were open."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from callpolicy_gui.core.alerts import AlertContext, owed_alerts
from callpolicy_gui.core.business_calendar import PracticeCalendar
from callpolicy_gui.core.callback_queue import callback_queue, obligations
from callpolicy_gui.core.calls import MissedCall, Source, Urgency, Voicemail
from callpolicy_gui.core.locked_alerts import PlannedAlert, due_alerts, next_look_at, plan_alerts
from callpolicy_gui.core.open_spans import OpenSpans
from callpolicy_gui.core.receipts import Receipt, Rule
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window

ZONE = ZoneInfo("America/New_York")
CALENDAR = PracticeCalendar(ZONE)
OWN = CALENDAR.open_spans(WeeklyHours.of((Window(480, 1200),), range(5)))
CALLING = CALENDAR.open_spans(WeeklyHours.of((Window(540, 1020),), range(5)))
ALWAYS = CALENDAR.open_spans(WeeklyHours.always())
NEVER = OpenSpans(lambda _start, _end: ())
DAY = 1440


def at(text: str) -> int:
    return int(datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZONE).timestamp())


def context(now: int, *, hours=CALLING, own=OWN, allowed=OWN) -> AlertContext:
    return AlertContext(
        now=now, calendar=CALENDAR, own=own, allowed=allowed, calling=hours,
        callable_of=lambda _: hours, lead_minutes=30, running_since=at("01 08:00"),
    )  # fmt: skip


def call(due_at: int | None, received_at: int, call_id=1, **more) -> MissedCall:
    return MissedCall(
        call_id, received_at, Voicemail.YES, Urgency.ROUTINE, None, "", "", Source.TYPED, received_at, 1,
        due_at, Receipt(Rule.WORKING_DAYS, 1), **more,
    )  # fmt: skip


def rows(calls, now: int, hours=CALLING):
    return callback_queue(
        obligations(calls, {}, {}), now, calendar=CALENDAR, hours_of=lambda _: hours, soon_minutes=60
    )


def plan(calls, now: str, known=(), **more):
    return plan_alerts(rows(calls, at(now)), known, context(at(now), **more))


MONDAY = call(at("23 15:00"), at("20 15:00"))
SOON = PlannedAlert("soon:1", at("23 14:30"), at("23 15:00") + 1)
OVERDUE = PlannedAlert("overdue:1", at("23 15:00") + 1, None)


def test_a_call_has_two_alerts_ahead_of_it():
    assert plan([MONDAY], "23 10:00") == (SOON, OVERDUE)
    assert plan([MONDAY], "23 10:00", known={"soon:1"}) == (OVERDUE,)
    assert plan([MONDAY], "23 15:00") == (SOON, OVERDUE)
    assert plan([MONDAY], "23 15:01") == (OVERDUE,)
    assert plan([MONDAY], "23 15:01", known={"overdue:1"}) == ()


def test_overdue_is_planned_for_the_next_allowed_moment():
    late = call(at("23 20:30"), at("20 15:00"))
    assert plan([late], "23 10:00")[1] == PlannedAlert("overdue:1", at("24 08:00"), None)


def test_a_row_that_is_owed_nothing_has_no_alert():
    assert plan([call(None, at("20 15:00"))], "23 10:00") == ()
    # The store never has such a call, the type allows it.
    odd = replace(rows([MONDAY], at("23 10:00"))[0], obligation=obligations([call(None, 0)], {}, {})[0])
    assert plan_alerts([odd], (), context(at("23 10:00"))) == ()


def test_what_has_no_allowed_moment_is_not_planned():
    assert plan([MONDAY], "23 10:00", allowed=NEVER) == ()
    night = call(at("23 23:00"), at("23 21:00"))
    assert [each.key for each in plan([night], "23 21:30", hours=ALWAYS)] == ["overdue:1"]


def test_an_alert_is_owed_from_its_moment_until_it_is_given_or_gone():
    both = (SOON, OVERDUE)
    assert due_alerts(both, (), SOON.at - 1, OWN) == ()
    assert due_alerts(both, (), SOON.at, OWN) == ("soon:1",)
    assert due_alerts(both, {"soon:1"}, SOON.at, OWN) == ()
    assert due_alerts(both, (), at("23 15:00"), OWN) == ("soon:1",)
    assert due_alerts(both, (), at("23 15:00") + 1, OWN) == ("overdue:1",)
    assert due_alerts(both, {"overdue:1"}, at("24 10:00"), OWN) == ()


def test_nothing_is_said_where_no_alert_may_appear():
    paused = OWN.without(at("23 14:00"), at("23 16:00"))
    assert due_alerts((SOON, OVERDUE), (), at("23 15:30"), paused) == ()
    assert due_alerts((SOON, OVERDUE), (), at("23 16:00"), paused) == ("overdue:1",)


def test_the_next_look_is_at_the_next_moment_an_alert_is_owed():
    both = (SOON, OVERDUE)
    assert next_look_at(both, (), at("23 10:00"), OWN) == SOON.at
    assert next_look_at(both, {"soon:1"}, SOON.at, OWN) == OVERDUE.at
    assert next_look_at(both, {"soon:1", "overdue:1"}, SOON.at, OWN) is None
    assert next_look_at(both, (), SOON.at, OWN) == SOON.at + 1  # owed and not given yet
    paused = OWN.without(at("23 14:00"), at("23 16:00"))
    assert next_look_at(both, (), at("23 13:00"), paused) == at("23 16:00")
    assert next_look_at(both, (), at("23 10:00"), NEVER) is None


# Friday to Sunday, where on Saturday nothing may appear.
WEEKEND = CALENDAR.open_spans(WeeklyHours.of((Window(480, 1200),), [*range(5), 6]))
FRIDAY = at("20 00:00")
# Half of the instants lie around the beginnings and ends of hours.
minutes = st.integers(0, DAY) | st.builds(
    lambda edge, off: max(edge + off, 0), st.sampled_from([480, 540, 1020, 1200, DAY]), st.integers(-35, 35)
)
made_calls = st.lists(
    st.tuples(minutes, minutes, st.none() | minutes, st.integers(0, 59)), min_size=2, max_size=4
)


@given(
    made_calls,
    minutes,
    st.none() | st.tuples(minutes, st.integers(1, 600)),
    st.sampled_from([CALLING, ALWAYS]),
    st.booleans(),
)
@settings(max_examples=30, deadline=None)
def test_minute_by_minute_the_same_alerts_as_while_unlocked(made, locked, pause, hours, after_a_beat):
    """Whatever the calls, the pause and the moment of locking, for as long as nothing in the log changes."""
    start, end = FRIDAY, FRIDAY + 3 * DAY * 60
    calls = [
        call(
            start + (received + allowance) * 60 + odd, start + received * 60, number,
            snoozed_until=None if snooze is None else start + snooze * 60,
        )
        for number, (received, allowance, snooze, odd) in enumerate(made, start=1)
    ]  # fmt: skip
    allowed = WEEKEND if pause is None else WEEKEND.without(start + pause[0] * 60, start + sum(pause) * 60)
    now = start + locked * 60
    there = [each for each in calls if each.received_at <= now]

    def seen_at(when: int) -> AlertContext:
        return context(when, hours=hours, own=WEEKEND, allowed=allowed)

    def unlocked(when: int, known: set[str]) -> tuple[str, ...]:
        found = owed_alerts(rows(there, when, hours), (), known, seen_at(when))
        return tuple(alert.key for alert in found if alert.key.startswith(("soon:", "overdue:")))

    known = set(unlocked(now, set())) if after_a_beat else set()
    planned = plan_alerts(rows(there, now, hours), known, seen_at(now))
    given_unlocked, given_locked = set(known), set(known)
    expected_at = next_look_at(planned, given_locked, now, allowed)
    for when in range(now, end, 60):
        keys = due_alerts(planned, given_locked, when, allowed)
        assert sorted(keys) == sorted(unlocked(when, given_unlocked))
        if keys:
            assert allowed.is_open(when)
            assert given_locked.isdisjoint(keys)
            assert when == now or (expected_at is not None and when - 60 < expected_at <= when)
            given_locked.update(keys)
            given_unlocked.update(keys)
            expected_at = next_look_at(planned, given_locked, when, allowed)
    assert {f"overdue:{each.call_id}" for each in there} <= given_locked
    assert expected_at is None or expected_at >= end
