"""The whole program and its alerts on a desktop: a click on Snooze, what is handled, and what is not ours."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from callpolicy_gui.storage.call_store import CallStore
from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.paths import paths_in
from tests.desktop.harness import require_tools
from tests.desktop.waiting import wait_for
from tests.journeys.day import TITLE, Day

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desktop.harness import Desktop, Program

pytestmark = pytest.mark.desktop

MONDAY_14_25 = datetime(2026, 11, 23, 14, 25)  # noqa: DTZ001 - a wall clock; Day knows whose
MONDAY_14_31 = datetime(2026, 11, 23, 14, 31)  # noqa: DTZ001 - the same
NUMBER = "6465550143"


@pytest.fixture
def day(desktop: Desktop, tmp_path: Path) -> Day:
    return Day(desktop, tmp_path, MONDAY_14_25)


def alerted(day: Day) -> Program:
    """The program in the background, with the alert that a call is due at 15:00."""
    program = day.start()
    day.press("ctrl+n")
    day.type(f"{NUMBER} fri 3pm")
    day.press("Return")
    day.wait_for_log(lambda log: len(log) == 1, "the call in the log")
    minimise(day.desktop)
    assert day.desktop.notification_count() == 0
    day.set_time(MONDAY_14_31)
    wait_for(lambda: day.desktop.notification_count() == 1, "the alert")
    return program


def minimise(desktop: Desktop) -> None:
    window = desktop.xdotool("search", "--onlyvisible", "--name", f"^{TITLE}$").split()[0]
    desktop.xdotool("windowminimize", window)
    wait_for(lambda: desktop.active_window_name() != TITLE, "the window to be away")


def end(program: Program) -> None:
    program.process.terminate()
    assert program.wait(30) == 0
    assert program.errors == ""


def test_snooze_is_chosen_with_the_mouse(day: Day) -> None:
    """dunst shows the buttons of a notification in the menu that a click of the middle button opens."""
    require_tools("dmenu")
    program = alerted(day)
    desktop = day.desktop
    desktop.click_notification(button=2)
    wait_for(lambda: desktop.xdotool("search", "--onlyvisible", "--class", "dmenu"), "dunst's menu")
    desktop.xdotool("type", "Snooze")
    desktop.xdotool("key", "Return")
    wait_for(lambda: desktop.notification_count() == 0, "the alert to be gone")
    clicked = day.now().timestamp()
    assert desktop.active_window_name() != TITLE
    # The answer comes after the click was carried out.
    assert len(day.log()) == 1
    end(program)
    paths = paths_in(day.data_dir)
    db = open_log(paths, load_or_create_key(paths))
    try:
        (call,) = CallStore(db).open_calls()
    finally:
        db.close()
    assert call.snoozed_until is not None
    assert 14 * 60 <= call.snoozed_until - clicked <= 15 * 60 or call.snoozed_until == call.due_at - 15 * 60


def test_what_is_handled_is_withdrawn(day: Day) -> None:
    program = alerted(day)
    assert day.ask("--show", "overdue").returncode == 0
    day.wait_for_window(TITLE)
    wait_for(lambda: day.desktop.notification_count() == 0, "the alert, seen, to be gone")
    day.press("r")
    day.wait_for_log(lambda log: bool(log[0]["returned"]), "the return")
    day.set_time(datetime(2026, 11, 23, 15, 1))  # noqa: DTZ001 - a wall clock
    # Past the instant at which it would be overdue, and past a beat.
    wait_for(lambda: day.now().second >= 8, "a beat")
    assert day.desktop.notification_count() == 0
    end(program)


def test_returned_while_its_alert_stands(day: Day) -> None:
    program = alerted(day)
    # A second start that asks for nothing brings the window up, and looks at nothing in particular.
    assert day.ask().returncode == 0
    day.wait_for_window(TITLE)
    assert day.desktop.notification_count() == 1
    day.press("F4", "r")
    wait_for(lambda: day.desktop.notification_count() == 0, "the alert to be withdrawn")
    assert day.log()[0]["returned"]
    end(program)


def test_a_click_on_another_programs_notification_opens_nothing(day: Day) -> None:
    program = alerted(day)
    desktop = day.desktop
    other = desktop.start("notify-send", "--wait", "--action=default=Open", "Mail", "A letter")
    wait_for(lambda: desktop.notification_count() == 2, "the other notification")
    desktop.click_notification(at=0.8)
    wait_for(lambda: other.process.poll() is not None, "the other program to be answered")
    # A click of ours would have been heard by now: an answer of the program came after it.
    assert len(day.log()) == 1
    assert desktop.active_window_name() != TITLE
    assert desktop.notification_count() == 1
    end(program)


def test_a_killed_program_leaves_no_dead_alert_behind(day: Day) -> None:
    program = alerted(day)
    program.process.kill()
    program.wait()
    assert day.desktop.notification_count() == 1
    again = day.start()
    wait_for(lambda: day.desktop.notification_count() == 0, "the alert of the killed run to be gone")
    end(again)


def test_the_service_is_killed_and_comes_again(day: Day) -> None:
    program = alerted(day)
    day.desktop.kill_dunst()
    day.desktop.start_dunst()
    wait_for(lambda: day.desktop.notification_count() == 1, "the alert again")
    day.desktop.click_notification()
    day.wait_for_window(TITLE)
    end(program)
