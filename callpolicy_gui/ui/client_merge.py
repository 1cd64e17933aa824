"""Two clients that are one person: joined after a question, and taken apart again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from callpolicy_gui.ui.adaptive_row import AdaptiveRow, drop_widgets
from callpolicy_gui.ui.suggestion_popup import SuggestionPopup
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import Banner, Button, Field, Label, LineEdit
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.controller.client_views import ClientView, MergedClient
    from callpolicy_gui.controller.views import Suggestion

_STACK_BELOW = 280  # layout units
_ENTERS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_ARROWS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class ClientMerge(QWidget):
    """Finds the other client, asks once, and lists who was merged.

    `choices` gives the clients that a typed text may mean. `merge_requested` carries the other
    client's id, `unmerge_requested` that of one who was merged.
    """

    merge_requested = Signal(int)
    unmerge_requested = Signal(int)

    def __init__(
        self, choices: Callable[[str], tuple[Suggestion, ...]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._choices = choices
        self._title = ""
        self._other: Suggestion | None = None
        self._merged: tuple[MergedClient, ...] = ()
        self._kept = ""  # what stood in the field when names were hidden
        self.parts: list[Button] = []
        self.who = LineEdit(self.tr("Name or number"), icon="search")
        self.field = Field(self.tr("Merge another client into this one"), self.who)
        self.popup = SuggestionPopup()
        self.nothing = Label(self.tr("No other client matches."), "caption", "text2")
        self.question = Banner("info", action=self.tr("Merge"), dismissible=True, icon="user-plus")
        self.question.dismiss_button().set_words(self.tr("Cancel"))
        self._build()
        self.who.textEdited.connect(self._typed)
        self.who.installEventFilter(self)
        self.popup.accepted.connect(self._ask)
        self.question.show_requested.connect(self._confirmed)
        self.question.dismissed.connect(self._cancelled)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        space(column, 0, 10)
        column.addWidget(Label(self.tr("Same person?"), "section"))
        for widget in (self.field, self.popup, self.nothing, self.question):
            column.addWidget(widget)
        self.nothing.hide()
        self.question.hide()
        self._holder = QWidget()
        box = QVBoxLayout(self._holder)
        space(box, 0, 4)
        box.addWidget(Label(self.tr("Merged into this client"), "body", "text2"))
        self._list = QVBoxLayout()
        space(self._list, 0, 4)
        box.addLayout(self._list)
        column.addWidget(self._holder)
        self._holder.hide()

    def show_view(self, view: ClientView) -> None:
        """Show the client as saved."""
        self._title = view.title
        if self._kept:
            self.who.setText(self._kept)
            self._kept = ""
        if view.merged == self._merged:
            return
        had_focus = any(button.hasFocus() for button in self.parts)
        self._merged, self.parts = view.merged, []
        drop_widgets(self._list)
        before: QWidget = self.question.dismiss_button()
        for merged in view.merged:
            self._list.addWidget(self._line(merged))
            # Made later than what stands below it, it would come last to the Tab key.
            QWidget.setTabOrder(before, self.parts[-1])
            before = self.parts[-1]
        self._holder.setVisible(bool(view.merged))
        if had_focus:
            after = self.parts[0] if self.parts else self.who
            after.setFocus(Qt.FocusReason.OtherFocusReason)

    def conceal(self) -> None:
        """Take every name out of the widgets; what is typed is kept for `show_view`, a question is not."""
        self._kept = self._kept or self.who.text()
        self._forget()
        self.question.set_content("info", "")
        self._merged, self.parts = (), []
        drop_widgets(self._list)
        self._holder.hide()

    def _line(self, merged: MergedClient) -> QWidget:
        line = AdaptiveRow(_STACK_BELOW, gap=8)
        told = QWidget()
        words = QVBoxLayout(told)
        space(words, (2, 0, 0, 0), 1)
        words.addWidget(Label(merged.name))
        if merged.detail:
            words.addWidget(Label(merged.detail, "caption", "text2"))
        line.add(told, 1)
        apart = Button(self.tr("Take apart"), "undo-2")
        apart.setAccessibleName(tr("Take {name} apart again", name=merged.name))
        apart.clicked.connect(lambda: self.unmerge_requested.emit(merged.client_id))
        line.add(apart)
        self.parts.append(apart)
        return line

    def is_asking(self) -> bool:
        """Whether the question is on."""
        return not self.question.isHidden()

    def show_error(self, sentence: str) -> None:
        """Say why the clients were not merged or taken apart; "" clears it."""
        self.field.set_error(sentence)
        if sentence:
            self.who.setFocus(Qt.FocusReason.OtherFocusReason)

    def merged(self) -> None:
        """Forget what was typed, once it is done."""
        self._forget()
        self.who.setFocus(Qt.FocusReason.OtherFocusReason)

    def step_back(self) -> bool:
        """Esc takes back the question, or what is typed; false where there was neither."""
        if self.is_asking():
            self.question.dismiss()
            return True
        if self.who.hasFocus() and self.who.text():
            self._forget()
            return True
        return False

    def _typed(self, text: str = "") -> None:
        self.question.hide()
        self._other = None
        self.field.set_error("")
        wanted = text.strip()
        found = self._choices(wanted) if wanted else ()
        self.popup.offer(found)
        self.nothing.setVisible(bool(wanted) and not found)

    def _forget(self) -> None:
        self.who.clear()
        self._typed()

    def _ask(self, other: Suggestion) -> None:
        """Name both before two histories become one; the safe answer has the focus."""
        self._other = other
        name = other.name or other.number
        self.who.setText(name)
        asked = tr("Merge {other} into {this}?", other=name, this=self._title)
        after = tr("Their calls become one history. You can take it apart again.")
        self.question.set_content("info", asked, after, icon="user-plus")
        self.question.present()
        self.question.dismiss_button().setFocus(Qt.FocusReason.TabFocusReason)

    def _confirmed(self) -> None:
        other = self._other
        self.question.hide()
        if other is not None:
            self.merge_requested.emit(other.client_id)

    def _cancelled(self) -> None:
        self._forget()
        self.who.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(Qt.Key(event.key())) or super().eventFilter(watched, event)
        if event.type() == QEvent.Type.FocusOut:
            self.popup.close_up()
        return super().eventFilter(watched, event)

    def _key(self, key: Qt.Key) -> bool:
        if not self.popup.is_open():
            if key in _ENTERS | {Qt.Key.Key_Down} and self._other is None:
                self._typed(self.who.text())
                return self.popup.is_open()
            return False
        if key in _ARROWS:
            self.popup.step(_ARROWS[key])
        elif key in _ENTERS:
            self.popup.accept_chosen()
        elif key == Qt.Key.Key_Escape:
            self.popup.close_up()
        else:
            return False
        return True
