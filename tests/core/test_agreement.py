"""Does the engine agree with counting minutes? Random practices around clock changes, cases by the thousand.

A case is a setup (zone, stretch, weekend, holidays, time off, overrides, hours), a policy and
a received time. A chunk of a thousand is made from its seed alone, so a failure names all
that is needed to see it again: `python -m tests.core.oracle --seed SEED --n 1000`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from callpolicy_gui.core.business_calendar import Closure, PracticeCalendar
from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.core.deadlines import Deadline, call_by, deadline_for
from callpolicy_gui.core.open_spans import NothingOpenError
from callpolicy_gui.core.policies import (
    OWN_HOURS,
    PRESETS,
    Allowance,
    ByClose,
    OpenHours,
    Policy,
    Preset,
    WorkingDays,
    with_hours,
)
from callpolicy_gui.core.receipts import ReceiptSpan, SpanReason
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window, merge_windows
from tests.core.oracle import DAY, MINUTE, STRETCH_DAYS, Oracle, Setup, TimeOff, minutes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 1000
CASES_A_SETUP = 100
SHORT_FORM = 20  # chunks

# Ten weeks each, with the clock change, if any, about four weeks in.
STRETCHES = [
    ("America/New_York", date(2026, 2, 8)),
    ("America/New_York", date(2026, 10, 4)),
    ("America/New_York", date(2026, 5, 3)),
    ("Australia/Lord_Howe", date(2026, 3, 8)),  # half an hour back
    ("Australia/Lord_Howe", date(2026, 9, 6)),  # half an hour forward
    ("Africa/Casablanca", date(2026, 1, 25)),  # back for Ramadan and forward after it
    ("Africa/El_Aaiun", date(2027, 1, 17)),
    ("Africa/Cairo", date(2026, 3, 27)),  # midnight is skipped
    ("Africa/Cairo", date(2026, 10, 2)),  # back from midnight to the day before
    ("Asia/Jerusalem", date(2026, 2, 27)),
    ("Asia/Jerusalem", date(2026, 9, 27)),
    ("Asia/Almaty", date(2024, 2, 1)),  # back from midnight, for good
    ("Pacific/Apia", date(2011, 12, 4)),  # 30 December does not exist
    ("Pacific/Apia", date(2012, 3, 4)),
    ("America/Sao_Paulo", date(2018, 1, 21)),
    ("America/Sao_Paulo", date(2018, 10, 7)),
    ("America/Havana", date(2026, 2, 8)),  # midnight is skipped
    ("America/Havana", date(2026, 10, 4)),  # the hour after midnight is repeated
    ("Asia/Kathmandu", date(2026, 4, 5)),
    ("Asia/Tehran", date(2022, 2, 22)),
    ("Asia/Tehran", date(2022, 8, 25)),
    ("Europe/London", date(2026, 3, 1)),
    ("Europe/London", date(2026, 9, 27)),
    ("America/St_Johns", date(2026, 2, 8)),
    ("America/St_Johns", date(2010, 10, 10)),  # back from 00:01, so a new day turns into the old one
    ("America/St_Johns", date(2011, 2, 13)),  # 00:01 to 01:01 is skipped
    ("Antarctica/Troll", date(2026, 3, 1)),  # two hours
    ("Antarctica/Troll", date(2026, 9, 27)),
]

REASONS = {
    "closed": SpanReason.CLOSED,
    "holiday": SpanReason.HOLIDAY,
    "weekend": SpanReason.NOT_A_WORKING_DAY,
}
TOLD_BY_HOURS = (SpanReason.COUNTED, SpanReason.TOO_SHORT, SpanReason.PART_CLOSED)


def promised(
    received_at: int, policy: Policy, calendar: PracticeCalendar, own_hours: WeeklyHours
) -> Deadline:
    """The engine's answer; the only place that asks for it."""
    return deadline_for(received_at, Voicemail.YES, policy, calendar, own_hours)


def calendar_of(setup: Setup) -> PracticeCalendar:
    return PracticeCalendar(
        ZoneInfo(setup.zone),
        weekend=setup.weekend,
        holidays=dict.fromkeys(setup.holidays, "Holiday"),
        closures=tuple(
            Closure(number, off.first, off.last, off.window, "Away")
            for number, off in enumerate(setup.time_off)
        ),
        overrides=dict(setup.overrides or {}),
    )


# -- random practices ------------------------------------------------------------------


def _window(rng: random.Random) -> Window:
    kind = rng.randrange(6)
    if kind == 0:  # an ordinary stretch of the day, on the quarter-hour
        start = rng.randrange(7 * 4, 18 * 4) * 15
        return Window(start, min(start + rng.randrange(1, 32) * 15, DAY))
    if kind == 1:  # the small hours, where clocks change
        start = rng.randrange(240)
        return Window(start, start + rng.randrange(1, 120))
    if kind == 2:  # overnight
        start = rng.randrange(18 * 60, DAY)
        return Window(start, rng.randrange(DAY + 1, min(DAY + 600, start + DAY)))
    if kind == 3:  # up to midnight
        return Window(rng.randrange(12 * 60, DAY), DAY)
    if kind == 4:  # from midnight
        return Window(0, rng.randrange(1, 12 * 60))
    start = rng.randrange(DAY)
    return Window(start, rng.randrange(start + 1, DAY + 1))


def _day_windows(rng: random.Random) -> tuple[Window, ...]:
    return merge_windows([_window(rng) for _ in range(rng.choice([0, 1, 1, 1, 2, 3, 4]))])


def _hours(rng: random.Random) -> WeeklyHours:
    style = rng.randrange(8)
    if style == 0:
        return WeeklyHours.always()
    if style == 1:
        return OWN_HOURS
    if style in (2, 3):
        windows = _day_windows(rng) or (Window(9 * 60, 17 * 60),)
        return WeeklyHours.of(windows, rng.sample(range(7), rng.randrange(3, 8)))
    days = [_day_windows(rng) for _ in range(7)]
    days[rng.randrange(7)] = (Window(9 * 60, 12 * 60), Window(13 * 60, 17 * 60))
    return WeeklyHours(tuple(days))


def random_setup(rng: random.Random) -> Setup:
    """A practice whose odd dates crowd around the middle of its stretch, where the clock changes."""
    zone, first = rng.choice(STRETCHES)

    def day() -> date:
        ahead = rng.randrange(24, 34) if rng.random() < 0.4 else rng.randrange(STRETCH_DAYS)
        return first + timedelta(days=ahead)

    weekend = rng.choice([{5, 6}, {5, 6}, {5, 6}, {4, 5}, {6}, set(), set(rng.sample(range(7), 3))])
    holidays = {day() for _ in range(rng.choice([0, 0, 2, 6, 12]))}
    time_off = []
    for _ in range(rng.choice([0, 0, 1, 3])):
        begin = day()
        time_off.append(TimeOff(begin, begin + timedelta(days=rng.randrange(4))))
    for _ in range(rng.choice([0, 0, 1, 3])):
        begin, start = day(), rng.choice([0, rng.randrange(300), rng.randrange(DAY)])
        end = rng.choice([DAY, rng.randrange(start + 1, DAY + 1)])
        time_off.append(TimeOff(begin, begin + timedelta(days=rng.randrange(10)), Window(start, end)))
    overridden = [day() for _ in range(rng.choice([0, 0, 2, 5]))]
    overridden += rng.sample(sorted(holidays), min(len(holidays), rng.randrange(3)))
    return Setup(
        zone,
        first,
        frozenset(weekend),
        frozenset(holidays),
        tuple(time_off),
        {each: _day_windows(rng) for each in overridden},
    )


def _mixed(rng: random.Random, own_hours: WeeklyHours) -> Policy:
    hours = rng.choice([None, _hours(rng)])
    while True:
        allowance: Allowance = rng.choice(
            [
                WorkingDays(rng.choice([1, 1, 2, 3, 7])),
                OpenHours(rng.choice([1, 30, 60, 480, rng.randrange(1, 3000)])),
                ByClose("day", rng.choice([1, 60, rng.randrange(1, 720)])),
                ByClose("window", rng.choice([1, 10, rng.randrange(1, 480)])),
            ]
        )
        policy = Policy(rng.choice(list(Preset)), allowance, hours)
        if not policy.problems(own_hours):
            return policy


def random_policies(rng: random.Random, own_hours: WeeklyHours) -> list[Policy]:
    """The four presets, the same with other hours, and mixed ones; all can be saved with these own hours."""
    other = _hours(rng)
    policies = [*PRESETS.values(), *(with_hours(policy, other) for policy in PRESETS.values())]
    policies += [_mixed(rng, own_hours) for _ in range(8)]
    return [policy for policy in policies if not policy.problems(own_hours)]


def random_received_at(rng: random.Random, oracle: Oracle, hours: WeeklyHours) -> int:
    """An instant inside the stretch: anywhere, near the change, at an edge of hours, in a repeated hour."""
    table = oracle.minutes
    low, high = 3 * DAY, 42 * DAY
    index = rng.randrange(low, high)
    kind = rng.randrange(10)
    if kind < 3:
        index = rng.randrange(24 * DAY, 33 * DAY)
    elif kind < 6:
        following = oracle.opened(hours).open.find(rng.randrange(2), index)
        index = max(low, min(following + rng.randrange(-1, 2), high))
    elif kind == 6:
        index = max(index, table.second_pass.find(1, low)) + rng.randrange(-75, 75)
    elif kind == 7 and table.jumps:
        # A local time of the clock change, on a day from which a promise may run to it.
        jump = rng.choice(table.jumps)
        clock = min(table.local[jump - 1 : jump + 1]) + rng.randrange(-5, 125)
        index = table.first_from(clock - rng.randrange(1, 5) * DAY)
    seconds = rng.choice([0, 0, 0, rng.randrange(60)])
    return table.start + index * MINUTE + seconds


# -- comparing -------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    received_at: int
    policy: Policy
    own_hours: WeeklyHours

    @property
    def hours(self) -> WeeklyHours:
        return self.policy.hours(self.own_hours)


def random_cases(rng: random.Random, oracle: Oracle, count: int) -> Iterator[Case]:
    own_hours = _hours(rng)
    policies = random_policies(rng, own_hours)
    for number in range(count):
        policy = policies[number % len(policies)]
        yield Case(random_received_at(rng, oracle, policy.hours(own_hours)), policy, own_hours)


def disagreements(seed: int, count: int = CHUNK) -> list[str]:
    """What is wrong with the cases of one seed, a text for each case that disagrees."""
    rng = random.Random(seed)
    found = []
    for _ in range(0, count, CASES_A_SETUP):
        setup = random_setup(rng)
        oracle, calendar = Oracle(setup), calendar_of(setup)
        for case in random_cases(rng, oracle, CASES_A_SETUP):
            faults = list(_faults(case, oracle, calendar))
            if faults:
                wall = datetime.fromtimestamp(case.received_at, calendar.zone).isoformat()
                found.append(f"seed {seed}: {'; '.join(faults)}\n  received {wall} {case}\n  {setup}")
    return found


def _faults(case: Case, oracle: Oracle, calendar: PracticeCalendar) -> Iterator[str]:
    expected = oracle.due(case.received_at, case.policy, case.own_hours)
    end_of_stretch = oracle.minutes.start + (len(oracle.minutes) - 2 * DAY) * MINUTE
    try:
        deadline = promised(case.received_at, case.policy, calendar, case.own_hours)
    except NothingOpenError:
        if expected is not None:
            yield f"due {_wall(expected, calendar)}, the engine finds nothing open"
        return
    due_at = deadline.due_at
    assert due_at is not None
    if due_at < case.received_at:
        yield "due before received"
    if expected is None:
        if due_at < end_of_stretch:
            yield f"due not before {_wall(end_of_stretch, calendar)}, got {_wall(due_at, calendar)}"
        return
    if due_at != expected:
        yield f"due {_wall(expected, calendar)}, got {_wall(due_at, calendar)}"
        return
    by = call_by(case.received_at, due_at, calendar.open_spans(case.hours))
    expected_by = oracle.call_by(case.received_at, due_at, case.hours)
    if by != expected_by:
        yield f"call by {_wall(expected_by, calendar)}, got {_wall(by, calendar)}"
    if by is not None and not case.received_at < by <= due_at:
        yield "call by is not between received and due"
    yield from _receipt_faults(case, deadline, oracle)


def _wall(at: int | None, calendar: PracticeCalendar) -> str:
    return "never" if at is None else datetime.fromtimestamp(at, calendar.zone).isoformat()


def _receipt_faults(case: Case, deadline: Deadline, oracle: Oracle) -> Iterator[str]:
    spans = deadline.receipt.spans
    by_days = isinstance(case.policy.allowance, WorkingDays)
    begin = oracle.counts_from(case.received_at) if by_days else case.received_at
    if [begin, *(s.end for s in spans)] != [*(s.start for s in spans), deadline.due_at]:
        yield "the receipt's spans do not adjoin from received to due"
        return
    if any(span.start >= span.end for span in spans):
        yield "the receipt has an empty span"
        return
    for span in spans:
        kinds = {oracle.kind(day) for day in _days(span, oracle)}
        expected = {
            REASONS.get(kind, SpanReason.COUNTED if by_days else SpanReason.OUTSIDE_HOURS) for kind in kinds
        }
        told_by_day = by_days or span.reason not in TOLD_BY_HOURS
        if told_by_day and expected != {span.reason}:
            yield f"the receipt says {span.reason} of days that are {kinds}"
    if not by_days:
        yield from _open_time_faults(case, spans, oracle)


def _days(span: ReceiptSpan, oracle: Oracle) -> range | list[int]:
    """The dates of a span's minutes."""
    table = oracle.minutes
    first, last = ((at - table.start) // MINUTE for at in (span.start, span.end - 1))
    days = range(table.day[first], table.day[last] + 1)
    return [day for day in days if oracle.kind(day) != "skipped"]


def _open_time_faults(case: Case, spans: tuple[ReceiptSpan, ...], oracle: Oracle) -> Iterator[str]:
    opened, table = oracle.opened(case.hours), oracle.minutes
    counted: list[int] = []  # minutes
    seconds = 0
    for span in spans:
        first, last = ((at - table.start) // MINUTE for at in (span.start, span.end - 1))
        is_open = span.reason in (SpanReason.COUNTED, SpanReason.TOO_SHORT)
        if opened.open.count(1, first, last + 1) != (last + 1 - first) * is_open:
            yield f"the receipt says {span.reason} of time that is {'not all ' * is_open}open"
        cut = 0 if is_open else opened.but_for_parts.count(1, first, last + 1)
        if cut != (last + 1 - first) * (span.reason is SpanReason.PART_CLOSED):
            yield f"the receipt says {span.reason} of time, {cut} minutes of which time off cuts out"
        if span.reason is SpanReason.COUNTED:
            counted.extend(range(first, last + 1))
            seconds += span.end - span.start
    match case.policy.allowance:
        case OpenHours(minutes):
            if seconds != minutes * MINUTE:
                yield f"the receipt counts {seconds} seconds of {minutes} minutes"
        case ByClose(of, at_least):
            if seconds < at_least * MINUTE:
                yield f"the receipt counts {seconds} seconds of at least {at_least} minutes"
            if of == "day" and len({opened.owner[minute] for minute in counted}) > 1:
                yield "the receipt counts more than one day"
            if of == "window" and counted[-1] - counted[0] >= len(counted):
                yield "the receipt counts more than one window"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SHORT_FORM))
def test_the_engine_agrees_with_counting_minutes(seed):
    found = disagreements(seed)
    assert not found, f"{len(found)} of {CHUNK} disagree, the first:\n{found[0]}"


@pytest.mark.slow
def test_every_hostile_date_is_where_its_stretch_says():
    apia = minutes_of("Pacific/Apia", date(2011, 12, 4))
    assert not apia.has_date(date(2011, 12, 30).toordinal())
    lengths = {
        (zone, first): sum(minutes_of(zone, first).second_pass)
        for zone, first in STRETCHES
        if any(minutes_of(zone, first).second_pass)
    }
    assert lengths["Australia/Lord_Howe", date(2026, 3, 8)] == 30
    assert lengths["Antarctica/Troll", date(2026, 9, 27)] == 120
    assert len(lengths) == 14
