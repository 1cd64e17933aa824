"""One bit of a closed log's files flipped: said at the start or found by verification, never taken as it is.

A flip that changes nothing that is read is counted apart: the salt at the start of the
database, which lies outside of it too, and letters' case or a head that is made again
from the log. What opens must hold what was saved, and tell of its last save what was true.
"""

from __future__ import annotations

import json
import random

from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.paths import paths_in
from tests.reliability.breaks import take_away
from tests.reliability.campaign import Result, complaints, content, read_files, scratch, write_files
from tests.reliability.saves import Saves

_SALT_BYTES = 16


def run(n: int, seed: int, without: str | None = None) -> Result:
    result = Result("flipped bits", broken={"taken silently": 0})
    chance = random.Random(seed)
    with scratch() as folder:
        (folder / "log").mkdir(mode=0o700)
        saves = Saves(folder / "log", seed, 0)
        for number in range(1, 41):
            saves.save(number)
        right = content(saves.db.conn)
        saves.close()
        files = read_files(folder / "log")
        take_away(without)
        small = [name for name in files if name != "log.db"]
        for position in range(n):
            # Three of four in the database, the others in the small files beside it.
            name = "log.db" if position % 4 else chance.choice(small)
            bit = chance.randrange(len(files[name]) * 8)
            flipped = bytearray(files[name])
            flipped[bit // 8] ^= 1 << bit % 8
            write_files(folder / "flipped", files | {name: bytes(flipped)})
            result.done += 1
            _judge(result, folder / "flipped", files, (name, bit), right)
    return result


def _judge(result: Result, folder, files: dict[str, bytes], place: tuple[str, int], right: str) -> None:
    name, bit = place
    paths = paths_in(folder)
    try:
        db = open_log(paths, load_or_create_key(paths))
    except StorageError as error:
        result.note(f"said at the start ({error.problem})")
        return
    try:
        wrong = complaints(db)
        same = not wrong and content(db.conn) == right
    except StorageError:
        wrong, same = ["unreadable"], False
    finally:
        db.close()
    if wrong:
        result.note("found by verification")
    elif not same or not _same_values(paths, files):
        result.fault("taken silently", f"{name}, byte {bit // 8}, bit {bit % 8}")
    elif name == "log.db":
        if bit // 8 < _SALT_BYTES:
            result.note("in the salt, which is kept outside too")
        else:
            result.fault("taken silently", f"{name}, byte {bit // 8}, bit {bit % 8}, with the same content")
    else:
        result.note(f"changing nothing that is read of {name}")


def _same_values(paths, files: dict[str, bytes]) -> bool:
    """Whether key and head are, after the log was opened, what they were."""
    try:
        head = json.loads(paths.sidecar.read_bytes()) == json.loads(files[paths.sidecar.name])
    except ValueError:
        return False
    was = json.loads(files[paths.key_file.name])
    now = json.loads(paths.key_file.read_bytes())
    names = ("salt", "verifier", "slots")
    return head and all(_folded(was[name]) == _folded(now[name]) for name in names)


def _folded(value) -> str:
    return json.dumps(value).lower()
