"""A field of several lines that grows with what stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from callpolicy_gui.ui.theme import px, set_font
from callpolicy_gui.ui.widgets.line_edit import leaves_to_window

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_LEAST_LINES, _MOST_LINES, _INSET = 3, 12, 9


class TextArea(QPlainTextEdit):
    """Plain text; Tab leaves it. `name` is what a screen reader calls it. Between 3 and 12 lines are seen."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(px(_INSET))
        set_font(self, "body")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.updateGeometry())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and leaves_to_window(event):
            return False
        return super().event(event)

    def sizeHint(self) -> QSize:
        # A plain text document measures its height in lines.
        lines = min(max(round(self.document().size().height()), _LEAST_LINES), _MOST_LINES)
        height = lines * self.fontMetrics().lineSpacing() + 2 * px(_INSET) + 2 * self.frameWidth() + px(4)
        return QSize(px(300), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()
