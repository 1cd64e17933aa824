"""What can be done with a call of the queue, whether by key, button or menu.

The list, the details pane and the menu bar all come through here, so that a key and a button can
never do different things.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal

from callpolicy_gui.ui.call_editor import CallEditor
from callpolicy_gui.ui.client_sheet import ClientSheet
from callpolicy_gui.ui.clipboard import PassingClipboard
from callpolicy_gui.ui.names_cover import add_names_key
from callpolicy_gui.ui.not_now_dialog import NotNowDialog
from callpolicy_gui.ui.prompts import WhenPrompt, not_owed_menu, snooze_menu, when_question

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QDialog, QWidget

    from callpolicy_gui.controller import Controller
    from callpolicy_gui.controller.views import Refused
    from callpolicy_gui.core.calls import NotOwedReason, Outcome, Voicemail
    from callpolicy_gui.ui.prompts import KeyedMenu


class CallActions(QObject):
    """Asks what has to be asked, then the controller. `refused` carries why nothing was done.

    `place` says where a menu opens, in global pixels.
    """

    refused = Signal(str)
    veiled = Signal()  # nothing was opened, because it shows names and they are hidden

    def __init__(self, controller: Controller, window: QWidget, place: Callable[[], QPoint]) -> None:
        super().__init__(window)
        self._controller = controller
        self._window = window
        self._place = place
        self.clipboard = PassingClipboard(self)
        self.dial: Callable[[str], bool] | None = None  # telephones a number, where anything here does

    def attempt(self, call_id: int, outcome: Outcome, ask_when: bool = False) -> None:
        """Record a try at returning the call, now or at a time that is asked for."""
        if not ask_when:
            self._tell(self._controller.calls.attempt(call_id, outcome))
            return
        self._open(
            WhenPrompt(
                when_question(outcome),
                lambda text: self._controller.calls.attempt(call_id, outcome, text),
                self._window,
            )
        )

    def snooze(self, call_id: int) -> None:
        """Ask until when to put the call off."""
        calls = self._controller.calls
        self._pop_up(
            snooze_menu(
                self._window,
                calls.snooze_choices(call_id),
                lambda until: self._tell(calls.snooze(call_id, until)),
                lambda: self._ask_wish(call_id),
            )
        )

    def not_owed(self, call_id: int) -> None:
        """Ask why no return is owed, and settle the call."""
        self._pop_up(not_owed_menu(self._window, lambda reason: self._not_owed(call_id, reason)))

    def call_back_anyway(self, call_id: int) -> None:
        """Put a call that is owed nothing back into the queue."""
        self._tell(self._controller.calls.call_back_anyway(call_id))

    def edit(self, call_id: int) -> None:
        """Open the call for correction."""
        if self._controller.names_hidden:
            self.veiled.emit()
            return
        self._open(CallEditor(self._controller, call_id, self._window))

    def open_client(self, client_id: int) -> None:
        """Open a client: name, numbers, who is the same person, and what was agreed."""
        if self._controller.names_hidden:
            self.veiled.emit()
            return
        sheet = ClientSheet(self._controller, client_id, self._window)
        self._controller.access.record_opened(client_id)
        self._open(sheet)

    def set_voicemail(self, call_id: int, voicemail: Voicemail) -> None:
        """Answer whether there was a voicemail."""
        self._tell(self._controller.calls.set_voicemail(call_id, voicemail))

    def set_note(self, call_id: int, note: str) -> None:
        """Keep a scheduling note."""
        self._tell(self._controller.calls.set_note(call_id, note))

    def name_caller(self, call_id: int, name: str) -> None:
        """Give a number a name."""
        self._tell(self._controller.calls.name_caller(call_id, name))

    def copy_number(self, number: str) -> None:
        """Put a telephone number on the clipboard for half a minute."""
        self.clipboard.copy(number)

    def call_number(self, call_id: int, number: str) -> None:
        """Hand a number to what telephones here; at a time that is not safe only after a question."""
        safety = self._controller.queue().safety.get(call_id)
        if safety is not None and safety.not_now:
            self._open(NotNowDialog(safety.not_now, lambda: self._dial(number), self._window))
        else:
            self._dial(number)

    def _dial(self, number: str) -> None:
        if self.dial is None or not self.dial(self._controller.calls.number_to_dial(number)):
            self.refused.emit(self.tr("Nothing on this computer could call that number. Copy it instead."))

    def undo(self) -> None:
        """Take back what was done last."""
        self._controller.undoing.undo()

    def redo(self) -> None:
        """Do once more what was taken back last."""
        self._controller.undoing.redo()

    def _not_owed(self, call_id: int, reason: NotOwedReason) -> None:
        self._tell(self._controller.calls.not_owed(call_id, reason))

    def _ask_wish(self, call_id: int) -> None:
        self._open(
            WhenPrompt(
                self.tr("When does the client want to be called?"),
                lambda text: self._controller.calls.client_asked(call_id, text),
                self._window,
                hint=self.tr("16:30, tomorrow 9:00 or fri 18:00"),
                action=self.tr("Snooze"),
            )
        )

    def _pop_up(self, menu: KeyedMenu) -> None:
        controller = self._controller
        menu.names_key_pressed.connect(lambda: controller.hide_names(not controller.names_hidden))
        menu.show_at(self._place())

    def _open(self, dialog: QDialog) -> None:
        add_names_key(dialog, self._controller)
        dialog.open()

    def _tell(self, refused: Refused | None) -> None:
        if refused is not None:
            self.refused.emit(refused.sentence)
