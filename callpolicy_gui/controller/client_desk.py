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
from callpolicy_gui.core.silent_calls import LOOK_BACK_DAYS, is_silent
from callpolicy_gui.core.weekly_hours import HoursError
from callpolicy_gui.formats.phone_numbers import looks_like_number, parse_number
from callpolicy_gui.formats.problems import TextError
from callpolicy_gui.formats.text import clean_name
from callpolicy_gui.wording import clients as words
from callpolicy_gui.wording.discretion import shown_name
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
    from callpolicy_gui.core.calls import Client

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
        keys, safety = desk.clients.number_keys(client_id), desk.safety.get(client_id)
        return ClientView(
            client_id,
            client.name,
            caller(client, desk.number_shown(client.number)),
            self._summary(client_id, now),
            client.code,
            tuple(
                NumberView(key, desk.number_shown(raw) or raw, key in safety.never_call)
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
            safety,
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
            lambda: tr("{name} renamed", name=shown_name(text)),
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
        title = self._title(client_id)
        return self._save(
            client_id,
            lambda: tr("Number added to {name}", name=title()),
            lambda: clients.add_number(client_id, number.kept, number.key),
            lambda: clients.remove_number(client_id, number.key),
        )

    def remove_number(self, client_id: int, key: str) -> Refused | None:
        """Take a number away; the calls that came from it stay with the client.

        Not one that must never be called: the next call from it would warn nobody.
        """
        clients = self._desk.clients
        if key in self._desk.safety.get(client_id).never_call:
            said = tr("This number must never be called. Removed, it would be forgotten; allow it first.")
            return Refused(said, Field.NUMBER)
        raw = dict(zip(clients.number_keys(client_id), self._client(client_id).numbers, strict=True))[key]
        title = self._title(client_id)
        return self._save(
            client_id,
            lambda: tr("Number removed from {name}", name=title()),
            lambda: clients.remove_number(client_id, key),
            lambda: clients.add_number(client_id, raw, key),
        )

    # -- merging -------------------------------------------------------------------------

    def merge_choices(self, client_id: int, text: str) -> tuple[Suggestion, ...]:
        """Other clients that a typed text may mean, the one who called last first."""
        found = self._entry.suggestions(text, 7)
        return tuple(each for each in found if each.client_id != client_id)[:6]

    def merge(self, client_id: int, other_id: int) -> Refused | None:
        """Make two clients one: the other's calls and numbers come to this client.

        Who of the two is always returned is so afterwards: no promise is dropped by merging. Nor is
        a rule that keeps one of them safe; taken apart again, this client keeps what it got of those.
        """
        desk, now = self._desk, self._desk.now()
        title, other = self._title(client_id), self._title(other_id)
        agreed, others = (desk.practice.accommodation(each) for each in (client_id, other_id))
        safety = desk.safety.get(client_id)
        joined = safety.joined_with(desk.safety.get(other_id))

        def change() -> None:
            desk.merges.merge(client_id, other_id, now)
            if agreed is not None and others is not None and others.always_return:
                desk.accommodations.save(client_id, replace(agreed, always_return=True))
            desk.safety.save(client_id, joined)

        def undo() -> None:
            desk.accommodations.save(client_id, agreed)
            desk.safety.save(client_id, safety)
            desk.merges.unmerge(other_id, desk.now())

        return self._save(
            client_id,
            lambda: tr("{other} merged into {name}", other=other(), name=title()),
            change,
            undo,
            other_id,
        )

    def unmerge(self, client_id: int, merged_id: int) -> Refused | None:
        """Take a merge apart: the other client has its calls and numbers again."""
        desk, now = self._desk, self._desk.now()
        title = self._title(merged_id)
        return self._save(
            client_id,
            lambda: tr("{name} taken apart", name=title()),
            lambda: desk.merges.unmerge(merged_id, now),
            lambda: desk.merges.merge(client_id, merged_id, desk.now()),
            merged_id,
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
            # From the start of the day: a window that is open now is told whole.
            start = practice.calendar.day_start(practice.calendar.local_day(opening))
            windows = windows_there(spans, start, start + _WEEK, accommodation.zone)
            lines.append(words.windows_words(windows, times))
            warnings.append(words.windows_warning(windows, times))
        found = impossible_times(policy, practice.calendar, practice.settings.own_hours, now, now + _YEAR)
        warnings.extend(impossible_words(found, times))
        return AccommodationPreview(tuple(lines), tuple(warning for warning in warnings if warning))

    def accommodate(self, client_id: int, accommodation: Accommodation) -> Refused | None:
        """Keep what was agreed; one that changes nothing ends it.

        It holds for calls from now on: an open call keeps the promise it was logged under. Where
        calls are always returned, the silent ones the queue shows are owed a return too.
        """
        refused = self._problem(accommodation)
        if refused is not None:
            return refused
        desk = self._desk
        before = desk.practice.accommodation(client_id)
        if accommodation == before:
            return None
        title = self._title(client_id)
        said = "Agreement with {name} ended" if accommodation.is_empty else "Agreement with {name} saved"
        return self._save(
            client_id,
            lambda: tr(said, name=title()),
            lambda: desk.accommodations.save(client_id, accommodation),
            lambda: desk.accommodations.save(client_id, before),
        )

    def _owe_silent_calls(self, client_id: int) -> None:
        """Where this client is always returned, the silent calls that wait for a judgement are owed."""
        desk = self._desk
        agreed = desk.practice.accommodation(client_id)
        if agreed is None or not agreed.always_return:
            return
        for call in desk.calls.of_client(client_id):
            if is_silent(call) and call.received_at >= desk.now() - LOOK_BACK_DAYS * DAY_SECONDS:
                policy = desk.practice.version_of(call).policy
                counted = desk.practice.deadline(call.received_at, call.voicemail, policy, client_id)
                owed = replace(call, due_at=counted.due_at, receipt=counted.receipt)
                desk.calls.replace(owed, kind="accommodation agreed")

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
        self,
        client_id: int,
        said: Callable[[], str],
        change: Callable[[], object],
        undo: Callable[[], object],
        other_id: int | None = None,
    ) -> Refused | None:
        """The change and what follows for the calls concerned, in one transaction that can be taken back."""
        desk = self._desk
        concerned = {client_id} if other_id is None else {client_id, other_id}
        before = [call for each in concerned for call in desk.calls.of_client(each)]

        def work() -> None:
            change()
            desk.practice.reload()
            for each in concerned:
                self._owe_silent_calls(each)
                desk.settle_returned(each)

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
        self._signals.said.emit(said() + ".")
        self._undoing.push(said, take_back, lambda: self._save(client_id, said, change, undo, other_id))
        return None

    def _client(self, client_id: int) -> Client:
        client = self._desk.clients.get(client_id)
        if client is None:
            raise LookupError("no such client")
        return client

    def _title(self, client_id: int) -> Callable[[], str]:
        """What the client is called, read now and put into words when it is said."""
        client = self._client(client_id)
        number = self._desk.number_shown(client.number)
        return lambda: caller(client, number)
