"""How a card and a group's heading are painted and measured.

State is told by an icon on a tile, by words and by position; colour only repeats it. When the
list is narrow, or the text large, what stood at the right side becomes a third line, and a fourth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.ui.queue_model import ENTRY_ROLE, GROUP_STATES, Card, Heading
from callpolicy_gui.ui.theme import (
    STATE_ICONS,
    color,
    draw_icon,
    font,
    ink,
    px,
    rounded,
    tile_fill,
    tile_ink,
)
from callpolicy_gui.wording.queue import group_title

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

STACKED_BELOW, TIGHT_BELOW = 52, 30  # average characters of the title's font
_TILE, _PAD, _GAP = 36, 12, 3
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_LEFT = _MIDDLE | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
_RIGHT = _MIDDLE | Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextSingleLine
_SEPARATOR = "  \u00b7  "
_VOICEMAIL_ICONS = {
    Voicemail.YES: "voicemail",
    Voicemail.NO: "phone-missed",
    Voicemail.UNKNOWN: "circle-help",
}

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class _Lines:
    """Where the text of a card goes, in logical pixels: the title from `beside`, the rest from `left`."""

    beside: float
    left: float
    right: float
    title: float
    meta: float
    due: float
    title_height: float
    body_height: float


class QueueDelegate(QStyledItemDelegate):
    """Paints for one view, whose width decides how many lines a card has."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def is_stacked(self) -> bool:
        """Whether the due words stand on a line of their own."""
        return self._view.viewport().width() < QFontMetrics(font("row")).averageCharWidth() * STACKED_BELOW

    def is_tight(self) -> bool:
        """Whether even that is too narrow: the lines start at the card's edge, below the icon."""
        return self._view.viewport().width() < QFontMetrics(font("row")).averageCharWidth() * TIGHT_BELOW

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        if isinstance(index.data(ENTRY_ROLE), Heading):
            least = QFontMetrics(font("section")).height() + px(8)
            return QSize(
                px(100), max(px(30 if index.row() == 0 else 36), least + (px(6) if index.row() else 0))
            )
        return QSize(px(100), self.card_height())

    def card_height(self) -> int:
        """The height of a card with its gap, in logical pixels."""
        body = QFontMetrics(font("body")).height()
        if self.is_tight():
            return max(QFontMetrics(font("row")).height(), px(_TILE)) + 3 * body + px(32)
        return QFontMetrics(font("row")).height() + body * (2 if self.is_stacked() else 1) + px(30)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(ENTRY_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(entry, Heading):
            self._paint_heading(painter, QRectF(option.rect), entry)
        elif isinstance(entry, Card):
            self._paint_card(painter, option, entry)
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRectF, entry: Heading) -> None:
        title, count = group_title(entry.group), str(entry.count)
        base, left = rect.bottom() - px(9), rect.left() + px(4)
        metrics = QFontMetricsF(font("section"))
        painter.setFont(font("section"))
        painter.setPen(color(ink(GROUP_STATES[entry.group])))
        painter.drawText(QPointF(left, base), title)
        left += metrics.horizontalAdvance(title) + px(8)
        painter.setFont(font("body"))
        painter.setPen(color("text3"))
        painter.drawText(QPointF(left, base), count)
        left += QFontMetricsF(font("body")).horizontalAdvance(count) + px(12)
        painter.setPen(QPen(color("border"), 1))
        line = round(base - metrics.xHeight() / 2) + 0.5
        painter.drawLine(QPointF(left, line), QPointF(rect.right() - px(4), line))

    def _paint_card(self, painter: QPainter, option: QStyleOptionViewItem, entry: Card) -> None:
        area = QRectF(option.rect).adjusted(2, px(_GAP), -2, -px(_GAP))
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hover = bool(option.state & QStyle.StateFlag.State_MouseOver)
        border = "selBorder" if selected else "control" if hover else "border"
        # Two pixels more, so that the focus is seen as well as on any other control.
        width = 3.0 if selected and self._view.hasFocus() else 1.0
        rounded(painter, area, px(10), color("selection" if selected else "surface"), color(border), width)
        state = GROUP_STATES[entry.row.group]
        top = area.top() + px(10) if self.is_tight() else area.center().y() - px(_TILE) / 2
        tile = QRectF(area.left() + px(_PAD), top, px(_TILE), px(_TILE))
        rounded(painter, tile, px(9), color(tile_fill(state)))
        inset = px(8)
        draw_icon(painter, STATE_ICONS[state], tile.adjusted(inset, inset, -inset, -inset), tile_ink(state))
        lines = (
            self._tight_lines(area, tile) if self.is_tight() else self._lines(area, tile.right() + px(_PAD))
        )
        right = self._paint_due(painter, lines, entry, state)
        self._paint_title(painter, lines, entry, right)
        self._paint_meta(painter, lines, entry, right)

    def _lines(self, area: QRectF, left: float) -> _Lines:
        title, body = QFontMetricsF(font("row")).height(), QFontMetricsF(font("body")).height()
        stacked = self.is_stacked()
        top = area.center().y() - (title + body * (2 if stacked else 1) + px(2)) / 2
        meta = top + title + px(2)
        due = meta + body if stacked else top
        return _Lines(left, left, area.right() - px(14), top, meta, due, title, body)

    def _tight_lines(self, area: QRectF, tile: QRectF) -> _Lines:
        title, body = QFontMetricsF(font("row")).height(), QFontMetricsF(font("body")).height()
        meta = tile.bottom() + px(4)
        beside, edge = tile.right() + px(8), tile.left()
        top = tile.center().y() - title / 2
        return _Lines(beside, edge, area.right() - px(10), top, meta, meta + body, title, body)

    def _paint_due(self, painter: QPainter, lines: _Lines, entry: Card, state: str) -> float:
        """The due words; where the text to their left must end is returned."""
        due, under = entry.text.right, entry.text.under
        strong, body = QFontMetricsF(font("strong")), QFontMetricsF(font("body"))
        painter.setFont(font("strong"))
        painter.setPen(color(ink(state) if state in {"overdue", "soon"} else "text"))
        if self.is_stacked():
            room = QRectF(lines.left, lines.due, lines.right - lines.left, lines.body_height)
            painter.drawText(room, _LEFT, due)
            if self.is_tight():
                room.translate(0, lines.body_height)
            else:
                room.setLeft(room.left() + strong.horizontalAdvance(due) + px(10))
            painter.setFont(font("body"))
            painter.setPen(color("text3"))
            painter.drawText(room, _LEFT, body.elidedText(under, Qt.TextElideMode.ElideRight, room.width()))
            return lines.right
        width = max(strong.horizontalAdvance(due), body.horizontalAdvance(under)) + 1
        left = lines.right - width
        painter.drawText(QRectF(left, lines.title, width, lines.title_height), _RIGHT, due)
        painter.setFont(font("body"))
        painter.setPen(color("text3"))
        painter.drawText(QRectF(left, lines.meta, width, lines.body_height), _RIGHT, under)
        return left - px(16)

    def _paint_title(self, painter: QPainter, lines: _Lines, entry: Card, right: float) -> None:
        pills = [_URGENT] * entry.row.obligation.urgent
        if entry.text.caution:
            pills.append(_Pill("shield-alert", entry.text.caution, "noneSoft", "text"))
        room = right - lines.beside - sum(pill.width() + px(10) for pill in pills)
        metrics = QFontMetricsF(font("row"))
        shown = metrics.elidedText(entry.text.title, Qt.TextElideMode.ElideRight, room)
        quiet = not entry.row.can_be_closed
        painter.setFont(font("row"))
        painter.setPen(color("text2" if quiet else "text"))
        painter.drawText(QRectF(lines.beside, lines.title, room + 2, lines.title_height), _LEFT, shown)
        left = lines.beside + metrics.horizontalAdvance(shown) + px(10)
        for pill in pills:
            pill.paint(painter, left, lines.title + lines.title_height / 2)
            left += pill.width() + px(10)

    def _paint_meta(self, painter: QPainter, lines: _Lines, entry: Card, right: float) -> None:
        side = px(15)
        middle = lines.meta + lines.body_height / 2
        name = _VOICEMAIL_ICONS[entry.row.obligation.voicemail]
        draw_icon(painter, name, QRectF(lines.left, middle - side / 2, side, side), "text3")
        left = lines.left + side + px(6)
        metrics = QFontMetricsF(font("body"))
        painter.setFont(font("body"))
        painter.setPen(color("text2"))
        words = _whole_facts(entry.text.meta, metrics, right - left)
        painter.drawText(QRectF(left, lines.meta, right - left, lines.body_height), _LEFT, words)


def _whole_facts(facts: tuple[str, ...], metrics: QFontMetricsF, room: float) -> str:
    """The facts that fit, in order: half a telephone number would be worse than none."""
    if not facts:
        return ""
    words = facts[0]
    for fact in facts[1:]:
        longer = words + _SEPARATOR + fact
        if metrics.horizontalAdvance(longer) <= room:
            words = longer
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)


def _pill_font() -> QFont:
    return font("caption", 600)


@dataclass(frozen=True, slots=True)
class _Pill:
    """A word beside the name. `fill` and `ink` are tokens; empty words are those of *Urgent*."""

    icon: str
    words: str
    fill: str
    ink: str

    def said(self) -> str:
        return self.words or QCoreApplication.translate("QueueDelegate", "Urgent")

    def width(self) -> float:
        return QFontMetricsF(_pill_font()).horizontalAdvance(self.said()) + px(13) + px(4) + px(14)

    def paint(self, painter: QPainter, left: float, middle: float) -> None:
        height = QFontMetricsF(_pill_font()).height() + px(2)
        area = QRectF(left, middle - height / 2, self.width(), height)
        side = px(13)
        rounded(painter, area, height / 2, color(self.fill))
        draw_icon(painter, self.icon, QRectF(area.left() + px(7), middle - side / 2, side, side), self.ink)
        painter.setFont(_pill_font())
        painter.setPen(color(self.ink))
        painter.drawText(area.adjusted(px(7) + side + px(4), 0, 0, 0), _LEFT, self.said())


_URGENT = _Pill("siren", "", "overdueSoft", "overdue")
