"""What the clinician can do with a client: name, numbers, merging, and what was agreed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from callpolicy_gui.controller.client_views import (
    AccommodationPreview,
    ClientView,
    MergedClient,
    NumberView,
)
from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.core.accommodations import windows_there
from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.core.feasibility import impossible_times
from callpolicy_gui.core.local_time import DAY_SECONDS
from callpolicy_gui.core.silent_calls import is_silent
from callpolicy_gui.core.weekly_hours import HoursError
from callpolicy_gui.formats.phone_numbers import looks_like_number, parse_number
from callpolicy_gui.formats.problems import TextError
from callpolicy_gui.formats.text import clean_name
from callpolicy_gui.wording import clients as words
from callpolicy_gui.wording.policies import hours_problem, impossible_words
from callpolicy_gui.wording.problems import text_problem
from callpolicy_gui.wording.queue import caller
from callpolicy_gui.wording.text import counted, tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.controller.call_entry import CallEntry
    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.controller.signals import Signals
    from callpolicy_gui.controller.undo import Undoing
    from callpolicy_gui.controller.views import Suggestion
    from callpolicy_gui.core.accommodations import Accommodation
    from callpolicy_gui.core.calls import Client, MissedCall

_WEEK, _YEAR = 7 * DAY_SECONDS, 366 * DAY_SECONDS


class ClientDesk:
    """The use cases of the *Client* sheet. Each saves once and can be undone."""

    def __init__(
        self, desk: Desk, signals: Signals, changed: Callable[[], None], undoing: Undoing, entry: CallEntry
    ) -> None:
        self._desk = desk
        self._signals = signals
        self._changed = changed
        self._undoing = undoing
        self._entry = entry

    def view(self, client_id: int) -> ClientView:
        """The client as the sheet shows it. Raises LookupError where there is none."""
        desk, now = self._desk, self._desk.now()
        client = self._client(client_id)
        accommodation = desk.practice.accommodation(client_id)
        keys = desk.clients.number_keys(client_id)
        return ClientView(
            client_id,
            client.name,
            caller(client, desk.number_shown(client.number)),
            self._summary(client_id, now),
            client.code,
            tuple(
                NumberView(key, desk.number_shown(raw) or raw)
                for key, raw in zip(keys, client.numbers, strict=True)
            ),
            tuple(
                MergedClient(
                    other.client_id,
                    caller(other, desk.number_shown(other.number)),
                    ", ".join(desk.number_shown(number) or number for number in other.numbers),
                )
                for other in desk.merges.merged_into(client_id)
            ),
            accommodation,
            words.review_words(accommodation, desk.practice.calendar.local_day(now), desk.times),
        )

    def _summary(self, client_id: int, now: int) -> str:
        calls = self._desk.calls.of_client(client_id)
        if not calls:
            return tr("No calls yet.")
        said = counted(len(calls), "%n call", "%n calls")
        last = self._desk.times.day_time(calls[0].received_at, now)
        still_open = sum(call.is_open for call in calls)
        if not still_open:
            return tr("{calls}, the last {when}. None is open.", calls=said, when=last)
        waiting = counted(still_open, "%n is open", "%n are open")
        return tr("{calls}, the last {when}. {open}.", calls=said, when=last, open=waiting)

    # -- name and numbers ----------------------------------------------------------------

    def rename(self, client_id: int, name: str) -> Refused | None:
        """Give the client another name."""
        client = self._client(client_id)
        try:
            text = clean_name(name)
        except TextError as error:
            return Refused(text_problem(error.problem), Field.WHO)
        if not text:
            return Refused(tr("Type a name first."), Field.WHO)
        if text == client.name:
            return None
        return self._save(
            client_id,
            tr("{name} renamed", name=text),
            lambda: self._desk.clients.rename(client_id, text),
            lambda: self._desk.clients.rename(client_id, client.name),
        )

    def add_number(self, client_id: int, text: str) -> Refused | None:
        """Add a number; calls from it belong to this client from now on."""
        clients = self._desk.clients
        try:
            number = parse_number(text, self._desk.practice.settings.country)
        except TextError as error:
            return Refused(text_problem(error.problem), Field.NUMBER)
        if not (looks_like_number(text) and number.key):
            return Refused(tr("Type a number, such as {example}.", example="020 7946 0018"), Field.NUMBER)
        if number.key in clients.number_keys(client_id):
            return Refused(tr("This client has that number already."), Field.NUMBER)
        return self._save(
            client_id,
            tr("Number added to {name}", name=self._title(client_id)),
            lambda: clients.add_number(client_id, number.shown, number.key),
            lambda: clients.remove_number(client_id, number.key),
        )

    def remove_number(self, client_id: int, key: str) -> Refused | None:
        """Take a number away; the calls that came from it stay with the client."""
        clients = self._desk.clients
        raw = dict(zip(clients.number_keys(client_id), self._client(client_id).numbers, strict=True))[key]
        return self._save(
            client_id,
            tr("Number removed from {name}", name=self._title(client_id)),
            lambda: clients.remove_number(client_id, key),
            lambda: clients.add_number(client_id, raw, key),
        )

    # -- merging -------------------------------------------------------------------------

    def merge_choices(self, client_id: int, text: str) -> tuple[Suggestion, ...]:
        """Other clients that a typed text may mean, the one who called last first."""
        found = self._entry.suggestions(text, 7)
        return tuple(each for each in found if each.client_id != client_id)[:6]

    def merge(self, client_id: int, other_id: int) -> Refused | None:
        """Make two clients one: the other's calls and numbers come to this client."""
        desk, now = self._desk, self._desk.now()
        name = self._title(other_id)
        return self._save(
            client_id,
            tr("{other} merged into {name}", other=name, name=self._title(client_id)),
            lambda: desk.merges.merge(client_id, other_id, now),
            lambda: desk.merges.unmerge(other_id, desk.now()),
        )

    def unmerge(self, client_id: int, merged_id: int) -> Refused | None:
        """Take a merge apart: the other client has its calls and numbers again."""
        desk, now = self._desk, self._desk.now()
        return self._save(
            client_id,
            tr("{name} taken apart", name=self._title(merged_id)),
            lambda: desk.merges.unmerge(merged_id, now),
            lambda: desk.merges.merge(client_id, merged_id, desk.now()),
        )

    # -- what was agreed -----------------------------------------------------------------

    def preview(self, accommodation: Accommodation) -> AccommodationPreview:
        """What an accommodation would mean from now on; saves nothing."""
        refused = self._problem(accommodation)
        if refused is not None:
            return AccommodationPreview((), (), refused)
        desk, now = self._desk, self._desk.now()
        practice, times = desk.practice, desk.times
        policy = accommodation.applied_to(practice.version_at(now).policy)
        spans = practice.spans_of(policy)
        lines, warnings = [], []
        due_at = practice.deadline(now, Voicemail.YES, policy).due_at or now
        lines.append(tr("A call now would be due {when}.", when=times.moment(due_at, now)))
        if accommodation.zone and accommodation.zone != practice.settings.zone:
            opening = spans.next_open(now)
            windows = windows_there(spans, opening, opening + _WEEK, accommodation.zone)
            lines.append(words.windows_words(windows, times))
            warnings.append(words.windows_warning(windows, times))
        found = impossible_times(policy, practice.calendar, practice.settings.own_hours, now, now + _YEAR)
        warnings.extend(impossible_words(found, times))
        return AccommodationPreview(tuple(lines), tuple(warning for warning in warnings if warning))

    def accommodate(self, client_id: int, accommodation: Accommodation) -> Refused | None:
        """Keep what was agreed; one that changes nothing ends it.

        Open calls may only move later. Where calls are always returned from now on, the
        silent calls of today are owed a return too.
        """
        refused = self._problem(accommodation)
        if refused is not None:
            return refused
        desk = self._desk
        before = desk.practice.accommodation(client_id)
        if accommodation == before:
            return None
        title = self._title(client_id)
        sentence = (
            tr("Agreement with {name} ended", name=title)
            if accommodation.is_empty
            else tr("Agreement with {name} saved", name=title)
        )
        return self._save(
            client_id,
            sentence,
            lambda: self._keep(client_id, accommodation),
            lambda: desk.accommodations.save(client_id, before),
        )

    def _keep(self, client_id: int, accommodation: Accommodation) -> None:
        desk = self._desk
        desk.accommodations.save(client_id, accommodation)
        desk.practice.reload()
        if not accommodation.always_return:
            return
        for call in self._silent_today(client_id):
            deadline = desk.practice.deadline_of(call)
            owed = replace(call, due_at=deadline.due_at, receipt=deadline.receipt)
            desk.calls.replace(owed, kind="accommodation agreed")

    def _silent_today(self, client_id: int) -> tuple[MissedCall, ...]:
        """The client's calls of today that nothing is owed for, for want of a voicemail."""
        calendar = self._desk.practice.calendar
        today = calendar.local_day(self._desk.now())
        return tuple(
            call
            for call in self._desk.calls.of_client(client_id)
            if is_silent(call) and calendar.local_day(call.received_at) == today
        )

    def _problem(self, accommodation: Accommodation) -> Refused | None:
        if accommodation.calling_hours is not None:
            try:
                accommodation.calling_hours.check_open()
            except HoursError as error:
                return Refused(hours_problem(error.problem, error.day, self._desk.times), Field.HOURS)
        if accommodation.zone and accommodation.zone not in available_timezones():
            return Refused(
                tr("Unknown time zone. Choose one from the list, such as Europe/Paris."), Field.ZONE
            )
        return None

    # -- what every use case ends with ---------------------------------------------------

    def _save(
        self, client_id: int, sentence: str, change: Callable[[], object], undo: Callable[[], object]
    ) -> Refused | None:
        """The change and what follows for the calls concerned, in one transaction that can be taken back."""
        desk = self._desk
        before = (*desk.calls.open_calls(), *self._silent_today(client_id))

        def work() -> None:
            change()
            desk.practice.reload()
            desk.recount_open_calls()

        refused = desk.save(desk.now(), work)
        desk.practice.reload()
        if refused is not None:
            return refused
        put_back = self._undoing.putting_back(call for call in before if desk.call(call.call_id) != call)

        def take_back() -> None:
            undo()
            put_back()

        self._changed()
        self._signals.clients_changed.emit()
        self._signals.log_changed.emit()
        self._signals.said.emit(sentence + ".")
        self._undoing.push(sentence, take_back)
        return None

    def _client(self, client_id: int) -> Client:
        client = self._desk.clients.get(client_id)
        if client is None:
            raise LookupError("no such client")
        return client

    def _title(self, client_id: int) -> str:
        client = self._client(client_id)
        return caller(client, self._desk.number_shown(client.number))
