from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from callpolicy_gui.core.policies import OPERATING_HOURS
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window, parse_windows
from callpolicy_gui.ui.hours_editor import HoursEditor
from callpolicy_gui.ui.hours_text import windows_as_typed, with_midnight
from tests.ui.fake_practice import FakeController
from tests.ui.practice_fixtures import controller, framed, press, retype, themed  # noqa: F401  (fixtures)


@pytest.fixture
def editor(controller, framed):  # noqa: F811
    made = HoursEditor()
    made.show_hours(OPERATING_HOURS, controller.times)
    framed(made, 480, 480)
    return made


def test_it_shows_what_it_was_given(editor):
    assert [row.text.text() for row in editor.rows] == ["09:00\u201317:00"] * 5 + ["", ""]
    assert [row.is_open.isChecked() for row in editor.rows] == [True] * 5 + [False] * 2
    assert editor.hours() == OPERATING_HOURS
    assert not editor.rows[5].text.isEnabled()


@pytest.mark.parametrize("twelve_hours", [False, True])
@pytest.mark.parametrize(
    "windows", [(Window(0, 1440),), (Window(540, 720), Window(780, 1439)), (Window(1020, 1440),)]
)
def test_what_is_shown_can_be_read_back(twelve_hours, windows):
    times = FakeController(twelve_hours=twelve_hours).times
    assert parse_windows(windows_as_typed(windows, times)) == windows


def test_typing_tells_at_once_and_is_tidied_when_left(editor):
    heard = []
    editor.hours_changed.connect(heard.append)
    retype(editor.rows[0].text, "8-12, 13-16:30")
    assert heard[-1].days[0] == (Window(480, 720), Window(780, 990))
    QTest.keyClick(editor.rows[0].text, Qt.Key.Key_Tab)
    assert editor.rows[0].text.text() == "08:00\u201312:00, 13:00\u201316:30"


def test_it_is_committed_once_and_only_when_finished(editor):
    committed = []
    editor.hours_committed.connect(committed.append)
    retype(editor.rows[0].text, "8-12")
    assert committed == []
    QTest.keyClick(editor.rows[0].text, Qt.Key.Key_Return)
    assert [hours.days[0] for hours in committed] == [(Window(480, 720),)]
    QTest.keyClick(editor.rows[0].text, Qt.Key.Key_Tab)
    assert len(committed) == 1


def test_what_cannot_be_read_is_said_in_words_and_is_nobodys_hours(editor, qtbot):
    with qtbot.waitSignal(editor.problem_changed, timeout=500):
        retype(editor.rows[1].text, "noon to 5")
    heard = []
    editor.hours_changed.connect(heard.append)
    QTest.keyClicks(editor.rows[1].text, "pm")
    assert editor.hours() is None
    assert heard == []
    assert editor.problem() == "Tuesday: that is not a time. Try 9:00 to 17:00."
    assert editor.rows[1].error() == editor.problem()
    assert editor.rows[1].text.has_error()


def test_swapped_times_get_a_question(editor):
    retype(editor.rows[1].text, "17-9")
    assert editor.problem() == "Tuesday: the hours end before they start. Did you swap the times?"


def test_one_click_answers_the_midnight_question(editor):
    retype(editor.rows[2].text, "9-12, 18:00-0:00")
    assert editor.problem() == "Wednesday: did you mean until 24:00?"
    assert editor.rows[2].midnight.isVisible()
    press(editor.rows[2].midnight)
    assert editor.problem() == ""
    assert editor.hours().days[2] == (Window(540, 720), Window(1080, 1440))
    assert not editor.rows[2].midnight.isVisible()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9:00-0:00", "9:00-24:00"),
        ("9 to 0", "9 to 24:00"),
        ("8-9; 17-00:30", "8-9; 17-24:00"),
        ("10 pm - 1 am", "10 pm - 24:00"),
        ("9-17", "9-17"),
    ],
)
def test_only_the_mistyped_end_becomes_midnight(typed, meant):
    assert with_midnight(typed) == meant


def test_a_day_is_closed_and_opened_with_the_hours_it_had(editor):
    committed = []
    editor.hours_committed.connect(committed.append)
    press(editor.rows[0].is_open)
    assert committed[-1].days[0] == ()
    assert not editor.rows[0].text.isEnabled()
    QTest.keyClick(editor.rows[0].is_open, Qt.Key.Key_Space)
    assert committed[-1].days[0] == (Window(540, 1020),)


def test_a_day_never_open_gets_the_hours_of_the_others(editor):
    press(editor.rows[5].is_open)
    assert editor.hours().days[5] == (Window(540, 1020),)


def test_an_emptied_field_closes_its_day(editor):
    retype(editor.rows[0].text, "")
    QTest.keyClick(editor.rows[0].text, Qt.Key.Key_Tab)
    assert not editor.rows[0].is_open.isChecked()
    assert editor.hours().days[0] == ()


def test_monday_is_copied_to_the_working_days_only(editor):
    retype(editor.rows[0].text, "12-13, 16:30-17:30")
    assert editor.copy.words() == "Copy Monday to weekdays"
    press(editor.copy)
    midday = (Window(720, 780), Window(990, 1050))
    assert editor.hours() == WeeklyHours((midday,) * 5 + ((), ()))


def test_the_first_working_day_is_copied_where_the_weekend_is_another(editor, controller):  # noqa: F811
    editor.show_hours(OPERATING_HOURS, controller.times, frozenset({0, 1}))
    assert editor.copy.words() == "Copy Wednesday to weekdays"


def test_no_open_day_at_all_is_said(editor):
    for row in editor.rows[:5]:
        press(row.is_open)
    assert editor.problem().startswith("No day has hours")


def test_an_overnight_window_is_kept_until_its_day_is_typed(editor, controller):  # noqa: F811
    night = WeeklyHours(((Window(1320, 1560),), (), (), (), (), (), ()))
    editor.show_hours(night, controller.times)
    assert editor.rows[0].text.text() == "22:00\u201302:00"
    assert editor.hours() == night


def test_every_field_has_a_name(editor):
    assert editor.rows[3].text.accessibleName() == "Hours on Thursday"
    assert editor.rows[3].is_open.accessibleName() == "Open on Thursday"
