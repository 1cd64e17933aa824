"""Patterns of the own log: what was kept, how fast, when calls come, and how other policies would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from callpolicy_gui.ui.adaptive_row import AdaptiveRow, drop_widgets
from callpolicy_gui.ui.replay_rows import ReplayRows
from callpolicy_gui.ui.response_chart import ResponseChart
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.week_grid import GridLegend, WeekGrid
from callpolicy_gui.ui.widgets import EmptyState, Label, PageHeader, Panel, ScrollPage
from callpolicy_gui.wording.insights import replay_note

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from callpolicy_gui.controller import Controller
    from callpolicy_gui.controller.insights_views import InsightsView

_SIDE_BY_SIDE = 640


class InsightsPage(QWidget):
    """Four panels, or the sentence that says from when on there are any. Counted anew when it is shown."""

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._stack = QStackedLayout(self)
        self.empty = EmptyState("chart-column", "")
        self.pane = ScrollPage()
        for part in (self.empty, self.pane):
            # There is nothing to press: the keyboard scrolls, and a reader begins here.
            part.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            part.setAccessibleName(self.tr("Insights"))
            self._stack.addWidget(part)
        self.pane.body.addWidget(
            PageHeader(
                self.tr("Insights"), self.tr("Counts from your own log, for you alone. Nobody is named.")
            )
        )
        row = AdaptiveRow(_SIDE_BY_SIDE)
        row.add(self._build_months(), 2)
        row.add(self._build_bars(), 3)
        self.pane.body.addWidget(row)
        self.pane.body.addWidget(self._build_grid())
        self.pane.body.addWidget(self._build_replay())
        self.pane.body.addStretch(1)
        controller.log_changed.connect(self._changed_elsewhere)
        controller.practice_changed.connect(self._changed_elsewhere)
        controller.queue_changed.connect(self._changed_elsewhere)

    def _panel(self, title: str) -> Panel:
        panel = Panel(gap=10)
        panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        panel.body.addWidget(Label(title, "section"))
        return panel

    def _build_months(self) -> QWidget:
        panel = self._panel(self.tr("Promises kept"))
        self._months = QVBoxLayout()
        space(self._months, 0, 10)
        panel.body.addLayout(self._months)
        panel.body.addStretch(1)
        panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        return panel

    def _build_bars(self) -> QWidget:
        panel = self._panel(self.tr("Time to return"))
        self.bars = ResponseChart()
        self.bars_words = Label("", "body", "text2")
        self.bars_note = Label(
            self.tr("Filled: kept. Hatched: late. Weekends and holidays pass on this clock too."),
            "caption",
            "text3",
        )
        for widget in (self.bars, self.bars_words, self.bars_note):
            panel.body.addWidget(widget)
        return panel

    def _build_grid(self) -> QWidget:
        panel = self._panel(self.tr("When calls arrive, when you return them"))
        self.grid = WeekGrid()
        self.grid_words = Label("", "body", "text2")
        for widget in (GridLegend(), self.grid, self.grid_words):
            panel.body.addWidget(widget)
        return panel

    def _build_replay(self) -> QWidget:
        panel = Panel(gap=10)
        panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.replay_title = Label("", "section")
        self.replays = ReplayRows()
        for widget in (self.replay_title, self.replays, Label(replay_note(), "caption", "text3")):
            panel.body.addWidget(widget)
        return panel

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()

    def _changed_elsewhere(self) -> None:
        if self.isVisible():
            self.reload()

    def reload(self) -> None:
        """Count anew."""
        view = self._controller.insights.view()
        if view.too_little:
            self.empty.set_text(view.too_little, self.tr("How fast you return calls, and when they come."))
            self.empty.setAccessibleName(view.too_little)
            self._turn_to(self.empty)
            return
        self._show(view)
        self._turn_to(self.pane)

    def _turn_to(self, part: QWidget) -> None:
        before = self._stack.currentWidget()
        held = before is not None and before is not part and before.hasFocus()
        self._stack.setCurrentWidget(part)
        if held:
            part.setFocus(Qt.FocusReason.OtherFocusReason)

    def months(self) -> tuple[str, ...]:
        """The sentences about months, as shown."""
        return self._shown_months

    _shown_months: tuple[str, ...] = ()

    def _show(self, view: InsightsView) -> None:
        self._shown_months = tuple(month.sentence for month in view.months)
        drop_widgets(self._months)
        for number, month in enumerate(view.months):
            box = QWidget()
            column = QVBoxLayout(box)
            space(column, 0, 2)
            column.addWidget(Label(month.sentence, "h2" if number == 0 else "strong"))
            if month.detail:
                column.addWidget(Label(month.detail, "body", "text2"))
            self._months.addWidget(box)
        self.bars.show_bars(view.bars, view.line_hours, view.bars_words)
        self.bars_words.setText(view.bars_words)
        self.grid.show_grids(view.arrivals, view.returns, view.grid_words, self._controller.times)
        self.grid_words.setText(view.grid_words)
        self.replay_title.setText(view.replay_words)
        self.replays.show_replays(view.replays)
