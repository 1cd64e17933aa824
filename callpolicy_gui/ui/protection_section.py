"""How the log is protected, and everything that changes it: a section of the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QVBoxLayout, QWidget

from callpolicy_gui.ui.adaptive_row import AdaptiveRow
from callpolicy_gui.ui.passphrase_dialog import PassphraseDialog
from callpolicy_gui.ui.proof_dialog import ProofDialog
from callpolicy_gui.ui.recovery_code_dialog import RecoveryCodeDialog
from callpolicy_gui.ui.setting_row import Number, SettingRow
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.while_alive import while_alive
from callpolicy_gui.ui.widgets import (
    Banner,
    Button,
    CheckBox,
    FlowLayout,
    FocusRing,
    IconLabel,
    Label,
    announce,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.controller.protection_desk import ProtectionDesk
    from callpolicy_gui.controller.protection_views import ProtectionView
    from callpolicy_gui.controller.views import Refused

_STACK_BELOW = 460  # layout units
_MOST_LOCK_MINUTES = 120


class _Trouble(QWidget):
    """Why something was refused, or nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._words = Label("", "caption", "overdue")
        line = QHBoxLayout(self)
        space(line, 0, 6)
        line.addWidget(IconLabel("triangle-alert", "overdue", 16), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._words, 1)
        self.hide()

    def text(self) -> str:
        """What is said, or an empty text."""
        return self._words.text()

    def say(self, sentence: str) -> None:
        """Say why; an empty text takes it away."""
        self._words.setText(sentence)
        self.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence, urgent=True)


class _Way(QWidget):
    """One way in: what it is, how it stands, and what can be done about it."""

    def __init__(self, title: str, buttons: tuple[Button, ...]) -> None:
        super().__init__()
        self.state = Label("", "caption", "text2")
        self.trouble = _Trouble()
        told = QWidget()
        words = QVBoxLayout(told)
        space(words, 0, 1)
        words.addWidget(Label(title))
        words.addWidget(self.state)
        deeds = QWidget()
        flow = FlowLayout(deeds, gap=6)
        for button in buttons:
            flow.addWidget(button)
        row = AdaptiveRow(_STACK_BELOW, gap=8)
        row.add(told, 1)
        row.add(deeds, 0)
        column = QVBoxLayout(self)
        space(column, 0, 4)
        column.addWidget(row)
        column.addWidget(self.trouble)


class ProtectionSection(QWidget):
    """Shows the desk's view and asks the desk; a refusal stands under what it is about."""

    def __init__(self, desk: ProtectionDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._busy = False
        self._view = desk.view()
        self._build()
        self._connect()
        self.reload()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        space(column, 0, 14)
        said = QHBoxLayout()
        space(said, 0, 10)
        self._icon = IconLabel("lock", "text2", 20)
        self.sentence = Label("", "body", "text")
        said.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self.sentence, 1)
        column.addLayout(said)
        self.warning = Banner("info", icon="key-round")
        column.addWidget(self.warning)
        self.set_passphrase = Button("", "key-round")
        self.remove_passphrase = Button(self.tr("Remove"))
        self.remove_passphrase.setAccessibleName(self.tr("Remove the passphrase"))
        self.passphrase = _Way(self.tr("Passphrase"), (self.set_passphrase, self.remove_passphrase))
        self.make_code = Button("", "printer")
        self.type_back = Button(self.tr("Type it back"), "check")
        self.type_back.setAccessibleName(self.tr("Type the recovery code back"))
        self.remove_code = Button(self.tr("Remove"))
        self.remove_code.setAccessibleName(self.tr("Remove the recovery code"))
        self.code = _Way(self.tr("Recovery code"), (self.type_back, self.make_code, self.remove_code))
        self.keychain = CheckBox(
            self.tr("Keep the key in this computer's keychain"),
            self.tr("Then the log opens without asking when you start."),
        )
        self.keychain_trouble = _Trouble()
        self.lock = Number(0, _MOST_LOCK_MINUTES, 1)
        self.lock.setSuffix(self.tr(" min"))
        self.lock.setSpecialValueText(self.tr("Never"))
        self.lock_row = SettingRow(
            self.tr("Lock after"), self.tr("Minutes without a key or a click."), self.lock
        )
        self.no_lock = Label(self.tr("With a passphrase the log can be locked."), "caption", "text3")
        for widget in (
            self.passphrase,
            self.code,
            self.keychain,
            self.keychain_trouble,
            self.lock_row,
            self.no_lock,
        ):
            column.addWidget(widget)

    def _connect(self) -> None:
        self.set_passphrase.clicked.connect(lambda: PassphraseDialog(self._desk, self).open())
        self.remove_passphrase.clicked.connect(self._ask_about_passphrase)
        self.make_code.clicked.connect(self._make_code)
        self.type_back.clicked.connect(lambda: RecoveryCodeDialog(self._desk, self, make=False).open())
        self.remove_code.clicked.connect(self._ask_about_code)
        self.keychain.clicked.connect(self._keychain_clicked)
        self.lock.valueChanged.connect(self._lock_chosen)
        self._desk.changed.connect(self.reload)

    # -- as it is ------------------------------------------------------------------------

    def reload(self) -> None:
        """Show the protection as it is now."""
        self._view = view = self._desk.view()
        self.sentence.setText(view.sentence)
        closed = view.can_change and not view.in_key_file
        self._icon.set_icon("lock" if closed else "lock-open")
        self.warning.set_content("info", "", view.warning, icon="key-round")
        self.warning.setVisible(bool(view.warning))
        for widget in (self.passphrase, self.code, self.keychain):
            widget.setVisible(view.can_change)
        self._show_passphrase(view)
        self._show_code(view)
        self.keychain.setChecked(view.in_keychain)
        self.keychain.setVisible(view.can_change and (view.keychain_found or view.in_keychain))
        self.lock.show_value(view.lock_minutes)
        self.lock_row.setVisible(view.can_change and view.has_passphrase)
        self.no_lock.setVisible(view.can_change and not view.has_passphrase)
        self._settle()

    def _show_passphrase(self, view: ProtectionView) -> None:
        has = view.has_passphrase
        self.set_passphrase.set_words(self.tr("Change") if has else self.tr("Set a passphrase"))
        self.set_passphrase.setAccessibleName(
            self.tr("Change the passphrase") if has else self.tr("Set a passphrase")
        )
        self.remove_passphrase.setVisible(has)
        self.passphrase.state.setText(self.tr("It is set.") if has else self.tr("None is set."))

    def _show_code(self, view: ProtectionView) -> None:
        pending = view.has_recovery and not view.recovery_checked
        self.type_back.setVisible(pending)
        self.remove_code.setVisible(view.has_recovery)
        again, first = self.tr("Make a new one"), self.tr("Print the recovery code")
        self.make_code.set_words(again if view.has_recovery else first)
        self.make_code.setAccessibleName(self.tr("Make a new recovery code") if view.has_recovery else first)
        if view.recovery_checked:
            state = self.tr("It is on paper. It opens your log on any computer.")
        elif pending:
            state = self.tr("It was made but not typed back, so it does not count yet.")
        else:
            state = self.tr("None was made.")
        self.code.state.setText(state)

    def _settle(self) -> None:
        for button in (
            self.set_passphrase,
            self.remove_passphrase,
            self.make_code,
            self.type_back,
            self.remove_code,
            self.keychain,
        ):
            button.setEnabled(not self._busy)

    # -- changing it ---------------------------------------------------------------------

    def _wait_for(self, trouble: _Trouble) -> Callable[[Refused | None], None]:
        """What a change is to call when it is over; until then nothing else can be changed."""
        self._busy = True
        self._settle()
        trouble.say("")

        def over(refused: Refused | None) -> None:
            self._busy = False
            self.reload()
            trouble.say("" if refused is None else refused.sentence)

        return while_alive(self, over)

    def _keychain_clicked(self, on: bool) -> None:
        if not (on and self._view.has_passphrase):
            self._desk.use_keychain(on, self._wait_for(self.keychain_trouble))
            return
        dialog = ProofDialog(
            self.tr("Keep the key in the keychain?"),
            self.tr("Then the log opens without asking when you start."),
            self.tr("Keep it there"),
            self,
            submit=lambda proof, done: self._desk.use_keychain(True, done, proof=proof),
            then=lambda _none: self.keychain_trouble.say(""),
        )
        dialog.finished.connect(lambda _result: self.reload())  # the tick goes where it was not kept
        dialog.open()

    def _make_code(self) -> None:
        if not self._view.has_passphrase:
            RecoveryCodeDialog(self._desk, self).open()
            return
        ProofDialog(
            self.tr("Make a recovery code?"),
            self.tr("Whoever has it can open your log, so it is made for you only."),
            self.tr("Make it"),
            self,
            submit=lambda proof, done: self._desk.new_recovery_code(done, proof=proof),
            then=lambda code: RecoveryCodeDialog(self._desk, self, code=code).open(),
        ).open()

    def _lock_chosen(self, minutes: int) -> None:
        refused = self._desk.set_lock_minutes(minutes)
        self.lock_row.set_error("" if refused is None else refused.sentence)
        self.reload()

    def _ask_about_passphrase(self) -> None:
        """Removing it cannot be undone by who forgot it, and may leave the log open to all."""
        if self._view.opens_without_passphrase:
            said = self.tr("Your log then opens with this computer's keychain and cannot be locked.")
            self._ask_to_remove(said, self.tr("Remove"), keep_in_file=False)
            return
        said = self.tr(
            "Nothing else opens your log every day and outlives the keychain, so its key would "
            "lie beside it: whoever has this folder can read it. The keychain and a recovery code on "
            "paper spare you that."
        )
        self._ask_to_remove(said, self.tr("Remove, key beside the log"), keep_in_file=True)

    def _ask_to_remove(self, said: str, act: str, *, keep_in_file: bool) -> None:
        ProofDialog(
            self.tr("Remove the passphrase?"),
            said,
            act,
            self,
            submit=lambda proof, done: self._desk.remove_passphrase(
                done, keep_in_file=keep_in_file, proof=proof
            ),
            then=lambda _none: self.passphrase.trouble.say(""),
        ).open()

    def _ask_about_code(self) -> None:
        said = self.tr("What is on paper opens your log no more. You can make another one.")
        self._ask(
            self.tr("Remove the recovery code?"),
            said,
            self.tr("Remove"),
            lambda: self._desk.remove_recovery_code(self._wait_for(self.code.trouble)),
        )

    def _ask(self, title: str, said: str, act: str, do: Callable[[], object]) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(self.tr("Protection"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(title)
        box.setInformativeText(said)
        keep = box.addButton(self.tr("Keep it"), QMessageBox.ButtonRole.RejectRole)
        go = box.addButton(act, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        go.clicked.connect(do)
        FocusRing(box)
        box.open()
