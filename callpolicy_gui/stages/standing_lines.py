"""What stays above the pages of an open log until its reason is gone, and where each line leads.

Looking at the backups reads their folders, so that is done where the stage looks anyway; how
the log is protected is read when the log opens and when somebody changes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from callpolicy_gui.ui.notices import Standing
from callpolicy_gui.wording.backups import attention_words
from callpolicy_gui.wording.problems import clock_doubted
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from callpolicy_gui.controller import Controller
    from callpolicy_gui.core.clock_doubt import ClockDoubt
    from callpolicy_gui.ui.main_window import MainWindow


class StandingLines(QObject):
    """Decides which lines the window of an open log shows above its pages."""

    clock_confirmed = Signal()  # somebody says that this computer's clock is right
    save_again_wanted = Signal()  # to open for writing what was opened for reading only
    changed = Signal()  # `about_backups` did

    def __init__(self, controller: Controller, window: MainWindow) -> None:
        super().__init__()
        self._controller, self._window = controller, window
        self.about_backups = ""
        controller.protection.changed.connect(self.look_at_protection)
        controller.backups.changed.connect(self.look_at_backups)
        window.standing_requested.connect(self._on_requested)

    def look_at_saving(self) -> None:
        """Say that nothing can be saved, and why, as long as that is so."""
        again = tr("Try again") if self._controller.may_save_again else ""
        self._window.notices.set_standing(Standing.READING, self._controller.read_only_words, again)

    def look_at_backups(self) -> None:
        """Say that backups fail, with the age of the last good one, until they do not."""
        view = self._controller.backups.view()
        said = attention_words(view.problem, view.folder_problem, view.last_good_words)
        if said != self.about_backups:
            self.about_backups = said
            self._window.notices.set_standing(Standing.BACKUPS, said, tr("Backups"))
            self.changed.emit()

    def look_at_protection(self) -> None:
        """Say that the log would be lost with this computer's keychain."""
        said = self._controller.protection.warning()
        self._window.notices.set_standing(Standing.PROTECTION, said, tr("Protection"))

    def doubt_clock(self, doubt: ClockDoubt | None) -> None:
        """Say that alerts wait, and why; None is a clock that is believed."""
        said = "" if doubt is None else clock_doubted(doubt, self._controller.now())
        self._window.notices.set_standing(Standing.CLOCK, said, tr("The date is right"))

    def _on_requested(self, key: str) -> None:
        if key == Standing.CLOCK:
            self.clock_confirmed.emit()
        elif key == Standing.READING:
            self.save_again_wanted.emit()
        else:
            self._window.show_settings(key)
