"""The memory of the program stays its own; looked at in a process that was told so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOOK = """
import ctypes, os, re, tempfile
from pathlib import Path
TOLD
limits = Path("/proc/self/limits").read_text()
print(re.search(r"Max core file size +(\\S+) +(\\S+)", limits).groups())
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
from callpolicy_gui.storage.atomic_file import write_atomically
folder = Path(tempfile.mkdtemp())
write_atomically(folder / "a", b"x", overwrite=True)
print((folder / "a").read_bytes())
"""
TELL = "from callpolicy_gui.desktop.privacy import keep_memory_private; keep_memory_private()"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")


def look(told: str, tmp_path: Path, *, user: int | None = None) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", LOOK.replace("TOLD", told)], cwd=ROOT, text=True, user=user,
        capture_output=True, check=True, env={"TMPDIR": str(tmp_path)},
    )  # fmt: skip
    return done.stdout.splitlines()


def test_no_core_dump_and_nobody_looks_in(tmp_path):
    limits, dumpable, written = look(TELL, tmp_path)
    assert limits == "('0', '0')"
    assert dumpable == "0"
    # A process that is not dumpable owns less of its /proc: files must still get their names.
    assert written == "b'x'"
    assert look("", tmp_path)[1] == "1"


def test_the_program_tells_itself_so():
    begin = (
        "import sys; from callpolicy_gui import app; app._with_window = app._without_window = lambda *_: 0; "
    )
    begin += "app.preflight.missing_display = lambda: None; app._finish = lambda done: 0; "
    done = look(begin + "app.main([], lambda: 0.0)", Path("/tmp"))  # noqa: S108 - no place of it is used
    assert done[:2] == ["('0', '0')", "0"]
