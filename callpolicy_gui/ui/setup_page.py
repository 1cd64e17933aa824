"""The set-up page: what has to be in place around the promise, each with its answer where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.core.setup_items import ItemState, SetupItem
from callpolicy_gui.ui.adaptive_row import AdaptiveRow
from callpolicy_gui.ui.setup_editors import (
    EmergencyEditor,
    GreetingEditor,
    ItemEditor,
    ReviewEditor,
    SchedulingEditor,
)
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import Button, IconLabel, Label, PageHeader, Panel, ScrollPage, announce
from callpolicy_gui.wording.setup import ready_words, state_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QShowEvent

    from callpolicy_gui.controller import Controller
    from callpolicy_gui.controller.setup_views import ItemView

_ONE_LINE = 280
_LOOKS = {
    ItemState.READY: ("circle-check", "done"),
    ItemState.NOT_USED: ("circle-slash", "text3"),
    ItemState.OPEN: ("circle", "text3"),
    ItemState.CHANGED: ("rotate-ccw", "soon"),
}
_EDITORS: dict[SetupItem, type[ItemEditor]] = {
    SetupItem.EMERGENCY: EmergencyEditor,
    SetupItem.GREETING: GreetingEditor,
    SetupItem.SCHEDULING: SchedulingEditor,
    SetupItem.REVIEW: ReviewEditor,
}


class SetupRow(Panel):
    """One item: its state as an icon and a word, what it is, how it stands, and the way to its answer."""

    def __init__(self, editor: ItemEditor | None, parent: QWidget | None = None) -> None:
        super().__init__(margin=(16, 12, 12, 12), gap=8, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.editor = editor
        self._icon = IconLabel("circle", "text3", 20)
        self._title = Label("", "strong")
        self._detail = Label("", "body", "text2")
        self.button = Button("", "pencil" if editor is not None else "arrow-right")
        self._action = ""
        row = QHBoxLayout()
        space(row, 0, 12)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QWidget()
        lines = QVBoxLayout(words)
        space(lines, 0, 1)
        lines.addWidget(self._title)
        lines.addWidget(self._detail)
        beside = AdaptiveRow(_ONE_LINE)
        beside.add(words, 1)
        beside.add(self.button, 0)
        row.addWidget(beside, 1)
        self.body.addLayout(row)
        if editor is not None:
            editor.hide()
            self.body.addWidget(editor)
            self.button.clicked.connect(self.toggle)

    def show_item(self, view: ItemView, action: str) -> None:
        """Show how it stands."""
        icon, ink = _LOOKS[view.state]
        self._icon.set_icon(icon, ink)
        self._title.setText(view.title)
        self._detail.setText(view.detail)
        self._detail.set_ink("soon" if view.state is ItemState.CHANGED else "text2")
        self._action = action
        self._show_action()
        self.setAccessibleName(f"{view.title}. {state_words(view.state)}. {view.detail}")
        self.button.setAccessibleDescription(f"{state_words(view.state)}. {view.detail}")

    def _show_action(self) -> None:
        words = self.tr("Close") if self.is_open() else self._action
        self.button.set_words(words)
        self.button.setAccessibleName(f"{words}: {self._title.text()}")

    def detail(self) -> str:
        """How it stands, as shown."""
        return self._detail.text()

    def is_open(self) -> bool:
        """Whether the answer can be seen."""
        return self.editor is not None and not self.editor.isHidden()

    def toggle(self) -> None:
        """Show the answer, or hide it."""
        if self.editor is not None:
            self.set_open(is_open=not self.is_open())

    def set_open(self, *, is_open: bool) -> None:
        """Show the answer and go to its first field; or hide it, and stay at the button."""
        if self.editor is None or is_open == self.is_open():
            return
        held = self.editor.isAncestorOf(self.window().focusWidget() or self)
        if held:
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.editor.setVisible(is_open)
        self._show_action()
        if is_open:
            _focus_into(self.editor)


def _focus_into(widget: QWidget) -> None:
    """Put the focus on the first field of a widget that was just shown."""
    for child in widget.findChildren(QWidget):
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisibleTo(widget) and child.isEnabled():
            child.setFocus(Qt.FocusReason.OtherFocusReason)
            return


class SetupPage(QWidget):
    """Up to seven items. What belongs to another page is done there."""

    settings_requested = Signal()
    holidays_requested = Signal()
    copy_requested = Signal(str)

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._stale = True
        outer = QVBoxLayout(self)
        space(outer, 0, 0)
        self.pane = ScrollPage(max_width=760, gap=10)
        outer.addWidget(self.pane)
        self.header = PageHeader(self.tr("Setup"))
        self.pane.body.addWidget(self.header)
        self.rows: dict[SetupItem, SetupRow] = {}
        elsewhere: dict[SetupItem, Callable[[], object]] = {
            SetupItem.PROTECTION: self.settings_requested.emit,
            SetupItem.RECOVERY: self.settings_requested.emit,
            SetupItem.HOLIDAYS: self.holidays_requested.emit,
        }
        for item in SetupItem:
            maker = _EDITORS.get(item)
            row = SetupRow(None if maker is None else maker(controller))
            if row.editor is not None:
                row.editor.copy_requested.connect(self._copy)
                row.editor.done.connect(lambda row=row: row.set_open(is_open=False))
            else:
                row.button.clicked.connect(elsewhere[item])
            self.rows[item] = row
            self.pane.body.addWidget(row)
        self.pane.body.addStretch(1)
        for signal in (
            controller.setup_changed,
            controller.practice_changed,
            controller.queue_changed,
        ):
            signal.connect(self._changed_elsewhere)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()

    def _changed_elsewhere(self) -> None:
        if self.isVisible():
            self.reload()

    def reload(self) -> None:
        """Read the items anew; what is being typed stays."""
        view = self._controller.setup.view()
        self.header.set_text(ready_words(len(view.items) - view.open_items, len(view.items)))
        shown = {each.item: each for each in view.items}
        for item, row in self.rows.items():
            row.setVisible(item in shown)
            if item in shown:
                row.show_item(shown[item], self._action(item, shown[item].state))
            if row.editor is not None:
                row.editor.show_view(view)

    def open_item(self, item: SetupItem) -> None:
        """Show the answer of an item, if it has one here."""
        self.rows[item].set_open(is_open=True)

    def _action(self, item: SetupItem, state: ItemState) -> str:
        if item is SetupItem.GREETING:
            return self.tr("Read again") if state.is_settled else self.tr("Read")
        if item is SetupItem.REVIEW and not state.is_settled:
            return self.tr("Mark reviewed")
        if item is SetupItem.HOLIDAYS:
            return self.tr("Look through")
        if item in {SetupItem.PROTECTION, SetupItem.RECOVERY}:
            return self.tr("Open Settings")
        return self.tr("Edit") if state.is_settled else self.tr("Answer")

    def _copy(self, text: str) -> None:
        self.copy_requested.emit(text)
        announce(self.header, self.tr("Copied"))
