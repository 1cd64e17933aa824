"""How reminders reach the clinician here: a test alert, what came of it, and the start with the computer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callpolicy_gui.ui.setting_row import SettingRow
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import Button, CheckBox, IconLabel, Label, announce
from callpolicy_gui.wording.reach import Reach

_MARKS = {True: ("check", "done"), False: ("triangle-alert", "overdue"), None: ("bell", "text2")}


class ReachSection(QWidget):
    """Shows a `Reach`; what is pressed is sent on."""

    test_requested = Signal()
    autostart_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reach = Reach()
        self.test = Button(self.tr("Send a test alert"), "bell")
        self.row = SettingRow(self.tr("Alerts"), self.tr("They show no name, number or note."), self.test)
        self.test.setAccessibleName(self.test.words())
        self.way = Label("", "caption", "text2")
        self.tray = Label("", "caption", "text2")
        self._mark = IconLabel("bell", "text2", 16)
        self.result = Label("", "caption", "text")
        self._result_line = QWidget()
        line = QHBoxLayout(self._result_line)
        space(line, 0, 6)
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.result, 1)
        self.autostart = CheckBox(
            self.tr("Start with the computer"),
            self.tr("It starts into the tray, without a window, so that reminders come."),
        )
        self.refused = Label("", "caption", "overdue")
        column = QVBoxLayout(self)
        space(column, 0, 4)
        for widget in (self.row, self._result_line, self.way, self.tray):
            column.addWidget(widget)
        column.addSpacing(8)
        column.addWidget(self.autostart)
        column.addWidget(self.refused)
        self.test.clicked.connect(self.test_requested)
        self.autostart.clicked.connect(self.autostart_chosen)
        self.show_reach(self._reach)

    def show_reach(self, reach: Reach) -> None:
        """Say how things are; what came of a test is also said aloud."""
        told, self._reach = self._reach, reach
        self.way.setText(reach.way)
        self.tray.setText(reach.tray)
        self.result.setText(reach.test)
        self._mark.set_icon(*_MARKS[reach.is_good])
        self._result_line.setVisible(bool(reach.test))
        self.autostart.setVisible(reach.starts_with_computer is not None)
        self.autostart.setChecked(reach.starts_with_computer is True)
        self.refused.setText(reach.refused)
        self.refused.setVisible(bool(reach.refused))
        for words, before in ((reach.test, told.test), (reach.refused, told.refused)):
            if words and words != before:
                announce(self, words)
