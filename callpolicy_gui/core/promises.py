"""A promise is not rewritten: what may still change about a logged call (product.md, under that name).

Each transition takes values and gives the calls as they are afterwards. None moves a
deadline because somebody would like it elsewhere: only a correction of the calendar does, and
later only, or a correction of the call's own facts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from callpolicy_gui.core.calls import NotOwedReason, Settlement, keeps_promise
from callpolicy_gui.core.deadlines import corrected_due

if TYPE_CHECKING:
    from collections.abc import Iterable

    from callpolicy_gui.core.calls import Attempt, MissedCall
    from callpolicy_gui.core.deadlines import Deadline


def after_calendar(call: MissedCall, recounted: Deadline, now: int) -> MissedCall:
    """The call once the calendar was corrected: an open one's due moves later or stays.

    Late stays late: a due that has passed at `now` (UTC seconds) stays, too. The receipt
    keeps the first due of all.
    """
    if not call.is_open or call.due_at is None or now > call.due_at:
        return call
    moved = corrected_due(call.due_at, recounted)
    if moved.due_at == call.due_at:
        return call
    first = call.due_at if call.receipt.moved_from is None else call.receipt.moved_from
    return replace(call, due_at=moved.due_at, receipt=replace(moved.receipt, moved_from=first))


def after_facts(
    before: MissedCall, facts: MissedCall, recounted: Deadline, version_id: int, *, agreed_alike: bool
) -> MissedCall:
    """The call once its own facts were corrected; `facts` is `before` with the right ones.

    `recounted` is what the facts promise by the version in force at `received_at`; with
    `agreed_alike` the same is agreed with the caller, whoever it is now. A voicemail
    that was unknown counted as one: learning that it was left changes nothing. A voicemail
    learned later makes the call owed from its instant, also where it was judged not owed for
    want of one. A return placed before the call settles nothing.
    """
    same_promise = agreed_alike and (before.due_at is None) == (recounted.due_at is None)
    if before.received_at != facts.received_at or not same_promise:
        facts = replace(facts, version_id=version_id, due_at=recounted.due_at, receipt=recounted.receipt)
    too_early = facts.settlement is Settlement.RETURNED and (facts.settled_at or 0) < facts.received_at
    owed_after_all = (
        facts.not_owed_reason is NotOwedReason.POLICY_DOES_NOT_APPLY
        and before.due_at is None
        and facts.due_at is not None
    )
    if too_early or owed_after_all:
        return replace(facts, settled_at=None, settlement=None, not_owed_reason=None)
    return facts


def settled_by(
    calls: Iterable[MissedCall], attempts: Iterable[Attempt], *, message_counts: bool
) -> tuple[MissedCall, ...]:
    """Those unsettled calls of one client that its attempts return, as they are afterwards.

    One return settles every call received before it, whenever the call was typed, corrected
    or found to be this client's; a return placed before a call settles nothing.
    """
    returns = sorted(
        attempt.at for attempt in attempts if keeps_promise(attempt.outcome, message_counts=message_counts)
    )
    settled = []
    for call in calls:
        at = next((at for at in returns if call.received_at <= at), None)
        if call.settled_at is None and at is not None:
            settled.append(replace(call, settled_at=at, settlement=Settlement.RETURNED, snoozed_until=None))
    return tuple(settled)
