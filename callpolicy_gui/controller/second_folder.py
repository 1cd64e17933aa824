"""The folder outside of the program's own where backups go too, as a person chose it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from callpolicy_gui.controller import backup_lists
from callpolicy_gui.controller.views import Refused
from callpolicy_gui.storage import key_slots
from callpolicy_gui.storage.backups import BackupError, BackupProblem
from callpolicy_gui.storage.device_settings import load_device_settings, save_device_settings
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.storage.synced_folders import synced_by
from callpolicy_gui.wording import backups as words
from callpolicy_gui.wording.protection import key_problem
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.storage.backups import Backup
    from callpolicy_gui.storage.key_slots import Protection
    from callpolicy_gui.storage.paths import Paths


class SecondFolder:
    """The choice in the settings of this computer, and what is to be said about it."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    def chosen(self) -> str:
        """The folder's path as it was chosen; empty for none."""
        return load_device_settings(self._paths.device_settings).backup_folder

    def folder(self) -> Path | None:
        """This log's own folder in it; None where none was chosen, or its medium is not there."""
        chosen = self.chosen()
        there = bool(chosen) and Path(chosen).is_dir()
        return self._paths.second_backups(Path(chosen)) if there else None

    def listed(self) -> tuple[Backup, ...]:
        """The backups in it, the newest first."""
        folder = self.folder()
        return () if folder is None else backup_lists.in_folder(folder)

    def choose(self, folder: str) -> Refused | None:
        """Backups go there too from now on; "" for nowhere else."""
        paths, chosen = self._paths, Path(folder)
        if folder:
            if not chosen.is_dir() or not os.access(chosen, os.W_OK | os.X_OK):
                return Refused(tr("That folder is not there or cannot be written to. Choose another."))
            if chosen.resolve().is_relative_to(paths.data_dir.resolve()):
                return Refused(tr("That is the log's own folder. Choose one on another disk."))
        wanted = load_device_settings(paths.device_settings)
        wanted = replace(wanted, backup_folder=str(chosen.absolute()) if folder else "")
        try:
            save_device_settings(paths.device_settings, wanted)
        except StorageError as error:
            return Refused(key_problem(error))
        return None

    def note(self) -> str:
        """What is good to know about it: who copies it on, and where its backups open."""
        chosen = self.chosen()
        if not chosen:
            return ""
        service, ways = synced_by(Path(chosen)), self._ways()
        told = [] if service is None else [words.synced_words(service)]
        if ways is not None and not (ways.has_passphrase or ways.has_recovery or ways.in_key_file):
            told.append(words.only_here_words())
        return " ".join(told)

    def problem(self, desk: Desk, now: int, failed: StorageError | None) -> str:
        """What must be mended before it gets backups again; `failed` is how its last one ended."""
        if not self.chosen():
            return ""
        ways = self._ways()
        if ways is not None and ways.in_key_file:
            return words.copy_failed(BackupError(BackupProblem.KEY_NOT_PROTECTED))
        if self.folder() is None:
            return words.folder_gone()
        if failed is not None:
            return words.copy_failed(failed)
        since = backup_lists.lacking_since(desk.db, self.listed(), now)
        return "" if since is None else words.not_in_second(words.backed_up_at(since, now, desk.times))

    def _ways(self) -> Protection | None:
        try:
            return key_slots.protection(self._paths)
        except StorageError:
            return None  # the backup itself will say what is wrong with the key file
