"""Power cuts at every point of the real writer's record, with what was not synced kept, dropped or torn.

Each state is opened as the program opens it. With `synchronous` NORMAL and OFF the same
must find losses: otherwise it proves nothing.
"""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from dataclasses import dataclass, field

from callpolicy_gui.storage.errors import StorageError
from tests.reliability.campaign import Result, complaints, content, needs, opened, scratch, write_files
from tests.reliability.disk import Disk
from tests.reliability.traced import SYSCALLS, Mark, Trace

_SAVES = 40
_WAYS = ("kept", "dropped", "torn", "torn", "torn", "torn", "torn", "torn")
_CONTROLS = {"full-sync": "NORMAL", "any-sync": "OFF"}


def run(n: int, seed: int, without: str | None = None) -> Result:
    needs("strace")
    if without is not None:
        return _campaign(n, seed, without)
    result = _campaign(n, seed, None)
    for protection, name in _CONTROLS.items():
        control = _campaign(max(200, n // 20), seed, protection)
        lost = control.broken["acknowledged lost"]
        result.note(f"of {control.done} lost with synchronous {name}", lost)
        result.broken.setdefault("controls that lost nothing", 0)
        if not lost:
            result.fault("controls that lost nothing", name)
    return result


def _campaign(n: int, seed: int, without: str | None) -> Result:
    result = Result("states", broken={"acknowledged lost": 0, "torn": 0, "corrupt": 0})
    chance = random.Random(seed)
    with scratch(on_disk=True) as disk, scratch() as memory:
        events = _record(disk, seed, without)
        before = memory / "state"
        for moment, files in _states(events, n, chance):
            result.done += 1
            problem = _look(moment, write_files(before, files))
            if problem is not None:
                result.fault(problem[0], f"after event {moment.event} of {len(events)}: {problem[1]}")
    result.note("events", len(events))
    return result


@dataclass(slots=True)
class _Moment:
    """What was acknowledged by then, and every content that a whole log of so many entries can have."""

    event: int = 0
    saved: tuple[int, str] | None = None
    contents: dict[int, set[str]] = field(default_factory=dict)


def _record(folder, seed: int, without: str | None):
    log, record = folder / "log", folder / "record"
    log.mkdir(mode=0o700)
    command = [
        "strace", "-f", "--seccomp-bpf", "-o", str(record), "-xx", "-s", "1000000", "-e", f"trace={SYSCALLS}",
        sys.executable, "-m", "tests.reliability.traced_writer",
        str(log), str(seed), str(_SAVES), without or "",
    ]  # fmt: skip
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise AssertionError(ended.stderr)
    return Trace(log).read(record)


def _states(events, n: int, chance: random.Random):
    """`n` different states, as many of every prefix as it takes, or of some where there are more prefixes."""
    moment = _Moment()
    for event in events:
        if isinstance(event, Mark):
            _heard(moment, event.text)
    known: set[bytes] = set()
    round_number = 0
    while len(known) < n:
        found = len(known)
        disk, moment.saved = Disk(), None
        way = _WAYS[min(round_number, len(_WAYS) - 1)]
        # A short form looks at every so manieth prefix, at others in each round.
        step = max(1, len(events) * 3 // n)
        for position, event in enumerate(events):
            disk.take(event)
            if isinstance(event, Mark):
                _heard(moment, event.text)
            if (position + round_number) % step or (round_number > 2 and not disk.uncertain()):
                continue
            files = disk.after_power_cut(way, chance)
            mark = hashlib.sha256(repr((sorted(files.items()), moment.saved)).encode()).digest()
            if mark not in known and len(known) < n:
                known.add(mark)
                moment.event = position + 1
                yield moment, files
        round_number += 1
        if found == len(known) and round_number > 2 * len(_WAYS):
            return


def _heard(moment: _Moment, text: str) -> None:
    kind, count, what = text.split()
    if kind == "saved":
        moment.saved = (int(count), what)
    else:
        moment.contents.setdefault(int(count), set()).add(what)


def _look(moment: _Moment, folder) -> tuple[str, str] | None:
    """What is wrong with a state, or None: the fault's name and its circumstances."""
    saved = moment.saved
    try:
        with opened(folder) as db:
            wrong = complaints(db)
            if wrong:
                return "corrupt", wrong[0]
            head = db.history.head()
            if saved is not None and db.history.hash_at(saved[0]) != saved[1]:
                return "acknowledged lost", f"{saved[0]} saved, {head.count} found"
            # Before the first commit there is an empty log, and no digest of it was told.
            if head.count and content(db.conn) not in moment.contents.get(head.count, ()):
                return "torn", f"entry {head.count} is there, what it tells of is not"
    except StorageError as error:
        missing = saved is not None and error.problem.value == "entries_missing"
        return "acknowledged lost" if missing else "corrupt", str(error)
    return None
