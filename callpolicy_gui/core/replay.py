"""The log under every policy: what past calls would have been owed, and how many kept.

Every policy has drawbacks; this shows them on the clinician's own calls before one is
chosen. A log can hold a hundred thousand calls, and many are counted alike: their due
instant is the same, or moves along with the call. So calls are walked in such runs, and the
one way of counting a deadline, `due`, is asked once a run.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import attrgetter, sub
from typing import TYPE_CHECKING, NamedTuple

from callpolicy_gui.core.deadlines import due, is_owed
from callpolicy_gui.core.local_time import DAY_SECONDS, after_repeated_hour, next_day
from callpolicy_gui.core.policies import ByClose, WorkingDays

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from callpolicy_gui.core.accommodations import Accommodation
    from callpolicy_gui.core.business_calendar import PracticeCalendar
    from callpolicy_gui.core.calls import Voicemail
    from callpolicy_gui.core.open_spans import OpenSpans
    from callpolicy_gui.core.policies import Policy
    from callpolicy_gui.core.weekly_hours import WeeklyHours

# Later than every instant, and longer than every allowance.
_NEVER = 1 << 62


@dataclass(frozen=True, slots=True)
class PastCall:
    """A missed call and its return, UTC seconds; `returned_at` None where there was none.

    `accommodation` is what was agreed with the client: it holds under every policy.
    """

    received_at: int
    voicemail: Voicemail
    returned_at: int | None
    accommodation: Accommodation | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many calls one policy would have owed a return, and what became of those.

    `kept` were returned at or before their due instant, `late` after it or not at all,
    `still_open` are not returned and not yet due. `owed` is their sum.
    """

    owed: int = 0
    kept: int = 0
    late: int = 0
    still_open: int = 0


class _Run(NamedTuple):
    """Calls `first` to `end` (not included): due at `due_at`, or `after` seconds after each call."""

    first: int
    end: int
    due_at: int
    after: int | None


class _Columns:
    """Calls in order of receipt: when each was received, and returned."""

    def __init__(self, calls: Sequence[PastCall]) -> None:
        self.received = [call.received_at for call in calls]
        self.returned = [_NEVER if (at := call.returned_at) is None else at for call in calls]
        self.took = list(map(sub, self.returned, self.received))


Kind = tuple["Voicemail", "Accommodation | None"]
_kind = attrgetter("voicemail", "accommodation")


class PastCalls:
    """Past calls made ready to be counted under any number of policies."""

    def __init__(self, calls: Sequence[PastCall]) -> None:
        self._calls = sorted(calls, key=attrgetter("received_at"))
        self.kinds: frozenset[Kind] = frozenset(map(_kind, self._calls))
        self._columns: dict[frozenset[Kind], _Columns] = {}

    def columns(self, kinds: frozenset[Kind]) -> _Columns:
        """The calls of these kinds."""
        if kinds not in self._columns:
            every = kinds == self.kinds
            chosen = self._calls if every else [call for call in self._calls if _kind(call) in kinds]
            self._columns[kinds] = _Columns(chosen)
        return self._columns[kinds]


def replay(
    calls: PastCalls, policy: Policy, calendar: PracticeCalendar, own_hours: WeeklyHours, now: int
) -> Replayed:
    """The calls as they would stand at `now` (UTC seconds) had `policy` been in force for all of them.

    Counts what `deadline_for` would count, call by call. Every return is as it happened.

    Raises:
        NothingOpenError: the calling hours never open again.
        NoWorkingDayError: no day ever counts again.
    """
    kinds_of: dict[Policy, set[Kind]] = {}
    for voicemail, agreed in calls.kinds:
        if is_owed(policy, voicemail) or (agreed is not None and agreed.always_return):
            applied = policy if agreed is None else agreed.applied_to(policy)
            kinds_of.setdefault(applied, set()).add((voicemail, agreed))
    owed = kept = still_open = 0
    for applied, kinds in kinds_of.items():
        columns = calls.columns(frozenset(kinds))
        owed += len(columns.received)
        for run in _runs(columns.received, applied, calendar, calendar.open_spans(applied.hours(own_hours))):
            kept += _kept(run, columns)
            still_open += _still_open(run, columns, now)
    return Replayed(owed, kept, owed - kept - still_open, still_open)


def _kept(run: _Run, columns: _Columns) -> int:
    first, end, due_at, after = run
    if after is None:
        return sum([returned <= due_at for returned in columns.returned[first:end]])
    return sum([took <= after for took in columns.took[first:end]])


def _still_open(run: _Run, columns: _Columns, now: int) -> int:
    first, end, due_at, after = run
    if after is not None:
        first = bisect_left(columns.received, now - after, first, end)
    elif due_at < now:
        return 0
    return columns.returned[first:end].count(_NEVER)


def _runs(
    received: Sequence[int], policy: Policy, calendar: PracticeCalendar, spans: OpenSpans
) -> Iterator[_Run]:
    """Neighbouring calls that are counted alike; `received` in order."""
    first = 0
    while first < len(received):
        at = received[first]
        due_at = due(at, policy, calendar, spans)
        match policy.allowance:
            case WorkingDays():
                last, moves = _alike_in_working_days(at, due_at, calendar)
            case ByClose(at_least=minutes):
                # The close holds as long as enough is left before it; closed time takes nothing away.
                last, moves = spans.back(due_at, minutes * 60) or at, False
            case _:
                last, moves = _alike_in_open_hours(at, due_at, spans)
        end = bisect_right(received, last, first + 1)
        yield _Run(first, end, due_at, due_at - at if moves else None)
        first = end


def _alike_in_working_days(at: int, due_at: int, calendar: PracticeCalendar) -> tuple[int, bool]:
    """The last instant counted like `at`, and whether the due instant moves along until then.

    From or to a day with a clock change, calls are counted one by one.
    """
    day = calendar.local_day(at)
    start, end = _bounds(day, calendar)
    if not calendar.is_working_day(day):
        # A repeated hour at the end of a day counts as the next one.
        whole = after_repeated_hour(end - 1, calendar.zone) < end
        return end - 1 if whole else at, False
    due_start, due_end = _bounds(calendar.local_day(due_at), calendar)
    steady = end - start == due_end - due_start == DAY_SECONDS
    return end - 1 if steady else at, steady


def _bounds(day: date, calendar: PracticeCalendar) -> tuple[int, int]:
    return calendar.day_start(day), calendar.day_start(next_day(day))


def _alike_in_open_hours(at: int, due_at: int, spans: OpenSpans) -> tuple[int, bool]:
    """The last instant counted like `at`, and whether the due instant moves along until then."""
    opened = spans.next_open(at)
    if opened > at:
        return opened, False
    # Both ends stay inside their spans; landing on a close is still that close.
    return min(spans.open_until(at) - 1, at + spans.open_until(due_at - 1) - due_at), True
