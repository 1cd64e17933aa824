"""The way to the pages, and the promise in force; below a certain width icons only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter
from PySide6.QtWidgets import QLayout, QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.ui.theme import color, px, space
from callpolicy_gui.ui.widgets import Button, Label, Panel

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from callpolicy_gui.controller.views import QueueView

WIDTH, RAIL_WIDTH = 208, 60


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page as the sidebar and the menu know it. `keys` is a portable key sequence."""

    name: str
    icon: str
    keys: str


PAGES = (
    PageEntry("queue", "inbox", "Ctrl+1"),
    PageEntry("log", "history", "Ctrl+2"),
    PageEntry("insights", "chart-column", "Ctrl+3"),
    PageEntry("policy", "calendar-check", "Ctrl+4"),
    PageEntry("setup", "list-checks", "Ctrl+5"),
    PageEntry("settings", "settings", "Ctrl+,"),
)


class Sidebar(QWidget):
    """One button a page, and the lock. `page_requested` carries the page's name."""

    page_requested = Signal(str)
    lock_requested = Signal()

    def __init__(self, titles: dict[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compact = False
        self.setAccessibleName(self.tr("Pages"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.title = Label("Call Policy", "h2")
        self.title.setContentsMargins(px(10), 0, 0, px(8))
        self.buttons: dict[str, Button] = {}
        for entry in PAGES:
            keys = QKeySequence(entry.keys).toString(QKeySequence.SequenceFormat.NativeText)
            button = Button(titles[entry.name], entry.icon, "nav", tooltip=f"{titles[entry.name]} ({keys})")
            button.clicked.connect(lambda _on=False, name=entry.name: self.page_requested.emit(name))
            self.buttons[entry.name] = button
        keys = QKeySequence("Ctrl+L").toString(QKeySequence.SequenceFormat.NativeText)
        self.lock = Button(self.tr("Lock"), "lock", "nav", tooltip=f"{self.tr('Lock')} ({keys})")
        self.lock.setCheckable(False)
        self.lock.clicked.connect(self.lock_requested)
        self.policy = Panel("surface", "border", margin=(12, 10, 12, 10), gap=2)
        self.policy_name = Label("", "strong")
        self.call_now = Label("", "body", "text2")
        self.policy.body.addWidget(self.policy_name)
        self.policy.body.addWidget(self.call_now)
        self._build()
        self.set_compact(compact=False)

    def _build(self) -> None:
        self._column = QVBoxLayout(self)
        space(self._column, (10, 14, 10, 12), 2)
        self._column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._column.addWidget(self.title)
        for name, button in self.buttons.items():
            if name == "settings":
                self._column.addStretch(1)
                self._column.addWidget(self.policy)
                self._column.addSpacing(px(8))
                self._column.addWidget(self.lock)
            self._column.addWidget(button)

    def set_view(self, view: QueueView) -> None:
        """Count what is owed, and say what a call now would be promised."""
        owed = sum(row.group is not Group.NOT_OWED for row in view.rows)
        badge = str(owed) if owed else ""
        if self.buttons["queue"].badge() != badge:
            self.buttons["queue"].set_badge(badge)
        for label, text in ((self.policy_name, view.policy_name), (self.call_now, view.call_now)):
            if label.text() != text:
                label.setText(text)
        self.policy.setAccessibleName(f"{view.policy_name}. {view.call_now}")

    def set_open_items(self, count: int) -> None:
        """Count what is open in the set-up."""
        badge = str(count) if count else ""
        if self.buttons["setup"].badge() != badge:
            self.buttons["setup"].set_badge(badge)

    def set_current(self, name: str) -> None:
        """Mark the page that is shown."""
        for other, button in self.buttons.items():
            button.setChecked(other == name)

    def focus_current(self) -> None:
        """Put the focus on the button of the page that is shown."""
        for button in self.buttons.values():
            if button.isChecked():
                button.setFocus(Qt.FocusReason.TabFocusReason)

    def is_compact(self) -> bool:
        """Whether only icons are shown."""
        return self._compact

    def set_compact(self, *, compact: bool) -> None:
        """Show icons only, or words too."""
        if compact != self._compact:
            self._compact = compact
            for button in (*self.buttons.values(), self.lock):
                button.set_compact(compact)
            self.title.setVisible(not compact)
        self.setFixedWidth(px(RAIL_WIDTH if compact else WIDTH))
        self.fit()

    def fit(self) -> None:
        """Leave the promise out where it has no room."""
        needed = (
            px(34) + sum(b.sizeHint().height() + 2 for b in (*self.buttons.values(), self.lock)) + px(130)
        )
        self.policy.setVisible(not self._compact and self.height() >= needed)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("sidebar"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), color("border"))
