"""Policy versions are only ever added; what may be taken back stays in the history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlcipher3 import dbapi2

from callpolicy_gui.core.policies import CALLBACK_HOURS, PRESETS, PolicyVersion, Preset, with_hours
from callpolicy_gui.storage.call_store import CallStore
from callpolicy_gui.storage.policy_store import PolicyStore
from tests.storage.conftest import NOW, call, first_version

LATER = PolicyVersion(
    0,
    with_hours(PRESETS[Preset.LIMITED_HOURS], CALLBACK_HOURS),
    date(2026, 11, 23),
    NOW + 100,
    "Dr. Zoë",
    date(2026, 11, 20),
    "the lease ends",
)


@pytest.fixture
def store(db):
    return PolicyStore(db)


def add(store, version=LATER):
    with store._db.write(NOW):
        return store.add(version)


def test_versions_come_back(db, store):
    later = add(store)
    assert later == replace(LATER, version_id=2)
    assert store.versions() == (replace(first_version(), version_id=1), later)
    entry = db.history.entries("policy 2")[0]
    assert (entry.kind, entry.reason) == ("policy announced", "the lease ends")


def test_only_the_first_covers_all_earlier_time(store):
    with pytest.raises(ValueError, match="first version"):
        add(store, first_version())


def test_the_first_must_cover_all_earlier_time(empty_db):
    with pytest.raises(ValueError, match="first version"), empty_db.write(NOW):
        PolicyStore(empty_db).add(LATER)


def test_the_first_is_replaced_until_a_call_is_logged(db, store):
    policy = PRESETS[Preset.VOICEMAIL_REQUIRED]
    with db.write(NOW):
        store.replace_first(policy)
    assert [v.policy for v in store.versions()] == [policy]
    head = db.history.head()
    with db.write(NOW):
        store.replace_first(policy)
    assert db.history.head() == head
    with db.write(NOW):
        CallStore(db).add(call(), number_key="")
    with pytest.raises(ValueError, match="in force"), db.write(NOW):
        store.replace_first(PRESETS[Preset.TURNAROUND])
    assert [v.policy for v in store.versions()] == [policy]


def test_nothing_to_replace(empty_db):
    with pytest.raises(LookupError), empty_db.write(NOW):
        PolicyStore(empty_db).replace_first(PRESETS[Preset.TURNAROUND])


def test_the_table_itself_keeps_promises(db, store):
    with db.write(NOW):
        CallStore(db).add(call(), number_key="")
    for sql in (
        "UPDATE policy_versions SET policy = '{}'",
        "UPDATE policy_versions SET effective_from = 5",
        "DELETE FROM policy_versions",
    ):
        with pytest.raises(dbapi2.IntegrityError), db.write(NOW):
            db.execute(sql)


def test_withdraw_what_has_not_started(db, store):
    later = add(store)
    with pytest.raises(ValueError, match="has started"), db.write(NOW + 100):
        store.withdraw(later.version_id)
    with pytest.raises(ValueError, match="has started"), db.write(NOW):
        store.withdraw(1)
    with db.write(NOW + 99):
        store.withdraw(later.version_id, reason="not now")
    assert [v.version_id for v in store.versions()] == [1]
    assert db.history.entries("policy 2")[0].reason == "not now"
    with pytest.raises(LookupError), db.write(NOW):
        store.withdraw(later.version_id)
    assert add(store).version_id == 3


def test_a_review_is_recorded(db, store):
    with db.write(NOW):
        reviewed = store.record_review(1, "Ana", date(2026, 12, 1))
    assert store.versions() == (reviewed,)
    assert (reviewed.reviewed_with, reviewed.reviewed_on) == ("Ana", date(2026, 12, 1))
    assert db.history.entries("policy 1")[0].before == {"reviewed_with": "", "reviewed_on": None}


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.add(LATER),
        lambda s: s.replace_first(PRESETS[Preset.LIMITED_HOURS]),
        lambda s: s.record_review(1, "x", None),
        lambda s: s.withdraw(2),
    ],
)
def test_no_change_outside_a_write(store, change):
    before = store.versions()
    with pytest.raises(RuntimeError):
        change(store)
    assert store.versions() == before
