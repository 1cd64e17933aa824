"""The head of the queue: what time it is, who is next, and how many calls stand in each group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.ui.queue_model import GROUP_STATES
from callpolicy_gui.ui.session_bar import SessionBar
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.widgets import Button, FlowLayout, Label, StateChip
from callpolicy_gui.wording.discretion import KEYS, names_hidden
from callpolicy_gui.wording.queue import chip_words

if TYPE_CHECKING:
    from callpolicy_gui.controller.views import QueueView

_GAP = 8
_CHIP_GROUPS: tuple[Group, ...] = tuple(group for group in Group if group is not Group.NOT_OWED)


class QueueHeader(QWidget):
    """Eyebrow and headline; both wrap, a time in them is never cut. In a session, until when it runs."""

    find_requested = Signal()
    end_session_requested = Signal()
    hide_requested = Signal(bool)  # whether names are to be hidden

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.eyebrow = Label("", "body", "text2")
        self.headline = Label("", "h1")
        self.aside = Label("", "body", "text2")
        keys = QKeySequence("Ctrl+F").toString(QKeySequence.SequenceFormat.NativeText)
        self.find_button = Button("", "search", "ghost", key=keys, tooltip=self.tr("Find in the log"))
        self.find_button.clicked.connect(self.find_requested)
        hide_keys = QKeySequence(KEYS).toString(QKeySequence.SequenceFormat.NativeText)
        self.hide_button = Button("", "eye", "ghost", key=hide_keys, tooltip=self.tr("Hide names"))
        self.hide_button.clicked.connect(lambda: self.hide_requested.emit(not names_hidden()))
        self.session = SessionBar()
        self.session.end_requested.connect(self.end_session_requested)
        self._buttons = (self.hide_button, self.find_button)
        words = QVBoxLayout()
        space(words, 0, 1)
        for label in (self.eyebrow, self.headline, self.aside):
            words.addWidget(label)
        words.addWidget(self.session)
        row = QHBoxLayout(self)
        space(row, 0, _GAP)
        row.addLayout(words, 1)
        buttons = QHBoxLayout()
        space(buttons, 0, 2)
        for button in self._buttons:
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(buttons)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def needed_height(self, width: int, *, eyebrow: bool) -> int:
        """How high the head is at a width, with or without its eyebrow; logical pixels."""
        shown = [button.sizeHint() for button in self._buttons if not button.isHidden()]
        beside = sum(size.width() for size in shown) + px(2) * max(0, len(shown) - 1)
        beside += px(_GAP) if shown else 0
        labels = [self.headline]
        if eyebrow:
            labels.append(self.eyebrow)
        if not self.aside.isHidden():
            labels.append(self.aside)
        words = sum(label.heightForWidth(width - beside) + px(1) for label in labels)
        words += self.session.needed_height(width - beside)
        return max([words, *(size.height() for size in shown)])

    def show_buttons(self, *, shown: bool) -> None:
        """Whether there is room for the buttons; both have a key and a menu."""
        for button in self._buttons:
            button.setVisible(shown)

    def set_view(self, view: QueueView) -> None:
        """Say what the queue says."""
        for label, text in (
            (self.eyebrow, view.eyebrow),
            (self.headline, view.headline),
            (self.aside, view.aside),
        ):
            if label.text() != text:
                label.setText(text)
        self.aside.setVisible(bool(view.aside))
        self.session.show_words(view.session)
        hidden = names_hidden()
        self.hide_button.set_icon_name("eye-off" if hidden else "eye", "accent" if hidden else "")
        self.hide_button.set_tooltip(self.tr("Show names") if hidden else self.tr("Hide names"))


class CountChips(QWidget):
    """A chip a group that has calls; pressing one jumps to its group."""

    group_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: dict[Group, int] = {}
        row = FlowLayout(self, gap=4)
        self.chips: dict[Group, StateChip] = {}
        for group in _CHIP_GROUPS:
            chip = StateChip(GROUP_STATES[group], 0, "", parent=self)
            chip.clicked.connect(lambda _on=False, chosen=group: self.group_requested.emit(chosen))
            chip.hide()
            row.addWidget(chip)
            self.chips[group] = chip
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_view(self, view: QueueView) -> None:
        """Count anew; equal counts change nothing."""
        counts = {group: sum(row.group is group for row in view.rows) for group in _CHIP_GROUPS}
        if counts == self._counts:
            return
        self._counts = counts
        for group, chip in self.chips.items():
            word = chip_words(group, counts[group]).partition(" ")[2]
            chip.set_count(counts[group], word)
            chip.setAccessibleDescription(self.tr("Jump to this group"))

    def is_empty(self) -> bool:
        """Whether there is nothing to count."""
        return not any(self._counts.values())
