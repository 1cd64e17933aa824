"""What a window is told of the backups: plain values and sentences, nothing of what is in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callpolicy_gui.storage.backups import Backup
    from callpolicy_gui.storage.restoring import SetAsideLog


@dataclass(frozen=True, slots=True)
class BackupView:
    """How the log is backed up.

    `sentence` says when it was last. `problem` is empty unless a person must do something; it
    then says how old the last good backup is, `last_good_words`, which is empty where there is none.
    `folder` is the second folder's path, empty for none; `folder_note` is told about it and
    `folder_problem` must be mended. `running`: one is being made. `can_back_up` is false
    where nothing is kept.
    """

    sentence: str
    problem: str = ""
    last_good_words: str = ""
    folder: str = ""
    folder_note: str = ""
    folder_problem: str = ""
    running: bool = False
    can_back_up: bool = True

    @property
    def needs_attention(self) -> str:
        """What a badge stands for until it is mended; empty for nothing."""
        return self.problem or self.folder_problem


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup in a list: when it was made, and what is to be known before it is restored.

    `opens_words` says where it opens, `place_words` that it lies in the second folder only.
    """

    backup: Backup
    when: str
    reason_words: str
    entries_words: str
    size_words: str
    opens_words: str
    place_words: str = ""

    @property
    def details(self) -> str:
        """Everything but the date, in one line."""
        told = (self.reason_words, self.entries_words, self.size_words, self.opens_words, self.place_words)
        return " \u00b7 ".join(part for part in told if part)


@dataclass(frozen=True, slots=True)
class UndoRestore:
    """What takes the last restore back: the log as it was before it. `when` is the restore's time.

    `started_over`: it was no restore, but an empty log that took the old one's place.
    """

    target: Backup | SetAsideLog
    when: str
    started_over: bool = False
