"""Handing a number to whatever telephones on this desktop, where there is such a thing.

It is done at a press of *Call* and never else. The number then is with the program that the desktop
has for `tel:` links, and on the way there any process of the user can see it.
"""

from __future__ import annotations

import configparser
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_TEL = "x-scheme-handler/tel"
# https://specifications.freedesktop.org/mime-apps-spec/1.0.1/
_GROUPS = ("Default Applications", "Added Associations", "MIME Cache")


def dialler() -> Callable[[str], bool] | None:
    """What telephones a number here, or None where nothing does. It answers whether it was handed over."""
    return dial if _can_dial() else None


def dial(number: str) -> bool:
    """Hand a number (E.164, or digits) to the desktop."""
    return QDesktopServices.openUrl(QUrl(f"tel:{number}"))


def _can_dial() -> bool:
    if sys.platform == "win32":
        return _windows_has_handler()
    # A Mac telephones through FaceTime.
    return sys.platform == "darwin" or has_tel_handler(os.environ, Path.home())


def has_tel_handler(environ: Mapping[str, str], home: Path) -> bool:
    """Whether a freedesktop names an installed program for `tel:`; files that cannot be read name none."""
    folders = [folder / "applications" for folder in _data_folders(environ, home)]
    for path in _lists(environ, home, folders):
        for name in _named(path):
            if any((folder / name).is_file() for folder in folders):
                return True
    return False


def _data_folders(environ: Mapping[str, str], home: Path) -> list[Path]:
    own = environ.get("XDG_DATA_HOME") or str(home / ".local/share")
    shared = environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return [Path(each) for each in (own, *shared.split(":")) if each]


def _lists(environ: Mapping[str, str], home: Path, applications: list[Path]) -> Iterator[Path]:
    own = environ.get("XDG_CONFIG_HOME") or str(home / ".config")
    shared = environ.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    desktops = environ.get("XDG_CURRENT_DESKTOP", "").casefold().split(":")
    names = [*(f"{desktop}-mimeapps.list" for desktop in desktops if desktop), "mimeapps.list"]
    for folder in (*(Path(each) for each in (own, *shared.split(":")) if each), *applications):
        yield from (folder / name for name in names)
    yield from (folder / "mimeinfo.cache" for folder in applications)


def _named(path: Path) -> Iterator[str]:
    """The desktop files that a list names for `tel:`; a name that is a path is none."""
    lists = configparser.ConfigParser(delimiters=("=",), interpolation=None, strict=False)
    try:
        lists.read_string(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, configparser.Error):
        return
    for group in _GROUPS:
        for name in lists.get(group, _TEL, fallback="").split(";"):
            if name.strip().endswith(".desktop") and "/" not in name:
                yield name.strip()


def _windows_has_handler() -> bool:
    """Whether a program is registered for `tel:`."""
    import winreg  # noqa: PLC0415 - it is there on Windows only

    try:
        with winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, "tel") as key:  # type: ignore[attr-defined,unused-ignore]
            winreg.QueryValueEx(key, "URL Protocol")  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return False
    return True
