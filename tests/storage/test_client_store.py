"""Clients are kept once, found by what is typed, and their codes never repeat."""

from __future__ import annotations

import re

import pytest

from callpolicy_gui.core.accommodations import Accommodation
from callpolicy_gui.storage import client_store
from callpolicy_gui.storage.accommodation_store import AccommodationStore
from callpolicy_gui.storage.call_store import CallStore
from callpolicy_gui.storage.client_store import ClientStore
from tests.storage.conftest import NOW, call


@pytest.fixture
def store(db):
    return ClientStore(db)


def add(store, name, *numbers):
    with store._db.write(NOW):
        return store.add(name, numbers)


def log(store, client, at, key=""):
    with store._db.write(NOW):
        return CallStore(store._db).add(call(client_id=client.client_id, received_at=at), number_key=key)


def found(store, text, limit=8):
    return [hit.client.name for hit in store.search(text, limit)]


def test_add_and_get(db, store):
    ana = add(store, "  Ana Kim ", ("(206) 555-0164", "+12065550164"), ("206-555-0164", "+12065550164"))
    assert ana.name == "Ana Kim"
    assert ana.numbers == ("206-555-0164",)
    assert re.fullmatch(r"C-[2-9A-HJKMNP-TV-Z]{4}", ana.code)
    assert store.get(ana.client_id) == ana
    assert store.get(99) is None
    assert store.get_many([ana.client_id, 99]) == {ana.client_id: ana}
    assert store.number_keys(ana.client_id) == ("+12065550164",)
    assert db.history.entries("client 1")[0].kind == "client added"


def test_numbers_most_recent_first(db, store):
    ana = add(store, "Ana", ("1", "k1"), ("2", "k2"))
    assert store.get(ana.client_id).numbers == ("1", "2")
    log(store, ana, NOW, "k2")
    assert store.get(ana.client_id).numbers == ("2", "1")
    kept = log(store, ana, NOW + 1, "k1")
    assert store.get(ana.client_id).number == "1"
    with db.write(NOW):
        CallStore(db).remove(kept.call_id)
    assert store.get(ana.client_id).number == "2"


def test_shared_numbers_and_equal_names(store):
    ana, bo = add(store, "Ana Kim", ("1", "home")), add(store, "ANA KIM", ("1", "home"))
    log(store, ana, NOW)
    assert [c.client_id for c in store.by_number_key("home")] == [ana.client_id, bo.client_id]
    assert [c.client_id for c in store.by_name("ana kim")] == [ana.client_id, bo.client_id]
    assert store.by_name("ana") == ()
    add(store, "Zoe\u0308")
    assert [c.name for c in store.by_name("ZO\u00cb")] == ["Zo\u00eb"]


def test_search_by_any_word_without_accents(store):
    for name in (
        "Siobhán Dvořák",
        "Zoë O'Brien",
        "Anne-Marie Müller",
        "Łukasz Łoś",
        "\uff26ull Width",
        "李 明",
    ):
        add(store, name)
    for text, name in [
        ("siob", "Siobhán Dvořák"),
        ("DVORAK", "Siobhán Dvořák"),
        ("dvořák sio", "Siobhán Dvořák"),
        ("obrien", "Zoë O'Brien"),
        ("o'b", "Zoë O'Brien"),
        ("mari", "Anne-Marie Müller"),
        ("annemarie mu", "Anne-Marie Müller"),
        ("lukasz los", "Łukasz Łoś"),
        ("full", "\uff26ull Width"),
        ("明", "李 明"),
    ]:
        assert found(store, text) == [name], text
    assert found(store, "bhan") == []
    assert found(store, "siob brien") == []
    assert found(store, "%") == []
    assert len(found(store, "")) == 6


def test_search_by_digits(store):
    add(store, "Ana", ("(206) 555-0164", "+12065550164"))
    add(store, "Bo", ("0170 99", "+4917099"))
    for text in ("206", "+1 206", "5550164", "555-01", "(206)", "64"):
        assert found(store, text) == ["Ana"], text
    assert found(store, "0170") == found(store, "+49 170") == ["Bo"]


@pytest.mark.parametrize("few", [2, 400])
def test_most_recently_called_first(store, monkeypatch, few):
    monkeypatch.setattr(client_store, "_FEW_HITS", few)
    clients = [add(store, f"Ana {n}") for n in range(6)]
    for at, n in enumerate([3, 0, 4]):
        log(store, clients[n], NOW + at)
    assert found(store, "an", 4) == ["Ana 4", "Ana 0", "Ana 3", "Ana 5"]
    assert [hit.last_called_at for hit in store.search("an", 4)] == [NOW + 2, NOW + 1, NOW, None]


def test_rename_and_add_number_are_found_and_recorded(db, store):
    ana = add(store, "Ana")
    with db.write(NOW):
        assert store.rename(ana.client_id, "Bea", reason="typo").name == "Bea"
        assert store.add_number(ana.client_id, "555 12", "55512").numbers == ("555 12",)
        assert store.add_number(ana.client_id, "555-12", "55512").numbers == ("555 12",)
        store.rename(ana.client_id, "Bea")
    assert found(store, "ana") == []
    assert found(store, "bea") == found(store, "5551") == ["Bea"]
    assert [e.kind for e in db.history.entries("client 1")] == [
        "number added",
        "client renamed",
        "client added",
    ]


def test_remove_number(db, store):
    ana = add(store, "Ana", ("(206) 1", "k1"), ("555 02", "k2"), ("3", "k3"))
    log(store, ana, NOW, "k2")
    with db.write(NOW):
        assert store.remove_number(ana.client_id, "k1", reason="old flat").numbers == ("555 02", "3")
        assert store.remove_number(ana.client_id, "k2").numbers == ("3",)
    assert found(store, "206") == found(store, "555") == []
    assert store.by_number_key("k2") == ()
    entries = db.history.entries("client 1", 2)
    assert [(e.kind, e.before, e.after, e.reason) for e in entries] == [
        ("number removed", {"number": "555 02"}, None, ""),
        ("number removed", {"number": "(206) 1"}, None, "old flat"),
    ]
    head = db.history.head()
    with db.write(NOW):
        for client_id, key in ((ana.client_id, "k1"), (99, "k3")):
            with pytest.raises(LookupError) as caught:
                store.remove_number(client_id, key)
            assert "k1" not in str(caught.value)
    assert db.history.head() == head
    with db.write(NOW):
        assert store.remove_number(ana.client_id, "k3").numbers == ()
    assert found(store, "ana") == ["Ana"]


def test_add_number_brings_back_what_was_removed(db, store):
    ana = add(store, "Ana", ("1", "k1"), ("2", "k2"), ("3", "k3"))
    bo = add(store, "Bo", ("1", "k1"))
    log(store, ana, NOW, "k2")
    log(store, ana, NOW - 9, "k2")
    log(store, bo, NOW + 9, "k1")
    before = store.get(ana.client_id), rows(db, "k2")
    with db.write(NOW):
        store.remove_number(ana.client_id, "k2")
        store.add_number(ana.client_id, "2", "k2")
    assert (store.get(ana.client_id), rows(db, "k2")) == before
    assert found(store, "") == ["Bo", "Ana"]
    with db.write(NOW):
        store.remove_number(ana.client_id, "k1")
        store.add_number(ana.client_id, "1", "k1")
    assert store.get(ana.client_id).numbers == ("2", "3", "1")
    assert rows(db, "k1") == [(ana.client_id, None), (bo.client_id, NOW + 9)]


def rows(db, key):
    return db.rows(
        "SELECT client_id, last_used_at FROM client_numbers WHERE number_key = ? ORDER BY client_id", (key,)
    )


def test_remove_only_without_calls(db, store):
    ana, bo = add(store, "Ana", ("1", "11")), add(store, "Bo")
    log(store, bo, NOW)
    with db.write(NOW):
        store.remove(ana.client_id)
        with pytest.raises(ValueError, match="has calls"):
            store.remove(bo.client_id)
        with pytest.raises(LookupError):
            store.remove(ana.client_id)
    assert found(store, "ana") == []
    assert store.by_number_key("11") == ()
    assert db.rows("SELECT count(*) FROM used_client_codes") == [(2,)]


def test_the_history_keeps_the_accommodation_of_a_removed_client(db, store):
    ana, agreed = add(store, "Ana"), Accommodation(always_return=True)
    with db.write(NOW):
        AccommodationStore(db).save(ana.client_id, agreed)
        store.remove(ana.client_id)
    assert Accommodation.from_json(db.history.entries("client 1")[0].before["accommodation"]) == agreed
    assert AccommodationStore(db).all() == {}


def test_codes_grow_rather_than_repeat(store, monkeypatch):
    monkeypatch.setattr(client_store, "_CODE_ALPHABET", "7")
    codes = [add(store, "x").code for _ in range(2)]
    with store._db.write(NOW):
        store.remove(2)
    assert codes == ["C-7777", "C-77777"]
    assert add(store, "y").code == "C-777777"


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.add("x"),
        lambda s: s.rename(1, "x"),
        lambda s: s.add_number(1, "1", "1"),
        lambda s: s.remove_number(1, "1"),
        lambda s: s.reindex(1),
        lambda s: s.remove(1),
    ],
)
def test_no_change_outside_a_write(store, change):
    add(store, "Ana")
    with pytest.raises(RuntimeError):
        change(store)
    assert found(store, "") == ["Ana"]
