"""The program in the tray: started there, closed into it, and locked without popping up."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from jeepney import DBusAddress

from callpolicy_gui.desktop.system_region import Region
from callpolicy_gui.opening import LogPlace
from callpolicy_gui.storage import key_slots
from callpolicy_gui.storage.key_wrapping import KdfCost
from callpolicy_gui.storage.paths import paths_in
from tests.desktop.fake_services import FakePanel
from tests.desktop.waiting import wait_for
from tests.journeys.day import PROGRAM, TITLE, Day
from tests.journeys.test_starts import OTHER, SAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.desktop.harness import Desktop, Program

pytestmark = pytest.mark.desktop

MONDAY_9 = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - a wall clock; Day knows whose
CHEAP = KdfCost(iterations=1, lanes=1, memory_kib=64)
PASSPHRASE = "four words of mine"
SCREENSAVER = "org.freedesktop.ScreenSaver"


def start_behind(day: Day) -> Program:
    arguments = day._arguments(("--background",))
    return day.desktop.start_python("-m", PROGRAM, *arguments, env=day.env)


def windows(day: Day, *, seen: bool = True) -> list[str]:
    """The program's windows: those on the screen, or all that the window manager knows."""
    flags = ["--onlyvisible"] if seen else []
    return day.desktop.xdotool("search", *flags, "--name", f"^{TITLE}$").split()


def give_a_passphrase(day: Day) -> None:
    place = LogPlace(
        paths_in(day.data_dir), None, lambda: day.now().timestamp(), Region("America/New_York", "US", "NY")
    )
    key = place.load_key()
    place.open(key).close()
    key_slots.set_passphrase(place.paths, key, PASSPHRASE, CHEAP)


ONE = "one and so on to twenty"


class Panel(FakePanel):
    """A panel that answers only while the test's own events run: every wait runs them."""

    def __init__(self, qtbot, desktop: Desktop) -> None:
        super().__init__(qtbot)
        self.desktop = desktop

    def until(self, condition) -> None:
        self.qtbot.waitUntil(condition, timeout=30_000)

    def until_window(self, title: str) -> None:
        self.until(lambda: self.desktop.active_window_name() == title)

    def until_locked(self, locked: bool) -> None:
        self.until(lambda: bool(self.items) and ("locked" in self.tooltip()) is locked)


@pytest.fixture
def panel(desktop: Desktop, qtbot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Panel]:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.env["DBUS_SESSION_BUS_ADDRESS"])
    made = Panel(qtbot, desktop)
    yield made
    made.leave()


def test_started_in_the_background_it_is_in_the_tray_and_closes_into_it(
    desktop: Desktop, panel: Panel, tmp_path: Path
) -> None:
    day = Day(desktop, tmp_path, MONDAY_9)
    assert day.ask("--import", str(SAMPLE), "--yes").returncode == 0
    program = start_behind(day)
    # An alert tells that it runs. The panel comes after it, as at login.
    wait_for(lambda: desktop.notification_count() == 1, "the program", 30)
    panel.own(FakePanel.NAME)
    panel.until(lambda: bool(panel.items))
    assert windows(day) == []
    assert panel.tooltip().startswith("1 overdue \u00b7 ")
    panel.click()
    panel.until_window(TITLE)
    day.press("ctrl+w")
    panel.until_window("Closing Call Policy")
    desktop.screenshot(tmp_path / "told.png")
    day.press("Return")
    panel.until(lambda: windows(day) == [])
    panel.click()
    panel.until_window(TITLE)
    day.press("ctrl+w")
    panel.until(lambda: windows(day) == [])
    program.process.terminate()
    panel.until(lambda: program.process.poll() is not None)
    assert program.wait() == 0
    assert program.errors == ""


def test_locked_in_the_background_it_asks_once_to_be_unlocked(desktop: Desktop, tmp_path: Path) -> None:
    day = Day(desktop, tmp_path, MONDAY_9)
    give_a_passphrase(day)
    program = start_behind(day)
    wait_for(lambda: desktop.notification_count() == 1, "the request to unlock", 30)
    desktop.screenshot(tmp_path / "unlock.png")
    assert windows(day) == []
    desktop.click_notification()
    day.wait_for_window(TITLE)
    day.type(PASSPHRASE)
    day.press("Return")
    day.wait_for_log(lambda log: log == [], "it to be open")
    (said,) = desktop.notification_history()
    assert said["summary"] == "Unlock to get reminders"
    program.process.terminate()
    assert program.wait(5) == 0
    assert program.errors == ""


def test_a_lock_of_the_screen_leaves_every_window_as_it_stood(
    desktop: Desktop, panel: Panel, tmp_path: Path
) -> None:
    day = Day(desktop, tmp_path, MONDAY_9)
    give_a_passphrase(day)
    panel.own(FakePanel.NAME)
    panel.own(SCREENSAVER)
    lock = DBusAddress("/org/freedesktop/ScreenSaver", interface=SCREENSAVER)
    program = desktop.start_python("-m", PROGRAM, *day._arguments(()), env=day.env)

    def after(last: str) -> str:
        """The program's window that has the keyboard instead of the last one: all have the one title."""
        panel.until(
            lambda: (
                desktop.xdotool("getactivewindow") not in ("", last) and desktop.active_window_name() == TITLE
            )
        )
        return desktop.xdotool("getactivewindow")

    def unlock(page: str) -> str:
        day.type(PASSPHRASE)
        day.press("Return")
        panel.until_locked(False)
        return after(page)

    unlock(after(""))
    other = desktop.start_python("-c", OTHER, env=day.env)
    panel.until_window("Something else")
    # Qt believes a tenth of a second later that the keys go elsewhere; somebody types there for half a one.
    desktop.xdotool("type", "--delay", "25", ONE)
    panel.until(lambda: f"typed {ONE}" in other.lines)
    before = windows(day)
    panel.emit(lock, "ActiveChanged", "b", (True,))
    panel.until_locked(True)
    # The page of the lock is there, behind, and what is typed goes where it went.
    panel.until(lambda: windows(day) not in ([], before))
    panel.until_window("Something else")
    desktop.xdotool("type", "two")
    panel.until(lambda: f"typed {ONE}two" in other.lines)
    desktop.xdotool("windowactivate", windows(day)[0])
    window = unlock(after(""))
    day.press("ctrl+l")
    panel.until_locked(True)
    unlock(after(window))
    day.press("ctrl+w")
    panel.until_window("Closing Call Policy")
    day.press("Return")
    panel.until(lambda: windows(day) == [])
    panel.emit(lock, "ActiveChanged", "b", (True,))
    panel.until_locked(True)
    assert windows(day) == []
    panel.click()
    panel.until_window(TITLE)
    program.process.terminate()
    panel.until(lambda: program.process.poll() is not None)
    assert program.wait() == 0
    assert program.errors == ""
