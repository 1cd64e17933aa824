"""Choosing a passphrase: typed twice, because nobody can look it up afterwards.

Where there is one it is typed too, or a recovery code: an unlocked screen is not enough to replace it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLayout, QVBoxLayout, QWidget

from callpolicy_gui.controller.views import Field as FieldName
from callpolicy_gui.ui.dialog_size import fit_height
from callpolicy_gui.ui.secret_edit import SecretEdit
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.while_alive import while_alive
from callpolicy_gui.ui.widgets import Button, Field, FlowLayout, FocusRing, Label, ScrollPage

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from callpolicy_gui.controller.protection_desk import ProtectionDesk
    from callpolicy_gui.controller.views import Refused

_WIDTH = 460  # layout units


class PassphraseDialog(QDialog):
    """Sets the passphrase, or changes it where there is one; a refusal keeps the dialog open."""

    def __init__(self, desk: ProtectionDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self._busy = False
        change = desk.view().has_passphrase
        title = self.tr("Change the passphrase") if change else self.tr("Set a passphrase")
        self.setWindowTitle(title)
        name = self.tr("New passphrase") if change else self.tr("Passphrase")
        self.current = SecretEdit(name=self.tr("Passphrase now"))
        self.current_field = Field(self.tr("Passphrase now"), self.current, self.tr("Or your recovery code."))
        self.current_field.setVisible(change)
        self.new, self.repeat = SecretEdit(name=name), SecretEdit(name=self.tr("The same again"))
        self._edits = (self.current, self.new, self.repeat) if change else (self.new, self.repeat)
        self.new_field = Field(name, self.new, self.tr("At least 8 characters. A few words are good."))
        self.repeat_field = Field(self.tr("The same again"), self.repeat)
        self.error = Label("", "body", "overdue")
        self.error.hide()
        self.save = Button("", "check", "primary", key=self.tr("Enter"))
        self._words = self.tr("Change it") if change else self.tr("Set it")
        self.save.set_words(self._words)
        self.cancel = Button(self.tr("Cancel"))
        self._build(title)
        self.save.clicked.connect(self._send)
        self.cancel.clicked.connect(self.reject)
        for edit in self._edits:
            edit.textEdited.connect(lambda _text: self._clear_errors())
        self._ring = FocusRing(self)
        self._fit()
        self._edits[0].setFocus()

    def _build(self, title: str) -> None:
        self._page = ScrollPage(margin=18, gap=14)
        column = self._page.body
        column.addWidget(Label(title, "h2"))
        why = self.tr(
            "With it the log can be locked. There is no reset: keep a recovery code for the day it is lost."
        )
        column.addWidget(Label(why, "body", "text2"))
        for widget in (self.current_field, self.new_field, self.repeat_field, self.error):
            column.addWidget(widget)
        buttons = QWidget()
        row = FlowLayout(buttons, gap=8, trailing=True)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        column.addWidget(buttons)
        outer = QVBoxLayout(self)
        space(outer, 0, 0)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        outer.addWidget(self._page)
        self.setMinimumSize(px(240), px(200))

    def _fit(self) -> None:
        for field in (self.current_field, self.new_field, self.repeat_field):
            field.updateGeometry()  # an error that was just shown is not in the column's sums yet
        fit_height(self, self._page.body, px(_WIDTH), (px(36), px(36)))

    def _send(self) -> None:
        if self._busy:
            return
        self._clear_errors()
        self._set_busy(busy=True)
        self._desk.set_passphrase(
            self.new.text(), self.repeat.text(), while_alive(self, self._answered), proof=self.current.text()
        )

    def _answered(self, refused: Refused | None) -> None:
        self._set_busy(busy=False)
        if refused is None:
            self.accept()
            return
        places = {
            FieldName.CURRENT: (self.current_field, self.current),
            FieldName.PASSPHRASE: (self.new_field, self.new),
            FieldName.REPEAT: (self.repeat_field, self.repeat),
        }
        field, edit = places.get(refused.field, (None, self._edits[0]))
        if field is None:
            self.error.setText(refused.sentence)
            self.error.show()
        else:
            field.set_error(refused.sentence)
        if refused.field is FieldName.REPEAT:
            self.repeat.forget()
        self._fit()
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._page.ensureWidgetVisible(self.error if field is None else field)

    def _clear_errors(self) -> None:
        for field in (self.current_field, self.new_field, self.repeat_field):
            field.set_error("")
        self.error.hide()

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.save.setEnabled(not busy)
        self.save.set_words(self.tr("One moment\u2026") if busy else self._words)
        for edit in self._edits:
            edit.setReadOnly(busy)

    def done(self, result: int) -> None:
        for edit in self._edits:
            edit.forget()
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            for edit, following in pairwise(self._edits):
                if edit.hasFocus() and not following.text():
                    following.setFocus(Qt.FocusReason.TabFocusReason)
                    return
            self._send()
            return
        super().keyPressEvent(event)
