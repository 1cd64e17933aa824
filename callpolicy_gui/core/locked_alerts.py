"""The alerts that can become owed while the log is locked, planned at the moment of locking.

A locked log has no rows to ask: what stays in memory are keys and instants, made here by the
rules of `alerts`. While the log is locked nothing in it changes, so the plan stays true. Only
alerts about calls are planned; those about the day (calling hours begin, still owed, a policy
starts) count calls or speak of the policy, and are not given while the log is locked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from callpolicy_gui.core.alerts import due_soon_at
from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.core.open_spans import NothingOpenError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from callpolicy_gui.core.alerts import AlertContext
    from callpolicy_gui.core.callback_queue import QueueRow
    from callpolicy_gui.core.open_spans import OpenSpans


@dataclass(frozen=True, slots=True)
class PlannedAlert:
    """An alert about a call, owed from `at` until before `gone_at`; both UTC seconds.

    `key` is the one that `alerts` gives it. *Due soon* is gone once the call is overdue;
    *overdue* stays, and `gone_at` is None.
    """

    key: str
    at: int
    gone_at: int | None


def plan_alerts(
    rows: Sequence[QueueRow], known_keys: Collection[str], context: AlertContext
) -> tuple[PlannedAlert, ...]:
    """What is or becomes owed about these rows from `context.now` on, as long as nothing in the log changes.

    `rows` are those of `context.now`; nothing known is planned again, nor what has no allowed
    moment ahead.
    """
    owed = [row for row in rows if row.group is not Group.NOT_OWED]
    planned = [plan for row in owed for plan in _about(row, context)]
    return tuple(plan for plan in planned if plan.key not in known_keys)


def due_alerts(
    plan: Sequence[PlannedAlert], given_keys: Collection[str], now: int, allowed: OpenSpans
) -> tuple[str, ...]:
    """The keys owed at `now` and not given yet; none where no alert may appear.

    `allowed` is own hours without sessions and pauses.
    """
    if not allowed.is_open(now):
        return ()
    return tuple(
        each.key
        for each in plan
        if each.key not in given_keys and each.at <= now and (each.gone_at is None or now < each.gone_at)
    )


def next_look_at(
    plan: Sequence[PlannedAlert], given_keys: Collection[str], now: int, allowed: OpenSpans
) -> int | None:
    """The first instant after `now` at which an alert is owed, UTC seconds; None if none will be.

    Ask again after an alert was given, or where `allowed` is another.
    """
    instants = []
    for each in plan:
        if each.key in given_keys:
            continue
        at = _next_open(allowed, max(each.at, now + 1))
        if at is not None and (each.gone_at is None or at < each.gone_at):
            instants.append(at)
    return min(instants, default=None)


def _about(row: QueueRow, context: AlertContext) -> Iterator[PlannedAlert]:
    due_at = row.obligation.due_at
    if due_at is None:
        return
    # A promise breaks after its last second, not in it.
    late_at = due_at + 1
    soon = due_soon_at(row, context)
    if soon is not None and context.now < late_at:
        yield PlannedAlert(f"soon:{row.call_id}", soon, late_at)
    overdue = _next_open(context.allowed, late_at)
    if overdue is not None:
        yield PlannedAlert(f"overdue:{row.call_id}", overdue, None)


def _next_open(spans: OpenSpans, at: int) -> int | None:
    try:
        return spans.next_open(at)
    except NothingOpenError:
        return None
