"""The log is there, or was, and cannot be opened: what is wrong is said, and what can be done.

Nothing is written over anything. What takes long runs on a worker; the log is closed, so that
no two touch it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from callpolicy_gui.controller.one_at_a_time import OneAtATime
from callpolicy_gui.controller.trouble import salvaged, trouble_for, waiting
from callpolicy_gui.controller.trouble_views import Choice, ChoiceKey, TroubleView
from callpolicy_gui.desktop.tray import TrayState
from callpolicy_gui.desktop.tray_icon import TrayKind
from callpolicy_gui.headless import REFUSED, Outcome
from callpolicy_gui.stages.closed_stage import ClosedStage
from callpolicy_gui.stages.lock_wait import LockWait, waiting_words
from callpolicy_gui.stages.showing import Showing
from callpolicy_gui.storage import alert_journal, key_slots, keys, locating
from callpolicy_gui.storage.backups import backups_in
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.log_exchange import SetAsideLog
from callpolicy_gui.storage.restoring import (
    finish_interrupted_restore,
    put_back,
    put_salvaged,
    restore,
)
from callpolicy_gui.storage.salvage import SalvageReport, salvage
from callpolicy_gui.storage.starting_over import start_over
from callpolicy_gui.ui.trouble_window import TroubleWindow
from callpolicy_gui.wording.alerts import log_not_opened
from callpolicy_gui.wording.problems import locate_problem, storage_problem
from callpolicy_gui.wording.text import tr
from callpolicy_gui.wording.times import Times, locale_uses_12_hours

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.command_line import Command
    from callpolicy_gui.opening import LogPlace
    from callpolicy_gui.storage.backups import Backup
    from callpolicy_gui.storage.keys import LogKey

_WITHOUT_KEY = frozenset({ChoiceKey.RETRY, ChoiceKey.LOCATE, ChoiceKey.CREATE, ChoiceKey.QUIT})
_READING = _WITHOUT_KEY | {ChoiceKey.READ_ONLY, ChoiceKey.OPEN_WITHOUT}
_WITH_KEY = _READING | {
    ChoiceKey.RESTORE,
    ChoiceKey.SALVAGE,
    ChoiceKey.OPEN_SALVAGED,
}


class TroubleStage(ClosedStage):
    """Why the log of `place` is not open, and the way on. `key` None is a key that was not found.

    A log that another program holds is waited for.
    """

    def __init__(
        self, place: LogPlace, error: StorageError, key: LogKey | None, *, hide_on_close: Callable[[], bool]
    ) -> None:
        self._place, self._error, self._key = place, error, key
        # Why it is to be read only, once that was chosen: nothing is put in its place then.
        self._reading: StorageProblem | None = None
        # The practice's own way of telling times lies in the log.
        locale = QLocale()
        self._times = Times(ZoneInfo(place.region.zone), locale_uses_12_hours(locale), locale)
        self._trouble = TroubleWindow(self._view())
        super().__init__(self._trouble, hide_on_close)
        self._worker = OneAtATime()
        self._wait = LockWait(self)
        self._wait.began.connect(self._say_waiting)
        self._trouble.choice.connect(self._on_choice)

    def enter(self, geometry: str, showing: Showing = Showing.ACTIVE) -> None:
        super().enter(geometry, showing)
        self._begin()

    def _begin(self) -> None:
        if self._error.problem is StorageProblem.IN_USE:
            self._open(accept_loss=False)
        else:
            self._tell_unseen()

    def _tell_unseen(self) -> None:
        """Trouble in a window that nobody sees is an alert."""
        if not self.showing().is_seen:
            self.alert_wanted.emit(*log_not_opened(), True, False)

    def leave(self) -> None:
        self._wait.stop()
        super().leave()

    def _view(self) -> TroubleView:
        paths, now = self._place.paths, int(self._place.clock())
        size = paths.database.stat().st_size if paths.database.exists() else None
        can = _WITH_KEY if self._key is not None else _WITHOUT_KEY
        if self._reading is not None:
            can &= _READING
        return trouble_for(self._error, self._backups(), now, self._times, size=size, can=can)

    def _backups(self) -> tuple[Backup, ...]:
        try:
            return backups_in(self._place.paths.backups)
        except StorageError:
            return ()

    def carry_out(self, _command: Command) -> Outcome:
        return Outcome(storage_problem(self._error), REFUSED)

    def tray_state(self) -> TrayState:
        return TrayState(TrayKind.DUE, log_not_opened()[0])

    # -- what was chosen -----------------------------------------------------------------

    def _on_choice(self, key: str) -> None:
        match ChoiceKey(key):
            case ChoiceKey.QUIT:
                self.quit_wanted.emit()
            case ChoiceKey.RETRY:
                self._reading = None
                self._open(accept_loss=False)
            case ChoiceKey.READ_ONLY:
                self._reading = self._error.problem
                self._open(accept_loss=False)
            case ChoiceKey.OPEN_WITHOUT:
                self._open(accept_loss=True)
            case ChoiceKey.RESTORE:
                self._do(
                    tr("Restoring the backup\u2026"), self._restore, lambda _: self._open(accept_loss=False)
                )
            case ChoiceKey.LOCATE:
                self._trouble.ask_for_folder(self._locate)
            case ChoiceKey.CREATE:
                self._do(tr("Setting the old log aside\u2026"), self._start_over, self._say_started_over)
            case ChoiceKey.SALVAGE:
                self._do(tr("Reading what can be read\u2026"), self._salvage, self._show_salvaged)
            case ChoiceKey.OPEN_SALVAGED:
                self._do(tr("Opening\u2026"), self._put_salvaged, lambda _: self._open(accept_loss=True))

    def _open(self, *, accept_loss: bool) -> None:
        try:
            self._key = key = self._current_key()
            if self._reading is not None:
                log = self._place.open_for_reading(key, self._reading, accept_loss=accept_loss)
            else:
                log = self._place.open(key, accept_loss=accept_loss)
        except StorageError as error:
            if self._wait.again(error, lambda: self._open(accept_loss=accept_loss)):
                return
            if error.problem is StorageProblem.NEEDS_PASSPHRASE:
                self.not_opened.emit(error, None)
                return
            self._error = error
            self._trouble.show_trouble(self._view())
            self._tell_unseen()
            return
        self.opened.emit(log)

    def _current_key(self) -> LogKey:
        """The known key where it is still that of the folder: another log may have taken its place."""
        finish_interrupted_restore(self._place.paths)
        if self._key is not None and keys.matches(self._place.paths, self._key):
            return self._key
        self._key = None
        return self._place.load_key()

    def _say_waiting(self) -> None:
        self._trouble.show_trouble(waiting())
        self._trouble.set_busy(waiting_words(), can_choose=True)

    def _do(self, words: str, work: Callable[[], object], then: Callable[[object], object]) -> None:
        """Something long, elsewhere; what went wrong is said, and the choices stay."""

        def tried() -> object:
            try:
                return work()
            except StorageError as error:
                return error

        def done(found: object) -> None:
            self._trouble.set_busy("")
            if isinstance(found, StorageError):
                says = locate_problem if found.place == locating.PLACE else storage_problem
                self._trouble.show_failure(says(found))
            else:
                then(found)

        if self._worker.start(tried, done):
            self._trouble.set_busy(words)

    def _locate(self, folder: str) -> None:
        place, key, now = self._place, self._key, int(self._place.clock())

        def bring_in() -> Path | None:
            return locating.bring_in(place.paths, Path(folder), key, place.keychain, now)

        def say(aside: object) -> None:
            told = [tr("That folder stays as it was, and is not used any more.")]
            if aside is not None:
                told.append(tr("What was in the data folder lies in {folder}.", folder=aside))
            self.note = tr("The log was copied from {folder}.", folder=folder), " ".join(told)
            self._open(accept_loss=False)

        self._do(tr("Copying the log\u2026"), bring_in, say)

    def _start_over(self) -> list[str]:
        """What is to be said of it."""
        paths = self._place.paths
        aside = start_over(paths, self._key, int(self._place.clock()))
        told = []
        if aside is not None:
            told.append(tr("What was in the data folder lies in {folder}.", folder=aside))
        if key_slots.protection(paths).in_key_file:
            told.append(
                tr("The key lies in a file beside the log. Whoever has this folder can read the log.")
            )
        return told

    def _say_started_over(self, told: object) -> None:
        sentences = told if isinstance(told, list) else []
        self.note = tr("An empty log was created."), " ".join(sentences)
        self._open(accept_loss=False)

    def _restore(self) -> None:
        newest = self._backups()[0]
        restore(self._place.paths, newest, self._known_key(), int(self._place.clock()))

    def _salvage(self) -> SalvageReport:
        target = self._salvaged_file()
        target.unlink(missing_ok=True)
        return salvage(self._place.paths, self._known_key(), target, int(self._place.clock()))

    def _show_salvaged(self, report: object) -> None:
        if isinstance(report, SalvageReport):
            self._trouble.show_trouble(
                salvaged(report, self._backups(), int(self._place.clock()), self._times)
            )

    def _put_salvaged(self) -> None:
        put_salvaged(self._place.paths, self._salvaged_file(), self._known_key(), int(self._place.clock()))
        self._salvaged_file().unlink(missing_ok=True)

    def _salvaged_file(self) -> Path:
        return self._place.paths.data_dir / "salvaged.db"

    def _known_key(self) -> LogKey:
        if self._key is None:
            raise RuntimeError("offered with a key only")
        return self._key


class RestoringStage(TroubleStage):
    """Puts `wanted` in the closed log's place and opens it; what went wrong is told like any trouble."""

    def __init__(
        self,
        place: LogPlace,
        wanted: Backup | SetAsideLog,
        key: LogKey | None,
        *,
        hide_on_close: Callable[[], bool],
    ) -> None:
        super().__init__(place, StorageError(StorageProblem.IN_USE, "log"), key, hide_on_close=hide_on_close)
        self._wanted = wanted

    def _view(self) -> TroubleView:
        return TroubleView(
            tr("Restoring a backup"),
            tr("What is there now is kept first."),
            (),
            (Choice(ChoiceKey.RETRY, tr("Open the log as it is")), Choice(ChoiceKey.QUIT, tr("Quit"))),
        )

    def _begin(self) -> None:
        self._do(
            tr("Restoring the backup\u2026"), self._put_in_place, lambda _: self._open(accept_loss=False)
        )

    def _put_in_place(self) -> None:
        paths, now = self._place.paths, int(self._place.clock())
        if isinstance(self._wanted, SetAsideLog):
            put_back(paths, self._wanted, now)
        else:
            restore(paths, self._wanted, self._known_key(), now)
        # The same numbers are other calls there.
        alert_journal.forget(paths)
