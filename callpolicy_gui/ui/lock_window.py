"""The lock: an opaque page that knows nothing of the log, and a field for what opens it.

It asks and says; whether what is typed is right is somebody else's business. No timer runs
here: how long the next try has to wait is told to it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QLayout, QVBoxLayout, QWidget

from callpolicy_gui.ui.secret_edit import SecretEdit
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.widgets import (
    Banner,
    Button,
    Field,
    FlowLayout,
    FocusRing,
    IconTile,
    Label,
    ScrollPage,
    announce,
)
from callpolicy_gui.wording.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent

_WIDTH, _SIDE, _TILE_FROM = 420, 22, 400  # layout units


class LockWindow(QWidget):
    """Asks for the passphrase or the recovery code.

    `at_start`: the log was not open before, so nothing was locked. `why` says why it locked, "" for
    nothing. `reminders` tells whether alerts go on. Where there is no passphrase, or no recovery code, the
    other one is the only one asked for. `on_close` is asked before the window closes: true closes it.
    """

    passphrase_submitted = Signal(str)
    code_submitted = Signal(str)
    quit_requested = Signal()
    clock_confirmed = Signal()

    def __init__(
        self,
        *,
        at_start: bool = False,
        why: str = "",
        reminders: bool = True,
        has_passphrase: bool = True,
        has_recovery: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.on_close: Callable[[], bool] = lambda: True
        self.setWindowTitle("Call Policy")
        self._busy, self._waits = False, False
        self._code = not has_passphrase
        title = self.tr("Unlock Call Policy") if at_start else self.tr("Call Policy is locked")
        self.title = Label(title, "h1")
        self.why = Label(why, "body", "text2")
        self.why.setVisible(bool(why))
        self.edit = SecretEdit(name="", visible=self._code)
        self.field = Field(self.tr("Passphrase"), self.edit)
        self.wait = Label("", "body", "text2")
        self.wait.hide()
        self.unlock = Button(self.tr("Unlock"), "lock-open", "primary", key=self.tr("Enter"))
        self.other = Button("", kind="ghost")
        self.other.setVisible(has_passphrase and has_recovery)
        kept = self.tr("Reminders keep running.") if reminders else self.tr("No reminders until it is open.")
        self.reminders = Label(kept, "body", "text2")
        self.doubt = Banner("soon", icon="calendar-x", action=self.tr("The date is right"))
        self.doubt.hide()
        self.quit = Button(self.tr("Quit"))
        self._build()
        self._connect()
        self._ask_for(code=self._code)
        self._ring = FocusRing(self)
        self.setMinimumSize(480, 360)
        self.resize(1100, 720)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        space(outer, 0, 0)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.pane = ScrollPage(gap=12)
        outer.addWidget(self.pane)
        body = self.pane.body
        self._tile = IconTile("lock", "accentSoft", "accentText", 44)
        for widget in (self._tile, self.title, self.why, self.field, self.wait):
            body.addWidget(widget)
        deeds = QWidget()
        row = FlowLayout(deeds, gap=8)
        row.addWidget(self.unlock)
        row.addWidget(self.other)
        body.addWidget(deeds)
        body.addWidget(self.reminders)
        body.addWidget(self.doubt)
        foot = QWidget()
        last = FlowLayout(foot, gap=8)
        last.addWidget(self.quit)
        body.addWidget(foot)
        ground = self.pane.widget()
        self._column = ground.layout() if ground is not None else None
        if isinstance(self._column, QBoxLayout):
            self._column.insertStretch(0, 1)  # in the middle of the window, as far as there is room

    def _connect(self) -> None:
        self.unlock.clicked.connect(self._submit)
        self.other.clicked.connect(self._switch)
        self.quit.clicked.connect(self.quit_requested)
        self.doubt.show_requested.connect(self.clock_confirmed)
        self.edit.textEdited.connect(self._typed)
        for key, act in (("Ctrl+Q", self.quit_requested.emit), ("Ctrl+W", self.close)):
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def asks_for_code(self) -> bool:
        """Whether the recovery code is asked for, not the passphrase."""
        return self._code

    def show_doubt(self, sentence: str) -> None:
        """Say that this computer's clock is not believed, in place of the reminders; "" is over."""
        self.reminders.setVisible(not sentence)
        self.doubt.set_content("soon", "", sentence, icon="calendar-x")
        self.doubt.action_button().setAccessibleDescription(sentence)
        self.doubt.setVisible(bool(sentence))
        if sentence:
            announce(self.doubt, sentence)

    def show_error(self, sentence: str, *, keep_typed: bool = False) -> None:
        """Say why it did not open. `keep_typed` leaves a mistyped code to be put right."""
        if not keep_typed:
            self.edit.forget()
        self.field.set_error(sentence)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        # Later, because the error gets its place in the column only then.
        QTimer.singleShot(0, self, lambda: self.pane.ensureWidgetVisible(self.field))

    def show_wait(self, seconds: float) -> None:
        """Say how long the next try has to wait; 0 lets it be made."""
        left = max(0, math.ceil(seconds))
        began = left > 0 and not self._waits
        self._waits = left > 0
        said = counted(left, "Wait %n second, then try again.", "Wait %n seconds, then try again.")
        self.wait.setText(said if left else "")
        self.wait.setVisible(self._waits)
        if began:
            announce(self, said)  # once: a screen reader must not count down aloud
        self._settle()

    def show_holdup(self, words: str) -> None:
        """Say what a try that is being made waits for."""
        self.wait.setText(words)
        self.wait.show()
        announce(self, words)

    def set_busy(self, busy: bool) -> None:
        """Whether a try is being made; until it is over there is no other."""
        self._busy = busy
        self.unlock.set_words(self.tr("Unlocking\u2026") if busy else self.tr("Unlock"))
        self._settle()
        if not busy:
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Forget what is typed and what was said about it."""
        self.edit.forget()
        self.field.set_error("")

    def _settle(self) -> None:
        self.edit.setReadOnly(self._busy)
        self.unlock.setEnabled(not self._busy and not self._waits)
        self.other.setEnabled(not self._busy)

    def _typed(self, _text: str) -> None:
        self.field.set_error("")

    def _switch(self) -> None:
        self._ask_for(code=not self._code)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_for(self, *, code: bool) -> None:
        self._code = code
        self.edit.show_as(visible=code)
        self.field.set_error("")
        words = self.tr("Recovery code") if code else self.tr("Passphrase")
        self.field.label().setText(words)
        self.edit.setAccessibleName(words)
        hint = self.tr("Seven groups of four letters and digits. Dashes and capitals do not matter.")
        self.field.set_hint(hint if code else "")
        other = self.tr("Use the passphrase instead") if code else self.tr("Use the recovery code instead")
        self.other.set_words(other)

    def _submit(self) -> None:
        typed = self.edit.text()
        if self._busy or self._waits or not typed:
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self._code:
            # Kept until the answer: 28 characters with one slip are put right, not typed anew.
            self.code_submitted.emit(typed)
        else:
            self.edit.forget()
            self.passphrase_submitted.emit(typed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._submit()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.pane.ensureWidgetVisible(self.field)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tile.setVisible(self.height() >= px(_TILE_FROM))
        if self._column is not None:
            # By margins: a column with a largest width would be as low as if it were wider than that.
            side = max(px(_SIDE), (self.width() - px(_WIDTH)) // 2)
            self._column.setContentsMargins(side, px(_SIDE), side, px(_SIDE))
        self.pane.ensureWidgetVisible(self.field)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.clear()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.on_close():
            self.clear()
            event.accept()
        else:
            event.ignore()
