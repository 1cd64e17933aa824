"""The head every page has: its title, a sentence, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.widgets.flow_layout import FlowLayout
from callpolicy_gui.ui.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QResizeEvent

_READABLE = 320  # layout units a sentence should have before the buttons go below it


class PageHeader(QWidget):
    """A title (h1), a sentence under it, and buttons at the end that go below when room is short."""

    def __init__(
        self, title: str, text: str = "", actions: Iterable[QWidget] = (), *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = Label(title, "h1")
        self.text = Label(text, "body", "text2")
        # Never shown before it has a parent: for a moment it would be a window of its own, with the focus.
        if not text:
            self.text.hide()
        words = QVBoxLayout()
        space(words, 0, 4)
        words.addWidget(self.title)
        words.addWidget(self.text)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        space(self._row, 0, 12)
        self._row.addLayout(words, 1)
        self._actions = QWidget()
        self._flow = FlowLayout(self._actions, gap=6, trailing=True)
        self._row.addWidget(self._actions)
        self._actions.hide()
        for widget in actions:
            self.add_action(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add_action(self, widget: QWidget) -> None:
        """Put a button at the end."""
        self._flow.addWidget(widget)
        self._actions.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        words = max(self.title.sizeHint().width(), 0 if self.text.isHidden() else px(_READABLE))
        beside = event.size().width() >= words + self._flow.sizeHint().width() + px(24)
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if direction != self._row.direction():
            self._row.setDirection(direction)
            self._flow.set_trailing(beside)

    def set_title(self, title: str) -> None:
        """Change the title."""
        self.title.setText(title)

    def set_text(self, text: str) -> None:
        """Change the sentence; "" hides it."""
        self.text.setText(text)
        self.text.setVisible(bool(text))
