"""Words and icons that only say something.

Text is always plain: what a person typed or imported is never read as markup. `Label` wraps anywhere it must,
so a long name cannot widen the window; `ElidedLabel` is for the few places where one line is all there is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QWidget

from callpolicy_gui.ui.theme import color, px, set_font
from callpolicy_gui.ui.widgets.plain_text import plain_tool_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_LEAST_WIDTH = 48
_COMFORTABLE = 60  # average characters a wrapping label asks for when it may choose


class Label(QLabel):
    """Plain text in the colour of the token `ink`. Wraps by default and never elides.

    `kind` is a step of the type scale. With `selectable` the text can be marked and copied by mouse and
    keyboard.
    """

    def __init__(
        self,
        text: str = "",
        kind: str = "body",
        ink: str = "text",
        *,
        wrap: bool = True,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ink = ink
        self._wraps = wrap
        self._selectable = selectable
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        set_font(self, kind)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.setText(text)
        policy = self.sizePolicy()
        policy.setHeightForWidth(wrap)
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        self.setSizePolicy(policy)
        self._take_color()

    def set_ink(self, ink: str) -> None:
        """Take another token's colour."""
        self._ink = ink
        self._take_color()

    def ink(self) -> str:
        """The token in use."""
        return self._ink

    def _take_color(self) -> None:
        palette = self.palette()
        wanted = color(self._ink)
        if palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.WindowText) != wanted:
            palette.setColor(QPalette.ColorGroup.Active, QPalette.ColorRole.WindowText, wanted)
            palette.setColor(QPalette.ColorGroup.Inactive, QPalette.ColorRole.WindowText, wanted)
            self.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._take_color()

    def _measured(self, width: float) -> tuple[QTextLayout, QRectF]:
        """The text broken to `width`, and the rectangle it fills."""
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(self.layoutDirection())
        visual = QStyle.visualAlignment(self.layoutDirection(), self.alignment())
        option.setAlignment(visual & Qt.AlignmentFlag.AlignHorizontal_Mask)
        layout = QTextLayout(self.text().replace("\n", "\u2028"), self.font(), self)
        layout.setTextOption(option)
        layout.beginLayout()
        height, widest, leading = 0.0, 0.0, self.fontMetrics().leading()
        line = layout.createLine()
        while line.isValid():
            line.setLineWidth(max(1.0, width))
            line.setPosition(QPointF(0, height))
            height += line.height() + leading
            widest = max(widest, line.naturalTextWidth())
            line = layout.createLine()
        layout.endLayout()
        return layout, QRectF(0, 0, widest, height)

    def _own_paint(self) -> bool:
        # Marking text is Qt's business, and then the painting is as well.
        return self._wraps and not self._selectable

    def hasHeightForWidth(self) -> bool:
        return self._wraps

    def heightForWidth(self, width: int) -> int:
        if not self._own_paint():
            return super().heightForWidth(width)
        margins = self.contentsMargins()
        inner = width - margins.left() - margins.right()
        _, area = self._measured(inner)
        return int(area.height() + 0.999) + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        if not self._own_paint():
            return super().sizeHint()
        metrics = QFontMetrics(self.font())
        _, area = self._measured(metrics.averageCharWidth() * _COMFORTABLE)
        margins = self.contentsMargins()
        return QSize(
            int(area.width() + 1.999) + margins.left() + margins.right(),
            int(area.height() + 0.999) + margins.top() + margins.bottom(),
        )

    def minimumSizeHint(self) -> QSize:
        if not self._wraps:
            return super().minimumSizeHint()
        hint = self.sizeHint()
        return QSize(min(px(_LEAST_WIDTH), hint.width()), min(self.fontMetrics().height(), hint.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._own_paint():
            super().paintEvent(event)
            return
        area = QRectF(self.contentsRect())
        layout, filled = self._measured(area.width())
        top = area.top()
        if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
            top += max(0.0, (area.height() - filled.height()) / 2)
        elif self.alignment() & Qt.AlignmentFlag.AlignBottom:
            top += max(0.0, area.height() - filled.height())
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        layout.draw(painter, QPointF(area.left(), top))


class ElidedLabel(QLabel):
    """One line that gives way: cut with an ellipsis, whole in the tool tip and to a screen reader.

    Never for a time, a headline or an action.
    """

    def __init__(
        self, text: str = "", kind: str = "body", ink: str = "text", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ink = ink
        self.setTextFormat(Qt.TextFormat.PlainText)
        set_font(self, kind)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def set_ink(self, ink: str) -> None:
        """Take another token's colour."""
        self._ink = ink
        self.update()

    def is_elided(self) -> bool:
        """Whether some of the text is hidden at the present width."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 2, metrics.height() + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(24), self.fontMetrics().height() + 1)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip(plain_tool_tip(self.text()) if self.is_elided() else "")
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(color(self._ink if self.isEnabled() else "disabled"))
        area = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        side = QStyle.visualAlignment(self.layoutDirection(), self.alignment())
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
