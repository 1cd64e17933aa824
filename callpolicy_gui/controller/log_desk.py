"""The log as pages: a window of it at a time, never all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.controller.views import LogEntry, LogFilter
from callpolicy_gui.core.call_log import Tries

if TYPE_CHECKING:
    from datetime import date

    from callpolicy_gui.controller.desk import Desk


class LogDesk:
    """Reads the log for the log page."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def day_bounds(self, first: date, last: date) -> tuple[int, int]:
        """The instants that bound two local dates, both included, in the practice's zone."""
        return self._desk.practice.calendar.bounds(first, last)

    def count(self, chosen: LogFilter) -> int:
        """How many calls match."""
        return self._desk.calls.log_count(chosen.start, chosen.end, chosen.text)

    def page(self, chosen: LogFilter, limit: int, offset: int) -> tuple[LogEntry, ...]:
        """Matching calls, the latest first, from `offset`."""
        calls = self._desk.calls.log(chosen.start, chosen.end, chosen.text, limit=limit, offset=offset)
        clients = self._desk.clients_of(calls)
        attempts, client_of = self._desk.attempts_at(calls)
        tries = Tries(client_of, attempts)
        shown = {client_id: self._desk.client_as_shown(client) for client_id, client in clients.items()}
        return tuple(
            LogEntry(
                self._desk.as_shown(call),
                shown.get(call.client_id) if call.client_id is not None else None,
                tuple(tries.of(call)),
            )
            for call in calls
        )
