"""Every command by its name: type a few letters, Enter does it.

It offers what the menus have and nothing else, so a command cannot be in one and not in the other; and it
names commands only, never a client.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLayout,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from callpolicy_gui.ui.command_entries import CommandEntry, matching
from callpolicy_gui.ui.theme import color, draw_key_cap, font, px, rounded, space
from callpolicy_gui.ui.widgets import OWN_FOCUS, FocusRing, Label, LineEdit, announce

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH, _HEIGHT, _TOP = 520, 420, 56  # layout units
_ROW, _SIDE = 32, 12
_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_ENTRY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_ENTERS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
_AnyIndex = QModelIndex | QPersistentModelIndex


class CommandPalette(QDialog):
    """A field and what it finds. `chosen` carries a `CommandEntry` once the palette is gone."""

    chosen = Signal(object)

    def __init__(self, entries: Sequence[CommandEntry], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Commands"))
        self._entries = tuple(entries)
        self.text = LineEdit(
            self.tr("What do you want to do?"), icon="search", name=self.tr("Command, by its name")
        )
        self.list = QListWidget()
        self.nothing = Label(self.tr("No command is called that."), "body", "text2")
        self._build()
        self.text.textChanged.connect(self._fill)
        self.text.installEventFilter(self)
        self.list.itemClicked.connect(lambda _item: self._take())
        self._ring = FocusRing(self)
        self._fill("")
        self._place(parent)
        self.text.setFocus()

    def _build(self) -> None:
        self.list.setItemDelegate(_EntryDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setProperty(OWN_FOCUS, True)
        self.list.setAccessibleName(self.tr("Commands"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(self)
        space(column, 12, 10)
        column.addWidget(self.text)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setMinimumSize(px(240), px(160))

    def _place(self, parent: QWidget) -> None:
        """Over the upper part of the window, and never larger than it."""
        width = min(px(_WIDTH), parent.width() - 2 * px(_SIDE))
        height = min(px(_HEIGHT), parent.height() - px(_TOP) - px(_SIDE))
        self.resize(max(width, px(240)), max(height, px(160)))
        corner = parent.mapToGlobal(parent.rect().topLeft())
        self.move(corner.x() + (parent.width() - self.width()) // 2, corner.y() + px(_TOP))

    def shown(self) -> list[CommandEntry]:
        """What is offered, in order."""
        return [self.list.item(n).data(_ENTRY_ROLE) for n in range(self.list.count())]

    def _fill(self, text: str) -> None:
        self.list.clear()
        for entry in matching(self._entries, text):
            item = QListWidgetItem(entry.title)
            item.setData(_ENTRY_ROLE, entry)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, _said(entry))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.nothing.setVisible(not self.list.count())
        self.list.setVisible(bool(self.list.count()))
        self._say()

    def _chosen(self) -> CommandEntry | None:
        place = self.list.currentRow()
        return self.shown()[place] if place >= 0 else None

    def _say(self) -> None:
        entry = self._chosen()
        announce(self.text, self.nothing.text() if entry is None else _said(entry))

    def _take(self) -> None:
        entry = self._chosen()
        if entry is not None:
            self.accept()
            self.chosen.emit(entry)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in _STEPS and self.list.count():
                place = self.list.currentRow() + _STEPS[key]
                if abs(_STEPS[key]) == 1:
                    place %= self.list.count()
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, place)))
                self._say()
                return True
            if key in _ENTERS:
                self._take()
                return True
        return super().eventFilter(watched, event)


def _said(entry: CommandEntry) -> str:
    return ", ".join((entry.title, entry.place, *entry.keys))


class _EntryDelegate(QStyledItemDelegate):
    """The command's name, the menu it stands in, and its keys at the end of the line."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _AnyIndex) -> QSize:
        return QSize(px(200), max(px(_ROW), QFontMetrics(font("body")).height() + px(12)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _AnyIndex) -> None:
        entry = index.data(_ENTRY_ROLE)
        area = QRectF(option.rect).adjusted(1, 1, -1, -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            rounded(painter, area, px(8), color("selection"), color("selBorder"))
        right = area.right() - px(_SIDE)
        for keys in reversed(entry.keys):
            left = draw_key_cap(
                painter, right, area.center().y(), keys, ink=color("text2"), border=color("border")
            )
            right = left - px(6)
        words = QRectF(
            area.left() + px(_SIDE), area.top(), right - area.left() - 2 * px(_SIDE), area.height()
        )
        strong = QFontMetrics(font("strong", 500))
        title = strong.elidedText(entry.title, Qt.TextElideMode.ElideRight, round(words.width()))
        painter.setFont(font("strong", 500))
        painter.setPen(color("text"))
        painter.drawText(words, _LINE | Qt.AlignmentFlag.AlignLeft, title)
        words.setLeft(words.left() + strong.horizontalAdvance(title) + px(10))
        if QFontMetrics(font("body")).horizontalAdvance(entry.place) <= words.width():
            painter.setFont(font("body"))
            painter.setPen(color("text2"))
            painter.drawText(words, _LINE | Qt.AlignmentFlag.AlignLeft, entry.place)
        painter.restore()
