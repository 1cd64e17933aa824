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
from callpolicy_gui.desktop.notifications.choose import choose_notifier
from callpolicy_gui.desktop.notifications.notifier import Notice
from callpolicy_gui.desktop.session_events import SessionEvents
from callpolicy_gui.desktop.single_instance import SingleInstance
from callpolicy_gui.desktop.system_region import guess_region
from callpolicy_gui.desktop.termination import TerminationSignals
from callpolicy_gui.desktop.tray import Tray
from callpolicy_gui.headless import DONE, REFUSED, Outcome
from callpolicy_gui.opening import OpenLog, open_demo, open_folder
from callpolicy_gui.stages.open_stage import OpenStage
from callpolicy_gui.storage import paths as log_paths
from callpolicy_gui.storage.device_settings import (
    DeviceSettings,
    load_device_settings,
    save_device_settings,
)
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.ui.theme import theme
from callpolicy_gui.wording.problems import storage_problem
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.command_line import Command
    from callpolicy_gui.desktop.single_instance import Request
    from callpolicy_gui.stages.stage import Stage
    from callpolicy_gui.storage.paths import Paths

# One notification object: what comes later replaces it.
ALERT_KEY = "callpolicy-alert"
TEST_KEY = "callpolicy-test"


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
            return Program(application, clock, None, None).stay(log, command)
        log_paths.prepare(paths)
        instance = SingleInstance(paths.data_dir)
        answer = claim_or_ask(instance, command)
        if answer is not None:
            return answer
        log = open_folder(paths, clock, guess_region())
    except StorageError as error:
        return Outcome(storage_problem(error), REFUSED)
    return Program(application, clock, paths, instance).stay(log, command)


class Program(QObject):
    """The running program: the stage it is in, and the desktop around it."""

    def __init__(
        self,
        application: QApplication,
        clock: Callable[[], float],
        paths: Paths | None,
        instance: SingleInstance | None,
    ) -> None:
        super().__init__()
        self._application = application
        self._paths = paths
        self._instance = instance
        self._device = self._load_device()
        theme.install(application, self._device.theme, self._device.text_percent)
        self._stage: Stage | None = None
        self._tray = Tray(self)
        self._notifier = choose_notifier(self._tray, self)
        self._heartbeat = Heartbeat(clock, time.monotonic, parent=self)
        self._session = SessionEvents(parent=self)
        self._termination = TerminationSignals(self)
        self._connect()

    @property
    def stage(self) -> Stage:
        """The stage the program is in."""
        if self._stage is None:
            raise RuntimeError("the program has not begun")
        return self._stage

    def stay(self, log: OpenLog, command: Command) -> Outcome:
        """Show the window, do what the command asks for, and return when the program is quit."""
        self._tray.start()
        self._notifier.start()
        self._session.start()
        self._termination.start()
        self._heartbeat.start()
        self.enter(self.open_stage(log))
        self.stage.show(command)
        self._application.exec()
        self._leave()
        return Outcome("", DONE)

    def open_stage(self, log: OpenLog) -> OpenStage:
        """The stage of an open log."""
        return OpenStage(log, hide_on_close=lambda: self._tray.is_shown)

    def enter(self, stage: Stage) -> None:
        """Leave the stage the program is in, and enter another."""
        if self._stage is not None:
            self._save_device(geometry=self._stage.geometry())
            self._stage.leave()
        self._stage = stage
        stage.tray_changed.connect(self._tray.update)
        stage.alert_wanted.connect(self._on_alert)
        stage.alert_settled.connect(lambda: self._notifier.withdraw(ALERT_KEY))
        stage.test_alert_wanted.connect(self._on_test_alert)
        stage.theme_chosen.connect(self._on_theme)
        stage.look_again.connect(self._arm)
        stage.quit_wanted.connect(self._quit)
        stage.enter(self._device.geometry)
        self._arm()

    def _connect(self) -> None:
        tray = self._tray
        tray.log_requested.connect(lambda: self.stage.start_logging())
        tray.open_requested.connect(lambda: self.stage.show_page("queue"))
        tray.overdue_requested.connect(lambda: self.stage.show_overdue())
        tray.pause_requested.connect(lambda minutes: self.stage.pause(minutes))
        tray.resume_requested.connect(lambda: self.stage.resume())
        tray.settings_requested.connect(lambda: self.stage.show_page("settings"))
        tray.quit_requested.connect(self._ask_to_quit)
        self._notifier.activated.connect(self._on_notice_clicked)
        self._notifier.action.connect(lambda key, _show: self._on_notice_clicked(key))
        self._notifier.shown.connect(self._on_notice_shown)
        self._heartbeat.beat.connect(self._on_beat)
        self._session.resumed.connect(self._heartbeat.beat_now)
        self._termination.quit_requested.connect(self._quit)
        if self._instance is not None:
            self._instance.asked.connect(self._on_asked)

    # -- the clock -----------------------------------------------------------------------

    def _on_beat(self, _now: int) -> None:
        self._tray.check()
        self.stage.beat()
        self._arm()

    def _arm(self) -> None:
        at = self.stage.next_look_at()
        if at is not None:
            self._heartbeat.arm(at)

    # -- alerts --------------------------------------------------------------------------

    def _on_alert(self, title: str, body: str, urgent: bool) -> None:
        self._notifier.show(Notice(ALERT_KEY, title, body, urgent, (("show", tr("Show")),)))
        if not self._notifier.is_available:
            # The window has said it.
            self.stage.alert_shown()

    def _on_notice_shown(self, key: str) -> None:
        if key == ALERT_KEY:
            self.stage.alert_shown()

    def _on_notice_clicked(self, key: str) -> None:
        token = self._notifier.take_activation_token()
        if key == ALERT_KEY:
            self.stage.alert_clicked(token)
        else:
            self.stage.bring_up(token)
            self.stage.say_alert(tr("The test alert works"), tr("Its click came back."))

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

    def _load_device(self) -> DeviceSettings:
        return DeviceSettings() if self._paths is None else load_device_settings(self._paths.device_settings)

    def _save_device(self, **changes: str) -> None:
        self._device = replace(self._device, **changes)  # type: ignore[arg-type]
        if self._paths is not None:
            try:
                save_device_settings(self._paths.device_settings, self._device)
            except StorageError as error:
                self.stage.say(storage_problem(error), "")

    def _ask_to_quit(self) -> None:
        if self.stage.ask_to_quit():
            self._quit()

    def _quit(self) -> None:
        # Not quit(): that asks every window to close first, and ours may hide to the tray instead.
        self._application.exit(DONE)

    def _leave(self) -> None:
        self._save_device(geometry=self.stage.geometry())
        self._heartbeat.stop()
        self._session.stop()
        self._termination.stop()
        self._notifier.stop()
        self._tray.stop()
        self.stage.leave()
        if self._instance is not None:
            self._instance.release()
