"""The log is open: its controller and its window, and what passes between them and the desktop."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject
from shiboken6 import delete

from callpolicy_gui.core.alerts import AlertKind, calls_of
from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.desktop.tray import TrayState
from callpolicy_gui.desktop.tray_icon import TrayKind
from callpolicy_gui.headless import carry_out
from callpolicy_gui.stages.locked_stage import LockedPlan
from callpolicy_gui.stages.stage import Stage
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.ui.main_window import MainWindow
from callpolicy_gui.wording.alerts import alert_text, next_deadline_words, quit_words, tray_tooltip
from callpolicy_gui.wording.problems import storage_problem
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.command_line import Command
    from callpolicy_gui.controller.views import QueueView, Refused
    from callpolicy_gui.core.alerts import Digest
    from callpolicy_gui.headless import Outcome
    from callpolicy_gui.opening import OpenLog
    from callpolicy_gui.storage.keys import LogKey


class OpenStage(Stage):
    """An open log and its window. `hide_on_close` tells whether there is a tray to hide in."""

    def __init__(self, log: OpenLog, hide_on_close: Callable[[], bool]) -> None:
        self._main = MainWindow(log.controller)
        super().__init__(self._main)
        self._log = log
        self._controller = log.controller
        self._hide_on_close = hide_on_close
        self._digest: Digest | None = None
        self._about_backups = ""
        controller, window = log.controller, self._main
        controller.queue_changed.connect(self._on_queue)
        controller.alert_owed.connect(self._on_alert)
        controller.alerts_settled.connect(self._on_settled)
        window.quit_requested.connect(self._on_quit)
        window.lock_requested.connect(self.lock_wanted)
        window.alert_shown_requested.connect(self.show_overdue)
        window.test_alert_requested.connect(self.test_alert_wanted)
        window.theme_changed.connect(self.theme_chosen)
        controller.protection.changed.connect(self.device_changed)
        controller.backups.changed.connect(self._look_at_backups)
        controller.backups.restore_requested.connect(self.restore_wanted)
        controller.backups.undo_restore_requested.connect(self.restore_wanted)
        window.on_close = self._on_close

    def enter(self, geometry: str) -> None:
        super().enter(geometry)
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
        known = [vars(each) for each in (*self._main.findChildren(QObject), self._main, self._controller)]
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
        view, times = self._controller.queue(), self._controller.times
        groups = {row.group for row in view.rows}
        session = self._controller.sessions.view()
        kind = TrayKind.CALM
        if Group.DUE_SOON in groups:
            kind = TrayKind.DUE
        if Group.OVERDUE in groups:
            kind = TrayKind.OVERDUE
        return TrayState(
            kind,
            " \u00b7 ".join(
                [
                    *([session.words] * session.runs),
                    tray_tooltip(view.rows, view.now, times),
                    *([tr("backup failed")] * bool(self._about_backups)),
                ]
            ),
            next_deadline_words(view.rows, view.now, times),
            paused=self._controller.alerts.paused_until is not None,
            lockable=self.can_be_locked(),
            session_text="" if session.runs else session.words,
            session_until=0 if session.runs else session.until,
            in_session=session.runs,
        )

    def beat(self) -> None:
        self._controller.tick()
        self._controller.history.verify_slice()
        self._look_at_backups()
        try:
            self._log.db.tidy()
        except StorageError as error:
            self._main.notices.show_trouble(storage_problem(error))

    def idle(self) -> None:
        self._controller.backups.if_due(self._controller.now())

    def next_look_at(self) -> int | None:
        return self._controller.next_look_at()

    def _look_at_backups(self) -> None:
        """Say that backups fail, in the window and in the tray, until they do not."""
        view = self._controller.backups.view()
        if view.needs_attention == self._about_backups:
            return
        self._about_backups = view.needs_attention
        if view.needs_attention:
            self._main.show_note(view.needs_attention, view.last_good_words)
        self.tray_changed.emit(self.tray_state())

    # -- alerts --------------------------------------------------------------------------

    def _on_queue(self, _view: QueueView) -> None:
        self.tray_changed.emit(self.tray_state())
        self.look_again.emit()

    def _on_alert(self, digest: Digest) -> None:
        text = alert_text(digest, self._controller.now(), self._controller.times)
        self._digest = digest
        urgent = digest.kind in {AlertKind.OVERDUE, AlertKind.OVERDUE_WHILE_OFF}
        self._main.show_alert(text.title, text.body)
        can_snooze = self._controller.calls.can_snooze_alerted(calls_of(digest.keys))
        self.alert_wanted.emit(text.title, text.body, urgent, can_snooze)

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

    # -- beginning and end ---------------------------------------------------------------

    def _welcome(self) -> None:
        for note in filter(None, (self._log.zone_note, self._log.place_note)):
            self._main.show_note(note, "")
        if not self._log.is_new:
            return
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

    def _on_close(self) -> bool:
        """Whether the window may close: it hides to a tray that is there, else the program ends."""
        if self._hide_on_close():
            self._main.hide()
            return False
        if not self.ask_to_quit():
            return False
        self.quit_wanted.emit()
        return True

    def _on_quit(self) -> None:
        if self.ask_to_quit():
            self.quit_wanted.emit()

    def ask_to_quit(self) -> bool:
        """Quit at once where nothing is due today; else say what would be missed, and ask."""
        view = self._controller.queue()
        sentence = quit_words(view.rows, self._controller.now(), self._controller.times)
        if not sentence:
            return True
        self.bring_up()
        self._main.ask_to_quit(sentence, self.quit_wanted.emit)
        return False
