"""Which backend this desktop gets."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from callpolicy_gui.desktop.notifications.silent import SilentNotifier
from callpolicy_gui.desktop.notifications.tray_balloon import TrayBalloon

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from callpolicy_gui.desktop.notifications.notifier import Notifier
    from callpolicy_gui.desktop.tray import Tray


def choose_notifier(
    tray: Tray, parent: QObject | None = None, platform: str = sys.platform, *, identity: str = ""
) -> Notifier:
    """The backend for `platform`, not started. `identity` tells the programs of one desktop apart.

    Linux gets the freedesktop service even when none runs yet: at login this program may
    start before the desktop's own parts, and `is_available` says what is true at the moment.
    """
    if platform == "linux":
        # Its D-Bus library is installed on Linux only.
        from callpolicy_gui.desktop.notifications.freedesktop import FreedesktopNotifier  # noqa: PLC0415

        return FreedesktopNotifier(identity, parent=parent)
    if platform in ("win32", "darwin"):
        return TrayBalloon(tray, parent)
    return SilentNotifier(parent)
