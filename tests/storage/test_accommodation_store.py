"""What was agreed with a client comes back, and each change of it has its history entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from callpolicy_gui.core.accommodations import Accommodation, AccommodationReason, Channel
from callpolicy_gui.core.policies import CALLBACK_HOURS, OWN_HOURS
from callpolicy_gui.storage.accommodation_store import AccommodationStore
from callpolicy_gui.storage.client_store import ClientStore
from tests.storage.conftest import NOW

AGREED = Accommodation(
    CALLBACK_HOURS,
    always_return=True,
    channel=Channel.RELAY,
    zone="Asia/Kolkata",
    reason=AccommodationReason.ACCESS,
    review_on=date(2027, 1, 31),
)
ALWAYS = Accommodation(always_return=True)


@pytest.fixture
def store(db):
    """Two clients without accommodations: 1 and 2."""
    with db.write(NOW):
        for name in ("Ana", "Bo"):
            ClientStore(db).add(name)
    return AccommodationStore(db)


def save(store, client_id, accommodation, reason=""):
    with store._db.write(NOW):
        store.save(client_id, accommodation, reason=reason)


def entries(store, client_id=1):
    return [(e.kind, e.before, e.after, e.reason) for e in store._db.history.entries(f"client {client_id}")]


def test_every_field_comes_back(store):
    assert all(getattr(AGREED, name) != getattr(Accommodation(), name) for name in AGREED.to_json())
    save(store, 1, AGREED)
    save(store, 2, ALWAYS)
    assert (store.get(1), store.get(2), store.get(3)) == (AGREED, ALWAYS, None)
    assert store.all() == {1: AGREED, 2: ALWAYS}


@pytest.mark.parametrize("end", [None, Accommodation(), Accommodation(review_on=date(2027, 1, 1))])
def test_agreed_changed_and_ended(store, end):
    other = replace(AGREED, calling_hours=OWN_HOURS)
    save(store, 1, AGREED)
    save(store, 1, other, "moved")
    save(store, 1, end)
    assert store.get(1) is None
    assert store.all() == {}
    assert entries(store)[:3] == [
        ("accommodation ended", other.to_json(), None, ""),
        ("accommodation changed", AGREED.to_json(), other.to_json(), "moved"),
        ("accommodation agreed", None, AGREED.to_json(), ""),
    ]


def test_nothing_is_recorded_when_nothing_changed(store):
    save(store, 1, AGREED)
    head = store._db.history.head()
    save(store, 1, replace(AGREED))
    save(store, 2, None)
    save(store, 2, Accommodation(reason=AccommodationReason.OTHER))
    assert store._db.history.head() == head
    assert store.all() == {1: AGREED}


def test_an_unknown_client_is_said(store):
    for accommodation in (AGREED, None):
        with pytest.raises(LookupError):
            save(store, 3, accommodation)
    assert store.all() == {}


def test_no_change_outside_a_write(store):
    for accommodation in (AGREED, None):
        with pytest.raises(RuntimeError):
            store.save(1, accommodation)
    assert store.all() == {}


@pytest.mark.parametrize("text", ["", "{}", '{"calling_hours": 5}'])
def test_a_row_that_cannot_be_read_is_not_passed_over(store, text):
    """To go on without it would break a promise without a word."""
    save(store, 1, AGREED)
    with store._db.write(NOW):
        store._db.execute("UPDATE accommodations SET accommodation = ?", (text,))
    for read in (lambda: store.get(1), store.all):
        with pytest.raises((ValueError, LookupError)):
            read()
