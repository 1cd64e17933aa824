"""The program as a process of its own, in a home that nothing else uses."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bad_inputs.checks import Misbehaved, expect, expect_sentence
from tests.desktop.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests" / "data" / "calls-android-backup.xml"
ALL = ("--from", "2026-08-01", "--to", "2026-11-30")
# Two days after the last call of the sample.
NOW = 1_795_442_400
_STARTER = f"import sys; from callpolicy_gui import app; sys.exit(app.main(sys.argv[1:], lambda: {NOW}.0))"
# A busy computer needs longer than a quiet one; what hangs is told all the same.
PATIENCE = 50


class Computer:
    """A home, a session folder and a data folder below `folder`, and starts of the program in it."""

    def __init__(self, folder: Path, *, with_calls: bool = False) -> None:
        self.folder = folder
        self.data_dir = folder / "data"
        self.home = folder / "home"
        run = folder / "run"
        self.home.mkdir()
        run.mkdir(mode=0o700)
        if with_calls:
            shutil.copytree(_folder_with_calls(), self.data_dir)
        self.env = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(run),
            "LANG": "C.UTF-8",
            "TZ": "America/New_York",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(ROOT),
        }

    def command(self, *arguments: str | bytes) -> list[str | bytes]:
        return [sys.executable, "-c", _STARTER, "--data-dir", str(self.data_dir), *arguments]

    def run(self, *arguments: str | bytes, **more) -> subprocess.CompletedProcess[str]:
        settings = {"env": self.env, "cwd": self.folder, "stdout": subprocess.PIPE, **more}
        try:
            return subprocess.run(
                self.command(*arguments), stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                errors="surrogateescape", timeout=PATIENCE, check=False, **settings,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Misbehaved("the program does not end") from None

    @contextlib.contextmanager
    def running(self) -> Iterator[subprocess.Popen[str]]:
        """The program with its window, ready to be asked; it is gone afterwards."""
        program = subprocess.Popen(
            self.command(), env=self.env, cwd=self.folder, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            # The window stands when the handlers do.
            wait_for(lambda: program.poll() is not None or _handles(program.pid), "the program's window")
            expect(program.poll() is None, f"the program ended by itself: {program.returncode}")
            yield program
        finally:
            if program.poll() is None:
                program.kill()
            program.communicate()

    @staticmethod
    def limits_of(program: subprocess.Popen[str]) -> list[str]:
        path = Path(f"/proc/{program.pid}/limits")
        return path.read_text(encoding="ascii").splitlines() if path.exists() else []

    @staticmethod
    def end(program: subprocess.Popen[str], number: int = signal.SIGTERM) -> float:
        """Ask it to end; how many seconds it took."""
        begun = time.monotonic()
        program.send_signal(number)
        try:
            code = program.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise Misbehaved("the program does not end when it is asked to") from None
        expect(code == 0, f"exit code {code} when asked to end")
        return time.monotonic() - begun

    @staticmethod
    def said_by(program: subprocess.Popen[str]) -> str:
        out, err = program.communicate()
        return out + err


def _handles(pid: int) -> bool:
    """Whether a process has a handler of its own for being asked to end."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("SigCgt"):
            return bool(int(line.split()[1], 16) >> (signal.SIGTERM - 1) & 1)
    return False


@cache
def _shared() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="bad-shared-")


@cache
def _folder_with_calls() -> Path:
    """A data folder with the sample's calls in it, made once; each row gets a copy."""
    computer = Computer(Path(_shared().name))
    done = computer.run("--import", str(SAMPLE), "--yes")
    expect(done.returncode == 0, "the sample cannot be imported")
    (computer.data_dir / "running.lock").unlink(missing_ok=True)
    return computer.data_dir


def expect_one_sentence(done: subprocess.CompletedProcess[str], code: int, value: str = "") -> str:
    """Refused with this exit code and one sentence on standard error."""
    expect(done.returncode == code, f"exit code {done.returncode}: {done.stderr.strip()[-200:]}")
    expect(not done.stdout, "something on standard output")
    expect(done.stderr.count("\n") == 1, f"not one line: {done.stderr!r}")
    return expect_sentence(done.stderr.strip(), value)
