"""A page that scrolls up and down, and never sideways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from callpolicy_gui.ui.theme import color, px, space

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

_LEAST_WIDTH = 120
_UNBOUND = 16_777_215  # Qt's own largest widget size


class _Ground(QWidget):
    """What the page stands on, in one token."""

    def __init__(self, fill: str) -> None:
        super().__init__()
        self._fill = fill

    def minimumSizeHint(self) -> QSize:
        # One child that is too wide is cut at the edge; it must not push all the others out of sight.
        return QSize(_LEAST_WIDTH, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), color(self._fill))


class ScrollPage(QScrollArea):
    """Add to `body`, a column as wide as the page.

    `fill` is the background's token; `margin` and `gap` are layout units, and so is `max_width` (0 for none),
    which keeps lines readable on a wide window.
    """

    # It reaches to the edges of what it stands in, so its ring lies inside.
    ring_reach = -3

    def __init__(
        self,
        fill: str = "window",
        *,
        margin: int | tuple[int, int, int, int] = (22, 16, 22, 22),
        gap: int = 12,
        max_width: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ground = _Ground(fill)
        self._column = QWidget(ground)
        self._max_width = max_width
        outer = QVBoxLayout(ground)
        space(outer, margin, 0)
        self.body = QVBoxLayout(self._column)
        space(self.body, 0, gap)
        outer.addWidget(self._column)
        outer.addStretch(1)
        self.setWidget(ground)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._column.setMaximumWidth(px(self._max_width) if self._max_width else _UNBOUND)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, px(120))
