"""A text field with an icon before the words and a key cap after them.

Both are painted and not Qt's actions: those stay at 16 pixels whatever the text size is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from callpolicy_gui.ui.theme import color, draw_icon, draw_key_cap, px
from callpolicy_gui.ui.theme.paint import key_cap_width
from callpolicy_gui.ui.theme.style_controls import INVALID

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

_ICON, _SIDE = 18, 12


def leaves_to_window(event: QEvent) -> bool:
    """Whether a key is the window's although Qt's line edit would take it.

    Ctrl+E exports, it is no End; Ctrl+K opens the commands, it deletes nothing.
    """
    if not isinstance(event, QKeyEvent):
        return False
    control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
    if control and event.key() in {Qt.Key.Key_E, Qt.Key.Key_K}:
        event.ignore()
        return True
    return False


class LineEdit(QLineEdit):
    """A field; `name` is what a screen reader calls it, and is needed unless a `Field` labels it.

    The key cap is a hint shown while the field is empty and has no focus.
    """

    def __init__(
        self,
        placeholder: str = "",
        *,
        icon: str = "",
        key: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._key, self._key_fits = icon, key, True
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._margins()
        self.textChanged.connect(self._emptied)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and leaves_to_window(event):
            return False
        return super().event(event)

    def veil(self, *, veiled: bool) -> None:
        """Show as dots what stands in it now; what is typed after the field was emptied is shown again."""
        self.setEchoMode(self.EchoMode.Password if veiled and self.text() else self.EchoMode.Normal)

    def _emptied(self, text: str) -> None:
        if not text:
            self.veil(veiled=False)

    def set_key(self, key: str) -> None:
        """Change the key cap; "" for none."""
        self._key = key
        self._margins()
        self.update()

    def has_error(self) -> bool:
        """Whether the field is marked as not understood."""
        return bool(self.property(INVALID))

    def set_error(self, text: str) -> None:
        """Mark the field; a screen reader hears `text` as the reason. "" clears; `Field` also shows it."""
        self.setProperty(INVALID, bool(text))
        self.setAccessibleDescription(text)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._margins()

    def _margins(self) -> None:
        # The style already leaves 10 units; the icon and the cap come on top of them.
        left = px(_ICON) + px(7) if self._icon else 0
        right = key_cap_width(self._key) + px(4) if self._key else 0
        words = QFontMetrics(self.font()).horizontalAdvance(self.placeholderText())
        # Where both do not fit, the words say more than the key.
        self._key_fits = self.width() >= left + words + right + 2 * px(_SIDE)
        self.setTextMargins(left, 0, right if self._key_fits else 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._margins()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(self.textMargins().left() + px(64), hint.height())

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        words = QFontMetrics(self.font()).horizontalAdvance(self.placeholderText())
        key = key_cap_width(self._key) + px(4) if self._key else 0
        wanted = words + self.textMargins().left() + key + 2 * px(_SIDE)
        return QSize(max(hint.width(), min(wanted, px(360))), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        middle = QRectF(self.rect()).center().y()
        if self._icon:
            side = px(_ICON)
            spot = QRectF(px(_SIDE), middle - side / 2, side, side)
            draw_icon(painter, self._icon, spot, "text2" if self.isEnabled() else "disabled")
        if self._key and self._key_fits and not self.text() and not self.hasFocus():
            draw_key_cap(
                painter, self.width() - px(10), middle, self._key, ink=color("text3"), border=color("border")
            )
