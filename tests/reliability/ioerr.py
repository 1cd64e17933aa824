"""The disk reports an error at the n-th call: the save is refused, and nothing acknowledged is lost.

strace injects it. It counts the calls of each process by itself, so a fork that makes
some idle calls first meets the error earlier, and one strace serves many forks.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from callpolicy_gui.storage.errors import StorageError
from tests.reliability.campaign import (
    Result,
    complaints,
    content,
    copy_folder,
    needs,
    opened,
    scratch,
)
from tests.reliability.faulty_writer import WHEN
from tests.reliability.saves import Saves

# What fails, with what, and whether it stays so.
_FAULTS = tuple(
    (call, error, lasting)
    for call, errors in (
        ("fsync", ("EIO",)),
        ("pwrite64", ("EIO", "ENOSPC")),
        ("write", ("EIO", "ENOSPC")),
        ("rename", ("EIO",)),
        ("ftruncate", ("EIO",)),
        ("unlink", ("EIO",)),
    )
    for error in errors
    for lasting in (False, True)
)
_INJECTED = re.compile(r"^(\d+) +(\w+)\((?:\d+<([^>]*)>)?.*\(INJECTED\)")
_SAID = re.compile(r"^(\d+) +writev\(.*iov_base=\"(\w+) ")


def run(n: int, seed: int, without: str | None = None) -> Result:
    needs("strace")
    result = Result(
        "errors",
        broken={
            "acknowledged lost": 0,
            "torn": 0,
            "corrupt": 0,
            "refused without a sentence": 0,
            "saved after a disk error": 0,
            "not opened again": 0,
        },
    )
    with scratch(on_disk=True) as folder:
        template = folder / "template"
        template.mkdir(mode=0o700)
        saves = Saves(template, seed, 0)
        for number in range(1, 8):
            saves.save(number)
        saves.close()
        for position, fault in enumerate(_FAULTS):
            # A failed fsync is the error that matters most: a third of all.
            share = n // 3 if position == 0 else -(-2 * n // 3) // (len(_FAULTS) - 1)
            _one_fault(result, folder, fault, (share, random.Random(f"{seed} {fault}")), without)
    return result


def _one_fault(result: Result, folder: Path, fault, drawn, without) -> None:
    call, error, lasting = fault
    share, chance = drawn
    log = folder / "log"
    with _Writer(folder / "record", fault, without) as writer:
        for is_new in (True, False):
            wanted = share // 4 if is_new else share - share // 4
            calls = writer.calls_without_fault(_prepared(folder, is_new=is_new), call)
            chosen = range(1, calls + 1)
            if calls > wanted:
                chosen = sorted(chance.sample(chosen, wanted))
            for n in chosen:
                story = writer.story(_prepared(folder, is_new=is_new), n)
                result.done += 1
                where = f"{call} {error}{' from then on' if lasting else ''}, call {n}, " + (
                    "new log" if is_new else "log"
                )
                _judge(result, story, log, where)


def _prepared(folder: Path, *, is_new: bool) -> Path:
    log = folder / "log"
    copy_folder(folder / "template", log)
    if is_new:
        for path in log.iterdir():
            path.unlink()
    return log


@dataclass(slots=True)
class _Story:
    """What the child said, and where among it the error struck; files by their last name."""

    said: list[list[str]] = field(default_factory=list)
    hits: list[tuple[int, str, str]] = field(default_factory=list)
    ended: int = 0


class _Writer:
    """The writer under strace with one fault."""

    def __init__(self, record: Path, fault, without: str | None) -> None:
        call, error, lasting = fault
        self._record = record
        command = [
            "strace", "-f", "--seccomp-bpf", "-y", "-qq", "-s", "60", "-o", str(record),
            "-e", f"trace={call},writev",
            "-e", f"inject={call}:error={error}:when={WHEN}{'+' if lasting else ''}",
            sys.executable, "-m", "tests.reliability.faulty_writer", call, without or "",
        ]  # fmt: skip
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._read = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def calls_without_fault(self, log: Path, call: str) -> int:
        self._ask(log, 0)
        _, lines = self._new_record()
        return sum(f" {call}(" in line for line in lines)

    def story(self, log: Path, n: int) -> _Story:
        answer = self._ask(log, n)
        pid, lines = self._new_record()
        story = _Story([line.split() for line in answer[:-1]], [], int(answer[-1].split()[1]))
        said = 0
        for line in lines:
            hit = _INJECTED.match(line)
            if hit is not None and hit[1] == pid and "/dev/null" not in line:
                story.hits.append((said, hit[2], Path(hit[3] or "").name))
            said += bool((spoken := _SAID.match(line)) is not None and spoken[1] == pid)
        return story

    def _ask(self, log: Path, n: int) -> list[str]:
        self._process.stdin.write(f"{log} {n}\n")
        self._process.stdin.flush()
        answer = []
        while not answer or not answer[-1].startswith("ended"):
            line = self._process.stdout.readline()
            if not line:
                raise AssertionError("the traced writer is gone")
            answer.append(line.rstrip("\n"))
        self._pid = answer[-1].split()[2]
        return answer

    def _new_record(self) -> tuple[str, list[str]]:
        with self._record.open(encoding="utf-8", errors="replace") as record:
            record.seek(self._read)
            text = record.read()
            self._read = record.tell()
        lines = [line for line in text.splitlines() if line.startswith(f"{self._pid} ")]
        return self._pid, [line for line in lines if "/dev/null" not in line]


def _judge(result: Result, story: _Story, log: Path, where: str) -> None:
    if story.ended:
        result.fault("refused without a sentence", f"{where}: the program fell over")
    saved = [(position, words) for position, words in enumerate(story.said) if words[0] == "saved"]
    for words in story.said:
        if words[0] == "refused" and len(words) < 4:
            result.fault("refused without a sentence", where)
    result.note("saves refused", sum(words[0] == "refused" for words in story.said))
    result.note("acknowledged", len(saved))
    # The save under way may have been safe already when the merge after it failed.
    synced = [at for at, call, name in story.hits if call == "fsync" and name in {"log.db", "log.db-wal"}]
    refused = [at for at, words in enumerate(story.said) if words[:2] == ["refused", "disk_error"]]
    stopped = min([at + 1 for at in synced] + refused, default=None)
    if stopped is not None and any(position > stopped for position, _ in saved):
        hit = story.hits[0]
        told = "merge" if ["merge", "disk_error"] in story.said else "nobody"
        result.fault("saved after a disk error", f"{where}: {hit[1]} of {hit[2]}, told to {told}")
    _look(result, story, log, where, saved)


def _look(result: Result, story: _Story, log: Path, where: str, saved) -> None:
    contents: dict[int, set[str]] = {}
    for words in story.said:
        if words[0] in {"commit", "saved"}:
            contents.setdefault(int(words[1]), set()).add(words[3])
    try:
        with opened(log) as db:
            wrong = complaints(db)
            head = db.history.head()
            if wrong:
                result.fault("corrupt", f"{where}: {wrong[0]}")
            elif saved and db.history.hash_at(int(saved[-1][1][1])) != saved[-1][1][2]:
                result.fault("acknowledged lost", f"{where}: {saved[-1][1][1]} saved, {head.count} found")
            elif head.count in contents and content(db.conn) not in contents[head.count]:
                result.fault("torn", where)
            elif saved and head.count > int(saved[-1][1][1]):
                result.note("refused and yet whole there")
    except StorageError as error:
        missing = saved and error.problem.value == "entries_missing"
        result.fault("acknowledged lost" if missing else "not opened again", f"{where}: {error}")
