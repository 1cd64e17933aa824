"""The dialogs of the window: each opened with what it needs, and none knows of another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from callpolicy_gui import __version__
from callpolicy_gui.ui.command_entries import command_entries
from callpolicy_gui.ui.command_palette import CommandPalette
from callpolicy_gui.ui.export_dialog import ExportDialog
from callpolicy_gui.ui.import_dialog import ImportDialog
from callpolicy_gui.ui.names_cover import add_names_key
from callpolicy_gui.ui.shortcut_list import ShortcutList
from callpolicy_gui.ui.widgets import FocusRing

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMainWindow

    from callpolicy_gui.controller import Controller


class WindowDialogs(QObject):
    """Opens them over `window`."""

    def __init__(self, controller: Controller, window: QMainWindow) -> None:
        super().__init__(window)
        self._controller = controller
        self._window = window

    def open_import(self, path: Path) -> None:
        """Read a phone's log and show what it would bring."""
        ImportDialog(self._controller, path, self._window).open()

    def choose_import(self) -> None:
        """Ask for the phone's log."""
        chooser = QFileDialog(self._window, self.tr("Import a phone's call log"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters([self.tr("Call logs (*.xml)"), self.tr("All files (*)")])
        chooser.fileSelected.connect(lambda name: self.open_import(Path(name)))
        chooser.open()

    def export(self) -> None:
        """Ask what to export."""
        ExportDialog(self._controller, self._window).open()

    def show_commands(self) -> None:
        """Offer every command that can be used now by its name, and do the chosen one."""
        entries = [each for each in command_entries(self._window.menuBar()) if each.action.isEnabled()]
        palette = CommandPalette(entries, self._window)
        palette.chosen.connect(lambda entry: entry.action.trigger())
        add_names_key(palette, self._controller)
        palette.open()

    def show_shortcuts(self) -> None:
        """Show all keys."""
        entries = command_entries(self._window.menuBar())
        keys = self._controller.settings.single_keys
        shortcuts = ShortcutList(entries, self._window, single_keys=keys)
        add_names_key(shortcuts, self._controller)
        shortcuts.open()

    def about(self) -> None:
        """Say what this program is."""
        box = self._box(self.tr("About Call Policy"), f"Call Policy {__version__}")
        box.setInformativeText(
            self.tr("It keeps the promise you made about returning calls. Everything stays on this computer.")
        )
        box.open()

    def ask_to_quit(self, sentence: str, quit_now: Callable[[], object]) -> None:
        """Say what quitting would miss; `quit_now` is called when that is wanted all the same."""
        box = self._box(self.tr("Quit Call Policy"), sentence)
        keep = box.addButton(self.tr("Keep running"), QMessageBox.ButtonRole.RejectRole)
        leave = box.addButton(self.tr("Quit"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        leave.clicked.connect(quit_now)
        box.open()

    def tell_before_hiding(self, title: str, sentence: str, hide: Callable[[], object]) -> None:
        """Say where the window goes; `hide` is called once that was read, however the box is closed."""
        box = self._box(self.tr("Closing Call Policy"), title)
        box.setInformativeText(sentence)
        box.addButton(QMessageBox.StandardButton.Ok)
        box.finished.connect(hide)
        box.open()

    def _box(self, title: str, text: str) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(title)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        add_names_key(box, self._controller)
        FocusRing(box)
        return box
