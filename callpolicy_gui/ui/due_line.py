"""The sentence that says what a draft would promise, and in its place what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import IconLabel, Label, announce

if TYPE_CHECKING:
    from callpolicy_gui.controller.views import DuePreview


class DueLine(QWidget):
    """Always there and always a full sentence; below it what is known of the caller, and of *Urgent*."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel("triangle-alert", "overdue", 18)
        self._icon.hide()
        self._due = Label("", "strong", "accentText")
        self._caller = Label("", "body", "text3")
        self._urgent = Label(
            self.tr(
                "Urgent moves this call up. It does not change your promise. "
                "If someone may be in danger, use your emergency plan."
            ),
            "caption",
            "text2",
        )
        self._urgent.hide()
        row = QHBoxLayout(self)
        space(row, 0, 8)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        space(words, 0, 1)
        for label in (self._due, self._caller, self._urgent):
            words.addWidget(label)
        words.addStretch(1)
        row.addLayout(words, 1)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def text(self) -> str:
        """The sentence shown."""
        return self._due.text()

    def caller(self) -> str:
        """What is said of the caller."""
        return self._caller.text()

    def is_problem(self) -> bool:
        """Whether the sentence says what is wrong."""
        return not self._icon.isHidden()

    def show_preview(self, preview: DuePreview, *, urgent: bool) -> None:
        """Say what would be promised."""
        self._say(preview.due, problem=preview.is_problem)
        self._caller.setText(preview.caller)
        self._caller.setVisible(bool(preview.caller))
        self._urgent.setVisible(urgent)

    def show_error(self, sentence: str) -> None:
        """Say why nothing was saved, aloud too."""
        self._say(sentence, problem=True)
        announce(self, sentence, urgent=True)

    def _say(self, sentence: str, *, problem: bool) -> None:
        self._due.setText(sentence)
        self._due.set_ink("overdue" if problem else "accentText")
        self._icon.setVisible(problem)
