"""The program with a window: the desktop around it is made here, and every signal of it is connected here.

What the window shows depends on the stage: the log open, locked, or not to be opened. One
stage is left before the next is entered, so that nothing of an open log outlives its lock.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject
from PySide6.QtWidgets import QApplication

from callpolicy_gui import demo
from callpolicy_gui.app import claim_or_ask
from callpolicy_gui.command_line import parse
from callpolicy_gui.desktop.heartbeat import Heartbeat
from callpolicy_gui.desktop.idle_watch import IdleWatch
from callpolicy_gui.desktop.notifications.choose import choose_notifier
from callpolicy_gui.desktop.notifications.notifier import Notice
from callpolicy_gui.desktop.session_events import SessionEvents
from callpolicy_gui.desktop.single_instance import SingleInstance
from callpolicy_gui.desktop.system_region import guess_region
from callpolicy_gui.desktop.termination import TerminationSignals
from callpolicy_gui.desktop.tray import Tray
from callpolicy_gui.headless import DONE, REFUSED, Outcome
from callpolicy_gui.opening import LogPlace, open_demo
from callpolicy_gui.quiet_errors import show_with
from callpolicy_gui.stages.locked_stage import LockedPlan, LockedStage
from callpolicy_gui.stages.open_stage import OpenStage
from callpolicy_gui.stages.trouble_stage import RestoringStage, TroubleStage
from callpolicy_gui.storage import paths as log_paths
from callpolicy_gui.storage.device_settings import (
    DeviceSettings,
    load_device_settings,
    save_device_settings,
)
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.keys import system_keychain
from callpolicy_gui.ui.error_dialog import ErrorTeller
from callpolicy_gui.ui.theme import set_text_size, theme
from callpolicy_gui.wording.problems import clock_moved, device_problem, storage_problem
from callpolicy_gui.wording.protection import lock_reason
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.command_line import Command
    from callpolicy_gui.desktop.single_instance import Request
    from callpolicy_gui.opening import OpenLog
    from callpolicy_gui.stages.stage import Stage
    from callpolicy_gui.storage.backups import Backup
    from callpolicy_gui.storage.log_exchange import SetAsideLog
    from callpolicy_gui.storage.paths import Paths

# One notification object: what comes later replaces it.
ALERT_KEY = "callpolicy-alert"
TEST_KEY = "callpolicy-test"
SNOOZE = "snooze"
# Nobody is disturbed by what takes a while once so many minutes have passed without a key or a click.
QUIET_MINUTES = 4


def run(command: Command, clock: Callable[[], float], paths: Paths) -> Outcome:
    """Open the window and stay until it is quit; or hand the command to the program that runs already."""
    application = QApplication.instance() or QApplication(["callpolicy"])
    if not isinstance(application, QApplication):
        raise TypeError("a window needs a QApplication")
    application.setApplicationName("callpolicy")
    application.setApplicationDisplayName("Call Policy")
    application.setDesktopFileName("callpolicy")
    application.setQuitOnLastWindowClosed(False)
    QLocale.setDefault(QLocale.system())
    try:
        if command.demo:
            clock = demo.DemoClock(clock)
            log = open_demo(clock, demo.REGION)
            demo.fill(log.controller)
            program = Program(application, clock, None, None)
            return program.stay(program.open_stage(log), command)
        log_paths.prepare(paths)
        instance = SingleInstance(paths.data_dir)
        answer = claim_or_ask(instance, command)
        if answer is not None:
            return answer
    except StorageError as error:
        return Outcome(storage_problem(error), REFUSED)
    place = LogPlace(paths, system_keychain(), clock, guess_region())
    program = Program(application, clock, place, instance)
    return program.stay(program.first_stage(), command)


class Program(QObject):
    """The running program: the stage it is in, and the desktop around it."""

    def __init__(
        self,
        application: QApplication,
        clock: Callable[[], float],
        place: LogPlace | None,
        instance: SingleInstance | None,
    ) -> None:
        super().__init__()
        self._application = application
        self._clock = clock
        self._place = place
        self._paths = None if place is None else place.paths
        self._instance = instance
        self._device = self._load_device()
        theme.install(application, self._device.theme, self._device.text_percent)
        self._stage: Stage | None = None
        # Whether the alert that was given last is urgent; None once it is answered or withdrawn.
        self._alert_urgent: bool | None = None
        self._tray = Tray(self)
        self._notifier = choose_notifier(self._tray, self)
        self._heartbeat = Heartbeat(clock, time.monotonic, parent=self)
        self._session = SessionEvents(parent=self)
        self._idle = IdleWatch(time.monotonic, self._device.lock_minutes, self)
        self._quiet = IdleWatch(time.monotonic, QUIET_MINUTES, self)
        self._termination = TerminationSignals(self)
        self._teller = ErrorTeller(self)
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
        self.enter(stage)
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
            if error.problem is StorageProblem.NEEDS_PASSPHRASE:
                return self._locked_stage(None)
            return TroubleStage(place, error, key)

    def open_stage(self, log: OpenLog) -> OpenStage:
        """The stage of an open log."""
        return OpenStage(log, hide_on_close=lambda: self._tray.is_shown)

    def _locked_stage(self, plan: LockedPlan | None, why: str = "") -> LockedStage:
        place = self._kept_place()
        return LockedStage(
            place,
            time.monotonic,
            plan=plan,
            why=why,
            hide_on_close=lambda: self._tray.is_shown,
        )

    def _kept_place(self) -> LogPlace:
        if self._place is None:
            raise RuntimeError("a demo is kept nowhere")
        return self._place

    def enter(self, stage: Stage) -> None:
        """Leave the stage the program is in, once what it is doing allows it, and enter another."""
        if self._stage is None:
            self._begin(stage)
            return
        left = self._stage

        def go_on() -> None:
            self._save_device(geometry=left.geometry())
            left.leave()
            self._begin(stage)

        left.when_idle(go_on)

    def _begin(self, stage: Stage) -> None:
        self._stage = stage
        stage.tray_changed.connect(self._tray.update)
        stage.alert_wanted.connect(self._on_alert)
        stage.alert_settled.connect(self._on_alert_settled)
        stage.test_alert_wanted.connect(self._on_test_alert)
        stage.theme_chosen.connect(self._on_theme)
        stage.text_size_chosen.connect(self._on_text_size)
        stage.look_again.connect(self._arm)
        stage.quit_wanted.connect(self._quit_in_order)
        stage.lock_wanted.connect(lambda: self.lock("", asked=True))
        stage.opened.connect(self._on_opened)
        stage.not_opened.connect(lambda error, key: self.enter(TroubleStage(self._kept_place(), error, key)))
        stage.restore_wanted.connect(self._restore)
        stage.device_changed.connect(lambda: self._idle.set_minutes(self._load_device().lock_minutes))
        if self._alert_urgent is not None:
            stage.take_over_alert(self._alert_urgent)
        stage.enter(self._device.geometry)
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
        self.enter(self._locked_stage(stage.plan(), why))

    def _restore(self, wanted: Backup | SetAsideLog) -> None:
        """Close the log, put another in its place, and open that one."""
        place, stage = self._kept_place(), self.stage
        if isinstance(stage, OpenStage):
            self.enter(RestoringStage(place, wanted, stage.key))

    def _on_opened(self, log: OpenLog) -> None:
        locked = self.stage
        self.enter(self.open_stage(log))
        if isinstance(locked, LockedStage) and locked.wanted is not None:
            locked.wanted(self.stage)

    def _connect(self) -> None:
        tray = self._tray
        tray.log_requested.connect(lambda: self.stage.start_logging())
        tray.open_requested.connect(lambda: self.stage.show_page("queue"))
        tray.overdue_requested.connect(lambda: self.stage.show_overdue())
        tray.pause_requested.connect(lambda minutes: self.stage.pause(minutes))
        tray.resume_requested.connect(lambda: self.stage.resume())
        tray.session_requested.connect(lambda until: self.stage.begin_session(until))
        tray.session_end_requested.connect(lambda: self.stage.end_session())
        tray.settings_requested.connect(lambda: self.stage.show_page("settings"))
        tray.lock_requested.connect(lambda: self.lock("", asked=True))
        tray.quit_requested.connect(self._ask_to_quit)
        self._notifier.activated.connect(self._on_notice_clicked)
        self._notifier.action.connect(self._on_notice_action)
        self._notifier.shown.connect(self._on_notice_shown)
        self._notifier.closed.connect(self._on_notice_closed)
        self._heartbeat.beat.connect(self._on_beat)
        self._heartbeat.clock_moved.connect(self._on_clock_moved)
        self._session.resumed.connect(self._heartbeat.beat_now)
        self._session.sleeping.connect(lambda: self.lock(lock_reason("suspend")))
        self._session.locked.connect(lambda: self.lock(lock_reason("screen")))
        self._quiet.idle.connect(lambda: self.stage.idle())
        self._idle.idle.connect(lambda: self.lock(lock_reason("idle")))
        self._termination.quit_requested.connect(self._quit)
        if self._instance is not None:
            self._instance.asked.connect(self._on_asked)

    # -- the clock -----------------------------------------------------------------------

    def _on_beat(self, _now: int) -> None:
        self._tray.check()
        self._idle.beat(time.monotonic())
        self._quiet.beat(time.monotonic())
        self.stage.beat()
        self._arm()

    def _on_clock_moved(self, seconds: float) -> None:
        """Say that the clock was set back; set forward it looks like a sleep."""
        sentence = clock_moved(seconds)
        if sentence:
            self.stage.say(sentence, "")

    def _arm(self) -> None:
        at = self.stage.next_look_at()
        if at is not None:
            self._heartbeat.arm(at)

    # -- alerts --------------------------------------------------------------------------

    def _on_alert(self, title: str, body: str, urgent: bool, can_snooze: bool) -> None:
        self._alert_urgent = urgent
        actions = [("show", tr("Show"))]
        if can_snooze:
            actions.append((SNOOZE, tr("Snooze")))
        self._notifier.show(Notice(ALERT_KEY, title, body, urgent, tuple(actions)))
        if not self._notifier.is_available:
            # The window has said it.
            self.stage.alert_shown()

    def _on_alert_settled(self) -> None:
        self._alert_urgent = None
        self._notifier.withdraw(ALERT_KEY)

    def _on_notice_closed(self, key: str) -> None:
        if key == ALERT_KEY:
            self._alert_urgent = None

    def _on_notice_shown(self, key: str) -> None:
        if key == ALERT_KEY:
            self.stage.alert_shown()

    def _on_notice_clicked(self, key: str) -> None:
        token = self._notifier.take_activation_token()
        self._idle.touch()
        self._on_notice_closed(key)
        if key == ALERT_KEY:
            self.stage.alert_clicked(token)
        else:
            self.stage.bring_up(token)
            self.stage.say_alert(tr("The test alert works"), tr("Its click came back."))

    def _on_notice_action(self, key: str, action: str) -> None:
        if key == ALERT_KEY and action == SNOOZE:
            self._idle.touch()
            self._on_notice_closed(key)
            self.stage.alert_snoozed(self._notifier.take_activation_token())
        else:
            self._on_notice_clicked(key)

    def _on_test_alert(self) -> None:
        if self._notifier.is_available:
            self._notifier.show(
                Notice(TEST_KEY, tr("This is a test alert"), tr("Click it to see that clicks come back."))
            )
        else:
            self.stage.say_alert(
                tr("This desktop shows no alerts"), tr("Reminders appear here, in the window.")
            )

    # -- a second start ------------------------------------------------------------------

    def _on_asked(self, request: Request) -> None:
        """A second start: do what it was asked, and answer its terminal."""
        try:
            command = parse(request.argv)
        except SystemExit:
            request.answer("", REFUSED)
            return
        try:
            if command.needs_window:
                self.stage.bring_up(request.token)
                self.stage.show(command)
                outcome = Outcome("", DONE)
            else:
                outcome = self.stage.carry_out(command)
        except Exception:
            # The other start must not wait for an answer that never comes.
            request.answer(tr("Something went wrong. Your log is safe."), REFUSED)
            raise
        request.answer(outcome.line, outcome.code)

    # -- this computer's settings, and the end -------------------------------------------

    def _on_theme(self, scheme: str) -> None:
        theme.apply_theme(self._application, scheme)
        self._save_device(theme=scheme)

    def _on_text_size(self, percent: int) -> None:
        set_text_size(self._application, percent)
        self._save_device(text_percent=percent)

    def _load_device(self) -> DeviceSettings:
        return DeviceSettings() if self._paths is None else load_device_settings(self._paths.device_settings)

    def _save_device(self, **changes: str | int) -> None:
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
