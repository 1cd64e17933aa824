"""The line above the pages that stays until its reason is gone: a sentence and one button.

In a very small window it takes no more than a part of the height and scrolls, by keyboard
too: what is to be read must be whole, and the queue below must not go for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from callpolicy_gui.ui.theme import px
from callpolicy_gui.ui.widgets import Banner

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from callpolicy_gui.ui.widgets import Button

_LEAST_WIDTH = 120
_BESIDE_FROM = 340  # layout units; one short button needs less room than two
# What the page below wants at least (layout units), and what the line may take of the window all the same.
_PAGE, _SHARE = 240, 0.28


class StandingLine(QScrollArea):
    """Shows one sentence at a time; it cannot be dismissed."""

    action_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._banner = Banner("none", beside_from=_BESIDE_FROM)
        self._room = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._banner)
        self.viewport().setAutoFillBackground(False)
        self._banner.setAutoFillBackground(False)
        self._banner.show_requested.connect(self.action_requested)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, kind: str, sentence: str, action_text: str, *, icon: str) -> None:
        """Show a sentence and the words of its button. It is read aloud where it is another one."""
        is_news = self.isHidden() or sentence != self.accessibleName()
        self._banner.set_content(kind, "", sentence, icon=icon)
        self._banner.set_action(action_text)
        self.action_button().setAccessibleDescription(sentence)
        self.setAccessibleName(sentence)
        if is_news:
            self.show()
            self._banner.present()
        self._fit()

    def action_button(self) -> Button:
        """The button."""
        return self._banner.action_button()

    def set_window_height(self, height: int) -> None:
        """How high the window is, logical pixels; 0 is without bounds."""
        self._room = max(round(height * _SHARE), height - px(_PAGE)) if height else 0
        self._fit()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        whole = self._banner.heightForWidth(width)
        return min(whole, self._room) if self._room else whole

    def sizeHint(self) -> QSize:
        width = max(px(_LEAST_WIDTH), self.width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(_LEAST_WIDTH), self.heightForWidth(max(px(_LEAST_WIDTH), self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Scroll, and take the keyboard for that, only where it is not whole."""
        is_whole = self._banner.heightForWidth(self.width()) <= (self._room or self.maximumHeight())
        policies = Qt.ScrollBarPolicy
        # A bar that appears for a moment would make the words narrower and so keep itself needed.
        self.setVerticalScrollBarPolicy(
            policies.ScrollBarAlwaysOff if is_whole else policies.ScrollBarAsNeeded
        )
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if is_whole else Qt.FocusPolicy.StrongFocus)
        self.updateGeometry()
