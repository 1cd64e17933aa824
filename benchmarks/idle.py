"""What the idle program costs, beside the same window painted once a second.

The real program with the demo's queue, its window shown, nobody touching it: how often it wakes up
and how many CPU seconds it takes in a minute. Then the same process with the heartbeat stopped and a
timer that paints the window once a second, as a countdown in seconds would.

A wake-up is a voluntary context switch of any of its threads: it had nothing to do and slept. The gate
is on CPU alone: a heartbeat every five seconds wakes up twelve times a minute, painting once a second sixty.

    QT_QPA_PLATFORM=offscreen python -m benchmarks.idle [--seconds 120]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from callpolicy_gui import demo
from callpolicy_gui.command_line import Command
from callpolicy_gui.opening import LogPlace
from callpolicy_gui.program import Program
from callpolicy_gui.storage.paths import paths_in

if TYPE_CHECKING:
    from collections.abc import Iterator

GATE = 1 / 20
# Opening, the first beats and the alert that is owed at once are no idle time.
SETTLE_MS = 7_000


@dataclass(frozen=True, slots=True)
class Cost:
    """What a stretch of time cost, a minute."""

    wakeups: float
    cpu_ms: float

    def line(self) -> str:
        """Both, for a table."""
        return f"{self.wakeups:7.1f} wake-ups {self.cpu_ms:8.1f} ms CPU"


class Meter:
    """Counts from when it is made."""

    def __init__(self) -> None:
        self._at, self._cpu, self._wakeups = time.monotonic(), time.process_time(), wakeups()

    def read(self) -> Cost:
        """What was spent since, a minute."""
        minutes = (time.monotonic() - self._at) / 60
        cpu, woken = time.process_time() - self._cpu, wakeups() - self._wakeups
        return Cost(woken / minutes, cpu * 1000 / minutes)


def wakeups() -> int:
    """The voluntary context switches of every thread there is."""
    count = 0
    for status in Path("/proc/self/task").glob("*/status"):
        lines = status.read_text(encoding="ascii").splitlines()
        count += next(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt"))
    return count


def measure(seconds: int) -> tuple[Cost, Cost]:
    """The idle program, and the same window painted once a second."""
    application = QApplication(["callpolicy"])
    application.setQuitOnLastWindowClosed(False)
    found: list[Cost] = []
    with tempfile.TemporaryDirectory() as folder:
        clock = demo.DemoClock(time.time)
        place = LogPlace(paths_in(Path(folder) / "data"), None, clock, demo.REGION)
        log = place.open(place.load_key())
        demo.fill(log.controller)
        program = Program(application, clock, place, None)
        steps = _steps(program, seconds, found, application)
        _go_on(steps)
        program.stay(program.open_stage(log), Command())
    return found[0], found[1]


def _go_on(steps: Iterator[int]) -> None:
    wait = next(steps, None)
    if wait is not None:
        QTimer.singleShot(wait, lambda: _go_on(steps))


def _steps(program: Program, seconds: int, found: list[Cost], application: QApplication) -> Iterator[int]:
    yield SETTLE_MS
    idle = Meter()
    yield seconds * 1000
    found.append(idle.read())
    program._heartbeat.stop()  # noqa: SLF001 - what is compared with has none
    ticking = QTimer(program, interval=1000)
    ticking.timeout.connect(program.stage.window.repaint)
    ticking.start()
    painted = Meter()
    yield seconds * 1000
    found.append(painted.read())
    ticking.stop()
    application.exit(0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=120, help="for each of the two")
    idle, painted = measure(parser.parse_args().seconds)
    print(f"idle                      {idle.line()}")
    print(f"painted once a second     {painted.line()}")
    wakeups, cpu = idle.wakeups / painted.wakeups, idle.cpu_ms / painted.cpu_ms
    print(f"idle is 1/{1 / cpu:.0f} of the CPU and 1/{1 / wakeups:.1f} of the wake-ups")
    print(f"at most 1/{1 / GATE:.0f} of the CPU is wanted")
    return 0 if cpu <= GATE else 1


if __name__ == "__main__":
    sys.exit(main())
