"""Sessions in the settings: those of every week, and single ones with a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.controller.views import Field as RefusedField
from callpolicy_gui.core.local_time import local
from callpolicy_gui.core.weekly_hours import HoursError, Window, parse_windows
from callpolicy_gui.ui.adaptive_row import AdaptiveRow, drop_widgets
from callpolicy_gui.ui.date_edit import DateEdit
from callpolicy_gui.ui.hours_editor import HoursEditor
from callpolicy_gui.ui.setting_row import SettingRow
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import Button, Field, Label, LineEdit
from callpolicy_gui.wording.policies import hours_problem
from callpolicy_gui.wording.sessions import block_words

if TYPE_CHECKING:
    from datetime import date

    from callpolicy_gui.controller import Controller
    from callpolicy_gui.core.sessions import SessionBlock
    from callpolicy_gui.core.settings import PracticeSettings
    from callpolicy_gui.wording.times import Times

_ONE_LINE = 460


class SingleSessions(QWidget):
    """A date, its times, and the list of single sessions that are not over."""

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        space(column, 0, 10)
        self.day = DateEdit()
        self.text = LineEdit("10:00\u201310:50")
        self.day_field = Field(self.tr("Date"), self.day)
        self.text_field = Field(self.tr("From and to"), self.text)
        fields = AdaptiveRow(_ONE_LINE, gap=10)
        fields.add(self.day_field, 0)
        fields.add(self.text_field, 1)
        column.addWidget(fields)
        self.add = Button(self.tr("Add session"), "plus", "plain")
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self._list = QVBoxLayout()
        space(self._list, 0, 6)
        column.addLayout(self._list)
        self.error = Label("", "caption", "overdue")
        self.error.hide()
        column.addWidget(self.error)
        self.remove_buttons: list[Button] = []
        self._has_date = False
        self.text.textEdited.connect(lambda _text: self.text_field.set_error(""))
        self.day.picked.connect(lambda: self.day_field.set_error(""))
        self.text.returnPressed.connect(self._submit)
        self.add.clicked.connect(self._submit)
        controller.log_changed.connect(self._taken_back)

    def reload(self) -> None:
        """Read the sessions anew; what is typed stays."""
        controller = self._controller
        times = controller.times
        self.day.use(times)
        if not self._has_date:
            self._has_date = True
            self.day.set_value(self._today())
        drop_widgets(self._list)
        self.remove_buttons = []
        for block in controller.sessions.blocks():
            self._list.addWidget(self._row(block, times))

    def _row(self, block: SessionBlock, times: Times) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        space(row, 0, 8)
        words = block_words(block.start, block.end, times)
        row.addWidget(Label(words), 1)
        remove = Button("", "trash-2", "ghost", tooltip=self.tr("Remove"))
        remove.setAccessibleName(self.tr("Remove {what}").replace("{what}", words))
        remove.clicked.connect(lambda: self._remove(block.block_id))
        self.remove_buttons.append(remove)
        row.addWidget(remove)
        return line

    def _today(self) -> date:
        return local(self._controller.now(), self._controller.times.zone).date()

    def _taken_back(self) -> None:
        """A step may have been undone."""
        if self.isVisible():
            self.reload()

    def _windows(self) -> tuple[Window, ...] | None:
        """The times as typed; says what is wrong where they cannot be read."""
        try:
            return parse_windows(self.text.text())
        except HoursError as error:
            self.text_field.set_error(hours_problem(error.problem, "", self._controller.times))
            return None

    def _submit(self) -> None:
        windows = self._windows()
        if windows is None:
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        refused = self._controller.sessions.add(self.day.value(), windows)
        wrong = "" if refused is None else refused.sentence
        about_day = refused is not None and refused.field is RefusedField.START
        self.day_field.set_error(wrong if about_day else "")
        self.text_field.set_error("" if about_day else wrong)
        if refused is None:
            self.text.clear()
            self.reload()

    def _remove(self, block_id: int) -> None:
        refused = self._controller.sessions.remove(block_id)
        self.error.setText("" if refused is None else refused.sentence)
        self.error.setVisible(refused is not None)
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.reload()


class SessionsSection(QWidget):
    """The week and the single ones. `week_committed` carries the week that is to be saved."""

    week_committed = Signal(object)  # WeeklyHours

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.week = HoursEditor(sessions=True)
        self.week_row = SettingRow(
            self.tr("Every week"),
            self.tr("When you are with a client. No alert appears then, and names are hidden."),
            self.week,
            below=True,
        )
        self.single = SingleSessions(controller)
        self.single_row = SettingRow(
            self.tr("Single sessions"),
            self.tr("For one that begins now, the tray has \u201cIn session until\u201d."),
            self.single,
            below=True,
        )
        column = QVBoxLayout(self)
        space(column, 0, 14)
        column.addWidget(self.week_row)
        column.addWidget(self.single_row)
        self.week.hours_committed.connect(self.week_committed)

    def reload(self, settings: PracticeSettings, times: Times) -> None:
        """Show what is saved; a day that is being typed stays."""
        if self.week.hours() != settings.session_hours or not self.week.is_being_typed():
            self.week.show_hours(settings.session_hours, times, settings.weekend)
        self.single.reload()
