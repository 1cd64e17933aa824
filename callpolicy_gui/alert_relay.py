"""The one alert on the screen: what the stage wants said goes to the desktop, and its answer to the stage."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from callpolicy_gui.desktop.notifications.notifier import Notice
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.desktop.notifications.notifier import Notifier
    from callpolicy_gui.stages.stage import Stage

# One notification object: what comes later replaces it.
ALERT_KEY = "callpolicy-alert"
CLOCK_KEY = "callpolicy-clock"
SNOOZE = "snooze"


class AlertRelay(QObject):
    """Between a notifier and the stage there is when something happens.

    `touched` is called when the clinician answers an alert, which is a sign of life.
    """

    def __init__(
        self,
        notifier: Notifier,
        stage: Callable[[], Stage],
        touched: Callable[[], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._notifier, self._stage, self._touched = notifier, stage, touched
        # Whether the alert that was given last is urgent; None once it is answered or withdrawn.
        self._urgent: bool | None = None
        self._said: Notice | None = None
        notifier.activated.connect(self._on_clicked)
        notifier.action.connect(self._on_action)
        notifier.shown.connect(self._on_shown)
        notifier.closed.connect(self._on_closed)

    def take(self, stage: Stage) -> None:
        """Listen to a stage that begins; it takes over the alert that is on the screen."""
        stage.alert_wanted.connect(self._on_wanted)
        stage.alert_reworded.connect(self._on_reworded)
        stage.alert_settled.connect(self._on_settled)
        if self._urgent is not None:
            stage.take_over_alert(self._urgent)

    def say_clock_doubted(self, title: str, body: str) -> None:
        """Say that alerts wait, because the clock is not believed; a stage to come takes none over."""
        self._urgent = None
        self._notifier.show(Notice(CLOCK_KEY, title, body, urgent=True))

    def withdraw_clock_doubted(self) -> None:
        """The clock is believed again."""
        self._notifier.withdraw(CLOCK_KEY)

    # -- what the stage wants ------------------------------------------------------------

    def _on_wanted(self, title: str, body: str, urgent: bool, can_snooze: bool) -> None:
        self._urgent = urgent
        actions = [("show", tr("Show"))]
        if can_snooze:
            actions.append((SNOOZE, tr("Snooze")))
        self._said = Notice(ALERT_KEY, title, body, urgent, tuple(actions))
        self._notifier.show(self._said)
        if not self._notifier.is_available:
            # The window has said it.
            self._stage().alert_shown()

    def _on_reworded(self, title: str, body: str) -> None:
        if self._said is None or self._urgent is None:
            return
        self._said = replace(self._said, title=title, body=body)
        self._notifier.show(self._said)

    def _on_settled(self) -> None:
        self._urgent = None
        self._notifier.withdraw(ALERT_KEY)

    # -- what becomes of it --------------------------------------------------------------

    def _on_shown(self, key: str) -> None:
        if key == ALERT_KEY:
            self._stage().alert_shown()

    def _on_closed(self, key: str) -> None:
        if key == ALERT_KEY:
            self._urgent = None

    def _on_clicked(self, key: str) -> None:
        self._touched()
        if key == ALERT_KEY:
            self._on_closed(key)
            self._stage().alert_clicked(self._notifier.take_activation_token())
        elif key == CLOCK_KEY:
            self._stage().bring_up(self._notifier.take_activation_token())

    def _on_action(self, key: str, action: str) -> None:
        if key == ALERT_KEY and action == SNOOZE:
            self._touched()
            self._on_closed(key)
            self._stage().alert_snoozed(self._notifier.take_activation_token())
        else:
            self._on_clicked(key)
