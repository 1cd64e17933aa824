"""How reminders reach the clinician here: tried by a test alert, and told to the stage's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from callpolicy_gui.desktop.notifications.notifier import Notice
from callpolicy_gui.wording.reach import (
    AlertTest,
    Reach,
    is_good_result,
    not_switched,
    result_words,
    tray_words,
    way_words,
)
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from callpolicy_gui.desktop.autostart import Autostart
    from callpolicy_gui.desktop.notifications.notifier import Notifier
    from callpolicy_gui.desktop.tray import Tray
    from callpolicy_gui.stages.stage import Stage

TEST_KEY = "callpolicy-test"


class ReachTeller(QObject):
    """Sends the test alert, follows it, and switches the start with the computer.

    `autostart` None is a program that cannot see to its own start.
    """

    def __init__(
        self,
        notifier: Notifier,
        tray: Tray,
        autostart: Autostart | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._notifier, self._tray, self._autostart = notifier, tray, autostart
        # The desktop is there before the first stage is.
        self._stage: Stage | None = None
        self._test = AlertTest.NONE
        notifier.activated.connect(self._on_clicked)
        notifier.shown.connect(self._on_shown)
        notifier.closed.connect(self._on_closed)
        notifier.availability_changed.connect(self._on_availability)
        tray.shown_changed.connect(lambda _is_shown: self._tell())

    def take(self, stage: Stage) -> None:
        """Listen to a stage that begins, and tell it how things are."""
        self._stage = stage
        stage.test_alert_wanted.connect(self._send_test)
        stage.autostart_wanted.connect(self._switch_autostart)
        self._tell()

    def _reach(self, refused: str) -> Reach:
        return Reach(
            way_words(self._notifier.way, is_available=self._notifier.is_available),
            tray_words(is_shown=self._tray.is_shown),
            result_words(self._test),
            is_good_result(self._test),
            None if self._autostart is None else self._autostart.is_on,
            refused,
        )

    def _tell(self, refused: str = "") -> None:
        if self._stage is not None:
            self._stage.show_reach(self._reach(refused))

    def _at(self, test: AlertTest) -> None:
        self._test = test
        self._tell()

    def _send_test(self) -> None:
        if not self._notifier.is_available:
            self._at(AlertTest.IMPOSSIBLE)
            if self._stage is not None:
                self._stage.say_alert(
                    tr("This desktop shows no alerts"), tr("Reminders appear here, in the window.")
                )
            return
        self._at(AlertTest.SENT)
        self._notifier.show(
            Notice(TEST_KEY, tr("This is a test alert"), tr("Click it to see that clicks come back."))
        )

    def _on_shown(self, key: str) -> None:
        if key == TEST_KEY:
            self._at(AlertTest.SHOWN)

    def _on_closed(self, key: str) -> None:
        if key == TEST_KEY:
            self._at(AlertTest.GONE)

    def _on_clicked(self, key: str) -> None:
        if key == TEST_KEY and self._stage is not None:
            self._stage.bring_up(self._notifier.take_activation_token())
            self._at(AlertTest.CLICKED)

    def _on_availability(self, is_available: bool) -> None:
        if not is_available and self._test in {AlertTest.SENT, AlertTest.SHOWN}:
            self._test = AlertTest.UNANSWERED
        self._tell()

    def _switch_autostart(self, on: bool) -> None:
        refused = ""
        try:
            if self._autostart is not None:
                self._autostart.set_on(on=on)
        except OSError:
            refused = not_switched()
        self._tell(refused)
