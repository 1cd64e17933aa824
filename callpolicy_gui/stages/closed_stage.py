"""What the stages of a log that is not open have in common: what is asked for waits until it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.stages.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.command_line import Command
    from callpolicy_gui.ui.lock_window import LockWindow
    from callpolicy_gui.ui.trouble_window import TroubleWindow


class ClosedStage(Stage):
    """The log is not open. `wanted` is what to do in the stage of the open one, None for nothing.

    `note` is a title and a body to be said when it is open; both may be empty.
    """

    def __init__(self, window: LockWindow | TroubleWindow, hide_on_close: Callable[[], bool]) -> None:
        super().__init__(window, hide_on_close)
        self.wanted: Callable[[Stage], object] | None = None
        self.note: tuple[str, str] = ("", "")

    def show_page(self, name: str) -> None:
        """The page is shown once the log is open."""
        self.wanted = lambda stage: stage.show_page(name)
        self.bring_up()

    def show_overdue(self) -> None:
        """What is overdue is shown once the log is open."""
        self.alert_clicked("")

    def start_logging(self) -> None:
        """The quick log is opened once the log is."""
        self.wanted = lambda stage: stage.start_logging()
        self.bring_up()

    def show(self, command: Command) -> None:
        """What a start was asked for is done once the log is open."""
        self.wanted = lambda stage: stage.show(command)

    def alert_clicked(self, token: str) -> None:
        """The alert's calls are shown once the log is open."""
        self.wanted = lambda stage: stage.show_overdue()
        self.bring_up(token)
