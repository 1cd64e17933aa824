"""A rounded surface to put things on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from callpolicy_gui.ui.theme import color, px, rounded, space

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Panel(QWidget):
    """A surface painted from tokens; `fill` or `border` "" leaves that part out. `radius` is in layout units.

    `body` is a column to add to. `margin` and `gap` are layout units.
    """

    def __init__(
        self,
        fill: str = "surface",
        border: str = "border",
        radius: int = 10,
        *,
        margin: int | tuple[int, int, int, int] = 16,
        gap: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._fill, self._border, self._radius, self._width = fill, border, radius, 1.0
        self.body = QVBoxLayout(self)
        space(self.body, margin, gap)

    def set_look(self, fill: str, border: str, width: float = 1.0) -> None:
        """Paint with other tokens, such as "selection" and "selBorder"; the border is `width` pixels."""
        self._fill, self._border, self._width = fill, border, width
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        fill = color(self._fill) if self._fill else None
        border = color(self._border) if self._border else None
        if fill is not None or border is not None:
            rounded(QPainter(self), self.rect(), px(self._radius), fill, border, self._width)
