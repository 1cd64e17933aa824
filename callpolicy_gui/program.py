"""The program with a window: everything is made here, and every signal is connected here."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject
from PySide6.QtWidgets import QApplication

from callpolicy_gui import demo
from callpolicy_gui.app import claim_or_ask
from callpolicy_gui.command_line import parse
from callpolicy_gui.core.alerts import AlertKind
from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.desktop.heartbeat import Heartbeat
from callpolicy_gui.desktop.notifications.choose import choose_notifier
from callpolicy_gui.desktop.notifications.notifier import Notice
from callpolicy_gui.desktop.raise_window import bring_to_front
from callpolicy_gui.desktop.session_events import SessionEvents
from callpolicy_gui.desktop.single_instance import SingleInstance
from callpolicy_gui.desktop.system_region import guess_region
from callpolicy_gui.desktop.termination import TerminationSignals
from callpolicy_gui.desktop.tray import Tray, TrayState
from callpolicy_gui.desktop.tray_icon import TrayKind
from callpolicy_gui.headless import DONE, REFUSED, Outcome, carry_out
from callpolicy_gui.opening import OpenLog, open_demo, open_folder
from callpolicy_gui.storage import paths as log_paths
from callpolicy_gui.storage.device_settings import (
    DeviceSettings,
    load_device_settings,
    save_device_settings,
)
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.ui.main_window import MainWindow
from callpolicy_gui.ui.theme import theme
from callpolicy_gui.wording.alerts import alert_text, next_deadline_words, quit_words, tray_tooltip
from callpolicy_gui.wording.problems import storage_problem
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.command_line import Command
    from callpolicy_gui.controller.views import QueueView
    from callpolicy_gui.core.alerts import Digest
    from callpolicy_gui.desktop.single_instance import Request
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
            return Program(application, log, clock, None, None).stay(command)
        log_paths.prepare(paths)
        instance = SingleInstance(paths.data_dir)
        answer = claim_or_ask(instance, command)
        if answer is not None:
            return answer
        log = open_folder(paths, clock, guess_region())
    except StorageError as error:
        return Outcome(storage_problem(error), REFUSED)
    return Program(application, log, clock, paths, instance).stay(command)


class Program(QObject):
    """The running program: an open log, its window, and the desktop around it."""

    def __init__(
        self,
        application: QApplication,
        log: OpenLog,
        clock: Callable[[], float],
        paths: Paths | None,
        instance: SingleInstance | None,
    ) -> None:
        super().__init__()
        self._application = application
        self._log = log
        self._controller = log.controller
        self._paths = paths
        self._instance = instance
        self._device = self._load_device()
        theme.install(application, self._device.theme, self._device.text_percent)
        self._window = MainWindow(self._controller, self._on_theme)
        self._tray = Tray(self)
        self._notifier = choose_notifier(self._tray, self)
        self._heartbeat = Heartbeat(clock, time.monotonic, parent=self)
        self._session = SessionEvents(parent=self)
        self._termination = TerminationSignals(self)
        self._digest: Digest | None = None
        self._connect()

    def stay(self, command: Command) -> Outcome:
        """Show the window, do what the command asks for, and return when the program is quit."""
        self._tray.start()
        self._notifier.start()
        self._session.start()
        self._termination.start()
        self._heartbeat.start()
        self._window.restore_geometry(self._device.geometry)
        self._window.show()
        self._welcome()
        self._on_queue(self._controller.queue())
        self._controller.started()
        self._show(command)
        self._application.exec()
        self._leave()
        return Outcome("", DONE)

    def _connect(self) -> None:
        controller, window, tray = self._controller, self._window, self._tray
        controller.queue_changed.connect(self._on_queue)
        controller.alert_owed.connect(self._on_alert)
        controller.alerts_settled.connect(self._on_settled)
        window.quit_requested.connect(self._ask_to_quit)
        window.alert_shown_requested.connect(self._show_overdue)
        window.test_alert_requested.connect(self._on_test_alert)
        window.on_close = self._on_close
        tray.log_requested.connect(self._start_logging)
        tray.open_requested.connect(self._show_queue)
        tray.overdue_requested.connect(self._show_overdue)
        tray.pause_requested.connect(self._pause)
        tray.resume_requested.connect(self._resume)
        tray.settings_requested.connect(self._show_settings)
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
        self._controller.tick()
        self._arm()

    def _arm(self) -> None:
        at = self._controller.next_look_at()
        if at is not None:
            self._heartbeat.arm(at)

    # -- what the controller says --------------------------------------------------------

    def _on_queue(self, view: QueueView) -> None:
        groups = {row.group for row in view.rows}
        kind = TrayKind.CALM
        if Group.DUE_SOON in groups:
            kind = TrayKind.DUE
        if Group.OVERDUE in groups:
            kind = TrayKind.OVERDUE
        times = self._controller.times
        self._tray.update(
            TrayState(
                kind,
                tray_tooltip(view.rows, view.now, times),
                next_deadline_words(view.rows, view.now, times),
                paused=self._controller.alerts.paused_until is not None,
            )
        )
        self._arm()

    def _on_alert(self, digest: Digest) -> None:
        text = alert_text(digest, self._controller.now(), self._controller.times)
        self._digest = digest
        urgent = digest.kind in {AlertKind.OVERDUE, AlertKind.OVERDUE_WHILE_OFF}
        self._window.show_alert(text.title, text.body)
        self._notifier.show(Notice(ALERT_KEY, text.title, text.body, urgent, (("show", tr("Show")),)))
        if not self._notifier.is_available:
            # The banner in the window has said it.
            self._controller.alerts.shown(digest)

    def _on_notice_shown(self, key: str) -> None:
        if key == ALERT_KEY and self._digest is not None:
            self._controller.alerts.shown(self._digest)

    def _on_settled(self) -> None:
        self._notifier.withdraw(ALERT_KEY)
        self._window.withdraw_alert()
        self._digest = None

    # -- what the desktop and the window ask for -----------------------------------------

    def _on_notice_clicked(self, key: str) -> None:
        token = self._notifier.take_activation_token()
        if key == ALERT_KEY:
            self._window.withdraw_alert()
            self._bring_up(token)
            self._window.show_overdue()
        else:
            self._bring_up(token)
            self._window.show_alert(tr("The test alert works"), tr("Its click came back."))

    def _bring_up(self, token: str = "") -> None:
        bring_to_front(self._window, token)

    def _show_overdue(self) -> None:
        self._notifier.withdraw(ALERT_KEY)
        self._bring_up()
        self._window.show_overdue()

    def _show_queue(self) -> None:
        self._bring_up()
        self._window.show_page("queue")

    def _show_settings(self) -> None:
        self._bring_up()
        self._window.show_page("settings")

    def _start_logging(self) -> None:
        self._bring_up()
        self._window.start_logging()

    def _pause(self, minutes: int) -> None:
        self._controller.pause_alerts(minutes)
        self._on_queue(self._controller.queue())

    def _resume(self) -> None:
        self._controller.alerts.resume()
        self._on_queue(self._controller.queue())

    def _on_test_alert(self) -> None:
        if self._notifier.is_available:
            self._notifier.show(
                Notice(TEST_KEY, tr("This is a test alert"), tr("Click it to see that clicks come back."))
            )
        else:
            self._window.show_alert(
                tr("This desktop shows no alerts"), tr("Reminders appear here, in the window.")
            )

    def _on_theme(self, scheme: str) -> None:
        theme.apply_theme(self._application, scheme)
        self._save_device(theme=scheme)

    def _on_asked(self, request: Request) -> None:
        """A second start: do what it was asked, and answer its terminal."""
        try:
            command = parse(request.argv)
        except SystemExit:
            request.answer("", REFUSED)
            return
        try:
            if command.needs_window:
                self._bring_up(request.token)
                self._show(command)
                outcome = Outcome("", DONE)
            else:
                outcome = carry_out(command, self._controller)
        except Exception:
            # The other start must not wait for an answer that never comes.
            request.answer(tr("Something went wrong. Your log is safe."), REFUSED)
            raise
        request.answer(outcome.line, outcome.code)

    def _show(self, command: Command) -> None:
        if command.import_file is not None:
            self._window.open_import(command.import_file)
        elif command.show_overdue:
            self._window.show_overdue()
        elif command.log:
            self._window.start_logging()

    # -- beginning and end ---------------------------------------------------------------

    def _welcome(self) -> None:
        if self._log.is_new and self._paths is not None:
            settings = self._controller.settings
            country = QLocale.territoryToString(QLocale.codeToTerritory(settings.country))
            self._window.show_note(
                tr("Ready. Press Ctrl+N after your next session."),
                tr(
                    "Set up for {country}, time zone {zone}. Change it in Settings. {key}",
                    country=country if settings.country else tr("no country"),
                    zone=settings.zone,
                    key=self._log.key_note,
                ).strip(),
            )

    def _on_close(self) -> bool:
        """Whether the window may close: it hides to a tray that is there, else the program ends."""
        if self._tray.is_shown:
            self._window.hide()
            return False
        return self._ask_to_quit()

    def _ask_to_quit(self) -> bool:
        """Quit at once where nothing is due today; else say what would be missed, and ask."""
        view = self._controller.queue()
        sentence = quit_words(view.rows, self._controller.now(), self._controller.times)
        if not sentence:
            self._quit()
            return True
        self._bring_up()
        self._window.ask_to_quit(sentence, self._quit)
        return False

    def _quit(self) -> None:
        # Not quit(): that asks every window to close first, and ours may hide to the tray instead.
        self._application.exit(DONE)

    def _load_device(self) -> DeviceSettings:
        return DeviceSettings() if self._paths is None else load_device_settings(self._paths.device_settings)

    def _save_device(self, **changes: str) -> None:
        self._device = replace(self._device, **changes)  # type: ignore[arg-type]
        if self._paths is not None:
            try:
                save_device_settings(self._paths.device_settings, self._device)
            except StorageError as error:
                self._window.show_note(storage_problem(error), "")

    def _leave(self) -> None:
        self._save_device(geometry=self._window.save_geometry())
        self._heartbeat.stop()
        self._session.stop()
        self._notifier.stop()
        self._tray.stop()
        self._window.hide()
        self._log.close()
        if self._instance is not None:
            self._instance.release()
