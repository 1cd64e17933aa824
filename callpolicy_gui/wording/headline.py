"""The lines above the queue: the clock, who is next, and what else there is to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.core.local_time import local
from callpolicy_gui.wording.queue import row_caller
from callpolicy_gui.wording.text import counted, tr
from callpolicy_gui.wording.times import Times, duration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callpolicy_gui.core.callback_queue import QueueRow


def eyebrow(rows: Sequence[QueueRow], now: int, times: Times) -> str:
    """`Mon 23 Nov, 14:18 · next deadline 15:00, in 42 min`."""
    today = times.short_date(local(now, times.zone).date())
    clock = f"{today}, {times.time(now)}"
    ahead = [row.call_by for row in rows if row.call_by is not None and row.call_by >= now]
    if not ahead:
        return clock
    by = min(ahead)
    return tr(
        "{clock}  ·  next deadline {when}, in {time}",
        clock=clock,
        when=times.moment(by, now),
        time=duration(by - now),
    )


def headline(rows: Sequence[QueueRow], now: int, times: Times, *, returned_today: int) -> str:
    """Who is next, in one line that never elides a time."""
    owed = [row for row in rows if row.group is not Group.NOT_OWED]
    if not owed:
        return tr("All calls returned today") if returned_today else tr("Nothing owed right now")
    first = owed[0]
    name = row_caller(first)
    if first.group is Group.OVERDUE or (first.group is Group.DUE_SOON and (first.call_by or 0) <= now):
        return tr("Call {name} first", name=name)
    if first.group is Group.WAITING:
        opens = min(row.opens_at for row in owed if row.opens_at is not None)
        return tr("Nothing to call until {time}", time=times.day_time(opens, now))
    return tr("{name} {by}", name=name, by=times.by(first.call_by or now, now))


def off_hours(rows: Sequence[QueueRow], back_at: int, now: int, times: Times) -> str:
    """`You are off until Mon 9:00. 2 calls are waiting, none is late.`."""
    owed = [row for row in rows if row.group is not Group.NOT_OWED]
    late = sum(row.group is Group.OVERDUE for row in owed)
    off = tr("You are off until {when}.", when=times.day_time(back_at, now))
    if not owed:
        return off
    waiting = counted(len(owed), "%n call is waiting", "%n calls are waiting")
    lateness = counted(late, "%n is late", "%n are late") if late else tr("none is late")
    return f"{off} {waiting}, {lateness}."


def silent_aside(rows: Sequence[QueueRow]) -> str:
    """`1 caller rang again without a voicemail.`, or an empty text."""
    count = sum(row.silent_calls > 0 for row in rows)
    if not count:
        return ""
    return counted(
        count, "%n caller rang again without a voicemail.", "%n callers rang again without a voicemail."
    )
