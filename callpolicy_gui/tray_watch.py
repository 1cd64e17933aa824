"""A hidden window has a tray to come back from: where there is none for a while, it is minimised instead.

At login a tray may come after this program, and a panel that is started anew takes its tray
away for a moment; some desktops have none at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from callpolicy_gui.stages.showing import Showing

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.desktop.tray import Tray
    from callpolicy_gui.stages.stage import Stage

PATIENCE_MS = 20_000  # a panel has come by then, and nobody has given up looking for the program


class TrayWatch(QObject):
    """Minimises the stage's window once it has been hidden without a tray for `patience_ms`."""

    def __init__(
        self,
        tray: Tray,
        stage: Callable[[], Stage],
        parent: QObject | None = None,
        patience_ms: int = PATIENCE_MS,
    ) -> None:
        super().__init__(parent)
        self._tray, self._stage = tray, stage
        self._waiting = QTimer(self, singleShot=True, interval=patience_ms)
        self._waiting.timeout.connect(self._give_up)
        tray.shown_changed.connect(self.look)

    def look(self) -> None:
        """Begin to wait for a tray, or stop, as there is one."""
        if self._tray.is_shown:
            self._waiting.stop()
        elif not self._waiting.isActive():
            self._waiting.start()

    def stop(self) -> None:
        """Wait no longer."""
        self._waiting.stop()

    def _give_up(self) -> None:
        self._tray.check()
        if not self._tray.is_shown and self._stage().showing() is Showing.HIDDEN:
            self._stage().show_minimised()
