"""The composition: what the desktop sends arrives in the window, and the program can be left."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QMessageBox

from callpolicy_gui import demo, opening
from callpolicy_gui.alert_relay import ALERT_KEY
from callpolicy_gui.command_line import Command
from callpolicy_gui.program import Program


@pytest.fixture
def program(qapp, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    passed = [0.0]
    clock = demo.DemoClock(lambda: passed[0])
    log = opening.open_demo(clock, demo.REGION)
    demo.fill(log.controller)
    made = Program(qapp, clock, None, None)
    made.demo, made.passed = log, passed
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


def tray_entries(program):
    return {action.text(): action for action in program._tray.menu.actions() if action.isVisible()}


def beat_at(program, minutes):
    """So many minutes after 14:18."""
    program.passed[0] = minutes * 60.0
    program._on_beat(0)


def test_a_session_is_begun_and_ended_from_the_tray(program):
    program._tray.start()
    program.enter(program.open_stage(program.demo))
    controller, kinds = program.demo.controller, []
    controller.alert_owed.connect(lambda digest: kinds.append(digest.kind.name))
    headline = program.stage.window.queue_page.header.headline
    assert "In session until 15:00" in tray_entries(program)
    beat_at(program, 22)
    assert "Marisol Tran" in headline.text()
    kinds.clear()
    # Two calls are due at 15:00 and 15:15, in what is offered now.
    tray_entries(program)["In session until 15:30"].trigger()
    assert "In session until 15:30" not in tray_entries(program)
    assert program._tray._state.tooltip.startswith("In session until 15:30 ")
    assert controller.queue().session == "In session until 15:30"
    assert "Tran" not in headline.text()
    for minutes in (23, 43, 58, 62):
        beat_at(program, minutes)
    assert kinds == ["DUE_SOON"]
    tray_entries(program)["End session"].trigger()
    assert "End session" not in tray_entries(program)
    assert "Marisol Tran" in headline.text()
    kinds.clear()
    beat_at(program, 63)
    assert kinds == ["OVERDUE"]
    program._tray.stop()
    program.stage.leave()


def test_a_tray_that_offers_what_is_over_is_told_so(program):
    program._tray.start()
    program.enter(program.open_stage(program.demo))
    program._tray.session_requested.emit(5)
    window = program.stage.window
    assert any("That time is over" in label.text() for label in window.notices.findChildren(QLabel))
    assert program.demo.controller.queue().session == ""
    program._tray.stop()
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


def test_names_are_hidden_and_shown_from_the_tray(program):
    program._tray.start()
    program.enter(program.open_stage(program.demo))
    assert not tray_entries(program)["Hide names"].isChecked()
    tray_entries(program)["Hide names"].trigger()
    assert program.demo.controller.names_hidden
    assert tray_entries(program)["Hide names"].isChecked()
    # Shown again in the window, the tray knows.
    program.demo.controller.hide_names(False)
    assert not tray_entries(program)["Hide names"].isChecked()
    program._tray.stop()
    program.stage.leave()


def test_closing_the_window_says_once_where_it_goes(program):
    program._tray.start()
    program._has_tray = lambda: True
    program.enter(program.open_stage(program.demo))
    window = program.stage.window
    window.close()
    assert window.isVisible()
    (box,) = window.findChildren(QMessageBox)
    assert box.text() == "Call Policy goes on in the tray"
    box.accept()
    assert not window.isVisible()
    program.stage.bring_up()
    window.close()
    assert not window.isVisible()
    program._tray.stop()
    program.stage.leave()


def test_without_a_tray_closing_says_that_it_quits(program):
    program.enter(program.open_stage(program.demo))
    window = program.stage.window
    window.close()
    (box,) = window.findChildren(QMessageBox)
    assert box.text().startswith("This desktop has no tray, so closing quits. ")
    box.reject()
    assert window.isVisible()
    program.stage.leave()


def test_initials_leave_the_screen_when_names_are_hidden(program, monkeypatch):
    notices = []
    monkeypatch.setattr(program._notifier, "show", notices.append)
    controller = program.demo.controller
    controller.policies.save_settings(replace(controller.settings, alert_initials=True))
    program.enter(program.open_stage(program.demo))
    assert notices[-1].title == "1 callback is overdue"
    assert notices[-1].body.endswith(" \u00b7 M. T.")
    controller.hide_names(True)
    assert "M. T." not in notices[-1].body
    assert (notices[-1].urgent, notices[-1].actions) == (True, notices[0].actions)
    count = len(notices)
    controller.hide_names(False)
    assert len(notices) == count
    program.stage.leave()


def test_an_alert_that_was_answered_is_not_shown_anew(program, monkeypatch):
    notices = []
    monkeypatch.setattr(program._notifier, "show", notices.append)
    controller = program.demo.controller
    controller.policies.save_settings(replace(controller.settings, alert_initials=True))
    program.enter(program.open_stage(program.demo))
    program._notifier.closed.emit(ALERT_KEY)
    count = len(notices)
    controller.hide_names(True)
    assert len(notices) == count
    controller.hide_names(False)
    program.stage.leave()
