"""What the clinician notes about calling one client safely, and what that says at this moment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.core.contact_safety import ContactSafety, contact_advice
from callpolicy_gui.wording.contact import SafetyWords, safety_words
from callpolicy_gui.wording.queue import caller
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.controller.signals import Signals
    from callpolicy_gui.controller.undo import Undoing
    from callpolicy_gui.core.callback_queue import QueueRow
    from callpolicy_gui.core.contact_safety import MessageRule
    from callpolicy_gui.core.weekly_hours import WeeklyHours


class SafetyDesk:
    """The rules of one client. Each change is saved at once and can be undone; no deadline moves."""

    def __init__(self, desk: Desk, signals: Signals, changed: Callable[[], None], undoing: Undoing) -> None:
        self._desk = desk
        self._signals = signals
        self._changed = changed
        self._undoing = undoing

    def of(self, client_id: int) -> ContactSafety:
        """The rules of a client, empty where there are none."""
        return self._desk.safety.get(client_id)

    def set_message(self, client_id: int, rule: MessageRule) -> Refused | None:
        """Note whether a message may be left."""
        return self._save(client_id, replace(self.of(client_id), message=rule))

    def set_safe_times(self, client_id: int, hours: WeeklyHours | None) -> Refused | None:
        """Note when it is safe to call; None is any time."""
        if hours is not None and not hours.open_days:
            return Refused(tr("Add a safe time to at least one day."), Field.HOURS)
        return self._save(client_id, replace(self.of(client_id), safe_times=hours))

    def set_never_call(self, client_id: int, key: str, never: bool) -> Refused | None:
        """Note that the number with this comparable key must not be called, or that it may be again."""
        known = self.of(client_id)
        keys = known.never_call | {key} if never else known.never_call - {key}
        return self._save(client_id, replace(known, never_call=keys))

    def words(self, rows: Iterable[QueueRow], now: int) -> dict[int, SafetyWords]:
        """What to know before calling, at `now` (UTC seconds), by the id of the row; others need nothing."""
        rules, zone = self._desk.safety.all(), self._desk.practice.calendar.zone
        found = {}
        for row in rows:
            client = row.obligation.client
            safety = None if client is None else rules.get(client.client_id)
            if client is None or safety is None:
                continue
            numbers = [number for number in dict.fromkeys((row.obligation.number, *client.numbers)) if number]
            advice = contact_advice(safety, [self._desk.number_key(each) for each in numbers], now, zone)
            number = "" if advice.number is None else numbers[advice.number]
            found[row.call_id] = safety_words(advice, number, now, self._desk.times)
        return found

    def _save(self, client_id: int, safety: ContactSafety) -> Refused | None:
        desk = self._desk
        client, before = desk.clients.get(client_id), self.of(client_id)
        if client is None:
            raise LookupError("no such client")
        if safety == before:
            return None
        refused = desk.save(desk.now(), lambda: desk.safety.save(client_id, safety))
        if refused is not None:
            return refused
        number = desk.number_shown(client.number)

        def said() -> str:
            return tr("Contact safety of {name} saved", name=caller(client, number))

        self._changed()
        self._signals.clients_changed.emit()
        self._signals.said.emit(said() + ".")
        self._undoing.push(
            said, lambda: desk.safety.save(client_id, before), lambda: self._save(client_id, safety)
        )
        return None
