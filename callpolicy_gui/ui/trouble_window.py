"""The window of a log that cannot be opened: what happened, and what can be done about it.

It decides nothing and opens nothing: a choice is sent on as its key. What cannot be undone
easily is asked once more in here, in the place of the button that was pressed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from callpolicy_gui.ui.folder_dialog import ask_for_folder
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import (
    Banner,
    Button,
    FlowLayout,
    FocusRing,
    IconTile,
    Label,
    ScrollPage,
    announce,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QShowEvent

    from callpolicy_gui.controller.trouble_views import Choice, TroubleView

_WIDTH = 560  # layout units
_QUIT = "quit"


class _Offer(QWidget):
    """One choice: its button, what it brings, and the second question where there is one."""

    chosen = Signal(str)
    opened = Signal(QWidget)

    def __init__(self, choice: Choice, kind: str) -> None:
        super().__init__()
        self.choice = choice
        self.button = Button(choice.words, kind=kind)
        self.button.setAccessibleDescription(choice.note)
        self.note = Label(choice.note, "caption", "text2")
        self.note.setVisible(bool(choice.note))
        self.question = Banner("soon", choice.question, icon="triangle-alert", dismissible=True)
        self.question.set_action(choice.confirm)
        self.question.dismiss_button().set_words(self.tr("Cancel"))
        self.question.hide()
        column = QVBoxLayout(self)
        space(column, 0, 4)
        self._line = QWidget()
        row = FlowLayout(self._line, gap=8)
        row.addWidget(self.button)
        for widget in (self._line, self.note, self.question):
            column.addWidget(widget)
        self.button.clicked.connect(self._pressed)
        self.question.show_requested.connect(self._confirmed)
        self.question.dismissed.connect(self._cancelled)

    def close_question(self) -> None:
        """As if it had not been asked."""
        self.question.hide()
        self._line.show()
        self.note.setVisible(bool(self.choice.note))

    def _pressed(self) -> None:
        if not self.choice.question:
            self.chosen.emit(self.choice.key.value)
            return
        self.opened.emit(self.question)
        self.question.present()
        self.question.dismiss_button().setFocus(Qt.FocusReason.OtherFocusReason)
        self._line.hide()
        self.note.hide()

    def _confirmed(self) -> None:
        self.close_question()
        self.chosen.emit(self.choice.key.value)

    def _cancelled(self) -> None:
        self.close_question()
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)


class TroubleWindow(QWidget):
    """Tells a `TroubleView`; `choice` sends the key of what was chosen, also when the window is quit.

    `on_close` is asked before the window closes: true closes it.
    """

    choice = Signal(str)

    def __init__(self, trouble: TroubleView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.on_close: Callable[[], bool] = lambda: True
        self._busy = False
        self._asked: QWidget | None = None
        self._into_view = QTimer(self, singleShot=True, interval=0)
        self._into_view.timeout.connect(self._show_asked)
        self.offers: tuple[_Offer, ...] = ()
        self.setWindowTitle("Call Policy")
        outer = QVBoxLayout(self)
        space(outer, 0, 0)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.pane = ScrollPage(gap=12, max_width=_WIDTH)
        outer.addWidget(self.pane)
        self.title = Label("", "h1")
        self.sentence = Label("", "body", "text")
        self.details = Label("", "body", "text2")
        self.failure = Banner("overdue")
        self.busy = Banner("info", icon="hourglass")
        self._deeds = QWidget()
        self._list = QVBoxLayout(self._deeds)
        space(self._list, (0, 6, 0, 0), 14)
        body = self.pane.body
        body.addWidget(IconTile("triangle-alert", "overdueSoft", "overdue", 44))
        for widget in (self.title, self.sentence, self.details, self.failure, self.busy, self._deeds):
            body.addWidget(widget)
        self.failure.hide()
        self.busy.hide()
        self.show_trouble(trouble)
        for key, act in (
            # Not the standard key: some platforms have none for it.
            (QKeySequence("Ctrl+Q"), lambda: self._chosen(_QUIT)),
            (QKeySequence(QKeySequence.StandardKey.Close), self.close),
        ):
            QShortcut(key, self).activated.connect(act)
        self._ring = FocusRing(self)
        self.setMinimumSize(480, 360)
        self.resize(1100, 720)

    def show_trouble(self, trouble: TroubleView) -> None:
        """Tell something else: another problem, or what a choice brought."""
        self.title.setText(trouble.title)
        self.sentence.setText(trouble.sentence)
        self.details.setText("\n".join(trouble.details))
        self.details.setVisible(bool(trouble.details))
        self.failure.hide()
        for offer in self.offers:
            self._list.removeWidget(offer)
            # A choice may be what replaces the choices: its button is still being clicked.
            offer.hide()
            offer.deleteLater()
        self.offers = tuple(
            _Offer(choice, "plain" if number or choice.key == _QUIT else "primary")
            for number, choice in enumerate(trouble.choices)
        )
        for offer in self.offers:
            self._list.addWidget(offer)
            offer.chosen.connect(self._chosen)
            offer.opened.connect(self._asking)
        self.set_busy("")
        announce(self, f"{trouble.title}. {trouble.sentence}")
        self._focus_first()

    def set_busy(self, words: str, *, can_choose: bool = False) -> None:
        """What is being done, until an empty text ends it.

        Unless it `can_choose`, nobody can choose anything else meanwhile, nor quit.
        """
        began = bool(words) and self.busy.isHidden()
        self._busy = bool(words) and not can_choose
        self.busy.set_content("info", words, icon="hourglass")
        self.busy.setVisible(bool(words))
        self._deeds.setEnabled(not self._busy)
        if began:
            self.failure.hide()
            announce(self, words)

    def show_failure(self, sentence: str) -> None:
        """Say why a choice brought nothing; the choices stay."""
        self.set_busy("")
        self.failure.set_content("overdue", sentence)
        self.failure.present()
        self.pane.ensureWidgetVisible(self.failure)
        self._focus_first()

    def ask_for_folder(self, chosen: Callable[[str], object]) -> None:
        """Ask where the log lies, and call `chosen` with the folder's path when one was taken."""
        ask_for_folder(self, self.tr("Where the log lies now"), "", chosen)

    def button(self, key: str) -> Button:
        """The button of a choice.

        Raises:
            LookupError: it is not offered.
        """
        for offer in self.offers:
            if offer.choice.key == key:
                return offer.button
        raise LookupError(key)

    def _focus_first(self) -> None:
        if self.offers:
            self.offers[0].button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _asking(self, question: QWidget) -> None:
        """One question at a time, and in view once it has its place."""
        for offer in self.offers:
            offer.close_question()
        self._asked = question
        self._into_view.start()

    def _show_asked(self) -> None:
        if self._asked is not None and isValid(self._asked):
            self.pane.ensureWidgetVisible(self._asked)

    def _chosen(self, key: str) -> None:
        if not self._busy:
            self.choice.emit(key)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._focus_first()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._busy and self.on_close():
            event.accept()
        else:
            event.ignore()
