"""Who is to be called, at which number, and what to know before that: the head of the details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callpolicy_gui.ui.client_lines import ClientLines
from callpolicy_gui.ui.contact_box import ContactBox
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import Button, FlowLayout, Label
from callpolicy_gui.wording.discretion import DOTS, names_hidden, shown_number
from callpolicy_gui.wording.queue import is_new_caller, row_caller

if TYPE_CHECKING:
    from callpolicy_gui.core.callback_queue import QueueRow
    from callpolicy_gui.wording.contact import SafetyWords

_NATIVE = QKeySequence.SequenceFormat.NativeText
_COPY = QKeySequence("Ctrl+Shift+C").toString(_NATIVE)
_CLIENT = QKeySequence("Ctrl+I").toString(_NATIVE)


class DetailsHead(QWidget):
    """Shows the caller of a `QueueRow`. A number that must not be called can be neither read nor copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = ""
        self._can_dial = False
        self.caller = Label("", "h2")
        self.number = Label("", "body", "text2", wrap=False)
        self.copy = Button("", "copy", "ghost", key=_COPY, tooltip=self.tr("Copy number"))
        self.call = Button("", "phone-outgoing", "ghost", tooltip=self.tr("Call this number"))
        tip = self.tr("Open the client ({keys})").replace("{keys}", _CLIENT)
        self.client = Button(self.tr("Client"), "user", "ghost", tooltip=tip)
        self.client_lines = ClientLines()
        self.contact = ContactBox()
        self.close_button = Button("", "x", "ghost", key=self.tr("Esc"), tooltip=self.tr("Close details"))
        self._build()

    def _build(self) -> None:
        words = QVBoxLayout()
        space(words, 0, 2)
        words.addWidget(self.caller)
        holder = QWidget()
        line = FlowLayout(holder, gap=4)
        for widget in (self.number, self.copy, self.call, self.client):
            line.addWidget(widget)
        words.addWidget(holder)
        words.addWidget(self.client_lines)
        head = QHBoxLayout()
        space(head, 0, 4)
        head.addLayout(words, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.close_button.hide()
        column = QVBoxLayout(self)
        space(column, 0, 10)
        column.addLayout(head)
        column.addWidget(self.contact)

    def set_row(
        self, row: QueueRow, *, dialable: bool, safety: SafetyWords | None, agreed: tuple[str, str, str]
    ) -> None:
        """Show who a row is about. `dialable` says whether a telephone could be given the number."""
        title, hidden = row_caller(row), names_hidden()
        number = row.obligation.number if safety is None else safety.number
        self.caller.setText(title)
        self._number = number if dialable else ""
        if safety is not None and safety.is_blocked and not number:
            said = self.tr("No number to call")
        elif is_new_caller(row) and (hidden or number in {"", title}):
            said = self.tr("New caller")
        else:
            said = shown_number(number)
        self.number.setText(said if dialable else f"{said}  \u00b7  {self.tr('cannot be called back')}")
        self.number.setAccessibleName(self.tr("Number hidden") if hidden and said == DOTS else "")
        self.copy.setVisible(bool(self._number))
        self.call.setVisible(bool(self._number) and self._can_dial)
        self.client.setVisible(row.obligation.client is not None)
        self.client_lines.show_words(agreed)
        self.contact.show_words(safety)

    def set_can_dial(self, *, can_dial: bool) -> None:
        """Offer to call where something on this desktop telephones."""
        self._can_dial = can_dial
        self.call.setVisible(bool(self._number) and can_dial)

    def number_to_call(self) -> str:
        """The number that may be called, or an empty text."""
        return self._number
