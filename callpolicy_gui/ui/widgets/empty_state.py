"""What a page shows when there is nothing to show: why, and what would change that."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets.icon_labels import IconTile
from callpolicy_gui.ui.widgets.labels import Label


class EmptyState(QWidget):
    """An icon, a line, a sentence and, if given, a widget such as a button, in the middle of its room."""

    # It reaches to the edges of what it stands in, so its ring lies inside.
    ring_reach = -3

    def __init__(
        self,
        icon: str,
        title: str,
        body: str = "",
        action: QWidget | None = None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tile = IconTile(icon, "noneSoft", "text2", 44)
        self._title = Label(title, "h2")
        self._body = Label(body, "body", "text2")
        column = QVBoxLayout(self)
        space(column, 22, 8)
        column.addStretch(1)
        column.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._title, self._body):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            column.addWidget(label)
        if action is not None:
            column.addWidget(action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._body.setVisible(bool(body))

    def set_text(self, title: str, body: str = "") -> None:
        """Say something else."""
        self._title.setText(title)
        self._body.setText(body)
        self._body.setVisible(bool(body))
