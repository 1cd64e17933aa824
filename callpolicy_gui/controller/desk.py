"""What every use case works with: the stores, the practice, the clock, and one way to save."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from callpolicy_gui.controller.views import Refused
from callpolicy_gui.core.calls import Settlement
from callpolicy_gui.core.local_time import local
from callpolicy_gui.core.promises import after_calendar, settled_by
from callpolicy_gui.formats.phone_numbers import parse_number
from callpolicy_gui.storage.draft_store import DraftStore
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.wording.headline import zone_time
from callpolicy_gui.wording.problems import reading_refusal, storage_problem
from callpolicy_gui.wording.queue import caller, caller_in_full
from callpolicy_gui.wording.times import Times, locale_uses_12_hours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from callpolicy_gui.controller.practice import Practice
    from callpolicy_gui.core.calls import Attempt, Client, MissedCall
    from callpolicy_gui.formats.phone_numbers import PhoneNumber
    from callpolicy_gui.storage.accommodation_store import AccommodationStore
    from callpolicy_gui.storage.alert_store import AlertStore
    from callpolicy_gui.storage.calendar_store import CalendarStore
    from callpolicy_gui.storage.call_store import CallStore
    from callpolicy_gui.storage.client_merges import ClientMerges
    from callpolicy_gui.storage.client_store import ClientStore
    from callpolicy_gui.storage.contact_safety_store import ContactSafetyStore
    from callpolicy_gui.storage.database import LogDatabase
    from callpolicy_gui.storage.phone_log_store import PhoneLogStore
    from callpolicy_gui.storage.policy_store import PolicyStore
    from callpolicy_gui.storage.session_store import SessionStore
    from callpolicy_gui.storage.settings_store import SettingsStore

T = TypeVar("T")
_EVER = 2**62  # seconds


@dataclass(slots=True)
class Desk:
    """The stores of one open log and what is derived from them. `clock` gives UTC seconds.

    `computer_zone` gives the IANA zone of this computer's clock; without it nobody asks.
    `parsed` remembers numbers that were read, by text and country.
    """

    db: LogDatabase
    calls: CallStore
    clients: ClientStore
    policies: PolicyStore
    settings: SettingsStore
    calendar: CalendarStore
    alerts: AlertStore
    accommodations: AccommodationStore
    safety: ContactSafetyStore
    merges: ClientMerges
    phone_log: PhoneLogStore
    sessions: SessionStore
    practice: Practice
    clock: Callable[[], float]
    locale: QLocale = field(default_factory=QLocale)
    own_files: frozenset[Path] = frozenset()
    computer_zone: Callable[[], str] | None = None
    parsed: dict[tuple[str, str], PhoneNumber] = field(default_factory=dict, repr=False)

    def now(self) -> int:
        """The present, UTC seconds. A use case reads it once."""
        return int(self.clock())

    @property
    def drafts(self) -> DraftStore:
        """What is being typed."""
        return DraftStore(self.db)

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

    @property
    def refused(self) -> Refused | None:
        """Why nothing can be changed: the log is open for reading only; else None."""
        reading = self.db.reading
        return None if reading is None else Refused(reading_refusal(reading.refusal))

    def read_everything(self) -> None:
        """Read every row that a window could ask for, as it would.

        Raises:
            StorageError, ValueError, TypeError and others: what is there is not what this version knows.
        """
        calls = self.calls.log(-_EVER, _EVER, limit=-1)
        clients = {**self.clients_of(calls)}
        for found in self.clients.search("", limit=-1):
            clients[found.client.client_id] = found.client
            self.merges.merged_into(found.client.client_id)
        shown = {client_id: self.client_as_shown(client) for client_id, client in clients.items()}
        words = [client.name for client in shown.values()]
        for call in map(self.as_shown, calls):
            self.practice.version_of(call)
            words += (caller_in_full(shown.get(call.client_id or 0), call.number), call.note)
        " ".join(words)  # a value of another type is none of this version's
        self.attempts_at(calls)
        self.alerts.unshown()
        self.phone_log.known_identities(())
        self.db.history.entries()

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
        """Whether a path is one of the log's own places, or lies in one that is a folder."""
        resolved = path.resolve()
        return not self.own_files.isdisjoint((resolved, *resolved.parents))

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

    def calls_closed_with(self, call: MissedCall) -> tuple[MissedCall, ...]:
        """The calls that were marked not owed in one go with this one; the call itself is among them."""
        if call.client_id is None or call.settlement is not Settlement.NOT_OWED:
            return (call,)
        others = self.calls.of_client(call.client_id)
        return tuple(c for c in others if (c.settled_at, c.settlement) == (call.settled_at, call.settlement))

    def recount_open_calls(self) -> None:
        """Count open calls again on today's calendar, inside a write. Each change has its history entry.

        A due moves later or stays, and late stays late. What is not confirmed about it is said anew.
        """
        now = self.now()
        for call in self.calls.open_calls():
            moved = after_calendar(call, self.practice.deadline_of(call), now)
            if moved is not call:
                self.calls.replace(moved, kind="calendar corrected")
                continue
            years = self.practice.calendar.unconfirmed_years(call.received_at, call.due_at or now)
            before = call.receipt.unconfirmed_years
            if years != before:
                said = replace(call, receipt=replace(call.receipt, unconfirmed_years=years))
                confirmed = set(years) < set(before)
                self.calls.replace(said, kind="holidays confirmed" if confirmed else "holidays unconfirmed")

    def settle_returned(self, client_id: int | None) -> None:
        """Settle what a known return of the client settles, inside a write.

        A call can come to stand before a return afterwards: typed late, corrected, or found to be
        this client's.
        """
        if client_id is None:
            return
        attempts = [attempt for attempt, _ in self.calls.attempts_of_clients([client_id])]
        unsettled = [call for call in self.calls.of_client(client_id) if call.settled_at is None]
        counts = self.practice.settings.message_counts
        for settled in settled_by(unsettled, attempts, message_counts=counts):
            self.calls.replace(settled, kind="returned")

    def number(self, text: str) -> PhoneNumber:
        """The number that a text gives in this practice's country.

        Raises:
            TextError: it is too long.
        """
        country = self.practice.settings.country
        found = self.parsed.get((text, country))
        if found is None:
            found = self.parsed[text, country] = parse_number(text, country)
        return found

    def number_key(self, number: str) -> str:
        """What is the same for every spelling of a number; empty for a withheld one."""
        return self.number(number).key

    def number_shown(self, number: str) -> str:
        """A number as it is shown in this practice's country; empty for none."""
        return self.number(number).shown if number else ""

    def as_shown(self, call: MissedCall) -> MissedCall:
        """The call for a window: its numbers, kept as they came, as they are shown."""
        was = tuple((name, self.number_shown(old) if name == "number" else old) for name, old in call.was)
        return replace(call, number=self.number_shown(call.number), was=was)

    def client_as_shown(self, client: Client) -> Client:
        """The client for a window: the numbers, kept as they came, as they are shown."""
        return replace(client, numbers=tuple(self.number_shown(number) for number in client.numbers))

    def zone_words(self, now: int) -> str:
        """`Paris time` where this computer's clock shows another time than the practice's; else empty."""
        zone = self.practice.calendar.zone
        try:
            there = ZoneInfo(self.computer_zone()) if self.computer_zone is not None else zone
        except (ValueError, LookupError, OSError):  # one that only the operating system knows
            return ""
        same = local(now, there).utcoffset() == local(now, zone).utcoffset()
        return "" if same else zone_time(str(zone))

    def client_of(self, call: MissedCall) -> Client | None:
        """Who called, where that is known."""
        return self.clients.get(call.client_id) if call.client_id is not None else None

    def caller_words(self, call: MissedCall) -> str:
        """Who called, as shown."""
        client = self.client_of(call)
        return caller(client and self.client_as_shown(client), self.number_shown(call.number))

    def caller_in_full(self, call: MissedCall) -> str:
        """Who called, whether names are hidden or not."""
        client = self.client_of(call)
        return caller_in_full(client and self.client_as_shown(client), self.number_shown(call.number))
