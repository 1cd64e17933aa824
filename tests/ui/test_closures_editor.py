from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from callpolicy_gui.controller.views import Refused
from callpolicy_gui.core.business_calendar import Closure
from callpolicy_gui.core.weekly_hours import Window
from callpolicy_gui.ui.closures_editor import DaysOff, closure_words
from tests.ui.fake_practice import TODAY
from tests.ui.practice_fixtures import controller, framed, press, retype, themed  # noqa: F401  (fixtures)


@pytest.fixture
def days_off(controller, framed):  # noqa: F811
    made = DaysOff(controller)
    framed(made, 848, 720)
    return made


def set_days(form, first: date, last: date) -> None:
    form.first.set_value(first)
    form.last.set_value(last)


def test_whole_days_off_are_added_and_listed(days_off, controller):  # noqa: F811
    form = days_off.closures.form
    set_days(form, date(2026, 12, 21), date(2027, 1, 3))
    QTest.keyClicks(form.name, "Winter break")
    QTest.keyClicks(form.covering, "Dr. Lee")
    press(form.add)
    added = Closure(1, date(2026, 12, 21), date(2027, 1, 3), None, "Winter break", "Dr. Lee")
    assert controller.policies.closed == (added,)
    assert len(days_off.closures.remove_buttons) == 1
    assert "Winter break" in days_off.closures.remove_buttons[0].accessibleName()
    assert form.name.text() == ""


def test_enter_adds_too(days_off, controller):  # noqa: F811
    form = days_off.closures.form
    QTest.keyClicks(form.name, "Dentist")
    QTest.keyClick(form.name, Qt.Key.Key_Return)
    assert [c.name for c in controller.policies.closed] == ["Dentist"]


def test_a_part_of_the_day(days_off, controller):  # noqa: F811
    form = days_off.closures.form
    press(form.whole)
    assert form.part.isVisible()
    QTest.keyClicks(form.part, "13-15:30")
    press(form.add)
    assert controller.policies.closed[0].window == Window(780, 930)


@pytest.mark.parametrize("typed", ["", "soon", "9-10, 11-12", "12-9"])
def test_a_part_that_cannot_be_read_is_said_and_not_added(days_off, controller, typed):  # noqa: F811
    form = days_off.closures.form
    press(form.whole)
    QTest.keyClicks(form.part, typed)
    press(form.add)
    assert controller.policies.closed == ()
    assert form.part_field.error().startswith("Hours: ")
    assert form.part.hasFocus()


def test_the_last_day_follows_the_first(days_off):
    form = days_off.closures.form
    set_days(form, TODAY, TODAY)
    form.first.setDate(form.first.date().addDays(7))
    assert form.last.value() == date(2026, 11, 30)


def test_a_refusal_stands_at_the_dates_and_keeps_what_was_typed(days_off, controller):  # noqa: F811
    form = days_off.closures.form
    QTest.keyClicks(form.name, "Trip")
    set_days(form, TODAY, TODAY.replace(day=1))
    press(form.add)
    assert form.last_field.error() == "The last day lies before the first."
    assert form.name.text() == "Trip"


def test_days_off_are_removed(days_off, controller):  # noqa: F811
    form = days_off.closures.form
    press(form.add)
    press(days_off.closures.remove_buttons[0])
    assert controller.policies.closed == ()
    assert days_off.closures.remove_buttons == []
    assert form.add.hasFocus()


def test_a_refused_removal_is_said(days_off, controller, monkeypatch):  # noqa: F811
    press(days_off.closures.form.add)
    monkeypatch.setattr(controller.policies, "remove_closure", lambda _id: Refused("Not saved."))
    press(days_off.closures.remove_buttons[0])
    assert days_off.closures.error.text() == "Not saved."


def test_closures_in_words(controller):  # noqa: F811
    times = controller.times
    one = Closure(1, TODAY, TODAY)
    assert closure_words(one, times) == "Mon 23 Nov 2026, whole day"
    assert closure_words(Closure(1, TODAY, TODAY.replace(day=24)), times) == (
        "Mon 23 Nov 2026 to Tue 24 Nov 2026, whole days"
    )
    assert (
        closure_words(Closure(1, TODAY, TODAY, Window(780, 900)), times) == "Mon 23 Nov 2026, 13:00 to 15:00"
    )


def test_a_year_nobody_confirmed_says_so_until_somebody_does(days_off, controller):  # noqa: F811
    holidays = days_off.holidays
    assert holidays.year() == 2026
    assert holidays.state.text().startswith("Confirmed.")
    assert not holidays.confirm.isVisible()
    press(holidays.years.button("2027"))
    assert holidays.state.text() == "Not confirmed yet: deadlines in 2027 will say so."
    assert holidays.confirm.words() == "Confirm 2027"
    press(holidays.confirm)
    assert controller.policies.confirmed == {2026, 2027}
    assert holidays.state.text().startswith("Confirmed.")


def test_holidays_are_added_and_removed(days_off, controller):  # noqa: F811
    holidays = days_off.holidays
    assert len(holidays.remove_buttons) == 2
    holidays.day.set_value(date(2026, 12, 24))
    QTest.keyClicks(holidays.name, "Christmas Eve")
    QTest.keyClick(holidays.name, Qt.Key.Key_Return)
    assert controller.policies.days[2026][date(2026, 12, 24)] == "Christmas Eve"
    assert len(holidays.remove_buttons) == 3
    press(holidays.remove_buttons[0])
    assert date(2026, 11, 26) not in controller.policies.days[2026]
    assert len(holidays.remove_buttons) == 2


def test_a_holiday_needs_a_name(days_off):
    press(days_off.holidays.add)
    assert days_off.holidays.name_field.error() == "Give the holiday a name."
    QTest.keyClicks(days_off.holidays.name, "F")
    assert days_off.holidays.name_field.error() == ""


def test_a_year_without_holidays_says_so(days_off, controller):  # noqa: F811
    controller.policies.days[2027] = {}
    press(days_off.holidays.years.button("2027"))
    assert days_off.holidays.remove_buttons == []
