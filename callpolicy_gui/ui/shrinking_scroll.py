"""A form that scrolls only where a very small window leaves it no other way."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from callpolicy_gui.ui.theme import px

_LEAST = 48


class ShrinkingScroll(QScrollArea):
    """Holds `content` and is as high as it is told.

    `content_resized` says that the content may want another height.
    """

    content_resized = Signal()

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        content.installEventFilter(self)

    def content_height(self, width: int) -> int:
        """How high the content is at a width, in logical pixels."""
        return self._content.heightForWidth(width)

    def give_room(self, width: int, room: int) -> None:
        """Be as high as the content at `width`, but no higher than `room`; logical pixels."""
        whole = self.content_height(width)
        # A bar that appears for a moment would make the content narrower and so keep itself needed.
        policies = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policies.ScrollBarAlwaysOff if whole <= room else policies.ScrollBarAsNeeded
        )
        self.setFixedHeight(min(whole, max(px(_LEAST), room)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.content_resized.emit()
        return super().eventFilter(watched, event)
