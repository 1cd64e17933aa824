"""A question before a call at a time that is not safe: it cannot be taken back, so it is asked for once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


class NotNowDialog(QMessageBox):
    """Says why not to call now. `call` is called when that is wanted all the same; Esc and Enter do not."""

    def __init__(self, sentence: str, call: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Call"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(sentence)
        self.not_now = self.addButton(self.tr("Do not call"), QMessageBox.ButtonRole.RejectRole)
        self.anyway = self.addButton(self.tr("Call anyway"), QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(self.not_now)
        self.setEscapeButton(self.not_now)
        self.anyway.clicked.connect(call)
