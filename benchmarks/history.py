"""A long history: how long it takes to verify all of it, and whether a slice keeps to its time.

100,000 entries such as calls make, in an encrypted log on the disk. The gates are one second
of the processor for all of them (the best of three), and 15 ms by the clock for the slice in
the middle; a busy computer makes single slices longer.

    python -m benchmarks.history [--n 100000]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from callpolicy_gui.controller.history_desk import HistoryDesk
from callpolicy_gui.controller.signals import Signals
from callpolicy_gui.controller.views import Refused
from callpolicy_gui.storage.database import LogDatabase, open_log
from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.paths import paths_in, prepare

GATE_SECONDS, BUDGET_MS, GATE_SLICE_MS = 1.0, 10, 15
AT = 1_795_000_000
RUNS = 3
AFTER = {
    "received_at": AT,
    "voicemail": "yes",
    "urgency": "routine",
    "client_id": 7,
    "number": "(206) 555-0164",
    "note": "Wants to move Thursday's appointment",
    "due_at": AT + 86_400,
    "receipt": {"rule": "hours", "counted": [[AT, AT + 3600], [AT + 7200, AT + 10_800]]},
}


class OpenDesk:
    """As much of a desk as verifying needs."""

    def __init__(self, db: LogDatabase) -> None:
        from PySide6.QtCore import QLocale  # noqa: PLC0415 - the desk's own default

        self.db, self.locale, self.at = db, QLocale(), AT

    def now(self) -> int:
        return self.at


def fill(db: LogDatabase, count: int) -> None:
    with db.write(AT):
        for number in range(count):
            db.history.append("call logged", f"call {number}", after=AFTER)


def slices(desk: OpenDesk) -> list[float]:
    """The milliseconds of each slice of a whole round."""
    history, taken = HistoryDesk(desk, Signals()), []  # type: ignore[arg-type]
    while True:
        began = time.perf_counter()
        view = history.verify_slice(BUDGET_MS)
        taken.append((time.perf_counter() - began) * 1000)
        if view is not None:
            return taken


def main() -> int:
    """Print the seconds; 1 when a gate is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=100_000, help="how many entries")
    count = parser.parse_args().n
    with tempfile.TemporaryDirectory() as folder:
        paths = paths_in(Path(folder))
        prepare(paths)
        db = open_log(paths, load_or_create_key(paths))
        fill(db, count)
        desk, best, waited = OpenDesk(db), float("inf"), float("inf")
        for _ in range(RUNS):
            began, began_work = time.perf_counter(), time.process_time()
            view = HistoryDesk(desk, Signals()).verify_all()  # type: ignore[arg-type]
            best = min(best, time.process_time() - began_work)
            waited = min(waited, time.perf_counter() - began)
        taken = sorted(slices(desk))
        db.close()
    usual = taken[len(taken) // 2]
    if isinstance(view, Refused):
        print(view.sentence)
        return 1
    print(view.sentence)
    print(
        f"all {view.entries} entries: {best:.3f} s of the processor (gate {GATE_SECONDS} s),"
        f" {waited:.3f} s by the clock"
    )
    print(
        f"{len(taken)} slices of {BUDGET_MS} ms: half under {usual:.1f} ms (gate {GATE_SLICE_MS} ms),"
        f" the longest {taken[-1]:.1f} ms"
    )
    return int(best > GATE_SECONDS or usual > GATE_SLICE_MS or view.first_bad is not None)


if __name__ == "__main__":
    sys.exit(main())
