"""The program with a window: the desktop around it is made here, and every signal of it is connected here.

What the window shows depends on the stage: the log open, locked, or not to be opened. One
stage is left before the next is entered, so that nothing of an open log outlives its lock.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from callpolicy_gui.alert_relay import AlertRelay
from callpolicy_gui.desktop.clock_watch import ClockWatch
from callpolicy_gui.desktop.heartbeat import Heartbeat
from callpolicy_gui.desktop.idle_watch import IdleWatch
from callpolicy_gui.desktop.notifications.choose import choose_notifier
from callpolicy_gui.desktop.panel_scheme import PanelScheme
from callpolicy_gui.desktop.session_events import SessionEvents
from callpolicy_gui.desktop.termination import TerminationSignals
from callpolicy_gui.desktop.tray import Tray
from callpolicy_gui.headless import DONE, Outcome
from callpolicy_gui.quiet_errors import show_with
from callpolicy_gui.reach_teller import ReachTeller
from callpolicy_gui.second_start import carry_out_request
from callpolicy_gui.stages.closed_stage import ClosedStage
from callpolicy_gui.stages.locked_stage import LockedPlan, LockedStage
from callpolicy_gui.stages.open_stage import OpenStage
from callpolicy_gui.stages.showing import Showing
from callpolicy_gui.stages.trouble_stage import RestoringStage, TroubleStage
from callpolicy_gui.storage.device_settings import (
    DeviceSettings,
    load_device_settings,
    save_device_settings,
)
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.tray_watch import TrayWatch
from callpolicy_gui.ui.error_dialog import ErrorTeller
from callpolicy_gui.ui.theme import set_text_size, theme
from callpolicy_gui.wording.problems import (
    clock_believed,
    clock_doubted_shortly,
    clock_moved,
    device_problem,
    storage_problem,
)
from callpolicy_gui.wording.protection import lock_reason
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

    from callpolicy_gui.command_line import Command
    from callpolicy_gui.core.clock_doubt import ClockDoubt
    from callpolicy_gui.desktop.autostart import Autostart
    from callpolicy_gui.desktop.single_instance import SingleInstance
    from callpolicy_gui.opening import LogPlace, OpenLog
    from callpolicy_gui.stages.stage import Stage
    from callpolicy_gui.storage.backups import Backup
    from callpolicy_gui.storage.keys import LogKey
    from callpolicy_gui.storage.log_exchange import SetAsideLog

FOLLOWS_DESKTOP = "system"  # the theme that is the desktop's
# Nobody is disturbed by what takes a while once so many minutes have passed without a key or a click.
QUIET_MINUTES = 4


class Program(QObject):
    """The running program: the stage it is in, and the desktop around it."""

    def __init__(
        self,
        application: QApplication,
        clock: Callable[[], float],
        place: LogPlace | None,
        instance: SingleInstance | None,
        autostart: Autostart | None = None,
    ) -> None:
        super().__init__()
        self._application = application
        self._clock = clock
        self._place = place
        self._paths = None if place is None else place.paths
        self._instance = instance
        self._device = self._load_device()
        self._panel = PanelScheme(
            application.styleHints(), follows=self._device.theme == FOLLOWS_DESKTOP, parent=self
        )
        theme.install(application, self._device.theme, self._device.text_percent)
        self._stage: Stage | None = None
        self._tray = Tray(self)
        self._tray.set_panel(dark=self._panel.is_dark)
        self._tray_minute = 0
        self._notifier = choose_notifier(self._tray, self, identity="" if instance is None else instance.name)
        self._heartbeat = Heartbeat(clock, time.monotonic, parent=self)
        self._clock_watch = ClockWatch(clock, self)
        # Whether it was said outside of the window that the clock is doubted.
        self._doubt_told = False
        self._session = SessionEvents(parent=self)
        self._idle = IdleWatch(time.monotonic, self._device.lock_minutes, self)
        self._quiet = IdleWatch(time.monotonic, QUIET_MINUTES, self)
        self._alerts = AlertRelay(self._notifier, lambda: self.stage, self._idle.touch, self)
        self._termination = TerminationSignals(self)
        self._teller = ErrorTeller(self)
        self._reach = ReachTeller(self._notifier, self._tray, autostart, self)
        self._tray_watch = TrayWatch(self._tray, lambda: self.stage, self)
        self._connect()

    @property
    def stage(self) -> Stage:
        """The stage the program is in."""
        if self._stage is None:
            raise RuntimeError("the program has not begun")
        return self._stage

    def stay(self, stage: Stage, command: Command) -> Outcome:
        """Enter the stage, do what the command asks for, and return when the program is quit."""
        self._tray.start()
        self._notifier.start()
        self._session.start()
        self._termination.start()
        self._heartbeat.start()
        self._idle.start()
        self._quiet.start()
        show_with(self._teller.happened.emit)
        self._begin(stage, Showing.HIDDEN if command.background else Showing.ACTIVE)
        self._tray_watch.look()
        unusable = device_problem(was_damaged=self._device.was_damaged, unusable=self._device.unusable)
        if unusable:
            self.stage.say(unusable, "")
        self.stage.show(command)
        self._application.exec()
        self._leave()
        return Outcome("", DONE)

    def first_stage(self) -> Stage:
        """The stage to begin with: the log with the key at hand, else what has to be asked or told."""
        place, key = self._kept_place(), None
        try:
            key = place.load_key()
            return self.open_stage(place.open(key))
        except StorageError as error:
            return self._closed_stage(error, key)

    def _closed_stage(self, error: StorageError, key: LogKey | None, why: str = "") -> ClosedStage:
        """The stage of a log that did not open; a lock shows `why`."""
        if error.problem is StorageProblem.NEEDS_PASSPHRASE:
            return self._locked_stage(None, why)
        return TroubleStage(self._kept_place(), error, key, hide_on_close=self._has_tray)

    def open_stage(self, log: OpenLog) -> OpenStage:
        """The stage of an open log. The first one's finding about this computer's clock is taken over."""
        if self._place is not None:
            self._clock_watch.log_opened(log.controller.clock.doubt)
        return OpenStage(log, self._has_tray, lambda: not self._device.told_of_tray)

    def _locked_stage(self, plan: LockedPlan | None, why: str = "") -> LockedStage:
        place = self._kept_place()
        return LockedStage(
            place,
            time.monotonic,
            plan=plan,
            why=why,
            hide_on_close=self._has_tray,
        )

    def _has_tray(self) -> bool:
        return self._tray.is_shown

    def _kept_place(self) -> LogPlace:
        if self._place is None:
            raise RuntimeError("a demo is kept nowhere")
        return self._place

    def enter(self, stage: Stage, *, to_see: bool = False) -> None:
        """Leave the stage the program is in, once what it is doing allows it, and enter another.

        A hidden window stays hidden, a minimised one minimised, and one without the keyboard gets
        it only where somebody wants it `to_see` what comes. The first one comes to the front.
        """
        if self._stage is None:
            self._begin(stage, Showing.ACTIVE)
            return
        left = self._stage

        def go_on() -> None:
            self._save_device(geometry=left.geometry())
            showing = left.showing()
            left.leave()
            self._begin(stage, Showing.ACTIVE if to_see and showing.is_seen else showing)

        left.when_idle(go_on)

    def _begin(self, stage: Stage, showing: Showing) -> None:
        self._stage = stage
        stage.tray_changed.connect(self._tray.update)
        stage.theme_chosen.connect(self._on_theme)
        stage.text_size_chosen.connect(self._on_text_size)
        stage.look_again.connect(self._arm)
        stage.quit_wanted.connect(self._quit_in_order)
        stage.lock_wanted.connect(lambda: self.lock("", asked=True))
        stage.opened.connect(self._on_opened)
        stage.not_opened.connect(self._on_not_opened)
        stage.restore_wanted.connect(self._restore)
        stage.clock_confirmed.connect(self._on_clock_confirmed)
        stage.device_changed.connect(lambda: self._idle.set_minutes(self._load_device().lock_minutes))
        stage.told_of_tray.connect(lambda: self._save_device(told_of_tray=True))
        stage.doubt_clock(self._clock_watch.doubt)
        self._alerts.take(stage)
        self._reach.take(stage)
        stage.enter(self._device.geometry, showing)
        self._arm()

    def lock(self, why: str, *, asked: bool = False) -> None:
        """Close the log and ask for what opens it; `why` is shown. Nothing where nothing could open it.

        `asked` tells that somebody wanted it, and is to be told why not.
        """
        stage = self._stage
        if not isinstance(stage, OpenStage):
            return
        if not stage.can_be_locked():
            if asked:
                stage.say(tr("Set a passphrase first."), tr("Without one nothing could open the log again."))
                stage.show_page("settings")
            return
        if not asked and not self._load_device().auto_lock:
            return
        self.enter(self._locked_stage(stage.plan(), why), to_see=asked)

    def _restore(self, wanted: Backup | SetAsideLog) -> None:
        """Close the log, put another in its place, and open that one."""
        place, stage = self._kept_place(), self.stage
        if isinstance(stage, OpenStage):
            self.enter(RestoringStage(place, wanted, stage.key, hide_on_close=self._has_tray))

    def _on_opened(self, log: OpenLog) -> None:
        closed = self.stage
        self.enter(self.open_stage(log))
        if not isinstance(closed, ClosedStage):
            return
        if any(closed.note):
            self.stage.say(*closed.note)
        if closed.wanted is not None:
            closed.wanted(self.stage)

    def _on_not_opened(self, error: StorageError, key: LogKey | None) -> None:
        closed = self.stage
        title = closed.note[0] if isinstance(closed, ClosedStage) else ""
        stage = self._closed_stage(error, key, title)
        if isinstance(closed, ClosedStage):
            stage.wanted, stage.note = closed.wanted, closed.note
        self.enter(stage)

    def _connect(self) -> None:
        tray = self._tray
        tray.log_requested.connect(lambda: self.stage.start_logging())
        tray.open_requested.connect(lambda: self.stage.show_page("queue"))
        tray.overdue_requested.connect(lambda: self.stage.show_overdue())
        tray.pause_requested.connect(lambda minutes: self.stage.pause(minutes))
        tray.resume_requested.connect(lambda: self.stage.resume())
        tray.session_requested.connect(lambda until: self.stage.begin_session(until))
        tray.session_end_requested.connect(lambda: self.stage.end_session())
        tray.hide_names_requested.connect(lambda hidden: self.stage.hide_names(hidden))
        tray.settings_requested.connect(lambda: self.stage.show_page("settings"))
        tray.lock_requested.connect(lambda: self.lock("", asked=True))
        tray.quit_requested.connect(self._ask_to_quit)
        self._panel.changed.connect(lambda dark: tray.set_panel(dark=dark))
        self._heartbeat.beat.connect(self._on_beat)
        self._heartbeat.clock_moved.connect(self._on_clock_moved)
        self._clock_watch.changed.connect(self._on_clock_doubted)
        self._session.resumed.connect(self._heartbeat.beat_now)
        self._session.sleeping.connect(lambda: self.lock(lock_reason("suspend")))
        self._session.locked.connect(lambda: self.lock(lock_reason("screen")))
        self._quiet.idle.connect(lambda: self.stage.idle())
        self._idle.idle.connect(lambda: self.lock(lock_reason("idle")))
        self._termination.quit_requested.connect(self._quit)
        if self._instance is not None:
            self._instance.asked.connect(lambda request: carry_out_request(request, self.stage))

    # -- the clock -----------------------------------------------------------------------

    def _on_beat(self, now: int) -> None:
        if now // 60 != self._tray_minute:
            # Asking for a tray is a question over the bus, at its owner's pace.
            self._tray_minute = now // 60
            self._tray.check()
        self._idle.beat(time.monotonic())
        self._quiet.beat(time.monotonic())
        self.stage.beat()
        self._tell_doubt()
        self._arm()

    def _on_clock_moved(self, seconds: float) -> None:
        """Doubt a clock that leapt ahead, and say that it was set back; less looks like a sleep."""
        was = self._clock_watch.doubt
        if self._place is not None:
            self._clock_watch.moved(seconds)
        over = was is not None and self._clock_watch.doubt is None
        sentence = clock_believed() if over else clock_moved(seconds)
        if sentence:
            self.stage.say(sentence, "")

    def _on_clock_doubted(self, doubt: ClockDoubt | None) -> None:
        if self._stage is not None:
            self._stage.doubt_clock(doubt)
        if doubt is None and self._doubt_told:
            self._doubt_told = False
            self._alerts.withdraw_clock_doubted()

    def _on_clock_confirmed(self) -> None:
        self._clock_watch.confirm()
        self._heartbeat.beat_now()

    def _tell_doubt(self) -> None:
        """Say once, where an alert may appear, that alerts wait: the window may be out of sight."""
        if self._clock_watch.doubt is None or self._doubt_told or not self.stage.may_alert():
            return
        self._doubt_told = True
        self._alerts.say_clock_doubted(clock_doubted_shortly(), tr("Alerts wait until you confirm it."))

    def _arm(self) -> None:
        at = self.stage.next_look_at()
        if at is not None:
            self._heartbeat.arm(at)

    # -- this computer's settings, and the end -------------------------------------------

    def _on_theme(self, scheme: str) -> None:
        # What the desktop says cannot be told from what the program says once it has chosen.
        if scheme != FOLLOWS_DESKTOP:
            self._panel.follow(follows=False)
        theme.apply_theme(self._application, scheme)
        self._panel.follow(follows=scheme == FOLLOWS_DESKTOP)
        self._save_device(theme=scheme)

    def _on_text_size(self, percent: int) -> None:
        set_text_size(self._application, percent)
        self._save_device(text_percent=percent)

    def _load_device(self) -> DeviceSettings:
        return DeviceSettings() if self._paths is None else load_device_settings(self._paths.device_settings)

    def _save_device(self, **changes: str | int | bool) -> None:
        # Others change it too: how long until it locks, where backups go.
        self._device = replace(self._load_device(), **changes)  # type: ignore[arg-type]
        if self._paths is not None:
            try:
                save_device_settings(self._paths.device_settings, self._device)
            except StorageError as error:
                self.stage.say(storage_problem(error), "")

    def _ask_to_quit(self) -> None:
        if self.stage.ask_to_quit():
            self._quit_in_order()

    def _quit_in_order(self) -> None:
        """Quit when somebody wants it: what waited for a quiet moment is done first."""
        self.stage.window.hide()
        self.stage.idle()
        self._quit()

    def _quit(self) -> None:
        # Not quit(): that asks every window to close first, and ours may hide to the tray instead.
        self.stage.when_idle(lambda: self._application.exit(DONE))

    def _leave(self) -> None:
        self._save_device(geometry=self.stage.geometry())
        self._tray_watch.stop()
        self._heartbeat.stop()
        self._idle.stop()
        self._quiet.stop()
        show_with(None)
        self._session.stop()
        self._termination.stop()
        self._notifier.stop()
        self._tray.stop()
        self.stage.leave()
        if self._instance is not None:
            self._instance.release()
