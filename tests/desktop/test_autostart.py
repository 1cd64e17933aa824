"""The entry that starts the program with the computer: what a desktop reads there is what was meant."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from callpolicy_gui.desktop.autostart import (
    Autostart,
    autostart_of,
    config_folder,
    exec_line,
    start_command,
)

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = ["/opt/call policy/bin/callpolicy", "--background"]


def as_a_desktop_reads(value: str) -> list[str]:
    """The arguments of an Exec value: the string's escapes, field codes, then quotes, which are a shell's."""
    line = value.replace("\\\\", "\\").replace("%%", "%")
    done = subprocess.run(["sh", "-c", f'printf "%s\\n" {line}'], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    "argument", ["plain", "with space", 'a"b', "a\\b", "$HOME", "`ls`", "100%", "%f", "O'Brien", "ü"]
)
def test_what_is_quoted_is_read_back(argument: str) -> None:
    assert as_a_desktop_reads(exec_line(["/bin/x", argument])) == ["/bin/x", argument]


@pytest.mark.parametrize("argument", ["two\nlines", "\udcff"])
def test_what_no_line_can_hold_is_refused(argument: str) -> None:
    with pytest.raises(ValueError, match=r"line|encode"):
        exec_line(["/bin/x", argument])


def test_it_is_switched_on_and_off(tmp_path: Path) -> None:
    entry = Autostart(COMMAND, tmp_path / "config" / "autostart")
    assert not entry.is_on
    entry.set_on(on=False)
    entry.set_on(on=True)
    assert entry.is_on
    (file,) = (tmp_path / "config" / "autostart").iterdir()
    assert file.name == "callpolicy.desktop"
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text()
    assert text.startswith("[Desktop Entry]\nType=Application\n")
    (line,) = [line for line in text.splitlines() if line.startswith("Exec=")]
    assert as_a_desktop_reads(line.removeprefix("Exec=")) == COMMAND
    entry.set_on(on=False)
    assert not entry.is_on
    assert list(file.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("Terminal=false", "Hidden=true"),
        ("X-GNOME-Autostart-enabled=true", "X-GNOME-Autostart-enabled=false"),
        ("/opt/call policy", "/opt/another place"),
    ],
)
def test_an_entry_that_was_changed_elsewhere_is_not_on(tmp_path: Path, was: str, becomes: str) -> None:
    entry = Autostart(COMMAND, tmp_path)
    entry.set_on(on=True)
    file = tmp_path / "callpolicy.desktop"
    file.write_text(file.read_text().replace(was, becomes))
    assert not entry.is_on
    file.write_bytes(b"\xff\xfe")
    assert not entry.is_on
    entry.set_on(on=True)
    assert entry.is_on


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "autostart").write_text("a file")
    with pytest.raises(OSError, match="autostart"):
        Autostart(COMMAND, tmp_path / "autostart").set_on(on=True)


def test_two_logs_are_two_entries(tmp_path: Path) -> None:
    one, other = Autostart(COMMAND, tmp_path), Autostart([*COMMAND, "--data-dir=/x"], tmp_path, "other")
    one.set_on(on=True)
    assert not other.is_on
    other.set_on(on=True)
    one.set_on(on=False)
    assert other.is_on


def test_how_the_program_was_started(tmp_path: Path) -> None:
    script, main = tmp_path / "callpolicy", tmp_path / "main.py"
    assert start_command(str(script), "/usr/bin/python3") is None
    assert start_command("", "/usr/bin/python3") is None
    for file in (script, main):
        file.write_text("")
    assert start_command(str(script), "/usr/bin/python3") == [str(script)]
    assert start_command(str(main), "/usr/bin/python3") == ["/usr/bin/python3", str(main)]
    assert start_command(str(main), "") is None


def test_where_the_entry_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for given in ("", "relative"):
        monkeypatch.setenv("XDG_CONFIG_HOME", given)
        assert config_folder() == tmp_path / ".config"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "other"))
    assert config_folder() == tmp_path / "other"
    script = tmp_path / "callpolicy"
    script.write_text("")
    monkeypatch.setattr(sys, "argv", [str(script)])
    monkeypatch.setattr(sys, "platform", "linux")
    made = autostart_of(["--background"])
    assert made is not None
    made.set_on(on=True)
    assert (tmp_path / "other" / "autostart" / "callpolicy.desktop").exists()
    assert autostart_of(["--data-dir=/a\nb"]) is None
    monkeypatch.setattr(sys, "platform", "win32")
    assert autostart_of(["--background"]) is None
