from __future__ import annotations

import sys
import time

import pytest

from callpolicy_gui.desktop import another_start
from callpolicy_gui.desktop.another_start import same_start, start_another


@pytest.mark.parametrize(
    ("original", "arguments", "expected"),
    [
        (["python3", "main.py"], [], ["main.py", "--demo"]),
        (["python3", "main.py", "--data-dir", "x y"], ["--data-dir", "x y"], ["main.py", "--demo"]),
        (["python3", "-X", "dev", "-m", "a.b", "--log"], ["--log"], ["-X", "dev", "-m", "a.b", "--demo"]),
        (["/usr/bin/python3", "/usr/bin/callpolicy"], [], ["/usr/bin/callpolicy", "--demo"]),
    ],
)
def test_another_starts_as_this_one_did_but_for_its_arguments(original, arguments, expected):
    assert same_start(original, arguments, ["--demo"]) == expected


def test_it_is_a_program_of_its_own(tmp_path, monkeypatch, qapp):
    said = tmp_path / "said"
    script = tmp_path / "main.py"
    script.write_text(f"import sys; open({str(said)!r}, 'w').write(' '.join(sys.argv[1:]))")
    monkeypatch.setattr(another_start.sys, "orig_argv", [sys.executable, str(script), "--log"])
    monkeypatch.setattr(another_start.sys, "argv", [str(script), "--log"])
    assert start_another("--demo")
    until = time.monotonic() + 60
    while not (said.exists() and said.read_text()) and time.monotonic() < until:
        time.sleep(0.05)
    assert said.read_text() == "--demo"


def test_what_cannot_be_started_is_said(monkeypatch):
    monkeypatch.setattr(another_start.sys, "executable", "/nonexistent/python")
    assert not start_another("--demo")
