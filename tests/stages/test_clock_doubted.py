"""A clock that leaps: said until somebody answers, and no storm of alerts, in whatever stage it happens."""

from __future__ import annotations

import pytest

from callpolicy_gui import demo, opening
from callpolicy_gui.alert_relay import ALERT_KEY, CLOCK_KEY
from callpolicy_gui.program import Program
from callpolicy_gui.stages.locked_stage import LockedStage
from callpolicy_gui.storage import alert_journal
from tests.stages.test_lock import at, program, unlock  # noqa: F401  (fixture)

DAY = 86_400
YEARS = 3 * 365 * DAY


@pytest.fixture
def running(program):  # noqa: F811
    """The program with its heart beating; `leap` sets the clock."""
    steady = [0.0]
    heart = program._heartbeat
    heart._monotonic = lambda: steady[0]
    heart.start()

    def leap(seconds):
        program.clock[0] += seconds
        heart.beat_now()

    def wait(seconds):
        steady[0] += seconds
        leap(seconds)

    program.leap, program.wait = leap, wait
    yield program
    heart.stop()


def line(program):  # noqa: F811
    standing = program.stage.window.notices.standing
    return "" if standing.isHidden() else standing.accessibleName()


def given(program):  # noqa: F811
    return [notice.key for notice in program.notices]


def alert_rows(program):  # noqa: F811
    return program.stage._log.db.rows("SELECT key FROM alerts")


def test_a_leap_holds_alerts_until_somebody_says_that_the_date_is_right(running):
    running.leap(YEARS)
    assert line(running) == (
        "This computer's date looks wrong: Fri 23 Nov 2029. Alerts wait until you confirm it."
    )
    assert "date looks wrong" in running.stage.tray_state().tooltip
    for _ in range(3):
        running.wait(3600)
    assert given(running) == [CLOCK_KEY]
    assert "looks wrong" in running.notices[0].title
    assert alert_rows(running) == []
    running.stage.window.notices.standing.action_button().click()
    assert "looks wrong" not in line(running)
    assert CLOCK_KEY in running.withdrawn
    assert given(running) == [CLOCK_KEY, ALERT_KEY]
    assert running.notices[-1].title == "1 callback is overdue"
    assert [entry.kind for entry in running.stage._log.db.history.entries("clock")] == [
        "clock believed",
        "clock doubted",
    ]


def test_a_clock_that_goes_back_ends_it_and_nothing_was_lost(running):
    running.leap(YEARS)
    running.wait(60)
    running.leap(-YEARS)
    window = running.stage.window
    assert "looks wrong" not in line(running)
    assert window.notices.note.accessibleName() == ("This computer's date looks right again. Alerts go on.")
    assert "moved back" not in window.notices.note.accessibleName()
    running.notices.clear()
    running.clock[0] = at("24 09:30")
    running._heartbeat.start()
    running.wait(0)
    assert running.notices[-1].title.startswith("Callback due by")
    running.wait(31 * 60)
    assert running.notices[-1].title == "1 callback is overdue"
    assert running.notices[-1].body == "Was due 10:00"


def test_a_long_sleep_is_no_leap(running):
    running.leap(29 * DAY)
    assert "looks wrong" not in line(running)
    assert given(running) == [ALERT_KEY]


def test_it_is_told_outside_the_window_only_where_an_alert_may_appear(running):
    running.leap(YEARS + 12 * 3600)  # 22:00
    assert given(running) == []
    running.wait(12 * 3600)  # a Friday at 10:00
    assert given(running) == [CLOCK_KEY]
    running.stage.window.hide()
    running._notifier.activated.emit(CLOCK_KEY)
    assert running.stage.window.isVisible()
    assert "test alert" not in running.stage.window.notices.alert.accessibleName()


def test_locked_it_holds_too_and_can_be_answered_there(running, qtbot):
    running.lock("", asked=True)
    assert isinstance(running.stage, LockedStage)
    running.leap(YEARS)
    running.wait(60)
    lock = running.stage.window
    assert lock.doubt.isVisible()
    assert not lock.reminders.isVisible()
    assert "looks wrong" in lock.doubt.accessibleName()
    assert "looks wrong" in running.stage.tray_state().tooltip
    assert given(running) == [CLOCK_KEY]
    assert alert_journal.read(running.place.paths) == ()
    lock.doubt.action_button().click()
    assert not lock.doubt.isVisible()
    assert lock.reminders.isVisible()
    assert running.notices[-1].title == "A callback needs you"
    unlock(running, qtbot)
    assert "looks wrong" not in line(running)


def test_it_goes_with_the_program_from_one_stage_to_the_next(running, qtbot):
    running.leap(YEARS)
    running.lock("", asked=True)
    running.wait(60)
    assert running.stage.window.doubt.isVisible()
    unlock(running, qtbot)
    assert "looks wrong" in line(running)
    running.lock("", asked=True)
    running.leap(-YEARS)
    assert not running.stage.window.doubt.isVisible()
    # What was planned under the wrong clock is what was owed under the right one.
    running.clock[0] = at("24 09:30")
    running._heartbeat.start()
    running.wait(0)
    running.wait(31 * 60)
    titles = [notice.title for notice in running.notices if notice.key == ALERT_KEY]
    assert titles == ["A callback needs you"] * 2


def start_again(program, qtbot):  # noqa: F811
    program.stage.leave()
    program._stage = None
    again = Program(program._application, program.place.clock, program.place, None)
    again.notices = []
    again._notifier.show = again.notices.append
    again.enter(again.first_stage())
    unlock(again, qtbot)
    return again


@pytest.fixture
def started_again(program, qtbot):  # noqa: F811
    """Starts the program anew with the clock moved by so many seconds; left at the end."""
    made = []

    def start(moved):
        program.clock[0] += moved
        made.append(start_again(made[-1] if made else program, qtbot))
        made[-1].clock, made[-1].place = program.clock, program.place
        return made[-1]

    yield start
    program._stage = made[-1].stage


def test_a_start_far_from_the_last_entry_is_doubted_and_confirmed_once(started_again):
    again = started_again(YEARS)
    again.stage.beat()
    assert "date looks wrong: Fri 23 Nov 2029" in line(again)
    assert again.notices == []
    # What was entered meanwhile does not make it right.
    again = started_again(DAY)
    assert "looks wrong" in line(again)
    again._heartbeat.start()
    again.stage.window.notices.standing.action_button().click()
    assert [notice.title for notice in again.notices] == ["1 callback is overdue"]
    again._heartbeat.stop()
    assert "looks wrong" not in line(started_again(DAY))


def test_two_months_away_are_no_reason_to_ask(started_again):
    assert "looks wrong" not in line(started_again(61 * DAY))


def test_a_start_before_the_last_entry_says_so_until_the_clock_is_set(started_again):
    again = started_again(-2 * 3600)
    assert line(again).startswith(
        "This computer's clock looks wrong: it is earlier than your last entry, of "
    )
    again._heartbeat.start()
    again.clock[0] += 3 * 3600
    again._heartbeat.beat_now()
    again._heartbeat.stop()
    assert "looks wrong" not in line(again)


def test_a_demo_is_not_asked(qapp, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    passed = [0.0]
    log = opening.open_demo(demo.DemoClock(lambda: passed[0]), demo.REGION)
    demo.fill(log.controller)
    made = Program(qapp, demo.DemoClock(lambda: passed[0]), None, None)
    made._heartbeat._monotonic = lambda: 0.0
    made.enter(made.open_stage(log))
    made._heartbeat.start()
    passed[0] += YEARS
    made._heartbeat.beat_now()
    made._heartbeat.stop()
    assert line(made) == ""
    made.stage.leave()
