"""The rules for calling a client come back, and each change of them has its history entry."""

from __future__ import annotations

import pytest

from callpolicy_gui.core.contact_safety import ContactSafety, MessageRule
from callpolicy_gui.core.policies import CALLBACK_HOURS
from callpolicy_gui.storage.client_merges import ClientMerges
from callpolicy_gui.storage.client_store import ClientStore
from callpolicy_gui.storage.contact_safety_store import ContactSafetyStore
from tests.storage.conftest import NOW

STRICT = ContactSafety(MessageRule.NEVER, CALLBACK_HOURS, frozenset({"+12065550164"}))
QUIET = ContactSafety(MessageRule.NAME_ONLY)


@pytest.fixture
def store(db):
    """Two clients without rules: 1 and 2."""
    with db.write(NOW):
        for name in ("Ana", "Bo"):
            ClientStore(db).add(name)
    return ContactSafetyStore(db)


def save(store, client_id, safety, reason=""):
    with store._db.write(NOW):
        store.save(client_id, safety, reason=reason)


def test_noted_changed_and_ended(store):
    save(store, 1, STRICT)
    assert (store.get(1), store.get(2), store.get(3)) == (STRICT, ContactSafety(), ContactSafety())
    save(store, 1, QUIET, "asked again")
    save(store, 1, ContactSafety())
    assert store.all() == {}
    entries = [(e.kind, e.before, e.after, e.reason) for e in store._db.history.entries("client 1")]
    assert entries[:3] == [
        ("contact safety ended", QUIET.to_json(), None, ""),
        ("contact safety changed", STRICT.to_json(), QUIET.to_json(), "asked again"),
        ("contact safety noted", None, STRICT.to_json(), ""),
    ]


def test_nothing_is_recorded_when_nothing_changed(store):
    save(store, 1, STRICT)
    head = store._db.history.head()
    save(store, 1, STRICT)
    save(store, 2, ContactSafety())
    assert store._db.history.head() == head


def test_an_unknown_client_is_said_and_no_change_is_made_outside_a_write(store):
    with pytest.raises(LookupError):
        save(store, 3, STRICT)
    with pytest.raises(RuntimeError):
        store.save(1, STRICT)
    assert store.all() == {}


def test_a_merged_client_keeps_its_rules_and_is_not_listed(store):
    save(store, 2, STRICT)
    with store._db.write(NOW):
        ClientMerges(store._db).merge(1, 2, NOW)
    assert store.all() == {}
    assert store.get(2) == STRICT


def test_the_history_keeps_the_rules_of_a_client_that_is_removed(store):
    save(store, 1, STRICT)
    with store._db.write(NOW):
        ClientStore(store._db).remove(1)
    assert store._db.rows("SELECT * FROM contact_safety") == []
    assert store._db.history.entries("client 1")[0].before["contact_safety"] == STRICT.to_json()


@pytest.mark.parametrize("text", ["", "{}", '{"message": "shout", "safe_times": null, "never_call": []}'])
def test_rules_that_cannot_be_read_are_not_passed_over(store, text):
    save(store, 1, STRICT)
    with store._db.write(NOW):
        store._db.execute("UPDATE contact_safety SET safety = ?", (text,))
    for read in (lambda: store.get(1), store.all):
        with pytest.raises((ValueError, LookupError)):
            read()
