"""Widgets side by side, or one below the other where that is too narrow; and lists that are filled anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget

from callpolicy_gui.ui.theme import px, space

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


def drop_widgets(layout: QLayout) -> None:
    """Empty a layout. Its widgets vanish at once and are deleted when Qt has time."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class AdaptiveRow(QWidget):
    """A row that becomes a column below `stack_below` layout units of width."""

    def __init__(self, stack_below: int, *, gap: int = 12, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack_below = stack_below
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        space(self._layout, 0, gap)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget at the end; `stretch` shares the width of the row."""
        self._layout.addWidget(widget, stretch)

    def is_stacked(self) -> bool:
        """Whether the widgets are one below the other now."""
        return self._layout.direction() == QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:
        items = [self._layout.itemAt(n) for n in range(self._layout.count())]
        widths = [item.minimumSize().width() for item in items if item is not None]
        return QSize(max(widths, default=0), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._turn()

    def _turn(self) -> None:
        stacked = self.width() < px(self._stack_below)
        wanted = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        if wanted != self._layout.direction():
            self._layout.setDirection(wanted)
