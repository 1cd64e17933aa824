"""Every button of the window.

One class with kinds, because a look that is chosen by name cannot drift apart. It stays a real `QPushButton`:
focus, keys and the role a screen reader hears are Qt's; only the painting is ours. The text is plain: "&" is
a letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from callpolicy_gui.ui.theme import (
    color,
    draw_icon,
    draw_key_cap,
    font,
    px,
    rounded,
    set_font,
)
from callpolicy_gui.ui.theme.paint import key_cap_width
from callpolicy_gui.ui.widgets.button_looks import Look, look_of
from callpolicy_gui.ui.widgets.plain_text import no_mnemonic, plain_tool_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent

Kind = Literal["primary", "plain", "ghost", "segment", "nav", "inverse"]

_HEIGHT, _LEAST, _SIDE, _ICON, _GAP = 34, 28, 12, 18, 8
# Pixels, whatever the text size: below this a button keeps its words on one line, above it they may wrap.
_ALWAYS_WHOLE = 240
_WEIGHTS = {"primary": 600}


class Button(QPushButton):
    """A button of a kind: primary, plain, ghost, segment, nav or inverse.

    `icon` names a file of resources/icons. `key` is printed as a hint (it does not make the shortcut) and
    gives way when room is short. A button without text needs `tooltip`, which then is its name. `compact`
    shows the icon only.
    """

    def __init__(
        self,
        text: str = "",
        icon: str = "",
        kind: str = "plain",
        *,
        key: str = "",
        tooltip: str = "",
        badge: str = "",
        compact: bool = False,
        checkable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self.ring_reach = 4
        # On the dark bar the usual ring would not be seen.
        self.ring_token = "invAction" if kind == "inverse" else "focus"
        self._words = text
        self._icon = icon
        self._key = key
        self._tip = tooltip
        self._badge = badge
        self._compact = compact
        self._tint = ""
        self._wrapped_height = 0
        set_font(self, "strong", _WEIGHTS.get(kind, 500))
        self.setCheckable(checkable or kind in {"segment", "nav"})
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        across = QSizePolicy.Policy.Expanding if kind == "nav" else QSizePolicy.Policy.Preferred
        policy = QSizePolicy(across, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(kind != "nav")
        self.setSizePolicy(policy)
        self._renew()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt presses the dialog's default button for Enter, even while another one has the focus.
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not self.isCheckable():
            self.click()
            return
        super().keyPressEvent(event)

    def words(self) -> str:
        """The text as given, "&" being a letter."""
        return self._words

    def set_words(self, text: str) -> None:
        """Change the text, and with it the accessible name."""
        self._words = text
        self._renew()

    def set_icon_name(self, icon: str, tint: str = "") -> None:
        """Change the icon; `tint` is a token for it alone, otherwise it takes the text's colour."""
        self._icon, self._tint = icon, tint
        self._renew()

    def set_key(self, key: str) -> None:
        """Change the printed shortcut; "" for none."""
        self._key = key
        self._renew()

    def set_tooltip(self, tooltip: str) -> None:
        """Change the tool tip; the shortcut is added to it."""
        self._tip = tooltip
        self._renew()

    def badge(self) -> str:
        """The count shown at the end, or ""."""
        return self._badge

    def set_badge(self, badge: str) -> None:
        """Show a count at the end (at the corner when compact); "" for none."""
        self._badge = badge
        self._renew()

    def is_compact(self) -> bool:
        """Whether only the icon is shown."""
        return self._compact

    def set_compact(self, compact: bool) -> None:
        """Show the icon only; the words stay in the tool tip and to a screen reader."""
        self._compact = compact
        self._renew()

    def _renew(self) -> None:
        self.setText(no_mnemonic(self._words))
        name = self._words or self._tip
        self.setAccessibleName(f"{name}, {self._badge}" if self._badge else name)
        icon_only = self._icon_only()
        tip = self._tip or (self._words if icon_only else "")
        if self._key and (tip or self._words):
            tip = f"{tip or self._words} ({self._key})"
        self.setToolTip(plain_tool_tip(tip))
        self.updateGeometry()
        self.update()

    def _icon_only(self) -> bool:
        return bool(self._icon) and (self._compact or not self._words)

    def _row_height(self) -> int:
        tall = px(36 if self.kind == "nav" else _HEIGHT)
        return max(tall, QFontMetrics(self.font()).height() + px(14))

    def _width(self, *, with_key: bool) -> int:
        if self._icon_only():
            return self._row_height()
        width = 2 * px(_SIDE) + self._words_width()
        if self._icon:
            width += px(_ICON) + px(_GAP)
        if self._badge:
            width += self._badge_width() + px(_GAP)
        if self._key and with_key:
            width += key_cap_width(self._key, boxed=self._look().key_border is not None) + px(_GAP)
        return width

    def _badge_width(self) -> int:
        metrics = QFontMetricsF(font("caption", 600))
        return round(max(metrics.height() + px(4), metrics.horizontalAdvance(self._badge) + px(12)))

    def sizeHint(self) -> QSize:
        return QSize(self._width(with_key=True), max(self._row_height(), self._wrapped_height))

    def minimumSizeHint(self) -> QSize:
        if self.kind == "nav":
            return QSize(px(40), self._row_height())
        width = self._width(with_key=False)
        if not self._icon_only():
            width = min(width, _ALWAYS_WHOLE)
        return QSize(max(width, px(_LEAST)), self._row_height())

    def heightForWidth(self, width: int) -> int:
        tall = self._row_height()
        if self.kind == "nav" or self._icon_only() or width >= self._width(with_key=False):
            return tall
        room = width - (self._width(with_key=False) - self._words_width())
        return max(tall, self._wrapped(room).height() + px(14))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A layout never gives a fixed height more than its hint, so the hint has to know about wrapping.
        needed = self.heightForWidth(event.size().width())
        if needed != self.sizeHint().height():
            self._wrapped_height = needed
            self.updateGeometry()

    def _words_width(self) -> int:
        return QFontMetrics(self.font()).horizontalAdvance(self._words) + 2

    def _wrapped(self, width: int) -> QRect:
        """The rectangle of the words when lines may be `width` wide."""
        tall = QRect(0, 0, max(1, width), 10_000)
        return QFontMetrics(self.font()).boundingRect(tall, Qt.TextFlag.TextWordWrap, self._words)

    def hitButton(self, pos: QPoint) -> bool:
        # The whole rectangle: Fusion would leave a rim that does nothing.
        return self.rect().contains(pos)

    def _look(self) -> Look:
        return look_of(
            self.kind,
            hover=self.underMouse(),
            down=self.isDown(),
            checked=self.isChecked(),
            enabled=self.isEnabled(),
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = self._look()
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if look.fill is not None or look.border is not None:
            fill = color(look.fill) if look.fill else None
            border = color(look.border) if look.border else None
            rounded(painter, area, px(8), fill, border, look.width)
        if self._icon_only():
            self._paint_icon(painter, look, area.center().x() - px(_ICON) / 2)
            if self._badge:
                self._paint_corner_badge(painter, area)
        else:
            self._paint_row(painter, look, area)

    def _paint_icon(self, painter: QPainter, look: Look, left: float) -> None:
        side = px(_ICON)
        spot = QRectF(left, self.rect().center().y() + 0.5 - side / 2, side, side)
        token = self._tint if self._tint and self.isEnabled() else look.text
        draw_icon(painter, self._icon, spot, token)

    def _paint_row(self, painter: QPainter, look: Look, area: QRectF) -> None:
        middle, right = area.center().y(), area.right() - px(_SIDE) + 1
        text_width = QFontMetricsF(self.font()).horizontalAdvance(self._words)
        left = area.left() + px(_SIDE) - 1
        # Icon and words start at the side, so that a column of buttons lines up; words alone are centred.
        if not (self._icon or self._key or self._badge) and self.kind != "nav":
            left = max(left, area.center().x() - text_width / 2)
        if self._icon:
            self._paint_icon(painter, look, left)
            left += px(_ICON) + px(_GAP)
        if self._badge:
            right = self._paint_badge(painter, right, middle) - px(6)
        boxed = look.key_border is not None
        if self._key and left + text_width + px(_GAP) + key_cap_width(self._key, boxed=boxed) <= right + 1:
            border = color(look.key_border) if look.key_border else None
            if border is not None:
                border.setAlphaF(0.55)
            cap = draw_key_cap(painter, right, middle, self._key, ink=color(look.key), border=border)
            right = cap - px(6)
        painter.setFont(self.font())
        painter.setPen(color(look.text))
        room = QRectF(left, area.top(), right - left + 1, area.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextDontClip
        if text_width <= room.width() + 2:
            painter.drawText(room, flags | Qt.TextFlag.TextSingleLine, self._words)
        elif self.kind == "nav":
            metrics = QFontMetricsF(self.font())
            shown = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, room.width() + 2)
            painter.drawText(room, flags | Qt.TextFlag.TextSingleLine, shown)
        else:
            painter.drawText(room, flags | Qt.TextFlag.TextWordWrap, self._words)

    def _paint_badge(self, painter: QPainter, right: float, middle: float) -> float:
        badge_font = font("caption", 600)
        width, height = self._badge_width(), QFontMetricsF(badge_font).height() + px(4)
        area = QRectF(right - width + px(3), middle - height / 2, width, height)
        rounded(painter, area, height / 2, color("surface" if self.isChecked() else "hairline"))
        painter.setFont(badge_font)
        painter.setPen(color("text2"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._badge)
        return area.left()

    def _paint_corner_badge(self, painter: QPainter, area: QRectF) -> None:
        badge_font = font("caption", 600)
        badge_font.setPointSizeF(badge_font.pointSizeF() * 0.86)
        metrics = QFontMetricsF(badge_font)
        height = metrics.height() + px(1)
        width = max(height, metrics.horizontalAdvance(self._badge) + px(7))
        spot = QRectF(area.right() - width, area.top(), width, height)
        rounded(painter, spot, height / 2, color("text2"))
        painter.setFont(badge_font)
        painter.setPen(color("sidebar"))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, self._badge)
