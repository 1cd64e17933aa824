"""A small program around the tray: it checks for a tray each time it is told to."""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication

from callpolicy_gui.desktop.tray import Tray, TrayState
from callpolicy_gui.desktop.tray_icon import TrayKind


def main() -> int:
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    tray = Tray()

    def say(*words: object) -> None:
        print(*words, flush=True)

    tray.open_requested.connect(lambda: say("open"))
    tray.overdue_requested.connect(lambda: say("overdue"))
    tray.shown_changed.connect(lambda is_shown: say("shown", is_shown))

    def on_command() -> None:
        data = os.read(0, 4096)
        if not data:
            app.quit()
        for command in data.decode().split():
            if command == "check":
                tray.check()
            else:
                tray.update(TrayState(TrayKind(command), f"tip {command}"))
            say("did", command, tray.is_shown)

    commands = QSocketNotifier(0, QSocketNotifier.Type.Read)
    commands.activated.connect(on_command)
    tray.start()
    say("started", tray.is_shown)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
