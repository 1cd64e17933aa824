"""A small program around the notifier: commands come in as lines of JSON, events go out as lines."""

from __future__ import annotations

import json
import os
import sys

from PySide6.QtCore import QCoreApplication, QSocketNotifier

from callpolicy_gui.desktop.notifications.freedesktop import FreedesktopNotifier
from callpolicy_gui.desktop.notifications.notifier import Notice


def main() -> int:
    app = QCoreApplication([])
    notifier = FreedesktopNotifier(*sys.argv[1:])

    def say(*words: object) -> None:
        print(*words, flush=True)

    notifier.activated.connect(lambda key: say("activated", key))
    notifier.action.connect(lambda key, action: say("action", key, action))
    notifier.closed.connect(lambda key: say("closed", key))
    notifier.shown.connect(lambda key: say("shown", key))
    notifier.availability_changed.connect(lambda is_available: say("availability", is_available))

    unread = bytearray()

    def on_command() -> None:
        data = os.read(0, 65536)
        if not data:
            app.quit()
            return
        unread.extend(data)
        while b"\n" in unread:
            line, _, rest = bytes(unread).partition(b"\n")
            unread[:] = rest
            command, *arguments = json.loads(line)
            if command == "show":
                values = arguments[0]
                values["actions"] = tuple(tuple(pair) for pair in values.get("actions", ()))
                notifier.show(Notice(**values))
            elif command == "withdraw":
                notifier.withdraw(arguments[0])
            elif command == "available":
                say("available", notifier.is_available)
            elif command == "quit":
                notifier.stop()
                app.quit()
            say("did", command)

    commands = QSocketNotifier(0, QSocketNotifier.Type.Read)
    commands.activated.connect(on_command)
    notifier.start()
    say("started", notifier.is_available)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
