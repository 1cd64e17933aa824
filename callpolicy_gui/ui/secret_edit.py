"""A field for a passphrase or a recovery code: what is typed leaves it by no other way than being used.

Nothing of it can be copied, dragged, undone or learnt by an input method, not even while it
is shown. Pasting works: a password manager is a good place for a passphrase.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from callpolicy_gui.ui.theme import px
from callpolicy_gui.ui.widgets import Button, LineEdit

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

_FORBIDDEN = (
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Undo,
    QKeySequence.StandardKey.Redo,
)
_HINTS = (
    Qt.InputMethodHint.ImhSensitiveData
    | Qt.InputMethodHint.ImhNoPredictiveText
    | Qt.InputMethodHint.ImhNoAutoUppercase
)


class SecretEdit(LineEdit):
    """A field whose characters are hidden until the eye at its end is pressed.

    With `visible` they are shown and there is no eye: for a code that is read off a paper.
    """

    def __init__(self, *, name: str, visible: bool = False, parent: QWidget | None = None) -> None:
        # Made later, because the margins are asked for while the field itself is being made.
        self._eye: Button | None = None
        super().__init__(name=name, parent=parent)
        self._visible = visible
        self.setDragEnabled(False)
        self.setAcceptDrops(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setMaxLength(2000)
        eye = Button(icon="eye", kind="ghost", tooltip=self.tr("Show what is typed"), parent=self)
        eye.setCursor(Qt.CursorShape.ArrowCursor)
        eye.setCheckable(True)
        eye.setAccessibleDescription(name)
        # Inside the field: on its border the ring would hardly be seen.
        eye.ring_reach = 2
        eye.toggled.connect(self._show_typed)
        eye.setHidden(visible)
        self._eye = eye
        self._show_typed(visible)

    def eye(self) -> Button:
        """The button that shows what is typed and hides it again."""
        if self._eye is None:
            raise RuntimeError("made with the field")
        return self._eye

    def forget(self) -> None:
        """Empty and hidden again, with nothing left to undo."""
        self.setText("")  # clear() would leave the text to be undone
        if not self._visible:
            self.eye().setChecked(False)

    def show_as(self, *, visible: bool) -> None:
        """Take a passphrase, hidden, or a code, `visible`; what was typed is forgotten."""
        self._visible = visible
        self.forget()
        self.eye().setHidden(visible)
        self._show_typed(visible)
        self._margins()

    def _show_typed(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        # Qt takes the hints back with the echo mode.
        self.setInputMethodHints(self.inputMethodHints() | _HINTS)
        eye = self.eye()
        eye.set_icon_name("eye-off" if shown else "eye")
        eye.set_tooltip(self.tr("Hide what is typed") if shown else self.tr("Show what is typed"))

    def _margins(self) -> None:
        super()._margins()
        eye = self._eye
        if eye is None or eye.isHidden():
            return
        margins, side = self.textMargins(), self.height() - 2 * px(3)
        self.setTextMargins(margins.left(), 0, side, 0)
        eye.setGeometry(self.width() - side - px(3), px(3), side, side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._margins()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and _is_forbidden(event):
            event.accept()  # and not the window's either: its undo is about calls
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_forbidden(event):
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        # Where marking a text copies it, Qt copies when the button is let go.
        if event.button() != Qt.MouseButton.LeftButton:
            super().mouseReleaseEvent(event)


def _is_forbidden(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and any(event.matches(key) for key in _FORBIDDEN)
