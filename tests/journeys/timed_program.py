"""The real program with a clock that a test sets: `python -m tests.journeys.timed_program CLOCK ARGUMENTS`.

CLOCK is a file with one number. The program's time is that number plus the computer's
monotonic seconds, so time flows as it does, the program and a second start read the same
time, and writing another number moves both.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from callpolicy_gui import app


def set_clock(path: Path, at: float) -> None:
    """Let it be `at` (UTC seconds) for whoever reads `path`."""
    part = path.with_suffix(".part")
    part.write_text(repr(at - time.monotonic()), encoding="ascii")
    part.replace(path)


def read_clock(path: Path) -> float:
    """The time of `path`, UTC seconds."""
    return float(path.read_text(encoding="ascii")) + time.monotonic()


def main() -> int:
    """Start as `callpolicy` does."""
    clock = Path(sys.argv[1])
    return app.main(sys.argv[2:], lambda: read_clock(clock))


if __name__ == "__main__":
    sys.exit(main())
