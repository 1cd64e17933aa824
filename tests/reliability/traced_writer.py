"""The program that is traced: a new log, saves, merges of the write-ahead log, a close and a second start.

Its lines are `commit COUNT DIGEST` after each commit and `saved COUNT HASH` when a save was acknowledged.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.reliability.breaks import take_away
from tests.reliability.campaign import content
from tests.reliability.saves import Saves, each_commit


def main(folder: Path, seed: int, saves: int, without: str) -> None:
    take_away(without or None)
    each_commit(lambda db: _say("commit", db.history.head().count, content(db.conn)))
    half = saves // 2
    for start in (1, half + 2):
        log = Saves(folder, seed, start)
        _say("commit", log.state()[0], log.state()[2])
        _say("saved", *log.state()[:2])
        # A merge after every few saves, as in idle moments, and one that the library begins itself.
        log.db.rows("PRAGMA wal_autocheckpoint = 60")
        for number in range(start + 1, start + half + 1):
            log.save(number)
            _say("saved", *log.state()[:2])
            if number % 9 == 0:
                log.db.checkpoint()
        log.close()


def _say(*words) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
