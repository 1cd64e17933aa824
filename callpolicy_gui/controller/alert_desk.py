"""The clock's use case: at each beat, which alerts are owed, said once, also across a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.controller.views import Refused
from callpolicy_gui.core.alerts import AlertContext, Digest, digest, next_look_at, owed_alerts, slept_through
from callpolicy_gui.core.local_time import next_day
from callpolicy_gui.core.locked_alerts import plan_alerts
from callpolicy_gui.core.policies import ByClose

if TYPE_CHECKING:
    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.controller.signals import Signals
    from callpolicy_gui.core.callback_queue import QueueRow
    from callpolicy_gui.core.locked_alerts import PlannedAlert
    from callpolicy_gui.core.open_spans import OpenSpans

REST_OF_TODAY = -1


class AlertDesk:
    """Decides at each beat what to say; an intent is durable before anything is shown."""

    def __init__(self, desk: Desk, signals: Signals) -> None:
        self._desk = desk
        self._signals = signals
        self._running_since = desk.now()
        self._said: set[int] = set()
        # Intents of an earlier run that may never have reached the screen.
        self._again: set[str] = set()
        # Given although they could not be recorded: a full disk must not silence a promise.
        self._unsaved: set[str] = set()
        self._pause: tuple[int, int] | None = None
        # Spans outside the pause, with what they were made of: new ones would be counted at each beat.
        self._outside_pause: tuple[OpenSpans, tuple[int, int], OpenSpans] | None = None
        self._held = False

    @property
    def paused_until(self) -> int | None:
        """When alerts may appear again, UTC seconds; None while they may."""
        return None if self._pause is None or self._pause[1] <= self._desk.now() else self._pause[1]

    def pause(self, minutes: int, rows: tuple[QueueRow, ...]) -> None:
        """No alert for so many minutes; -1 is the rest of today.

        What would become due soon during the pause is said at once, before it.
        """
        now = self._desk.now()
        until = now + minutes * 60
        if minutes == REST_OF_TODAY:
            calendar = self._desk.practice.calendar
            until = calendar.day_start(next_day(calendar.local_day(now)))
        self._pause = (now + 1, until)
        self.beat(rows, now)

    def say_before_session(self, until: int, rows: tuple[QueueRow, ...]) -> None:
        """Say what would become due soon in a session that is about to begin, as before a pause."""
        now = self._desk.now()
        self._give(rows, now, self._context(now, quiet=(now + 1, until)))

    def resume(self) -> None:
        """Alerts may appear again."""
        self._pause = None

    def hold(self) -> None:
        """Give nothing and record nothing until `release`: nobody knows what time it is."""
        self._held = True

    def release(self) -> None:
        """Alerts are given again; what is owed comes with the next beat."""
        self._held = False
        now = self._desk.now()
        # What was begun under a clock that was ahead lies in the future by now.
        self._running_since = min(self._running_since, now)
        if self._pause is not None and self._pause[0] > now + 1:
            self._pause = None

    def may_appear(self, now: int) -> bool:
        """Whether an alert may appear at `now`: inside own hours, outside sessions and a pause."""
        return self._context(now).allowed.is_open(now)

    def plan(self, rows: tuple[QueueRow, ...], now: int) -> tuple[tuple[PlannedAlert, ...], OpenSpans]:
        """The alerts about calls owed from now on, if nothing changes, and when they may appear."""
        context = self._context(now)
        return plan_alerts(rows, self._known(), context), context.allowed

    def _known(self) -> frozenset[str]:
        return (self._desk.alerts.known_keys() | self._unsaved) - self._again

    def beat(self, rows: tuple[QueueRow, ...], now: int) -> None:
        """Give what is owed at `now`."""
        self._give(rows, now, self._context(now))

    def _give(self, rows: tuple[QueueRow, ...], now: int, context: AlertContext) -> None:
        if self._held:
            return
        known = self._known()
        owed = owed_alerts(rows, self._desk.practice.versions, known, context)
        if not owed:
            return
        summary = digest(owed)
        missed = slept_through(rows, known, context)
        if isinstance(self._record(summary, missed, now), Refused):
            self._unsaved.update(summary.keys)
        self._again.difference_update(summary.keys)
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
            for key in set(summary.keys) - self._unsaved:
                self._desk.alerts.mark_shown(key, now)

        self._desk.save(now, work)

    def give_again(self, rows: tuple[QueueRow, ...]) -> None:
        """At start: intents that were recorded and perhaps not shown are owed again, if still true."""
        self._again = {i.key for i in self._desk.alerts.unshown() if _still_true(i.key, rows)}

    def next_look_at(self, rows: tuple[QueueRow, ...], now: int) -> int | None:
        """When to look again at the latest, UTC seconds."""
        return next_look_at(rows, self._context(now))

    def _record(self, summary: Digest, missed: tuple[str, ...], now: int) -> Refused | None:
        def work() -> None:
            for key in missed:
                self._desk.alerts.record_missed(key, now)
            for key in summary.keys:
                self._desk.alerts.record_intent(key, summary.kind.name.lower(), now)

        return self._desk.save(now, work)

    def _context(self, now: int, quiet: tuple[int, int] | None = None) -> AlertContext:
        """What the rules look at; alerts may not appear in `quiet` either."""
        practice = self._desk.practice
        policy = practice.version_at(now).policy
        allowed = self._allowed()
        return AlertContext(
            now=now,
            calendar=practice.calendar,
            own=practice.own_spans(),
            allowed=allowed if quiet is None else allowed.without(*quiet),
            calling=practice.spans_of(policy),
            callable_of=lambda row: practice.callable_of(row.obligation.first),
            lead_minutes=practice.settings.lead_minutes,
            running_since=self._running_since,
            begins_early=isinstance(policy.allowance, ByClose) and policy.allowance.of == "window",
        )

    def _allowed(self) -> OpenSpans:
        """Own hours outside sessions and the pause."""
        spans, pause = self._desk.practice.alert_spans(), self._pause
        if pause is None:
            return spans
        if self._outside_pause is None or self._outside_pause[:2] != (spans, pause):
            self._outside_pause = (spans, pause, spans.without(*pause))
        return self._outside_pause[2]


def _speaks_of(summary: Digest, row: QueueRow) -> bool:
    return bool({f"overdue:{row.call_id}", f"soon:{row.call_id}"} & set(summary.keys))


def _still_true(key: str, rows: tuple[QueueRow, ...]) -> bool:
    kind, _, subject = key.partition(":")
    return kind not in {"soon", "overdue"} or subject in {str(row.call_id) for row in rows}
