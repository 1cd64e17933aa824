"""The composition: what the desktop sends arrives in the window, and the program can be left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer

from callpolicy_gui import demo, opening
from callpolicy_gui.command_line import Command
from callpolicy_gui.program import ALERT_KEY, Program


@pytest.fixture
def program(qapp, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    clock = demo.DemoClock(lambda: 0.0)
    log = opening.open_demo(clock, demo.REGION)
    demo.fill(log.controller)
    made = Program(qapp, clock, None, None)
    made.demo = log
    return made


@pytest.mark.parametrize("signal", ["activated", "action"])
def test_a_click_on_the_alert_or_on_its_button_opens_overdue(program, signal):
    program.enter(program.open_stage(program.demo))
    window = program.stage.window
    window.show_page("log")
    emit = getattr(program._notifier, signal).emit
    if signal == "action":
        emit(ALERT_KEY, "show")
    else:
        emit(ALERT_KEY)
    assert window.current_page() == "queue"
    assert window.queue_page.list.current_row().group.name == "OVERDUE"
    program.stage.leave()


def test_a_window_that_will_not_close_does_not_keep_the_program(program, qapp):
    def hold_and_quit():
        program.stage.window.on_close = lambda: False
        program._quit()

    QTimer.singleShot(0, hold_and_quit)
    # Held back, the program would stay for ever, and the test with it.
    held_back = QTimer(singleShot=True)
    held_back.timeout.connect(lambda: qapp.exit(1))
    held_back.start(5_000)
    assert program.stay(program.open_stage(program.demo), Command(demo=True)).code == 0
    assert held_back.isActive()


def test_the_place_of_the_window_is_kept(program, qapp):
    program.enter(program.open_stage(program.demo))
    program.stage.window.resize(640, 500)
    qapp.processEvents()
    kept, size = program.stage.geometry(), program.stage.window.size()
    program.stage.window.resize(900, 600)
    program.stage.enter(kept)
    assert program.stage.window.size() == size
    program.stage.enter("rubbish \u2603")
    assert program.stage.window.size() == size
    program.stage.leave()
