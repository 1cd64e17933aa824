"""Every missed call that was logged: found by period and text, read in a table, exported from here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from callpolicy_gui.controller.views import LogFilter
from callpolicy_gui.core.local_time import local
from callpolicy_gui.ui.date_edit import DateEdit
from callpolicy_gui.ui.log_model import LogModel
from callpolicy_gui.ui.log_table import LogTable
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import (
    Button,
    EmptyState,
    FlowLayout,
    Label,
    LineEdit,
    PageHeader,
    SegmentedChoice,
)
from callpolicy_gui.wording.text import counted, tr

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from callpolicy_gui.controller import Controller


class LogPage(QWidget):
    """The log with its filters. Ctrl+F goes to the search field; the period begins as all calls."""

    export_requested = Signal()
    client_requested = Signal(int)  # the client's id
    client_changed = Signal()  # the chosen row, and with it the client, may be another

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._stale = False
        self.model = LogModel(controller, self)
        self._build()
        self.period.changed.connect(self._period_changed)
        self.search.textChanged.connect(lambda _text: self.reload())
        for edit in (self.first, self.last):
            edit.picked.connect(self.reload)
        self.clear.clicked.connect(self.clear_filters)
        self.export.clicked.connect(self.export_requested)
        self.client.clicked.connect(self.open_client)
        self.table.opened.connect(self.open_client)
        self.table.selectionModel().currentRowChanged.connect(self._row_changed)
        controller.log_changed.connect(self._log_changed)
        controller.practice_changed.connect(self._log_changed)
        controller.names_changed.connect(self._names_changed)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.focus_search)
        self.reload()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        space(column, (22, 16, 22, 16), 12)
        self.export = Button(self.tr("Export\u2026"), "file-down", tooltip=self.tr("Export the log (Ctrl+E)"))
        keys = QKeySequence("Ctrl+I").toString(QKeySequence.SequenceFormat.NativeText)
        tip = self.tr("Open the client of the chosen call ({keys})").replace("{keys}", keys)
        self.client = Button(self.tr("Client"), "user", tooltip=tip)
        column.addWidget(PageHeader(self.tr("Log"), "", (self.client, self.export)))
        self.period = SegmentedChoice(
            (
                ("week", self.tr("Last 7 days")),
                ("month", self.tr("This month")),
                ("last_month", self.tr("Last month")),
                ("all", self.tr("All")),
                ("custom", self.tr("Custom")),
            ),
            self.tr("Period"),
        )
        self.period.set_value("all")
        wrapping = self.period.sizePolicy()
        wrapping.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        wrapping.setHeightForWidth(True)
        self.period.setSizePolicy(wrapping)
        column.addWidget(self.period)
        column.addWidget(self._build_custom())
        line = QHBoxLayout()
        space(line, 0, 12)
        self.search = LineEdit(
            self.tr("Name, number or note"), icon="search", key="Ctrl F", name=self.tr("Search the log")
        )
        self.count = Label("", "body", "text2", wrap=False)
        line.addWidget(self.search, 1)
        line.addWidget(self.count)
        column.addLayout(line)
        self.table = LogTable(self.model)
        self.clear = Button(self.tr("Clear filters"), "x")
        self.empty = EmptyState("list-filter", "", "", self.clear)
        below = QWidget()
        self._stack = QStackedLayout(below)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        column.addWidget(below, 1)

    def _build_custom(self) -> QWidget:
        self._custom = QWidget()
        row = FlowLayout(self._custom, gap=8)
        self.first = DateEdit(self.tr("From"))
        self.last = DateEdit(self.tr("To"))
        for text, edit in ((self.tr("From"), self.first), (self.tr("to"), self.last)):
            label = Label(text, "body", "text2", wrap=False)
            label.setBuddy(edit)
            row.addWidget(label)
            row.addWidget(edit)
        self._custom.hide()
        return self._custom

    def _today(self) -> date:
        return local(self._controller.now(), self._controller.times.zone).date()

    def period_days(self) -> tuple[date, date] | None:
        """The first and last local date of the period; None is all of the log."""
        today = self._today()
        month = today.replace(day=1)
        match self.period.value():
            case "week":
                return today - timedelta(days=6), today
            case "month":
                return month, today
            case "last_month":
                last = month - timedelta(days=1)
                return last.replace(day=1), last
            case "custom":
                return self.first.value(), self.last.value()
            case _:
                return None

    def filter(self) -> LogFilter:
        """What is asked for now."""
        text = self.search.text().strip()
        days = self.period_days()
        log = self._controller.log
        if days is None:
            return LogFilter(0, log.day_bounds(self._today(), self._today())[1], text)
        if days[1] < days[0]:
            days = (days[1], days[0])
        start, end = log.day_bounds(*days)
        return LogFilter(start, end, text)

    def reload(self) -> None:
        """Count and show the calls asked for."""
        self._stale = False
        chosen = self.table.currentIndex().row()
        before = self.model.entry(chosen) if chosen >= 0 else None
        self.model.set_filter(self.filter())
        self.table.fit()
        # A call that is where it was stays chosen: renaming its client must not lose the place.
        after = self.model.entry(chosen) if before is not None else None
        if before is not None and after is not None and before.call.call_id == after.call.call_id:
            self.table.selectRow(chosen)
        self._row_changed()
        found = self.model.rowCount()
        self.count.setText(counted(found, "%n call", "%n calls"))
        self._stack.setCurrentWidget(self.table if found else self.empty)
        self.search.set_key("" if self.search.text() else "Ctrl F")
        if found == 0:
            self._say_empty()

    def _say_empty(self) -> None:
        filtered = bool(self.search.text().strip()) or self.period.value() != "all"
        self.clear.setVisible(filtered)
        if filtered:
            self.empty.set_text(tr("No calls match."))
        else:
            self.empty.set_text(tr("No calls are logged yet."), tr("Calls you log or import appear here."))

    def client_id(self) -> int | None:
        """The client of the chosen call, None where there is none."""
        row = self.table.currentIndex().row()
        entry = self.model.entry(row) if row >= 0 else None
        return None if entry is None or entry.client is None else entry.client.client_id

    def open_client(self) -> None:
        """Ask for the client of the chosen call to be opened."""
        client_id = self.client_id()
        if client_id is not None:
            self.client_requested.emit(client_id)

    def _row_changed(self, *_indexes: object) -> None:
        self.client.setEnabled(self.client_id() is not None)
        self.client_changed.emit()

    def clear_filters(self) -> None:
        """All calls again."""
        self.period.set_value("all")
        self._custom.hide()
        self.search.clear()
        self.reload()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.reload()
        self._controller.access.log_opened()

    def _log_changed(self) -> None:
        """A page nobody looks at is read again only when somebody does."""
        self._stale = True
        if self.isVisible():
            self.reload()

    def _names_changed(self) -> None:
        self.search.veil(veiled=self._controller.names_hidden)
        self.model.reword()

    def _period_changed(self, value: str) -> None:
        custom = value == "custom"
        if custom:
            today = self._today()
            self.first.use(self._controller.times)
            self.last.use(self._controller.times)
            self.first.set_value(today.replace(day=1))
            self.last.set_value(today)
        self._custom.setVisible(custom)
        self.reload()
