"""Rows of a phone's log are told from each other, and known again however often they come."""

from __future__ import annotations

import pytest
from sqlcipher3 import dbapi2

from callpolicy_gui.core.calls import Source
from callpolicy_gui.storage.call_store import CallStore
from callpolicy_gui.storage.client_store import ClientStore
from callpolicy_gui.storage.phone_log_store import OutgoingCall, PhoneLogStore
from tests.storage.conftest import NOW, call


@pytest.fixture
def store(db):
    return PhoneLogStore(db)


def add(db, identity=None, key="+12065550164", **changes):
    with db.write(NOW):
        return CallStore(db).add(call(**changes), number_key=key, identity=identity)


def test_identities_are_unique(db, store):
    add(db, identity="phone|a|1|missed")
    add(db, identity="phone|b|1|missed")
    with pytest.raises(dbapi2.IntegrityError):
        add(db, identity="phone|a|1|missed")
    out = [
        OutgoingCall("k", NOW, 5, "o1"),
        OutgoingCall("k", NOW + 1, None, "o2"),
        OutgoingCall("k", NOW, 5, "o1"),
    ]
    with db.write(NOW):
        assert store.add_outgoing(out) == 2
        assert store.add_outgoing(out) == 0
    assert store.known_identities(["phone|a|1|missed", "o2", "new"]) == {"phone|a|1|missed", "o2"}
    with pytest.raises(RuntimeError):
        store.add_outgoing([OutgoingCall("k", NOW, 3, "i")])


def test_an_imported_call_is_known_by_its_number_and_second(db, store):
    add(db, source=Source.PHONE_LOG, received_at=NOW - 60)
    add(db, source=Source.TYPED, received_at=NOW - 30)
    asked = [("+12065550164", NOW - 60), ("+12065550165", NOW - 60), ("+12065550164", NOW - 30)]
    assert store.known_arrivals(asked) == {("+12065550164", NOW - 60)}


def test_a_call_was_called_back_by_the_first_long_enough_call_after_it(db, store):
    other = "+12065550165"
    with db.write(NOW):
        client = ClientStore(db).add("Ann", [("(206) 555-0164", "+12065550164"), ("(206) 555-0165", other)])
        store.add_outgoing(
            [
                OutgoingCall("+12065550164", NOW - 700, 90, "before"),
                OutgoingCall("+12065550164", NOW - 500, 29, "too short"),
                OutgoingCall("+12065550164", NOW - 450, None, "not known how long"),
                OutgoingCall(other, NOW - 400, 30, "another number of the client"),
                OutgoingCall("+12065550164", NOW - 300, 90, "later"),
                OutgoingCall("", NOW - 200, 90, "withheld"),
            ]
        )
    of_ann = add(db, client_id=client.client_id).call_id
    unknown = add(db).call_id
    withheld = add(db, key="").call_id
    assert store.called_back([of_ann, unknown, withheld], 30) == {of_ann: NOW - 400, unknown: NOW - 300}
    assert store.called_back([], 30) == {}
