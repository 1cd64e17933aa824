"""The one door between the windows and everything else: the queue as it is, and the use cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.controller.alert_desk import AlertDesk
from callpolicy_gui.controller.call_desk import CallDesk
from callpolicy_gui.controller.call_entry import CallEntry
from callpolicy_gui.controller.client_desk import ClientDesk
from callpolicy_gui.controller.exchange_desk import ExchangeDesk
from callpolicy_gui.controller.log_desk import LogDesk
from callpolicy_gui.controller.policy_desk import PolicyDesk
from callpolicy_gui.controller.signals import Signals
from callpolicy_gui.controller.undo import Undoing
from callpolicy_gui.controller.views import DayStripView, QueueView, StripMark
from callpolicy_gui.core.callback_queue import Group, callback_queue, obligations
from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.core.local_time import DAY_SECONDS, next_day
from callpolicy_gui.core.silent_calls import LOOK_BACK_DAYS, repeated_silent_calls
from callpolicy_gui.wording import headline
from callpolicy_gui.wording.policies import policy_name
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.core.callback_queue import Obligation, QueueRow
    from callpolicy_gui.core.calls import MissedCall
    from callpolicy_gui.core.settings import PracticeSettings
    from callpolicy_gui.wording.times import Times

_HOUR = 3600
# The strip shows at least this part of the day, local hours.
_STRIP_FROM, _STRIP_TO = 8, 18


class Controller(Signals):
    """Holds the queue of one open log and the desks where its use cases are."""

    def __init__(self, desk: Desk, key_place: str = "") -> None:
        super().__init__()
        self._desk = desk
        self._key_place = key_place
        self._view: QueueView | None = None
        self.undoing = Undoing(desk, self, self.refresh)
        entry = CallEntry(desk)
        self.calls = CallDesk(desk, self, self.refresh, self.undoing, entry)
        self.clients = ClientDesk(desk, self, self.refresh, self.undoing, entry)
        self.log = LogDesk(desk)
        self.policies = PolicyDesk(desk, self, self.refresh)
        self.exchange = ExchangeDesk(desk, self, self.refresh)
        self.alerts = AlertDesk(desk, self)
        self.rows_read.connect(self.exchange.rows_arrived)

    @property
    def times(self) -> Times:
        """How times read in this practice."""
        return self._desk.times

    @property
    def settings(self) -> PracticeSettings:
        """The practice's settings."""
        return self._desk.practice.settings

    def now(self) -> int:
        """The present, UTC seconds."""
        return self._desk.now()

    def key_place_words(self) -> str:
        """Where the key of the log is kept, and what that means."""
        return self._key_place

    def queue(self) -> QueueView:
        """The queue at the last refresh."""
        if self._view is None:
            self.refresh()
        if self._view is None:
            raise RuntimeError("a refresh makes a view")
        return self._view

    def refresh(self) -> None:
        """Read and order the queue anew; `queue_changed` tells when anything differs."""
        view = self._make_view(self._desk.now())
        if view != self._view:
            self._view = view
            self.queue_changed.emit(view)
            self.alerts.settle(self._owed_rows())

    def tick(self) -> None:
        """A heartbeat: the queue as it is by now, and the alerts that are owed."""
        self.refresh()
        self.alerts.beat(self._owed_rows(), self._desk.now())

    def started(self) -> None:
        """The window stands: alerts that a crash swallowed are given again, then as at each beat."""
        self.alerts.give_again(self._owed_rows())
        self.tick()

    def pause_alerts(self, minutes: int) -> None:
        """No alert for so many minutes; -1 is the rest of today."""
        self.alerts.pause(minutes, self._owed_rows())

    def next_look_at(self) -> int | None:
        """When the next alert can become owed, UTC seconds."""
        return self.alerts.next_look_at(self._owed_rows(), self._desk.now())

    def _owed_rows(self) -> tuple[QueueRow, ...]:
        return tuple(row for row in self.queue().rows if row.group is not Group.NOT_OWED)

    def _make_view(self, now: int) -> QueueView:
        desk, practice = self._desk, self._desk.practice
        calendar, times = practice.calendar, desk.times
        minute = now - now % 60
        today = calendar.local_day(now)
        start, end = calendar.day_start(today), calendar.day_start(next_day(today))
        rows = self._rows(desk.calls.open_calls(), now)
        unowed = self._unowed_rows(rows, now, start, end)
        returned_today = desk.calls.returned_between(start, end)
        policy = practice.version_at(now).policy
        due_at = practice.deadline(now, Voicemail.YES, policy).due_at or now
        return QueueView(
            now=minute,
            rows=rows + unowed,
            # In whole minutes, as the cards are: two countdowns side by side must agree.
            eyebrow=headline.eyebrow(rows, minute, times),
            headline=headline.headline(rows, minute, times, returned_today=returned_today),
            aside=self._aside(rows, unowed, now),
            strip=self._strip(rows, now, start, end),
            policy_name=policy_name(policy),
            call_now=tr("A call now would be due {when}", when=times.moment(due_at, now)),
        )

    def _unowed_rows(
        self, owed: tuple[QueueRow, ...], now: int, start: int, end: int
    ) -> tuple[QueueRow, ...]:
        """Today's calls that are owed nothing, and silent ones that wait longer for a judgement.

        Somebody who is called back anyway needs none.
        """
        calls = self._desk.calls
        waiting = {call.client_id for row in owed for call in row.obligation.calls}
        today = {call.call_id: call for call in calls.unowed_between(start, end)}
        silent = [
            call
            for call in calls.silent_since(now - LOOK_BACK_DAYS * DAY_SECONDS)
            if call.client_id is not None and call.client_id not in waiting
        ]
        repeated = repeated_silent_calls(silent, self._desk.practice.settings.silent_minutes)
        shown = today | {call.call_id: call for call in silent if call.call_id in repeated}
        return self._rows(shown.values(), now)

    def _rows(self, calls: Iterable[MissedCall], now: int) -> tuple[QueueRow, ...]:
        practice = self._desk.practice
        return callback_queue(
            self._obligations(list(calls)),
            now,
            calendar=practice.calendar,
            hours_of=practice.hours_of,
            soon_minutes=practice.settings.soon_minutes,
            silent_minutes=practice.settings.silent_minutes,
        )

    def _obligations(self, calls: list[MissedCall]) -> tuple[Obligation, ...]:
        desk = self._desk
        clients = desk.clients_of(calls)
        attempts = desk.calls.attempts_of([call.call_id for call in calls])
        return obligations(calls, clients, attempts, desk.practice.accommodations)

    def _aside(self, rows: tuple[QueueRow, ...], unowed: tuple[QueueRow, ...], now: int) -> str:
        """The sentence under the headline: off hours, who rang twice, or when calling hours come next."""
        desk, silent = self._desk, headline.silent_aside(unowed)
        own, times = desk.practice.own_spans(), desk.times
        if not own.is_open(now):
            return " ".join(
                part for part in (headline.off_hours(rows, own.next_open(now), now, times), silent) if part
            )
        if silent or rows:
            return silent
        calling = desk.practice.spans_of(desk.practice.version_at(now).policy)
        opening = calling.next_open(now)
        if opening <= now:
            return ""
        return tr("Your next callback time is {when}.", when=times.day_time(opening, now))

    def _strip(self, rows: tuple[QueueRow, ...], now: int, start: int, end: int) -> DayStripView:
        practice, times = self._desk.practice, self._desk.times
        spans = tuple(practice.spans_of(practice.version_at(now).policy).stretches(start, end))
        marks = tuple(
            StripMark(row.call_by, int(row.group))
            for row in rows
            if row.call_by is not None and start <= row.call_by < end
        )
        edges = [at for span in spans for at in span] + [mark.at for mark in marks] + [now]
        first = min([start + _STRIP_FROM * _HOUR, *edges])
        last = max([start + _STRIP_TO * _HOUR, *edges])
        said = ", ".join(
            tr("{start} to {end}", start=times.time(a), end=times.moment(b, now)) for a, b in spans
        )
        opening = tr("Calling hours today: {hours}.", hours=said) if said else tr("No calling hours today.")
        return DayStripView(
            start=start + (first - start) // _HOUR * _HOUR,
            end=min(end, start - (start - last) // _HOUR * _HOUR),
            now=now - now % 60,
            open_spans=spans,
            marks=marks,
            words=opening,
        )
