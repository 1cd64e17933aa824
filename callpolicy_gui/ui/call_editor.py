"""Correcting a call: what it was stays in the history, and its deadline is counted anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLayout, QVBoxLayout, QWidget

from callpolicy_gui.controller.views import Field as FieldName
from callpolicy_gui.core.calls import Urgency
from callpolicy_gui.ui.call_fields import CallFields
from callpolicy_gui.ui.dialog_size import fit_height
from callpolicy_gui.ui.due_line import DueLine
from callpolicy_gui.ui.names_cover import NamesCover
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.widgets import Button, Field, FlowLayout, FocusRing, Label, LineEdit, ScrollPage

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from callpolicy_gui.controller import Controller
    from callpolicy_gui.controller.views import CallDraft, Refused

_WIDTH = 540  # layout units


class CallEditor(QDialog):
    """Shows a call's facts for correction; Save keeps them, a refusal keeps the dialog and its text."""

    def __init__(self, controller: Controller, call_id: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Edit call"))
        self._controller = controller
        self._call_id = call_id
        self._before = controller.calls.draft_of(call_id)
        # What stood in the fields when names were hidden: caller, note and reason.
        self._kept: tuple[str, str, str] | None = None
        self.who = LineEdit(self.tr("Name or number"))
        self.note = LineEdit(self.tr("Scheduling note, no clinical details"))
        self.reason = LineEdit(self.tr("Optional"))
        self.fields = CallFields(controller)
        self.due = DueLine()
        self.save = Button(self.tr("Save"), "check", "primary", key=self.tr("Enter"))
        self.cancel = Button(self.tr("Cancel"))
        self._build()
        self._take(self._before)
        self._fit()
        self.who.textEdited.connect(lambda _text: self._refresh())
        self.fields.edited.connect(self._refresh)
        self.fields.edited.connect(self._fit)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.reject)
        controller.names_changed.connect(self._names_changed)
        self._ring = FocusRing(self)
        self.fields.received.setFocus()
        self.fields.received.selectAll()
        self._names_changed()

    def _build(self) -> None:
        self._page = ScrollPage(margin=(18, 18, 18, 8), gap=14)
        column = self._page.body
        column.addWidget(Label(self.tr("Edit call"), "h2"))
        column.addWidget(Field(self.tr("Who called"), self.who))
        column.addWidget(self.fields)
        column.addWidget(self.due)
        column.addWidget(Field(self.tr("Scheduling note"), self.note))
        column.addWidget(
            Field(
                self.tr("Reason for the change"),
                self.reason,
                self.tr("The history keeps what the call said before."),
            )
        )
        buttons = QWidget()
        row = FlowLayout(buttons, gap=8, trailing=True)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        outer = QVBoxLayout(self)
        space(outer, 0, 0)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        outer.addWidget(self._page, 1)
        self._cover = NamesCover()
        outer.addWidget(self._cover, 1)
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        space(foot, (18, 8, 18, 16), 0)
        foot.addWidget(buttons)
        outer.addWidget(self._foot)
        self.setMinimumSize(px(240), px(200))

    def _fit(self) -> None:
        fit_height(self, self._page.body, px(_WIDTH), (px(36), px(28) + self._foot.sizeHint().height()))

    def _take(self, draft: CallDraft) -> None:
        self.who.setText(draft.who)
        self.note.setText(draft.note)
        self.fields.take(draft)
        self._refresh()

    def _names_changed(self) -> None:
        """Names were hidden: empty the fields, and keep what stood in them; or put it back."""
        hidden = self._controller.names_hidden
        texts = (self.who, self.note, self.reason)
        if hidden == (self._kept is not None):
            return
        who, note, reason = self._kept or ("", "", "")
        self._kept = (self.who.text(), self.note.text(), self.reason.text()) if hidden else None
        for field, text in zip(texts, (who, note, reason), strict=True):
            field.setText(text)
        self._refresh()
        self._cover.cover(self._page, hidden=hidden)
        if not hidden:
            self.fields.received.setFocus(Qt.FocusReason.OtherFocusReason)
        self.save.setEnabled(not hidden)

    def draft(self) -> CallDraft:
        """The call as the fields say it; the client stays the same while the name does."""
        who = self.who.text().strip()
        client_id = self._before.client_id if who == self._before.who else None
        return self.fields.into(
            replace(self._before, who=who, client_id=client_id, note=self.note.text().strip())
        )

    def _refresh(self) -> None:
        draft = self.draft()
        preview = self._controller.calls.preview(draft)
        self.fields.show_preview(preview)
        self.fields.received.set_error(preview.due if preview.is_problem else "")
        self.due.show_preview(preview, urgent=draft.urgency is Urgency.URGENT)

    def _save(self) -> None:
        if self._kept is not None:
            return
        refused = self._controller.calls.amend(self._call_id, self.draft(), self.reason.text().strip())
        if refused is None:
            self.accept()
            return
        self._show_refusal(refused)

    def _show_refusal(self, refused: Refused) -> None:
        places = {
            FieldName.RECEIVED: self.fields.received,
            FieldName.NOTE: self.note,
            FieldName.REASON: self.reason,
        }
        place = places.get(refused.field, self.who)
        place.set_error(refused.sentence)
        place.setFocus()
        self.due.show_error(refused.sentence)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._save()
            return
        super().keyPressEvent(event)
