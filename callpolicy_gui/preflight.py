"""What has to be there before Qt is touched: a display, and the system's own libraries.

Qt ends the process with an abort when it finds no display or cannot load its display
plugin, and Python shows a traceback when Qt itself cannot be loaded. A clinician gets a
sentence and the command instead. Standard library only, since Qt may be what is missing.
"""

from __future__ import annotations

import ctypes
import os
import re
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Libraries = Mapping[str, tuple[str, str, str, str]]

EX_UNAVAILABLE = 69  # sysexits.h: a service is unavailable

# Platform plugins that need no display.
DISPLAYLESS = {"offscreen", "minimal", "minimalegl", "linuxfb", "eglfs", "vnc", "vkkhrdisplay"}

# library: package for apt, dnf, pacman and zypper
QT_LIBRARIES = {
    "libEGL.so.1": ("libegl1", "libglvnd-egl", "libglvnd", "libEGL1"),
    "libGL.so.1": ("libgl1", "libglvnd-glx", "libglvnd", "libGL1"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig", "fontconfig", "libfontconfig1"),
    "libfreetype.so.6": ("libfreetype6", "freetype", "freetype2", "libfreetype6"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2", "glib2", "libglib-2_0-0"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon", "libxkbcommon", "libxkbcommon0"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs", "dbus", "libdbus-1-3"),
    "libX11.so.6": ("libx11-6", "libX11", "libx11", "libX11-6"),
    "libz.so.1": ("zlib1g", "zlib", "zlib", "libz1"),
}
X11_LIBRARIES = {
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb", "libx11", "libX11-xcb1"),
    "libxcb.so.1": ("libxcb1", "libxcb", "libxcb", "libxcb1"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor", "libxcb-cursor0"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm", "xcb-util-wm", "libxcb-icccm4"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image", "xcb-util-image", "libxcb-image0"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms", "libxcb-keysyms1"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb", "libxcb", "libxcb-randr0"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb", "libxcb", "libxcb-render0"),
    "libxcb-render-util.so.0": (
        "libxcb-render-util0",
        "xcb-util-renderutil",
        "xcb-util-renderutil",
        "libxcb-render-util0",
    ),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb", "libxcb", "libxcb-shape0"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb", "libxcb", "libxcb-shm0"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb", "libxcb", "libxcb-sync1"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util", "xcb-util", "libxcb-util1"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb", "libxcb", "libxcb-xfixes0"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb", "libxcb", "libxcb-xkb1"),
    "libxkbcommon-x11.so.0": (
        "libxkbcommon-x11-0",
        "libxkbcommon-x11",
        "libxkbcommon-x11",
        "libxkbcommon-x11-0",
    ),
}
WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": (
        "libwayland-client0",
        "libwayland-client",
        "wayland",
        "libwayland-client0",
    ),
    "libwayland-cursor.so.0": (
        "libwayland-cursor0",
        "libwayland-cursor",
        "wayland",
        "libwayland-cursor0",
    ),
}
# Needed by some builds of Qt only: named when the import says so, never demanded.
OTHER_LIBRARIES = {
    "libbrotlidec.so.1": ("libbrotli1", "libbrotli", "brotli", "libbrotlidec1"),
    "libgssapi_krb5.so.2": ("libgssapi-krb5-2", "krb5-libs", "krb5", "krb5"),
    "libgthread-2.0.so.0": ("libglib2.0-0", "glib2", "glib2", "libgthread-2_0-0"),
    "libzstd.so.1": ("libzstd1", "libzstd", "zstd", "libzstd1"),
}
ALL_LIBRARIES = QT_LIBRARIES | X11_LIBRARIES | WAYLAND_LIBRARIES | OTHER_LIBRARIES

INSTALLERS = ("apt install", "dnf install", "pacman -S", "zypper install")
FAMILIES = {
    "debian": 0,
    "ubuntu": 0,
    "linuxmint": 0,
    "fedora": 1,
    "rhel": 1,
    "centos": 1,
    "arch": 2,
    "manjaro": 2,
    "suse": 3,
    "opensuse": 3,
}


def can_load(library: str) -> bool:
    """True when the system's loader finds `library`; Qt would load the same one a moment later."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_display(
    environ: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
    loads: Callable[[str], bool] = can_load,
    os_release: Path = Path("/etc/os-release"),
) -> str | None:
    """Why no window can be opened, with the command that helps; None when one can.

    Linux only; elsewhere the display is part of the system and the libraries come with Qt.
    Never imports Qt. The caller prints the text and exits with 69.
    """
    if platform != "linux":
        return None
    asked_for = environ.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")
    lacking = [library for library in QT_LIBRARIES if not loads(library)]
    if asked_for[0] not in DISPLAYLESS:
        plugins = _reachable(environ, asked_for)
        if not plugins:
            return _no_display(environ)
        options = [[name for name in libraries if not loads(name)] for libraries in plugins]
        fewest: list[str] = min(options, key=len)
        lacking += fewest
    return _lacking(lacking, os_release) if lacking else None


def explain_import_error(error: ImportError, os_release: Path = Path("/etc/os-release")) -> str:
    """What to install when importing PySide6 failed, as `missing_display` would say it."""
    found = re.search(r"(lib[\w.+-]+\.so(?:\.\d+)*)", str(error))
    if found is not None:
        return _lacking([found.group(1)], os_release)
    return "Call Policy cannot start because the package PySide6-Essentials is not installed."


def _reachable(environ: Mapping[str, str], asked_for: list[str]) -> list[Libraries]:
    """The libraries of each display that answers, for the platforms asked for (all when none was)."""
    any_platform = asked_for == [""]
    found: list[Libraries] = []
    if (any_platform or "wayland" in asked_for) and _wayland_answers(environ):
        found.append(WAYLAND_LIBRARIES)
    if (any_platform or "xcb" in asked_for) and _x11_answers(environ.get("DISPLAY", "")):
        found.append(X11_LIBRARIES)
    return found


def _wayland_answers(environ: Mapping[str, str]) -> bool:
    name = environ.get("WAYLAND_DISPLAY", "")
    if not name:
        return bool(environ.get("WAYLAND_SOCKET"))
    return _answers(str(Path(environ.get("XDG_RUNTIME_DIR", "/")) / name))


def _x11_answers(display: str) -> bool:
    if not display:
        return False
    found = re.fullmatch(r"(?:unix)?:(\d+)(?:\.\d+)?", display)
    if found is None:
        return True  # a display elsewhere, by ssh: asking would be a network connection
    path = f"/tmp/.X11-unix/X{found.group(1)}"  # noqa: S108 - where every X server listens
    return _answers(path) or _answers("\0" + path)


def _answers(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as wire:
        wire.settimeout(1.0)
        try:
            wire.connect(path)
        except (OSError, ValueError):
            return False
        return True


def _no_display(environ: Mapping[str, str]) -> str:
    named = environ.get("WAYLAND_DISPLAY") or environ.get("DISPLAY")
    reason = f"the display {named} does not answer" if named else "there is no display here"
    return (
        f"Call Policy cannot open its window because {reason}. "
        "Start it inside a desktop session: log in at the screen, or use ssh -X, then run: callpolicy"
    )


def _lacking(libraries: Iterable[str], os_release: Path) -> str:
    names = sorted(set(libraries))
    listed = ", ".join(names)
    sentence = f"Call Policy cannot open its window because this computer lacks {listed}."
    family = _family(os_release)
    packages = sorted({ALL_LIBRARIES[name][family or 0] for name in names if name in ALL_LIBRARIES})
    if family is None or not packages:
        return f"{sentence} Install the package that contains it with your system's package manager."
    return f"{sentence} Install it with: sudo {INSTALLERS[family]} {' '.join(packages)}"


def _family(os_release: Path) -> int | None:
    try:
        text = os_release.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    values = dict(re.findall(r'^(ID|ID_LIKE)="?([^"\n]*)"?$', text, flags=re.MULTILINE))
    names = [values.get("ID", ""), *values.get("ID_LIKE", "").split()]
    for name in names:
        if name in FAMILIES:
            return FAMILIES[name]
        if name.startswith("opensuse"):
            return FAMILIES["opensuse"]
    return None
