"""Every page has room for what it says: in narrow and wide windows, with large text, on dense screens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from callpolicy_gui.ui.main_window import MainWindow
from callpolicy_gui.ui.theme import set_text_size
from tests.accessibility.layout import flaws
from tests.accessibility.pages import PAGES, settle, shown

WIDTHS = (1440, 1100, 960, 800, 480)
TEXT = (100, 150, 200)
_LAYOUTS = 20
# Every other width, unless CALLPOLICY_LONG is set.
LONG = bool(os.environ.get("CALLPOLICY_LONG"))
# The colours of a theme take no room, so the light one stands for both.
# What has no room yet, by page: (per cent, width).
KNOWN = {
    "notices": {(150, 960), (150, 800), (150, 480), *((200, width) for width in WIDTHS)},
    "policy": {(150, 480), (200, 480)},
    "settings": {(200, 480)},
    "import": {(200, 480)},
    "insights": {(150, 480), (200, 480)},
    "setup": {(150, 480), (200, 480)},
    "first run": {(200, 480)},
}
ROOT = Path(__file__).resolve().parents[2]


def _lasting_flaws(window):
    """Heights that follow widths take layouts more; what is wrong stays wrong."""
    for _ in range(_LAYOUTS):
        found = flaws(window)
        if not found:
            break
        QTest.qWait(30)
    return found


# A menu takes the room it needs.
@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "snooze menu"], ids=str)
def test_everything_has_room(page, practice, looks):
    found = []
    with shown(page, practice) as window:
        # A dialog keeps its width unless it is dragged; the window below it may be any.
        widths = WIDTHS if isinstance(window, MainWindow) else (window.width(), 480)
        for percent in TEXT:
            set_text_size(looks, percent)
            for width in widths if LONG else widths[percent % 100 // 50 :: 2]:
                window.resize(width, 720)
                settle()
                asked = max(width, window.minimumWidth())
                if window.width() > asked:
                    found.append(f"{percent} % {width}: forced to {window.width()}")
                if (percent, width) not in KNOWN.get(page.name, ()):
                    found += [f"{percent} % {width}: {flaw}" for flaw in _lasting_flaws(window)]
    assert found == []


def geometry_at(scale: str) -> dict[str, object]:
    """Where everything stands in a program of its own at a scale of the screen, in logical pixels."""
    probe = [sys.executable, "-m", "tests.accessibility.scale_probe"]
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
    done = subprocess.run(probe, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def at_one():
    return geometry_at("1")


@pytest.mark.parametrize("scale", ["1.5", "2"])
def test_a_dense_screen_moves_nothing(at_one, scale):
    dense = geometry_at(scale)
    assert dense.keys() == at_one.keys()
    for page, told in dense.items():
        assert told["flaws"] == []
        moved = [
            (was, now)
            for was, now in zip(at_one[page]["places"], told["places"], strict=True)
            # Fonts are hinted otherwise on a dense screen: a letter may be a pixel wider.
            if was[0] != now[0] or any(abs(a - b) > 4 for a, b in zip(was[1], now[1], strict=True))
        ]
        assert moved == [], page
