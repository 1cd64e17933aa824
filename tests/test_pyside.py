"""The binding keeps its references: 6.12.0 lost one to None, True or False a call and aborted."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Sender(QObject):
    sent = Signal(bool)

application = QCoreApplication([])
sender, seen = Sender(), []
sender.sent.connect(seen.append)
for number in range(20_000):
    sender.sent.emit(number % 2 == 0)
    sender.setObjectName("x")
    sender.blockSignals(False)
print(len(seen))
"""


def test_twenty_thousand_signals_and_void_calls_do_not_abort():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "20000"), done.stderr
