"""The call log keeps, changes, finds and counts calls, and each change has its history entry."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlcipher3 import dbapi2

from callpolicy_gui.core.calls import NotOwedReason, Outcome, Settlement, Source, Urgency, Voicemail
from callpolicy_gui.storage.call_store import CallStore
from callpolicy_gui.storage.client_store import ClientStore
from tests.storage.conftest import NOW, call


@pytest.fixture
def store(db):
    return CallStore(db)


def add(store, identity=None, key="+12065550164", **changes):
    with store._db.write(NOW):
        return store.add(call(**changes), number_key=key, identity=identity)


def kinds(db, subject):
    return [entry.kind for entry in reversed(db.history.entries(subject))]


def test_every_field_comes_back(db, store):
    with db.write(NOW):
        client = ClientStore(db).add("Ana Kim")
    full = call(
        voicemail=Voicemail.NO,
        urgency=Urgency.URGENT,
        client_id=client.client_id,
        note="calls\nafter work ☎",
        source=Source.PHONE_LOG,
        settled_at=NOW,
        settlement=Settlement.NOT_OWED,
        not_owed_reason=NotOwedReason.DUPLICATE,
        snoozed_until=NOW + 5,
        client_asked=True,
        returned_anyway=True,
        was=(("voicemail", "yes"),),
    )
    with db.write(NOW):
        kept = store.add(full, number_key="k")
    assert kept == replace(full, call_id=kept.call_id)
    assert store.get(kept.call_id) == kept
    assert store.get(kept.call_id + 1) is None


def test_text_is_composed_and_survives_lone_surrogates(store):
    kept = add(store, note="Zoe\u0308 \ud800")
    assert kept.note == "Zo\u00eb ?"
    assert store.get(kept.call_id) == kept


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.add(call(), number_key=""),
        lambda s: s.replace(call(call_id=1, note="x"), kind="x"),
        lambda s: s.remove(1),
        lambda s: s.add_attempt(1, NOW, Outcome.REACHED),
        lambda s: s.remove_attempt(1),
    ],
)
def test_no_change_outside_a_write(db, store, change):
    add(store)
    with db.write(NOW):
        store.add_attempt(1, NOW, Outcome.NO_ANSWER)
    before = db.history.head(), store.get(1), store.attempts_of([1])
    with pytest.raises(RuntimeError):
        change(store)
    assert (db.history.head(), store.get(1), store.attempts_of([1])) == before


def test_replace_keeps_what_it_was(db, store):
    kept = add(store)
    with db.write(NOW + 5):
        changed = store.replace(
            replace(kept, received_at=NOW - 900, voicemail=Voicemail.YES), kind="call amended", reason="typo"
        )
    assert changed.was == (("received_at", str(NOW - 600)), ("voicemail", "unknown"))
    assert store.get(kept.call_id) == changed
    entry = db.history.entries(f"call {kept.call_id}")[0]
    assert (entry.kind, entry.at, entry.reason) == ("call amended", NOW + 5, "typo")
    assert entry.before == {"received_at": NOW - 600, "voicemail": "unknown", "was": []}
    with db.write(NOW + 6):
        settled = store.replace(
            replace(changed, settled_at=NOW, settlement=Settlement.RETURNED), kind="call returned"
        )
    assert settled.was == changed.was
    with db.write(NOW + 7):
        undone = store.replace(kept, kind="undo", restore=True)
    assert undone == kept == store.get(kept.call_id)


def test_replace_without_a_change_leaves_no_entry(db, store):
    kept = add(store)
    head = db.history.head()
    with db.write(NOW):
        assert store.replace(kept, kind="x") == kept
    assert db.history.head() == head


def test_unknown_ids_are_said(db, store):
    with db.write(NOW):
        for change in (
            lambda: store.replace(call(call_id=9), kind="x"),
            lambda: store.remove(9),
            lambda: store.remove_attempt(9),
        ):
            with pytest.raises(LookupError):
                change()


def test_remove_takes_attempts_along_and_never_reuses_the_id(db, store):
    kept = add(store)
    with db.write(NOW):
        store.add_attempt(kept.call_id, NOW, Outcome.NO_ANSWER)
        store.remove(kept.call_id)
    assert store.get(kept.call_id) is None
    assert store.attempts_of([kept.call_id]) == {}
    assert kinds(db, f"call {kept.call_id}") == [
        "call logged", "attempt recorded", "attempt removed", "call removed",
    ]  # fmt: skip
    assert add(store).call_id == kept.call_id + 1


def test_open_and_unowed(db, store):
    late = add(store, due_at=NOW + 50)
    early = add(store, due_at=NOW + 10)
    unowed = add(store, due_at=None)
    closed = add(store, settled_at=NOW, settlement=Settlement.NOT_OWED)
    add(store, settled_at=NOW, settlement=Settlement.RETURNED)
    add(store, due_at=None, received_at=NOW + 1)
    assert store.open_calls() == (early, late)
    assert store.unowed_between(NOW - 600, NOW + 1) == (unowed, closed)
    assert store.unowed_between(NOW - 599, NOW + 1) == ()
    plan = db.rows("EXPLAIN QUERY PLAN SELECT * FROM calls WHERE settled_at IS NULL AND due_at IS NOT NULL")
    assert "calls_open" in plan[0][3]


def test_silent_since(db, store):
    silent = {"voicemail": Voicemail.NO, "due_at": None}
    later, first = add(store, received_at=NOW, **silent), add(store, received_at=NOW - 5, **silent)
    together = add(store, received_at=NOW, **silent)
    add(store, received_at=NOW - 6, **silent)
    add(store, received_at=NOW, voicemail=Voicemail.UNKNOWN, due_at=None)
    add(store, received_at=NOW, voicemail=Voicemail.NO)
    add(store, received_at=NOW, settled_at=NOW, settlement=Settlement.NOT_OWED, **silent)
    assert store.silent_since(NOW - 5) == (first, later, together)
    assert store.silent_since(NOW + 1) == ()


def test_silent_since_looks_at_silent_calls_only(db, store, monkeypatch):
    asked = []
    monkeypatch.setattr(store, "_calls", lambda condition, values: asked.append((condition, values)) or ())
    store.silent_since(NOW)
    ((condition, values),) = asked
    query = f"EXPLAIN QUERY PLAN SELECT * FROM calls {condition}"  # noqa: S608 - the store's own
    plan = [row[3] for row in db.rows(query, values)]
    assert plan == ["SEARCH calls USING INDEX calls_silent (received_at>?)"]


def test_log_pages_newest_first_and_searches(db, store):
    with db.write(NOW):
        clients = ClientStore(db)
        zoe = clients.add("Zoë O'Brien", [("0170 1234567", "+491701234567")])
    calls = [add(store, key="", number="", received_at=NOW + n) for n in range(5)]
    mine = add(store, key="+491701234567", client_id=zoe.client_id, received_at=NOW + 2)
    other = add(store, key="+12065550164", received_at=NOW + 9)
    span = (NOW, NOW + 10)
    assert store.log(*span, limit=2) == (other, calls[4])
    assert store.log(*span, limit=2, offset=2) == (calls[3], mine)
    assert store.log_count(*span) == 7
    assert store.log_count(NOW, NOW + 9) == 6
    for text in ("zoe", "OBRI", "o'br zoë", "170 123", "4567"):
        assert store.log(*span, text) == (mine,), text
        assert store.log_count(*span, text) == 1
    assert store.log(*span, "555-0164") == (other,)
    assert store.log_count(*span, "nobody") == 0
    assert store.log_count(*span, "%") == 7


def test_of_client_and_returned(db, store):
    with db.write(NOW):
        client = ClientStore(db).add("A")
    first = add(store, client_id=client.client_id)
    second = add(
        store, client_id=client.client_id, received_at=NOW, settled_at=NOW + 1, settlement=Settlement.RETURNED
    )
    add(store)
    assert store.of_client(client.client_id) == (second, first)
    assert store.returned_between(NOW + 1, NOW + 2) == 1
    assert store.returned_between(NOW, NOW + 1) == 0


def test_attempts_in_order(db, store):
    kept, other = add(store), add(store)
    with db.write(NOW):
        later = store.add_attempt(kept.call_id, NOW + 9, Outcome.REACHED, Source.PHONE_LOG)
        sooner = store.add_attempt(kept.call_id, NOW + 1, Outcome.NO_ANSWER)
    assert store.attempts_of([kept.call_id, other.call_id]) == {kept.call_id: (sooner, later)}
    with db.write(NOW):
        store.remove_attempt(later.attempt_id)
    assert store.attempts_of([kept.call_id]) == {kept.call_id: (sooner,)}


def test_an_import_is_all_or_nothing(db, store):
    head = db.history.head()

    def import_rows():
        with db.write(NOW):
            for n in range(50):
                store.add(call(), number_key="", identity=f"row {n % 49}")

    with pytest.raises(dbapi2.IntegrityError):
        import_rows()
    assert not store.has_calls()
    assert db.history.head() == head


def test_contacts_are_calls_and_returns_that_reached_the_client(db):
    store = CallStore(db)
    with db.write(NOW):
        client = ClientStore(db).add("Ann", []).client_id
        known = store.add(call(client_id=client, received_at=NOW - 600), number_key="k")
        store.add(call(received_at=NOW - 500), number_key="k")
        for at, outcome in ((NOW - 400, Outcome.NO_ANSWER), (NOW - 300, Outcome.REACHED)):
            store.add_attempt(known.call_id, at, outcome)
    assert store.contacts_since(NOW - 1000, 10) == ((client, NOW - 300), (client, NOW - 600))
    assert store.contacts_since(NOW - 1000, 1) == ((client, NOW - 300),)
    assert store.contacts_since(NOW - 400, 10) == ((client, NOW - 300),)
