"""What every use case about a call begins and ends with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.core.time_entry import TimeEntryError, parse_received
from callpolicy_gui.wording.problems import time_problem
from callpolicy_gui.wording.queue import caller, undo_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.controller.call_entry import CallEntry
    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.controller.signals import Signals
    from callpolicy_gui.controller.undo import Undoing
    from callpolicy_gui.core.calls import MissedCall, Outcome, Settlement


class CallSteps:
    """Holds what the use cases work with; each of them ends by saying what changed."""

    def __init__(
        self, desk: Desk, signals: Signals, changed: Callable[[], None], undoing: Undoing, entry: CallEntry
    ) -> None:
        self._desk = desk
        self._signals = signals
        self._changed = changed
        self._undoing = undoing
        self._entry = entry

    def _done(
        self,
        call: MissedCall,
        what: Outcome | Settlement | str,
        take_back: Callable[[], None],
        again: Callable[[int], Refused | None],
    ) -> None:
        """Say what changed and remember the step; `again` does it once more to the call of an id."""
        self._tell_changed()
        client, number = self._desk.client_of(call), self._desk.number_shown(call.number)
        known = None if client is None else self._desk.client_as_shown(client)
        # The client may be gone by the time it is said: taken back, or merged into another.
        self._undoing.push(
            lambda: undo_words(caller(known, number), what),
            take_back,
            lambda: again(self._undoing.id_now(call.call_id)),
        )

    def _tell_changed(self) -> None:
        self._changed()
        self._signals.log_changed.emit()

    def _instant(self, text: str | None, now: int) -> int | Refused:
        if text is None:
            return now
        try:
            return parse_received(text, now, self._desk.practice.calendar.zone).at
        except TimeEntryError as error:
            return Refused(time_problem(error, now, self._desk.times), Field.RECEIVED)
