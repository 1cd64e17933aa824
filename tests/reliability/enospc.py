"""A full disk of twenty sizes met by each operation that writes.

The log stays readable, the operation is refused with a sentence or done whole, an
export keeps the file that was there, and nothing is left lying about. The disk is a tmpfs, which
is cut to what is used and a little more.
"""

from __future__ import annotations

import contextlib
import random
from typing import TYPE_CHECKING
from unittest import mock

from callpolicy_gui.storage import migrations
from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.paths import paths_in
from callpolicy_gui.wording.problems import storage_problem
from tests.reliability.breaks import take_away
from tests.reliability.campaign import (
    Result,
    UnavailableError,
    complaints,
    content,
    read_files,
    scratch,
    write_files,
)
from tests.reliability.children import Child
from tests.reliability.disk_operations import ONE_MORE, OPERATIONS
from tests.reliability.saves import Saves
from tests.small_disk import NoDiskError, small_disk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.small_disk import SmallDisk

_PREVIOUS = b"the export of last month\n"


def run(n: int, seed: int, without: str | None = None) -> Result:
    result = Result(
        "full disks",
        broken={
            "acknowledged lost": 0, "half done": 0, "unreadable": 0, "without a sentence": 0,
            "previous file gone": 0, "strays": 0,
        },
    )  # fmt: skip
    with scratch(on_disk=True) as folder:
        template = _template(folder / "template", seed)
        with _disk(folder / "disk") as disk:
            for name, operation in OPERATIONS.items():
                whole = Trial(result, disk, name, None, None).whole(operation, template)
                for position in range(n):
                    result.done += 1
                    slack = _slack(position, random.Random(f"{seed} {name} {position}"))
                    Trial(result, disk, name, slack, without).run(operation, template, whole)
    return result


def _slack(position: int, chance: random.Random) -> int:
    """Blocks that are free: each small number, then wider ones."""
    return position if position < 14 else chance.randrange(14, 90)


def _template(folder: Path, seed: int) -> dict[str, bytes]:
    folder.mkdir(mode=0o700)
    saves = Saves(folder, seed, 0)
    for number in range(1, 46):
        saves.save(number)
    saves.close()
    return read_files(folder)


@contextlib.contextmanager
def _disk(place: Path):
    try:
        with small_disk(place) as disk:
            yield disk
    except NoDiskError as error:
        raise UnavailableError(str(error)) from None


class Trial:
    """One operation on one disk. It runs in a fork: a program that falls over falls there."""

    def __init__(
        self, result: Result, disk: SmallDisk, name: str, slack: int | None, without: str | None
    ) -> None:
        self.result, self.small, self.name, self.slack = result, disk, name, slack
        self.disk = disk.place
        self.without = without
        self.log = self.disk / "log"
        self.after: list[str] = []

    def run(self, operation, template: dict[str, bytes], whole: list[str]) -> None:
        self.small.make_room()
        write_files(self.log, template)
        previous = self.disk / "export.csv"
        previous.write_bytes(_PREVIOUS)
        child = Child(lambda say: self._work(operation, say))
        said, ended = child.wait()
        self.small.make_room()
        words = dict(line.split(" ", 1) for line in said)
        if ended or "readable" not in words:
            self._fault("unreadable", f"ended with {ended}")
        if words.get("refused") == "":
            self._fault("without a sentence")
        self.result.note("refused" if "refused" in words else "done")
        if self.name.startswith("export") and "done" not in words and previous.read_bytes() != _PREVIOUS:
            self._fault("previous file gone")
        self._look(words, whole)

    def whole(self, operation, template: dict[str, bytes]) -> list[str]:
        """What the log holds before and after each thing that is acknowledged, with room enough."""
        self.small.make_room()
        write_files(self.log, template)
        (self.disk / "export.csv").write_bytes(_PREVIOUS)
        said, ended = Child(lambda say: self._work(operation, say)).wait()
        if ended or "done yes" not in said:
            raise AssertionError(f"{self.name} fails with room enough")
        return [line.split(" ")[1] for line in said if line.startswith(("before", "after"))]

    def _fault(self, name: str, detail: str = "") -> None:
        self.result.fault(name, f"{self.name} with {self.slack} blocks free {detail}".rstrip())

    def _work(self, operation, say) -> None:
        take_away(self.without)
        trial = operation(self)
        try:
            told = next(trial)  # everything is ready
        except StorageError as error:
            told = storage_problem(error)
        say(f"before {told}")
        try:
            next(trial)
            raise AssertionError("an operation has one step")
        except StopIteration as stop:
            say(f"refused {stop.value}" if stop.value is not None else "done yes")
        say(f"saved {len(self.after)}")
        for found in self.after:
            say(f"after {found}")
        say("readable yes")

    def fill(self) -> None:
        """The disk is cut to what is used and the slack, if it is to be full."""
        if self.slack is None:
            return
        self.small.fill(self.slack)

    def _look(self, words: dict[str, str], whole: list[str]) -> None:
        paths = paths_in(self.log)
        newer = [ONE_MORE] if self.name == "migrate" and "done" in words else []
        try:
            with (
                mock.patch.object(migrations, "STEPS", [*migrations.STEPS, *newer]),
                contextlib.closing(open_log(paths, load_or_create_key(paths))) as db,
            ):
                wrong, found = complaints(db), content(db.conn)
        except StorageError as error:
            self._fault("acknowledged lost", str(error))
            return
        if wrong:
            self._fault("half done", wrong[0])
        saved = int(words.get("saved", 0))
        if "done" in words and found != whole[-1]:
            recorded = self.name != "export" or found != whole[0]
            self._fault(
                "acknowledged lost" if recorded else "half done",
                "not what it is on a disk with room"
                if recorded
                else "exported, and the history does not say so",
            )
        # Refused, what was acknowledged before is there, or the refused one whole.
        if "refused" in words and found not in whole[saved : saved + 2]:
            self._fault("acknowledged lost" if found in whole else "half done", f"after {saved}")
        strays = [path.name for path in self.disk.rglob("*") if path.name.startswith(".callpolicy-")]
        if strays:
            self._fault("strays", strays[0])
