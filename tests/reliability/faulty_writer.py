"""The program that meets an injected error: forks a writer for each line `FOLDER N` on its input.

The writer saves, merges the write-ahead log, saves again. It says, each in one `writev`,
which is never made to fail: `opened`, `commit COUNT HASH DIGEST`, `saved ...` likewise,
`refused PROBLEM SENTENCE`; at its end the parent says `ended CODE PID`.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from callpolicy_gui.controller import desk as controller_desk
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.wording.problems import storage_problem
from tests.reliability.breaks import take_away
from tests.reliability.campaign import content
from tests.reliability.children import Child
from tests.reliability.saves import Saves, each_commit

# strace's error comes at this call of a process; there are never so many without idle ones.
WHEN = 1_000
_SAVES = 7


def main(call: str, without: str) -> None:
    for line in sys.stdin:
        folder, n = line.rsplit(" ", 1)

        def work(say, folder=Path(folder), n=int(n)):
            _write(folder, say, without, idle=(call, WHEN - n) if n else ("fsync", 0))

        child = Child(work)
        said, ended = child.wait()
        text = "".join(f"{each}\n" for each in [*said, f"ended {ended} {child.pid}"])
        os.writev(1, [text.encode()])


def _write(folder: Path, say, without: str, idle: tuple[str, int]) -> None:
    take_away(without or None)
    each_commit(lambda db: say(_state("commit", db)))
    _idle(*idle)
    try:
        saves = Saves(folder, 5, 20)
    except StorageError as error:
        say(f"refused {error.problem} {storage_problem(error)}")
        return
    kinds = _kinds_of_problems()
    say(_state("opened", saves.db))
    saves.db.rows("PRAGMA wal_autocheckpoint = 40")
    for number in range(21, 21 + _SAVES):
        before = saves.db.history.head()
        told = saves.save(number)
        if told:
            say(f"refused {kinds[-1]} {told[-1]}")
        elif saves.db.history.head() != before:  # some steps find nothing to change
            say(_state("saved", saves.db))
        if number % 3 == 0:
            try:
                saves.db.checkpoint()
            except StorageError as error:
                say(f"merge {error.problem}")
    with contextlib.suppress(StorageError):
        saves.close()


def _kinds_of_problems() -> list[str]:
    kinds: list[str] = []
    told = controller_desk.storage_problem

    def tell(error):
        kinds.append(error.problem.value)
        return told(error)

    controller_desk.storage_problem = tell
    return kinds


def _state(word: str, db) -> str:
    head = db.history.head()
    return f"{word} {head.count} {head.hash} {content(db.conn)}"


def _idle(call: str, times: int) -> None:
    """Calls that do nothing but count."""
    null = os.open(os.devnull, os.O_RDWR)
    missing = Path(os.devnull, "none")
    for _ in range(times):
        with contextlib.suppress(OSError):
            if call == "fsync":
                os.fsync(null)
            elif call == "pwrite64":
                os.pwrite(null, b"", 0)
            elif call == "write":
                os.write(null, b"")
            elif call == "ftruncate":
                os.ftruncate(null, 0)
            elif call == "rename":
                missing.rename(missing)
            elif call == "unlink":
                missing.unlink()
    os.close(null)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
