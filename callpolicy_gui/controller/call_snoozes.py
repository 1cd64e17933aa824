"""Putting a call off: by the clinician, by the client's wish, or by one click on an alert."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from callpolicy_gui.controller.call_steps import CallSteps
from callpolicy_gui.controller.views import Field, Refused, SnoozeChoice
from callpolicy_gui.core.callback_queue import latest_snooze, obligations, queue_row, short_snooze
from callpolicy_gui.core.contact_safety import ContactSafety, contact_advice
from callpolicy_gui.wording.queue import calls_snoozed, calls_too_near
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from callpolicy_gui.core.callback_queue import QueueRow
    from callpolicy_gui.core.calls import MissedCall
    from callpolicy_gui.core.open_spans import OpenSpans

_HALF_HOUR = 30 * 60


class CallSnoozes(CallSteps):
    """The use cases that put a call off. A snooze ends early enough for the promise, or is refused."""

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


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
