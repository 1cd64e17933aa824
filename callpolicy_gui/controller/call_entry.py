"""A typed missed call read into values: who called, when, and what that promises."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from callpolicy_gui.controller.views import CallDraft, DuePreview, Field, Refused, Suggestion
from callpolicy_gui.core.calls import MissedCall, Source, Urgency, Voicemail
from callpolicy_gui.core.local_time import instant, local, next_day
from callpolicy_gui.core.promises import after_facts
from callpolicy_gui.core.time_entry import (
    TimeEntryError,
    TimeProblem,
    parse_received,
    parse_sentence,
)
from callpolicy_gui.core.time_forms import WEEKDAYS
from callpolicy_gui.core.weekly_hours import HoursError, parse_minutes
from callpolicy_gui.formats.phone_numbers import PhoneNumber, looks_like_number, parse_number
from callpolicy_gui.formats.problems import TextError
from callpolicy_gui.formats.text import clean_name, clean_note
from callpolicy_gui.wording.discretion import names_hidden
from callpolicy_gui.wording.problems import number_warning, text_problem, time_problem
from callpolicy_gui.wording.text import counted, tr

if TYPE_CHECKING:
    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.core.calls import Client

_LONGEST_NUMBER = 40
_WITHHELD_WORDS = frozenset({"withheld", "private", "unknown", "anonymous", "no number", "blocked"})


@dataclass(frozen=True, slots=True)
class ReadDraft:
    """A draft that can be logged. `client_id` None with a name or number is a new caller."""

    client_id: int | None
    name: str
    number: str
    number_key: str
    received_at: int
    voicemail: Voicemail
    urgency: Urgency
    note: str


class CallEntry:
    """Reads drafts; saves nothing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def suggestions(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """Clients whose name or number begins as typed, the one who called last first."""
        if not text.strip():
            return ()
        country = self._desk.practice.settings.country
        if len(text) <= _LONGEST_NUMBER and looks_like_number(text, country):
            number = parse_number(text, country)
            if number.dialable and not self._desk.clients.by_number_key(number.key):
                # A whole number that nobody has: a new caller, whatever names look like it.
                return ()
        now, times = self._desk.now(), self._desk.times
        found = []
        for hit in self._desk.clients.search(text, limit):
            client, last_at = hit.client, hit.last_called_at
            last = "" if last_at is None else tr("last called {when}", when=times.day_time(last_at, now))
            shown = self._desk.number_shown(client.number)
            detail = ", ".join(part for part in (shown, last) if part)
            found.append(Suggestion(client.client_id, client.name or shown, shown, detail))
        return tuple(found)

    def sentence_draft(self, text: str) -> CallDraft:
        """The parts of `priya 14:05 novm !`; what the line does not say keeps its default."""
        sentence = parse_sentence(text)
        return CallDraft(
            who=sentence.who,
            received=sentence.received_text or "",
            voicemail=sentence.voicemail or Voicemail.YES,
            urgency=Urgency.URGENT if sentence.urgent else Urgency.ROUTINE,
        )

    def read(self, draft: CallDraft, now: int, *, known_at: int | None = None) -> ReadDraft | Refused:
        """The draft as values, or what stands in the way and in which field.

        `known_at` is the received instant where its text was not touched.
        """
        received_at = known_at if known_at is not None else self._received(draft, now)
        if isinstance(received_at, Refused):
            return received_at
        try:
            note = clean_note(draft.note)
        except TextError as error:
            return Refused(text_problem(error.problem), Field.NOTE)
        who = self._who(draft)
        if isinstance(who, Refused):
            return who
        client, name, number = who
        return ReadDraft(
            client.client_id if client is not None else None,
            name,
            number.kept if number is not None else (client.number if client is not None else ""),
            number.key if number is not None else "",
            received_at,
            draft.voicemail,
            draft.urgency,
            note,
        )

    def _received(self, draft: CallDraft, now: int) -> int | Refused:
        try:
            return parse_received(draft.received, now, self._desk.practice.calendar.zone).at
        except TimeEntryError as error:
            if error.problem is TimeProblem.TWICE and draft.second_pass is not None:
                return error.instants[1 if draft.second_pass else 0]
            return Refused(time_problem(error, now, self._desk.times), Field.RECEIVED)

    def _who(self, draft: CallDraft) -> tuple[Client | None, str, PhoneNumber | None] | Refused:
        """The client, a new caller's name, and the number; all empty for a withheld number."""
        clients = self._desk.clients
        if draft.client_id is not None:
            return clients.get(draft.client_id), "", None
        text = draft.who.strip()
        if not text:
            return Refused(tr("Type who called: a name, a number, or withheld."), Field.WHO)
        if text.casefold() in _WITHHELD_WORDS:
            return None, "", None
        try:
            country = self._desk.practice.settings.country
            if looks_like_number(text, country):
                number = parse_number(text, country)
                return _first(clients.by_number_key(number.key) if number.key else ()), "", number
            name = clean_name(text)
        except TextError as error:
            return Refused(text_problem(error.problem), Field.WHO)
        return _first(clients.by_name(name)), name, None

    def missed_call(self, ready: ReadDraft, client_id: int | None, now: int) -> MissedCall:
        """The call to be stored, with the promise in force when it was received."""
        practice = self._desk.practice
        version = practice.version_at(ready.received_at)
        deadline = practice.deadline(ready.received_at, ready.voicemail, version.policy, client_id)
        return MissedCall(
            call_id=0,
            received_at=ready.received_at,
            voicemail=ready.voicemail,
            urgency=ready.urgency,
            client_id=client_id,
            number=ready.number,
            note=ready.note,
            source=Source.TYPED,
            logged_at=now,
            version_id=version.version_id,
            due_at=deadline.due_at,
            receipt=deadline.receipt,
        )

    def amended(self, call: MissedCall, ready: ReadDraft, client_id: int | None) -> MissedCall:
        """The call with corrected facts, counted again where they change the promise.

        `client_id` is whose call it is after the correction.
        """
        facts = replace(
            call,
            received_at=ready.received_at,
            voicemail=ready.voicemail,
            urgency=ready.urgency,
            client_id=client_id,
            note=ready.note,
        )
        practice = self._desk.practice
        version = practice.version_at(facts.received_at)
        counted_anew = practice.deadline(
            facts.received_at, facts.voicemail, version.policy, client_id, return_anyway=call.returned_anyway
        )
        alike = practice.accommodation(client_id) == practice.accommodation(call.client_id)
        return after_facts(call, facts, counted_anew, version.version_id, agreed_alike=alike)

    def preview(self, draft: CallDraft) -> DuePreview:
        """The due sentence and what is known of the caller, as the fields are being filled."""
        desk, now = self._desk, self._desk.now()
        caller = self._caller_line(draft, now)
        received_at = self._received(draft, now)
        if isinstance(received_at, Refused):
            return DuePreview(received_at.sentence, caller, None, is_problem=True)
        practice, times = desk.practice, desk.times
        policy = practice.version_at(received_at).policy
        deadline = practice.deadline(received_at, draft.voicemail, policy, self._client_id(draft))
        words = times.day_time(received_at, now)
        if deadline.due_at is None:
            return DuePreview(tr("No return owed: no voicemail. Log it anyway."), caller, received_at, words)
        due = times.full(deadline.due_at, now)
        sentence = tr("Was due {when}", when=due) if deadline.due_at < now else tr("Due {when}", when=due)
        if deadline.receipt.unconfirmed_years:
            years = ", ".join(str(year) for year in deadline.receipt.unconfirmed_years)
            caller = tr("Holidays of {years} are not confirmed. {rest}", years=years, rest=caller).strip()
        return DuePreview(sentence, caller, received_at, words)

    def _caller_line(self, draft: CallDraft, now: int) -> str:
        if not draft.who.strip() and draft.client_id is None:
            return ""
        who = self._who(draft)
        if isinstance(who, Refused):
            return who.sentence
        client, name, number = who
        if client is None:
            if number is not None and number.warning:
                return number_warning(number.warning, number.digits)
            if not name and number is None:
                return tr("Number withheld")
            if names_hidden():
                return tr("New caller")
            return tr("New caller: {name}", name=name or (number.shown if number else ""))
        parts = [] if names_hidden() else [self._desk.number_shown(client.number)]
        calls = self._desk.calls.of_client(client.client_id)
        if calls:
            last = max(call.received_at for call in calls)
            parts.append(tr("last called {when}", when=self._desk.times.day_time(last, now)))
        still_open = sum(call.is_open for call in calls)
        if still_open:
            parts.append(counted(still_open, "%n call open", "%n calls open"))
        return ", ".join(part for part in parts if part)

    def _client_id(self, draft: CallDraft) -> int | None:
        """Whose call the draft is, where that is a client already."""
        if not draft.who.strip() and draft.client_id is None:
            return None
        who = self._who(draft)
        return None if isinstance(who, Refused) or who[0] is None else who[0].client_id

    def received_text(self, at: int) -> str:
        """An instant in the received-at grammar, to be read back as the same minute."""
        wall = local(at, self._desk.practice.calendar.zone)
        return f"{wall:%Y-%m-%d %H:%M}"

    def ahead(self, text: str, now: int) -> int | Refused:
        """A time of day to come (`16:30`, `6pm`, `tomorrow 9`, `fri 18:00`), UTC seconds."""
        zone = self._desk.practice.calendar.zone
        day = local(now, zone).date()
        first, _, rest = text.strip().casefold().partition(" ")
        words = rest or first
        if rest and first in {"tomorrow", tr("tomorrow").casefold()}:
            day = next_day(day)
        elif rest and first in WEEKDAYS:
            day += timedelta(days=(WEEKDAYS[first] - day.weekday()) % 7 or 7)
        elif rest and first != "today":
            words = text.strip()
        try:
            minutes = parse_minutes(words)
        except HoursError:
            return Refused(tr("I could not read that time. Try 16:30 or tomorrow 9:00."), Field.RECEIVED)
        at = instant(day, minutes * 60, zone)
        return at if at > now else instant(next_day(day), minutes * 60, zone)


def _first(clients: tuple[Client, ...]) -> Client | None:
    return clients[0] if clients else None
