"""Everything about the selected call: who, why now, what can be done, and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from callpolicy_gui.core.calls import Outcome, Voicemail
from callpolicy_gui.ui.client_lines import client_words
from callpolicy_gui.ui.details_head import DetailsHead
from callpolicy_gui.ui.names_cover import hidden_words
from callpolicy_gui.ui.outcome_buttons import OutcomeButtons
from callpolicy_gui.ui.queue_model import GROUP_STATES
from callpolicy_gui.ui.status_box import StatusBox
from callpolicy_gui.ui.theme import color, px, space
from callpolicy_gui.ui.timeline import Timeline
from callpolicy_gui.ui.widgets import Button, FlowLayout, Label, LineEdit
from callpolicy_gui.wording.discretion import names_hidden
from callpolicy_gui.wording.queue import is_new_caller, status, timeline

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from callpolicy_gui.core.callback_queue import QueueRow
    from callpolicy_gui.wording.contact import SafetyWords
    from callpolicy_gui.wording.times import Times

WIDTH = 344


class DetailsPane(QWidget):
    """Shows one `QueueRow`. Every request is about that row; `closed` asks for the list to have the focus."""

    attempt_requested = Signal(int, object)
    snooze_requested = Signal(int)
    not_owed_requested = Signal(int)
    call_back_requested = Signal(int)
    edit_requested = Signal(int)
    voicemail_answered = Signal(int, object)
    note_submitted = Signal(int, str)
    typed = Signal()  # Enter ended a field: the focus belongs to the list again
    name_submitted = Signal(int, str)
    copy_requested = Signal(str)
    dial_requested = Signal(int)
    client_requested = Signal(int)  # the client's id
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: QueueRow | None = None
        self._shown: tuple[object, ...] = ()
        self._traps_focus = False
        self.setAccessibleName(self.tr("Details of the call"))
        self.head = DetailsHead()
        # What was being typed when names were hidden, and with which call; it is put back with them.
        self._kept: tuple[int, str, str] | None = None
        self.name = LineEdit(
            self.tr("Name this caller"), icon="user-plus", name=self.tr("Name of the caller")
        )
        self.status = StatusBox()
        self.voicemail_yes = Button(self.tr("Yes"), "voicemail")
        self.voicemail_no = Button(self.tr("No"))
        self.buttons = OutcomeButtons()
        self.history = Timeline()
        self.note = LineEdit(
            self.tr("Scheduling note, no clinical details"),
            name=self.tr("Scheduling note, no clinical details"),
        )
        self.hidden = Label(hidden_words(), "caption", "text2")
        self._build()
        self._connect()
        self.set_row(None, 0, None)

    def _build(self) -> None:
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        space(column, (18, 16, 18, 14), 12)
        column.addWidget(self.head)
        column.addWidget(self.name)
        column.addWidget(self.status)
        column.addWidget(self._question())
        column.addWidget(self.buttons)
        column.addSpacing(px(2))
        column.addWidget(Label(self.tr("History"), "section", "text2"))
        column.addWidget(self.history)
        column.addStretch(1)
        column.addWidget(self.note)
        column.addWidget(self.hidden)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setWidget(self._content)
        self._content.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.addWidget(self._scroll)

    def _question(self) -> QWidget:
        self.question = QWidget()
        row = FlowLayout(self.question, gap=8)
        row.addWidget(Label(self.tr("Was there a voicemail?"), "body", "text", wrap=False))
        row.addWidget(self.voicemail_yes)
        row.addWidget(self.voicemail_no)
        for button in (self.voicemail_yes, self.voicemail_no):
            button.setAccessibleDescription(self.tr("Was there a voicemail?"))
        return self.question

    def _connect(self) -> None:
        self.buttons.attempt_requested.connect(self._on_attempt)
        self.buttons.snooze_requested.connect(lambda: self._ask(self.snooze_requested))
        self.buttons.not_owed_requested.connect(lambda: self._ask(self.not_owed_requested))
        self.buttons.call_back_requested.connect(lambda: self._ask(self.call_back_requested))
        self.buttons.edit_requested.connect(lambda: self._ask(self.edit_requested))
        self.voicemail_yes.clicked.connect(lambda: self._on_voicemail(Voicemail.YES))
        self.voicemail_no.clicked.connect(lambda: self._on_voicemail(Voicemail.NO))
        self.head.copy.clicked.connect(lambda: self.copy_requested.emit(self.current_number()))
        self.head.call.clicked.connect(lambda: self._ask(self.dial_requested))
        self.head.client.clicked.connect(self._open_client)
        self.head.close_button.clicked.connect(self.closed)
        self.note.editingFinished.connect(self._send_note)
        self.name.returnPressed.connect(self._send_name)
        # Done typing: the single keys are the list's again.
        self.note.returnPressed.connect(self.typed)
        self.name.returnPressed.connect(self.typed)

    def row(self) -> QueueRow | None:
        """What is shown."""
        return self._row

    def set_row(
        self,
        row: QueueRow | None,
        now: int,
        times: Times | None,
        *,
        dialable: bool = True,
        safety: SafetyWords | None = None,
    ) -> None:
        """Show a row as it is at `now` (UTC seconds); None empties the pane. Text being typed is kept.

        `dialable` says whether a telephone could be given the number, `safety` what to know before that.
        """
        before = None if self._row is None else self._row.call_id
        after = None if row is None else row.call_id
        if before is not None and before != after:
            self._flush(before)
        self._row = row
        self._scroll.setVisible(row is not None)
        if row is None or times is None:
            self._shown = ()
            return
        words, events = status(row, now, times), timeline(row, now, times)
        agreed = client_words(row, now, times)
        shown = (row, words, events, agreed, names_hidden(), dialable, safety)
        if shown == self._shown:
            return
        self._shown = shown
        self.head.set_row(row, dialable=dialable, safety=safety, agreed=agreed)
        self._show_caller(row, is_other=before != after)
        self.status.set_status(GROUP_STATES[row.group], words.title, words.reason, words.receipt)
        self.question.setVisible(row.obligation.voicemail is Voicemail.UNKNOWN)
        self.buttons.set_row(row)
        self.history.set_entries(events)
        if before != after:
            self._scroll.verticalScrollBar().setValue(0)

    def _show_caller(self, row: QueueRow, *, is_other: bool) -> None:
        new, hidden = is_new_caller(row), names_hidden()
        if hidden:
            self._veil(row)
        for field, wanted in ((self.name, new), (self.note, True)):
            field.setVisible(wanted and not hidden)
        self.hidden.setVisible(hidden)
        if not hidden:
            self._show_fields(row, is_other=is_other)

    def _show_fields(self, row: QueueRow, *, is_other: bool) -> None:
        call_id, note, name = self._kept or (0, "", "")
        veiled, self._kept = self._kept is not None, None
        if is_other or veiled:
            self.name.setText(name if call_id == row.call_id else "")
        if is_other or veiled or not self.note.hasFocus():
            self.note.setText(row.obligation.first.note)
            self.note.setModified(False)
        if note and call_id == row.call_id and note != row.obligation.first.note:
            # It could not be saved when names were hidden.
            self.note.setText(note)
            self.note.setModified(True)

    def _veil(self, row: QueueRow) -> None:
        """Empty the fields; a note that is being typed is saved, as when its field is left."""
        call_id = row.call_id
        if self._kept is not None:
            if self._kept[:2] == (call_id, row.obligation.first.note):
                # It is saved: what happens to it from now on must not be put back with the names.
                self._kept = (call_id, "", self._kept[2])
            return
        note = self.note.text().strip() if self.note.isModified() else ""
        self._kept = (call_id, note, self.name.text())
        inside = self.note.hasFocus() or self.name.hasFocus()
        self._flush(call_id)
        for field in (self.note, self.name):
            field.clear()
            field.setModified(False)
        if inside:
            self.typed.emit()

    def set_single_keys(self, *, on: bool) -> None:
        """Print the keys on the buttons, or not."""
        self.buttons.set_single_keys(on=on)

    def set_sheet(self, sheet: bool) -> None:
        """Whether it lies over the list: then it has a close button and keeps Tab inside."""
        self._traps_focus = sheet
        self.head.close_button.setVisible(sheet)

    def focus_first(self) -> None:
        """Put the focus on the button that keeps the promise."""
        self.buttons.first_button().setFocus(Qt.FocusReason.TabFocusReason)

    def current_number(self) -> str:
        """The number to copy, or an empty text."""
        return self.head.number_to_call() if self._row is not None else ""

    def _ask(self, signal: SignalInstance) -> None:
        if self._row is not None:
            signal.emit(self._row.call_id)

    def _open_client(self) -> None:
        if self._row is not None and self._row.obligation.client is not None:
            self.client_requested.emit(self._row.obligation.client.client_id)

    def _on_attempt(self, outcome: Outcome) -> None:
        if self._row is not None:
            self.attempt_requested.emit(self._row.call_id, outcome)

    def _on_voicemail(self, voicemail: Voicemail) -> None:
        if self._row is not None:
            calls = self._row.obligation.calls
            asked = next((call for call in calls if call.voicemail is Voicemail.UNKNOWN), calls[0])
            self.voicemail_answered.emit(asked.call_id, voicemail)

    def _send_note(self) -> None:
        if self._row is not None and self.note.isModified():
            self.note.setModified(False)
            self.note_submitted.emit(self._row.call_id, self.note.text().strip())

    def _flush(self, call_id: int) -> None:
        """Keep a note that was being typed when another row came; later, for this may be inside a refresh."""
        if self.note.isModified():
            text = self.note.text().strip()
            self.note.setModified(False)
            QTimer.singleShot(0, self, lambda: self.note_submitted.emit(call_id, text))

    def _send_name(self) -> None:
        name = self.name.text().strip()
        if self._row is not None and name:
            self.name_submitted.emit(self._row.call_id, name)

    def sizeHint(self) -> QSize:
        return QSize(px(WIDTH), px(400))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), px(120))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        if not self._traps_focus:
            return super().focusNextPrevChild(forward)
        stops = self._stops()
        here = self.focusWidget()
        if not stops:
            return False
        place = stops.index(here) if here in stops else (-1 if forward else 0)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(place + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    def _stops(self) -> list[QWidget]:
        """What Tab reaches inside the pane, in the window's order."""
        found: list[QWidget] = []
        step = self.nextInFocusChain()
        while step is not None and step is not self:
            reachable = step.focusPolicy() & Qt.FocusPolicy.TabFocus and step.isVisible() and step.isEnabled()
            if reachable and self.isAncestorOf(step):
                found.append(step)
            step = step.nextInFocusChain()
        return found

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("surface"))
        painter.fillRect(0, 0, 1, self.height(), color("border"))
