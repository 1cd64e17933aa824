"""The details over the list, where the window is too narrow for both."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from callpolicy_gui.ui.details_pane import WIDTH, DetailsPane
from callpolicy_gui.ui.theme import color, is_dark, px

_LEFT_FREE, _WHOLE_BELOW = 44, 330


class Scrim(QWidget):
    """Darkens what the sheet lies over; a press on it closes the sheet."""

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.pressed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        shade = color("scrim")
        shade.setAlphaF(0.45 if is_dark() else 0.28)
        QPainter(self).fillRect(self.rect(), shade)


def place_sheet(scrim: Scrim, pane: DetailsPane, page: QWidget) -> None:
    """Lay the pane along the end of the page, the scrim over the rest."""
    width = page.width() if page.width() < px(_WHOLE_BELOW) else min(px(WIDTH), page.width() - px(_LEFT_FREE))
    scrim.setGeometry(page.rect())
    pane.setGeometry(page.width() - width, 0, width, page.height())
    scrim.raise_()
    pane.raise_()
