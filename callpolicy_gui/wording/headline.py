"""The lines above the queue: the clock, who is next, and what else there is to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.core.local_time import local
from callpolicy_gui.wording.queue import is_withheld, row_caller
from callpolicy_gui.wording.text import counted, tr
from callpolicy_gui.wording.times import Times, duration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callpolicy_gui.core.callback_queue import QueueRow


def zone_time(zone: str) -> str:
    """`Paris time`, after an IANA zone."""
    return tr("{place} time", place=zone.rpartition("/")[2].replace("_", " "))


def eyebrow(rows: Sequence[QueueRow], now: int, times: Times, *, elsewhere: str = "") -> str:
    """`Mon 23 Nov, 14:18 · next deadline 15:00, in 42 min`.

    `elsewhere` says whose time that is where the computer's clock shows another one.
    """
    today = times.short_date(local(now, times.zone).date())
    clock = ", ".join(part for part in (today, times.time(now), elsewhere) if part)
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
    if first.group is Group.OVERDUE or (first.group is Group.DUE_SOON and (first.call_by or 0) <= now):
        if is_withheld(first):
            return tr("First: a caller who withheld the number")
        return tr("Call {name} first", name=row_caller(first))
    if first.group is Group.WAITING:
        opens = min(row.opens_at for row in owed if row.opens_at is not None)
        # An impossible promise breaks before calling hours open.
        breaking = [row for row in owed if row.call_by is not None and row.call_by <= opens]
        if not breaking:
            return tr("Nothing to call until {time}", time=times.day_time(opens, now))
        first = breaking[0]
    by = times.by(first.call_by or now, now)
    if is_withheld(first):
        return tr("A caller who withheld the number, {by}", by=by)
    return tr("{name} {by}", name=row_caller(first), by=by)


def off_hours(rows: Sequence[QueueRow], back_at: int, now: int, times: Times) -> str:
    """`You are off until Mon 9:00. 2 calls are waiting, none is late.`."""
    owed = [row for row in rows if row.group is not Group.NOT_OWED]
    # Repeat calls of one client are one row, and each of them waits.
    dues = [call.due_at for row in owed for call in row.obligation.calls if call.due_at is not None]
    late = sum(now > due_at for due_at in dues)
    off = tr("You are off until {when}.", when=times.day_time(back_at, now))
    if not owed:
        return off
    waiting = counted(len(dues), "%n call is waiting", "%n calls are waiting")
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
