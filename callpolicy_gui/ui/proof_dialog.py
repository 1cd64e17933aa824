"""Asking once more for what opens the log, before there is another way in or one less."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLayout, QVBoxLayout, QWidget

from callpolicy_gui.controller.views import Refused
from callpolicy_gui.ui.dialog_size import fit_height
from callpolicy_gui.ui.secret_edit import SecretEdit
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.while_alive import while_alive
from callpolicy_gui.ui.widgets import Button, Field, FlowLayout, FocusRing, Label, ScrollPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

_WIDTH = 460  # layout units


class ProofDialog(QDialog):
    """Says what is about to be done, and asks for the passphrase or a recovery code.

    `submit` is called with what was typed and with what to call with the answer. A refusal keeps the
    dialog open; with any other answer it closes and calls `then`.
    """

    def __init__(
        self,
        title: str,
        said: str,
        act: str,
        parent: QWidget,
        *,
        submit: Callable[[str, Callable[[Any], None]], object],
        then: Callable[[Any], object],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Protection"))
        self._submit, self._then, self._words, self._busy = submit, then, act, False
        name = self.tr("Passphrase or recovery code")
        self.edit = SecretEdit(name=name)
        self.field = Field(name, self.edit)
        self.act = Button("", kind="primary", key=self.tr("Enter"))
        self.act.set_words(act)
        self.cancel = Button(self.tr("Cancel"))
        self._page = ScrollPage(margin=18, gap=14)
        column = self._page.body
        buttons = QWidget()
        row = FlowLayout(buttons, gap=8, trailing=True)
        row.addWidget(self.cancel)
        row.addWidget(self.act)
        for widget in (Label(title, "h2"), Label(said, "body", "text2"), self.field, buttons):
            column.addWidget(widget)
        outer = QVBoxLayout(self)
        space(outer, 0, 0)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        outer.addWidget(self._page)
        self.setMinimumSize(px(240), px(200))
        self.act.clicked.connect(self._send)
        self.cancel.clicked.connect(self.reject)
        self.edit.textEdited.connect(lambda _text: self.field.set_error(""))
        self._ring = FocusRing(self)
        self._fit()
        self.edit.setFocus()

    def _fit(self) -> None:
        self.field.updateGeometry()  # an error that was just shown is not in the column's sums yet
        fit_height(self, self._page.body, px(_WIDTH), (px(36), px(36)))

    def _send(self) -> None:
        if not self._busy:
            self._set_busy(busy=True)
            self._submit(self.edit.text(), while_alive(self, self._answered))

    def _answered(self, answer: object) -> None:
        self._set_busy(busy=False)
        if not isinstance(answer, Refused):
            self.accept()
            self._then(answer)
            return
        self.field.set_error(answer.sentence)
        self._fit()
        self.edit.selectAll()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._page.ensureWidgetVisible(self.field)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.act.setEnabled(not busy)
        self.act.set_words(self.tr("One moment\u2026") if busy else self._words)
        self.edit.setReadOnly(busy)

    def done(self, result: int) -> None:
        self.edit.forget()
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._send()
            return
        super().keyPressEvent(event)
