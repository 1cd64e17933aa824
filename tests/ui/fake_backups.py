"""The backup desk without a disk: what was asked of it, and what a test has it say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from callpolicy_gui.controller.backup_views import BackupRow, BackupView, UndoRestore
from callpolicy_gui.storage.backups import Backup, BackupReason

if TYPE_CHECKING:
    from callpolicy_gui.controller.views import Refused

FINE = BackupView(sentence="Last backup: today 14:05, checked.", last_good_words="today 14:05")
FAILED = (
    "The last backup failed: there is no space left there. Earlier backups were kept. "
    "The last good one is from Fri 20 Nov 18:00."
)


def row(when: str, number: int, reason: str = "Daily", opens: str = "opens elsewhere", place: str = ""):
    backup = Backup(
        Path(f"/backups/{number}.db"),
        Path(f"/backups/{number}.key"),
        number,
        number,
        "ab" * 6,
        1_200_000,
        BackupReason.DAILY,
        True,
        True,
    )
    return BackupRow(backup, when, reason, f"1,{number:03d} entries", "1.2 MB", opens, place)


ROWS = (
    row("today 14:05", 234, "Made by you"),
    row("today 09:10", 230, "Before an import", "opens only here"),
    row("yesterday 18:02", 228),
    row("Fri 20 Nov 18:00", 211, place="in the second folder"),
    row("Thu 19 Nov 18:00", 190),
    row("Wed 18 Nov 17:58", 185),
)


class FakeBackups(QObject):
    changed = Signal()

    def __init__(self, view: BackupView = FINE, rows: tuple[BackupRow, ...] = ROWS) -> None:
        super().__init__()
        self.now, self.listed = view, rows
        self.undoing: UndoRestore | None = None
        self.asked: list[tuple[object, ...]] = []
        self.refuse: Refused | None = None
        self.reads = 0

    @property
    def running(self) -> bool:
        return self.now.running

    def view(self) -> BackupView:
        self.reads += 1
        return self.now

    def rows(self) -> tuple[BackupRow, ...]:
        return self.listed

    def undo(self) -> UndoRestore | None:
        return self.undoing

    def start(self) -> Refused | None:
        self.asked.append(("start",))
        return self.refuse

    def set_folder(self, folder: str) -> Refused | None:
        self.asked.append(("folder", folder))
        if self.refuse is None:
            self.become(folder=folder)
        return self.refuse

    def ask_to_restore(self, chosen: BackupRow) -> None:
        self.asked.append(("restore", chosen))

    def ask_to_undo_restore(self, undo: UndoRestore) -> None:
        self.asked.append(("undo", undo))

    def become(self, **changes) -> None:
        self.now = replace(self.now, **changes)
        self.changed.emit()
