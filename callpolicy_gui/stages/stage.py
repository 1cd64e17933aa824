"""What every state of the program offers to the desktop around it.

There is one stage at a time. What the desktop says goes to it; what it wants of the desktop
it says by signals. A stage is left by `leave`, after which nothing of it is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, Signal
from shiboken6 import delete, isValid

from callpolicy_gui.desktop.raise_window import bring_to_front
from callpolicy_gui.desktop.tray import TrayState
from callpolicy_gui.headless import REFUSED, Outcome
from callpolicy_gui.stages.showing import Showing, show_as, showing_of
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from callpolicy_gui.command_line import Command
    from callpolicy_gui.core.clock_doubt import ClockDoubt
    from callpolicy_gui.ui.lock_window import LockWindow
    from callpolicy_gui.ui.main_window import MainWindow
    from callpolicy_gui.ui.trouble_window import TroubleWindow
    from callpolicy_gui.wording.reach import Reach


class Stage(QObject):
    """A state of the program. What a stage cannot do changes nothing and brings its window up.

    `hide_on_close` tells whether there is a tray to hide in.
    """

    tray_changed = Signal(object)  # TrayState
    alert_wanted = Signal(str, str, bool, bool)  # title, body, whether it is urgent, and can be put off
    alert_reworded = Signal(str, str)  # title and body for the alert on the screen, if it is there still
    alert_settled = Signal()
    test_alert_wanted = Signal()
    autostart_wanted = Signal(bool)
    told_of_tray = Signal()
    theme_chosen = Signal(str)
    text_size_chosen = Signal(int)  # per cent
    look_again = Signal()  # when to look again has changed
    device_changed = Signal()  # settings of this computer
    lock_wanted = Signal()
    opened = Signal(object)  # an OpenLog: the stage to come
    not_opened = Signal(object, object)  # a StorageError and the key: the log is in trouble
    clock_confirmed = Signal()  # somebody says that this computer's clock is right
    restore_wanted = Signal(object)  # a Backup or a SetAsideLog: what is to take the log's place
    quit_wanted = Signal()

    def __init__(
        self, window: MainWindow | LockWindow | TroubleWindow, hide_on_close: Callable[[], bool]
    ) -> None:
        super().__init__()
        self.window: QWidget = window
        self._hide_on_close = hide_on_close
        self._geometry = ""
        window.on_close = self._on_close

    def enter(self, geometry: str, showing: Showing = Showing.ACTIVE) -> None:
        """Let the window stand where and as the last one did; `geometry` is what `geometry` gave."""
        self._geometry = geometry
        if geometry:
            self.window.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii", "ignore")))
        show_as(self.window, showing)
        self.tray_changed.emit(self.tray_state())

    def showing(self) -> Showing:
        """How the window stands on the screen."""
        return showing_of(self.window)

    def show_minimised(self) -> None:
        """Let a hidden window be found where windows are, without coming up."""
        show_as(self.window, Showing.MINIMISED)

    def when_idle(self, then: Callable[[], None]) -> None:
        """Call `then` once nothing is under way that has the window on its stack; mostly at once."""
        then()

    def leave(self) -> None:
        """Close what is open; the window is deleted with everything it shows."""
        # An alert or a menu may have been opened by what is leaving: not later, now.
        if isValid(self.window):
            delete(self.window)

    def geometry(self) -> str:
        """Where the window is and how large; as it was given for one that was never on the screen."""
        if self.window.windowHandle() is None:
            return self._geometry
        return bytes(self.window.saveGeometry().toBase64().data()).decode("ascii")

    def tray_state(self) -> TrayState:
        """What the tray shows."""
        return TrayState(tooltip="Call Policy")

    def beat(self) -> None:
        """Time has passed."""

    def idle(self) -> None:
        """Nobody has touched the program for a while: what can wait is done now."""

    def next_look_at(self) -> int | None:
        """When to look at the latest, UTC seconds; None where nothing will be owed."""
        return None

    def alert_shown(self) -> None:
        """The alert that was wanted last reached the screen."""

    def doubt_clock(self, _doubt: ClockDoubt | None) -> None:
        """Alerts wait, because this computer's clock is not believed; with None it is again."""

    def may_alert(self) -> bool:
        """Whether an alert may appear now."""
        return False

    def take_over_alert(self, _urgent: bool) -> None:
        """An alert of the stage before is on the screen still, and speaks for a state that is gone."""
        self.alert_settled.emit()

    def alert_clicked(self, token: str) -> None:
        """The alert was clicked; `token` lets the window come up."""
        self.bring_up(token)

    def alert_snoozed(self, token: str) -> None:
        """What the alert spoke of is to be put off; `token` is used where the window has to say why not."""
        self.alert_clicked(token)

    def bring_up(self, token: str = "") -> None:
        """Show the window in front."""
        bring_to_front(self.window, token)

    def show_page(self, _name: str) -> None:
        """Show a page of the window."""
        self.bring_up()

    def show_overdue(self) -> None:
        """Show what is overdue."""
        self.bring_up()

    def start_logging(self) -> None:
        """Open the quick log."""
        self.bring_up()

    def show(self, _command: Command) -> None:
        """Do what a start with a window was asked for."""

    def carry_out(self, _command: Command) -> Outcome:
        """Do a command that needs no window."""
        return Outcome(tr("Call Policy is locked. Unlock it, then try again."), REFUSED)

    def say(self, _title: str, _body: str) -> None:
        """Say something in the window that asks for nothing."""

    def say_alert(self, _title: str, _body: str) -> None:
        """Say in the window what a notification says elsewhere."""

    def show_reach(self, _reach: Reach) -> None:
        """Show how reminders reach the clinician on this computer."""

    def pause(self, _minutes: int) -> None:
        """No alert for so many minutes; -1 is the rest of today."""

    def resume(self) -> None:
        """Alerts may appear again."""

    def hide_names(self, _hidden: bool) -> None:
        """Hide names, or show them again."""

    def begin_session(self, _until: int) -> None:
        """In session from now until an instant, UTC seconds."""

    def end_session(self) -> None:
        """The session that runs is over."""

    def ask_to_quit(self, *, by_closing: bool = False) -> bool:  # noqa: ARG002
        """Whether the program may end now; else the window asks, and `quit_wanted` may follow.

        `by_closing` tells that the window was closed where there is no tray to hide in.
        """
        return True

    def _on_close(self) -> bool:
        """Whether the window may close: it hides to a tray that is there, else the program ends."""
        if self._hide_on_close():
            self._hide()
            return False
        if not self.ask_to_quit(by_closing=True):
            return False
        self.quit_wanted.emit()
        return True

    def _hide(self) -> None:
        """Hide the window in the tray."""
        self.window.hide()
