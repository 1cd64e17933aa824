"""SIGKILL at random instants while the real controller saves: nothing acknowledged is lost, nothing is half.

Every state that a kill leaves must be one the same script reaches in an undisturbed
log: the last acknowledged, or the one that was being saved.
"""

from __future__ import annotations

import random
import signal

from callpolicy_gui.storage.errors import StorageError
from tests.reliability.breaks import take_away
from tests.reliability.campaign import Result, complaints, content, copy_folder, scratch
from tests.reliability.children import Child
from tests.reliability.saves import Saves, each_commit

_KILLS_A_LOG = 10
_MOST_SAVES = 60


def run(n: int, seed: int, without: str | None = None) -> Result:
    result = Result("kills", broken={"acknowledged lost": 0, "torn": 0, "corrupt": 0})
    each_commit(_Commits.saw)
    with scratch(on_disk=True) as disk, scratch() as memory:
        while result.done < n:
            folder = disk / f"log-{result.done}"
            log = _Log(folder, memory, random.Random(f"{seed} {result.done}"), without)
            for _ in range(min(_KILLS_A_LOG, n - result.done)):
                result.done += 1
                if not log.kill_once(result):
                    break
    return result


class _Commits:
    """The content after each commit of the undisturbed log."""

    seen: list[str] | None = None

    @classmethod
    def saw(cls, db) -> None:
        if cls.seen is not None:
            cls.seen.append(content(db.conn))


class _Log:
    def __init__(self, folder, memory, chance, without) -> None:
        self.folder, self.before = folder, memory / "before"
        self.chance, self.without = chance, without
        self.seed, self.next = chance.randrange(10**9), 1
        folder.mkdir(mode=0o700)

    def kill_once(self, result: Result) -> bool:
        """One child killed and its log looked at; False where the log cannot be used further."""
        copy_folder(self.folder, self.before)
        first = self.next
        acknowledged = self._run_until_killed(first)
        result.note("acknowledged", len(acknowledged))
        last = acknowledged[-1] if acknowledged else first - 1
        self.next = last + 2
        earlier, allowed = self._undisturbed(first, last)
        try:
            saves = Saves(self.folder, self.seed, first)
        except StorageError as error:
            result.fault("corrupt", f"{self.folder.name} after save {last}: {error}")
            return False
        try:
            found = content(saves.db.conn)
            wrong = complaints(saves.db)
        finally:
            saves.close()
        if wrong:
            result.fault("corrupt", f"{self.folder.name} after save {last}: {wrong[0]}")
        elif found not in allowed:
            name = "acknowledged lost" if found in earlier else "torn"
            result.fault(name, f"{self.folder.name} after save {last}")
        return not wrong and found in allowed

    def _run_until_killed(self, first: int) -> list[int]:
        def work(say):
            take_away(self.without)
            saves = Saves(self.folder, self.seed, first)
            for number in range(first, first + _MOST_SAVES):
                saves.save(number)
                say(str(number))
            say("done")
            signal.pause()

        child = Child(work)
        # One in six dies while it opens or creates the log, before anything is acknowledged.
        seen = [] if self.chance.random() < 1 / 6 else child.lines(60.0, self.chance.randrange(1, 14))
        child.pause(self.chance.random() * (0.015 if seen else 0.12))
        rest, ended = child.kill()
        if ended != -signal.SIGKILL:
            raise AssertionError(f"the child ended by itself with {ended}")
        return [int(line) for line in seen + rest if line != "done"]

    def _undisturbed(self, first: int, last: int) -> tuple[set[str], set[str]]:
        """The contents that came before the last acknowledged one, and those that are right."""
        _Commits.seen = []
        saves = Saves(self.before, self.seed, first)
        try:
            earlier = {content(saves.db.conn), *_Commits.seen}
            for number in range(first, last + 1):
                saves.save(number)
                earlier.update(_Commits.seen)
            now = content(saves.db.conn)
            _Commits.seen = []
            saves.save(last + 1)
            return earlier - {now}, {now, *_Commits.seen}
        finally:
            _Commits.seen = None
            saves.close()
