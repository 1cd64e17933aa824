"""Settings come back; what cannot be used falls back alone; what is not known stays."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest

from callpolicy_gui.core.policies import CALLBACK_HOURS
from callpolicy_gui.core.settings import PracticeSettings
from callpolicy_gui.storage.settings_store import SettingsStore
from tests.storage.conftest import NOW

OTHER = PracticeSettings(
    zone="America/New_York",
    country="US",
    subdivision="WA",
    weekend=frozenset({4}),
    own_hours=CALLBACK_HOURS,
    session_hours=CALLBACK_HOURS,
    message_counts=False,
    lead_minutes=5,
    soon_minutes=90,
    silent_minutes=0,
    notice_days=0,
    clock="24",
    theme="dark",
    single_keys=False,
    alert_initials=True,
)


@pytest.fixture
def store(db):
    return SettingsStore(db)


def test_every_setting_comes_back(db, store):
    assert all(getattr(OTHER, f.name) != f.default for f in fields(OTHER)), "the test must change each one"
    assert store.is_empty()
    assert store.load() == PracticeSettings()
    with db.write(NOW):
        store.save(OTHER)
    assert store.load() == OTHER
    assert not store.is_empty()
    with db.write(NOW):
        store.save(replace(OTHER, clock="12"))
    entry = db.history.entries("settings")[0]
    assert (entry.before, entry.after) == ({"clock": "24"}, {"clock": "12"})
    head = db.history.head()
    with db.write(NOW):
        store.save(replace(OTHER, clock="12"))
    assert db.history.head() == head


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("zone", '"Mars/Olympus"'),
        ("zone", '"../../etc/passwd"'),
        ("zone", "5"),
        ("weekend", "[7]"),
        ("weekend", "[true]"),
        ("weekend", "5"),
        ("own_hours", "{}"),
        ("own_hours", '{"mon": [["9:00"]]}'),
        ("own_hours", "[]"),
        ("session_hours", '{"mon": [["9:00"]]}'),
        ("message_counts", "1"),
        ("lead_minutes", "4"),
        ("lead_minutes", "241"),
        ("lead_minutes", "true"),
        ("lead_minutes", "1e3"),
        ("silent_minutes", "-1"),
        ("silent_minutes", "1441"),
        ("clock", '"13"'),
        ("theme", "null"),
        ("theme", "{not json"),
    ],
)
def test_a_bad_value_falls_back_alone(db, store, key, value):
    with db.write(NOW):
        store.save(OTHER)
        db.execute("UPDATE settings SET value = ? WHERE key = ?", (value, key))
    assert store.load() == replace(OTHER, **{key: getattr(PracticeSettings(), key)})
    assert store.unusable() == {key}


def test_what_was_never_set_is_not_unusable(db, store):
    assert store.unusable() == frozenset()
    with db.write(NOW):
        store.save(OTHER)
    assert store.unusable() == frozenset()


def test_unknown_keys_are_preserved(db, store):
    with db.write(NOW):
        db.execute("INSERT INTO settings VALUES ('from_the_future', '[1]')")
        store.save(OTHER)
        store.save(PracticeSettings())
    assert json.loads(db.row("SELECT value FROM settings WHERE key = 'from_the_future'")[0]) == [1]
    assert store.load() == PracticeSettings()


def test_no_change_outside_a_write(store):
    with pytest.raises(RuntimeError):
        store.save(OTHER)
    assert store.is_empty()
