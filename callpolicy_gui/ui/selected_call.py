"""What a command of the menus is about: the selected call, or the client of it, on the page that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.ui.log_page import LogPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QStackedWidget

    from callpolicy_gui.core.calls import Outcome
    from callpolicy_gui.ui.queue_page import QueuePage


class SelectedCall:
    """Does something with the selected call; nothing on a page where none is to be seen."""

    def __init__(self, queue: QueuePage, pages: QStackedWidget) -> None:
        self._queue = queue
        self._pages = pages

    def attempt(self, outcome: Outcome, ask_when: bool) -> None:
        """Record a try at returning it."""
        actions = self._queue.call_actions
        self._with_owed(lambda call_id: actions.attempt(call_id, outcome, ask_when=ask_when))

    def snooze(self) -> None:
        """Ask until when to put it off."""
        self._with_owed(self._queue.call_actions.snooze)

    def not_owed(self) -> None:
        """Ask why no return is owed."""
        row = self._queue.list.current_row()
        if row is not None and row.can_be_closed:
            self._with(self._queue.call_actions.not_owed)

    def call_back(self) -> None:
        """Put it back into the queue, where nothing is owed."""
        self._with(self._queue.call_actions.call_back_anyway, owed=False)

    def edit(self) -> None:
        """Open it for correction."""
        self._with(self._queue.call_actions.edit)

    def client_id(self) -> int | None:
        """The client of what is selected on the page that is shown, None where there is none."""
        page = self._pages.currentWidget()
        if isinstance(page, LogPage):
            return page.client_id()
        row = self._queue.list.current_row() if page is self._queue else None
        return None if row is None or row.obligation.client is None else row.obligation.client.client_id

    def open_client(self) -> None:
        """Open that client."""
        client_id = self.client_id()
        if client_id is not None:
            self._queue.call_actions.open_client(client_id)

    def _with_owed(self, act: Callable[[int], object]) -> None:
        self._with(act, owed=True)

    def _with(self, act: Callable[[int], object], *, owed: bool | None = None) -> None:
        """Do something with it, where it is owed a return as the deed asks (None: either)."""
        row = self._queue.list.current_row()
        if row is None or self._pages.currentWidget() is not self._queue:
            return
        if owed is None or owed == (row.group is not Group.NOT_OWED):
            act(row.call_id)
