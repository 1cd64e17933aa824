from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callpolicy_gui.core.accommodations import Accommodation
from callpolicy_gui.core.business_calendar import Closure, PracticeCalendar
from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.core.deadlines import NoWorkingDayError, deadline_for
from callpolicy_gui.core.open_spans import NothingOpenError
from callpolicy_gui.core.policies import (
    CALLBACK_HOURS,
    OWN_HOURS,
    PRESETS,
    ByClose,
    OpenHours,
    Policy,
    Preset,
    WorkingDays,
)
from callpolicy_gui.core.replay import PastCall, PastCalls, Replayed, replay
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window, merge_windows

NEW_YORK = ZoneInfo("America/New_York")
HOUR, DAY = 3600, 86400


def at(text: str, zone: ZoneInfo = NEW_YORK) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())


def call(
    received: str, returned: str | None = None, voicemail: Voicemail = Voicemail.YES, **more
) -> PastCall:
    return PastCall(at(received), voicemail, None if returned is None else at(returned), **more)


def one_by_one(calls, policy, calendar, own_hours, now) -> Replayed:
    """What `replay` says it counts, without runs."""
    counts = [0, 0, 0, 0]
    for past in calls:
        due_at = deadline_for(
            past.received_at, past.voicemail, policy, calendar, own_hours, accommodation=past.accommodation
        ).due_at
        if due_at is None:
            continue
        counts[0] += 1
        settled_at = now if past.returned_at is None else past.returned_at
        if settled_at > due_at:
            counts[2] += 1
        else:
            counts[3 if past.returned_at is None else 1] += 1
    return Replayed(*counts)


def replayed(calls, policy, calendar=None, now="2026-12-01 12:00") -> Replayed:
    return replay(PastCalls(calls), policy, calendar or PracticeCalendar(NEW_YORK), OWN_HOURS, at(now))


# -- in words ------------------------------------------------------------------------


def test_the_same_calls_are_kept_and_late_differently_under_each_preset():
    calls = [
        call("2026-11-20 07:00", "2026-11-20 08:30"),  # Friday
        call("2026-11-20 18:30", "2026-11-23 18:30"),
        call("2026-11-20 18:31", "2026-11-23 18:32", Voicemail.NO),
        call("2026-11-21 11:00", "2026-11-23 08:59", Voicemail.UNKNOWN),
    ]
    log, calendar, now = PastCalls(calls), PracticeCalendar(NEW_YORK), at("2026-12-01 12:00")
    counts = {preset: replay(log, policy, calendar, OWN_HOURS, now) for preset, policy in PRESETS.items()}
    assert counts == {
        Preset.TURNAROUND: Replayed(owed=4, kept=3, late=1),
        Preset.OPERATING_HOURS: Replayed(owed=4, kept=2, late=2),
        Preset.VOICEMAIL_REQUIRED: Replayed(owed=3, kept=3),
        Preset.LIMITED_HOURS: Replayed(owed=4, kept=2, late=2),
    }


def test_a_return_at_the_due_instant_is_kept_and_a_second_later_is_late():
    policy = PRESETS[Preset.LIMITED_HOURS]
    on_time = PastCall(at("2026-11-20 08:50"), Voicemail.YES, at("2026-11-20 09:00"))
    too_late = PastCall(at("2026-11-20 08:50"), Voicemail.YES, at("2026-11-20 09:00") + 1)
    assert replayed([on_time, too_late], policy) == Replayed(owed=2, kept=1, late=1)


@pytest.mark.parametrize("preset", [Preset.TURNAROUND, Preset.LIMITED_HOURS])
def test_a_call_not_returned_is_open_until_it_is_due(preset):
    due_at = "2026-11-23 09:00"
    calls = [call("2026-11-20 09:00")]
    before = replayed(calls, PRESETS[preset], now=due_at)
    after = replay(PastCalls(calls), PRESETS[preset], PracticeCalendar(NEW_YORK), OWN_HOURS, at(due_at) + 1)
    assert before == Replayed(owed=1, still_open=1)
    assert after == Replayed(owed=1, late=1)


def test_a_client_who_is_always_returned_is_owed_without_voicemail():
    policy = PRESETS[Preset.VOICEMAIL_REQUIRED]
    always = Accommodation(always_return=True)
    calls = [
        call("2026-11-20 09:00", "2026-11-20 10:00", Voicemail.NO),
        call("2026-11-20 09:00", "2026-11-20 10:00", Voicemail.NO, accommodation=always),
        call("2026-11-20 09:00", None, Voicemail.NO, accommodation=Accommodation()),
    ]
    assert replayed(calls, policy) == Replayed(owed=1, kept=1)


def test_hours_agreed_with_a_client_hold_under_every_policy():
    evening = Accommodation(calling_hours=WeeklyHours.of((Window(18 * 60, 19 * 60),), range(5)))
    calls = [
        call("2026-11-20 08:00", "2026-11-20 18:30"),
        call("2026-11-20 08:00", "2026-11-20 18:30", accommodation=evening),
    ]
    assert replayed(calls, PRESETS[Preset.LIMITED_HOURS]) == Replayed(owed=2, kept=1, late=1)


def test_no_calls_are_none_owed():
    assert replayed([], PRESETS[Preset.TURNAROUND]) == Replayed()


def test_calls_may_come_in_any_order_and_stay_as_they_are():
    calls = [call("2026-11-20 08:55", "2026-11-20 09:30"), call("2026-11-20 07:00", "2026-11-20 08:30")]
    given_calls = list(calls)
    assert replayed(calls, PRESETS[Preset.LIMITED_HOURS]) == Replayed(owed=2, kept=2)
    assert calls == given_calls


def test_a_policy_that_never_allows_a_return_is_an_error():
    calls = [call("2026-11-20 08:55")]
    closed = PracticeCalendar(NEW_YORK, weekend=frozenset(range(7)))
    with pytest.raises(NoWorkingDayError):
        replayed(calls, PRESETS[Preset.TURNAROUND], closed)
    with pytest.raises(NothingOpenError):
        replayed(calls, Policy(Preset.LIMITED_HOURS, ByClose("window", 61), CALLBACK_HOURS))


# -- against counting call by call -----------------------------------------------------

# Zones and the local dates around which their clocks did what is hard to count.
HARD_DAYS = [
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Africa/Casablanca", date(2026, 3, 22)),
    ("Africa/Cairo", date(2026, 4, 24)),
    ("Africa/Cairo", date(2026, 10, 29)),
    ("Asia/Jerusalem", date(2026, 3, 27)),
    ("Asia/Jerusalem", date(2026, 10, 25)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("America/Sao_Paulo", date(2018, 2, 18)),
    ("America/St_Johns", date(2010, 3, 14)),  # clocks changed a minute after midnight
    ("America/St_Johns", date(2010, 11, 7)),
    ("Asia/Kathmandu", date(2026, 6, 1)),
]
ALWAYS = Accommodation(always_return=True)


@st.composite
def _windows(draw, most: int = 3):
    windows = []
    for _ in range(draw(st.integers(0, most))):
        start = draw(st.sampled_from([0, 30, 60, 120, 150, 540, 720, 1020, 1380]) | st.integers(0, 1439))
        length = draw(st.sampled_from([1, 30, 60, 480, 1440 - start]) | st.integers(1, 1439))
        windows.append(Window(start, start + length))
    return merge_windows(windows)


@st.composite
def _weekly_hours(draw):
    days = [draw(_windows()) for _ in range(7)]
    for _ in range(2):
        day = draw(st.integers(0, 6))
        days[day] = merge_windows([*days[day], Window(540, 1020)])
    return WeeklyHours(tuple(days))


@st.composite
def _practices(draw):
    """A calendar, and an hour near which calls are received."""
    key, day = draw(st.sampled_from(HARD_DAYS))
    near = st.integers(-12, 25).map(lambda n: day + timedelta(days=n))
    closures = []
    for number in range(draw(st.integers(0, 3))):
        first = draw(near)
        part = draw(st.none() | st.sampled_from([Window(0, 120), Window(720, 1440), Window(600, 630)]))
        closures.append(Closure(number, first, first + timedelta(days=draw(st.integers(0, 4))), part))
    calendar = PracticeCalendar(
        ZoneInfo(key),
        frozenset(draw(st.sets(st.integers(0, 6), max_size=3))),
        dict.fromkeys(draw(st.sets(near, max_size=4)), "Holiday"),
        tuple(closures),
        {draw(near): draw(_windows()) for _ in range(draw(st.integers(0, 2)))},
    )
    return calendar, int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


_allowances = st.one_of(
    st.integers(1, 4).map(WorkingDays),
    st.sampled_from([1, 30, 60, 480, 481]).map(OpenHours) | st.integers(1, 3000).map(OpenHours),
    st.builds(ByClose, st.sampled_from(["day", "window"]), st.sampled_from([1, 10, 60, 240, 480])),
)
_policies = st.builds(Policy, st.just(Preset.TURNAROUND), _allowances, _weekly_hours(), st.booleans())


def _edges(calendar, policy, first, last) -> set[int]:
    """Instants at which another way of counting begins."""
    days = (calendar.local_day(first) + timedelta(days=n) for n in range((last - first) // DAY + 2))
    edges = {calendar.day_start(day) for day in days}
    spans = calendar.open_spans(policy.calling_hours)
    for span in spans.spans(first, last):
        edges |= {span.start, span.end}
    match policy.allowance:
        case OpenHours(minutes) | ByClose(at_least=minutes):
            edges |= {edge - minutes * 60 for edge in edges}
    return edges


@st.composite
def _calls(draw, calendar, middle, policy):
    """Calls bunched around the instants at which counting changes, in no order."""
    first, last = middle - 8 * DAY, middle + 10 * DAY
    edges = _edges(calendar, policy, first, last)
    anywhere = st.integers(first, last) | st.integers(middle - DAY, middle + DAY)
    instants = anywhere | st.tuples(st.sampled_from(sorted(edges)), st.integers(-2, 2)).map(sum)
    found = []
    for received_at in draw(st.lists(instants, max_size=40)):
        voicemail = draw(st.sampled_from(list(Voicemail)))
        agreed = draw(st.sampled_from([None, None, ALWAYS]))
        due_at = deadline_for(received_at, Voicemail.YES, policy, calendar, OWN_HOURS).due_at
        # A return is most telling next to the due instant.
        returned_at = draw(st.none() | st.integers(-1, 1).map(lambda n, due_at=due_at: due_at + n) | anywhere)
        found.append(PastCall(received_at, voicemail, returned_at, agreed))
    return found


def _countable(calendar, policy, middle) -> bool:
    """Whether calls have deadlines at all; not so where no day or window is long enough."""
    try:
        deadline_for(middle + 12 * DAY, Voicemail.YES, policy, calendar, OWN_HOURS)
    except LookupError:
        return False
    return True


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_counts_what_counting_call_by_call_does(data):
    calendar, middle = data.draw(_practices())
    policy = data.draw(_policies.filter(lambda policy: _countable(calendar, policy, middle)))
    calls = data.draw(_calls(calendar, middle, policy))
    now = data.draw(st.integers(middle - 8 * DAY, middle + 14 * DAY))
    expected = one_by_one(calls, policy, calendar, OWN_HOURS, now)
    assert replay(PastCalls(calls), policy, calendar, OWN_HOURS, now) == expected


@pytest.mark.parametrize(("key", "day"), HARD_DAYS)
@pytest.mark.parametrize(
    "allowance", [WorkingDays(1), WorkingDays(3), ByClose("day", 60), ByClose("window", 10), OpenHours(480)]
)
def test_not_a_second_is_given_or_taken_around_a_clock_change(key, day, allowance):
    zone = ZoneInfo(key)
    hours = WeeklyHours.of((Window(0, 90), Window(100, 200), Window(540, 720), Window(1380, 1440)), range(7))
    policy = Policy(Preset.TURNAROUND, allowance, hours)
    middle = int(datetime(day.year, day.month, day.day, 12, tzinfo=zone).timestamp())
    first, last = middle - 2 * DAY, middle + 2 * DAY
    for near in ((), (-1, 1), (0,), (1,)):
        weekend = frozenset((day.weekday() + n) % 7 for n in near)
        calendar = PracticeCalendar(zone, weekend)
        received = {*range(first, last, 1741)}
        edges = _edges(calendar, policy, first, last)
        if isinstance(allowance, OpenHours):
            spans = calendar.open_spans(hours)
            edges |= {spans.back(edge, allowance.minutes * 60) for edge in edges}
        for edge in edges:
            received |= {edge - 1, edge, edge + 1}
        calls = []
        for received_at in received:
            due_at = deadline_for(received_at, Voicemail.YES, policy, calendar, OWN_HOURS).due_at
            calls += [PastCall(received_at, Voicemail.YES, due_at + n) for n in (0, 1)]
        counted = replay(PastCalls(calls), policy, calendar, OWN_HOURS, middle)
        assert counted == Replayed(2 * len(received), len(received), len(received))
