"""The log is open: its controller and its window, and what passes between them and the desktop."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject
from shiboken6 import delete

from callpolicy_gui.core.alerts import AlertKind, calls_of
from callpolicy_gui.desktop.another_start import start_another
from callpolicy_gui.desktop.dialling import dialler
from callpolicy_gui.headless import carry_out
from callpolicy_gui.stages.locked_stage import LockedPlan
from callpolicy_gui.stages.outside import alert_of, tray_of
from callpolicy_gui.stages.showing import Showing
from callpolicy_gui.stages.stage import Stage
from callpolicy_gui.stages.standing_lines import StandingLines
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.ui.main_window import MainWindow
from callpolicy_gui.wording.alerts import goes_to_tray, no_tray_words, quit_words
from callpolicy_gui.wording.problems import storage_problem
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.command_line import Command
    from callpolicy_gui.controller.views import QueueView, Refused
    from callpolicy_gui.core.alerts import Digest
    from callpolicy_gui.core.clock_doubt import ClockDoubt
    from callpolicy_gui.desktop.tray import TrayState
    from callpolicy_gui.headless import Outcome
    from callpolicy_gui.opening import OpenLog
    from callpolicy_gui.storage.keys import LogKey
    from callpolicy_gui.wording.reach import Reach


class OpenStage(Stage):
    """An open log and its window. `tray_is_new`: nobody has been told yet where a closed window goes."""

    def __init__(
        self,
        log: OpenLog,
        hide_on_close: Callable[[], bool],
        tray_is_new: Callable[[], bool] = lambda: False,
    ) -> None:
        self._main = MainWindow(log.controller)
        super().__init__(self._main, hide_on_close)
        self._log = log
        self._controller = log.controller
        self._tray_is_new = tray_is_new
        self._digest: Digest | None = None
        self._alert_names = False
        self._lines = StandingLines(log.controller, self._main)
        controller, window = log.controller, self._main
        controller.queue_changed.connect(self._on_queue)
        controller.alert_owed.connect(self._on_alert)
        controller.alerts_settled.connect(self._on_settled)
        controller.names_changed.connect(self._reword_alert)
        controller.practice_changed.connect(self._reword_alert)
        window.quit_requested.connect(self._on_quit)
        window.lock_requested.connect(self.lock_wanted)
        window.alert_shown_requested.connect(self.show_overdue)
        window.test_alert_requested.connect(self.test_alert_wanted)
        window.autostart_chosen.connect(self.autostart_wanted)
        window.theme_changed.connect(self.theme_chosen)
        window.text_size_changed.connect(self.text_size_chosen)
        window.first_run_left.connect(self._say_ready)
        window.sample_requested.connect(self._show_sample)
        controller.protection.changed.connect(self.device_changed)
        self._lines.changed.connect(lambda: self.tray_changed.emit(self.tray_state()))
        self._lines.clock_confirmed.connect(self.clock_confirmed)
        controller.backups.restore_requested.connect(self.restore_wanted)
        controller.backups.undo_restore_requested.connect(self.restore_wanted)
        self._lines.save_again_wanted.connect(self._save_again)
        window.set_dialler(dialler())

    def enter(self, geometry: str, showing: Showing = Showing.ACTIVE) -> None:
        super().enter(geometry, showing)
        self._lines.look_at_saving()
        self._lines.look_at_backups()
        self._lines.look_at_protection()
        self._welcome()
        self._controller.started()

    def when_idle(self, then: Callable[[], None]) -> None:
        self._controller.backups.stop(then)

    def leave(self) -> None:
        self._main.hide()
        self._main.queue_page.log.flush_draft()
        # A change of the keys that is under way is finished and noted while there is a log.
        self._controller.protection.close()
        self._main.queue_page.call_actions.clipboard.clear_now()
        # A connected lambda, and all it closes over, can outlive its sender. So what each object
        # knows is taken from it: nothing of the log may wait for a collection that never comes.
        knowing = (*self._main.findChildren(QObject), self._main, self._lines, self._controller)
        known = [vars(each) for each in knowing]
        super().leave()
        self._log.close()
        # What was on its way to the controller, from a thread say, finds nobody.
        delete(self._controller)
        for values in (*known, vars(self)):
            values.clear()
        gc.collect()

    @property
    def key(self) -> LogKey | None:
        """The log's key, for what is to be done once it is closed."""
        return self._log.key

    def can_be_locked(self) -> bool:
        """Whether there is a passphrase that opens it again."""
        return self._controller.protection.view().has_passphrase

    def plan(self) -> LockedPlan:
        """What goes on once the log is locked."""
        return LockedPlan(*self._controller.planned_alerts())

    def tray_state(self) -> TrayState:
        return tray_of(
            self._controller, lockable=self.can_be_locked(), backup_failed=bool(self._lines.about_backups)
        )

    def beat(self) -> None:
        self._controller.tick()
        self._controller.history.verify_slice()
        self._lines.look_at_backups()
        try:
            self._log.db.tidy()
        except StorageError as error:
            self._main.notices.show_trouble(storage_problem(error))

    def idle(self) -> None:
        self._controller.backups.if_due(self._controller.now())

    def next_look_at(self) -> int | None:
        return self._controller.next_look_at()

    def doubt_clock(self, doubt: ClockDoubt | None) -> None:
        self._controller.clock.take(doubt)
        self._lines.doubt_clock(doubt)
        self.tray_changed.emit(self.tray_state())

    def may_alert(self) -> bool:
        return self._controller.alerts.may_appear(self._controller.now())

    # -- alerts --------------------------------------------------------------------------

    def _on_queue(self, _view: QueueView) -> None:
        self.tray_changed.emit(self.tray_state())
        self.look_again.emit()

    def _on_alert(self, digest: Digest) -> None:
        text = alert_of(self._controller, digest)
        self._digest, self._alert_names = digest, text.names
        urgent = digest.kind in {AlertKind.OVERDUE, AlertKind.OVERDUE_WHILE_OFF}
        self._main.show_alert(text.title, text.body)
        can_snooze = not self._controller.read_only_words and self._controller.calls.can_snooze_alerted(
            calls_of(digest.keys)
        )
        self.alert_wanted.emit(text.title, text.body, urgent, can_snooze)

    def _reword_alert(self) -> None:
        """Initials on the screen go as soon as they may not be seen there."""
        if self._digest is None or not self._alert_names:
            return
        text = alert_of(self._controller, self._digest)
        if not text.names:
            self._alert_names = False
            self.alert_reworded.emit(text.title, text.body)

    def alert_shown(self) -> None:
        if self._digest is not None:
            self._controller.alerts.shown(self._digest)

    def _on_settled(self) -> None:
        self._main.withdraw_alert()
        self._digest = None
        self.alert_settled.emit()

    def alert_clicked(self, token: str) -> None:
        self._main.withdraw_alert()
        self.bring_up(token)
        if self._digest is not None and self._digest.kind is AlertKind.POLICY_STARTS:
            # What is to be done about it stands there: the greeting.
            self._main.show_page("setup")
        else:
            self._main.show_overdue()

    def alert_snoozed(self, token: str) -> None:
        """Put off what the alert spoke of; the window says it where that is not possible any more."""
        self._main.withdraw_alert()
        digest, self._digest = self._digest, None
        refused = None if digest is None else self._controller.calls.snooze_alerted(calls_of(digest.keys))
        if refused is not None:
            self.bring_up(token)
            self._main.show_overdue()
            self._main.notices.show_trouble(refused.sentence)

    def pause(self, minutes: int) -> None:
        self._controller.pause_alerts(minutes)
        self._on_queue(self._controller.queue())

    def resume(self) -> None:
        self._controller.resume_alerts()
        self._on_queue(self._controller.queue())

    def hide_names(self, hidden: bool) -> None:
        self._controller.hide_names(hidden)

    def begin_session(self, until: int) -> None:
        self._say_refusal(self._controller.sessions.begin(until))

    def end_session(self) -> None:
        self._say_refusal(self._controller.sessions.end())

    def _say_refusal(self, refused: Refused | None) -> None:
        if refused is not None:
            self._main.notices.show_trouble(refused.sentence)

    # -- what is asked for ---------------------------------------------------------------

    def show_page(self, name: str) -> None:
        self.bring_up()
        self._main.show_page(name)

    def show_overdue(self) -> None:
        self.alert_settled.emit()
        self.bring_up()
        self._main.show_overdue()

    def start_logging(self) -> None:
        self.bring_up()
        self._main.start_logging()

    def show(self, command: Command) -> None:
        if command.import_file is not None:
            self._main.open_import(command.import_file)
        elif command.show_overdue:
            self.show_overdue()
        elif command.log:
            self._main.start_logging()

    def carry_out(self, command: Command) -> Outcome:
        return carry_out(command, self._controller)

    def say(self, title: str, body: str) -> None:
        self._main.show_note(title, body)

    def say_alert(self, title: str, body: str) -> None:
        """An alert inside the window."""
        self._main.show_alert(title, body)

    def show_reach(self, reach: Reach) -> None:
        self._main.show_reach(reach)

    # -- a log that is only read ---------------------------------------------------------

    def _save_again(self) -> None:
        try:
            self._log.save_again()
        except StorageError as error:
            self._main.notices.show_trouble(storage_problem(error))
            return
        self._lines.look_at_saving()

    # -- beginning and end ---------------------------------------------------------------

    def _welcome(self) -> None:
        for note in filter(None, (self._log.zone_note, self._log.place_note)):
            self._main.show_note(note, "")
        if self._log.key is None:
            self._main.show_note(tr("Sample data: everybody here is made up, and nothing is kept."), "")
        elif self._controller.setup.view().first_run:
            self._main.show_first_run()

    def _show_sample(self) -> None:
        """The sample data in a program of their own: they never stand beside real calls."""
        if not start_another("--demo"):
            self._main.notices.show_trouble(
                tr("The sample could not be opened. Start the program with --demo to see it.")
            )

    def _say_ready(self) -> None:
        """The first questions were answered, or left for later."""
        settings = self._controller.settings
        country = QLocale.territoryToString(QLocale.codeToTerritory(settings.country))
        self._main.show_note(
            tr("Ready. Press Ctrl+N after your next session."),
            tr(
                "Set up for {country}, time zone {zone}. Change it in Settings. {key}",
                country=country if settings.country else tr("no country"),
                zone=settings.zone,
                key=self._log.key_note,
            ).strip(),
        )

    def _hide(self) -> None:
        """Hide in the tray; the first time, say so before."""
        if not self._tray_is_new():
            self._main.hide()
            return

        def told() -> None:
            self.told_of_tray.emit()
            self._main.hide()

        self._main.tell_before_hiding(*goes_to_tray(), told)

    def _on_quit(self) -> None:
        if self.ask_to_quit():
            self.quit_wanted.emit()

    def ask_to_quit(self, *, by_closing: bool = False) -> bool:
        """Quit at once where nothing is due today; else say what would be missed, and ask."""
        view = self._controller.queue()
        sentence = quit_words(view.rows, self._controller.now(), self._controller.times)
        if not sentence:
            return True
        if by_closing:
            sentence = f"{no_tray_words()} {sentence}"
        self.bring_up()
        self._main.ask_to_quit(sentence, self.quit_wanted.emit)
        return False
