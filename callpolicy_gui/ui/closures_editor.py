"""Days off: time the practice is closed, and the holidays of a year, which somebody has to confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.core.business_calendar import Closure
from callpolicy_gui.core.local_time import local
from callpolicy_gui.core.weekly_hours import HoursError, HoursProblem, Window, parse_windows
from callpolicy_gui.ui.adaptive_row import AdaptiveRow, drop_widgets
from callpolicy_gui.ui.date_edit import DateEdit
from callpolicy_gui.ui.holidays_editor import HolidaysEditor
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import Button, CheckBox, Field, Label, LineEdit, Panel
from callpolicy_gui.wording.policies import hours_problem, windows_words
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtGui import QShowEvent

    from callpolicy_gui.controller import Controller
    from callpolicy_gui.wording.times import Times


def closure_words(closure: Closure, times: Times) -> str:
    """`Mon 21 Dec 2026 to Sun 3 Jan 2027, whole days`."""
    first = times.long_date(closure.first)
    when = first
    if closure.last != closure.first:
        when = tr("{first} to {last}", first=first, last=times.long_date(closure.last))
    if closure.window is None:
        part = tr("whole day") if closure.last == closure.first else tr("whole days")
    else:
        part = windows_words((closure.window,), times)
    return tr("{when}, {part}", when=when, part=part)


class _ClosureRow(QWidget):
    """One closure and the button that removes it."""

    def __init__(self, closure: Closure, times: Times) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        space(row, 0, 8)
        words = QVBoxLayout()
        space(words, 0, 1)
        row.addLayout(words, 1)
        when = closure_words(closure, times)
        words.addWidget(Label(closure.name or self.tr("Time off"), "strong"))
        words.addWidget(Label(when, "body", "text2"))
        if closure.covering:
            covered = self.tr("Covered by {name}").replace("{name}", closure.covering)
            words.addWidget(Label(covered, "caption", "text3"))
        self.remove = Button("", "trash-2", "ghost", tooltip=self.tr("Remove"))
        self.remove.setAccessibleName(self.tr("Remove {what}").replace("{what}", f"{closure.name}, {when}"))
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)


class ClosureForm(QWidget):
    """Dates, whole days or a part of each, what it is called, and who stands in."""

    submitted = Signal(object)  # Closure

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times: Times | None = None
        column = QVBoxLayout(self)
        space(column, 0, 10)
        self.first, self.last = DateEdit(), DateEdit()
        self.last_field = Field(self.tr("To"), self.last)
        dates = AdaptiveRow(320, gap=10)
        dates.add(Field(self.tr("From"), self.first), 1)
        dates.add(self.last_field, 1)
        column.addWidget(dates)
        self.whole = CheckBox(self.tr("Whole days"))
        self.whole.setChecked(True)
        column.addWidget(self.whole)
        self.part = LineEdit("13:00\u201317:00")
        self.part_field = Field(self.tr("Part of each day"), self.part)
        self.part_field.hide()
        column.addWidget(self.part_field)
        self.name = LineEdit(self.tr("Vacation"))
        self.covering = LineEdit(self.tr("Name, if anyone"))
        names = AdaptiveRow(320, gap=10)
        self.name_field = Field(self.tr("What it is"), self.name)
        names.add(self.name_field, 1)
        names.add(Field(self.tr("Covered by"), self.covering), 1)
        column.addWidget(names)
        self.add = Button(self.tr("Add days off"), "plus", "plain")
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.whole.toggled.connect(lambda whole: self.part_field.setVisible(not whole))
        self.first.picked.connect(self._first_picked)
        self.last.picked.connect(lambda: self.last_field.set_error(""))
        self.part.textEdited.connect(lambda _text: self._window())
        self.add.clicked.connect(self._submit)
        for field in (self.part, self.name, self.covering):
            field.returnPressed.connect(self._submit)

    def use(self, times: Times, today: date) -> None:
        """Speak the language of `times`; dates begin with `today` where none was picked."""
        if self._times is None:
            self.first.set_value(today)
            self.last.set_value(today)
        self._times = times
        for edit in (self.first, self.last):
            edit.use(times)

    def clear(self) -> None:
        """Ready for the next one."""
        for edit in (self.part, self.name, self.covering):
            edit.clear()
        self.whole.setChecked(True)
        self.show_error("")

    def show_error(self, sentence: str) -> None:
        """Say why it was not added."""
        self.last_field.set_error(sentence)

    def _first_picked(self) -> None:
        if self.last.value() < self.first.value():
            self.last.set_value(self.first.value())
        self.last_field.set_error("")

    def _window(self) -> Window | None:
        """The part of the day as typed; says what is wrong where it cannot be read."""
        if self._times is None:
            return None
        try:
            windows = parse_windows(self.part.text())
        except HoursError as error:
            problem = error.problem
        else:
            if len(windows) == 1:
                self.part_field.set_error("")
                return windows[0]
            problem = HoursProblem.NOT_A_WINDOW
        self.part_field.set_error(hours_problem(problem, "", self._times))
        return None

    def _submit(self) -> None:
        window = None if self.whole.isChecked() else self._window()
        if window is None and not self.whole.isChecked():
            self.part.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.submitted.emit(
            Closure(
                closure_id=0,
                first=self.first.value(),
                last=self.last.value(),
                window=window,
                name=self.name.text().strip(),
                covering=self.covering.text().strip(),
            )
        )


class ClosuresEditor(Panel):
    """The practice's time off: a form to add some, and the list of what is to come."""

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(gap=12, parent=parent)
        self._controller = controller
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.body.addWidget(Label(self.tr("Time off"), "section"))
        self.form = ClosureForm()
        self.body.addWidget(self.form)
        self._list = QVBoxLayout()
        space(self._list, (0, 4, 0, 0), 12)
        self.body.addLayout(self._list)
        self._none = Label(self.tr("No time off is planned."), "body", "text3")
        self.body.addWidget(self._none)
        self.error = Label("", "caption", "overdue")
        self.error.hide()
        self.body.addWidget(self.error)
        self.remove_buttons: list[Button] = []
        self.form.submitted.connect(self._add)

    def reload(self) -> None:
        """Read the closures anew; what is typed stays."""
        controller = self._controller
        times = controller.times
        self.form.use(times, local(controller.now(), times.zone).date())
        drop_widgets(self._list)
        self.remove_buttons = []
        closures = controller.policies.closures()
        for closure in closures:
            row = _ClosureRow(closure, times)
            number = closure.closure_id
            row.remove.clicked.connect(lambda _on=False, number=number: self._remove(number))
            self.remove_buttons.append(row.remove)
            self._list.addWidget(row)
        self._none.setVisible(not closures)

    def _add(self, closure: Closure) -> None:
        refused = self._controller.policies.add_closure(closure)
        if refused is not None:
            self.form.show_error(refused.sentence)
            return
        self.form.clear()
        self.reload()

    def _remove(self, closure_id: int) -> None:
        refused = self._controller.policies.remove_closure(closure_id)
        self.error.setText("" if refused is None else refused.sentence)
        self.error.setVisible(refused is not None)
        self.form.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.reload()


class DaysOff(QWidget):
    """Closures beside holidays, or above them where room is short."""

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        space(column, 0, 0)
        row = AdaptiveRow(640)
        self.closures = ClosuresEditor(controller)
        self.holidays = HolidaysEditor(controller)
        for panel in (self.closures, self.holidays):
            side = QWidget()
            inner = QVBoxLayout(side)
            space(inner, 0, 0)
            inner.addWidget(panel)
            inner.addStretch(1)
            row.add(side, 1)
        column.addWidget(row)
        self._stale = True
        controller.practice_changed.connect(self._changed_elsewhere)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.reload()

    def _changed_elsewhere(self) -> None:
        self._stale = True
        if self.isVisible():
            self.reload()

    def reload(self) -> None:
        """Read both anew."""
        self._stale = False
        self.closures.reload()
        self.holidays.reload()
