"""All keys on one page, made from the menus themselves so that it cannot be out of date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.ui.dialog_size import fit_height
from callpolicy_gui.ui.quick_log_keys import RECEIVED_KEYS, URGENCY_KEYS, VOICEMAIL_KEYS
from callpolicy_gui.ui.theme import color, draw_key_cap, px, space
from callpolicy_gui.ui.theme.paint import key_cap_font, key_cap_width
from callpolicy_gui.ui.widgets import Button, FocusRing, Label, ScrollPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from callpolicy_gui.ui.command_entries import CommandEntry

_WIDTH = 480  # layout units
_GAP = 6
_NATIVE = QKeySequence.SequenceFormat.NativeText


@dataclass(frozen=True, slots=True)
class ShortcutLine:
    """What keys do. Several keys are ways to the same."""

    words: str
    keys: tuple[str, ...]


def _tr(text: str) -> str:
    return QCoreApplication.translate("ShortcutList", text)


def shortcut_sections(
    entries: Sequence[CommandEntry], *, single_keys: bool = True
) -> list[tuple[str, list[ShortcutLine]]]:
    """Titled groups: the menus' commands that have keys, then the keys that no menu has."""
    sections: dict[str, list[ShortcutLine]] = {}
    for entry in entries:
        if entry.keys:
            sections.setdefault(entry.place, []).append(ShortcutLine(entry.title, entry.keys))
    found = list(sections.items())
    found.append(
        (
            _tr("In the queue"),
            [
                ShortcutLine(
                    _tr("Next card, previous card"), (*("J", "K") * single_keys, "\u2193", "\u2191")
                ),
                ShortcutLine(_tr("Open the details"), (_tr("Enter"),)),
                ShortcutLine(_tr("Back to the list"), (_tr("Esc"),)),
                ShortcutLine(_tr("Sidebar, list, details"), _native("F6", "Shift+F6")),
            ],
        )
    )
    found.append(
        (
            _tr("In quick log"),
            [
                ShortcutLine(_tr("Accept the suggestion, then log"), (_tr("Enter"),)),
                ShortcutLine(_tr("Voicemail yes or no"), _native(VOICEMAIL_KEYS)),
                ShortcutLine(_tr("Urgent or routine"), _native(URGENCY_KEYS)),
                ShortcutLine(_tr("When it was received"), _native(RECEIVED_KEYS)),
                ShortcutLine(_tr("Fold, then clear"), (_tr("Esc"),)),
            ],
        )
    )
    return found


def _native(*keys: str) -> tuple[str, ...]:
    return tuple(QKeySequence(each).toString(_NATIVE) for each in keys)


class _Caps(QWidget):
    """Keys as they are printed on a keyboard."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        super().__init__()
        self._keys = keys
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = sum(key_cap_width(keys) + px(_GAP) for keys in self._keys) - px(_GAP)
        return QSize(width + 1, self.fontMetrics().height() + px(6))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(key_cap_font())
        right = float(self.width() - 1)
        for keys in reversed(self._keys):
            left = draw_key_cap(
                painter, right, self.height() / 2, keys, ink=color("text"), border=color("control")
            )
            right = left - px(_GAP)


class ShortcutList(QDialog):
    """For reading. `single_keys` says whether letters act; where they do not, it says that too."""

    def __init__(self, entries: Sequence[CommandEntry], parent: QWidget, *, single_keys: bool) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        page = ScrollPage(margin=(20, 16, 20, 12), gap=6)
        page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        page.setAccessibleName(self.tr("Keyboard shortcuts"))
        self.page = page
        words = (
            self.tr("Single letters act while the list of calls has the focus.")
            if single_keys
            else self.tr("Single letters are switched off in Settings.")
        )
        page.body.addWidget(Label(words, "body", "text2"))
        for title, lines in shortcut_sections(entries, single_keys=single_keys):
            page.body.addSpacing(px(6))
            page.body.addWidget(Label(title, "section"))
            for line in lines:
                page.body.addWidget(_row(line))
        self.close_button = Button(self.tr("Close"), key=self.tr("Esc"))
        self.close_button.clicked.connect(self.reject)
        foot = QWidget()
        row = QHBoxLayout(foot)
        space(row, (20, 8, 20, 16), 8)
        row.addStretch(1)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        space(column, 0, 0)
        column.addWidget(page, 1)
        column.addWidget(foot)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setMinimumSize(px(220), px(160))
        self._ring = FocusRing(self)
        fit_height(self, page.body, px(_WIDTH), (px(40), px(28) + foot.sizeHint().height()))
        page.setFocus()


def _row(line: ShortcutLine) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    space(row, 0, 12)
    label = Label(line.words)
    label.setAccessibleName(f"{line.words}: {', '.join(line.keys)}")
    row.addWidget(label, 1)
    row.addWidget(_Caps(line.keys), 0, Qt.AlignmentFlag.AlignTop)
    return holder
