"""The call log in words: the six cells of a row, as short as a table needs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from callpolicy_gui.core.calls import Outcome, Settlement, Voicemail
from callpolicy_gui.core.local_time import local
from callpolicy_gui.wording.queue import NOT_OWED_REASONS, caller
from callpolicy_gui.wording.text import counted, tr
from callpolicy_gui.wording.times import duration

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from callpolicy_gui.core.calls import Attempt, Client, MissedCall
    from callpolicy_gui.wording.times import Times

_VOICEMAILS = {Voicemail.YES: "Yes", Voicemail.NO: "No", Voicemail.UNKNOWN: "Unknown"}
_HOW_RETURNED = {Outcome.LEFT_MESSAGE: "Left message {when}"}


class Logged(Protocol):
    """A call with its client and the attempts at returning it."""

    @property
    def call(self) -> MissedCall:
        """The call."""

    @property
    def client(self) -> Client | None:
        """Who called, if known."""

    @property
    def attempts(self) -> Sequence[Attempt]:
        """The attempts that concern the call, in any order."""


@dataclass(frozen=True, slots=True)
class LogCells:
    """What the log page shows of one call, column by column."""

    received: str
    caller: str
    voicemail: str
    due: str
    outcome: str
    kept: str


def log_cells(entry: Logged, now: int, times: Times) -> LogCells:
    """The cells of a call at `now` (UTC seconds)."""
    call = entry.call
    return LogCells(
        received=log_time(call.received_at, now, times),
        caller=caller(entry.client, call.number),
        voicemail=tr(_VOICEMAILS[call.voicemail]),
        due=_due(call, now, times),
        outcome=_outcome(call, entry.attempts, now, times),
        kept=_kept(call, now),
    )


def log_time(at: int, now: int, times: Times) -> str:
    """`Fri 20 Nov 18:00`, with the year where it is another one: a cell keeps its meaning tomorrow."""
    day, today = local(at, times.zone).date(), local(now, times.zone).date()
    dated = times.short_date(day) if day.year == today.year else times.long_date(day)
    return f"{dated} {times.time(at)}"


def log_day(day: date, today: date, times: Times) -> str:
    """`24 Nov`, with the year where it is another one."""
    dated = times.short_date(day) if day.year == today.year else times.long_date(day)
    return dated.partition(" ")[2]


def _short_time(at: int, now: int, times: Times) -> str:
    """`24 Nov 18:00`: beside a received time the weekday can be counted."""
    day, today = local(at, times.zone).date(), local(now, times.zone).date()
    return f"{log_day(day, today, times)} {times.time(at)}"


def _due(call: MissedCall, now: int, times: Times) -> str:
    if call.due_at is None:
        return tr("Nothing owed")
    if times.is_midnight(call.due_at):
        day, today = local(call.due_at - 1, times.zone).date(), local(now, times.zone).date()
        return tr("end of {day}", day=log_day(day, today, times))
    return _short_time(call.due_at, now, times)


def _outcome(call: MissedCall, attempts: Sequence[Attempt], now: int, times: Times) -> str:
    match call.settlement:
        case Settlement.RETURNED if call.settled_at is not None:
            how = next((a.outcome for a in attempts if a.at == call.settled_at), Outcome.REACHED)
            said = _HOW_RETURNED.get(how, "Returned {when}")
            return tr(said, when=_short_time(call.settled_at, now, times))
        case Settlement.NOT_OWED:
            return tr(NOT_OWED_REASONS[call.not_owed_reason]) if call.not_owed_reason else tr("Not owed")
        case Settlement.LOG_ONLY:
            return tr("Imported for the record")
    tried = counted(len(attempts), "%n try", "%n tries") if attempts else tr("no try yet")
    if call.due_at is None:
        return tr("Not returned") if not attempts else tr("Not returned, {tried}", tried=tried)
    return tr("Open, {tried}", tried=tried)


def _kept(call: MissedCall, now: int) -> str:
    """How the call stands against its promise."""
    if call.settlement is Settlement.LOG_ONLY:
        return tr("Not counted")
    if call.due_at is None or call.settlement is Settlement.NOT_OWED:
        return tr("Not owed")
    late = (now if call.settled_at is None else call.settled_at) - call.due_at
    if call.settled_at is None:
        return tr("Overdue") if late > 0 else tr("Open")
    return tr("Late by {time}", time=duration(late)) if late > 0 else tr("Kept")
