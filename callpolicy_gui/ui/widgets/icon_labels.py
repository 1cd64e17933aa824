"""Icons that are no buttons: alone, on a tile, or with a word on a pill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from callpolicy_gui.ui.theme import color, draw_icon, font, px, rounded, set_font

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class IconLabel(QWidget):
    """An icon that is no button. Give it a `name` unless the words beside it say the same."""

    def __init__(
        self,
        icon: str,
        ink: str = "text2",
        size: int = 18,
        *,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._ink = ink
        self._size = size
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str, ink: str = "") -> None:
        """Show another icon, and take another token's colour where one is given."""
        self._icon = icon
        self._ink = ink or self._ink
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(self._size), px(self._size))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = px(self._size)
        area = QRectF(0, 0, side, side)
        area.moveCenter(QRectF(self.rect()).center())
        draw_icon(QPainter(self), self._icon, area, self._ink if self.isEnabled() else "disabled")


class IconTile(QWidget):
    """An icon on a small rounded square, as at the head of a card."""

    def __init__(
        self,
        icon: str,
        fill: str = "noneSoft",
        ink: str = "text2",
        size: int = 36,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._fill, self._ink, self._size = icon, fill, ink, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_look(self, icon: str, fill: str, ink: str) -> None:
        """Show another icon on another fill."""
        self._icon, self._fill, self._ink = icon, fill, ink
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(self._size), px(self._size))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(0, 0, px(self._size), px(self._size))
        area.moveCenter(QRectF(self.rect()).center())
        rounded(painter, area, px(9), color(self._fill))
        inset = area.width() * 0.22
        draw_icon(painter, self._icon, area.adjusted(inset, inset, -inset, -inset), self._ink)


class Tag(QLabel):
    """A pill with a word or two, such as "Urgent"; `state` is one of `theme.STATE_ICONS`."""

    def __init__(
        self, text: str, state: str = "done", icon: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state, self._icon = state, icon
        self.setTextFormat(Qt.TextFormat.PlainText)
        set_font(self, "caption", 600)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def set_look(self, text: str, state: str, icon: str = "") -> None:
        """Say something else."""
        self._state, self._icon = state, icon
        self.setText(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(font("caption", 600))
        width = metrics.horizontalAdvance(self.text()) + px(14)
        if self._icon:
            width += px(14) + px(4)
        return QSize(width, metrics.height() + px(3))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        rounded(painter, area, area.height() / 2, color(f"{self._state}Soft"))
        left = px(7)
        if self._icon:
            side = px(14)
            spot = QPoint(left, round(area.center().y() - side / 2))
            draw_icon(painter, self._icon, QRectF(spot, QSize(side, side)), self._state)
            left += side + px(4)
        painter.setFont(self.font())
        painter.setPen(color(self._state))
        painter.drawText(area.adjusted(left, 0, -px(4), 0), Qt.AlignmentFlag.AlignVCenter, self.text())
