"""What stands where names would, while they are hidden, and the key that works in every dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy

from callpolicy_gui.ui.widgets import IconLabel, Label, Panel
from callpolicy_gui.wording.discretion import KEYS, hidden_sentence

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog, QWidget

    from callpolicy_gui.controller import Controller


def native_keys() -> str:
    """The keys that hide and show names, as this platform writes them."""
    return QKeySequence(KEYS).toString(QKeySequence.SequenceFormat.NativeText)


def hidden_words() -> str:
    """`Names are hidden. Press Ctrl+Shift+H to show them.`."""
    return hidden_sentence(native_keys())


class NamesCover(Panel):
    """Takes the place of what cannot be shown. Hidden until it is needed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "", margin=18, gap=8, parent=parent)
        self.body.addStretch(1)
        self.body.addWidget(IconLabel("eye-off", "text3", 28), 0, Qt.AlignmentFlag.AlignHCenter)
        self.words = Label(hidden_words(), "body", "text2")
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(self.words)
        self.body.addStretch(1)
        # It takes the focus from what it covers: a key must not fall on a button that closes, or saves.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(hidden_words())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.hide()

    def cover(self, covered: QWidget, *, hidden: bool) -> None:
        """Show this in the place of `covered`, or that again; the focus stays with what is seen."""
        focused = self.window().focusWidget()
        inside = focused is not None and (focused is self or covered.isAncestorOf(focused))
        first, then = (self, covered) if hidden else (covered, self)
        first.show()
        if inside or hidden:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        then.hide()


def add_names_key(dialog: QDialog, controller: Controller) -> None:
    """Let the key work in a dialog too: while one is open, the window's own keys sleep."""
    shortcut = QShortcut(QKeySequence(KEYS), dialog)
    shortcut.activated.connect(lambda: controller.hide_names(not controller.names_hidden))
