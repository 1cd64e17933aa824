"""Starts beside a running program, and a start on a desktop that offers next to nothing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QImage

from callpolicy_gui.ui.theme.tokens import LIGHT
from tests.desktop.harness import ROOT
from tests.desktop.waiting import wait_for
from tests.journeys.day import TITLE, Day

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desktop.harness import Desktop

pytestmark = pytest.mark.desktop

SAMPLE = ROOT / "tests" / "data" / "calls-android-backup.xml"
MAIN = ROOT / "main.py"
MONDAY_9 = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - a wall clock; Day knows whose
OTHER = """
from PySide6.QtWidgets import QApplication, QLineEdit
app = QApplication([])
window = QLineEdit(); window.setWindowTitle("Something else"); window.resize(600, 500)
window.textChanged.connect(lambda text: print("typed", text, flush=True))
window.show()
app.exec()
"""


def test_without_tray_notifications_and_bus(bare_desktop: Desktop, tmp_path: Path) -> None:
    day = Day(bare_desktop, tmp_path, MONDAY_9)
    assert day.ask("--import", str(SAMPLE), "--yes").returncode == 0
    program = day.start()
    wait_for(lambda: colour_above_the_queue(day, "alert") == LIGHT["accentSoft"], "the alert as a banner")
    # It lives and works: the one overdue client is in the list, and the list has the focus.
    day.press("F4", "r")
    day.wait_for_log(lambda log: not any(r["status"] == "late" and not r["returned"] for r in log), "it")
    wait_for(lambda: colour_above_the_queue(day, "after") == LIGHT["window"], "the banner to be gone")
    program.process.terminate()
    assert program.wait(1) == 0
    assert program.errors == ""


def test_closing_the_window_ends_it_where_there_is_no_tray(bare_desktop: Desktop, tmp_path: Path) -> None:
    day = Day(bare_desktop, tmp_path, MONDAY_9)
    program = day.start()
    day.press("ctrl+w")
    assert program.wait(5) == 0
    assert program.errors == ""


def test_a_second_start_comes_to_the_front_only_to_show_something(desktop: Desktop, tmp_path: Path) -> None:
    day = Day(desktop, tmp_path, MONDAY_9)
    program = day.start()
    other = desktop.start_python("-c", OTHER, env=day.env)
    day.wait_for_window("Something else")

    assert day.ask("--import", str(SAMPLE), "--yes").stdout.startswith("148 calls imported")
    assert len(day.log()) == 148
    refused = day.ask("--import", "/nowhere.xml", "--yes")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "That file was not found. Nothing was imported.\n"
    # Nothing has come to the front, or this would be typed into it.
    desktop.xdotool("type", "busy")
    other.wait_for_line("typed busy")

    for arguments in ((), ("--show", "overdue"), ("--log",)):
        go_to(day, "Something else")
        done = day.ask(*arguments)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        day.wait_for_window(TITLE)
    # --log was the last: what is typed now goes into quick log.
    day.type("6465550143")
    day.press("Return")
    day.wait_for_log(lambda log: log[-1]["number"] == "6465550143", "the call in the log")

    go_to(day, "Something else")
    assert day.ask("--show", "overdue").returncode == 0
    day.wait_for_window(TITLE)
    day.press("r")
    log = day.wait_for_log(lambda log: not of_status(log, "late"), "the overdue call to be returned")
    assert [record["number"] for record in of_status(log, "open")] == ["6465550143"]
    program.process.terminate()
    assert program.wait(1) == 0
    assert program.errors == ""


def colour_above_the_queue(day: Day, name: str) -> str:
    """The colour on the screen where a banner would be: at the top, between sidebar and right edge."""
    picture = day.desktop.screenshot(day.folder / f"{name}.png")
    return QImage(str(picture)).pixelColor(1100, 140).name().upper()


def go_to(day: Day, title: str) -> None:
    window = day.desktop.xdotool("search", "--onlyvisible", "--name", f"^{title}$").split()[0]
    day.desktop.xdotool("windowactivate", window)
    wait_for(lambda: day.desktop.active_window_name() == title, f"the window {title!r}")


def of_status(log: list[dict[str, str]], status: str) -> list[dict[str, str]]:
    """The records of this status that nothing has come of yet."""
    return [record for record in log if record["status"] == status and not record["returned"]]


def test_quitting_with_calls_due_is_asked_and_can_be_done_by_keyboard(
    bare_desktop: Desktop, tmp_path: Path
) -> None:
    day = Day(bare_desktop, tmp_path, MONDAY_9)
    program = bare_desktop.start_python(str(MAIN), "--demo", env=day.env)
    day.wait_for_window("Call Policy")
    day.press("ctrl+q")
    day.wait_for_window("Quit Call Policy")
    day.press("Escape")
    day.wait_for_window("Call Policy")
    assert program.process.poll() is None
    day.press("ctrl+q")
    day.wait_for_window("Quit Call Policy")
    day.press("Tab", "space")
    assert program.wait(5) == 0
    assert program.errors == ""
