"""The test alert is followed from the press of the button to the click that comes back, or does not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Signal

from callpolicy_gui.desktop.autostart import Autostart
from callpolicy_gui.desktop.notifications.notifier import Way
from callpolicy_gui.desktop.tray import Tray
from callpolicy_gui.reach_teller import TEST_KEY, ReachTeller
from tests.desktop.test_tray import PanelIcon, panel  # noqa: F401  (a fixture)


class Desktop(QObject):
    """A notification service that does as a test says."""

    activated = Signal(str)
    action = Signal(str, str)
    closed = Signal(str)
    shown = Signal(str)
    availability_changed = Signal(bool)
    way = Way.SERVICE

    def __init__(self) -> None:
        super().__init__()
        self.is_available = True
        self.notices = []

    def show(self, notice) -> None:
        self.notices.append(notice)

    def take_activation_token(self) -> str:
        return "token"

    def go(self, *, away: bool) -> None:
        self.is_available = not away
        self.availability_changed.emit(self.is_available)


class Settings(QObject):
    """What a stage is told, and what it asks for."""

    test_alert_wanted = Signal()
    autostart_wanted = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.reach = None
        self.done = []

    def show_reach(self, reach) -> None:
        self.reach = reach

    def say_alert(self, title, _body) -> None:
        self.done.append(title)

    def bring_up(self, token) -> None:
        self.done.append(token)


@pytest.fixture
def world(qapp, panel, tmp_path):  # noqa: F811
    class World:
        desktop, stage, tray = Desktop(), Settings(), Tray()
        autostart = Autostart(["/usr/bin/callpolicy", "--background"], tmp_path / "autostart")

    made = World()
    made.teller = ReachTeller(made.desktop, made.tray, made.autostart)
    # As in the program: the tray may be there before anything is to be told.
    made.tray.start()
    made.teller.take(made.stage)
    yield made
    made.tray.stop()


def test_by_what_and_where_is_said_at_once_and_when_it_changes(world, monkeypatch):
    assert world.stage.reach.way == "Alerts go through this desktop's notification service."
    assert world.stage.reach.tray == "The icon is in the tray. Closing the window keeps reminders running."
    assert (world.stage.reach.test, world.stage.reach.is_good) == ("", None)
    monkeypatch.setattr(PanelIcon, "there", False)
    world.tray.check()
    assert world.stage.reach.tray.startswith("This desktop has no tray, so closing quits.")
    world.desktop.go(away=True)
    assert world.stage.reach.way.startswith("This desktop has no notification service running.")
    assert world.stage.reach.test == ""


def test_a_click_that_comes_back(world):
    world.stage.test_alert_wanted.emit()
    (notice,) = world.desktop.notices
    assert (notice.key, notice.actions) == (TEST_KEY, ())
    assert world.stage.reach.test.startswith("Sent.")
    world.desktop.shown.emit(TEST_KEY)
    assert world.stage.reach.test.startswith("Click it on the screen.")
    assert world.stage.reach.is_good is None
    world.desktop.activated.emit(TEST_KEY)
    assert world.stage.reach.test == "It was shown, and your click came back."
    assert world.stage.reach.is_good is True
    assert world.stage.done == ["token"]


def test_one_that_goes_away_without_a_click(world):
    world.stage.test_alert_wanted.emit()
    world.desktop.shown.emit(TEST_KEY)
    world.desktop.closed.emit(TEST_KEY)
    assert world.stage.reach.test.startswith("It went away without a click.")
    assert world.stage.reach.is_good is None


def test_a_service_that_does_not_answer(world):
    world.stage.test_alert_wanted.emit()
    world.desktop.go(away=True)
    assert world.stage.reach.test.startswith("The notification service does not answer.")
    assert world.stage.reach.is_good is False
    world.desktop.go(away=False)
    assert world.stage.reach.is_good is False


def test_where_there_is_none_it_is_said_in_the_window(world):
    world.desktop.go(away=True)
    world.stage.test_alert_wanted.emit()
    assert world.desktop.notices == []
    assert world.stage.done == ["This desktop shows no alerts"]
    assert world.stage.reach.test.startswith("Nothing can be shown outside the window.")


def test_alerts_of_calls_are_not_the_test(world):
    world.stage.test_alert_wanted.emit()
    for signal in (world.desktop.shown, world.desktop.closed, world.desktop.activated):
        signal.emit("callpolicy-alert")
    assert world.stage.reach.test.startswith("Sent.")
    assert world.stage.done == []


def test_the_start_with_the_computer_is_switched(world, tmp_path):
    assert world.stage.reach.starts_with_computer is False
    world.stage.autostart_wanted.emit(True)
    assert world.stage.reach.starts_with_computer is True
    assert world.autostart.is_on
    world.stage.autostart_wanted.emit(False)
    assert world.stage.reach.starts_with_computer is False
    (tmp_path / "autostart").rmdir()
    (tmp_path / "autostart").write_text("in the way")
    world.stage.autostart_wanted.emit(True)
    assert world.stage.reach.starts_with_computer is False
    assert world.stage.reach.refused.startswith("That could not be changed")


def test_a_program_that_cannot_see_to_its_start_does_not_offer_it(world):
    ReachTeller(world.desktop, world.tray, None).take(world.stage)
    assert world.stage.reach.starts_with_computer is None
    world.stage.autostart_wanted.emit(True)
