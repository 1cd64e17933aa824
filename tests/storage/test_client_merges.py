"""Clients that turn out to be one person become one, and apart again without a trace but the history."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from callpolicy_gui.core.accommodations import Accommodation, Channel
from callpolicy_gui.core.calls import Outcome
from callpolicy_gui.storage.accommodation_store import AccommodationStore
from callpolicy_gui.storage.call_store import CallStore
from callpolicy_gui.storage.client_merges import ClientMerges
from callpolicy_gui.storage.client_store import ClientStore
from callpolicy_gui.storage.database import open_demo_log
from callpolicy_gui.storage.policy_store import PolicyStore
from tests.storage.conftest import NOW, call, first_version

ALWAYS = Accommodation(always_return=True)
TEXT = Accommodation(channel=Channel.TEXT)
# A merge may leave its own record; everything else must be as it was.
RECORDS = {"history", "client_merges", "sqlite_sequence"}
GROWING = {"calls", "clients", "kept", "client_numbers", "client_terms", "attempts", "history"}


class Log:
    """A log with its stores; each change is a write of its own."""

    def __init__(self, db):
        self.db = db
        self.clients, self.calls = ClientStore(db), CallStore(db)
        self.agreed, self.merges = AccommodationStore(db), ClientMerges(db)

    def add(self, name, *keys):
        with self.db.write(NOW):
            return self.clients.add(name, [(f"raw {key}", key) for key in keys]).client_id

    def call(self, client_id, key="", at=NOW):
        with self.db.write(NOW):
            kept = self.calls.add(call(client_id=client_id, received_at=at, number=key), number_key=key)
        return kept.call_id

    def agree(self, client_id, accommodation):
        with self.db.write(NOW):
            self.agreed.save(client_id, accommodation)

    def merge(self, kept_id, merged_id):
        with self.db.write(NOW):
            self.merges.merge(kept_id, merged_id, NOW)

    def unmerge(self, merged_id):
        with self.db.write(NOW):
            self.merges.unmerge(merged_id, NOW + 1)

    def calls_of(self, client_id):
        return sorted(found.call_id for found in self.calls.of_client(client_id))

    def found(self, text):
        return [hit.client.client_id for hit in self.clients.search(text)]

    def named(self, name):
        return [client.client_id for client in self.clients.by_name(name)]

    def with_number(self, key):
        return [client.client_id for client in self.clients.by_number_key(key)]

    def content(self):
        """Every row of every table that a merge must leave as it was."""
        names = {name for (name,) in self.db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
        return {
            name: sorted(self.db.rows(f"SELECT * FROM {name}"), key=repr)  # noqa: S608 - names of tables
            for name in names - RECORDS
        }

    def kinds(self, client_id):
        return [entry.kind for entry in self.db.history.entries(f"client {client_id}")]


@pytest.fixture
def log(db):
    return Log(db)


@pytest.fixture
def pair(log):
    """Ana (numbers a, home) with call 1 and Bo (numbers b, home) with calls 2 and 3."""
    ana, bo = log.add("Ana Kim", "a", "home"), log.add("Bo Berg", "b", "home")
    log.call(ana, "a", NOW - 50)
    log.call(bo, "b", NOW - 20)
    log.call(bo, "home", NOW - 30)
    return ana, bo


def test_merge(log, pair):
    ana, bo = pair
    old = log.clients.get(bo)
    log.merge(ana, bo)
    assert (log.calls_of(ana), log.calls_of(bo)) == ([1, 2, 3], [])
    assert log.clients.get(ana).numbers == ("raw b", "raw home", "raw a")
    assert log.clients.get(ana).name == "Ana Kim"
    kept = log.clients.get(bo)
    assert (kept.name, kept.code, set(kept.numbers)) == (old.name, old.code, set(old.numbers))
    assert log.merges.merged_into(ana) == (kept,)
    assert log.merges.merged_into(bo) == ()
    assert [hit.last_called_at for hit in log.clients.search("ana")] == [NOW - 20]
    assert log.calls.get(2).was == ()


def test_copied_numbers_come_last(log):
    ana, bo = log.add("Ana", "x", "y", "z"), log.add("Bo", "c", "b")
    with log.db.write(NOW):
        log.clients.remove_number(ana, "x")
    log.merge(ana, bo)
    assert log.clients.number_keys(ana) == ("y", "z", "c", "b")


def test_only_the_kept_client_is_found(log, pair):
    ana, bo = pair
    log.merge(ana, bo)
    for text in ("ana", "kim", "bo", "berg", "berg kim", ""):
        assert log.found(text) == [ana], text
    assert log.named("bo berg") == log.named("Ana Kim") == [ana]
    assert log.with_number("b") == log.with_number("home") == log.with_number("a") == [ana]
    assert log.clients.kept_for(bo) == log.clients.kept_for(ana) == ana
    assert log.clients.kept_for(99) == 99
    assert {row.call_id for row in log.calls.log(0, NOW, "berg")} == {1, 2, 3}


def test_the_kept_client_is_found_by_new_names_too(log, pair):
    ana, bo = pair
    log.merge(ana, bo)
    with log.db.write(NOW):
        log.clients.rename(ana, "Eva")
        log.clients.rename(bo, "Uwe")
        log.clients.remove_number(ana, "b")
    assert log.found("eva") == log.found("uwe") == [ana]
    assert log.found("ana") == log.found("berg") == log.with_number("b") == []


def test_a_number_that_only_the_merged_client_still_has_finds_nobody(log, pair):
    ana, bo = pair
    log.merge(ana, bo)
    with log.db.write(NOW):
        log.clients.remove_number(ana, "b")
    assert log.with_number("b") == []


def test_name_and_accommodation_where_the_kept_client_has_none(log):
    ana, bo = log.add("", "a"), log.add("Bo", "b")
    log.agree(bo, ALWAYS)
    log.merge(ana, bo)
    assert log.clients.get(ana).name == "Bo"
    assert log.named("bo") == [ana]
    assert log.agreed.all() == {ana: ALWAYS}
    assert log.agreed.get(bo) == ALWAYS
    log.unmerge(bo)
    assert log.clients.get(ana).name == ""
    assert log.named("bo") == [bo]
    assert log.agreed.all() == {bo: ALWAYS}


def test_what_was_changed_since_stays(log):
    ana, bo = log.add("", "a"), log.add("Bo", "b", "c")
    log.agree(bo, ALWAYS)
    log.merge(ana, bo)
    log.agree(ana, TEXT)
    with log.db.write(NOW):
        log.clients.rename(ana, "Eva")
        log.clients.remove_number(ana, "b")
        log.clients.add_number(ana, "new", "new")
    log.unmerge(bo)
    assert log.clients.get(ana).name == "Eva"
    assert log.agreed.all() == {ana: TEXT, bo: ALWAYS}
    assert log.clients.number_keys(ana) == ("a", "new")
    assert set(log.clients.number_keys(bo)) == {"b", "c"}


def test_what_the_kept_client_had_itself_stays(log, pair):
    ana, bo = pair
    log.agree(ana, ALWAYS)
    log.agree(bo, ALWAYS)
    before = log.content()
    log.merge(ana, bo)
    assert log.agreed.all() == {ana: ALWAYS}
    log.unmerge(bo)
    assert log.content() == before


def test_calls_since_go_where_their_number_says(log, pair):
    ana, bo = pair
    earlier = log.call(ana, "b")
    log.merge(ana, bo)
    new = {key: log.call(ana, key, NOW + 5) for key in ("a", "b", "home", "")}
    log.unmerge(bo)
    assert log.calls_of(ana) == sorted([1, earlier, new["a"], new["home"], new[""]])
    assert log.calls_of(bo) == [2, 3, new["b"]]
    assert log.clients.get(bo).numbers == ("raw b", "raw home")
    assert [hit.last_called_at for hit in log.clients.search("bo")] == [NOW + 5]


def test_calls_without_a_number_are_nobodys_alone(log):
    ana, bo = log.add("Ana"), log.add("Bo", "")
    log.merge(ana, bo)
    new = log.call(ana)
    log.unmerge(bo)
    assert (log.calls_of(ana), log.calls_of(bo)) == ([new], [])


def test_a_call_given_to_somebody_else_since_stays_there(log, pair):
    ana, bo = pair
    other = log.add("Cy")
    log.merge(ana, bo)
    with log.db.write(NOW):
        log.calls.replace(replace(log.calls.get(2), client_id=other), kind="call amended")
        log.calls.remove(3)
    log.unmerge(bo)
    assert [log.calls_of(n) for n in (ana, bo, other)] == [[1], [], [2]]


def test_attempts_follow_their_calls(log, pair):
    ana, bo = pair
    with log.db.write(NOW):
        attempt = log.calls.add_attempt(2, NOW, Outcome.NO_ANSWER)
    log.merge(ana, bo)
    assert log.calls.attempts_of_clients([ana, bo]) == ((attempt, ana),)
    log.unmerge(bo)
    assert log.calls.attempts_of_clients([ana, bo]) == ((attempt, bo),)


def test_chains(log):
    ana, bo, cy = log.add("Ana", "a"), log.add("Bo", "b"), log.add("Cy", "c")
    log.call(cy, "c")
    before = log.content()
    log.merge(bo, cy)
    log.merge(ana, bo)
    for name in ("Ana", "Bo", "Cy"):
        assert log.named(name) == log.found(name) == [ana]
    assert log.with_number("c") == [ana]
    assert log.calls_of(ana) == [1]
    assert [client.client_id for client in log.merges.merged_into(ana)] == [bo]
    with pytest.raises(ValueError, match="client 2 is merged"):
        log.unmerge(cy)
    log.unmerge(bo)
    assert (log.found("cy"), log.named("cy"), log.calls_of(bo)) == ([bo], [bo], [1])
    log.unmerge(cy)
    assert log.content() == before


def test_two_into_one_in_any_order(log):
    """What both had is the other's gift once the first is taken back."""
    ana, bo, cy = log.add("", "a"), log.add("Bo", "b", "home"), log.add("Cy", "home")
    log.agree(bo, ALWAYS)
    log.agree(cy, TEXT)
    before = log.content()
    for order in ([bo, cy], [cy, bo]):
        log.merge(ana, bo)
        log.merge(ana, cy)
        assert [client.client_id for client in log.merges.merged_into(ana)] == [bo, cy]
        new = log.call(ana, "home")
        log.unmerge(order[0])
        left = {bo: ("Bo", {"a", "b", "home"}, ALWAYS), cy: ("Cy", {"a", "home"}, TEXT)}[order[1]]
        kept = log.clients.get(ana)
        assert (kept.name, set(log.clients.number_keys(ana)), log.agreed.get(ana)) == left
        assert log.calls_of(ana) == [new]
        log.unmerge(order[1])
        assert log.calls_of(order[1]) == [new]
        with log.db.write(NOW):
            log.calls.remove(new)
        assert log.content() == before
    assert log.kinds(ana).count("merge completed") == 1


def test_what_was_removed_by_hand_is_not_given_again(log):
    ana, bo, cy = log.add("", "a"), log.add("Bo", "home"), log.add("Cy", "home")
    log.agree(bo, ALWAYS)
    log.agree(cy, TEXT)
    log.merge(ana, bo)
    log.merge(ana, cy)
    log.agree(ana, None)
    with log.db.write(NOW):
        log.clients.remove_number(ana, "home")
        log.clients.rename(ana, "")
    log.unmerge(bo)
    assert log.clients.get(ana).name == ""
    assert log.clients.number_keys(ana) == ("a",)
    assert log.agreed.get(ana) is None


def test_history(log, pair):
    ana, bo = pair
    log.agree(bo, ALWAYS)
    count = log.db.history.head().count
    log.merge(ana, bo)
    log.unmerge(bo)
    moved = {
        "newest_call": 3,
        "calls": [2, 3],
        "numbers": {"b": "raw b"},
        "name": "",
        "accommodation": ALWAYS.to_json(),
    }
    both = {"kept": ana, "merged": bo}
    entries = log.db.history.entries(limit=log.db.history.head().count - count)
    assert [(e.kind, e.subject, e.before, e.after) for e in reversed(entries)] == [
        ("clients merged", "client 1", None, both | {"moved": moved}),
        ("merged into another client", "client 2", None, {"kept": ana}),
        ("clients unmerged", "client 1", None, both | {"returned": moved}),
        ("no longer merged", "client 2", {"kept": ana}, None),
    ]
    assert log.db.history.verify() is None
    assert log.db.rows("SELECT kept_id, merged_id, at, undone_at FROM client_merges") == [
        (ana, bo, NOW, NOW + 1)
    ]


def test_refused_merges_change_nothing(log, pair):
    ana, bo = pair
    cy = log.add("Cy")
    log.merge(ana, bo)
    before, head = log.content(), log.db.history.head()
    for kept, merged, error in (
        (ana, ana, ValueError),
        (ana, bo, ValueError),
        (bo, cy, ValueError),
        (cy, bo, ValueError),
        (99, cy, LookupError),
        (cy, 99, LookupError),
    ):
        with pytest.raises(error):
            log.merge(kept, merged)
    for client_id in (ana, cy, 99):
        with pytest.raises(LookupError):
            log.unmerge(client_id)
    assert (log.content(), log.db.history.head()) == (before, head)
    log.unmerge(bo)
    with pytest.raises(LookupError):
        log.unmerge(bo)


def test_merged_clients_are_not_removed(log):
    ana, bo = log.add("Ana"), log.add("Bo")
    log.merge(ana, bo)
    for client_id in (ana, bo):
        with pytest.raises(ValueError, match="is merged"), log.db.write(NOW):
            log.clients.remove(client_id)
    log.unmerge(bo)
    with log.db.write(NOW):
        log.clients.remove(ana)
        log.clients.remove(bo)
    assert log.found("") == []


def test_the_table_itself_allows_one_open_merge(log, pair):
    log.merge(*pair)
    with pytest.raises(dbapi2.IntegrityError), log.db.write(NOW):
        log.db.execute(
            "INSERT INTO client_merges (kept_id, merged_id, at, moved) SELECT kept_id, merged_id, at, moved"
            " FROM client_merges"
        )


def test_no_change_outside_a_write(log, pair):
    ana, bo = pair
    before = log.content()
    with pytest.raises(RuntimeError):
        log.merges.merge(ana, bo, NOW)
    assert log.content() == before
    log.merge(ana, bo)
    before = log.content()
    with pytest.raises(RuntimeError):
        log.merges.unmerge(bo, NOW)
    assert log.content() == before


def test_other_clients_rows_are_not_looked_at(log, pair, monkeypatch):
    """No statement walks through a table that grows with the log."""
    ana, bo = pair
    asked, plan_of = {}, log.db.rows

    def recording(name):
        ask = getattr(log.db, name)

        def record(sql, values=()):
            values = list(values)
            many = name == "executemany"
            if values or not many:
                asked[sql] = values[0] if many else values
            return ask(sql, values)

        monkeypatch.setattr(log.db, name, record)

    for name in ("execute", "executemany", "rows", "row"):
        recording(name)
    log.merge(ana, bo)
    log.unmerge(bo)
    log.clients.by_name("Bo Berg")
    log.clients.by_number_key("b")
    asked = {sql: values for sql, values in asked.items() if sql not in {"BEGIN IMMEDIATE", "COMMIT"}}
    assert {"UPDATE", "DELETE", "INSERT", "SELECT", "WITH"} == {sql.split()[0] for sql in asked}
    for sql, values in asked.items():
        steps = [row[3].split() for row in plan_of(f"EXPLAIN QUERY PLAN {sql}", values)]
        walked = {step[1] for step in steps if step[0] == "SCAN"}
        newest_entry = "FROM history ORDER BY sequence DESC LIMIT 1" in sql
        assert newest_entry or walked.isdisjoint(GROWING), sql


CLIENT = st.tuples(
    st.sampled_from(["", "Ana", "Bo", "Cy Bo"]),
    st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=3),
    st.sampled_from([None, ALWAYS, TEXT]),
)
CALL = st.tuples(st.integers(0, 3), st.sampled_from(["", "a", "b", "c", "x"]), st.integers(0, 9))


@settings(max_examples=60)
@given(
    st.lists(CLIENT, min_size=4, max_size=4),
    st.lists(CALL, max_size=8),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_taking_every_merge_back_restores_everything(clients, calls, merges, chance):
    with contextlib.closing(open_demo_log()) as db:
        with db.write(NOW):
            PolicyStore(db).add(first_version())
        log = Log(db)
        ids = [log.add(name, *keys) for name, keys, _ in clients]
        for client_id, (_, _, accommodation) in zip(ids, clients, strict=True):
            log.agree(client_id, accommodation)
        for n, key, at in calls:
            log.call(ids[n], key, NOW + at)
        before, merged = log.content(), {}
        for kept, other in merges:
            with contextlib.suppress(ValueError):
                log.merge(ids[kept], ids[other])
                merged[ids[other]] = ids[kept]
        assert {log.clients.kept_for(one) for one in ids} == set(ids) - set(merged) == set(log.found(""))
        while merged:
            free = [one for one, kept in merged.items() if kept not in merged]
            log.unmerge(chance.choice(free))
            merged = {one: kept for one, kept in merged.items() if log.clients.kept_for(one) != one}
        assert log.content() == before
        assert db.history.verify() is None
