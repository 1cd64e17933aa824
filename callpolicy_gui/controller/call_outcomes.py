"""What can happen to a call that is in the log: it is returned, put off, closed, or taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from callpolicy_gui.controller.views import Field, Refused, SnoozeChoice
from callpolicy_gui.core.callback_queue import latest_snooze, obligations, queue_row, short_snooze
from callpolicy_gui.core.calls import (
    Attempt,
    MissedCall,
    NotOwedReason,
    Outcome,
    Settlement,
    Source,
    settle_not_owed,
)
from callpolicy_gui.core.contact_safety import ContactSafety, contact_advice
from callpolicy_gui.core.promises import settled_by
from callpolicy_gui.core.time_entry import TimeEntryError, parse_received
from callpolicy_gui.wording.problems import time_problem
from callpolicy_gui.wording.queue import caller, calls_snoozed, calls_too_near, undo_words
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from callpolicy_gui.controller.call_entry import CallEntry
    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.controller.signals import Signals
    from callpolicy_gui.controller.undo import Undoing
    from callpolicy_gui.core.callback_queue import QueueRow
    from callpolicy_gui.core.open_spans import OpenSpans

_HALF_HOUR = 30 * 60


class CallOutcomes:
    """The use cases after logging: each gathers, asks core, saves once, and says what changed."""

    def __init__(
        self, desk: Desk, signals: Signals, changed: Callable[[], None], undoing: Undoing, entry: CallEntry
    ) -> None:
        self._desk = desk
        self._signals = signals
        self._changed = changed
        self._undoing = undoing
        self._entry = entry

    # -- outcomes ------------------------------------------------------------------------

    def attempt(self, call_id: int, outcome: Outcome, at_text: str | None = None) -> Refused | None:
        """Record a try at returning. One return settles every earlier call of the client.

        `at_text` is when it was, in the received-at grammar; None is now.
        """
        at = self._instant(at_text, self._desk.now())
        return at if isinstance(at, Refused) else self._attempt_at(call_id, outcome, at)

    def _attempt_at(self, call_id: int, outcome: Outcome, at: int) -> Refused | None:
        desk, now = self._desk, self._desk.now()
        call = desk.call(call_id)
        before = desk.calls_with(call)
        received_at = min(each.received_at for each in before)
        # Typed to the minute: a return in the minute of a call came after it.
        at = max(at, *(each.received_at for each in before if each.received_at // 60 == at // 60), 0)
        if at < received_at:
            when = desk.times.day_time(received_at, now)
            return Refused(tr("That is before the call, {when}.", when=when), Field.RECEIVED)

        def work() -> Attempt:
            made = desk.calls.add_attempt(call_id, at, outcome, Source.TYPED)
            counts = desk.practice.settings.message_counts
            for settled in settled_by(before, [made], message_counts=counts):
                desk.calls.replace(settled, kind="returned")
            return made

        made = desk.save(now, work)
        if isinstance(made, Refused):
            return made

        put_back = self._undoing.putting_back(before)

        def take_back() -> None:
            put_back()
            desk.calls.remove_attempt(made.attempt_id)

        self._done(call, outcome, take_back, lambda now_id: self._attempt_at(now_id, outcome, at))
        return None

    def snooze_choices(self, call_id: int) -> tuple[SnoozeChoice, ...]:
        """The ways to put this call off that end early enough, each with its key."""
        desk, now = self._desk, self._desk.now()
        limit = self._latest_snooze(call_id, now)
        spans = desk.practice.hours_of(desk.call(call_id))
        following = next((s for s, _ in spans.stretches(now, now + 14 * 24 * 3600) if s > now), None)
        calendar = desk.practice.calendar
        own = desk.practice.own_spans()
        tomorrow = calendar.day_start(calendar.local_day(now)) + 36 * 3600
        morning = own.next_open(calendar.day_start(calendar.local_day(tomorrow)))
        times = desk.times
        soon, said = self._next_chance(desk.call(call_id), now, limit)
        offers = [
            ("1", tr(said, time=times.day_time(soon, now)), soon),
            ("2", tr("Next calling hours ({time})", time=times.day_time(following or now, now)), following),
            ("3", _capital(times.day_time(morning, now)), morning),
        ]
        return tuple(
            SnoozeChoice(key, words, until)
            for key, words, until in offers
            if until is not None and now < until <= limit
        )

    def _next_chance(self, call: MissedCall, now: int, limit: int) -> tuple[int, str]:
        """When to come back to a call first, UTC seconds, and how that is called.

        The end of the session that runs; the next safe time to call, up to `limit`; else half an hour.
        """
        desk = self._desk
        safety = ContactSafety() if call.client_id is None else desk.safety.get(call.client_id)
        safe_from = contact_advice(safety, (), now, desk.practice.calendar.zone).safe_from
        if safe_from is not None and safe_from <= limit:
            return safe_from, "Next safe time ({time})"
        session = desk.practice.sessions.running(now)
        if session is not None:
            return session[1], "After this session ({time})"
        return now + _HALF_HOUR, "In 30 minutes ({time})"

    def snooze(self, call_id: int, until: int) -> Refused | None:
        """Put a call off until an instant (UTC seconds) at least 15 minutes before *call by*."""
        return self._put_off(call_id, until, asked=False)

    def client_asked(self, call_id: int, at_text: str) -> Refused | None:
        """Put a call off to the time that the client asked for, in the grammar of `ahead_text`."""
        now = self._desk.now()
        until = self._entry.ahead(at_text, now)
        if isinstance(until, Refused):
            return until
        return self._put_off(call_id, until, asked=True)

    def _put_off(self, call_id: int, until: int, *, asked: bool) -> Refused | None:
        desk, now = self._desk, self._desk.now()
        call = desk.call(call_id)
        limit = self._latest_snooze(call_id, now)
        if until <= now:
            return Refused(tr("That time is over. Choose a later one."), Field.RECEIVED)
        if until > limit:
            return self._too_late(call, limit, now)
        before = desk.calls_with(call)

        def work() -> None:
            for each in before:
                desk.calls.replace(replace(each, snoozed_until=until, client_asked=asked), kind="snoozed")

        refused = desk.save(now, work)
        if refused is not None:
            return refused
        self._done(
            call,
            "snoozed",
            self._undoing.putting_back(before),
            lambda now_id: self._put_off(now_id, until, asked=asked),
        )
        return None

    def _too_late(self, call: MissedCall, limit: int, now: int) -> Refused:
        times = self._desk.times
        when = times.moment(call.due_at or now, now)
        if limit <= now:
            return Refused(tr("The deadline, {when}, is too near to snooze this call.", when=when))
        return Refused(
            tr(
                "That is after the deadline, {when}. Mark Not owed, or snooze to {limit}.",
                when=when,
                limit=times.day_time(limit, now),
            ),
            Field.RECEIVED,
        )

    def can_snooze_alerted(self, call_ids: Iterable[int]) -> bool:
        """Whether one click could still put off any of these calls."""
        now = self._desk.now()
        return any(self._short_snooze(call, now) is not None for call in self._open_calls(call_ids))

    def snooze_alerted(self, call_ids: Iterable[int]) -> Refused | None:
        """Put off what an alert spoke of, for 15 minutes or as long as each may be; one step to undo.

        What is settled by now is passed over. Refused tells what is too near its deadline; the
        others are put off all the same.
        """
        desk, now = self._desk, self._desk.now()
        calls = self._open_calls(call_ids)
        until = {call.call_id: self._short_snooze(call, now) for call in calls}
        before = {
            each.call_id: (each, at)
            for call in calls
            if (at := until[call.call_id]) is not None
            for each in desk.calls_with(call)
            if each.snoozed_until != at
        }
        refused = self._put_off_all(before, [call for call in calls if call.call_id in before], now)
        if refused is not None:
            return refused
        return self._too_near([call for call in calls if until[call.call_id] is None], now)

    def _put_off_all(
        self, before: dict[int, tuple[MissedCall, int]], alerted: Sequence[MissedCall], now: int
    ) -> Refused | None:
        """Put each call off until its instant, in one step; `alerted` are those to be named."""

        def work() -> None:
            for each, at in before.values():
                self._desk.calls.replace(replace(each, snoozed_until=at, client_asked=False), kind="snoozed")

        if not before:
            return None
        refused = self._desk.save(now, work)
        if refused is not None:
            return refused
        take_back = self._undoing.putting_back([each for each, _ in before.values()])
        ids = [call.call_id for call in alerted]

        def again() -> Refused | None:
            return self.snooze_alerted(map(self._undoing.id_now, ids))

        if len(alerted) == 1:
            self._done(alerted[0], "snoozed", take_back, lambda _now_id: again())
        else:
            self._tell_changed()
            self._undoing.push(lambda: calls_snoozed(len(alerted)), take_back, again)
        return None

    def _too_near(self, calls: Sequence[MissedCall], now: int) -> Refused | None:
        if not calls:
            return None
        if len(calls) == 1:
            return self._too_late(calls[0], now, now)
        return Refused(calls_too_near(len(calls)))

    def _open_calls(self, call_ids: Iterable[int]) -> list[MissedCall]:
        found = [self._desk.calls.get(call_id) for call_id in call_ids]
        return [call for call in found if call is not None and call.is_open]

    def _short_snooze(self, call: MissedCall, now: int) -> int | None:
        row, spans = self._row(call, now)
        return short_snooze(row, now, spans)

    def _latest_snooze(self, call_id: int, now: int) -> int:
        row, spans = self._row(self._desk.call(call_id), now)
        return latest_snooze(row, now, spans)

    def _row(self, call: MissedCall, now: int) -> tuple[QueueRow, OpenSpans]:
        """The obligation of a call as the queue sees it, and its calling time."""
        desk = self._desk
        spans = desk.practice.hours_of(call)
        row = queue_row(
            obligations(desk.calls_with(call), {}, {})[0],
            now,
            calendar=desk.practice.calendar,
            spans=spans,
            soon_minutes=desk.practice.settings.soon_minutes,
        )
        return row, spans

    def not_owed(self, call_id: int, reason: NotOwedReason) -> Refused | None:
        """Close a call without a return, with the reason."""
        desk, now = self._desk, self._desk.now()
        call = desk.call(call_id)
        before = desk.calls_with(call)

        def work() -> None:
            for settled in settle_not_owed(before, reason, now):
                desk.calls.replace(settled, kind="not owed", reason=reason.value)

        refused = desk.save(now, work)
        if refused is not None:
            return refused
        put_back = self._undoing.putting_back(before)
        self._done(call, Settlement.NOT_OWED, put_back, lambda now_id: self.not_owed(now_id, reason))
        return None

    def call_back_anyway(self, call_id: int) -> Refused | None:
        """Put a call that is owed nothing into the queue, as if a return had been promised."""
        desk, now = self._desk, self._desk.now()
        call = desk.call(call_id)
        before = desk.calls_closed_with(call)

        def work() -> None:
            for each in before:
                desk.calls.replace(self._reopened(each), kind="call back anyway")

        refused = desk.save(now, work)
        if refused is not None:
            return refused
        self._done(call, "reopened", self._undoing.putting_back(before), self.call_back_anyway)
        return None

    def _reopened(self, call: MissedCall) -> MissedCall:
        practice = self._desk.practice
        reopened = replace(call, settled_at=None, settlement=None, not_owed_reason=None, returned_anyway=True)
        if call.due_at is not None:
            return reopened
        policy = practice.version_of(call).policy
        deadline = practice.deadline(
            call.received_at, call.voicemail, policy, call.client_id, return_anyway=True
        )
        return replace(reopened, due_at=deadline.due_at, receipt=deadline.receipt)

    # -- what every use case ends with ---------------------------------------------------

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


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
