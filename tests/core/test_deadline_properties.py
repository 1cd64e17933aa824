"""What holds for every promise, whatever the zone, the hours and the calendar.

The instants crowd around clock changes, and windows may begin and end at any minute.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callpolicy_gui.core.business_calendar import Closure, PracticeCalendar
from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.core.deadlines import Deadline, call_by, corrected_due, deadline_for
from callpolicy_gui.core.local_time import after_repeated_hour
from callpolicy_gui.core.policies import ByClose, OpenHours, Policy, Preset, WorkingDays
from callpolicy_gui.core.receipts import SpanReason
from callpolicy_gui.core.weekly_hours import MINUTES_A_DAY, WeeklyHours, Window, merge_windows
from tests.core.test_agreement import STRETCHES

if TYPE_CHECKING:
    from callpolicy_gui.core.open_spans import OpenSpans

HOUR = 3600
DAY = 24 * HOUR
DAYS_TO_THE_CHANGE = 28  # in most of the stretches


@dataclass(frozen=True)
class Practice:
    calendar: PracticeCalendar
    policy: Policy
    around: int  # an instant within an hour of a clock change, or the middle of a quiet stretch
    middle: date

    def deadline(self, received_at: int, calendar: PracticeCalendar | None = None) -> Deadline:
        hours = self.policy.calling_hours
        assert hours is not None
        return deadline_for(received_at, Voicemail.YES, self.policy, calendar or self.calendar, hours)

    def due(self, received_at: int, calendar: PracticeCalendar | None = None) -> int:
        due_at = self.deadline(received_at, calendar).due_at
        assert due_at is not None
        return due_at

    @property
    def spans(self) -> OpenSpans:
        assert self.policy.calling_hours is not None
        return self.calendar.open_spans(self.policy.calling_hours)

    def closed_on(self, *days: date) -> PracticeCalendar:
        """The calendar, built anew, with these dates closed whole."""
        closures = (*self.calendar.closures, *(Closure(9, day, day, name="Ill") for day in days))
        return replace(self.calendar, closures=closures, _spans={})


@cache
def _change(zone: str, first: date) -> int:
    start = int(datetime(first.year, first.month, first.day, tzinfo=UTC).timestamp())
    offsets = [
        datetime.fromtimestamp(start + hour * HOUR, ZoneInfo(zone)).utcoffset() for hour in range(70 * 24)
    ]
    changes = [hour for hour, (before, after) in enumerate(pairwise(offsets), 1) if before != after]
    return start + (changes[0] if changes else DAYS_TO_THE_CHANGE * 24) * HOUR


# -- strategies ------------------------------------------------------------------------

_within_a_day = st.sets(st.integers(0, MINUTES_A_DAY - 1), min_size=2, max_size=2).map(
    lambda edges: Window(min(edges), max(edges))
)
_small_hours = st.builds(
    lambda start, length: Window(start, start + length), st.integers(0, 240), st.integers(1, 180)
)
_windows = st.lists(st.one_of(_within_a_day, _small_hours), max_size=3).map(merge_windows)
_allowances = st.one_of(
    st.integers(1, 4).map(WorkingDays),
    st.integers(1, 2000).map(OpenHours),
    st.builds(ByClose, st.sampled_from(["day", "window"]), st.integers(1, 480)),
)
_seconds_around = st.one_of(
    st.integers(-2 * HOUR, 2 * HOUR),
    st.integers(-5 * DAY, 2 * DAY),
    # The clock time of the change on the days before: the promise may run into it.
    st.builds(
        lambda days, seconds: seconds - days * DAY, st.integers(1, 4), st.integers(-2 * HOUR, 2 * HOUR)
    ),
)


@st.composite
def _hours(draw, *, to_midnight: bool) -> WeeklyHours:
    days = [draw(_windows) for _ in range(7)]
    # A day of nine hours, so that every allowance can be promised.
    days[draw(st.integers(0, 6))] = (Window(8 * 60, 17 * 60),)
    if to_midnight:
        for day in draw(st.sets(st.integers(0, 6))):
            following = days[(day + 1) % 7]
            # Overnight up to the next day's first window at most: the two abut, or there is a pause.
            latest = MINUTES_A_DAY + (following[0].start if following else 6 * 60)
            end = draw(st.integers(MINUTES_A_DAY, max(MINUTES_A_DAY, latest)))
            days[day] = merge_windows(
                [*days[day], Window(draw(st.integers(18 * 60, MINUTES_A_DAY - 1)), end)]
            )
    return WeeklyHours(tuple(days))


@st.composite
def _calendars(draw, zone: str, middle: date) -> PracticeCalendar:
    dates = st.integers(-8, 12).map(lambda days: middle + timedelta(days=days))
    closures = draw(
        st.lists(
            st.builds(
                lambda day, length, window: Closure(1, day, day + timedelta(days=length), window, "Away"),
                dates,
                st.integers(0, 3),
                st.none() | _within_a_day,
            ),
            max_size=2,
        )
    )
    return PracticeCalendar(
        ZoneInfo(zone),
        weekend=draw(st.sampled_from([frozenset({5, 6}), frozenset({4, 5}), frozenset()])),
        holidays=dict.fromkeys(draw(st.sets(dates, max_size=3)), "Holiday"),
        closures=tuple(closures),
        overrides=draw(st.dictionaries(dates, _windows, max_size=2)),
    )


@st.composite
def practices(draw, *, joined_nights: bool = True, allowances=_allowances) -> Practice:
    """A practice near a clock change. Without `joined_nights` no close depends on the next day's hours."""
    zone, first = draw(st.sampled_from(STRETCHES))
    around = _change(zone, first)
    middle = datetime.fromtimestamp(around, ZoneInfo(zone)).date()
    allowance = draw(allowances)
    hours = draw(_hours(to_midnight=joined_nights or not isinstance(allowance, ByClose)))
    policy = Policy(Preset.TURNAROUND, allowance, hours)
    return Practice(draw(_calendars(zone, middle)), policy, around, middle)


# -- properties ------------------------------------------------------------------------


@given(practices(), st.lists(_seconds_around, min_size=2, max_size=12))
@settings(max_examples=120)
def test_due_never_decreases_and_is_never_before_received(practice, offsets):
    received = sorted(practice.around + offset for offset in offsets)
    dues = [practice.due(at) for at in received]
    assert dues == sorted(dues)
    assert all(due_at >= at for due_at, at in zip(dues, received, strict=True))


# Of the allowances only working days look at the clock. The calls come as long before the
# change as makes them due around it, where the calendar allows.
@given(
    practices(allowances=st.integers(1, 2).map(WorkingDays)),
    st.lists(st.integers(-HOUR, 2 * HOUR), min_size=4, max_size=10),
)
@settings(max_examples=200)
def test_due_never_decreases_from_second_to_second_into_a_clock_change(practice, offsets):
    befores = [practice.around - days * DAY for days in range(1, 6)]
    calendar = practice.calendar
    base = next((at for at in befores if calendar.local_day(practice.due(at)) == practice.middle), befores[0])
    received = sorted({base + offset + second for offset in [0, HOUR, *offsets] for second in (-1, 0, 1)})
    dues = [practice.due(at) for at in received]
    assert dues == sorted(dues)


# Windows that meet at midnight are one, so closing the second day brings the close of the
# first forward; such hours are left out for promises by a close.
@given(practices(joined_nights=False), _seconds_around, st.integers(-2, 14))
@settings(max_examples=120)
def test_closing_a_whole_day_never_makes_it_earlier(practice, offset, days):
    received_at = practice.around + offset
    day = practice.calendar.local_day(received_at) + timedelta(days=days)
    due_at = practice.due(received_at)
    assert practice.due(received_at, practice.closed_on(day)) >= due_at
    last_day = practice.calendar.local_day(due_at)
    assert practice.due(received_at, practice.closed_on(day, last_day)) >= due_at


@given(practices(), st.data(), _seconds_around)
@settings(max_examples=60)
def test_a_correction_never_moves_an_open_call_earlier(practice, data, offset):
    received_at = practice.around + offset
    frozen = practice.due(received_at)
    other = data.draw(_calendars(practice.calendar.zone.key, practice.middle))
    recounted = practice.deadline(received_at, other)
    corrected = corrected_due(frozen, recounted)
    assert corrected.due_at == max(frozen, recounted.due_at)
    assert corrected.receipt.moved_from == (frozen if corrected.due_at > frozen else None)


@contextmanager
def _computer_in(zone: str):
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the computer's zone can be set on POSIX only")
@given(practices(), _seconds_around)
@settings(max_examples=50)
def test_the_zone_of_the_computer_changes_nothing(practice, offset):
    received_at = practice.around + offset
    answers = []
    for zone in ("UTC", "Pacific/Apia", "America/New_York", practice.calendar.zone.key):
        with _computer_in(zone):
            calendar = practice.closed_on()
            deadline = practice.deadline(received_at, calendar)
            by = call_by(received_at, deadline.due_at, calendar.open_spans(practice.policy.calling_hours))
            answers.append((deadline.due_at, deadline.receipt, by))
    assert answers[1:] == answers[:1] * 3


@given(practices(), _seconds_around)
@settings(max_examples=100)
def test_call_by_is_the_last_open_instant_up_to_due(practice, offset):
    received_at = practice.around + offset
    due_at, spans = practice.due(received_at), practice.spans
    by = call_by(received_at, due_at, spans)
    if by is None:
        assert spans.between(received_at, due_at) == 0
        return
    assert received_at < by <= due_at
    assert spans.is_open(by - 1)
    assert spans.between(by, due_at) == 0
    if not isinstance(practice.policy.allowance, WorkingDays):
        assert by == due_at


@given(practices(), _seconds_around)
@settings(max_examples=120)
def test_the_receipt_adds_up(practice, offset):
    received_at = practice.around + offset
    deadline = practice.deadline(received_at)
    told = deadline.receipt.spans
    begin = received_at
    if isinstance(practice.policy.allowance, WorkingDays):
        begin = after_repeated_hour(received_at, practice.calendar.zone)
    assert [begin, *(span.end for span in told)] == [*(span.start for span in told), deadline.due_at]
    assert all(span.start < span.end for span in told)
    counted = [span for span in told if span.reason is SpanReason.COUNTED]
    match practice.policy.allowance:
        case WorkingDays(count):
            days = [practice.calendar.local_day(span.start) for span in counted]
            assert all(practice.calendar.is_working_day(day) for day in days)
            # The first and the last are parts of days, but for a day that does not count.
            assert count <= len(days) <= count + 1
        case OpenHours(minutes):
            assert sum(span.end - span.start for span in counted) == minutes * 60
        case ByClose(_, at_least):
            assert sum(span.end - span.start for span in counted) >= at_least * 60
    if not isinstance(practice.policy.allowance, WorkingDays):
        for span in told:
            is_open = span.reason in (SpanReason.COUNTED, SpanReason.TOO_SHORT)
            length = span.end - span.start
            assert practice.spans.between(span.start, span.end) == length * is_open
