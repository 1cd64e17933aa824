"""No display, or a library missing: a sentence and a command instead of an abort."""

from __future__ import annotations

import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from callpolicy_gui import preflight
from callpolicy_gui.preflight import explain_import_error, missing_display
from tests.desktop.harness import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADLESS = {"QT_QPA_PLATFORM": "offscreen"}


def everything(library: str) -> bool:
    return True


def all_but(*missing: str) -> Callable[[str], bool]:
    return lambda library: library not in missing


@pytest.fixture
def os_release(tmp_path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "os-release"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_no_display() -> None:
    text = missing_display({}, "linux", everything)
    assert text is not None
    assert "there is no display here" in text
    assert "callpolicy" in text


@pytest.mark.parametrize("display", [":4093", "unix:4093.0"])
def test_a_display_that_does_not_answer(display: str) -> None:
    text = missing_display({"DISPLAY": display}, "linux", everything)
    assert text is not None
    assert f"the display {display} does not answer" in text


def test_a_display_over_ssh_is_believed() -> None:
    assert missing_display({"DISPLAY": "localhost:10.0"}, "linux", everything) is None


def test_a_wayland_display(tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("w")
    environ = {"WAYLAND_DISPLAY": "wl", "XDG_RUNTIME_DIR": str(folder)}
    assert "wl does not answer" in str(missing_display(environ, "linux", everything))
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(folder / "wl"))
        compositor.listen()
        assert missing_display(environ, "linux", everything) is None
        # A Wayland session needs nothing of X11.
        assert missing_display(environ, "linux", all_but(*preflight.X11_LIBRARIES)) is None
        assert missing_display({**environ, "QT_QPA_PLATFORM": "xcb"}, "linux", everything) is not None
        assert "libwayland-client.so.0" in str(
            missing_display(environ, "linux", all_but("libwayland-client.so.0"))
        )


def test_a_broken_wayland_falls_back_to_x11() -> None:
    environ = {"WAYLAND_DISPLAY": "gone", "XDG_RUNTIME_DIR": "/nowhere", "DISPLAY": "there:0"}
    assert missing_display(environ, "linux", everything) is None


@pytest.mark.parametrize(
    ("release", "command"),
    [
        ('ID=debian\nVERSION_ID="12"\n', "sudo apt install libegl1 libxcb-cursor0"),
        ("ID=pop\nID_LIKE='x'\nID_LIKE=\"ubuntu debian\"\n", "sudo apt install libegl1 libxcb-cursor0"),
        ("ID=fedora\n", "sudo dnf install libglvnd-egl xcb-util-cursor"),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "sudo dnf install libglvnd-egl xcb-util-cursor"),
        ("ID=arch\n", "sudo pacman -S libglvnd xcb-util-cursor"),
        ('ID="opensuse-tumbleweed"\n', "sudo zypper install libEGL1 libxcb-cursor0"),
    ],
)
def test_missing_libraries_name_the_command(os_release, release: str, command: str) -> None:
    loads = all_but("libEGL.so.1", "libxcb-cursor.so.0")
    text = missing_display({"DISPLAY": "there:0"}, "linux", loads, os_release(release))
    assert text is not None
    assert text.endswith(command)
    assert "libEGL.so.1, libxcb-cursor.so.0" in text


def test_an_unknown_distribution_still_names_the_library(os_release, tmp_path) -> None:
    for path in (os_release("ID=plan9\n"), tmp_path / "absent"):
        text = missing_display({"DISPLAY": "there:0"}, "linux", all_but("libxcb-cursor.so.0"), path)
        assert text is not None
        assert "libxcb-cursor.so.0" in text
        assert "sudo" not in text


def test_offscreen_needs_qt_alone(os_release) -> None:
    assert missing_display(HEADLESS, "linux", all_but(*preflight.X11_LIBRARIES)) is None
    assert "libGL.so.1" in str(missing_display(HEADLESS, "linux", all_but("libGL.so.1")))


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_elsewhere_there_is_nothing_to_check(platform: str) -> None:
    assert missing_display({}, platform, all_but(*preflight.ALL_LIBRARIES)) is None


def test_an_import_error_is_explained(os_release) -> None:
    error = ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")
    assert explain_import_error(error, os_release("ID=debian\n")).endswith("sudo apt install libegl1")
    strange = ImportError("libstrange.so.7: cannot open shared object file")
    assert "libstrange.so.7" in explain_import_error(strange, os_release("ID=debian\n"))
    assert "PySide6" in explain_import_error(ImportError("No module named 'PySide6'"))


def test_what_the_loader_finds() -> None:
    assert preflight.can_load("libc.so.6")
    assert not preflight.can_load("libcallpolicy-is-not-a-library.so.0")


def test_it_runs_before_qt_and_without_it() -> None:
    code = (
        "import sys; from callpolicy_gui.preflight import missing_display, EX_UNAVAILABLE\n"
        "text = missing_display({}); print(text)\n"
        "assert not [name for name in sys.modules if name.startswith(('PySide6', 'shiboken6'))]\n"
        "sys.exit(EX_UNAVAILABLE if text else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 69, done.stderr
    assert done.stdout.startswith("Call Policy cannot open its window")
    assert done.stderr == ""


@pytest.mark.desktop
def test_the_list_is_what_the_plugin_needs(desktop) -> None:
    """On a desktop where Qt does start, the check finds nothing amiss."""
    assert missing_display(desktop.env) is None
    plugin_needs = "from PySide6.QtGui import QGuiApplication; QGuiApplication([]); print('up')"
    desktop.start_python("-c", plugin_needs).wait_for_line("up")
