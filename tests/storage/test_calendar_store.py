"""Closures, holidays and the dates the clinician changed come back as they were set."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlcipher3 import dbapi2

from callpolicy_gui.core.business_calendar import Closure
from callpolicy_gui.core.weekly_hours import Window
from callpolicy_gui.storage.calendar_store import CalendarStore
from tests.storage.conftest import NOW

NEW_YEAR, LABOR, OWN = date(2027, 1, 1), date(2026, 9, 7), date(2026, 8, 3)
WEEK = Closure(0, date(2026, 12, 24), date(2026, 12, 31), None, "Winter break", "Dr. Bo")


@pytest.fixture
def store(db):
    return CalendarStore(db)


def test_closures(db, store):
    with db.write(NOW):
        later = store.add_closure(WEEK)
        sooner = store.add_closure(Closure(0, OWN, OWN, Window(720, 1080), "Training", ""))
    assert store.closures() == (sooner, later)
    with db.write(NOW):
        store.remove_closure(sooner.closure_id)
    assert store.closures() == (later,)
    assert [e.kind for e in db.history.entries("closure 2")] == ["closure removed", "closure added"]
    with db.write(NOW), pytest.raises(LookupError):
        store.remove_closure(sooner.closure_id)


def test_a_closure_cannot_end_before_it_begins(db, store):
    with pytest.raises(dbapi2.IntegrityError), db.write(NOW):
        store.add_closure(replace(WEEK, last=date(2026, 12, 1)))


def test_holidays_are_kept_by_year(db, store):
    assert store.missing_years("US", "", (2026, 2027)) == (2026, 2027)
    with db.write(NOW):
        store.store_holidays("US", "", (2026, 2027), {NEW_YEAR: "New Year", LABOR: "Labor Day"})
        store.store_holidays("US", "WA", (2026,), {})
    assert store.missing_years("US", "", (2026, 2027, 2028)) == (2028,)
    assert store.missing_years("US", "WA", (2026, 2027)) == (2027,)
    assert store.holidays("US", "", (2026, 2027)) == {LABOR: "Labor Day", NEW_YEAR: "New Year"}
    assert store.holidays("US", "", (2027,)) == {NEW_YEAR: "New Year"}
    assert store.holidays("US", "WA", (2026,)) == {}
    head = db.history.head()
    with db.write(NOW):
        store.store_holidays("US", "", (2027,), {NEW_YEAR: "New Year"})
    assert db.history.head() == head
    with db.write(NOW):
        store.store_holidays("US", "", (2027,), {})
    assert store.holidays("US", "", (2026, 2027)) == {LABOR: "Labor Day"}


def test_the_clinicians_changes_win(db, store):
    with db.write(NOW):
        store.store_holidays("US", "", (2026,), {LABOR: "Labor Day"})
        store.remove_holiday(LABOR)
        store.add_holiday(OWN, "My day")
    assert store.holidays("US", "", (2026,)) == {OWN: "My day"}
    assert store.holidays("US", "", (2027,)) == {}
    assert store.holiday_changes() == {OWN: "My day", LABOR: None}
    head = db.history.head()
    with db.write(NOW):
        store.remove_holiday(LABOR)
    assert db.history.head() == head


def test_confirmed_years(db, store):
    with db.write(NOW):
        store.confirm_year(2026)
        store.confirm_year(2026)
    assert store.confirmed_years() == {2026}
    assert len(db.history.entries("year 2026")) == 1


def test_hours_of_a_date(db, store):
    db.execute("INSERT INTO hours_overrides VALUES (?, '[[540, 720]]'), (?, '[]')", (str(LABOR), str(OWN)))
    assert store.overrides() == {OWN: (), LABOR: (Window(540, 720),)}


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.add_closure(WEEK),
        lambda s: s.remove_closure(1),
        lambda s: s.store_holidays("US", "", (2026,), {}),
        lambda s: s.remove_holiday(LABOR),
        lambda s: s.add_holiday(LABOR, "x"),
        lambda s: s.confirm_year(2026),
    ],
)
def test_no_change_outside_a_write(db, store, change):
    head = db.history.head()
    with pytest.raises(RuntimeError):
        change(store)
    assert db.history.head() == head
