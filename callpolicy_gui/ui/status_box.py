"""The state of the selected call and its reason. Tinted only when it needs a person now."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.ui.theme import STATE_ICONS, ink, space
from callpolicy_gui.ui.theme.states import HOT_STATES
from callpolicy_gui.ui.widgets import IconLabel, Label, Panel


class StatusBox(Panel):
    """An icon, the state in words, why, and the receipt of the count."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("noneSoft", "", margin=(12, 10, 12, 10), gap=0, parent=parent)
        self._icon = IconLabel("clock", "text2", 20)
        self.title = Label("", "strong")
        self.reason = Label("", "body", "text2")
        self.receipt = Label("", "caption", "text2")
        row = QHBoxLayout()
        space(row, 0, 10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        space(words, 0, 1)
        words.addWidget(self.title)
        words.addWidget(self.reason)
        words.addWidget(self.receipt)
        row.addLayout(words, 1)
        self.body.addLayout(row)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_status(self, state: str, title: str, reason: str, receipt: str = "") -> None:
        """Show a state (a name of `theme.STATE_ICONS`) with its words."""
        hot = state in HOT_STATES
        self.set_look(f"{state}Soft" if hot else "noneSoft", "")
        self._icon.set_icon(STATE_ICONS[state], ink(state))
        self.title.setText(title)
        self.title.set_ink(state if hot else "text")
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        self.receipt.setText(receipt)
        self.receipt.setVisible(bool(receipt))
        self.setAccessibleName(f"{title}. {reason}" if reason else title)
        self.setAccessibleDescription(receipt)
