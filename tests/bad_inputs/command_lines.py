"""The command line, as processes: option names in the rows are examples, what counts is the behaviour."""

from __future__ import annotations

import os
import shlex
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from callpolicy_gui.command_line import _parser
from callpolicy_gui.formats import csv_log
from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.paths import paths_in
from tests.bad_inputs.checks import NotHere, expect, expect_words, quotes
from tests.bad_inputs.processes import ALL, PATIENCE, ROOT, SAMPLE, Computer, expect_one_sentence

if TYPE_CHECKING:
    from tests.bad_inputs.rows import Row

CALLS = 148
_PERSONAL = ("name", "phone", "number", "note", "who", "client")


def _exported(done: subprocess.CompletedProcess[str], path: Path) -> None:
    expect(done.returncode == 0, f"exit code {done.returncode}: {done.stderr.strip()[-200:]}")
    expect(done.stdout == f"{CALLS} calls exported.\n", f"said {done.stdout!r}")
    expect(len(csv_log.read_back(path.read_bytes())) == CALLS, "not every call is in the file")


def dash(row: Row, folder: Path) -> None:
    computer = Computer(folder, with_calls=True)
    name = row.text.split()[-1]
    _exported(computer.run(f"--export={name}", *ALL), folder / name)
    done = computer.run(f"--import={name}", "--yes")
    expect("not a call log" in expect_one_sentence(done, 1), "the file was not taken as one")


def personal(row: Row, folder: Path) -> None:
    computer = Computer(folder)
    done = computer.run(*shlex.split(row.text))
    expect(done.returncode == 2, f"exit code {done.returncode}")
    expect(not computer.data_dir.exists(), "something was opened")
    names = [option for action in _parser()._actions for option in action.option_strings]
    taken = [name for name in names if any(word in name for word in _PERSONAL)]
    expect(not taken, f"there is an option {taken}")
    expect("Ann" not in done.stderr, "the name is repeated on standard error")


def unknown_option(row: Row, folder: Path) -> None:
    computer = Computer(folder)
    done = computer.run(*shlex.split(row.text))
    expect(done.returncode == 2, f"exit code {done.returncode}")
    expect(done.stderr.startswith("usage: callpolicy "), "no usage on standard error")
    expect(not done.stdout, "something on standard output")
    expect(not computer.data_dir.exists(), "something was opened")
    expect(list(computer.home.iterdir()) == [], "something was written")


def own_file(_row: Row, folder: Path) -> None:
    computer = Computer(folder, with_calls=True)
    before = {path.name: path.read_bytes() for path in computer.data_dir.iterdir() if path.is_file()}
    link = folder / "link.csv"
    link.symlink_to(computer.data_dir / "log.db")
    for path in (*(computer.data_dir / name for name in ("log.db", "log.key.json", "log.db-wal")), link):
        done = computer.run("--export", str(path), *ALL, "--force")
        expect(done.returncode == 1, f"an export over {path.name} of the log is not refused")
        expect_words(expect_one_sentence(done, 1), "belongs to the log")
    after = {path.name: path.read_bytes() for path in computer.data_dir.iterdir() if path.is_file()}
    expect(all(after.get(name) == data for name, data in before.items()), "a file of the log was changed")


def existing(_row: Row, folder: Path) -> None:
    computer = Computer(folder, with_calls=True)
    path = folder / "existing.csv"
    path.write_text("mine", encoding="ascii")
    expect_words(expect_one_sentence(computer.run("--export", str(path), *ALL), 1), "name already")
    expect(path.read_text(encoding="ascii") == "mine", "the file was changed")
    with path.open("rb") as held:
        _exported(computer.run("--export", str(path), *ALL, "--force"), path)
        expect(held.read() == b"mine", "the old file was written into, not replaced")
    expect(not list(folder.glob(".callpolicy*")), "a part is left")


def full_device(_row: Row, folder: Path) -> None:
    computer = Computer(folder, with_calls=True)
    device = folder / "full"
    try:
        # Not the real one: a program that replaced it would harm the whole computer.
        os.mknod(device, stat.S_IFCHR | 0o666, os.makedev(1, 7))
        device.open("wb").close()
    except (OSError, AttributeError):
        raise NotHere("nobody may make a device that is always full") from None
    for force in ((), ("--force",)):
        done = computer.run("--export", str(device), *ALL, *force)
        sentence = expect_one_sentence(done, 1)
        expect(stat.S_ISCHR(device.stat().st_mode), "the device was replaced by a file")
        expect(not list(folder.glob(".callpolicy*")), "a part is left")
    expect_words(sentence, "no space")


def nobody_reads(_row: Row, folder: Path) -> None:
    computer = Computer(folder, with_calls=True)
    for arguments in (("--help",), ("--export", str(folder / "log.csv"), *ALL)):
        reading, writing = os.pipe()
        os.close(reading)
        try:
            done = computer.run(*arguments, stdout=writing)
        finally:
            os.close(writing)
        expect(done.returncode == 0, f"exit code {done.returncode}")
        expect(not done.stderr, f"complains: {done.stderr!r}")
    expect((folder / "log.csv").exists(), "the export was not written")


def bare_environment(_row: Row, folder: Path) -> None:
    computer = Computer(folder)
    lone = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--data-dir", str(computer.data_dir)],
        env={}, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    expect(lone.returncode == 69, f"exit code {lone.returncode}")
    # It ends with the command to run, so there is no full stop.
    expect(lone.stderr.startswith("Call Policy cannot open its window"), f"said {lone.stderr!r}")
    expect(lone.stderr.count("\n") == 1 and not lone.stdout, "more than one line")
    expect(not computer.data_dir.exists(), "something was opened")
    bare = {"PYTHONPATH": str(ROOT), "HOME": str(computer.home)}
    done = computer.run("--import", str(SAMPLE), "--yes", env=bare)
    expect(done.returncode == 0, f"the import fails: {done.stderr.strip()[-200:]}")
    expect(done.stdout.startswith(f"{CALLS} calls imported"), f"said {done.stdout!r}")
    path = folder / "log.csv"
    _exported(computer.run("--export", str(path), *ALL, env=bare), path)


def odd_bytes(row: Row, folder: Path) -> None:
    computer = Computer(folder, with_calls=True)
    env = {**computer.env, "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    name = os.fsencode(folder) + b"/" + row.data
    done = computer.run(b"--export", name, *ALL, env=env)
    expect(done.returncode == 0, f"exit code {done.returncode}: {done.stderr.strip()[-200:]}")
    expect(Path(os.fsdecode(name)).exists(), "the file has another name")
    for arguments in (
        (b"--export", name, *ALL),
        (b"--import", name, "--yes"),
        (b"--import", name + b"x", "--yes"),
    ):
        done = computer.run(*arguments, env=env)
        expect(done.returncode == 1, f"exit code {done.returncode}")
        expect("Error" not in done.stderr and "Traceback" not in done.stderr, f"said {done.stderr!r}")
        expect(done.stderr.rstrip().endswith("."), f"said {done.stderr!r}")


def asked_to_end(_row: Row, folder: Path) -> None:
    computer = Computer(folder, with_calls=True)
    for number in (signal.SIGTERM, signal.SIGHUP):
        took = []
        # A computer that is busy with something else gets more chances.
        while not took or (took[-1] >= 1 and len(took) < 4):
            with computer.running() as program:
                took.append(computer.end(program, number))
                said = computer.said_by(program).replace("This plugin does not support raise()", "")
                expect("Error" not in said and "Traceback" not in said, f"said {said.strip()!r}")
        expect(took[-1] < 1, f"took {took[-1]:.1f} s to end")
    paths = paths_in(computer.data_dir)
    db = open_log(paths, load_or_create_key(paths))
    try:
        expect(db.row("SELECT count(*) FROM calls") == (CALLS,), "calls are missing")
        expect(db.history.verify() is None, "the history's chain is broken")
        expect(not db.rows("PRAGMA cipher_integrity_check"), "the file is damaged")
    finally:
        db.close()


def any_other(row: Row, folder: Path) -> None:
    """As arguments: a known exit code, no traceback, nothing repeated."""
    computer = Computer(folder, with_calls=True)
    words = [word for word in row.data.split() if not word.startswith(b"/")]
    done = computer.run(*words, env={**computer.env, "QT_QPA_PLATFORM": ""})
    expect(done.returncode in {0, 1, 2, 69}, f"exit code {done.returncode}")
    expect("Traceback" not in done.stderr, "a traceback")
    expect(not quotes(done.stdout, row.text), "standard output repeats it")


CHECKS = {
    "cli-001": dash,
    "cli-002": personal,
    "cli-003": unknown_option,
    "cli-005": own_file,
    "cli-006": existing,
    "cli-007": full_device,
    "cli-008": nobody_reads,
    "cli-009": bare_environment,
    "cli-010": odd_bytes,
    "cli-011": asked_to_end,
}
