"""The facts of a missed call as fields: received, voicemail, urgency.

Quick log and the editor of a call show the same ones. A local time that a clock change repeated is
never guessed: only then a further choice appears.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from callpolicy_gui.controller.views import CallDraft
from callpolicy_gui.core.calls import Urgency, Voicemail
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.widgets import FlowLayout, Label, LineEdit, SegmentedChoice

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

    from callpolicy_gui.controller import Controller
    from callpolicy_gui.controller.views import DuePreview

NOW_WORDS = frozenset({"", "now"})
_FIRST, _SECOND = "first", "second"


class CallFields(QWidget):
    """Edits the received time, voicemail and urgency of a draft. `edited` says that any of them changed."""

    edited = Signal()

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._resolved: DuePreview | None = None
        self._was_typed = False
        self.received = LineEdit(name=self.tr("Received"))
        self.received.setText(self._now_word())
        self.voicemail = SegmentedChoice(
            (
                (Voicemail.YES, self.tr("Yes"), "voicemail"),
                (Voicemail.NO, self.tr("No")),
                (Voicemail.UNKNOWN, "?"),
            ),
            self.tr("Voicemail"),
        )
        unknown = self.voicemail.button(Voicemail.UNKNOWN)
        unknown.set_tooltip(self.tr("Not known yet. Counts as a voicemail."))
        unknown.setAccessibleName(self.tr("Not known yet"))
        self.urgency = SegmentedChoice(
            ((Urgency.ROUTINE, self.tr("Routine")), (Urgency.URGENT, self.tr("Urgent"), "siren")),
            self.tr("Urgency"),
        )
        self.which = SegmentedChoice(
            ((_FIRST, self.tr("First")), (_SECOND, self.tr("Second"))), self.tr("This time happened twice")
        )
        self._build()
        self._fit_received()

    def _build(self) -> None:
        row = FlowLayout(self, gap=14, line_gap=8)
        row.addWidget(_column(self.tr("Received"), self.received))
        row.addWidget(_column(self.tr("Voicemail"), self.voicemail))
        row.addWidget(_column(self.tr("Urgency"), self.urgency))
        self._which_column = _column(self.tr("This time happened twice"), self.which)
        self._which_column.hide()
        row.addWidget(self._which_column)
        self.received.textEdited.connect(self._on_received)
        self.received.textChanged.connect(self._fit_received)
        self.received.editingFinished.connect(self.resolve)
        for choice in (self.voicemail, self.urgency, self.which):
            choice.changed.connect(lambda _value: self.edited.emit())
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def into(self, draft: CallDraft) -> CallDraft:
        """The draft with what stands in the fields."""
        twice = not self._which_column.isHidden()
        return replace(
            draft,
            received=self.received.text().strip(),
            voicemail=Voicemail(self.voicemail.value()),
            urgency=Urgency(self.urgency.value()),
            second_pass=self.which.value() == _SECOND if twice else None,
        )

    def take(self, draft: CallDraft) -> None:
        """Show a draft. Its received text stays as it is until somebody changes it."""
        self.set_received(draft.received)
        self._was_typed = False
        self.voicemail.set_value(draft.voicemail)
        self.urgency.set_value(draft.urgency)
        if draft.second_pass is not None:
            self.which.set_value(_SECOND if draft.second_pass else _FIRST)

    def set_received(self, text: str) -> None:
        """Show a received time as typed; empty is now."""
        self._was_typed = True
        self.received.setText(text or self._now_word())
        self._look_for_twice()

    def is_twice(self) -> bool:
        """Whether the time was asked for twice, and which of the two has to be said."""
        return not self._which_column.isHidden()

    def show_preview(self, preview: DuePreview) -> None:
        """Remember what the text was read as, for `resolve`."""
        self._resolved = preview

    def resolve(self) -> None:
        """Replace the typed time with what it was read as; `now` stays, it goes on being now."""
        found = self._resolved
        if not self._was_typed or found is None or found.received_at is None or not found.received_words:
            return
        if self.received.text().strip().casefold() not in {*NOW_WORDS, self._now_word().casefold()}:
            self.received.setText(found.received_words)

    def toggle_voicemail(self) -> None:
        """Yes becomes No, anything else Yes."""
        yes = self.voicemail.value() == Voicemail.YES
        self.voicemail.set_value(Voicemail.NO if yes else Voicemail.YES)
        self.edited.emit()

    def toggle_urgency(self) -> None:
        """Routine becomes Urgent and back."""
        routine = self.urgency.value() == Urgency.ROUTINE
        self.urgency.set_value(Urgency.URGENT if routine else Urgency.ROUTINE)
        self.edited.emit()

    def _now_word(self) -> str:
        return self.tr("now")

    def _on_received(self, _text: str) -> None:
        self._resolved = None
        self._was_typed = True
        self._look_for_twice()
        self.edited.emit()

    def _look_for_twice(self) -> None:
        """Offer the two passes where they are two different instants."""
        text = self.received.text().strip()
        twice = False
        if text.casefold() not in NOW_WORDS:
            bare = self.into(CallDraft())
            first, second = (
                self._controller.calls.preview(replace(bare, second_pass=second)).received_at
                for second in (False, True)
            )
            twice = first is not None and second is not None and first != second
        self._which_column.setVisible(twice)

    def _fit_received(self, _text: str = "") -> None:
        words = self.received.fontMetrics().horizontalAdvance(self.received.text())
        self.received.setFixedWidth(max(px(104), words + px(34)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == event.Type.FontChange and hasattr(self, "_which_column"):
            self._fit_received()


def _column(caption: str, control: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    space(column, 0, 4)
    label = Label(caption, "caption", "text2", wrap=False)
    label.setBuddy(control)
    column.addWidget(label)
    column.addWidget(control)
    return holder
