"""The program with its window in this process: what it says on the screen when it has started."""

from __future__ import annotations

import gc
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel

from callpolicy_gui import starting
from callpolicy_gui.command_line import Command
from callpolicy_gui.desktop.heartbeat import Heartbeat
from tests.bad_inputs.checks import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from callpolicy_gui.storage.paths import Paths

_POLL_MS = 20


def said_on_screen(paths: Paths, clock: Callable[[], float], act: Callable[[], object] = lambda: None) -> str:
    """Every visible word of the program's windows after it started and `act` was done; it has ended then."""
    application = QApplication.instance() or QApplication(["callpolicy"])
    words: list[str] = []
    look = QTimer(interval=_POLL_MS)

    def see() -> None:
        windows = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
        if not windows:
            return
        look.stop()
        try:
            act()
            QApplication.processEvents()
            labels = [label for each in windows for label in each.findChildren(QLabel)]
            words.extend(label.text() for label in labels if label.isVisible())
        finally:
            application.exit(0)

    look.timeout.connect(see)
    look.start()
    try:
        with _no_bus():
            outcome = starting.run(Command(), clock, paths)
    finally:
        look.stop()
    expect(outcome.code == 0, f"the program does not start: {outcome.line}")
    return "\n".join(words)


def beat() -> None:
    """Time has passed: every heartbeat of this process beats once."""
    for found in [each for each in gc.get_objects() if isinstance(each, Heartbeat)]:
        if found._beats.isActive():
            found.beat_now()


@contextmanager
def _no_bus() -> Iterator[None]:
    """No notification of a check may reach the desktop of the person who runs it."""
    name = "DBUS_SESSION_BUS_ADDRESS"
    before = os.environ.get(name)
    os.environ[name] = "unix:path=/nonexistent/bus"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
