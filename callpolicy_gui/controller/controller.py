"""The one door between the windows and everything else: the queue as it is, and the use cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.controller.access_desk import LOG_SUBJECT, AccessDesk
from callpolicy_gui.controller.alert_desk import AlertDesk
from callpolicy_gui.controller.backup_desk import BackupDesk
from callpolicy_gui.controller.call_desk import CallDesk
from callpolicy_gui.controller.call_entry import CallEntry
from callpolicy_gui.controller.client_desk import ClientDesk
from callpolicy_gui.controller.clock_desk import ClockDesk
from callpolicy_gui.controller.draft_desk import DraftDesk
from callpolicy_gui.controller.exchange_desk import ExchangeDesk
from callpolicy_gui.controller.history_desk import HistoryDesk
from callpolicy_gui.controller.insights_desk import InsightsDesk
from callpolicy_gui.controller.log_desk import LogDesk
from callpolicy_gui.controller.policy_desk import PolicyDesk
from callpolicy_gui.controller.protection_desk import ProtectionDesk
from callpolicy_gui.controller.rest import Rest
from callpolicy_gui.controller.safety_desk import SafetyDesk
from callpolicy_gui.controller.session_desk import SessionDesk
from callpolicy_gui.controller.setup_desk import SetupDesk
from callpolicy_gui.controller.signals import Signals
from callpolicy_gui.controller.undo import Undoing
from callpolicy_gui.controller.views import DayStripView, QueueView, StripMark
from callpolicy_gui.core.callback_queue import Group, callback_queue, obligations
from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.core.local_time import DAY_SECONDS, next_day
from callpolicy_gui.core.silent_calls import LOOK_BACK_DAYS, repeated_silent_calls
from callpolicy_gui.storage.errors import StorageProblem
from callpolicy_gui.wording import discretion, headline
from callpolicy_gui.wording.policies import policy_name
from callpolicy_gui.wording.problems import reading_only
from callpolicy_gui.wording.sessions import spans_words
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.core.callback_queue import Obligation, QueueRow
    from callpolicy_gui.core.calls import MissedCall
    from callpolicy_gui.core.clock_doubt import ClockDoubt
    from callpolicy_gui.core.locked_alerts import PlannedAlert
    from callpolicy_gui.core.open_spans import OpenSpans
    from callpolicy_gui.core.settings import PracticeSettings
    from callpolicy_gui.storage.keychain import Keychain
    from callpolicy_gui.storage.keys import LogKey
    from callpolicy_gui.storage.paths import Paths
    from callpolicy_gui.wording.contact import SafetyWords
    from callpolicy_gui.wording.times import Times

_HOUR = 3600
# The strip shows at least this part of the day, local hours.
_STRIP_FROM, _STRIP_TO = 8, 18


class Controller(Signals):
    """Holds the queue of one open log and the desks where its use cases are.

    `doubt` is what was found about this computer's clock when the log was opened.
    """

    def __init__(
        self,
        desk: Desk,
        paths: Paths | None = None,
        key: LogKey | None = None,
        keychain: Keychain | None = None,
        doubt: ClockDoubt | None = None,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._view: QueueView | None = None
        self._rest: Rest | None = None
        self.undoing = Undoing(desk, self, self.refresh)
        entry = CallEntry(desk)
        self.calls = CallDesk(desk, self, self.refresh, self.undoing, entry)
        self.clients = ClientDesk(desk, self, self.refresh, self.undoing, entry)
        self.safety = SafetyDesk(desk, self, self.refresh, self.undoing)
        self.log = LogDesk(desk)
        self.policies = PolicyDesk(desk, self, self.refresh)
        self.insights = InsightsDesk(desk, self.policies.preset)
        self.access = AccessDesk(desk, self)
        self.drafts = DraftDesk(desk, self)
        self.history = HistoryDesk(desk, self)
        self.protection = ProtectionDesk(
            paths, key, keychain, self, self._record, clock=desk.clock, refused=lambda: desk.refused
        )
        self.setup = SetupDesk(desk, self, self.protection.view, is_kept=paths is not None)
        self.protection.changed.connect(self.setup_changed)
        self.alerts = AlertDesk(desk, self)
        self.clock = ClockDesk(desk, self.alerts, self._end_rest, doubt)
        self.backups = BackupDesk(desk, paths, key, self, clock=self.clock)
        self.protection.changed.connect(self.backups.key_changed)
        self.exchange = ExchangeDesk(desk, self, self.refresh, self.access, self.backups.before_import)
        self.sessions = SessionDesk(desk, self, self.refresh, self.undoing, self._say_before_session)
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

    @property
    def read_only_words(self) -> str:
        """Why nothing can be saved, for a line that stays; empty where everything can."""
        reading = self._desk.db.reading
        return "" if reading is None else reading_only(reading.why, reading.missing)

    @property
    def may_save_again(self) -> bool:
        """Whether what stands in the way of saving can be gone by itself: room on the disk, a right."""
        reading = self._desk.db.reading
        return reading is not None and reading.why is not StorageProblem.NEWER_VERSION

    def read_anew(self) -> None:
        """The log was opened again: everything that is shown is read from it."""
        desk, now = self._desk, self._desk.now()
        desk.practice.reload()
        missing = desk.practice.missing_holiday_years(now)
        if missing:
            # Without them holidays of far years are not known, as before.
            desk.save(now, lambda: desk.practice.fetch_holidays(missing))
        self._view = None
        self.refresh()
        for changed in (self.practice_changed, self.log_changed, self.clients_changed):
            changed.emit()

    def read_everything(self) -> None:
        """Read all that a window could ask for. Raises whatever a log does that cannot be understood."""
        self._desk.read_everything()
        self.queue()
        self.policies.view()

    def _record(self, kind: str) -> None:
        """One entry about the log itself. Raises StorageError."""
        with self._desk.db.write(self._desk.now()):
            self._desk.db.history.append(kind, LOG_SUBJECT)

    def planned_alerts(self) -> tuple[tuple[PlannedAlert, ...], OpenSpans]:
        """What goes on while the log is locked: the alerts to come, and when alerts may appear."""
        return self.alerts.plan(self._owed_rows(), self.clock.believed_now())

    def queue(self) -> QueueView:
        """The queue at the last refresh."""
        if self._view is None:
            self.refresh()
        if self._view is None:
            raise RuntimeError("a refresh makes a view")
        return self._view

    @property
    def names_hidden(self) -> bool:
        """Whether names, numbers and notes are hidden."""
        return discretion.names_hidden()

    def hide_names(self, hidden: bool) -> None:
        """Hide names, numbers and notes wherever they are shown, or show them again.

        The queue is told anew although nothing in it differs: its words do.
        """
        if hidden == discretion.names_hidden():
            return
        discretion.hide_names(hidden)
        self._view = None
        self.refresh()
        self.names_changed.emit()

    def refresh(self) -> None:
        """Read and order the queue anew; `queue_changed` tells when anything differs.

        A session that began or ended meanwhile hides names, or shows them again.
        """
        self._rest = None
        now, were_hidden = self._desk.now(), discretion.names_hidden()
        running = self._desk.practice.sessions.running(now)
        discretion.session_since(None if running is None else running[0])
        turned = discretion.names_hidden() != were_hidden
        view = self._make_view(now)
        if turned or view != self._view:
            self._view = view
            self.queue_changed.emit(view)
            self.alerts.settle(self._owed_rows())
        if turned:
            self.names_changed.emit()

    def tick(self) -> None:
        """A heartbeat: the queue as it is by now, and the alerts that are owed.

        The queue is in whole minutes: within one, nothing is read until an alert can become owed.
        """
        now = self._desk.now()
        if self._rest is not None and self._rest.covers(now):
            return
        self.refresh()
        self.alerts.beat(self._owed_rows(), now)
        self._rest = Rest.after(now, self.next_look_at())

    def _end_rest(self) -> None:
        """Something changed that no instant tells of: the next beat looks at everything."""
        self._rest = None

    def started(self) -> None:
        """The window stands: alerts that a crash swallowed are given again, then as at each beat."""
        self.alerts.give_again(self._owed_rows())
        self._rest = None
        self.tick()

    def pause_alerts(self, minutes: int) -> None:
        """No alert for so many minutes; -1 is the rest of today."""
        self._rest = None
        self.alerts.pause(minutes, self._owed_rows())

    def resume_alerts(self) -> None:
        """Alerts may appear again."""
        self._rest = None
        self.alerts.resume()

    def next_look_at(self) -> int | None:
        """When the next alert can become owed, or a session or a snooze ends, UTC seconds."""
        now = self._desk.now()
        if self._rest is not None and self._rest.covers(now):
            return self._rest.look
        looks = (
            self.alerts.next_look_at(self._owed_rows(), now),
            self._desk.practice.sessions.next_edge(now),
            *(row.opens_at for row in self._owed_rows()),
        )
        return min((at for at in looks if at is not None and at > now), default=None)

    def _say_before_session(self, until: int) -> None:
        self.alerts.say_before_session(until, self._owed_rows())

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
        session = self.sessions.view()
        safety = self.safety.words(rows + unowed, now)
        return QueueView(
            now=minute,
            rows=rows + unowed,
            # In whole minutes, as the cards are: two countdowns side by side must agree.
            eyebrow=headline.eyebrow(rows, minute, times, elsewhere=desk.zone_words(now)),
            headline=headline.headline(rows, minute, times, returned_today=returned_today),
            aside=self._aside(rows, unowed, now),
            strip=self._strip(rows, now, start, end),
            policy_name=policy_name(policy),
            call_now=tr("A call now would be due {when}", when=times.moment(due_at, now)),
            not_dialable=self._not_dialable(rows + unowed, safety),
            session=session.words if session.runs else "",
            safety=safety,
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
        minutes = self._desk.practice.settings.silent_minutes
        earliest = min((call.received_at for call in silent), default=now) - minutes * 60
        judged = calls.judged_silent({call.client_id for call in silent if call.client_id}, earliest)
        to_judge = repeated_silent_calls([*silent, *judged], minutes)
        shown = today | {call.call_id: call for call in silent if call.call_id in to_judge}
        return self._rows(shown.values(), now, to_judge)

    def _rows(
        self, calls: Iterable[MissedCall], now: int, to_judge: frozenset[int] = frozenset()
    ) -> tuple[QueueRow, ...]:
        practice = self._desk.practice
        return callback_queue(
            self._obligations(list(calls)),
            now,
            calendar=practice.calendar,
            hours_of=practice.hours_of,
            soon_minutes=practice.settings.soon_minutes,
            free_of=practice.sessions.outside,
            to_judge=to_judge,
        )

    def _obligations(self, calls: list[MissedCall]) -> tuple[Obligation, ...]:
        desk = self._desk
        clients = {key: desk.client_as_shown(client) for key, client in desk.clients_of(calls).items()}
        attempts = desk.calls.attempts_of([call.call_id for call in calls])
        return obligations(map(desk.as_shown, calls), clients, attempts, desk.practice.accommodations)

    def _not_dialable(self, rows: Iterable[QueueRow], safety: Mapping[int, SafetyWords]) -> frozenset[int]:
        """The calls of these rows whose number to call no telephone could be given."""
        numbers = {row.call_id: row.obligation.number for row in rows}
        numbers |= {call_id: words.number for call_id, words in safety.items()}
        return frozenset(
            call_id
            for call_id, number in numbers.items()
            if number and not self._desk.number(number).dialable
        )

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
        calling = practice.spans_of(practice.version_at(now).policy)
        spans = tuple(practice.sessions.outside(calling).stretches(start, end))
        busy = practice.sessions.between(start, end)
        marks = tuple(
            StripMark(row.call_by, int(row.group))
            for row in rows
            if row.call_by is not None and start <= row.call_by < end
        )
        edges = [at for span in spans + busy for at in span] + [mark.at for mark in marks] + [now]
        first = min([start + _STRIP_FROM * _HOUR, *edges])
        last = max([start + _STRIP_TO * _HOUR, *edges])
        said = spans_words(calling.stretches(start, end), now, times)
        words = tr("Calling hours today: {hours}.", hours=said) if said else tr("No calling hours today.")
        if busy:
            words += " " + tr("Sessions: {times}.", times=spans_words(busy, now, times))
        return DayStripView(
            start=start + (first - start) // _HOUR * _HOUR,
            end=min(end, start - (start - last) // _HOUR * _HOUR),
            now=now - now % 60,
            open_spans=spans,
            marks=marks,
            words=words,
            busy_spans=busy,
        )
