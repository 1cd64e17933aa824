"""Starting with the computer: an entry that the desktop reads at login.

Linux only. Source of the folder, of the keys and of the quoting: Desktop Application
Autostart Specification 0.5 and Desktop Entry Specification 1.5.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_RESERVED = re.compile(r'(["`$\\])')
_ENTRY = """\
[Desktop Entry]
Type=Application
Version=1.5
Name=Call Policy
Comment=Keep the promise you made about returning calls
Exec={command}
Icon=callpolicy
Terminal=false
StartupNotify=false
X-GNOME-Autostart-enabled=true
"""


class Autostart:
    """The entry `name` in `folder`, which runs `command` at login."""

    def __init__(self, command: Sequence[str], folder: Path, name: str = "callpolicy") -> None:
        self._exec = exec_line(command)
        self._path = folder / f"{name}.desktop"

    @property
    def is_on(self) -> bool:
        """Whether this very command is run at login; an entry that was switched off elsewhere is not."""
        try:
            text = self._path.read_text(encoding="utf-8")
        except (OSError, ValueError):
            return False
        lines = [line.strip() for line in text.splitlines()]
        off = {"Hidden=true", "X-GNOME-Autostart-enabled=false"}
        return f"Exec={self._exec}" in lines and not off.intersection(lines)

    def set_on(self, *, on: bool) -> None:
        """Write the entry, or take it away.

        Raises:
            OSError: the folder cannot be written.
        """
        if not on:
            self._path.unlink(missing_ok=True)
            return
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._path.with_suffix(".part")
        part.write_text(_ENTRY.format(command=self._exec), encoding="utf-8")
        part.chmod(0o600)
        part.replace(self._path)


def autostart_of(arguments: Sequence[str], name: str = "callpolicy") -> Autostart | None:
    """The entry that starts this program with `arguments`; None where that is not known how."""
    program = start_command(sys.argv[0], sys.executable)
    if sys.platform != "linux" or program is None:
        return None
    try:
        return Autostart([*program, *arguments], config_folder() / "autostart", name)
    except ValueError:
        return None


def config_folder() -> Path:
    """The folder of the person's settings; a relative path counts as none, as the specification has it."""
    given = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    return given if given.is_absolute() else Path.home() / ".config"


def start_command(program: str, python: str) -> list[str] | None:
    """What starts what runs as `program`: the script itself, or Python with it; None for neither."""
    # Links stay: what they lead to is replaced by an update.
    path = Path(program).absolute()
    if not program or not path.is_file():
        return None
    if path.suffix == ".py":
        return [python, str(path)] if python else None
    return [str(path)]


def exec_line(command: Sequence[str]) -> str:
    """A command as the value of `Exec`.

    Raises:
        ValueError: a part has a line end, or is no UTF-8.
    """
    for part in command:
        part.encode()
        if "\n" in part or "\r" in part:
            raise ValueError("no line of an entry can hold that")
    quoted = (_RESERVED.sub(r"\\\1", part) for part in command)
    # First the quoting of arguments, then that of any value: a backslash is two there.
    return " ".join(f'"{part}"' for part in quoted).replace("\\", "\\\\").replace("%", "%%")
