"""Putting the recovery code on paper: it is shown once, in groups, and typed back from there.

While it is typed back it is not shown: what counts is what the paper says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLayout, QVBoxLayout, QWidget

from callpolicy_gui.controller.views import Refused
from callpolicy_gui.ui.adaptive_row import drop_widgets
from callpolicy_gui.ui.dialog_size import fit_height
from callpolicy_gui.ui.print_code import can_print, print_code
from callpolicy_gui.ui.secret_edit import SecretEdit
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.while_alive import while_alive
from callpolicy_gui.ui.widgets import (
    Button,
    Field,
    FlowLayout,
    FocusRing,
    Label,
    Panel,
    ScrollPage,
    announce,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QShowEvent

    from callpolicy_gui.controller.protection_desk import ProtectionDesk

_WIDTH, _GROUP_GAP = 500, 20  # layout units
_GROUPS_A_LINE = 4


class CodePanel(Panel):
    """A code, large, in groups. It can be read and not copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sunken", "", margin=(18, 14, 18, 14), parent=parent)
        self._holder = QWidget()
        self._groups = FlowLayout(self._holder, gap=_GROUP_GAP, line_gap=8)
        self.body.addWidget(self._holder)

    def show_code(self, code: str) -> None:
        """Show a code whose groups are joined by dashes; "" shows none."""
        for label in self._labels():
            label.clear()  # they live on until Qt has time to delete them
        drop_widgets(self._groups)
        for group in code.split("-") if code else ():
            label = Label(group, "h1", wrap=False)
            self._groups.addWidget(label)
            label.show()  # at once: the dialog is about to ask how high it has to be
        labels = self._labels()
        widest = max((label.sizeHint().width() for label in labels), default=0)
        for label in labels:
            label.setMinimumWidth(widest)
        most = _GROUPS_A_LINE * widest + (_GROUPS_A_LINE - 1) * px(_GROUP_GAP)
        self._holder.setMaximumWidth(max(1, most))
        self.setAccessibleName(code.replace("-", " "))

    def groups(self) -> tuple[str, ...]:
        """The groups as they are shown."""
        return tuple(label.text() for label in self._labels())

    def _labels(self) -> list[Label]:
        items = [self._groups.itemAt(n) for n in range(self._groups.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if isinstance(widget, Label)]


class RecoveryCodeDialog(QDialog):
    """Makes a code, shows it, and has it typed back; without `make` the one made last is only typed back.

    A `code` that was made already is shown as it is.
    `printing` prints a code; None where nothing can be printed.
    """

    def __init__(
        self,
        desk: ProtectionDesk,
        parent: QWidget,
        *,
        make: bool = True,
        code: str = "",
        printing: Callable[[str, QWidget], None] | None = print_code,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Recovery code"))
        self._desk, self._make, self._code = desk, make and not code, code
        self._asked = self._busy = False
        can = printing is not None and (printing is not print_code or can_print())
        self._printing = printing if can else None
        self.title = Label("", "h2")
        self.words = Label("", "body", "text2")
        self.panel = CodePanel()
        self.edit = SecretEdit(name=self.tr("Recovery code"), visible=True)
        hint = self.tr("Dashes and capitals do not matter.")
        self.field = Field(self.tr("What the paper says"), self.edit, hint)
        self.error = Label("", "body", "overdue")
        self.print_button = Button(self.tr("Print\u2026"), "printer")
        self.back = Button(self.tr("Show the code again"))
        self.close_button = Button(self.tr("Not now"))
        self.next = Button(self.tr("I have it on paper"), "check", "primary")
        self.confirm = Button(self.tr("Confirm"), "check", "primary", key=self.tr("Enter"))
        self._build()
        self._connect()
        self._ring = FocusRing(self)
        if make or code:
            self._show_code()
        else:
            self._ask_back()

    def _build(self) -> None:
        self._page = ScrollPage(margin=18, gap=14)
        for widget in (self.title, self.words, self.panel, self.field, self.error):
            self._page.body.addWidget(widget)
        self.error.hide()
        buttons = QWidget()
        row = FlowLayout(buttons, gap=8, trailing=True)
        for button in (self.close_button, self.back, self.print_button, self.next, self.confirm):
            row.addWidget(button)
        self._page.body.addWidget(buttons)
        outer = QVBoxLayout(self)
        space(outer, 0, 0)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        outer.addWidget(self._page)
        self.setMinimumSize(px(240), px(200))

    def _connect(self) -> None:
        self.print_button.clicked.connect(self._print)
        self.back.clicked.connect(self._show_code)
        self.next.clicked.connect(self._ask_back)
        self.confirm.clicked.connect(self._confirm)
        self.close_button.clicked.connect(self.reject)
        self.edit.textEdited.connect(lambda _text: self.field.set_error(""))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._make and not self._asked:
            self._asked = True
            self._desk.new_recovery_code(while_alive(self, self._made))

    def is_asking_back(self) -> bool:
        """Whether the code is being typed back, not shown."""
        return not self.field.isHidden()

    def _made(self, answer: str | Refused) -> None:
        if isinstance(answer, Refused):
            self.title.setText(self.tr("No code was made"))
            self.words.hide()
            self.panel.hide()
            self._say(answer.sentence)
            self.close_button.set_words(self.tr("Close"))
            self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._code = answer
        self._show_code()
        announce(self, self.title.text())

    def _show_code(self) -> None:
        """The first step: the code, to be brought to paper."""
        ready = bool(self._code)
        self.title.setText(self.tr("Your recovery code") if ready else self.tr("One moment\u2026"))
        self.words.setText(
            self.tr(
                "Write it down or print it, then type it back. It opens your log when the passphrase "
                "or this computer's keychain is lost, and it is shown only now."
            )
        )
        self.panel.show_code(self._code)
        self._show_step(asking=False)
        # A hasty Enter must not fall on a button that says the code is on paper.
        first = self.print_button if self._printing is not None else self.panel
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_back(self) -> None:
        """The second step: the code, from the paper."""
        self.title.setText(self.tr("Type it back"))
        self.words.setText(
            self.tr("Once, from the paper. Then it counts, and no earlier code opens your log.")
        )
        self.panel.show_code("")
        self._show_step(asking=True)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_step(self, *, asking: bool) -> None:
        ready = bool(self._code)
        self.panel.setVisible(not asking)
        self.field.setVisible(asking)
        self.field.set_error("")
        self.error.hide()
        self.print_button.setVisible(not asking and ready and self._printing is not None)
        self.next.setVisible(not asking and ready)
        self.back.setVisible(asking and ready)
        self.confirm.setVisible(asking)
        self._fit()

    def _fit(self) -> None:
        for widget in (self.field, self.panel):
            widget.updateGeometry()  # what was just shown is not in the column's sums yet
        fit_height(self, self._page.body, px(_WIDTH), (px(36), px(36)))

    def _print(self) -> None:
        if self._printing is not None and self._code:
            self._printing(self._code, self)

    def _confirm(self) -> None:
        if self._busy or not self.edit.text().strip():
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._set_busy(busy=True)
        self._desk.confirm_recovery_code(self.edit.text(), while_alive(self, self._confirmed))

    def _confirmed(self, refused: Refused | None) -> None:
        self._set_busy(busy=False)
        if refused is None:
            self.accept()
            return
        self.field.set_error(refused.sentence)
        self._fit()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._page.ensureWidgetVisible(self.field)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.edit.setReadOnly(busy)
        self.confirm.setEnabled(not busy)
        self.back.setEnabled(not busy)

    def _say(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.show()
        self._fit()
        announce(self, sentence, urgent=True)

    def done(self, result: int) -> None:
        self._code = ""
        self.panel.show_code("")
        self.edit.forget()
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self.is_asking_back():
                self._confirm()
            return
        super().keyPressEvent(event)
