"""A small program that claims a data folder, or passes its arguments on to the one that did."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSocketNotifier

from callpolicy_gui.desktop.single_instance import Request, SingleInstance


def main(folder: str, *argv: str) -> int:
    app = QCoreApplication([])
    instance = SingleInstance(Path(folder))
    if instance.claim():

        def on_asked(request: Request) -> None:
            print("asked", *request.argv, flush=True)
            request.answer("seen: " + " ".join(request.argv), 3)

        instance.asked.connect(on_asked)
        # Ends when its standard input is closed, so that it never outlives the test.
        end = QSocketNotifier(0, QSocketNotifier.Type.Read)
        end.activated.connect(app.quit)
        print("claimed", flush=True)
        return app.exec()
    answer = instance.ask_running(argv, 10_000)
    if answer is None:
        print("no answer", flush=True)
        return 75
    print("answer", answer.lines, flush=True)
    return answer.exit_code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
