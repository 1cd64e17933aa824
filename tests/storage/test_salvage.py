"""A damaged page costs the rows on it and no others; the damaged file stays as it is."""

from __future__ import annotations

import shutil
import struct
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from callpolicy_gui.storage import damaged_tables
from callpolicy_gui.storage import salvage as salvage_module
from callpolicy_gui.storage.accommodation_store import AccommodationStore
from callpolicy_gui.storage.call_store import CallStore
from callpolicy_gui.storage.client_store import ClientStore
from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.encrypted_copies import check_copy
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.keys import load_or_create_key, random_key
from callpolicy_gui.storage.paths import paths_in, prepare
from callpolicy_gui.storage.policy_store import PolicyStore
from callpolicy_gui.storage.restoring import put_salvaged, set_aside_logs
from callpolicy_gui.storage.salvage import salvage
from tests.storage import test_migrations
from tests.storage.conftest import NOW, call, first_version

PAGE, RESERVE = 4096, 80
CALLS, MANY_CALLS = 3_000, 20_000
CLIENTS = 300
LEAF_TABLE, INNER_TABLE, LEAF_INDEX, INNER_INDEX = 13, 5, 10, 2


def filled(folder, count):
    """The folder of a closed log with so many calls, as many history entries, and more."""
    paths = paths_in(folder)
    prepare(paths)
    db = open_log(paths, load_or_create_key(paths))
    calls, clients = CallStore(db), ClientStore(db)
    with db.write(NOW):
        PolicyStore(db).add(first_version())
        for n in range(CLIENTS):
            clients.add(f"Client {n}", [(str(n), str(2065550000 + n))])
    for start in range(0, count, 1000):
        with db.write(NOW + start):
            for n in range(start, start + 1000):
                calls.add(call(received_at=NOW - n, client_id=n % CLIENTS + 1), number_key=str(n % CLIENTS))
    db.close()
    return paths


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    return filled(tmp_path_factory.mktemp("big") / "data", CALLS)


@pytest.fixture
def damaged(big, tmp_path):
    """A copy of it, to be damaged."""
    paths = paths_in(tmp_path / "data")
    shutil.copytree(big.data_dir, paths.data_dir)
    return paths


@pytest.fixture
def key(damaged):
    return load_or_create_key(damaged)


class Pages:
    """Which page of a log's file holds what, read without SQLite."""

    def __init__(self, paths, key):
        self.data = paths.database.read_bytes()
        self.key = key
        db = open_log(paths, key)
        self.roots = dict(db.rows("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0"))
        db.close()

    def page(self, number):
        raw = self.data[(number - 1) * PAGE : number * PAGE]
        start = 16 if number == 1 else 0
        vector = raw[PAGE - RESERVE : PAGE - RESERVE + 16]
        cipher = Cipher(algorithms.AES(self.key.secret), modes.CBC(vector)).decryptor()
        return bytes(start) + cipher.update(raw[start : PAGE - RESERVE])

    def of(self, name, root=None):
        """Pages of a table or an index as {kind: [numbers]}, in the order of their content."""
        number = root or self.roots[name]
        page = self.page(number)
        header = page[100:] if number == 1 else page
        kind = header[0]
        found = {kind: [number]}
        if kind in {INNER_TABLE, INNER_INDEX}:
            count = struct.unpack(">H", header[3:5])[0]
            pointers = struct.unpack(f">{count}H", header[12 : 12 + 2 * count])
            children = [struct.unpack(">I", page[at : at + 4])[0] for at in pointers]
            children.append(struct.unpack(">I", header[8:12])[0])
            for child in children:
                for inner, numbers in self.of(name, child).items():
                    found.setdefault(inner, []).extend(numbers)
        return found


def flip(paths, *pages):
    data = bytearray(paths.database.read_bytes())
    for page in pages:
        data[(page - 1) * PAGE + 2000] ^= 1
    paths.database.write_bytes(data)


def rows_of(report, name):
    return next(table for table in report.tables if table.name == name)


def salvaged(paths, key):
    """The report, with the damaged file checked to be untouched; the new log's own soundness too."""
    before = {path.name: path.read_bytes() for path in paths.data_dir.iterdir()}
    target = paths.data_dir.parent / "salvaged.db"
    report = salvage(paths, key, target, NOW + 9)
    assert {path.name: path.read_bytes() for path in paths.data_dir.iterdir()} == before
    assert sorted(path.name for path in target.parent.iterdir()) == ["data", "salvaged.db"]
    assert target.stat().st_mode & 0o777 == 0o600
    assert check_copy(target, key).good
    return report, target


def opened(target, key, tmp_path):
    paths = paths_in(tmp_path / "opened")
    prepare(paths)
    shutil.copy(target, paths.database)
    return open_log(paths, replace(key, log_created=True))


def test_a_sound_log_is_copied_whole(damaged, key, tmp_path):
    report, target = salvaged(damaged, key)
    assert report.readable == report.total_estimate
    assert (report.damaged_areas, report.breaks, report.detached, report.left_out) == (0, (), 0, 0)
    assert not report.journal_lost
    old, new = open_log(damaged, key), opened(target, key, tmp_path)
    for table in report.tables:
        was, is_now = (sorted(log.rows(f'SELECT * FROM "{table.name}"'), key=repr) for log in (old, new))  # noqa: S608 - a name
        if table.name == "history":
            is_now.remove(new.row("SELECT * FROM history WHERE kind = 'log salvaged'"))
        assert is_now == was, table.name
    schema = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
    assert new.rows(schema) == old.rows(schema)
    assert new.rows("SELECT * FROM sqlite_sequence ORDER BY 1") == old.rows(
        "SELECT * FROM sqlite_sequence ORDER BY 1"
    )
    entry = new.history.entries(limit=1)[0]
    assert (entry.kind, entry.at, entry.sequence) == ("log salvaged", NOW + 9, old.history.head().count + 1)
    assert new.history.verify() is None
    with new.write(NOW + 10):
        CallStore(new).add(call(), number_key="1")
    assert new.history.verify() is None
    old.close()
    new.close()


@pytest.mark.parametrize("table", ["calls", "history"])
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_one_damaged_page_costs_its_rows_only(damaged, key, table, place):
    leaves = Pages(damaged, key).of(table)[LEAF_TABLE]
    flip(damaged, leaves[{"first": 0, "middle": len(leaves) // 2, "last": -1}[place]])
    report, _ = salvaged(damaged, key)
    found = rows_of(report, table)
    whole = CALLS if table == "calls" else CALLS + 1 + CLIENTS
    print(table, place, found.readable, "of", whole)
    assert found.readable >= whole - 40
    assert found.readable + found.lost == whole
    assert len(found.areas) == 1
    assert report.damaged_areas == 1
    for other in report.tables:
        assert other.name == table or other.areas == ()
    first, last = found.areas[0]
    if table == "history":
        assert report.breaks == ((first,) if place != "last" else ())
    assert last - first + 1 == found.lost


def test_the_new_log_says_what_is_missing_and_goes_on(damaged, key, tmp_path):
    leaves = Pages(damaged, key).of("history")[LEAF_TABLE]
    flip(damaged, leaves[100])
    report, target = salvaged(damaged, key)
    (area,) = rows_of(report, "history").areas
    db = opened(target, key, tmp_path)
    entry = db.history.entries(limit=1)[0]
    assert entry.after["tables"]["history"]["lost"] == [list(area)]
    assert entry.after["breaks"] == [area[0]]
    before = db.history.hash_at(area[0] - 1)
    assert before is not None
    assert db.history.hash_at(area[0]) is None
    assert db.history.verify() == area[0]
    assert db.history.verify(after=area[1] + 1) is None
    db.close()


@pytest.mark.parametrize(("first", "second"), [(100, 101), (100, 102), (100, 105), (50, 500)])
def test_two_damaged_pages_cost_theirs_only(damaged, key, first, second):
    leaves = Pages(damaged, key).of("history")[LEAF_TABLE]
    flip(damaged, leaves[first], leaves[second])
    report, _ = salvaged(damaged, key)
    found = rows_of(report, "history")
    print(first, second, found.readable, found.areas)
    assert found.readable >= CALLS + 1 + CLIENTS - 80
    assert found.lost <= 80
    assert len(found.areas) == (1 if second == first + 1 else 2)


def test_sound_pages_between_damaged_ones_are_found(damaged, key):
    """Each doubled step meets a damaged page; what lies between is looked for once more."""
    leaves = Pages(damaged, key).of("history")[LEAF_TABLE]
    flip(damaged, *(leaves[100 + n] for n in (0, 1, 3, 6, 12)))
    report, _ = salvaged(damaged, key)
    found = rows_of(report, "history")
    sizes = [last - first + 1 for first, last in found.areas]
    assert sizes == [10, 5, 5, 5]
    assert found.readable == CALLS + 1 + CLIENTS - 25
    assert report.breaks == tuple(first for first, _ in found.areas)


def test_a_damaged_inner_page_costs_what_hangs_on_it(damaged, key):
    inner = Pages(damaged, key).of("history")[INNER_TABLE]
    flip(damaged, inner[1])
    report, _ = salvaged(damaged, key)
    found = rows_of(report, "history")
    print("inner", found.readable, found.areas, len(inner))
    assert found.readable + found.lost == CALLS + 1 + CLIENTS
    assert found.readable > CALLS * 0.5


@pytest.mark.slow
def test_of_twenty_thousand_each_damaged_page_costs_a_hundred_at_most(tmp_path):
    paths = filled(tmp_path / "data", MANY_CALLS)
    key = load_or_create_key(paths)
    pages = Pages(paths, key)
    leaves = {table: pages.of(table)[LEAF_TABLE] for table in ("calls", "history")}
    for table, *places in (("calls", 0), ("calls", 900), ("history", 2000), ("history", 5, 3000)):
        paths.database.write_bytes(pages.data)
        flip(paths, *(leaves[table][place] for place in places))
        report, target = salvaged(paths, key)
        target.unlink()
        found = rows_of(report, table)
        print(table, places, found.readable, found.areas)
        assert found.readable + found.lost == MANY_CALLS + (table == "history") * (1 + CLIENTS)
        assert found.lost <= 100 * len(places)
        assert len(found.areas) == len(places)


@pytest.mark.parametrize("index", ["history_by_subject", "calls_by_received", "sqlite_autoindex_calls_1"])
def test_a_damaged_index_costs_nothing(damaged, key, index, tmp_path):
    pages = Pages(damaged, key).of(index)
    flip(damaged, pages[INNER_INDEX][0] if INNER_INDEX in pages else pages[LEAF_INDEX][0])
    flip(damaged, pages[LEAF_INDEX][-1])
    report, _ = salvaged(damaged, key)
    assert report.readable == report.total_estimate
    assert report.damaged_areas >= 1
    assert rows_of(report, "calls").readable == CALLS


@pytest.mark.parametrize("table", ["history", "calls"])
def test_the_first_page_of_a_table_costs_the_table(damaged, key, table, tmp_path):
    flip(damaged, Pages(damaged, key).roots[table])
    report, target = salvaged(damaged, key)
    found = rows_of(report, table)
    assert found.readable == 0
    assert found.lost == (CALLS if table == "calls" else CALLS + 1 + CLIENTS)
    other = rows_of(report, "calls" if table == "history" else "history")
    assert other.readable >= CALLS
    opened(target, key, tmp_path).close()


def test_lost_clients_leave_their_calls(damaged, key, tmp_path):
    leaves = Pages(damaged, key).of("clients")[LEAF_TABLE]
    flip(damaged, leaves[1])
    report, target = salvaged(damaged, key)
    lost = rows_of(report, "clients")
    assert 0 < lost.lost < CLIENTS
    assert rows_of(report, "calls").readable == CALLS
    assert report.detached >= lost.lost * (CALLS // CLIENTS)
    assert report.left_out >= lost.lost
    db = opened(target, key, tmp_path)
    assert db.rows("PRAGMA foreign_key_check") == []
    assert db.row("SELECT count(*) FROM calls WHERE client_id IS NULL")[0] == report.detached
    assert db.row("SELECT count(*) FROM client_numbers")[0] == CLIENTS - lost.lost
    db.close()


def test_a_table_without_ids_is_read_from_both_ends(damaged, key):
    db = open_log(damaged, key)
    terms = db.row("SELECT count(*) FROM client_terms")[0]
    db.close()
    leaves = Pages(damaged, key).of("client_terms")[LEAF_INDEX]
    assert len(leaves) > 2
    flip(damaged, leaves[len(leaves) // 2])
    report, _ = salvaged(damaged, key)
    found = rows_of(report, "client_terms")
    assert (found.lost, found.areas) == (0, ((0, 0),))
    assert found.readable > 0
    assert found.readable < terms < found.readable * 2


def test_a_lost_version_keeps_its_calls(damaged, key, tmp_path):
    flip(damaged, Pages(damaged, key).roots["policy_versions"])
    report, target = salvaged(damaged, key)
    assert rows_of(report, "calls").readable == CALLS
    opened(target, key, tmp_path).close()


def test_the_end_of_a_table_whose_ids_are_not_given_out(damaged, key):
    """Nothing says how many rows there were; the report does not guess."""
    db = open_log(damaged, key)
    with db.write(NOW):
        db.executemany("INSERT INTO confirmed_years (year) VALUES (?)", [(n,) for n in range(1, 9000)])
    db.close()
    flip(damaged, Pages(damaged, key).of("confirmed_years")[LEAF_TABLE][-1])
    report, _ = salvaged(damaged, key)
    found = rows_of(report, "confirmed_years")
    assert 8000 < found.readable < 9000
    assert found.lost == 0
    assert len(found.areas) == 1


def test_a_long_note_on_pages_of_its_own(damaged, key):
    db = open_log(damaged, key)
    with db.write(NOW):
        db.execute("UPDATE calls SET note = ? WHERE call_id = 700", ("x" * 20_000,))
    db.close()
    sound = Pages(damaged, key)
    tree = {page for name in sound.roots for pages in sound.of(name).values() for page in pages}
    overflow = [
        n for n in range(2, len(sound.data) // PAGE + 1) if n not in tree and sound.page(n)[4:40] == b"x" * 36
    ]
    flip(damaged, overflow[2])
    report, _ = salvaged(damaged, key)
    found = rows_of(report, "calls")
    assert (found.readable, found.areas) == (CALLS - 1, ((700, 700),))


def test_what_lies_in_a_write_ahead_log_is_read_too(big, tmp_path, key, damaged):
    crashed = paths_in(tmp_path / "crashed" / "data")
    db = open_log(damaged, key)
    with db.write(NOW):
        CallStore(db).add(call(note="late"), number_key="1")
    shutil.copytree(damaged.data_dir, crashed.data_dir)
    db.close()
    flip(crashed, Pages(damaged, key).of("history")[LEAF_TABLE][5])
    report, _ = salvaged(crashed, key)
    assert not report.journal_lost
    assert rows_of(report, "calls").readable == CALLS + 1
    shutil.rmtree(tmp_path / "crashed" / "data")
    (tmp_path / "crashed" / "salvaged.db").unlink()


def test_a_write_ahead_log_that_cannot_be_merged_is_said(damaged, key, monkeypatch):
    damaged.database.with_name("log.db-wal").write_bytes(b"x" * 5000)
    real = salvage_module.connect

    def refuse(path, key, *, mode):
        if path.parent.name == "salvaged.db.part":
            raise salvage_module.DATABASE_ERRORS[0]
        return real(path, key, mode=mode)

    monkeypatch.setattr(salvage_module, "connect", refuse)
    report, _ = salvaged(damaged, key)
    assert report.journal_lost
    assert rows_of(report, "calls").readable == CALLS


def test_an_older_schema_is_salvaged_into_the_current_one(paths, tmp_path):
    test_migrations.shipped(paths, 1)
    key = load_or_create_key(paths)
    report = salvage(paths, key, tmp_path / "new.db", NOW)
    assert report.damaged_areas == 0
    db = opened(tmp_path / "new.db", key, tmp_path)
    test_migrations.check_content(db)
    assert AccommodationStore(db).all() == {}
    assert db.history.entries(limit=1)[0].kind == "log salvaged"
    db.close()


def test_the_list_of_tables_is_needed(damaged, key):
    flip(damaged, 1)
    target = damaged.data_dir.parent / "new.db"
    for wrong in (key, random_key()):
        with pytest.raises(StorageError) as caught:
            salvage(damaged, wrong, target, NOW)
        assert caught.value.problem is StorageProblem.DAMAGED
    assert [path.name for path in target.parent.iterdir()] == ["data"]


@pytest.mark.parametrize(
    ("pragma", "problem"),
    [("user_version = 999", "newer_version"), ("application_id = 7", "not_a_call_log")],
)
def test_what_is_no_log_of_this_program(paths, reopen, tmp_path, pragma, problem):
    db = reopen()
    db.execute(f"PRAGMA {pragma}")
    db.close()
    with pytest.raises(StorageError) as caught:
        salvage(paths, load_or_create_key(paths), tmp_path / "new.db", NOW)
    assert caught.value.problem == problem


def test_nothing_is_written_over(paths, reopen, tmp_path):
    (tmp_path / "new.db").write_text("mine")
    with pytest.raises(StorageError) as caught:
        salvage(paths, random_key(), tmp_path / "new.db", NOW)
    assert caught.value.problem is StorageProblem.FILE_EXISTS
    with pytest.raises(StorageError) as caught:
        salvage(paths, random_key(), tmp_path / "other.db", NOW)
    assert caught.value.problem is StorageProblem.FILE_REMOVED


def test_the_salvaged_log_takes_the_place_and_the_damaged_one_is_kept(damaged, key):
    flip(damaged, Pages(damaged, key).of("history")[LEAF_TABLE][7])
    data = damaged.database.read_bytes()
    _, target = salvaged(damaged, key)
    put_salvaged(damaged, target, key, NOW + 20)
    (aside,) = set_aside_logs(damaged)
    assert (aside.folder / "log.db").read_bytes() == data
    db = open_log(damaged, key)
    assert db.row("SELECT count(*) FROM calls") == (CALLS,)
    db.close()
    assert target.exists()


def test_a_connection_that_stops_early_costs_nothing(damaged, key):
    """An error that a fresh connection does not meet again is no damage."""

    class Nervous:
        def __init__(self, conn):
            self.conn = conn

        def execute(self, sql, values=()):
            found = self.conn.execute(sql, values)
            return _Stops(found) if "BETWEEN" in sql and "LIMIT" not in sql else found

        def close(self):
            self.conn.close()

    class _Stops:
        def __init__(self, cursor):
            self.cursor = cursor

        def __iter__(self):
            for n, row in enumerate(self.cursor):
                if n == 900:
                    raise salvage_module.DATABASE_ERRORS[0]
                yield row

    reader = damaged_tables.DamagedReader(
        lambda: Nervous(salvage_module.connect(damaged.database, key, mode="ro"))
    )
    table = damaged_tables.DamagedTable('"calls"', ('"call_id"', '"note"'), has_rowid=True)
    found = [row[0] for batch in reader.read(table, CALLS) for row in batch]
    reader.close()
    assert found == list(range(1, CALLS + 1))
    assert table.areas == []
