"""The safety valve of a promise that asks for a voicemail: a second silent call is not passed over.

A client who rings twice within a few hours and leaves no message may need more than the
promise gives. Nothing is owed; the clinician judges (product.md, "A promise is not
rewritten", option 3).
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from callpolicy_gui.core.calls import Settlement, Voicemail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from callpolicy_gui.core.calls import MissedCall

# Repeated silent calls wait for a judgement at most this long: a long holiday.
LOOK_BACK_DAYS = 31


def is_silent(call: MissedCall) -> bool:
    """Whether nothing is owed for want of a voicemail, and nobody has judged the call yet."""
    return call.settled_at is None and _was_silent(call)


def _was_silent(call: MissedCall) -> bool:
    """Whether nothing was owed for want of a voicemail, and the client has not been reached since."""
    unowed = call.due_at is None and call.voicemail is Voicemail.NO
    return unowed and call.settlement in {None, Settlement.NOT_OWED}


def repeated_silent_calls(calls: Iterable[MissedCall], within_minutes: int) -> frozenset[int]:
    """The ids of silent calls to be judged that have another of the same client within so many minutes.

    A call that was judged is not asked about again, but the next one after it is. With 0
    minutes there are none. Callers that nobody knows cannot be told apart and have none.
    """
    if within_minutes <= 0:
        return frozenset()
    by_client: dict[int, list[MissedCall]] = defaultdict(list)
    for call in calls:
        if call.client_id is not None and _was_silent(call):
            by_client[call.client_id].append(call)
    repeated = set()
    for of_one in by_client.values():
        of_one.sort(key=lambda call: (call.received_at, call.call_id))
        for earlier, later in pairwise(of_one):
            if later.received_at - earlier.received_at <= within_minutes * 60:
                repeated |= {call.call_id for call in (earlier, later) if is_silent(call)}
    return frozenset(repeated)
