"""Backups of the open log: made in slices while the window lives, listed, and what must be mended said.

The database belongs to the window's thread, so a backup is made there. Every 5 to 30 ms it
asks whether to go on, and then what waits is done for 5 ms: the window is painted, a beat
comes, an alert is shown, the computer's lock or a signal to end arrives. What is saved while
pages are copied goes into the backup, what is saved while it is checked into the next one.
Keys and clicks wait until it is over: one of them could open a dialog with a loop of its own, and a
lock would then have to wait for a person. No second backup starts inside the first.

A lock or a quit must not close the log under a backup that is on the stack below it, so
it goes through `stop`: that breaks the backup off and calls back once it is over.
"""

from __future__ import annotations

import contextlib
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QTimer, Signal

from callpolicy_gui.controller import backup_lists
from callpolicy_gui.controller.backup_views import BackupView
from callpolicy_gui.controller.second_folder import SecondFolder
from callpolicy_gui.controller.views import Refused
from callpolicy_gui.storage.backups import (
    BackupCancelled,
    BackupError,
    BackupProblem,
    BackupReason,
    is_due,
    make_backup,
    protect_backups,
    thin,
)
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.wording import backups as words
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from callpolicy_gui.controller.backup_views import BackupRow, UndoRestore
    from callpolicy_gui.controller.clock_desk import ClockDesk
    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.controller.signals import Signals
    from callpolicy_gui.storage.keys import LogKey
    from callpolicy_gui.storage.paths import Paths

_LIVE_MS = 5
_BOTH = frozenset({BackupReason.DAILY, BackupReason.BY_HAND})


class _Place(Enum):
    """The program's own folder, and the one a person chose."""

    OWN = "own"
    SECOND = "second"


def let_the_window_live() -> None:
    """What waits is done for 5 ms, but for keys and clicks: they come after the backup."""
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, _LIVE_MS)


class BackupDesk(QObject):
    """The use cases of backing up one open log.

    `paths` and `key` are None for a demo, where nothing is kept. `pump` is called between the slices.
    Nothing is thinned while `clock` is in doubt.
    Restoring closes the log, so it is only asked for here: `restore_requested` carries a
    Backup, `undo_restore_requested` a Backup or a SetAsideLog.
    """

    changed = Signal()
    restore_requested = Signal(object)
    undo_restore_requested = Signal(object)

    def __init__(
        self,
        desk: Desk,
        paths: Paths | None,
        key: LogKey | None,
        signals: Signals,
        *,
        pump: Callable[[], None] = let_the_window_live,
        clock: ClockDesk | None = None,
    ) -> None:
        super().__init__()
        self._desk, self._paths, self._key = desk, paths, key
        self._signals, self._pump, self._clock = signals, pump, clock
        self._failures: dict[_Place, StorageError] = {}
        self._running = self._stopped = False
        self._afterwards: list[Callable[[], None]] = []

    # -- as it is ------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether a backup is being made."""
        return self._running

    def view(self) -> BackupView:
        """How the log is backed up now, read from the folders."""
        if self._paths is None:
            return BackupView(words.nothing_to_back_up(), can_back_up=False)
        desk, now, second = self._desk, self._desk.now(), SecondFolder(self._paths)
        found = backup_lists.in_folder(self._paths.backups)
        ours = backup_lists.of_this_log(desk.db, (*found, *second.listed()))
        good = max(ours, key=lambda backup: backup.at, default=None)
        when = "" if good is None else words.backed_up_at(good.at, now, desk.times)
        problem = ""
        if _Place.OWN in self._failures:
            problem = words.backup_failed(self._failures[_Place.OWN], when)
        else:
            since = backup_lists.lacking_since(desk.db, found, now)
            if since is not None:
                problem = words.not_in_a_backup(words.backed_up_at(since, now, desk.times))
        return BackupView(
            sentence=words.last_backup(when),
            problem=problem,
            last_good_words=when,
            folder=second.chosen(),
            folder_note=second.note(),
            folder_problem=second.problem(desk, now, self._failures.get(_Place.SECOND)),
            running=self._running,
        )

    def rows(self) -> tuple[BackupRow, ...]:
        """All backups that can be restored, the newest first."""
        if self._paths is None:
            return ()
        second = SecondFolder(self._paths).folder()
        return backup_lists.rows(self._paths, second, self._desk.now(), self._desk.times)

    def undo(self) -> UndoRestore | None:
        """What takes the last restore back, or None where there is nothing to take back."""
        if self._paths is None:
            return None
        return backup_lists.undo_of(self._desk.db, self._paths, self._desk.now(), self._desk.times)

    # -- making one ----------------------------------------------------------------------

    def start(self, reason: BackupReason = BackupReason.BY_HAND) -> Refused | None:
        """A backup now; by hand and daily ones in the second folder too. Returns when it is over."""
        refused = self._refused_untried()
        if refused is not None:
            return refused
        error = self._back_up(reason, self._desk.now(), tuple(_Place) if reason in _BOTH else (_Place.OWN,))
        if error is not None:
            return Refused(words.backup_failed(error, self.view().last_good_words))
        if self._stopped:
            return Refused(tr("The backup was broken off. Earlier ones were kept."))
        if reason is BackupReason.BY_HAND:
            said = tr("Backed up and checked.")
            late = self._failures.get(_Place.SECOND)
            self._signals.said.emit(said if late is None else f"{said} {words.copy_failed(late)}")
        return None

    def if_due(self, now: int) -> None:
        """The daily backup in each folder that lacks it, at `now` (UTC seconds): when idle, and at a quit.

        How it ended stands in the view; a medium that is not there is passed over.
        """
        if self._paths is None or self._refused_untried() is not None:
            return
        try:
            head = self._desk.db.history.head()
        except StorageError as error:
            self._failures[_Place.OWN] = error
            self.changed.emit()
            return
        due = []
        for place in _Place:
            folder = self._folder(self._paths, place)
            if folder is None:
                continue
            ours = backup_lists.of_this_log(self._desk.db, backup_lists.in_folder(folder))
            if is_due(ours, now, head):
                due.append(place)
        if due:
            self._back_up(BackupReason.DAILY, now, tuple(due))

    def before_import(self) -> Refused | None:
        """A backup before an import; a refusal means that the import must not begin."""
        if self._paths is None:
            return None
        refused = self._refused_untried()
        if refused is not None:
            return refused
        error = self._back_up(BackupReason.BEFORE_IMPORT, self._desk.now(), (_Place.OWN,))
        if error is not None:
            return Refused(words.not_imported(error))
        return Refused(tr("Nothing was imported.")) if self._stopped else None

    def stop(self, then: Callable[[], None]) -> None:
        """For who closes the log: `then` is called at once, or as soon as the backup under way is broken off.

        That takes 5 to 30 ms, at most 0.3 s with a log of 150 MB; it leaves nothing behind.
        """
        if not self._running:
            then()
            return
        self._stopped = True
        self._afterwards.append(then)

    def key_changed(self) -> None:
        """A way in was set or removed: earlier backups get today's key file.

        A backup that still has the key in plain beside it would open the log to everyone.
        """
        if self._paths is None:
            return
        for place in _Place:
            folder = self._folder(self._paths, place)
            try:
                if folder is not None and folder.is_dir():
                    protect_backups(folder, self._paths.key_file)
            except StorageError as error:
                self._failures[place] = error
        if _is_unprotected(self._failures.get(_Place.SECOND)):
            del self._failures[_Place.SECOND]
        self.changed.emit()

    # -- the second folder ---------------------------------------------------------------

    def set_folder(self, folder: str) -> Refused | None:
        """Where backups go too; "" for nowhere else. Kept in the settings of this computer."""
        if self._paths is None:
            return Refused(words.nothing_to_back_up())
        refused = SecondFolder(self._paths).choose(folder)
        if refused is not None:
            return refused
        self._failures.pop(_Place.SECOND, None)
        self.changed.emit()
        return None

    # -- restoring is asked for ----------------------------------------------------------

    def ask_to_restore(self, row: BackupRow) -> None:
        """Ask whoever opens logs to put this backup in the log's place; asked once this click is over."""
        self._ask_for_another_log(lambda: self.restore_requested.emit(row.backup))

    def ask_to_undo_restore(self, undo: UndoRestore) -> None:
        """Ask whoever opens logs to put the log before the restore back; asked once this click is over."""
        self._ask_for_another_log(lambda: self.undo_restore_requested.emit(undo.target))

    def _ask_for_another_log(self, ask: Callable[[], None]) -> None:
        refused = self._desk.refused
        if refused is not None:
            self._signals.failed.emit(refused.sentence)
        else:
            QTimer.singleShot(0, ask)

    # -- how it is done ------------------------------------------------------------------

    def _refused_untried(self) -> Refused | None:
        if self._paths is None or self._key is None:
            return Refused(words.nothing_to_back_up())
        if self._desk.refused is not None:
            return self._desk.refused
        if self._running:
            return Refused(tr("A backup is being made already."))
        if self._desk.db.conn.in_transaction:
            return Refused(tr("The log is being written. Try again in a moment."))
        return None

    def _back_up(self, reason: BackupReason, now: int, places: tuple[_Place, ...]) -> StorageError | None:
        """A backup in each of the places that there is; what went wrong in the program's own folder."""
        self._running, self._stopped = True, False
        self.changed.emit()
        try:
            for place in places:
                self._make(reason, now, place)
        except BackupCancelled:
            pass  # the log is being closed; the next start makes it up
        finally:
            self._running = False
            self.changed.emit()
            for act in self._afterwards:
                # Not from here: what asked for the backup stands below, and may be a button that goes.
                QTimer.singleShot(0, act)
            self._afterwards = []
        return self._failures.get(_Place.OWN) if _Place.OWN in places else None

    def _make(self, reason: BackupReason, now: int, place: _Place) -> None:
        paths, key = self._paths, self._key
        folder = None if paths is None else self._folder(paths, place)
        if paths is None or key is None or folder is None:
            return
        db = self._desk.db
        try:
            make_backup(db, key, folder, paths.key_file, now, reason=reason, go_on=self._go_on)
        except StorageError as error:
            self._failures[place] = error
            return
        self._failures.pop(place, None)
        if self._clock is not None and self._clock.doubt is not None:
            return  # nobody knows how old the earlier ones are
        # What cannot be removed today is removed after the next one; the backup itself is good.
        with contextlib.suppress(StorageError):
            thin(folder, now, since=backup_lists.began(db))

    def _go_on(self) -> bool:
        if not self._stopped:
            self._pump()
        return not self._stopped

    def _folder(self, paths: Paths, place: _Place) -> Path | None:
        return paths.backups if place is _Place.OWN else SecondFolder(paths).folder()


def _is_unprotected(error: StorageError | None) -> bool:
    return isinstance(error, BackupError) and error.why is BackupProblem.KEY_NOT_PROTECTED
