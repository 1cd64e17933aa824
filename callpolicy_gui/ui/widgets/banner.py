"""Something the person should know, inside the window.

It stands where it matters, says what happened and what can be done, and stays until it is answered. It is
also the alert of last resort where the desktop shows no notifications.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.ui.theme import color, px, rounded, space
from callpolicy_gui.ui.widgets.announce import announce
from callpolicy_gui.ui.widgets.buttons import Button
from callpolicy_gui.ui.widgets.flow_layout import FlowLayout
from callpolicy_gui.ui.widgets.icon_labels import IconLabel
from callpolicy_gui.ui.widgets.labels import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

_WIDE = 560  # layout units from which two buttons stand beside the words
_ICON_FROM = 190  # and from which there is room for the icon
# kind: icon, fill, ink
_LOOKS = {
    "info": ("info", "accentSoft", "accentText"),
    "soon": ("alarm-clock", "soonSoft", "soon"),
    "overdue": ("triangle-alert", "overdueSoft", "overdue"),
    "done": ("circle-check", "doneSoft", "done"),
    "none": ("circle-slash", "noneSoft", "none"),
}


class Banner(QWidget):
    """An icon, a title, a sentence, and up to two buttons.

    `kind` is info, soon, overdue, done or none. `action` is the text of the first button ("" for none), which
    sends `show_requested`; `dismissible` adds the second, which hides the banner and sends `dismissed`. From
    `beside_from` layout units on the buttons stand beside the words.
    """

    show_requested = Signal()
    dismissed = Signal()

    def __init__(
        self,
        kind: str = "info",
        title: str = "",
        body: str = "",
        *,
        action: str = "",
        dismissible: bool = False,
        icon: str = "",
        beside_from: int = _WIDE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._beside_from = beside_from
        self._icon = IconLabel("info", size=20)
        self._title = Label(kind="strong")
        self._body = Label(ink="text2")
        self._show = Button(action, kind="plain")
        self._show.clicked.connect(self.show_requested)
        self._dismiss = Button(self.tr("Dismiss"), kind="ghost")
        self._dismiss.clicked.connect(self.dismiss)
        self._build()
        self.set_content(kind, title, body, icon=icon)
        self.set_action(action)
        self.set_dismissible(dismissible)

    def _build(self) -> None:
        self._row = row = QHBoxLayout(self)
        space(row, (12, 10, 12, 10), 10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        space(words, 0, 1)
        words.addWidget(self._title)
        words.addWidget(self._body)
        self._actions = QWidget()
        flow = FlowLayout(self._actions, gap=6)
        space(flow, (0, 2, 0, 2), 6)
        flow.addWidget(self._show)
        flow.addWidget(self._dismiss)
        # Beside the words where there is room, so that the page below keeps its own.
        self._line = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        space(self._line, 0, 4)
        self._line.addLayout(words, 1)
        self._line.addWidget(self._actions)
        row.addLayout(self._line, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_content(self, kind: str, title: str, body: str = "", *, icon: str = "") -> None:
        """Say something else; an unknown kind raises KeyError."""
        own_icon, _, token = _LOOKS[kind]
        self._kind = kind
        self._icon.set_icon(icon or own_icon, token)
        self._title.setText(title)
        self._title.set_ink(token)
        self._title.setVisible(bool(title))
        self._body.setText(body)
        self._body.setVisible(bool(body))
        self.setAccessibleName(title or body)
        self.setAccessibleDescription(body if title else "")
        for button in (self._show, self._dismiss):
            button.setAccessibleDescription(title or body)
        self._place()
        self.update()

    def set_action(self, text: str) -> None:
        """The words of the first button; "" hides it."""
        self._show.set_words(text)
        self._show.setVisible(bool(text))
        self._settle()

    def set_dismissible(self, dismissible: bool) -> None:
        """Whether it can be sent away."""
        self._dismiss.setVisible(dismissible)
        self._settle()

    def action_button(self) -> Button:
        """The first button."""
        return self._show

    def dismiss_button(self) -> Button:
        """The second button."""
        return self._dismiss

    def _settle(self) -> None:
        self._actions.setVisible(not (self._show.isHidden() and self._dismiss.isHidden()))

    def present(self) -> None:
        """Show it and have it read aloud."""
        self.show()
        announce(self, f"{self._title.text()} {self._body.text()}".strip(), urgent=self._kind == "overdue")

    def dismiss(self) -> None:
        """Hide it and send `dismissed`."""
        self.hide()
        self.dismissed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= px(self._beside_from)
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._line.setDirection(beside if wide else below)
        self._place()
        self._icon.setVisible(self.width() >= px(_ICON_FROM))
        shown = [button for button in (self._show, self._dismiss) if not button.isHidden()]
        least = sum(button.sizeHint().width() + px(6) for button in shown)
        self._actions.setMinimumWidth(least if wide else 0)

    def _place(self) -> None:
        """The icon at the first line; a sentence between icon and button has both at its middle."""
        is_beside = self._line.direction() == QBoxLayout.Direction.LeftToRight
        flags = Qt.AlignmentFlag
        is_sentence = is_beside and self._title.isHidden() and not self._actions.isHidden()
        self._row.setAlignment(self._icon, flags.AlignVCenter if is_sentence else flags.AlignTop)
        self._line.setAlignment(self._actions, flags.AlignVCenter if is_sentence else flags(0))

    def paintEvent(self, _event: QPaintEvent) -> None:
        rounded(QPainter(self), self.rect(), px(10), color(_LOOKS[self._kind][1]))
