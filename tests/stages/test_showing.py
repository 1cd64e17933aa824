"""One window takes another's place as it stood: hidden, minimised, behind or in front; and none is lost.

The offscreen platform gives no window the keyboard; what takes it is seen in `tests/desktop`.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from callpolicy_gui.alert_relay import ALERT_KEY
from callpolicy_gui.command_line import Command
from callpolicy_gui.desktop.tray import Tray
from callpolicy_gui.desktop.tray_icon import TrayKind
from callpolicy_gui.stages.locked_stage import LockedStage
from callpolicy_gui.stages.open_stage import OpenStage
from callpolicy_gui.stages.showing import Showing, show_as, showing_of
from callpolicy_gui.stages.trouble_stage import TroubleStage
from callpolicy_gui.storage import key_slots
from callpolicy_gui.tray_watch import TrayWatch
from tests.desktop.test_tray import PanelIcon, panel  # noqa: F401  (a fixture)
from tests.stages.test_lock import program, unlock  # noqa: F401  (a fixture)

SEEN = (Showing.BEHIND, Showing.ACTIVE)


class Watched(QWidget):
    """Notes whether it is shown without taking the keyboard."""

    quiet = None

    def event(self, event):
        if event.type() == QEvent.Type.Show:
            self.quiet = self.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        return super().event(event)


@pytest.mark.parametrize("showing", [Showing.HIDDEN, Showing.MINIMISED, Showing.ACTIVE])
def test_a_lock_that_comes_by_itself_leaves_the_window_as_it_stood(program, monkeypatch, showing):  # noqa: F811
    monkeypatch.setattr(QApplication, "activeWindow", lambda: program.stage.window)
    show_as(program.stage.window, showing)
    program.lock("It locked with the screen.")
    assert isinstance(program.stage, LockedStage)
    assert program.stage.showing() is showing
    assert program.notices == []


def test_only_a_window_that_had_the_keyboard_takes_it(qtbot, monkeypatch):
    for showing in SEEN:
        window = Watched()
        qtbot.addWidget(window)
        show_as(window, showing)
        assert window.quiet is (showing is Showing.BEHIND)
    for active, showing in ((None, Showing.BEHIND), (QWidget(), Showing.ACTIVE)):
        monkeypatch.setattr(QApplication, "activeWindow", lambda active=active: active)
        assert showing_of(window) is showing


def test_a_maximised_window_is_so_again_when_it_comes_back(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.setWindowState(Qt.WindowState.WindowMaximized)
    show_as(window, Showing.MINIMISED)
    assert window.isMinimized()
    assert window.isMaximized()


@pytest.mark.parametrize(("asked", "comes"), [(True, Showing.ACTIVE), (False, Showing.BEHIND)])
def test_a_lock_that_was_asked_for_shows_its_page(program, monkeypatch, asked, comes):  # noqa: F811
    stood = []
    monkeypatch.setattr("callpolicy_gui.stages.stage.showing_of", lambda _window: Showing.BEHIND)
    monkeypatch.setattr("callpolicy_gui.stages.stage.show_as", lambda _window, showing: stood.append(showing))
    program.lock("", asked=asked)
    assert stood == [comes]


def test_a_lock_asked_for_in_the_tray_pops_nothing_up(program):  # noqa: F811
    program.stage.window.hide()
    program.lock("", asked=True)
    assert program.stage.showing() is Showing.HIDDEN


def test_a_window_that_was_never_shown_keeps_the_place_of_the_one_before(program, qtbot):  # noqa: F811
    program.stage.window.resize(700, 520)
    QApplication.processEvents()
    size = program.stage.window.size()
    program.stage.window.hide()
    program.lock("")
    unlock(program, qtbot)
    assert program.stage.showing() is Showing.HIDDEN
    program.stage.bring_up()
    assert program.stage.window.size() == size


# -- a start in the background -----------------------------------------------------------


@pytest.fixture
def start(program):  # noqa: F811
    """Begin anew with a command, do something once the program runs, and quit; what that saw."""

    def run(look, **command):
        program.stage.leave()

        def look_and_quit():
            try:
                look()
            finally:
                program._quit()

        program._stage = None
        QTimer.singleShot(0, look_and_quit)
        assert program.stay(program.first_stage(), Command(**command)).code == 0

    yield run
    # The program has left its stage; the fixture below would leave it once more.
    program._stage = program._locked_stage(None)


def test_a_start_in_the_background_shows_no_window(program, start):  # noqa: F811
    key_slots.remove_passphrase(program.place.paths, program.stage.key, keep_in_file=True)
    seen = []

    def look():
        seen.append((type(program.stage), program.stage.showing()))
        program.stage.bring_up()
        seen.append(program.stage.showing() in SEEN)

    start(look, background=True)
    assert seen == [(OpenStage, Showing.HIDDEN), True]
    assert program.notices == []


def test_without_the_key_it_says_once_that_it_has_to_be_unlocked(program, start, qtbot):  # noqa: F811
    seen = []

    def look():
        seen.append((type(program.stage), program.stage.showing(), program.stage.tray_state().kind))
        for _ in range(3):
            program.stage.beat()
        seen.append([(notice.title, notice.urgent) for notice in program.notices])
        program._notifier.activated.emit(ALERT_KEY)
        seen.append(program.stage.showing() in SEEN)
        unlock(program, qtbot)
        seen.append((type(program.stage), program.stage.showing() in SEEN))

    start(look, background=True)
    assert seen == [
        (LockedStage, Showing.HIDDEN, TrayKind.DUE),
        [("Unlock to get reminders", False)],
        True,
        (OpenStage, True),
    ]


def test_unlocked_by_itself_the_request_is_withdrawn(program, start, qtbot):  # noqa: F811
    def look():
        program.stage.bring_up()
        assert program.withdrawn == []
        unlock(program, qtbot)
        assert program.withdrawn == [ALERT_KEY]

    start(look, background=True)


def test_with_a_window_nothing_is_alerted(program, start):  # noqa: F811
    seen = []
    start(lambda: seen.append((type(program.stage), program.stage.showing() in SEEN)))
    assert seen == [(LockedStage, True)]
    assert program.notices == []


@pytest.fixture
def unreadable(program):  # noqa: F811
    """The file of keys says nothing, as long as the test runs."""
    kept = program.place.paths.key_file.read_bytes()
    program.place.paths.key_file.write_text("{}")
    yield
    program.place.paths.key_file.write_bytes(kept)


def test_a_log_that_cannot_be_opened_in_the_background_says_so(program, start, unreadable):  # noqa: F811
    seen = []

    def look():
        seen.append((type(program.stage), program.stage.showing(), program.stage.tray_state().kind))
        seen.append([(notice.title, notice.urgent) for notice in program.notices])
        program._notifier.activated.emit(ALERT_KEY)
        seen.append(program.stage.showing() in SEEN)

    start(look, background=True)
    assert seen == [
        (TroubleStage, Showing.HIDDEN, TrayKind.DUE),
        [("Call Policy could not open its log", True)],
        True,
    ]


@pytest.fixture
def outlives_its_windows():
    """As in the program: closing the last window ends nothing by itself."""
    QApplication.setQuitOnLastWindowClosed(False)
    yield
    QApplication.setQuitOnLastWindowClosed(True)


@pytest.mark.usefixtures("unreadable", "outlives_its_windows")
def test_closing_the_page_of_a_trouble_does_not_lose_the_program(program, monkeypatch):  # noqa: F811
    program.stage.leave()
    program._stage = None
    program.enter(program.first_stage())
    assert isinstance(program.stage, TroubleStage)
    quits = []
    monkeypatch.setattr(program, "_application", SimpleNamespace(exit=quits.append))
    program.stage._hide_on_close = lambda: True
    program.stage.window.close()
    assert (quits, program.stage.showing()) == ([], Showing.HIDDEN)
    program.stage.bring_up()
    program.stage._hide_on_close = lambda: False
    program.stage.window.close()
    assert quits == [0]


# -- a tray that is not there ------------------------------------------------------------


@pytest.mark.usefixtures("panel")
def test_a_window_is_not_left_in_a_tray_that_is_not_there(program, qtbot, monkeypatch):  # noqa: F811
    monkeypatch.setattr(PanelIcon, "there", False)
    tray = Tray()
    tray.start()
    watch = TrayWatch(tray, lambda: program.stage, patience_ms=40)
    program.stage.window.hide()
    watch.look()
    assert program.stage.showing() is Showing.HIDDEN
    qtbot.waitUntil(lambda: program.stage.showing() is Showing.MINIMISED)
    program.stage.bring_up()
    for there in (True, False):
        monkeypatch.setattr(PanelIcon, "there", there)
        tray.check()
        assert watch._waiting.isActive() is not there
    # A panel that went away: only a hidden window is looked after.
    qtbot.waitUntil(lambda: not watch._waiting.isActive())
    assert program.stage.showing() in SEEN
    tray.stop()
    watch.stop()


@pytest.mark.usefixtures("panel")
def test_a_tray_that_comes_in_time_keeps_the_window_hidden(program, qtbot, monkeypatch):  # noqa: F811
    monkeypatch.setattr(PanelIcon, "there", False)
    tray = Tray()
    tray.start()
    watch = TrayWatch(tray, lambda: program.stage, patience_ms=40)
    program.stage.window.hide()
    watch.look()
    # It is there when the wait ends, and no heartbeat has looked for it yet.
    monkeypatch.setattr(PanelIcon, "there", True)
    qtbot.waitUntil(lambda: not watch._waiting.isActive())
    assert program.stage.showing() is Showing.HIDDEN
    assert tray.is_shown
    tray.stop()
