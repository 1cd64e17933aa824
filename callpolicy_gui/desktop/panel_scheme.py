"""Whether the panel is dark, as far as can be told: what the desktop says, not what the program was set to.

Once a program has chosen light or dark for itself, Qt tells it of nothing else. So what the
desktop said is kept from before, and followed while the program follows the desktop.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from PySide6.QtGui import QStyleHints

# The top bar of GNOME Shell is black, whatever the windows are.
ALWAYS_DARK = "GNOME"


class PanelScheme(QObject):
    """Made before the program chooses a scheme for itself; `follow` is called with each choice."""

    changed = Signal(bool)

    def __init__(self, hints: QStyleHints, *, follows: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hints = hints
        self._follows = follows
        self._always = ALWAYS_DARK in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")
        self._is_dark = self._reported()
        hints.colorSchemeChanged.connect(self._look)

    @property
    def is_dark(self) -> bool:
        """Whether the panel is dark."""
        return self._always or self._is_dark

    def follow(self, *, follows: bool) -> None:
        """The program follows the desktop from now on, or does not any more."""
        self._follows = follows
        self._look()

    def _look(self) -> None:
        was_dark = self.is_dark
        if self._follows:
            self._is_dark = self._reported()
        if self.is_dark is not was_dark:
            self.changed.emit(self.is_dark)

    def _reported(self) -> bool:
        return self._hints.colorScheme() == Qt.ColorScheme.Dark
