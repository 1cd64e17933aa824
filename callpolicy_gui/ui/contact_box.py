"""What to know before calling a client, right under the number: the moment at which it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import IconLabel, Label, Panel

if TYPE_CHECKING:
    from callpolicy_gui.wording.contact import SafetyWords


class ContactBox(Panel):
    """What stands in the way of calling now, strong, and the rule for messages; hidden without either.

    It is never tinted: colour is kept for what is due. A border, an icon and words say it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("noneSoft", "", margin=(12, 8, 12, 8), gap=0, parent=parent)
        self._icon = IconLabel("shield-alert", "text", 18)
        self.warning = Label("", "strong")
        self.rules = Label("", "body", "text")
        row = QHBoxLayout()
        space(row, 0, 10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        space(words, 0, 1)
        words.addWidget(self.warning)
        words.addWidget(self.rules)
        row.addLayout(words, 1)
        self.body.addLayout(row)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_words(self, words: SafetyWords | None) -> None:
        """Show what is known of this client; None for nothing."""
        warning, rules = ("", "") if words is None else (words.warning, words.rules)
        careful = words is not None and bool(words.tag)
        for label, text in ((self.warning, warning), (self.rules, rules)):
            label.setText(text)
            label.setVisible(bool(text))
        self._icon.set_icon("shield-alert" if careful else "shield-check", "text" if careful else "text2")
        self.set_look("noneSoft", "control" if careful else "")
        self.setAccessibleName(" ".join(part for part in (warning, rules) if part))
        self.setVisible(bool(warning or rules))
