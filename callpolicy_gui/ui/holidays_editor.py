"""The holidays of a year: as the calendar lists them, as the practice keeps them, confirmed or not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.core.local_time import local
from callpolicy_gui.ui.adaptive_row import AdaptiveRow, drop_widgets
from callpolicy_gui.ui.date_edit import DateEdit
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import Button, Field, IconLabel, Label, LineEdit, Panel, SegmentedChoice
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from callpolicy_gui.controller import Controller
    from callpolicy_gui.wording.times import Times


class _HolidayRow(QWidget):
    """One holiday and the button that makes it a working day."""

    def __init__(self, day: date, name: str, times: Times) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        space(row, 0, 8)
        words = QVBoxLayout()
        space(words, 0, 0)
        words.addWidget(Label(name, "body"))
        words.addWidget(Label(times.short_date(day), "caption", "text2"))
        row.addLayout(words, 1)
        self.remove = Button("", "trash-2", "ghost", tooltip=self.tr("We work on this day"))
        said = self.tr("Remove {what}").replace("{what}", f"{name}, {times.short_date(day)}")
        self.remove.setAccessibleName(said)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignVCenter)


class HolidaysEditor(Panel):
    """The holidays of this year or the next. Nothing is counted silently: a year is confirmed or says so."""

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(gap=12, parent=parent)
        self._controller = controller
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        this_year = local(controller.now(), controller.times.zone).year
        self.body.addWidget(Label(self.tr("Holidays"), "section"))
        years = (str(this_year), str(this_year + 1))
        self.years = SegmentedChoice(tuple((year, year) for year in years), self.tr("Year"))
        self.body.addWidget(self.years)
        self._build_state()
        self._list = QVBoxLayout()
        space(self._list, 0, 4)
        self.body.addLayout(self._list)
        self._none = Label("", "body", "text3")
        self.body.addWidget(self._none)
        self._build_form()
        self.remove_buttons: list[Button] = []
        self.years.changed.connect(self._year_changed)
        self.confirm.clicked.connect(self._confirm)
        self.add.clicked.connect(self._add)
        self.name.returnPressed.connect(self._add)
        self.name.textEdited.connect(lambda _text: self.name_field.set_error(""))

    def _build_state(self) -> None:
        line = QHBoxLayout()
        space(line, 0, 8)
        self._state_icon = IconLabel("info", "soon", 18)
        self.state = Label("")
        line.addWidget(self._state_icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.state, 1)
        self.body.addLayout(line)
        self.confirm = Button("", "circle-check")
        self.body.addWidget(self.confirm, 0, Qt.AlignmentFlag.AlignLeft)

    def _build_form(self) -> None:
        self.day = DateEdit()
        self.name = LineEdit(self.tr("Name of the holiday"))
        self.name_field = Field(self.tr("Add a holiday"), self.name)
        row = AdaptiveRow(340, gap=10)
        row.add(Field(self.tr("Date"), self.day), 0)
        row.add(self.name_field, 1)
        self.body.addWidget(row)
        self.add = Button(self.tr("Add holiday"), "plus")
        self.body.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def year(self) -> int:
        """The year shown."""
        return int(self.years.value())

    def reload(self) -> None:
        """Read the year's holidays anew; what is typed stays."""
        times, policies = self._controller.times, self._controller.policies
        self.day.use(times)
        if self.day.value().year != self.year():
            self.day.set_value(self._first_day())
        drop_widgets(self._list)
        self.remove_buttons = []
        holidays = policies.holidays(self.year())
        for day, name in holidays:
            row = _HolidayRow(day, name, times)
            row.remove.clicked.connect(lambda _on=False, day=day: self._remove(day))
            self.remove_buttons.append(row.remove)
            self._list.addWidget(row)
        self._none.setText(tr("No holidays are listed for {year}.", year=self.year()))
        self._none.setVisible(not holidays)
        self._show_state(confirmed=policies.is_confirmed(self.year()))

    def _show_state(self, *, confirmed: bool) -> None:
        words = tr("Confirmed. Promises in {year} are counted around these days.", year=self.year())
        if not confirmed:
            words = tr("Not confirmed yet: deadlines in {year} will say so.", year=self.year())
        self.state.setText(words)
        self.state.set_ink("done" if confirmed else "soon")
        self._state_icon.set_icon("circle-check" if confirmed else "info", "done" if confirmed else "soon")
        self.confirm.set_words(tr("Confirm {year}", year=self.year()))
        self.confirm.setVisible(not confirmed)

    def _first_day(self) -> date:
        today = local(self._controller.now(), self._controller.times.zone).date()
        return today if today.year == self.year() else date(self.year(), 1, 1)

    def _year_changed(self) -> None:
        self.name_field.set_error("")
        self.reload()

    def _confirm(self) -> None:
        refused = self._controller.policies.confirm_year(self.year())
        self.name_field.set_error("" if refused is None else refused.sentence)
        self.reload()
        self.years.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self) -> None:
        refused = self._controller.policies.add_holiday(self.day.value(), self.name.text().strip())
        if refused is not None:
            self.name_field.set_error(refused.sentence)
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.name.clear()
        self.reload()

    def _remove(self, day: date) -> None:
        refused = self._controller.policies.remove_holiday(day)
        self.name_field.set_error("" if refused is None else refused.sentence)
        self.reload()
        self.years.setFocus(Qt.FocusReason.OtherFocusReason)
