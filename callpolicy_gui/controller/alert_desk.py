"""The clock's use case: at each beat, which alerts are owed, said once, also across a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.core.alerts import AlertContext, Digest, digest, next_look_at, owed_alerts
from callpolicy_gui.core.local_time import next_day
from callpolicy_gui.core.policies import ByClose

if TYPE_CHECKING:
    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.controller.signals import Signals
    from callpolicy_gui.core.callback_queue import QueueRow

REST_OF_TODAY = -1
_KEEP_KEYS_SECONDS = 400 * 24 * 3600


class AlertDesk:
    """Decides at each beat what to say; an intent is durable before anything is shown."""

    def __init__(self, desk: Desk, signals: Signals) -> None:
        self._desk = desk
        self._signals = signals
        self._running_since = desk.now()
        self._said: set[int] = set()
        self.paused_until: int | None = None

    def pause(self, minutes: int) -> None:
        """No alert for so many minutes; -1 is the rest of today."""
        now = self._desk.now()
        if minutes == REST_OF_TODAY:
            calendar = self._desk.practice.calendar
            self.paused_until = calendar.day_start(next_day(calendar.local_day(now)))
        else:
            self.paused_until = now + minutes * 60

    def resume(self) -> None:
        """Alerts may appear again."""
        self.paused_until = None

    def beat(self, rows: tuple[QueueRow, ...], now: int) -> None:
        """Give what is owed at `now`."""
        if self.paused_until is not None:
            if now < self.paused_until:
                return
            self.paused_until = None
        store = self._desk.alerts
        context = self._context(now)
        owed = owed_alerts(rows, self._desk.practice.versions, store.known_keys(), context)
        if not owed:
            return
        summary = digest(owed)
        if self._record(summary, now):
            self._said |= {row.call_id for row in rows if _speaks_of(summary, row)}
            self._signals.alert_owed.emit(summary)

    def settle(self, rows: tuple[QueueRow, ...]) -> None:
        """Withdraw what was said once none of the calls it was about is open."""
        if self._said and not self._said & {row.call_id for row in rows}:
            self._said.clear()
            self._signals.alerts_settled.emit()

    def shown(self, summary: Digest) -> None:
        """The digest reached the screen."""
        now = self._desk.now()

        def work() -> None:
            for key in summary.keys:
                self._desk.alerts.mark_shown(key, now)

        self._desk.save(now, work)

    def unshown(self, rows: tuple[QueueRow, ...], now: int) -> None:
        """At start: intents that were recorded and perhaps not shown are given again."""
        keys = {i.key for i in self._desk.alerts.unshown() if _still_true(i.key, rows)}
        if not keys:
            return
        context = self._context(now)
        again = owed_alerts(rows, self._desk.practice.versions, (), context)
        wanted = [alert for alert in again if alert.key in keys]
        if wanted:
            self._signals.alert_owed.emit(digest(wanted))

    def next_look_at(self, rows: tuple[QueueRow, ...], now: int) -> int | None:
        """When to look again at the latest, UTC seconds."""
        return next_look_at(rows, self._context(now))

    def _record(self, summary: Digest, now: int) -> bool:
        def work() -> bool:
            self._desk.alerts.forget_before(now - _KEEP_KEYS_SECONDS)
            for key in summary.keys:
                self._desk.alerts.record_intent(key, summary.kind.name.lower(), now)
            return True

        return self._desk.save(now, work) is True

    def _context(self, now: int) -> AlertContext:
        practice = self._desk.practice
        policy = practice.version_at(now).policy
        own = practice.own_spans()
        return AlertContext(
            now=now,
            calendar=practice.calendar,
            own=own,
            allowed=own,
            calling=practice.spans_of(policy),
            hours_of=lambda row: practice.hours_of(row.obligation.first),
            lead_minutes=practice.settings.lead_minutes,
            running_since=self._running_since,
            begins_early=isinstance(policy.allowance, ByClose) and policy.allowance.of == "window",
        )


def _speaks_of(summary: Digest, row: QueueRow) -> bool:
    return bool({f"overdue:{row.call_id}", f"soon:{row.call_id}"} & set(summary.keys))


def _still_true(key: str, rows: tuple[QueueRow, ...]) -> bool:
    kind, _, subject = key.partition(":")
    return kind not in {"soon", "overdue"} or subject in {str(row.call_id) for row in rows}
