"""A log of every schema that was ever shipped opens; before it is changed a copy is made."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlcipher3

from callpolicy_gui.core.accommodations import Accommodation, AccommodationReason, Channel
from callpolicy_gui.core.calls import Outcome
from callpolicy_gui.core.contact_safety import ContactSafety, MessageRule
from callpolicy_gui.core.policies import CALLBACK_HOURS
from callpolicy_gui.core.sessions import SessionBlock
from callpolicy_gui.core.settings import PracticeSettings
from callpolicy_gui.storage import migrations
from callpolicy_gui.storage.accommodation_store import AccommodationStore
from callpolicy_gui.storage.alert_store import AlertStore
from callpolicy_gui.storage.calendar_store import CalendarStore
from callpolicy_gui.storage.call_store import CallStore
from callpolicy_gui.storage.client_merges import ClientMerges
from callpolicy_gui.storage.client_store import ClientStore
from callpolicy_gui.storage.contact_safety_store import ContactSafetyStore
from callpolicy_gui.storage.database import open_demo_log, open_log
from callpolicy_gui.storage.draft_store import CALL_DRAFT, DraftStore
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.keys import KeyPlace, LogKey, load_or_create_key
from callpolicy_gui.storage.phone_log_store import PhoneLogStore
from callpolicy_gui.storage.policy_store import PolicyStore
from callpolicy_gui.storage.session_store import SessionStore
from callpolicy_gui.storage.settings_store import SettingsStore
from tests.storage.conftest import NOW, call

DATA = Path(__file__).parents[1] / "data"
KEY = LogKey(bytes(range(32)), bytes(range(16)), KeyPlace.KEY_FILE, log_created=True)


def shipped(paths, schema):
    """The folder with a log of that schema, made from its SQL text."""
    with contextlib.closing(connect(paths.database)) as conn:
        conn.executescript((DATA / f"schema_{schema}.sql").read_text(encoding="utf-8"))
    slots = [{"kind": "key_file", "key": KEY.secret.hex()}]
    values = {
        "format": 1,
        "salt": KEY.salt.hex(),
        "verifier": KEY.verifier,
        "log_created": True,
        "slots": slots,
    }
    paths.key_file.write_text(json.dumps(values))


def connect(path):
    conn = sqlcipher3.connect(path, isolation_level=None)
    conn.execute(f"PRAGMA key = \"x'{KEY.raw_hex}'\"")
    return conn


def tables(conn):
    return {row[0] for row in conn.execute("SELECT name FROM sqlite_master")}


@pytest.fixture
def new_step(monkeypatch):
    def add_colour(db):
        db.conn.execute("ALTER TABLE clients ADD COLUMN colour TEXT")

    monkeypatch.setattr(migrations, "STEPS", [*migrations.STEPS, ("client colour", add_colour)])


def check_content(db):
    assert db.history.verify() is None
    assert [v.version_id for v in PolicyStore(db).versions()] == [1]
    assert SettingsStore(db).load() == PracticeSettings(country="US", zone="America/Los_Angeles")
    (hit,) = ClientStore(db).search("obri")
    assert (hit.client.name, hit.client.number, hit.last_called_at) == (
        "Zoë O'Brien",
        "(206) 555-0164",
        NOW - 600,
    )
    (found,) = CallStore(db).open_calls()
    assert found == replace(call(client_id=1, note="after work"), call_id=1)
    assert [a.outcome for a in CallStore(db).attempts_of([1])[1]] == [Outcome.NO_ANSWER]
    assert PhoneLogStore(db).known_identities(["phone|1", "phone|2"]) == {"phone|1", "phone|2"}
    assert [c.name for c in CalendarStore(db).closures()] == ["Winter break"]
    assert list(CalendarStore(db).holidays("US", "", (2026,)).values()) == ["Thanksgiving Day"]
    assert [i.key for i in AlertStore(db).unshown()] == ["due_soon:1"]


def check_merged_client(db):
    """What the log of schema 2 holds beside what that of schema 1 held."""
    agreed = Accommodation(
        CALLBACK_HOURS,
        always_return=True,
        channel=Channel.TEXT,
        zone="Europe/Berlin",
        reason=AccommodationReason.TIME_ZONE,
        review_on=date(2027, 3, 1),
    )
    clients, merges = ClientStore(db), ClientMerges(db)
    assert AccommodationStore(db).all() == {1: agreed}
    assert [client.name for client in merges.merged_into(1)] == ["Zoë O."]
    assert [client.client_id for client in clients.by_name("Zoë O.")] == [1]
    with db.write(NOW):
        merges.unmerge(2, NOW)
    assert AccommodationStore(db).all() == {2: agreed}
    assert clients.get(1).numbers == ("(206) 555-0164",)


@pytest.mark.parametrize("schema", range(1, migrations.schema_version() + 1))
def test_every_shipped_schema_opens(paths, reopen, schema):
    shipped(paths, schema)
    check_content(reopen())
    if schema > 1:
        check_merged_client(reopen())
    if schema > 2:
        kept = DraftStore(reopen()).load(CALL_DRAFT)
        assert (kept["who"], kept["client_id"], kept["at"]) == ("Zoë 14:05 novm !", 1, NOW)
    if schema > 3:
        assert SessionStore(reopen()).blocks() == (
            SessionBlock(1, NOW, NOW + 3000),
            SessionBlock(2, NOW + 7200, NOW + 9000, is_free=True),
        )
    if schema > 4:
        rules = ContactSafety(MessageRule.NAME_ONLY, CALLBACK_HOURS, frozenset({"+12065550164"}))
        assert ContactSafetyStore(reopen()).all() == {1: rules}
    with (db := reopen()).write(NOW):
        ClientStore(db).add("Ana")
    assert db.history.verify() is None


def test_the_current_schema_is_the_shipped_one(paths):
    """A shipped step was not edited: what it makes is still what the text has."""
    shipped(paths, migrations.schema_version())
    query = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
    with contextlib.closing(connect(paths.database)) as conn, contextlib.closing(open_demo_log()) as new:
        assert conn.execute(query).fetchall() == new.rows(query)


def test_a_copy_is_made_before_a_change(paths, reopen, new_step):
    shipped(paths, 1)
    db = reopen()
    check_content(db)
    assert db.row("PRAGMA user_version") == (migrations.schema_version(),) == (6,)
    assert db.rows("SELECT name FROM _sqlite_migrations ORDER BY id") == [
        ("first schema",),
        ("accommodations and merged clients",),
        ("drafts",),
        ("sessions",),
        ("contact safety",),
        ("client colour",),
    ]
    assert paths.copies() == (paths.copy_before(1),)
    assert paths.copy_before(1).stat().st_mode & 0o777 == 0o600
    assert b"SQLite" not in paths.copy_before(1).read_bytes()
    with contextlib.closing(connect(paths.copy_before(1))) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (1,)
        assert copy.execute("SELECT name FROM clients").fetchall() == [("Zoë O'Brien",)]


def test_no_copy_of_a_new_or_current_log(paths, reopen):
    reopen()
    reopen()
    assert paths.copies() == ()


def test_a_step_that_fails_leaves_the_old_schema(paths, reopen, new_step, monkeypatch):
    shipped(paths, 1)

    def fail(db):
        db.conn.execute("DROP TABLE attempts")
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", [*migrations.STEPS, ("broken", fail)])
        with pytest.raises(ZeroDivisionError):
            reopen()
    with contextlib.closing(connect(paths.database)) as conn:
        assert conn.execute("PRAGMA user_version").fetchone() == (1,)
        assert "attempts" in tables(conn)
        assert "accommodations" not in tables(conn)
        clients = conn.execute("SELECT sql FROM sqlite_master WHERE name = 'clients'").fetchone()[0]
        assert "colour" not in clients
        assert "merged_into" not in clients
    check_content(reopen())


def test_a_step_that_orphans_rows_is_refused(paths, reopen, monkeypatch):
    shipped(paths, 1)
    orphan = ("orphan", lambda db: db.conn.execute("DELETE FROM calls"))
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", [*migrations.STEPS, orphan])
        with pytest.raises(StorageError) as caught:
            reopen()
    assert caught.value.problem is StorageProblem.DAMAGED
    check_content(reopen())


def test_no_change_without_a_copy(paths, reopen, new_step, monkeypatch):
    shipped(paths, 1)

    def full(*_):
        raise StorageError(StorageProblem.DISK_FULL, "copy of the log")

    monkeypatch.setattr(migrations, "copy_log", full)
    with pytest.raises(StorageError):
        reopen()
    with contextlib.closing(connect(paths.database)) as conn:
        assert conn.execute("PRAGMA user_version").fetchone() == (1,)


def test_an_up_to_date_log_opens_without_the_migration_library(paths):
    open_log(paths, load_or_create_key(paths)).close()
    program = (
        "import pathlib, sys\n"
        "from callpolicy_gui.storage import database, keys, paths\n"
        "found = paths.paths_in(pathlib.Path(sys.argv[1]))\n"
        "database.open_log(found, keys.load_or_create_key(found)).close()\n"
        "print([m for m in ('sqlite_utils', 'keyring', 'holidays') if m in sys.modules])"
    )
    command = [sys.executable, "-c", program, str(paths.data_dir)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"
