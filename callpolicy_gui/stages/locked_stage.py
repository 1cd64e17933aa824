"""The log is locked: closed, its key gone, nothing of it on the screen or in memory.

What stays are the keys and instants of alerts that are to come. They go on, neutral; what
was shown is kept in the journal beside the log. A passphrase or the recovery code opens
it again, and what was asked for meanwhile is shown then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from callpolicy_gui.controller.one_at_a_time import OneAtATime
from callpolicy_gui.core.locked_alerts import due_alerts, next_look_at
from callpolicy_gui.desktop.tray import TrayState
from callpolicy_gui.desktop.tray_icon import TrayKind
from callpolicy_gui.stages.closed_stage import ClosedStage
from callpolicy_gui.stages.lock_wait import LockWait, waiting_words
from callpolicy_gui.stages.showing import Showing
from callpolicy_gui.storage import alert_journal, key_slots
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.unlock_delay import UnlockDelay
from callpolicy_gui.ui.lock_window import LockWindow
from callpolicy_gui.wording.alerts import locked_callback, unlock_for_reminders
from callpolicy_gui.wording.problems import clock_doubted, clock_doubted_shortly
from callpolicy_gui.wording.protection import unlock_problem
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from callpolicy_gui.core.clock_doubt import ClockDoubt
    from callpolicy_gui.core.locked_alerts import PlannedAlert
    from callpolicy_gui.core.open_spans import OpenSpans
    from callpolicy_gui.opening import LogPlace
    from callpolicy_gui.storage.keys import LogKey

_COUNTDOWN_MS = 250
_WRONG = frozenset({StorageProblem.WRONG_PASSPHRASE, StorageProblem.WRONG_CODE})


@dataclass(frozen=True, slots=True)
class LockedPlan:
    """What goes on while the log is locked: its alerts to come, and when alerts may appear."""

    alerts: Sequence[PlannedAlert]
    allowed: OpenSpans


class LockedStage(ClosedStage):
    """Asks for what opens the log of `place`.

    `plan` None is a log that was not open yet: nobody knows its alerts. `why` says why it locked.
    """

    def __init__(
        self,
        place: LogPlace,
        monotonic: Callable[[], float],
        *,
        plan: LockedPlan | None,
        why: str = "",
        hide_on_close: Callable[[], bool],
    ) -> None:
        paths = place.paths
        ways = key_slots.protection(paths)
        self._lock = LockWindow(
            at_start=plan is None,
            why=why,
            reminders=plan is not None,
            has_passphrase=ways.has_passphrase,
            has_recovery=ways.has_recovery,
        )
        super().__init__(self._lock, hide_on_close)
        self._place, self._paths = place, paths
        self._clock, self._monotonic = place.clock, monotonic
        self._plan = plan
        self._given: set[str] = set()
        self._is_held = False
        self._pending: tuple[str, ...] = ()
        self._failures: list[int] = []
        self._delay = UnlockDelay()
        self._worker = OneAtATime()
        self._wait = LockWait(self)
        self._wait.began.connect(lambda: self._lock.show_holdup(waiting_words()))
        self._countdown = QTimer(self, interval=_COUNTDOWN_MS)
        self._countdown.timeout.connect(self._count_down)
        self._lock.passphrase_submitted.connect(
            lambda typed: self._try("passphrase", lambda: key_slots.unlock_with_passphrase(paths, typed))
        )
        self._lock.code_submitted.connect(
            lambda typed: self._try("recovery", lambda: key_slots.unlock_with_code(paths, typed))
        )
        self._lock.quit_requested.connect(self.quit_wanted)
        self._lock.clock_confirmed.connect(self.clock_confirmed)

    def enter(self, geometry: str, showing: Showing = Showing.ACTIVE) -> None:
        super().enter(geometry, showing)
        if self._plan is None and not showing.is_seen:
            self.alert_wanted.emit(*unlock_for_reminders(), False, False)

    # -- unlocking -----------------------------------------------------------------------

    def _try(self, how: str, find: Callable[[], LogKey]) -> None:
        if self._delay.seconds_left(self._monotonic()) > 0:
            self._count_down()
            return

        def work() -> LogKey | StorageError | MemoryError:
            try:
                return find()
            except (StorageError, MemoryError) as error:
                return error

        if self._worker.start(work, lambda found: self._found(how, found)):
            self._lock.set_busy(True)

    def _found(self, how: str, found: LogKey | StorageError | MemoryError) -> None:
        if isinstance(found, MemoryError):
            self._lock.set_busy(False)
            self._lock.show_error(tr("There is too little memory free. Close a program, then try again."))
            return
        if isinstance(found, StorageError):
            self._refuse(found)
            return
        self._open(how, found)

    def _open(self, how: str, key: LogKey) -> None:
        try:
            log = self._place.open(key)
        except StorageError as error:
            if not self._wait.again(error, lambda: self._open(how, key)):
                self.not_opened.emit(error, key)
            return
        log.controller.access.note_unlocked(how, tuple(self._failures))
        self.opened.emit(log)

    def _refuse(self, error: StorageError) -> None:
        self._lock.set_busy(False)
        self._lock.show_error(unlock_problem(error), keep_typed=error.problem is StorageProblem.MISTYPED_CODE)
        if error.problem in _WRONG:
            self._failures.append(int(self._clock()))
            self._delay = self._delay.after_wrong_try(self._monotonic())
            self._count_down()

    def _count_down(self) -> None:
        left = self._delay.seconds_left(self._monotonic())
        self._lock.show_wait(left)
        if left > 0:
            self._countdown.start()
        else:
            self._countdown.stop()

    # -- alerts --------------------------------------------------------------------------

    def doubt_clock(self, doubt: ClockDoubt | None) -> None:
        self._is_held = doubt is not None
        self._lock.show_doubt("" if doubt is None else clock_doubted(doubt, int(self._clock())))
        self.tray_changed.emit(self.tray_state())

    def may_alert(self) -> bool:
        return self._plan is not None and self._plan.allowed.is_open(int(self._clock()))

    def beat(self) -> None:
        if self._plan is None or self._is_held:
            return
        owed = due_alerts(self._plan.alerts, self._given, int(self._clock()), self._plan.allowed)
        if owed:
            self._given.update(owed)
            self._pending += owed
            urgent = any(key.startswith("overdue:") for key in owed)
            self.take_over_alert(urgent)

    def take_over_alert(self, urgent: bool) -> None:
        """Say that there is something, neutral and with nothing to do but unlock."""
        self.alert_wanted.emit(*locked_callback(), urgent, False)

    def next_look_at(self) -> int | None:
        if self._plan is None:
            return None
        return next_look_at(self._plan.alerts, self._given, int(self._clock()), self._plan.allowed)

    def alert_shown(self) -> None:
        if self._pending:
            try:
                alert_journal.append(self._paths, self._pending, int(self._clock()))
            except StorageError:
                # Shown and not written down: it comes once more after unlocking, which is the lesser harm.
                return
            self._pending = ()

    def tray_state(self) -> TrayState:
        doubted = [clock_doubted_shortly()] * self._is_held
        if self._plan is None:
            said = tr("Call Policy is locked: no reminders until you unlock it")
            return TrayState(TrayKind.DUE, " \u00b7 ".join([said, *doubted]))
        return TrayState(tooltip=" \u00b7 ".join([tr("Call Policy is locked"), *doubted]))

    def leave(self) -> None:
        self._countdown.stop()
        self._wait.stop()
        super().leave()
