"""A hidden, covered or minimised window really comes to the front under a window manager."""

from __future__ import annotations

import os

import pytest
from PySide6.QtCore import Qt

from callpolicy_gui.desktop.raise_window import bring_to_front
from tests.desktop.waiting import wait_for

WINDOWS = """
import os, sys
from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication, QLineEdit
from callpolicy_gui.desktop.raise_window import bring_to_front
app = QApplication([])
app.setQuitOnLastWindowClosed(False)
window = QLineEdit(); window.setWindowTitle(sys.argv[1]); window.resize(500, 400)
window.textChanged.connect(lambda text: print("typed", text, flush=True))
def on_command():
    data = os.read(0, 4096)
    for command in data.decode().split():
        if command == "front": bring_to_front(window)
        if command == "hide": window.hide()
        if command == "minimise": window.showMinimized()
        print("did", command, flush=True)
    if not data: app.quit()
commands = QSocketNotifier(0, QSocketNotifier.Type.Read)
commands.activated.connect(on_command)
window.show()
print("ready", flush=True)
app.exec()
"""


@pytest.mark.desktop
@pytest.mark.parametrize("state", ["covered", "hide", "minimise"])
def test_it_comes_to_the_front(desktop, state: str) -> None:
    ours = desktop.start_python("-c", WINDOWS, "Call Policy")
    wait_for(lambda: desktop.active_window_name() == "Call Policy", "our window")
    other = desktop.start_python("-c", WINDOWS, "Something else")
    wait_for(lambda: desktop.active_window_name() == "Something else", "the other window")
    # Using the other window is what makes a window manager suspicious of ours.
    desktop.xdotool("type", "busy")
    other.wait_for_line("typed busy")
    if state != "covered":
        ours.send(state)
        ours.wait_for_line(f"did {state}")
    ours.send("front")
    ours.wait_for_line("did front")
    wait_for(lambda: desktop.active_window_name() == "Call Policy", "our window in front", 5)
    desktop.xdotool("type", "x")
    ours.wait_for_line("typed x")


class Recorder:
    """Notes what is asked of a window."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.state = Qt.WindowState.WindowMinimized | Qt.WindowState.WindowMaximized

    def windowState(self):  # noqa: N802 - Qt's name
        return self.state

    def setWindowState(self, state) -> None:  # noqa: N802 - Qt's name
        self.state = state

    def show(self) -> None:
        self.asked.append("show")

    def raise_(self) -> None:
        self.asked.append("raise")

    def activateWindow(self) -> None:  # noqa: N802 - Qt's name
        self.asked.append("activate")


def test_the_token_is_there_for_qt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "old")
    window = Recorder()
    bring_to_front(window)
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "old"
    bring_to_front(window, "new")
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "new"
    assert window.state == Qt.WindowState.WindowMaximized
    assert window.asked[-3:] == ["show", "raise", "activate"]
