"""The four promises as cards of which one is chosen: the arrow keys move, Space or Enter chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QSizePolicy, QWidget

from callpolicy_gui.core.policies import Preset
from callpolicy_gui.ui.theme import color, draw_icon, font, px, rounded, space
from callpolicy_gui.wording.policies import PRESET_ICONS

if TYPE_CHECKING:
    from collections.abc import Sequence

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_CHOOSING = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
_INSET, _TILE, _GAP, _PILL_GAP = 14, 32, 12, 8
_TWO_COLUMNS = 560


class PolicyCard(QRadioButton):
    """One promise: its name, the sentence a client hears, and the one thing to know about it."""

    move_requested = Signal(int, int)  # columns, rows

    def __init__(self, preset: Preset, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preset = preset
        self._name = self._promise = self._aside = ""
        self._in_force = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_words(self, name: str, promise: str, aside: str, *, in_force: bool) -> None:
        """What the card says."""
        self._name, self._promise, self._aside, self._in_force = name, promise, aside, in_force
        said = f"{name}. {promise}"
        self.setAccessibleName(f"{said} {self._pill()}." if in_force else said)
        self.setAccessibleDescription(aside)
        self.updateGeometry()
        self.update()

    def _pill(self) -> str:
        return self.tr("In force")

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.move_requested.emit(*_STEPS[key])
        elif key in _CHOOSING:
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        width = px(300)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(180), px(_TILE + 2 * _INSET))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        area = self._text_area(QRectF(1, 1, width - 2, 0))
        text = self._title_height(area.width()) + px(3)
        text += _height(self._promise, font("body"), area.width()) + px(8)
        text += _height(self._aside, font("body"), area.width())
        return round(max(text, px(_TILE)) + 2 * px(12)) + 2

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        chosen = self.isChecked()
        border = "selBorder" if chosen else "control" if self.underMouse() else "border"
        rounded(
            painter,
            area,
            px(10),
            color("selection" if chosen else "surface"),
            color(border),
            2 if chosen else 1,
        )
        self._paint_tile(painter, area, chosen=chosen)
        words = self._text_area(area)
        top = area.top() + px(12)
        painter.setFont(font("row"))
        painter.setPen(color("text"))
        title_height = QFontMetricsF(font("row")).height()
        painter.drawText(
            QRectF(words.left(), top, words.width(), title_height), Qt.AlignmentFlag.AlignVCenter, self._name
        )
        if self._in_force:
            self._paint_pill(painter, words, top)
        top += self._title_height(words.width()) + px(3)
        painter.setFont(font("body"))
        painter.setPen(color("text2"))
        painter.drawText(QRectF(words.left(), top, words.width(), area.bottom() - top), _WRAP, self._promise)
        aside_height = _height(self._aside, font("body"), words.width())
        painter.setPen(color("soon" if self.preset is Preset.LIMITED_HOURS else "text3"))
        bottom = area.bottom() - px(12) - aside_height
        painter.drawText(QRectF(words.left(), bottom, words.width(), aside_height + 1), _WRAP, self._aside)

    def _text_area(self, area: QRectF) -> QRectF:
        left = area.left() + px(_INSET + _TILE + _GAP)
        return QRectF(left, area.top(), max(px(80), area.right() - px(_INSET) - left), area.height())

    def _paint_tile(self, painter: QPainter, area: QRectF, *, chosen: bool) -> None:
        tile = QRectF(area.left() + px(_INSET), area.top() + px(_INSET), px(_TILE), px(_TILE))
        rounded(painter, tile, px(9), color("accentSoft" if chosen else "noneSoft"))
        glyph = QRectF(0, 0, px(18), px(18))
        glyph.moveCenter(tile.center())
        draw_icon(painter, PRESET_ICONS[self.preset], glyph, "accentText" if chosen else "text2")

    def _pill_size(self) -> tuple[float, float]:
        metrics = QFontMetricsF(font("caption", 600))
        return metrics.horizontalAdvance(self._pill()) + px(14), metrics.height() + px(3)

    def _pill_below(self, width: float) -> bool:
        """Whether name and pill do not fit beside one another."""
        name = QFontMetricsF(font("row")).horizontalAdvance(self._name)
        return self._in_force and name + px(_PILL_GAP) + self._pill_size()[0] > width

    def _title_height(self, width: float) -> float:
        height = QFontMetricsF(font("row")).height()
        return height + self._pill_size()[1] + px(2) if self._pill_below(width) else height

    def _paint_pill(self, painter: QPainter, words: QRectF, top: float) -> None:
        width, height = self._pill_size()
        title = QFontMetricsF(font("row")).height()
        if self._pill_below(words.width()):
            pill = QRectF(words.left(), top + title + px(1), width, height)
        else:
            pill = QRectF(words.right() - width, top + (title - height) / 2, width, height)
        rounded(painter, pill, height / 2, color("doneSoft"))
        painter.setFont(font("caption", 600))
        painter.setPen(color("done"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self._pill())


def _height(text: str, used: QFont, width: float) -> float:
    return QFontMetricsF(used).boundingRect(QRectF(0, 0, width, 10_000), int(_WRAP), text).height()


class PolicyCards(QWidget):
    """The radio group of the four cards, two by two, or one below the other where that is too narrow."""

    chosen = Signal(object)  # Preset

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Policies"))
        self.cards = tuple(PolicyCard(preset, self) for preset in Preset)
        self._grid = QGridLayout(self)
        space(self._grid, 0, 10)
        self._group = QButtonGroup(self)
        self._columns = 0
        for card in self.cards:
            self._group.addButton(card)
            card.move_requested.connect(self._move)
        self._place(2)
        self._group.buttonClicked.connect(self._clicked)

    def card(self, preset: Preset) -> PolicyCard:
        """The card of a preset."""
        return self.cards[tuple(Preset).index(preset)]

    def choose(self, preset: Preset) -> None:
        """Mark a preset as chosen, without a signal."""
        self.card(preset).setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(2 if self.width() >= px(_TWO_COLUMNS) else 1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._place(2 if self.width() >= px(_TWO_COLUMNS) else 1)

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for number, card in enumerate(self.cards):
            self._grid.addWidget(card, number // columns, number % columns)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1 if columns == 2 else 0)

    def _clicked(self, card: PolicyCard) -> None:
        self.chosen.emit(card.preset)

    def _move(self, columns: int, rows: int) -> None:
        cards: Sequence[PolicyCard] = self.cards
        here = next((n for n, card in enumerate(cards) if card.hasFocus()), 0)
        there = here + columns + rows * self._columns
        if 0 <= there < len(cards):
            cards[there].setFocus(Qt.FocusReason.TabFocusReason)
