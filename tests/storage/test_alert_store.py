"""An alert is meant once and shown once, whatever happens in between."""

from __future__ import annotations

import pytest

from callpolicy_gui.storage.alert_store import AlertIntent, AlertStore
from tests.storage.conftest import NOW


@pytest.fixture
def store(db):
    return AlertStore(db)


def test_an_intent_stays_until_it_is_shown(db, store):
    with db.write(NOW):
        assert store.record_intent("overdue:5", "overdue", NOW)
        assert store.record_intent("soon:5", "due_soon", NOW - 1)
        assert not store.record_intent("soon:5", "due_soon", NOW + 9)
    assert store.unshown() == (
        AlertIntent("soon:5", "due_soon", NOW - 1),
        AlertIntent("overdue:5", "overdue", NOW),
    )
    with db.write(NOW):
        store.mark_shown("soon:5", NOW)
        store.mark_shown("soon:5", NOW + 1)
    assert [intent.key for intent in store.unshown()] == ["overdue:5"]
    assert store.known_keys() == {"soon:5", "overdue:5"}
    assert store.is_known("soon:5")
    assert not store.is_known("x")
    assert [e.kind for e in db.history.entries("alert soon:5")] == ["alert shown", "alert intended"]
    with pytest.raises(LookupError), db.write(NOW):
        store.mark_shown("x", NOW)


def test_a_forgotten_alert_is_not_known_any_more(db, store):
    with db.write(NOW):
        for key in "ab":
            store.record_intent(key, "overdue", NOW)
        store.forget("a")
    assert store.known_keys() == {"b"}


def test_what_was_missed_is_kept_once_and_can_be_meant_after_all(db, store):
    with db.write(NOW):
        store.record_missed("soon:5", NOW)
        store.record_missed("soon:5", NOW + 9)
    assert store.is_known("soon:5")
    assert store.known_keys() == frozenset()
    assert store.unshown() == ()
    with db.write(NOW):
        assert store.record_intent("soon:5", "due_soon", NOW)
        assert not store.record_intent("soon:5", "due_soon", NOW)
        store.record_missed("soon:5", NOW)
    assert store.known_keys() == {"soon:5"}
    assert [intent.kind for intent in store.unshown()] == ["due_soon"]
    assert [e.kind for e in reversed(db.history.entries("alert soon:5"))] == [
        "alert missed",
        "alert intended",
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.record_intent("x", "overdue", NOW),
        lambda s: s.record_missed("x", NOW),
        lambda s: s.mark_shown("x", NOW),
        lambda s: s.forget("x"),
    ],
)
def test_no_change_outside_a_write(store, change):
    with pytest.raises(RuntimeError):
        change(store)
    assert store.known_keys() == frozenset()
