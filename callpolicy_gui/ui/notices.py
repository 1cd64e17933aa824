"""What the window has to say above its pages: what stays true, an alert, a note, or why nothing was done."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.ui.standing_line import StandingLine
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.widgets import Banner

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class Standing(StrEnum):
    """What a line that stays can be about, the most important first: one of them is shown at a time."""

    CLOCK = "clock"
    READING = "reading"
    BACKUPS = "backups"
    PROTECTION = "protection"


_NARROW = 340  # layout units
# key: kind of banner, icon
_LOOKS = {
    Standing.CLOCK: ("soon", "calendar-x"),
    Standing.READING: ("soon", "lock"),
    Standing.BACKUPS: ("soon", "triangle-alert"),
    Standing.PROTECTION: ("none", "key-round"),
}


class Notices(QWidget):
    """Three banners, each shown until it is answered, and above them one that stays until its reason is gone.

    No room is taken while there is nothing to say.
    """

    alert_shown_requested = Signal()
    standing_requested = Signal(str)  # a Standing: the button of the line was pressed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.standing = StandingLine()
        self._standing: dict[Standing, tuple[str, str]] = {}
        self._shown: Standing | None = None
        self.alert = Banner("info", icon="bell", action=self.tr("Show"), dismissible=True)
        self.note = Banner("done", dismissible=True)
        self.trouble = Banner("overdue", dismissible=True)
        column = QVBoxLayout(self)
        self._column = column
        self.standing.hide()
        column.addWidget(self.standing)
        self._banners = (self.alert, self.note, self.trouble)
        for banner in self._banners:
            banner.hide()
            banner.dismissed.connect(self._settle)
            column.addWidget(banner)
        self._set_margins()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.alert.show_requested.connect(self._on_alert_shown)
        self.standing.action_requested.connect(self._on_standing_asked)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_margins()

    def _set_margins(self) -> None:
        space(self._column, (12, 8, 8, 0) if self.width() < px(_NARROW) else (22, 12, 16, 0), 8)

    def set_standing(self, key: Standing, sentence: str, action_text: str) -> None:
        """A line that stays, with one button ("" for none); an empty sentence: its reason is gone."""
        if sentence:
            self._standing[key] = (sentence, action_text)
        else:
            self._standing.pop(key, None)
        self._shown = next((each for each in Standing if each in self._standing), None)
        if self._shown is None:
            self.standing.hide()
            self._settle()
            return
        sentence, action_text = self._standing[self._shown]
        kind, icon = _LOOKS[self._shown]
        self.show()
        self.standing.say(kind, sentence, action_text, icon=icon)

    def show_alert(self, title: str, body: str) -> None:
        """An alert, for a desktop that shows none; its button asks for what it is about."""
        self._say(self.alert, "info", title, body, icon="bell")

    def withdraw_alert(self) -> None:
        """Take the alert away: it was answered, or its call was."""
        self.alert.hide()
        self._settle()

    def show_note(self, title: str, body: str) -> None:
        """Something worth knowing that asks for nothing."""
        self._say(self.note, "info", title, body)

    def withdraw_note(self, title: str) -> None:
        """Take a note away that is not true any more; another one stays."""
        if self.note.accessibleName() == title:
            self.note.hide()
            self._settle()

    def withdraw_old_news(self) -> None:
        """Something was saved: what was said before it is not news any more."""
        self.note.hide()
        self.trouble.hide()
        self._settle()

    def show_trouble(self, sentence: str) -> None:
        """Why nothing was done."""
        self._say(self.trouble, "overdue", sentence, "")

    def _say(self, banner: Banner, kind: str, title: str, body: str, *, icon: str = "") -> None:
        banner.set_content(kind, title, body, icon=icon)
        self.show()
        banner.present()

    def _on_alert_shown(self) -> None:
        self.withdraw_alert()
        self.alert_shown_requested.emit()

    def _on_standing_asked(self) -> None:
        if self._shown is not None:
            self.standing_requested.emit(str(self._shown))

    def _settle(self) -> None:
        self.setVisible(any(not each.isHidden() for each in (self.standing, *self._banners)))
