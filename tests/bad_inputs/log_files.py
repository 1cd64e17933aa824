"""The log's file: missing, damaged, somebody else's, rolled back, removed while open."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from callpolicy_gui.controller.views import Logged, Refused
from callpolicy_gui.storage.backup_files import BackupReason
from callpolicy_gui.storage.backups import make_backup
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.paths import Paths, paths_in
from callpolicy_gui.wording.problems import storage_problem
from tests.bad_inputs.checks import Misbehaved, NotHere, expect, expect_refused, expect_sentence, expect_words
from tests.bad_inputs.processes import ALL, PATIENCE, ROOT, Computer
from tests.bad_inputs.world import World, world

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.bad_inputs.rows import Row

CALLS = 30
PAGE = 4096


@cache
def _kept() -> tuple[tempfile.TemporaryDirectory[str], Path]:
    """A closed log of 30 calls, made once; with the folder that goes with the process."""
    folder = tempfile.TemporaryDirectory(prefix="bad-log-")
    path = Path(folder.name) / "data"
    with world(paths=paths_in(path)) as made:
        for n in range(CALLS):
            made.must_log(f"Client {n}", note="a note " * 20)
    return folder, path


def _a_log(folder: Path) -> Paths:
    paths = paths_in(folder / "data")
    shutil.copytree(_kept()[1], paths.data_dir)
    _wal(paths).unlink(missing_ok=True)
    return paths


def _wal(paths: Paths) -> Path:
    return paths.database.with_name("log.db-wal")


def _bytes(paths: Paths) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in paths.data_dir.iterdir() if path.is_file()}


def _problem(paths: Paths) -> StorageError | None:
    """Why the folder's log does not open; None where it opens with every call."""
    try:
        made = World(paths=paths)
    except StorageError as error:
        return error
    try:
        expect(made.calls() == CALLS, f"it opens with {made.calls()} of {CALLS} calls")
        for entry in made.entries():
            expect(entry.call.note == "a note " * 20, "it opens with another note")
        expect(made.db.history.verify() is None, "it opens with a broken history")
    except StorageError as error:
        return error
    finally:
        made.log_file.close()
    return None


def _expect_problem(paths: Paths, *problems: StorageProblem) -> str:
    """The log does not open, for one of these reasons; its files are as they were. The sentence."""
    before = _bytes(paths)
    error = _problem(paths)
    expect(error is not None, "it opens as if nothing were wrong")
    assert error is not None
    after = _bytes(paths)
    changed = [name for name in before if after.get(name) != before[name]]
    expect(not changed, f"changed: {', '.join(changed)}")
    made = set(after) - set(before) - {"log.db-wal", "log.db-shm"}
    expect("log.db" not in made, "a new log was created in its place")
    names = "/".join(problem.value for problem in problems)
    sentence = expect_sentence(storage_problem(error))
    expect(error.problem in problems, f"{error.problem.value} instead of {names}: {sentence}")
    return sentence


def missing(_row: Row, folder: Path) -> None:
    paths = _a_log(folder)
    paths.database.unlink()
    sentence = _expect_problem(paths, StorageProblem.LOG_NOT_FOUND, StorageProblem.KEY_MISSING)
    expect(not paths.database.exists(), "a new log was created")
    expect_words(sentence, "no log", "not found", "not there")
    expect_words(sentence, "restore", "locate", "copy")
    expect("while it was open" not in sentence, f"says what did not happen: {sentence}")


def overwritten(*problems: StorageProblem, words: str):
    """Other bytes in the log's place: said, and left untouched."""

    def check(row: Row, folder: Path) -> None:
        paths = _a_log(folder)
        paths.database.write_bytes(row.data)
        expect_words(_expect_problem(paths, *problems), words)

    return check


def one_bit(_row: Row, folder: Path) -> None:
    """Each page in turn: found when the log is opened and read, or by that day's backup at the latest."""
    paths = _a_log(folder)
    whole = paths.database.read_bytes()
    for page in range(len(whole) // PAGE):
        data = bytearray(whole)
        data[page * PAGE + 1000] ^= 4
        paths.database.write_bytes(data)
        error = _problem(paths) or _problem_of_backup(paths)
        expect(
            error is not None, f"a flipped bit on page {page + 1} is found neither at start nor by a backup"
        )
        assert error is not None
        expect(error.problem is StorageProblem.DAMAGED, f"page {page + 1}: {error.problem.value}")
        again = _problem(paths) or _problem_of_backup(paths)
        same = again is not None and again.problem is error.problem
        expect(same, f"damaged; tried again in the same program: {again}")
    paths.database.write_bytes(whole)
    expect((_problem(paths) or _problem_of_backup(paths)) is None, "the whole file has a problem too")


def _problem_of_backup(paths: Paths) -> StorageError | None:
    made = World(paths=paths)
    try:
        key = load_or_create_key(paths)
        target = paths.data_dir / "made"
        make_backup(made.db, key, target, paths.key_file, made.now, reason=BackupReason.DAILY)
    except StorageError as error:
        return error
    finally:
        made.log_file.close()
    shutil.rmtree(target)
    return None


def no_salt(_row: Row, folder: Path) -> None:
    paths = _a_log(folder)
    data = paths.database.read_bytes()
    paths.database.write_bytes(bytes(16) + data[16:])
    error = _problem(paths)
    expect(error is None, f"does not open: {error}")


def damage_or_key(_row: Row, folder: Path) -> None:
    paths = _a_log(folder)
    data = bytearray(paths.database.read_bytes())
    data[100] ^= 1
    paths.database.write_bytes(data)
    sentence = _expect_problem(paths, StorageProblem.DAMAGED)
    expect(
        "passphrase" not in sentence.casefold() and "key" not in sentence.casefold(), f"blames it: {sentence}"
    )
    other = _a_log(folder / "other")
    values = json.loads(other.key_file.read_text(encoding="utf-8"))
    values["slots"][0]["key"] = "00" * 32
    other.key_file.write_text(json.dumps(values), encoding="utf-8")
    sentence = _expect_problem(other, StorageProblem.WRONG_KEY)
    expect("damaged" not in sentence, f"calls it damage: {sentence}")


def _after_a_crash(folder: Path, log: Paths | None = None) -> Paths:
    """What a computer that lost its power leaves: a log whose last ten calls are in the -wal only."""
    paths, crashed = log or _a_log(folder), paths_in(folder / "crashed")
    made = World(paths=paths)
    for n in range(10):
        made.must_log(f"Later {n}")
    # Another process: opening the live file in this one would drop its locks.
    subprocess.run(["cp", "-a", str(paths.data_dir), str(crashed.data_dir)], check=True)
    made.close()
    expect(_wal(crashed).stat().st_size > PAGE, "the last calls are not in the -wal")
    return crashed


def lost_wal(_row: Row, folder: Path) -> None:
    crashed = _after_a_crash(folder)
    wal = _wal(crashed).read_bytes()
    for data in (None, b"", bytes(len(wal)), os.urandom(len(wal))):
        if data is None:
            _wal(crashed).unlink()
        else:
            _wal(crashed).write_bytes(data)
        try:
            World(paths=crashed).log_file.close()
        except StorageError as error:
            expect(error.problem is StorageProblem.ENTRIES_MISSING, f"said to be {error.problem.value}")
            gone = (error.expected or 0) - (error.found or 0)
            expect(gone == 20, f"{gone} entries are said to be missing of 20")
            expect_words(_told(error), f"{gone} ")
        else:
            raise Misbehaved("opens as if nothing were missing")


def _told(error: StorageError) -> str:
    return expect_sentence(storage_problem(error))


def other_wal(_row: Row, folder: Path) -> None:
    other = paths_in(folder / "one" / "data")
    with world(paths=other) as made:
        made.must_log("Somebody else's")
    crashed = _after_a_crash(folder / "one", other)
    paths = _a_log(folder / "two")
    shutil.copy(_wal(crashed), _wal(paths))
    error = _problem(paths)
    expect(error is None, f"does not open: {error}")
    with world(paths=paths) as made:
        expect(isinstance(made.log("Ann"), Logged), "nothing can be saved")


def old_copy(_row: Row, folder: Path) -> None:
    paths = _a_log(folder)
    old = paths.database.read_bytes()
    with world(paths=paths) as made:
        made.now += 3 * 86_400
        for n in range(10):
            made.must_log(f"Later {n}")
    paths.database.write_bytes(old)
    _wal(paths).unlink(missing_ok=True)
    try:
        World(paths=paths).log_file.close()
    except StorageError as error:
        expect(error.problem is StorageProblem.ENTRIES_MISSING, f"said to be {error.problem.value}")
        sentence = _told(error)
        expect_words(sentence, "20 ")
        expect_words(sentence, "26 Nov", "since", ":")
    else:
        raise Misbehaved("opens as if nothing were missing")


def gone_while_open(problem: str, act: Callable[[Paths], object]):
    """After it happened no save is acknowledged, and what is in memory can still be written elsewhere."""

    def check(_row: Row, folder: Path) -> None:
        paths = _a_log(folder)
        made = World(paths=paths)
        try:
            made.must_log("Before")
            act(paths)
            there = paths.database.read_bytes() if paths.database.exists() else None
            for _ in range(2):
                answer = made.log("After", note="a note")
                expect(isinstance(answer, Refused), "a call was acknowledged that no file has")
                expect_words(expect_refused(answer), problem)
            now = paths.database.read_bytes() if paths.database.exists() else None
            expect(now == there, "the other file was written to")
            clients = {record["client"] for record in made.records(folder)}
            expect("Before" in clients, "what was in memory cannot be saved elsewhere")
        finally:
            made.log_file.close()

    return check


def _replace(paths: Paths) -> None:
    other = paths.data_dir / "conflict.db"
    shutil.copy(_kept()[1] / "log.db", other)
    other.replace(paths.database)


_ON_A_FULL_DISK = """
import json, os, pathlib, sys
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.storage.paths import paths_in
from callpolicy_gui.wording.problems import storage_problem
from tests.bad_inputs.world import World
folder = pathlib.Path(sys.argv[1])
with open(folder / "fill", "wb", buffering=0) as file:
    try:
        while True:
            file.write(bytes(512))
    except OSError:
        pass
try:
    made = World(paths=paths_in(folder / "data"))
except StorageError as error:
    print(json.dumps({"refused": storage_problem(error)}))
else:
    made.controller.refresh()
    answer = made.log("Ann", note="x" * 9000)
    rows = len(made.controller.queue().rows)
    print(json.dumps({"rows": rows, "calls": made.calls(), "said": getattr(answer, "sentence", "")}))
"""


def full_disk(_row: Row, folder: Path) -> None:
    source = _a_log(folder)
    place = folder / "disk"
    place.mkdir()
    steps = 'mount -t tmpfs -o size=2m none "$1" && cp -a "$2" "$1/data" && shift 2 && exec "$@"'
    command = ["unshare", "-m", "sh", "-c", steps, "sh", str(place), str(source.data_dir)]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*command, "true"], capture_output=True, check=False).returncode
    ):
        raise NotHere("nobody may mount a small disk here")
    done = subprocess.run(
        [*command, sys.executable, "-c", _ON_A_FULL_DISK, str(place)],
        cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    expect(done.returncode == 0, f"ended with {done.stderr.strip()[-200:]!r}")
    found = json.loads(done.stdout)
    expect("refused" not in found, f"the log does not open: {found.get('refused')}")
    expect(found["rows"] == found["calls"] == CALLS, f"{found['rows']} of {CALLS} calls are shown")
    expect_words(found["said"], "disk is full")
    expect_words(found["said"], "free some space")


def network_share(_row: Row, folder: Path) -> None:
    """There is no share here to mount: what counts is that a start asks what the folder lies on."""
    if shutil.which("strace") is None:
        raise NotHere("strace is not installed")
    computer = Computer(folder, with_calls=True)
    trace = folder / "trace"
    arguments = computer.command("--export", str(folder / "log.csv"), *ALL)
    subprocess.run(
        ["strace", "-f", "-e", "trace=statfs,fstatfs,openat", "-o", str(trace), *arguments],
        env=computer.env, cwd=folder, capture_output=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    asked = [
        line
        for line in trace.read_text(errors="replace").splitlines()
        if ("statfs(" in line and str(computer.data_dir) in line) or "/mountinfo" in line or "/mounts" in line
    ]
    expect(asked, "a start does not ask what kind of disk the folder lies on: a share is not warned about")


def any_other(row: Row, folder: Path) -> None:
    """These bytes in the log's place: refused with a sentence and left as they are."""
    paths = _a_log(folder)
    paths.database.write_bytes(row.data)
    _expect_problem(paths, *StorageProblem)


CHECKS = {
    "db_file-001": missing,
    "db_file-003": overwritten(StorageProblem.DAMAGED, words="Restore"),
    "db_file-005": overwritten(StorageProblem.NOT_A_CALL_LOG, words="not a call log"),
    "db_file-006": overwritten(StorageProblem.NOT_A_CALL_LOG, words="not a call log"),
    "db_file-009": one_bit,
    "db_file-010": no_salt,
    "db_file-011": damage_or_key,
    "db_file-012": lost_wal,
    "db_file-013": other_wal,
    "db_file-014": old_copy,
    "db_file-015": gone_while_open("removed", lambda paths: paths.database.unlink()),
    "db_file-016": gone_while_open("replaced", _replace),
    "db_file-019": full_disk,
    "db_file-021": network_share,
}
