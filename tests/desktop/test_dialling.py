"""Whether something telephones here is read from the desktop's own lists."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QDesktopServices

from callpolicy_gui.desktop import dialling

LINE = "x-scheme-handler/tel=calls.desktop;other.desktop;\n"


@pytest.fixture
def places(tmp_path):
    """A home and system folders of a desktop called Plain."""
    environ = {
        "XDG_CONFIG_DIRS": str(tmp_path / "etc"),
        "XDG_DATA_DIRS": f"{tmp_path / 'usr'}:{tmp_path / 'local'}",
        "XDG_CURRENT_DESKTOP": "Plain:GNOME",
    }
    return environ, tmp_path


def put(path, text=""):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("place", "group"),
    [
        ("home/.config/mimeapps.list", "Default Applications"),
        ("home/.config/plain-mimeapps.list", "Default Applications"),
        ("etc/gnome-mimeapps.list", "Default Applications"),
        ("etc/mimeapps.list", "Added Associations"),
        ("home/.local/share/applications/mimeapps.list", "Default Applications"),
        ("usr/applications/mimeinfo.cache", "MIME Cache"),
        ("local/applications/mimeinfo.cache", "MIME Cache"),
    ],
)
def test_a_program_that_is_named_and_installed_counts(places, place, group):
    environ, root = places
    put(root / place, f"[{group}]\ntext/html=web.desktop\n{LINE}")
    assert not dialling.has_tel_handler(environ, root / "home")
    put(root / "usr/applications/other.desktop")
    assert dialling.has_tel_handler(environ, root / "home")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no list at all",
        "[Default Applications]\nx-scheme-handler/tel=\n",
        "[Removed Associations]\n" + LINE,
        "[Default Applications]\nx-scheme-handler/sip=calls.desktop\n",
        "[Default Applications]\nx-scheme-handler/tel=../../calls.desktop\n",
        "[Default Applications]\nx-scheme-handler/tel=%(x)s.desktop\n",
    ],
)
def test_what_names_nothing_counts_for_nothing(places, text):
    environ, root = places
    put(root / "usr/applications/calls.desktop")
    put(root / "home/.config/mimeapps.list", text)
    assert not dialling.has_tel_handler(environ, root / "home")


def test_bytes_that_are_no_text_are_passed_over(places):
    environ, root = places
    put(root / "usr/applications/calls.desktop")
    put(root / "home/.config/mimeapps.list")
    (root / "home/.config/mimeapps.list").write_bytes(b"\xff\xfe[")
    put(root / "usr/applications/mimeinfo.cache", f"[MIME Cache]\n{LINE}")
    assert dialling.has_tel_handler(environ, root / "home")


def test_the_number_is_handed_over_as_a_link(monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()) or True)
    assert dialling.dial("+12065550142")
    assert opened == ["tel:+12065550142"]
