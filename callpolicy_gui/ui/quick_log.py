"""Quick log: a missed call in five keys, without leaving the queue.

One line until it is used. The first field takes a name, a number or a whole sentence; what the
sentence says shows in the fields below it, so nothing is hidden syntax. The due sentence is always on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from callpolicy_gui.controller.views import CallDraft, Field, Refused, Suggestion
from callpolicy_gui.core.calls import Urgency
from callpolicy_gui.ui.accepted_client import AcceptedClient, full_name
from callpolicy_gui.ui.call_fields import CallFields
from callpolicy_gui.ui.draft_keeper import DraftKeeper
from callpolicy_gui.ui.due_line import DueLine
from callpolicy_gui.ui.quick_log_fields import QuickLogFields
from callpolicy_gui.ui.quick_log_keys import RECEIVED_KEYS, URGENCY_KEYS, VOICEMAIL_KEYS
from callpolicy_gui.ui.suggestion_popup import SuggestionPopup
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.widgets import Button, LineEdit, Panel

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QResizeEvent

    from callpolicy_gui.controller import Controller

_LOG_KEY = QKeySequence("Ctrl+N").toString(QKeySequence.SequenceFormat.NativeText).replace("+", " ")
_NARROW = 320  # layout units
_ENTERS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_ARROWS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class QuickLog(Panel):
    """Writes down a missed call. `logged` carries a `Logged`; `left` gives the focus back to the list.

    The text stays as a draft until it is logged, or cleared by a second Esc; the log keeps it while
    it is typed, and a new quick log begins with it.
    """

    logged = Signal(object)
    left = Signal()
    resized = Signal()

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__("", "", margin=0, gap=10, parent=parent)
        self._controller = controller
        self._sentence = CallDraft()
        self._accepted = AcceptedClient(lambda line: controller.calls.sentence_draft(line).who.strip())
        self._open = False
        self._folded_by_esc = False
        self.who = LineEdit(
            self.tr("Log a missed call: name or number"),
            icon="phone-missed",
            key=_LOG_KEY,
            name=self.tr("Who called: name or phone number"),
        )
        self.popup = SuggestionPopup()
        self.fields = CallFields(controller)
        self.due = DueLine()
        self.submit = Button(self.tr("Log call"), "check", "primary", key=self.tr("Enter"))
        self._blank = self.fields.into(CallDraft())
        self._keeper = DraftKeeper(controller, self._typed, self)
        self._build()
        self._connect()
        self._restore()
        self.set_open(False)

    def _build(self) -> None:
        self.body.addWidget(self.who)
        self.body.addWidget(self.popup)
        self._more = QuickLogFields(self.fields, self.due, self.submit)
        self._more.resized.connect(self.resized)
        self.body.addWidget(self._more)
        self.who.installEventFilter(self)
        for keys, act in zip(
            (VOICEMAIL_KEYS, URGENCY_KEYS, RECEIVED_KEYS),
            (self.fields.toggle_voicemail, self.fields.toggle_urgency, self._edit_received),
            strict=True,
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _connect(self) -> None:
        self.who.textEdited.connect(self._on_typed)
        self._controller.names_changed.connect(self._names_changed)
        self.fields.edited.connect(self.refresh)
        for edited in (self.who.textChanged, self.fields.edited):
            edited.connect(self._keeper.touch)
        self.submit.clicked.connect(self.log)
        self.popup.accepted.connect(self._on_accepted)
        self.popup.resized.connect(self.resized)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def is_open(self) -> bool:
        """Whether the fields below the line are shown."""
        return self._open

    def needed_height(self, width: int) -> int:
        """How high it wants to be at a width, in logical pixels."""
        below = self._more.needed_height(self._inner(width)) if self._open else 0
        return self._height_of_line() + below

    def give_room(self, width: int, room: int) -> None:
        """Fit into `room` logical pixels: the fields scroll where they must, the due sentence never does."""
        self.setMinimumHeight(max(0, min(self.needed_height(width), room)))
        if self._open:
            self._more.give_room(self._inner(width), room - self._height_of_line())

    def _inner(self, width: int) -> int:
        margins = self.body.contentsMargins()
        return width - margins.left() - margins.right()

    def _height_of_line(self) -> int:
        """The line with what surrounds it, and the suggestions below it."""
        margins, gap = self.body.contentsMargins(), self.body.spacing()
        tall = margins.top() + margins.bottom() + self.who.sizeHint().height() + gap * self._open
        return tall + (self.popup.sizeHint().height() + gap if self._open and self.popup.is_open() else 0)

    def set_open(self, shown: bool) -> None:
        """Show or fold the fields below the line."""
        self._open = shown
        self._more.setVisible(shown)
        self.set_look("surface" if shown else "", "border" if shown else "")
        space(self.body, 12 if shown else 0, 10)
        if shown:
            self.refresh()
        else:
            self.popup.close_up()
        self.updateGeometry()
        self.resized.emit()

    def start(self) -> None:
        """Open, with the first field ready to type into."""
        self.set_open(True)
        self.who.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.who.selectAll()

    def draft(self) -> CallDraft:
        """What would be logged."""
        accepted = self._accepted.in_line(self.who.text())
        if accepted is not None:
            return self.fields.into(CallDraft(who=full_name(accepted), client_id=accepted.client_id))
        read = self._controller.calls.sentence_draft(self.who.text())
        return self.fields.into(CallDraft(who=read.who.strip()))

    def refresh(self) -> None:
        """Say anew what the draft would promise: after an edit, and when time has passed."""
        if not self._open:
            return
        draft = self.draft()
        preview = self._controller.calls.preview(draft)
        self.fields.show_preview(preview)
        self.fields.received.set_error(preview.due if preview.is_problem else "")
        self.who.set_error("")
        self.due.show_preview(preview, urgent=draft.urgency is Urgency.URGENT)

    def log(self) -> None:
        """Write the call down; refused, everything stays, and the field it is about has the focus."""
        self.popup.close_up()
        self.fields.resolve()
        self._keeper.flush()
        answer = self._controller.calls.log(self.draft())
        if isinstance(answer, Refused):
            self._show_refusal(answer)
            return
        self.clear()
        self.set_open(False)
        self.logged.emit(answer)

    def clear(self) -> None:
        """Forget the draft."""
        self.who.clear()
        self._sentence = CallDraft()
        self._accepted.forget()
        self.fields.take(CallDraft())
        self.popup.close_up()
        self._keeper.forget()

    def flush_draft(self) -> None:
        """Keep in the log what was typed up to now; for whoever is about to lock, quit or close it.

        Nothing is written after it until something is typed again, whether it could be kept or not.
        """
        self._keeper.flush()
        self._keeper.settle()

    def _typed(self) -> CallDraft | None:
        """The draft with its line as typed; None where there is nothing to keep."""
        fields = self.fields.into(CallDraft())
        line = self._accepted.in_full(self.who.text())
        if not line.strip() and fields == self._blank:
            return None
        return replace(self.draft(), who=line)

    def _restore(self) -> None:
        kept = self._controller.drafts.kept()
        if kept is None:
            return
        self.who.setText(kept.who)
        self._sentence = self._controller.calls.sentence_draft(kept.who)
        if kept.client_id is not None:
            name = self._sentence.who.strip()
            self._accepted.take(Suggestion(kept.client_id, name, "", ""), name)
        self._names_changed()
        self.fields.take(kept)
        self._keeper.settle()

    def _names_changed(self) -> None:
        """An accepted client is named anew; what was typed becomes dots, and is kept."""
        is_accepted = self._accepted.in_line(self.who.text()) is not None
        if is_accepted:
            self.who.setText(self._accepted.shown_anew(self.who.text()))
            self._sentence = replace(self._sentence, who=self._accepted.written)
        self.who.veil(veiled=self._controller.names_hidden and not is_accepted)
        self.popup.update()
        self.refresh()

    def _show_refusal(self, refused: Refused) -> None:
        self.set_open(True)
        field = self.fields.received if refused.field is Field.RECEIVED else self.who
        field.set_error(refused.sentence)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()
        self.due.show_error(refused.sentence)

    def _edit_received(self) -> None:
        self.set_open(True)
        self.fields.received.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.fields.received.selectAll()

    def _on_typed(self, text: str) -> None:
        if not self._open:
            self.set_open(True)
        read = self._controller.calls.sentence_draft(text)
        # Only what the sentence says differently than before: a field set by hand keeps its value.
        if read.received != self._sentence.received:
            self.fields.set_received(read.received)
        if read.voicemail != self._sentence.voicemail:
            self.fields.voicemail.set_value(read.voicemail)
        if read.urgency != self._sentence.urgency:
            self.fields.urgency.set_value(read.urgency)
        self._sentence = read
        who = read.who.strip()
        same = self._accepted.in_line(text) is not None
        self.popup.offer(() if same or not who else self._controller.calls.suggestions(who))
        self.refresh()

    def _on_accepted(self, suggestion: Suggestion) -> None:
        self._accepted.take(suggestion)
        # The fields keep what the sentence said; the line itself now says only who.
        self._sentence = replace(CallDraft(), who=self._accepted.written)
        self.who.veil(veiled=False)
        self.who.setText(self._accepted.written)
        self.who.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < px(_NARROW)
        self.who.setPlaceholderText(
            self.tr("Log a call") if narrow else self.tr("Log a missed call: name or number")
        )
        self.who.set_key("" if narrow else _LOG_KEY)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is self.who and not self._open and not self._folded_by_esc:
            self.set_open(True)
        self._folded_by_esc = self._folded_by_esc and new is self.who
        inside = new is not None and (new is self or self.isAncestorOf(new))
        if not inside:
            self.popup.close_up()
            self._keeper.flush()
            if new is not None and self._open and not self.who.text() and new.window() is self.window():
                self.clear()
                self.set_open(False)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._keeper.flush()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.popup.is_open():
            key = Qt.Key(event.key())
            if key in _ARROWS:
                self.popup.step(_ARROWS[key])
                return True
            if key in _ENTERS:
                self.popup.accept_chosen()
                return True
            if key == Qt.Key.Key_Escape:
                self.popup.close_up()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ENTERS:
            self.log()
        elif key == Qt.Key.Key_Escape:
            self._step_back()
        else:
            super().keyPressEvent(event)

    def _step_back(self) -> None:
        """Esc: fold, keeping the text; again: forget it. The list gets the focus when nothing is left."""
        if self._open and self.who.text():
            self._folded_by_esc = True
            self.who.setFocus(Qt.FocusReason.OtherFocusReason)
            self.set_open(False)
            return
        self.clear()
        self.set_open(False)
        self.left.emit()
