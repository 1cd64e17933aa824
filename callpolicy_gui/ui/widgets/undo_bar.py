"""What just happened, and ten seconds to take it back.

It is a widget like any other: its owner places it below the list, so it never covers a card that has the
focus.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from callpolicy_gui.ui.theme import color, px, rounded, space
from callpolicy_gui.ui.widgets.announce import announce
from callpolicy_gui.ui.widgets.buttons import Button
from callpolicy_gui.ui.widgets.icon_labels import IconLabel
from callpolicy_gui.ui.widgets.labels import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

SHOWN_SECONDS = 10
_READABLE = 180  # layout units the words should have before the buttons go below them


class UndoBar(QWidget):
    """Hidden until `show_message`. Waits while the pointer or the focus is on it, then sends `dismissed`.

    `undo_requested` is sent by its button, after which the bar hides without `dismissed`.
    """

    undo_requested = Signal()
    dismissed = Signal()

    def __init__(self, *, seconds: int = SHOWN_SECONDS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(seconds * 1000)
        self.timer.timeout.connect(self._time_over)
        self._icon = IconLabel("check", "invText")
        self._label = Label(ink="invText")
        self._undo = Button(self.tr("Undo"), "undo-2", "inverse", key=self.tr("Ctrl Z"))
        self._undo.clicked.connect(self._undo_pressed)
        self._close = Button(icon="x", kind="inverse", tooltip=self.tr("Dismiss"))
        self._close.clicked.connect(self.dismiss)
        words, actions = QHBoxLayout(), QHBoxLayout()
        space(words, 0, 10)
        words.addWidget(self._icon)
        words.addWidget(self._label, 1)
        space(actions, 0, 4)
        actions.addWidget(self._undo)
        actions.addWidget(self._close)
        actions.addStretch(0)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        space(self._row, (14, 6, 6, 6), 4)
        self._row.addLayout(words, 1)
        self._row.addLayout(actions)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("What just happened"))
        self.hide()

    def message(self) -> str:
        """The text shown last."""
        return self._label.text()

    def undo_button(self) -> Button:
        """The button, so that its owner can set its key to the platform's."""
        return self._undo

    def show_message(self, text: str, *, undo: bool = True, icon: str = "check") -> None:
        """Show `text`, have it read aloud, and start the ten seconds; `undo` offers the button."""
        self._label.setText(text)
        self._icon.set_icon(icon)
        self._undo.setVisible(undo)
        self.show()
        announce(self, text)
        self.timer.start()

    def reword(self, text: str) -> None:
        """Say the same in other words, silently; the ten seconds go on. "" forgets it, and hides."""
        self._label.setText(text)
        if not text:
            self.dismiss()

    def offers_undo(self) -> bool:
        """Whether it shows something that its button takes back."""
        return not self.isHidden() and not self._undo.isHidden()

    def dismiss(self) -> None:
        """Hide, and send `dismissed` if it was shown."""
        self.timer.stop()
        if not self.isHidden():
            self.hide()
            self.dismissed.emit()

    def _undo_pressed(self) -> None:
        self.timer.stop()
        self.hide()
        self.undo_requested.emit()

    def _time_over(self) -> None:
        focused = QApplication.focusWidget()
        if self.underMouse() or (focused is not None and self.isAncestorOf(focused)):
            self.timer.start()
            return
        self.dismiss()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        buttons = self._undo.sizeHint().width() + self._close.sizeHint().width()
        beside = event.size().width() >= buttons + px(_READABLE)
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        rounded(QPainter(self), self.rect(), px(10), color("invBg"))
