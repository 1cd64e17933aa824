"""Which alerts are owed now: pure rules, from the queue and the hours in which alerts may appear.

About one call there are two at most, ever: *due soon* and *overdue*. About the day there
are four kinds, each once a day at most. Several at once become one digest. An alert is
allowed inside own hours and outside sessions and pauses; `allowed` are those spans.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from callpolicy_gui.core.callback_queue import Group, QueueRow, snoozed_until
from callpolicy_gui.core.local_time import next_day

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from callpolicy_gui.core.business_calendar import PracticeCalendar
    from callpolicy_gui.core.open_spans import OpenSpans
    from callpolicy_gui.core.policies import PolicyVersion

# An alert for "the last allowed moment" is sent this long before that moment ends, so that
# a heartbeat of five seconds cannot miss it.
LAST_MOMENT_SECONDS = 60
BEGIN_LEAD_MINUTES = 10
_DAY = 24 * 3600


class AlertKind(IntEnum):
    """Kinds of alerts; a digest takes the kind of its weightiest part, the lowest value."""

    OVERDUE = 0
    OVERDUE_WHILE_OFF = 1
    DUE_SOON = 2
    STILL_OWED = 3
    HOURS_BEGIN = 4
    POLICY_STARTS = 5


_OVERDUE = frozenset({AlertKind.OVERDUE, AlertKind.OVERDUE_WHILE_OFF})


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to say. `key` is stable: the same alert has the same key after a restart.

    `at` is the instant it speaks of (a call by, a due, a close; UTC seconds) and `count`
    how many calls it is about.
    """

    key: str
    kind: AlertKind
    at: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything owed at one moment, said at once."""

    kind: AlertKind
    at: int
    count: int
    keys: tuple[str, ...]


def calls_of(keys: Iterable[str]) -> tuple[int, ...]:
    """The ids of the calls that alerts with these keys are about, each once; keys about the day have none."""
    parts = [key.partition(":") for key in keys]
    return tuple(dict.fromkeys(int(subject) for kind, _, subject in parts if kind in {"soon", "overdue"}))


@dataclass(frozen=True, slots=True)
class AlertContext:
    """What the rules look at.

    `allowed` is own hours without sessions and pauses; `calling` the open calling time of
    the policy in force; `callable_of` that of the promise a row was logged under, without
    sessions; `running_since` when this program was started, UTC seconds.
    """

    now: int
    calendar: PracticeCalendar
    own: OpenSpans
    allowed: OpenSpans
    calling: OpenSpans
    callable_of: Callable[[QueueRow], OpenSpans]
    lead_minutes: int
    running_since: int
    begins_early: bool = False  # option 4: said 10 minutes before


def due_soon_at(row: QueueRow, context: AlertContext) -> int | None:
    """When *due soon* is to be said for a row; None where it never is.

    That is `lead_minutes` of callable time before *call by*, moved to the last allowed
    moment before, but after the call; a snooze holds it back.
    """
    if row.call_by is None:
        return None
    received_at = row.obligation.first.received_at
    at = context.callable_of(row).back(row.call_by, context.lead_minutes * 60, received_at)
    at = received_at if at is None else max(at, received_at)
    at = max(at, snoozed_until(row.obligation, row.call_by) or at)
    if context.allowed.is_open(at):
        return at
    last = context.allowed.last_open_until(at, received_at)
    if last is None:
        return None
    return max(received_at, last - LAST_MOMENT_SECONDS)


def owed_alerts(
    rows: Sequence[QueueRow],
    versions: Sequence[PolicyVersion],
    known_keys: Collection[str],
    context: AlertContext,
) -> tuple[Alert, ...]:
    """The alerts to be given now, none of them known; none at all where no alert may appear."""
    if not context.allowed.is_open(context.now):
        return ()
    candidates = [
        *_about_calls(rows, known_keys, context),
        *_about_the_day(rows, context),
        *_about_policies(versions, context),
    ]
    return tuple(alert for alert in candidates if alert.key not in known_keys)


def slept_through(
    rows: Sequence[QueueRow], known_keys: Collection[str], context: AlertContext
) -> tuple[str, ...]:
    """The keys of *due soon* alerts that were owed while nothing could be said, and are so no more.

    They are so again where it was a wrong clock that had let their time go by.

    A call that was typed or imported after that moment was not missed by the program.
    """
    missed = []
    for row in rows:
        key = f"soon:{row.call_id}"
        if row.group is Group.OVERDUE and key not in known_keys:
            soon = due_soon_at(row, context)
            if soon is not None and row.obligation.first.logged_at <= soon:
                missed.append(key)
    return tuple(missed)


def digest(alerts: Sequence[Alert]) -> Digest:
    """Several alerts as one: the weightiest kind, how many calls of it, the earliest instant.

    Raises:
        ValueError: there is nothing to say.
    """
    kind = min(alert.kind for alert in alerts)
    alike = _OVERDUE if kind in _OVERDUE else {kind}
    same = [alert for alert in alerts if alert.kind in alike]
    return Digest(
        kind,
        min(alert.at for alert in same),
        sum(alert.count for alert in same),
        tuple(alert.key for alert in alerts),
    )


def next_look_at(rows: Sequence[QueueRow], context: AlertContext) -> int | None:
    """The next instant at which an alert can become owed, UTC seconds; None if there is none in a day."""
    instants = [row.obligation.due_at + 1 for row in rows if row.obligation.due_at is not None]
    for row in rows:
        soon = due_soon_at(row, context)
        if soon is not None:
            instants.append(soon)
    instants.extend(span.start for span in context.allowed.spans(context.now, context.now + _DAY))
    if rows:
        begins, last = _hours_begin(context), _last_allowed_today(context)
        instants += [] if begins is None else [begins.said_at]
        instants += [] if last is None else [last - LAST_MOMENT_SECONDS]
    return min((at for at in instants if at > context.now), default=None)


def _about_calls(
    rows: Sequence[QueueRow], known_keys: Collection[str], context: AlertContext
) -> Iterator[Alert]:
    for row in rows:
        due_at = row.obligation.due_at
        if due_at is None or row.group is Group.NOT_OWED:
            continue
        if row.group is Group.OVERDUE:
            # A call that was typed or imported since was not missed by the program.
            off = max(due_at, row.obligation.first.logged_at) < context.running_since
            kind = AlertKind.OVERDUE_WHILE_OFF if off else AlertKind.OVERDUE
            yield Alert(f"overdue:{row.call_id}", kind, due_at)
            continue
        if f"soon:{row.call_id}" in known_keys:
            continue
        soon = due_soon_at(row, context)
        if soon is not None and soon <= context.now:
            yield Alert(f"soon:{row.call_id}", AlertKind.DUE_SOON, row.call_by or due_at)


@dataclass(frozen=True, slots=True)
class _HoursBegin:
    """Calling hours of a day in [start, end), and when it is said that they begin; UTC seconds."""

    said_at: int
    start: int
    end: int


def _hours_begin(context: AlertContext) -> _HoursBegin | None:
    """The first calling hours of today; None where there are none, or they run on from yesterday."""
    start, end = _today(context)
    calling = next(context.calling.stretches(start, end), None)
    if calling is None or calling[0] == start:
        return None
    said_at = calling[0]
    if context.begins_early:
        # Not before own hours.
        said_at = min(said_at, context.own.next_open(said_at - BEGIN_LEAD_MINUTES * 60))
    return _HoursBegin(said_at, *calling)


def _last_allowed_today(context: AlertContext) -> int | None:
    """The end of today's last stretch in which alerts may appear, UTC seconds."""
    *_, last = (None, *context.allowed.stretches(*_today(context)))
    return None if last is None else last[1]


def _today(context: AlertContext) -> tuple[int, int]:
    calendar = context.calendar
    today = calendar.local_day(context.now)
    return calendar.day_start(today), calendar.day_start(next_day(today))


def _about_the_day(rows: Sequence[QueueRow], context: AlertContext) -> Iterator[Alert]:
    now, today = context.now, context.calendar.local_day(context.now)
    start, end = _today(context)
    owed = [row for row in rows if row.group is not Group.NOT_OWED]
    begins = _hours_begin(context)
    if (
        begins is not None
        and max(begins.said_at, context.running_since) == begins.said_at <= now < begins.end
        # What is typed later than that is known to whoever types it.
        and any(call.logged_at <= begins.start for row in owed for call in row.obligation.calls)
    ):
        yield Alert(f"begin:{today.isoformat()}", AlertKind.HOURS_BEGIN, begins.end, len(owed))
    last = _last_allowed_today(context)
    today_owed = [r for r in owed if r.group is Group.OVERDUE or (r.call_by or 0) <= end]
    if today_owed and last is not None and last - LAST_MOMENT_SECONDS <= now < last:
        *_, (_, closing) = context.own.stretches(start, end)
        yield Alert(f"owed:{today.isoformat()}", AlertKind.STILL_OWED, closing, len(today_owed))


def _about_policies(versions: Sequence[PolicyVersion], context: AlertContext) -> Iterator[Alert]:
    tomorrow = next_day(context.calendar.local_day(context.now))
    for version in versions:
        starts = version.effective_from
        if starts is not None and context.calendar.local_day(starts) == tomorrow:
            yield Alert(f"policy:{version.version_id}", AlertKind.POLICY_STARTS, starts, 0)
