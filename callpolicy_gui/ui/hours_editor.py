"""Hours of the week as seven lines of text: quick to type, read back at once, wrong in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from callpolicy_gui.core.weekly_hours import (
    DAY_KEYS,
    HoursError,
    HoursProblem,
    WeeklyHours,
    Window,
    parse_windows,
)
from callpolicy_gui.ui.hours_text import windows_as_typed, with_midnight
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.widgets import Button, CheckBox, IconLabel, Label, LineEdit
from callpolicy_gui.wording.policies import hours_problem
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from callpolicy_gui.wording.times import Times

_FIRST_HOURS: tuple[Window, ...] = (Window(9 * 60, 17 * 60),)
_FIRST_SESSION: tuple[Window, ...] = (Window(9 * 60, 9 * 60 + 50),)
_EXAMPLE_HOURS = (Window(540, 720), Window(780, 1020))
_EXAMPLE_SESSIONS = (Window(540, 590), Window(600, 650))


class _Name(CheckBox):
    """A weekday that is open or not; all seven are as wide as the widest."""

    names: tuple[str, ...] = ()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        widest = max((metrics.horizontalAdvance(name) for name in self.names), default=0)
        return QSize(widest + px(34), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class _DayRow(QWidget):
    """One weekday: whether it is open, its hours as text, and what is wrong with them."""

    changed = Signal()
    finished = Signal()

    def __init__(
        self, day: int, parent: QWidget | None = None, *, sessions: bool = False, safe: bool = False
    ) -> None:
        super().__init__(parent)
        self.day = day
        self._sessions = sessions
        self._safe = safe
        self.windows: tuple[Window, ...] = ()
        self.problem: HoursProblem | None = None
        self._last = _FIRST_SESSION if sessions else _FIRST_HOURS
        self._times: Times | None = None
        self.is_open = _Name("")
        self.text = LineEdit()
        self._error = Label("", "caption", "overdue")
        self.midnight = Button(self.tr("Use 24:00"), kind="plain")
        self._below = QWidget()
        self._build()
        self.is_open.clicked.connect(self._toggled)
        self.text.textEdited.connect(self._edited)
        self.text.editingFinished.connect(self._tidy)
        self.midnight.clicked.connect(self._use_midnight)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        space(column, 0, 3)
        row = QHBoxLayout()
        space(row, 0, 8)
        row.addWidget(self.is_open, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.text, 1)
        column.addLayout(row)
        below = QHBoxLayout(self._below)
        space(below, (2, 0, 0, 4), 6)
        below.addWidget(IconLabel("triangle-alert", "overdue", 16))
        below.addWidget(self._error, 1)
        below.addWidget(self.midnight)
        column.addWidget(self._below)
        self._below.hide()

    def show_windows(self, windows: tuple[Window, ...], times: Times) -> None:
        """Show these hours; empty is a closed day."""
        self._times, self.windows = times, windows
        self._last = windows or self._last
        name = times.weekday_long(self.day)
        self.is_open.names = tuple(times.weekday(day) for day in range(7))
        self.is_open.set_words(times.weekday(self.day))
        opened, typed = self.tr("Open on {day}"), self.tr("Hours on {day}")
        if self._sessions:
            opened, typed = self.tr("Sessions on {day}"), self.tr("Times of sessions on {day}")
        elif self._safe:
            opened, typed = self.tr("Safe on {day}"), self.tr("Safe times on {day}")
        self.is_open.setAccessibleName(opened.replace("{day}", name))
        self.text.setAccessibleName(typed.replace("{day}", name))
        self.is_open.setChecked(bool(windows))
        self.text.setEnabled(bool(windows))
        self.text.setText(windows_as_typed(windows, times))
        self.text.setCursorPosition(0)
        self.text.setPlaceholderText(self._placeholder(is_open=bool(windows)))
        self._say(None)

    def set_open(self, last: tuple[Window, ...]) -> None:
        """The hours this day gets when it is opened for the first time."""
        self._last = last

    def _placeholder(self, *, is_open: bool) -> str:
        if not is_open or self._times is None:
            if self._safe:
                return self.tr("Not safe")
            return self.tr("No sessions") if self._sessions else self.tr("Closed")
        return windows_as_typed(_EXAMPLE_SESSIONS if self._sessions else _EXAMPLE_HOURS, self._times)

    def _toggled(self) -> None:
        if self._times is None:
            return
        opened = self.is_open.isChecked()
        self.show_windows(self._last if opened else (), self._times)
        if opened:
            self.text.setFocus(Qt.FocusReason.TabFocusReason)
        self.changed.emit()
        self.finished.emit()

    def _edited(self, text: str) -> None:
        try:
            windows = parse_windows(text, DAY_KEYS[self.day])
        except HoursError as error:
            self._say(error.problem)
        else:
            self.windows = windows
            self._last = windows or self._last
            self._say(None)
        self.changed.emit()

    def _tidy(self) -> None:
        if self.problem is None and self._times is not None:
            if not self.windows:
                self.show_windows((), self._times)
            else:
                self.text.setText(windows_as_typed(self.windows, self._times))
        self.finished.emit()

    def _use_midnight(self) -> None:
        self.text.setText(with_midnight(self.text.text()))
        self._edited(self.text.text())
        self._tidy()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, problem: HoursProblem | None) -> None:
        self.problem = problem
        words = ""
        if problem is not None and self._times is not None:
            words = hours_problem(problem, DAY_KEYS[self.day], self._times)
        self._error.setText(words)
        self.text.set_error(words)
        self.midnight.setVisible(problem is HoursProblem.MEANT_MIDNIGHT)
        self._below.setVisible(problem is not None)

    def error(self) -> str:
        """What is wrong, as a sentence, or an empty text."""
        return self._error.text()


class HoursEditor(QWidget):
    """Seven days of windows. `hours_changed` carries WeeklyHours, and only while every day can be read.

    It is sent with each key; `hours_committed` only when a field is left or a day opened or closed,
    for those who save at once. `problem_changed` carries the first problem as a sentence, or an
    empty text. The hours of `sessions`, and those at which it is `safe` to call, may be none at all.
    """

    hours_changed = Signal(object)
    hours_committed = Signal(object)
    problem_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, sessions: bool = False, safe: bool = False) -> None:
        super().__init__(parent)
        self._sessions = sessions
        self._may_be_none = safe or sessions
        self._times: Times | None = None
        self._weekend: frozenset[int] = frozenset({5, 6})
        self.rows = tuple(_DayRow(day, self, sessions=sessions, safe=safe) for day in range(7))
        self._problem = ""
        self._committed: WeeklyHours | None = None
        column = QVBoxLayout(self)
        space(column, 0, 5)
        grid = QGridLayout()
        space(grid, 0, 5)
        for row in self.rows:
            grid.addWidget(row, row.day, 0)
            row.changed.connect(self._changed)
            row.finished.connect(self._commit)
        column.addLayout(grid)
        self._nothing = Label("", "caption", "overdue")
        self._nothing.hide()
        column.addWidget(self._nothing)
        self.copy = Button("", "copy")
        self.copy.setAccessibleDescription(tr("Sessions") if sessions else tr("Hours"))
        self.copy.clicked.connect(self._copy_to_weekdays)
        column.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)

    def show_hours(
        self, hours: WeeklyHours, times: Times, weekend: frozenset[int] = frozenset({5, 6})
    ) -> None:
        """Show these hours, without a signal."""
        self._times, self._weekend, self._committed = times, weekend, hours
        first = _FIRST_SESSION if self._sessions else _FIRST_HOURS
        usual = next((windows for windows in hours.days if windows), first)
        for row, windows in zip(self.rows, hours.days, strict=True):
            row.set_open(usual)
            row.show_windows(windows, times)
        working = self._working_days()
        self.copy.setVisible(len(working) > 1)
        if working:
            words = tr("Copy {day} to weekdays", day=times.weekday_long(working[0]))
            self.copy.set_words(words)
        self._tell(self._find_problem())

    def hours(self) -> WeeklyHours | None:
        """The hours typed, None while a day cannot be read."""
        if any(row.problem is not None for row in self.rows):
            return None
        return WeeklyHours(tuple(row.windows for row in self.rows))

    def problem(self) -> str:
        """The first problem as a sentence, or an empty text."""
        return self._problem

    def is_being_typed(self) -> bool:
        """Whether the keyboard is in one of the fields."""
        return any(row.text.hasFocus() for row in self.rows)

    def focus_problem(self) -> None:
        """Put the keyboard into the first field that cannot be read."""
        wrong = next((row for row in self.rows if row.problem is not None), self.rows[0])
        wrong.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def _working_days(self) -> list[int]:
        return [day for day in range(7) if day not in self._weekend]

    def _copy_to_weekdays(self) -> None:
        working = self._working_days()
        if self._times is None or not working or self.rows[working[0]].problem is not None:
            self.focus_problem()
            return
        windows = self.rows[working[0]].windows
        for day in working[1:]:
            self.rows[day].show_windows(windows, self._times)
        self._changed()
        self._commit()

    def _commit(self) -> None:
        hours = self.hours()
        if hours is not None and hours != self._committed:
            self._committed = hours
            self.hours_committed.emit(hours)

    def _find_problem(self) -> str:
        wrong = next((row for row in self.rows if row.problem is not None), None)
        if wrong is not None:
            return wrong.error()
        if self._times is not None and not self._may_be_none and not any(row.windows for row in self.rows):
            return hours_problem(HoursProblem.NOTHING_OPEN, "", self._times)
        return ""

    def _changed(self) -> None:
        self._tell(self._find_problem())
        hours = self.hours()
        if hours is not None:
            self.hours_changed.emit(hours)

    def _tell(self, problem: str) -> None:
        nothing_open = bool(problem) and all(row.problem is None for row in self.rows)
        self._nothing.setText(problem if nothing_open else "")
        self._nothing.setVisible(nothing_open)
        if problem != self._problem:
            self._problem = problem
            self.problem_changed.emit(problem)
