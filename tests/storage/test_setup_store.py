"""Answers come back, in the history, beside the settings and not in their way."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from callpolicy_gui.core.setup_items import SetupAnswers
from callpolicy_gui.storage.row_check import disagreements
from callpolicy_gui.storage.settings_store import SettingsStore
from callpolicy_gui.storage.setup_store import SetupStore
from tests.storage.conftest import NOW

OTHER = SetupAnswers(
    practice_name="Jane Doe",
    emergency_number="112",
    emergency_contact="Dr. Lee",
    greeting="Hello",
    greeting_promise="{}",
    greeting_is_own=True,
    scheduling="no",
    has_reviewer=False,
    first_run_done=True,
)


def test_every_answer_comes_back(db):
    store = SetupStore(db)
    assert all(getattr(OTHER, f.name) != f.default for f in fields(OTHER)), "the test must change each one"
    assert store.load() == SetupAnswers()
    with db.write(NOW):
        store.save(OTHER)
    assert store.load() == OTHER
    with db.write(NOW):
        store.save(replace(OTHER, scheduling="yes"))
    entry = db.history.entries("settings")[0]
    assert (entry.kind, entry.before, entry.after) == (
        "set-up answered",
        {"setup.scheduling": "no"},
        {"setup.scheduling": "yes"},
    )
    head = db.history.head()
    with db.write(NOW):
        store.save(store.load())
    assert db.history.head() == head
    assert disagreements(db) == ()


def test_settings_do_not_see_them(db):
    settings = SettingsStore(db)
    with db.write(NOW):
        SetupStore(db).save(OTHER)
    before = settings.load()
    assert settings.unusable() == frozenset()
    with db.write(NOW):
        settings.save(replace(before, clock="12"))
    assert SetupStore(db).load() == OTHER


@pytest.mark.parametrize("value", ['"maybe"', "7", "{", '["yes"]'])
def test_what_cannot_be_used_has_its_default(db, value):
    with db.write(NOW):
        db.execute("INSERT INTO settings (key, value) VALUES ('setup.scheduling', ?)", (value,))
    assert SetupStore(db).load() == SetupAnswers()


def test_saving_needs_a_write(db):
    with pytest.raises(RuntimeError):
        SetupStore(db).save(OTHER)
