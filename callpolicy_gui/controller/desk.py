"""What every use case works with: the stores, the practice, the clock, and one way to save."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QLocale

from callpolicy_gui.controller.views import Refused
from callpolicy_gui.core.deadlines import corrected_due
from callpolicy_gui.formats.phone_numbers import parse_number
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.wording.problems import storage_problem
from callpolicy_gui.wording.queue import caller
from callpolicy_gui.wording.times import Times, locale_uses_12_hours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from callpolicy_gui.controller.practice import Practice
    from callpolicy_gui.core.calls import Attempt, Client, MissedCall
    from callpolicy_gui.storage.accommodation_store import AccommodationStore
    from callpolicy_gui.storage.alert_store import AlertStore
    from callpolicy_gui.storage.calendar_store import CalendarStore
    from callpolicy_gui.storage.call_store import CallStore
    from callpolicy_gui.storage.client_merges import ClientMerges
    from callpolicy_gui.storage.client_store import ClientStore
    from callpolicy_gui.storage.database import LogDatabase
    from callpolicy_gui.storage.phone_log_store import PhoneLogStore
    from callpolicy_gui.storage.policy_store import PolicyStore
    from callpolicy_gui.storage.settings_store import SettingsStore

T = TypeVar("T")


@dataclass(slots=True)
class Desk:
    """The stores of one open log and what is derived from them. `clock` gives UTC seconds."""

    db: LogDatabase
    calls: CallStore
    clients: ClientStore
    policies: PolicyStore
    settings: SettingsStore
    calendar: CalendarStore
    alerts: AlertStore
    accommodations: AccommodationStore
    merges: ClientMerges
    phone_log: PhoneLogStore
    practice: Practice
    clock: Callable[[], float]
    locale: QLocale = field(default_factory=QLocale)
    own_files: frozenset[Path] = frozenset()

    def now(self) -> int:
        """The present, UTC seconds. A use case reads it once."""
        return int(self.clock())

    @property
    def times(self) -> Times:
        """How times read in this practice."""
        settings = self.practice.settings
        twelve = locale_uses_12_hours(self.locale) if settings.clock == "locale" else settings.clock == "12"
        return Times(self.practice.calendar.zone, twelve, self.locale)

    def save(self, at: int, work: Callable[[], T]) -> T | Refused:
        """Do `work` in one transaction: all of it is saved, or none of it and a sentence says why."""
        try:
            with self.db.write(at):
                return work()
        except StorageError as error:
            return Refused(storage_problem(error))

    def call(self, call_id: int) -> MissedCall:
        """The call with this id. Raises LookupError where there is none."""
        found = self.calls.get(call_id)
        if found is None:
            raise LookupError("no such call")
        return found

    def clients_of(self, calls: Iterable[MissedCall]) -> dict[int, Client]:
        """The clients of these calls, by id."""
        return self.clients.get_many({call.client_id for call in calls if call.client_id is not None})

    def is_own_file(self, path: Path) -> bool:
        """Whether a path is one of the log's own files."""
        return path.resolve() in self.own_files

    def attempts_at(self, calls: Sequence[MissedCall]) -> tuple[list[Attempt], dict[int, int | None]]:
        """Every attempt that may concern these calls, and the client of each call tried."""
        client_of: dict[int, int | None] = {call.call_id: call.client_id for call in calls}
        alone = self.calls.attempts_of([call.call_id for call in calls if call.client_id is None])
        attempts = [attempt for tries in alone.values() for attempt in tries]
        clients = {call.client_id for call in calls if call.client_id is not None}
        for attempt, client_id in self.calls.attempts_of_clients(clients):
            attempts.append(attempt)
            client_of[attempt.call_id] = client_id
        return attempts, client_of

    def calls_with(self, call: MissedCall) -> tuple[MissedCall, ...]:
        """The unsettled calls that are one obligation with this one; the call itself is among them."""
        if call.client_id is None:
            return (call,)
        others = self.calls.of_client(call.client_id)
        return tuple(c for c in others if c.call_id == call.call_id or c.settled_at is None)

    def recount_open_calls(self) -> None:
        """Count open calls again on today's calendar, inside a write. Each change has its history entry.

        Late stays late: a due moves later or stays. What is not confirmed about it is said anew.
        """
        for call in self.calls.open_calls():
            if call.due_at is None:
                continue
            moved = corrected_due(call.due_at, self.practice.deadline_of(call))
            if moved.due_at != call.due_at:
                self.calls.replace(
                    replace(call, due_at=moved.due_at, receipt=moved.receipt), kind="calendar corrected"
                )
            elif moved.receipt.unconfirmed_years != call.receipt.unconfirmed_years:
                said = replace(call.receipt, unconfirmed_years=moved.receipt.unconfirmed_years)
                self.calls.replace(replace(call, receipt=said), kind="holidays confirmed")

    def number_key(self, number: str) -> str:
        """What is the same for every spelling of a number; empty for a withheld one."""
        return parse_number(number, self.practice.settings.country).key

    def number_shown(self, number: str) -> str:
        """A number as it is shown in this practice's country; empty for none."""
        return parse_number(number, self.practice.settings.country).shown if number else ""

    def caller_words(self, call: MissedCall) -> str:
        """Who called, as shown."""
        client = self.clients.get(call.client_id) if call.client_id is not None else None
        return caller(client, call.number)
