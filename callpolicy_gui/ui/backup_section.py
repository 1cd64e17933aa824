"""When the log was backed up last, and where to: rows of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from callpolicy_gui.ui.adaptive_row import AdaptiveRow
from callpolicy_gui.ui.backups_dialog import BackupsDialog
from callpolicy_gui.ui.folder_dialog import ask_for_folder
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import Banner, Button, FlowLayout, Label, announce
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QShowEvent

    from callpolicy_gui.controller.backup_desk import BackupDesk
    from callpolicy_gui.controller.views import Refused

_STACK_BELOW = 460  # layout units


def ask_folder(parent: QWidget, now: str, chosen: Callable[[str], object]) -> None:
    """Ask for the second folder, and call `chosen` with its path when one was taken."""
    ask_for_folder(parent, tr("Back up to another folder too"), now, chosen)


class _Line(QWidget):
    """What it is called, how it stands, and its buttons; under them where room is short."""

    def __init__(self, title: str, buttons: tuple[Button, ...]) -> None:
        super().__init__()
        self.state = Label("", "caption", "text2")
        told = QWidget()
        words = QVBoxLayout(told)
        space(words, 0, 1)
        words.addWidget(Label(title))
        words.addWidget(self.state)
        deeds = QWidget()
        flow = FlowLayout(deeds, gap=6)
        for button in buttons:
            flow.addWidget(button)
        row = AdaptiveRow(_STACK_BELOW, gap=8)
        row.add(told, 1)
        row.add(deeds, 0)
        column = QVBoxLayout(self)
        space(column, 0, 0)
        column.addWidget(row)


class BackupSection(QWidget):
    """Shows the desk's view and asks the desk. Who asks for a folder is an argument."""

    def __init__(
        self,
        desk: BackupDesk,
        parent: QWidget | None = None,
        *,
        ask_path: Callable[[QWidget, str, Callable[[str], object]], object] = ask_folder,
    ) -> None:
        super().__init__(parent)
        self._desk, self._ask_path = desk, ask_path
        self.back_up = Button(self.tr("Back up now"), "save")
        self.open_list = Button(self.tr("Backups\u2026"), "history")
        self.choose = Button("", "folder-open")
        self.forget = Button(self.tr("Stop using it"))
        self.problem, self.folder_problem = Banner("overdue"), Banner("soon")
        self.backups = _Line(self.tr("Backups"), (self.back_up, self.open_list))
        self.folder = _Line(self.tr("Second folder"), (self.choose, self.forget))
        column = QVBoxLayout(self)
        space(column, 0, 14)
        for widget in (self.backups, self.problem, self.folder, self.folder_problem):
            column.addWidget(widget)
        self.back_up.clicked.connect(self._back_up)
        self.open_list.clicked.connect(lambda: BackupsDialog(self._desk, self).open())
        self.choose.clicked.connect(self._choose)
        self.forget.clicked.connect(lambda: self._say(self._desk.set_folder("")))
        desk.changed.connect(self._changed)
        self._refused = ""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()

    def _changed(self) -> None:
        # Unseen it is left alone: the folders are read for it, and a medium may be slow.
        if self.isVisible():
            self.reload()

    def reload(self) -> None:
        """Show the backups as they are now."""
        view = self._desk.view()
        self.backups.state.setText(view.sentence)
        self.back_up.set_words(self.tr("Backing up\u2026") if view.running else self.tr("Back up now"))
        for button in (self.back_up, self.open_list, self.choose, self.forget):
            button.setEnabled(view.can_back_up and not view.running)
        _show(self.problem, "overdue", view.problem)
        self.folder.setVisible(view.can_back_up)
        nowhere = self.tr("None. One on another disk survives this one.")
        told = "\n".join(part for part in (view.folder, view.folder_note) if part)
        self.folder.state.setText(told or nowhere)
        self.choose.set_words(self.tr("Choose another\u2026") if view.folder else self.tr("Choose\u2026"))
        self.choose.setAccessibleName(self.tr("Choose a second folder for backups"))
        self.forget.setVisible(bool(view.folder))
        self.forget.setAccessibleName(self.tr("Stop using the second folder"))
        _show(self.folder_problem, "soon", self._refused or view.folder_problem)

    def _back_up(self) -> None:
        refused = self._desk.start()
        if refused is not None and self.problem.isHidden():
            # What is refused untried is no failure that stays.
            _show(self.problem, "overdue", refused.sentence)
        if refused is not None:
            announce(self, refused.sentence, urgent=True)

    def _choose(self) -> None:
        self._ask_path(
            self, self._desk.view().folder, lambda chosen: self._say(self._desk.set_folder(chosen))
        )

    def _say(self, refused: Refused | None) -> None:
        self._refused = "" if refused is None else refused.sentence
        self.reload()
        if refused is not None:
            announce(self, refused.sentence, urgent=True)


def _show(banner: Banner, kind: str, sentence: str) -> None:
    banner.set_content(kind, "", sentence, icon="triangle-alert")
    banner.setVisible(bool(sentence))
