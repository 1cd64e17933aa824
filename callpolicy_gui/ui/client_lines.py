"""What was agreed with the client of a call, and what time it is there, below the number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import IconLabel, Label
from callpolicy_gui.wording.clients import accommodation_words, there_warning, there_words

if TYPE_CHECKING:
    from callpolicy_gui.core.callback_queue import QueueRow
    from callpolicy_gui.wording.times import Times


class ClientLines(QWidget):
    """Up to three sentences; hidden where none is needed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.agreed = Label("", "body", "text2")
        self.there = Label("", "body", "text2")
        self.warning = Label("", "body", "soon")
        self._warning_line = QWidget()
        column = QVBoxLayout(self)
        space(column, 0, 4)
        column.addWidget(self.agreed)
        column.addWidget(self.there)
        line = QHBoxLayout(self._warning_line)
        space(line, 0, 8)
        line.addWidget(IconLabel("triangle-alert", "soon", 16), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.warning, 1)
        column.addWidget(self._warning_line)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_words(("", "", ""))

    def show_words(self, words: tuple[str, str, str]) -> None:
        """Show what `client_words` gave."""
        agreed, there, warning = words
        for label, text in ((self.agreed, agreed), (self.there, there), (self.warning, warning)):
            label.setText(text)
            label.setVisible(bool(text))
        self._warning_line.setVisible(bool(warning))
        self.setVisible(any(words))


def client_words(row: QueueRow, now: int, times: Times) -> tuple[str, str, str]:
    """What was agreed, the time there, and what to look out for; each empty where there is nothing to say.

    `now` is UTC seconds.
    """
    agreed, there = row.obligation.accommodation, row.there
    return (
        "" if agreed is None else accommodation_words(agreed, times),
        "" if there is None else there_words(there, now, times),
        "" if there is None else there_warning(there, times),
    )
