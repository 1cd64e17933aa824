"""Who to call next: open obligations grouped and ordered at one instant.

Repeat calls of one client are one obligation with the earliest due and a count. The
groups and their precedence are product.md, "The queue at an instant".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from callpolicy_gui.core.accommodations import window_there
from callpolicy_gui.core.calls import Urgency, Voicemail
from callpolicy_gui.core.deadlines import call_by as last_instant_to_call
from callpolicy_gui.core.local_time import DAY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from callpolicy_gui.core.accommodations import Accommodation, WindowThere
    from callpolicy_gui.core.business_calendar import PracticeCalendar
    from callpolicy_gui.core.calls import Attempt, Client, MissedCall
    from callpolicy_gui.core.open_spans import OpenSpans

PRACTICAL_MINUTES = 10  # a chance to call is practical when it lasts at least this long
WAIT_MINUTES = 60  # an opening further away than this makes a call wait
SNOOZE_MARGIN_MINUTES = 15  # a snooze ends at least this long before call by
SHORT_SNOOZE_MINUTES = 15  # what one click on an alert puts a call off for
SHORTEST_SNOOZE_SECONDS = 60
QUARTER_HOUR = 15 * 60


class Group(IntEnum):
    """The groups of the queue in the order they are shown."""

    OVERDUE = 0
    DUE_SOON = 1
    LATER_TODAY = 2
    TOMORROW = 3
    WAITING = 4
    NOT_OWED = 5


class WaitReason(StrEnum):
    """Why a call in the group Waiting is not to be called now."""

    SNOOZED = "snoozed"
    CLIENT_ASKED = "client_asked"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Obligation:
    """What is owed to one client: the open calls, the earliest due first."""

    calls: tuple[MissedCall, ...]
    client: Client | None
    attempts: tuple[Attempt, ...] = ()
    accommodation: Accommodation | None = None

    @property
    def first(self) -> MissedCall:
        """The call with the earliest deadline; its id stands for the obligation."""
        return self.calls[0]

    @property
    def number(self) -> str:
        """The number to call: that of the first call, else the client's; empty where none is known."""
        return self.first.number or (self.client.number if self.client is not None else "")

    @property
    def due_at(self) -> int | None:
        """When the earliest promise breaks, UTC seconds; None where nothing is owed."""
        return self.first.due_at

    @property
    def urgent(self) -> bool:
        """Whether any of the calls was urgent."""
        return any(call.urgency is Urgency.URGENT for call in self.calls)

    @property
    def snoozed_until(self) -> int | None:
        """Until when the clinician put it off, UTC seconds."""
        return max((c.snoozed_until for c in self.calls if c.snoozed_until is not None), default=None)

    @property
    def voicemail(self) -> Voicemail:
        """Yes if any call had one, else unknown if any is unknown, else no."""
        kinds = {call.voicemail for call in self.calls}
        for kind in (Voicemail.YES, Voicemail.UNKNOWN):
            if kind in kinds:
                return kind
        return Voicemail.NO


@dataclass(frozen=True, slots=True)
class QueueRow:
    """An obligation at an instant. All times are UTC seconds.

    `call_by` falls back to the due instant of an impossible promise. `opens_at` is when the
    wait ends, for the group Waiting. `callable_minutes` are those left until *call by*.
    `there` is the calling time now or next for a client in another zone. `silent_calls`
    counts the calls without a voicemail, close to each other, that wait for a judgement.
    """

    group: Group
    obligation: Obligation
    call_by: int | None
    callable_minutes: int = 0
    impossible: bool = False
    wait: WaitReason | None = None
    opens_at: int | None = None
    there: WindowThere | None = None
    silent_calls: int = 0

    @property
    def call_id(self) -> int:
        """The id of the call that stands for the row."""
        return self.obligation.first.call_id

    @property
    def can_be_closed(self) -> bool:
        """Whether it can be said of the row that no return is owed: it is, or it waits for a judgement."""
        return self.group is not Group.NOT_OWED or self.silent_calls > 0


def obligations(
    calls: Iterable[MissedCall],
    clients: Mapping[int, Client],
    attempts: Mapping[int, Sequence[Attempt]],
    accommodations: Mapping[int, Accommodation] = MappingProxyType({}),
) -> tuple[Obligation, ...]:
    """Calls grouped by client; a call of nobody known stands alone.

    `attempts` are by call id, `accommodations` by client id. Works for calls that are owed
    nothing too.
    """
    grouped: dict[tuple[str, int], list[MissedCall]] = {}
    for call in calls:
        key = ("call", call.call_id) if call.client_id is None else ("client", call.client_id)
        grouped.setdefault(key, []).append(call)
    return tuple(
        Obligation(
            tuple(sorted(group, key=_earliest_due)),
            clients.get(group[0].client_id) if group[0].client_id is not None else None,
            tuple(
                sorted(
                    (attempt for call in group for attempt in attempts.get(call.call_id, ())),
                    key=lambda attempt: (attempt.at, attempt.attempt_id),
                )
            ),
            accommodations.get(group[0].client_id) if group[0].client_id is not None else None,
        )
        for group in grouped.values()
    )


def _earliest_due(call: MissedCall) -> tuple[bool, int, int, int]:
    return (call.due_at is None, call.due_at or 0, call.received_at, call.call_id)


def _all_of_it(spans: OpenSpans) -> OpenSpans:
    """Calling time of a practice without sessions."""
    return spans


def callback_queue(
    open_obligations: Iterable[Obligation],
    now: int,
    *,
    calendar: PracticeCalendar,
    hours_of: Callable[[MissedCall], OpenSpans],
    soon_minutes: int,
    free_of: Callable[[OpenSpans], OpenSpans] = _all_of_it,
    to_judge: frozenset[int] = frozenset(),
) -> tuple[QueueRow, ...]:
    """The rows in the order they are to be called.

    `hours_of` gives the open calling time of the promise a call was logged under, `free_of` what
    of it lies outside sessions; `soon_minutes` is the bound of the group Due soon, in callable
    minutes; `to_judge` are the ids of silent calls that wait for a judgement.
    """
    rows = [
        replace(
            queue_row(
                o,
                now,
                calendar=calendar,
                spans=hours_of(o.first),
                soon_minutes=soon_minutes,
                free_of=free_of,
            ),
            silent_calls=sum(call.call_id in to_judge for call in o.calls),
        )
        for o in open_obligations
    ]
    return tuple(sorted(rows, key=_order))


def queue_row(
    obligation: Obligation,
    now: int,
    *,
    calendar: PracticeCalendar,
    spans: OpenSpans,
    soon_minutes: int,
    free_of: Callable[[OpenSpans], OpenSpans] = _all_of_it,
) -> QueueRow:
    """One obligation at `now`: its group by the first rule that matches, and when to call by.

    `spans` are its calling hours; `free_of` gives what of them lies outside sessions.
    """
    there = _there(obligation, now, calendar, spans)
    if obligation.due_at is None or not obligation.first.is_open:
        return QueueRow(Group.NOT_OWED, obligation, None, there=there)
    possible = last_instant_to_call(obligation.first.received_at, obligation.due_at, spans)
    by = obligation.due_at if possible is None else possible
    callable_spans = free_of(spans)
    left = callable_spans.between(now, by)
    if now > obligation.due_at:
        group, wait, opens_at = Group.OVERDUE, None, None
    else:
        wait, opens_at = _wait(obligation, now, by, spans)
        if wait is not None:
            group = Group.WAITING
        elif left <= soon_minutes * 60:
            group = Group.DUE_SOON
        else:
            chance = last_practical_chance(now, by, callable_spans)
            later = calendar.local_day(chance - 1) > calendar.local_day(now)
            group = Group.TOMORROW if later else Group.LATER_TODAY
    return QueueRow(group, obligation, by, left // 60, possible is None, wait, opens_at, there)


def _there(
    obligation: Obligation, now: int, calendar: PracticeCalendar, spans: OpenSpans
) -> WindowThere | None:
    """The calling time that is open, or opens next, for a client who lives in another zone."""
    if obligation.accommodation is None or obligation.accommodation.zone in {"", calendar.zone.key}:
        return None
    opening = spans.next_open(now)
    around = spans.stretches(opening - DAY_SECONDS, opening + DAY_SECONDS)
    start, end = next(stretch for stretch in around if opening < stretch[1])
    return window_there(start, end, obligation.accommodation.zone)


def _wait(
    obligation: Obligation, now: int, by: int, spans: OpenSpans
) -> tuple[WaitReason | None, int | None]:
    until = snoozed_until(obligation, by)
    if until is not None and now < until:
        asked = any(call.client_asked for call in obligation.calls)
        return (WaitReason.CLIENT_ASKED if asked else WaitReason.SNOOZED), until
    if now < by:
        opens_at = spans.next_open(now)
        if opens_at - now > WAIT_MINUTES * 60:
            return WaitReason.CLOSED, opens_at
    return None, None


def snoozed_until(obligation: Obligation, by: int) -> int | None:
    """Until when the obligation is put off, UTC seconds: never nearer than 15 minutes to `by`.

    *Call by* can move earlier after the snooze: by another call of the client, or a half day.
    """
    until = obligation.snoozed_until
    return None if until is None else min(until, by - SNOOZE_MARGIN_MINUTES * 60)


def last_practical_chance(now: int, by: int, spans: OpenSpans) -> int:
    """The end of the last stretch of at least 10 callable minutes before `by`; where there is none, `by`."""
    ends = [end for start, end in spans.stretches(now, by) if end - start >= PRACTICAL_MINUTES * 60]
    return ends[-1] if ends else by


def latest_snooze(row: QueueRow, now: int, spans: OpenSpans) -> int:
    """The latest instant a snooze may end, UTC seconds.

    That is 15 minutes before *call by*; for an overdue call the next opening.
    """
    if row.group is Group.OVERDUE or row.call_by is None:
        return spans.next_open(now + 1) if not spans.is_open(now) else _opening_after(now, spans)
    return row.call_by - SNOOZE_MARGIN_MINUTES * 60


def short_snooze(row: QueueRow, now: int, spans: OpenSpans) -> int | None:
    """Until when one click puts a call off, UTC seconds: 15 minutes, or until the latest snooze.

    A longer snooze that holds already stays. None where less than a minute could be gained.
    """
    until = min(now + SHORT_SNOOZE_MINUTES * 60, latest_snooze(row, now, spans))
    if until < now + SHORTEST_SNOOZE_SECONDS:
        return None
    return max(until, row.obligation.snoozed_until or until)


def _opening_after(now: int, spans: OpenSpans) -> int:
    """The first opening after the stretch that is open now."""
    end = now
    for start, stretch_end in spans.stretches(now, now + 14 * 24 * 3600):
        if start > now and start > end:
            return start
        end = stretch_end
    return spans.next_open(end)


def _order(row: QueueRow) -> tuple[int, bool, int, bool, int, int, int]:
    """Call by, urgent first within the same quarter-hour, then received, then entry.

    Among calls that are owed nothing those to be judged come first.
    """
    by = row.call_by or 0
    first = row.obligation.first
    return (
        row.group,
        not row.silent_calls,
        by // QUARTER_HOUR,
        not row.obligation.urgent,
        by,
        first.received_at,
        first.call_id,
    )
