"""Verifying the history when somebody asks: a row of the settings, and what was found in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from callpolicy_gui.controller.views import Refused
from callpolicy_gui.ui.setting_row import SettingRow
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import Banner, Button

if TYPE_CHECKING:
    from callpolicy_gui.controller.history_desk import HistoryDesk


class HistoryCheck(QWidget):
    """Asks the desk, which takes a second for 100,000 entries. What was found stays until the next time."""

    def __init__(self, desk: HistoryDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._busy = False
        self.verify = Button("", "shield-check")
        self.row = SettingRow(
            self.tr("History"),
            self.tr("Compares every entry, and what the log holds, with what was written."),
            self.verify,
        )
        self.result = Banner("done")
        self.result.hide()
        column = QVBoxLayout(self)
        space(column, 0, 8)
        column.addWidget(self.row)
        column.addWidget(self.result)
        self.verify.clicked.connect(self._begin)
        self._set_busy(busy=False)

    def _set_busy(self, *, busy: bool) -> None:
        """Not by disabling: the button would lose the keyboard."""
        self._busy = busy
        self.verify.set_words(self.tr("Verifying\u2026") if busy else self.tr("Verify now"))
        self.verify.setAccessibleName(self.tr("Verify the history now"))

    def _begin(self) -> None:
        if self._busy:
            return
        self._set_busy(busy=True)
        self.row.set_error("")
        self.result.hide()
        self.repaint()
        # Once this is on the screen: nothing is painted while it is verified.
        QTimer.singleShot(0, self, self._verify)

    def _verify(self) -> None:
        found = self._desk.verify_all()
        self._set_busy(busy=False)
        if isinstance(found, Refused):
            self.row.set_error(found.sentence)
            return
        self.result.set_content("done" if found.is_sound else "overdue", "", found.sentence)
        self.result.present()
