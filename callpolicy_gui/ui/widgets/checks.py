"""Check boxes and radio buttons whose words wrap.

Qt's own keep their text on one line, and one long sentence would set the width of the window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from callpolicy_gui.ui.theme import color, font, px
from callpolicy_gui.ui.widgets.plain_text import no_mnemonic

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_BOX, _GAP, _LEAST, _COMFORTABLE = 18, 8, 28, 60
_FLAGS = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop


class _Words:
    """The words and the quieter hint of `owner`: how much room they take, and how they are painted."""

    def __init__(self, owner: QAbstractButton, text: str, hint: str) -> None:
        self.owner = owner
        self.set(text, hint)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        owner.setSizePolicy(policy)

    def set(self, text: str, hint: str) -> None:
        self.text, self.hint = text, hint
        self.owner.setText(no_mnemonic(text))
        self.owner.setAccessibleName(text)
        self.owner.setAccessibleDescription(hint)
        self.owner.updateGeometry()
        self.owner.update()

    def indent(self) -> int:
        return px(_BOX) + px(_GAP) + 2

    def blocks(self, width: int) -> tuple[QRect, QRect]:
        """The size of the words and of the hint when lines may be `width` wide."""
        tall = QRect(0, 0, max(1, width), 10_000)
        words = self.owner.fontMetrics().boundingRect(tall, _FLAGS, self.text)
        if not self.hint:
            return words, QRect(0, 0, 0, 0)
        return words, QFontMetrics(font("caption")).boundingRect(tall, _FLAGS, self.hint)

    def top(self) -> int:
        return max((px(_LEAST) - self.owner.fontMetrics().height()) // 2, px(4))

    def height_for(self, width: int) -> int:
        words, hint = self.blocks(width - self.indent())
        return max(px(_LEAST), words.height() + hint.height() + 2 * self.top())

    def size(self) -> QSize:
        words, hint = self.blocks(self.owner.fontMetrics().averageCharWidth() * _COMFORTABLE)
        wanted = max(words.width(), hint.width()) + self.indent() + 2
        return QSize(wanted, self.height_for(wanted))

    def least(self) -> QSize:
        return QSize(min(self.indent() + px(72), self.size().width()), px(_LEAST))

    def paint(self, element: QStyle.PrimitiveElement) -> None:
        owner, painter = self.owner, QPainter(self.owner)
        spare = max(0, owner.height() - self.height_for(owner.width())) // 2
        line, side, top = owner.fontMetrics().height(), px(_BOX), self.top() + spare
        box = QRect(1, top + (line - side) // 2, side, side)
        owner.style().drawPrimitive(element, self._option(box), painter, owner)
        words, hint = self.blocks(owner.width() - self.indent())
        room = QRect(self.indent(), top, owner.width() - self.indent(), words.height())
        painter.setFont(owner.font())
        self._draw(painter, room, self.text, "text")
        if self.hint:
            painter.setFont(font("caption"))
            room = QRect(room.left(), room.bottom() + 1, room.width(), hint.height())
            self._draw(painter, room, self.hint, "text3")

    def _option(self, box: QRect) -> QStyleOptionButton:
        option = QStyleOptionButton()
        option.initFrom(self.owner)
        chosen = self.owner.isChecked()
        option.state |= QStyle.StateFlag.State_On if chosen else QStyle.StateFlag.State_Off
        if self.owner.isDown():
            option.state |= QStyle.StateFlag.State_Sunken
        option.rect = QStyle.visualRect(self.owner.layoutDirection(), self.owner.rect(), box)
        return option

    def _draw(self, painter: QPainter, room: QRect, text: str, token: str) -> None:
        direction = self.owner.layoutDirection()
        flags = _FLAGS | QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft)
        painter.setPen(color(token if self.owner.isEnabled() else "disabled"))
        painter.drawText(QStyle.visualRect(direction, self.owner.rect(), room), flags, text)


class _Worded:
    """What a tick and a choice share: wrapping words that are part of the control."""

    _words: _Words

    def words(self) -> str:
        """The text as given."""
        return self._words.text

    def set_words(self, text: str, hint: str = "") -> None:
        """Change the text and the hint."""
        self._words.set(text, hint)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._words.height_for(width)

    def sizeHint(self) -> QSize:
        return self._words.size()

    def minimumSizeHint(self) -> QSize:
        return self._words.least()

    def hitButton(self, pos: QPoint) -> bool:
        return self._words.owner.rect().contains(pos)


class CheckBox(_Worded, QCheckBox):
    """A tick and a sentence, with an optional quieter `hint` below. "&" is a letter."""

    def __init__(self, text: str, hint: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = _Words(self, text, hint)

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._words.paint(QStyle.PrimitiveElement.PE_IndicatorCheckBox)


class RadioButton(_Worded, QRadioButton):
    """A choice and a sentence, with an optional quieter `hint` below. "&" is a letter."""

    def __init__(self, text: str, hint: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = _Words(self, text, hint)

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._words.paint(QStyle.PrimitiveElement.PE_IndicatorRadioButton)
