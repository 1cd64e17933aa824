"""A person's day at the desktop: hands on keys and mouse, and eyes on what the program itself gives out.

Nothing here reaches into the program. What is true is read from exports that a second
start asks the running program for.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from callpolicy_gui.formats import csv_log
from tests.desktop.harness import ROOT
from tests.desktop.waiting import wait_for
from tests.journeys.timed_program import read_clock, set_clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.desktop.harness import Desktop, Program

ZONE = ZoneInfo("America/New_York")
TITLE = "Call Policy"
PROGRAM = "tests.journeys.timed_program"
# A second start, from its beginning to its answer, on a busy computer.
PATIENCE_S = 30.0

Record = dict[str, str]


class Day:
    """One log, one running program, and a clock that the test sets. `start` is local time in New York."""

    def __init__(self, desktop: Desktop, folder: Path, start: datetime) -> None:
        self.desktop = desktop
        self.folder = folder
        self._clock = folder / "clock"
        self._exports = 0
        self.data_dir = folder / "data"
        self.env = {
            "TZ": ZONE.key,
            "LANG": "C.UTF-8",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }
        self.set_time(start)

    # -- the clock -----------------------------------------------------------------------

    def set_time(self, wall: datetime) -> None:
        """Let it be this local time."""
        set_clock(self._clock, wall.replace(tzinfo=ZONE).timestamp())

    def now(self) -> datetime:
        """The program's present."""
        return datetime.fromtimestamp(read_clock(self._clock), ZONE)

    # -- starts --------------------------------------------------------------------------

    def start(self, *arguments: str) -> Program:
        """Start the program with its window and wait until the window has the keyboard."""
        program = self.desktop.start_python("-m", PROGRAM, *self._arguments(arguments), env=self.env)

        def stands() -> bool:
            assert program.process.poll() is None, program.errors
            return self.desktop.active_window_name() == TITLE

        wait_for(stands, "the window", PATIENCE_S)
        return program

    def ask(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A second start, waited for."""
        return subprocess.run(
            [sys.executable, "-m", PROGRAM, *self._arguments(arguments)],
            env={**self.desktop.env, **self.env}, cwd=ROOT,
            capture_output=True, text=True, timeout=PATIENCE_S, check=False,
        )  # fmt: skip

    def _arguments(self, arguments: tuple[str, ...]) -> list[str]:
        return [str(self._clock), "--data-dir", str(self.data_dir), *arguments]

    # -- eyes ----------------------------------------------------------------------------

    def log(self, first: str = "2026-08-01", last: str = "2026-12-31") -> list[Record]:
        """Every call of these days, as a full export has it, oldest first."""
        self._exports += 1
        path = self.folder / f"export-{self._exports}.csv"
        done = self.ask("--export", str(path), "--from", first, "--to", last, "--level", "full")
        assert (done.returncode, done.stderr) == (0, ""), done
        return csv_log.read_back(path.read_bytes())

    def wait_for_log(self, true_of: Callable[[list[Record]], bool], what: str) -> list[Record]:
        """The log once `true_of` it."""
        seen: list[Record] = []

        def look() -> bool:
            seen[:] = self.log()
            return true_of(seen)

        wait_for(look, what)
        return seen

    def wait_for_window(self, title: str) -> None:
        """Wait until a window of this title has the keyboard."""
        wait_for(lambda: self.desktop.active_window_name() == title, f"the window {title!r}")

    # -- hands ---------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys one after the other, as xdotool names them."""
        self.desktop.xdotool("key", "--delay", "15", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self.desktop.xdotool("type", "--delay", "10", text)


def of_client(log: list[Record], name: str) -> list[Record]:
    """The records of one client, oldest first."""
    return [record for record in log if record["client"] == name]


def due_of(record: Record) -> datetime:
    """When the promise of a record breaks."""
    return instant(record["due"])


def instant(text: str) -> datetime:
    """A time of an export."""
    return datetime.fromisoformat(text)


def local(text: str) -> datetime:
    """`2026-11-23 09:00` in the practice's zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)
