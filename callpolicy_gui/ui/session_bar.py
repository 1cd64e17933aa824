"""The line that says until when a session runs, and the button that ends it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import Button, FlowLayout, IconLabel, Label

_GAP, _ABOVE = 12, 4


class SessionBar(QWidget):
    """Hidden while no session runs. Where room is short, the button goes below the words."""

    end_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Label("", "strong", wrap=False)
        self.end = Button(self.tr("End session"), "x", "plain")
        self.end.clicked.connect(self.end_requested)
        said = QWidget()
        row = QHBoxLayout(said)
        space(row, 0, 8)
        row.addWidget(IconLabel("bell-off", "text2"), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.words, 0, Qt.AlignmentFlag.AlignVCenter)
        said.setMinimumHeight(self.end.sizeHint().height())
        self._flow = FlowLayout(self, gap=_GAP, line_gap=2)
        space(self._flow, (0, _ABOVE, 0, 0), 0)
        self._flow.addWidget(said)
        self._flow.addWidget(self.end)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_words(self, words: str) -> None:
        """`In session until 10:50`; empty hides the line."""
        if words != self.words.text():
            self.words.setText(words)
        self.setVisible(bool(words))

    def needed_height(self, width: int) -> int:
        """How high it is at a width, logical pixels; nothing while hidden."""
        return 0 if self.isHidden() else self._flow.heightForWidth(max(1, width))
