"""The list of cards and its keys.

One key per outcome, and only while the list itself has the focus: a letter typed into a field must
never settle a call. The keys can be switched off (WCAG 2.1.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from callpolicy_gui.core.callback_queue import Group, QueueRow
from callpolicy_gui.core.calls import Outcome
from callpolicy_gui.ui.queue_delegate import QueueDelegate
from callpolicy_gui.ui.queue_model import Index, QueueModel
from callpolicy_gui.ui.theme import px
from callpolicy_gui.ui.widgets import OWN_FOCUS

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent

    from callpolicy_gui.controller.views import QueueView
    from callpolicy_gui.wording.times import Times

OUTCOME_KEYS = {
    Qt.Key.Key_R: Outcome.REACHED,
    Qt.Key.Key_M: Outcome.LEFT_MESSAGE,
    Qt.Key.Key_N: Outcome.NO_ANSWER,
    Qt.Key.Key_W: Outcome.WRONG_NUMBER,
}
_STEPS = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}


class QueueList(QListView):
    """Cards by keyboard or mouse. `single_keys` says whether letters act.

    Every request carries a call id.
    """

    attempt_requested = Signal(int, object, bool)  # the outcome, and whether to ask when
    snooze_requested = Signal(int)
    not_owed_requested = Signal(int)
    call_back_requested = Signal(int)
    edit_requested = Signal(int)
    opened = Signal(int)
    current_row_changed = Signal(object)  # a QueueRow, or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.single_keys = True
        self.queue_model = QueueModel(self)
        self._shown: QueueRow | None = None
        self.setModel(self.queue_model)
        self.setItemDelegate(QueueDelegate(self))
        self.setAccessibleName(self.tr("Callback queue"))
        self.setProperty(OWN_FOCUS, True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        self.setMinimumHeight(px(64))

    def set_view(self, view: QueueView, times: Times) -> None:
        """Show the queue at another instant; the selected call stays selected wherever it goes.

        When it left the queue the card that took its place is selected.
        """
        before, place = self.current_call_id(), self.currentIndex().row()
        scrolled = self.verticalScrollBar().value()
        self.queue_model.set_view(view, times)
        index = self.queue_model.index_of(before) if before is not None else QModelIndex()
        if not index.isValid():
            index = self._nearest(max(place, 0))
            self._select(index)
        elif index != self.currentIndex():
            self._select(index, scroll=False)
        if before is None:
            self.verticalScrollBar().setValue(scrolled)
        self._tell()

    def current_call_id(self) -> int | None:
        """The selected call, or None."""
        row = self.current_row()
        return None if row is None else row.call_id

    def current_row(self) -> QueueRow | None:
        """The selected obligation, or None."""
        card = self.queue_model.card_at(self.currentIndex())
        return None if card is None else card.row

    def select_call(self, call_id: int) -> bool:
        """Select the card a call is part of and bring it into view; false if it is not shown."""
        index = self.queue_model.index_of(self.queue_model.card_of(call_id))
        self._select(index)
        return index.isValid()

    def select_group(self, group: Group) -> bool:
        """Select the first card of a group, its heading in view; false if the group is empty."""
        heading = self.queue_model.index_of_group(group)
        if not heading.isValid():
            return False
        self._select(self.queue_model.index(heading.row() + 1))
        return True

    def select_first(self, *groups: Group) -> bool:
        """Select the first card in any of these groups, or the first of all without groups."""
        wanted = [c for c in self.queue_model.cards() if not groups or c.row.group in groups]
        return self.select_call(wanted[0].row.call_id) if wanted else False

    def select_next_due(self) -> bool:
        """Select the next overdue or due card after the selected one, around the end."""
        due = [c.row.call_id for c in self.queue_model.cards() if c.row.group <= Group.DUE_SOON]
        if not due:
            return False
        here = self.current_call_id()
        return self.select_call(due[(due.index(here) + 1) % len(due)] if here in due else due[0])

    def card_height(self) -> int:
        """The height of a card, in logical pixels."""
        delegate = self.itemDelegate()
        return delegate.card_height() if isinstance(delegate, QueueDelegate) else px(62)

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a card into view, and with the first of a group its heading."""
        above = self.queue_model.index(index.row() - 1) if index.row() > 0 else index
        if self.queue_model.card_at(above) is None:
            super().scrollTo(above, hint)
        super().scrollTo(index, hint)

    def _select(self, index: QModelIndex, *, scroll: bool = True) -> None:
        if not index.isValid():
            return
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if scroll:
            self.scrollTo(index)

    def _nearest(self, place: int) -> QModelIndex:
        """The card at a place in the list, else the next below, else the last above."""
        count = self.queue_model.rowCount()
        for number in [*range(place, count), *reversed(range(min(place, count)))]:
            index = self.queue_model.index(number)
            if self.queue_model.card_at(index) is not None:
                return index
        return QModelIndex()

    def _step(self, step: int) -> None:
        number = self.currentIndex().row() + step
        while 0 <= number < self.queue_model.rowCount():
            index = self.queue_model.index(number)
            if self.queue_model.card_at(index) is not None:
                self._select(index)
                return
            number += step

    def _tell(self) -> None:
        row = self.current_row()
        if row != self._shown:
            self._shown = row
            self.current_row_changed.emit(row)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._tell()

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here, not a search."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        call_id = self.current_call_id()
        key = Qt.Key(event.key())
        if plain == Qt.KeyboardModifier.NoModifier and call_id is not None and not event.isAutoRepeat():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.opened.emit(call_id)
                return
            if self.single_keys and self._act(key, call_id, shifted=shifted):
                return
        if plain == Qt.KeyboardModifier.NoModifier and self.single_keys and key in _STEPS:
            self._step(_STEPS[key])
            return
        super().keyPressEvent(event)

    def _act(self, key: Qt.Key, call_id: int, *, shifted: bool) -> bool:
        """Do what a letter stands for; false if it stands for nothing on this card."""
        row = self.current_row()
        signals = {Qt.Key.Key_E: self.edit_requested}
        if row is not None and row.group is Group.NOT_OWED:
            signals[Qt.Key.Key_O] = self.call_back_requested
            if row.can_be_closed:
                signals[Qt.Key.Key_X] = self.not_owed_requested
        elif key in OUTCOME_KEYS:
            self.attempt_requested.emit(call_id, OUTCOME_KEYS[key], shifted)
            return True
        else:
            signals[Qt.Key.Key_S] = self.snooze_requested
            signals[Qt.Key.Key_X] = self.not_owed_requested
        if key not in signals or shifted:
            return False
        signals[key].emit(call_id)
        return True

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        card = self.queue_model.card_at(self.indexAt(event.position().toPoint()))
        if card is not None:
            self.opened.emit(card.row.call_id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current_row() is None:
            self.select_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Two lines become three at a width: the sizes already given out are wrong then.
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()
        # Room that was added belongs to the heading above the first card.
        if self.currentIndex().row() == 1 and self.verticalScrollBar().value() < self.card_height():
            self.scrollToTop()
