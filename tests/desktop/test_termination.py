"""SIGTERM, SIGINT and SIGHUP end an idle event loop."""

from __future__ import annotations

import os
import signal

import pytest

from callpolicy_gui.desktop.termination import TerminationSignals

IDLE = """
import sys
from PySide6.QtCore import QCoreApplication
from callpolicy_gui.desktop.termination import TerminationSignals
app = QCoreApplication([])
signals = TerminationSignals()
signals.quit_requested.connect(app.quit)
signals.start()
print("ready", flush=True)
app.exec()
print("left in order", flush=True)
"""


@pytest.mark.desktop
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_an_idle_program_leaves_within_a_second(private_bus, number) -> None:
    program = private_bus.start_python("-c", IDLE)
    program.wait_for_line("ready")
    program.process.send_signal(number)
    program.wait_for_line("left in order", timeout_s=1.0)
    assert program.wait() == 0


def test_handlers_are_put_back(qtbot) -> None:
    earlier = signal.getsignal(signal.SIGTERM)
    signals = TerminationSignals()
    signals.start()
    signals.start()
    assert signal.getsignal(signal.SIGTERM) is not earlier
    with qtbot.waitSignal(signals.quit_requested):
        os.kill(os.getpid(), signal.SIGTERM)
    signals.stop()
    signals.stop()
    assert signal.getsignal(signal.SIGTERM) is earlier
    assert signal.set_wakeup_fd(-1) == -1


def test_another_handled_signal_is_not_an_end(qtbot) -> None:
    heard: list[int] = []
    earlier = signal.signal(signal.SIGUSR1, lambda number, frame: heard.append(number))
    signals = TerminationSignals()
    signals.start()
    asked: list[bool] = []
    signals.quit_requested.connect(lambda: asked.append(True))
    with qtbot.waitSignal(signals._notifier.activated):
        os.kill(os.getpid(), signal.SIGUSR1)
    signals.stop()
    signal.signal(signal.SIGUSR1, earlier)
    assert heard == [signal.SIGUSR1]
    assert asked == []
