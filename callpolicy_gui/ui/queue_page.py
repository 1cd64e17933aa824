"""The queue: who to call next, what can be done, and quick log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QStackedLayout, QVBoxLayout, QWidget

from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.ui.call_actions import CallActions
from callpolicy_gui.ui.day_strip import DayStrip
from callpolicy_gui.ui.details_pane import WIDTH, DetailsPane
from callpolicy_gui.ui.details_sheet import Scrim, place_sheet
from callpolicy_gui.ui.queue_header import CountChips, QueueHeader
from callpolicy_gui.ui.queue_list import QueueList
from callpolicy_gui.ui.queue_room import QueueRoom
from callpolicy_gui.ui.quick_log import QuickLog
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.widgets import Button, EmptyState, UndoBar
from callpolicy_gui.wording.queue import group_title

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from callpolicy_gui.controller import Controller
    from callpolicy_gui.controller.views import Logged, QueueView, UndoView
    from callpolicy_gui.core.callback_queue import QueueRow


class QueuePage(QWidget):
    """The list and, beside or over it, the details. `refused` carries why nothing was done."""

    refused = Signal(str)
    find_requested = Signal()

    def __init__(self, controller: Controller, window: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._sheet = False
        self.call_actions = CallActions(controller, window, self._menu_place)
        self.header = QueueHeader()
        self.chips = CountChips()
        self.strip = DayStrip()
        self.log = QuickLog(controller)
        self.list = QueueList()
        self.empty = EmptyState(
            "inbox", self.tr("Calls you log appear here with a deadline."), self.tr("Press Ctrl+N.")
        )
        self.not_owed = Button("", "chevron-right", "ghost")
        self.undo_bar = UndoBar()
        self.details = DetailsPane()
        self._build()
        self._connect()
        self.apply_settings()
        self.set_view(controller.queue())

    def _build(self) -> None:
        column = QVBoxLayout()
        for widget in (self.header, self.chips, self.strip, self.log):
            column.addWidget(widget)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        # The words for an empty list must not keep a full one from becoming small.
        holder.setMinimumSize(1, 1)
        column.addWidget(holder, 1)
        column.addWidget(self.not_owed, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.undo_bar)
        row = QHBoxLayout(self)
        space(row, 0, 0)
        row.addLayout(column, 1)
        row.addWidget(self.details)
        for layout in (row, column, self._stack):
            layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._row = row
        self._room = QueueRoom(self, column, holder)
        self._scrim = Scrim(self)
        self.setTabOrder(self.log, self.list)

    def _connect(self) -> None:
        controller, actions, details = self._controller, self.call_actions, self.details
        controller.queue_changed.connect(self.set_view)
        controller.practice_changed.connect(self.apply_settings)
        controller.undo_changed.connect(self._on_undo)
        controller.said.connect(lambda text: self.undo_bar.show_message(text, undo=False, icon="undo-2"))
        controller.names_changed.connect(self._reword_undo)
        self.header.find_requested.connect(self.find_requested)
        self.header.end_session_requested.connect(self._end_session)
        self.header.hide_requested.connect(controller.hide_names)
        self.chips.group_requested.connect(self._jump)
        self.list.current_row_changed.connect(self._show_row)
        self.list.opened.connect(lambda _call_id: self.open_details())
        self.list.attempt_requested.connect(actions.attempt)
        details.attempt_requested.connect(actions.attempt)
        for source in (self.list, details):
            source.snooze_requested.connect(actions.snooze)
            source.not_owed_requested.connect(actions.not_owed)
            source.call_back_requested.connect(actions.call_back_anyway)
            source.edit_requested.connect(actions.edit)
        details.voicemail_answered.connect(actions.set_voicemail)
        details.note_submitted.connect(actions.set_note)
        details.name_submitted.connect(actions.name_caller)
        details.copy_requested.connect(self._copy)
        details.dial_requested.connect(lambda _call_id: self.call_number())
        details.client_requested.connect(actions.open_client)
        details.typed.connect(self._typed)
        details.closed.connect(self.close_details)
        self._scrim.pressed.connect(self.close_details)
        self.not_owed.clicked.connect(self._toggle_not_owed)
        self.undo_bar.undo_requested.connect(actions.undo)
        self.log.logged.connect(self._on_logged)
        self.log.left.connect(self.list.setFocus)
        self.log.resized.connect(self._fit_later)
        actions.refused.connect(self.refused)

    # -- what is shown -------------------------------------------------------------------

    def set_view(self, view: QueueView) -> None:
        """Show the queue at another instant; selection, focus and place in the list stay."""
        times = self._controller.times
        self.header.set_view(view)
        self.chips.set_view(view)
        self.strip.set_view(view.strip, times)
        self.list.set_view(view, times)
        self.log.refresh()
        self._show_row(self.list.current_row())
        self._show_not_owed()
        self._stack.setCurrentWidget(self.list if self.list.queue_model.rowCount() else self.empty)
        self._fit_later()

    def apply_settings(self) -> None:
        """Take over what the practice has set about keys."""
        keys = self._controller.settings.single_keys
        self.list.single_keys = keys
        self.details.set_single_keys(on=keys)

    def _show_row(self, row: QueueRow | None) -> None:
        view = self._controller.queue()
        dialable = row is None or row.call_id not in view.not_dialable
        safety = None if row is None else view.safety.get(row.call_id)
        self.details.set_row(row, view.now, self._controller.times, dialable=dialable, safety=safety)
        if self._sheet:
            if row is None:
                self.close_details()
        elif self.details.isHidden() == (row is not None):
            self.details.setVisible(row is not None)
            self._fit_later()

    def _show_not_owed(self) -> None:
        model = self.list.queue_model
        count, shown = model.count_of(Group.NOT_OWED), model.not_owed_shown()
        self.not_owed.setVisible(count > 0)
        self.not_owed.set_words(group_title(Group.NOT_OWED))
        self.not_owed.set_badge(str(count))
        self.not_owed.set_icon_name("chevron-down" if shown else "chevron-right")
        self.not_owed.setAccessibleDescription(self.tr("Shown above") if shown else self.tr("Hidden"))

    def _toggle_not_owed(self) -> None:
        model = self.list.queue_model
        model.set_not_owed_shown(not model.not_owed_shown())
        self.set_view(self._controller.queue())
        if model.not_owed_shown():
            self.list.select_group(Group.NOT_OWED)

    def _on_undo(self, view: UndoView | None) -> None:
        if view is None:
            self.undo_bar.dismiss()
        else:
            self.undo_bar.show_message(view.sentence)
        self._fit_later()

    def _reword_undo(self) -> None:
        """What is said below the list must not name what is hidden above it."""
        self.undo_bar.reword(self._controller.undoing.words() if self.undo_bar.offers_undo() else "")
        self._fit_later()

    def _on_logged(self, logged: Logged) -> None:
        self.undo_bar.show_message(logged.sentence)
        self.list.select_call(logged.call_id)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end_session(self) -> None:
        refused = self._controller.sessions.end()
        if refused is not None:
            self.refused.emit(refused.sentence)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _copy(self, number: str) -> None:
        self.call_actions.copy_number(number)
        row = self.details.row()
        safety = None if row is None else self._controller.queue().safety.get(row.call_id)
        not_now = "" if safety is None else safety.not_now
        said = f"{self.tr('Number copied')}. {not_now}" if not_now else self.tr("Number copied")
        self.undo_bar.show_message(said, undo=False, icon="shield-alert" if not_now else "copy")

    def set_dialler(self, dial: Callable[[str], bool] | None) -> None:
        """Offer to call a number, where `dial` telephones it; None where nothing does."""
        self.call_actions.dial = dial
        self.details.head.set_can_dial(can_dial=dial is not None)

    def call_number(self) -> None:
        """Call the selected call's number."""
        row, number = self.details.row(), self.details.current_number()
        if row is not None and number and self.call_actions.dial is not None:
            self.call_actions.call_number(row.call_id, number)

    def copy_number(self) -> None:
        """Put the selected call's number on the clipboard."""
        number = self.details.current_number()
        if number:
            self._copy(number)

    # -- moving about --------------------------------------------------------------------

    def show_overdue(self) -> None:
        """Select the first overdue card, else the first of all, and give the list the focus."""
        self.close_details()
        if not self.list.select_first(Group.OVERDUE):
            self.list.select_first()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_due(self) -> None:
        """Select the next overdue or due card."""
        if self.list.select_next_due():
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_details(self) -> None:
        """Show the details of the selected call, and put the focus into them."""
        if self.list.current_row() is None:
            return
        if self._sheet:
            place_sheet(self._scrim, self.details, self)
            self._scrim.show()
            self.details.show()
            self.details.raise_()
        self.details.focus_first()

    def close_details(self) -> None:
        """Give the focus back to the list; a sheet goes away."""
        inside = self.details.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        if self._sheet:
            self._scrim.hide()
            self.details.hide()
        if inside or self._sheet:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> None:
        """A field was ended by Enter: single keys are meant for the list again, or the sheet's buttons."""
        if self._sheet:
            self.details.focus_first()
        else:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_sheet(self) -> bool:
        """Whether the details lie over the list."""
        return self._sheet

    def is_sheet_open(self) -> bool:
        """Whether they do so now."""
        return self._sheet and self.details.isVisibleTo(self)

    def set_sheet(self, sheet: bool) -> None:
        """Show the details over the list instead of beside it."""
        self.details.setFixedWidth(px(WIDTH)) if not sheet else self._free_width()
        if sheet == self._sheet:
            return
        self._sheet = sheet
        self.details.set_sheet(sheet)
        self._scrim.hide()
        if sheet:
            self._row.removeWidget(self.details)
            self.details.hide()
        else:
            self._row.addWidget(self.details)
            self.details.setVisible(self.list.current_row() is not None)

    def _free_width(self) -> None:
        self.details.setMinimumWidth(0)
        self.details.setMaximumWidth(16_777_215)

    def _jump(self, group: Group) -> None:
        if self.list.select_group(group):
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _menu_place(self) -> QPoint:
        """Below what was pressed, or at the end of the selected card."""
        focus = self.focusWidget()
        if isinstance(focus, Button):
            return focus.mapToGlobal(QPoint(0, focus.height() + px(4)))
        card = self.list.visualRect(self.list.currentIndex())
        return self.list.viewport().mapToGlobal(QPoint(card.center().x(), card.bottom() - px(6)))

    # -- room ----------------------------------------------------------------------------

    def _fit_later(self) -> None:
        QTimer.singleShot(0, self, self.fit)

    def fit(self) -> None:
        """Give the list its room: the strip goes first, then the chips, then, while logging, the head."""
        beside = self.details.isVisibleTo(self) and not self._sheet
        self._room.share(self.width() - (px(WIDTH) if beside else 0), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
        if self.is_sheet_open():
            place_sheet(self._scrim, self.details, self)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_row"):
            self._fit_later()

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), px(160))
