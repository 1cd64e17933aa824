"""The schema's history: named steps, only ever added to, each recorded with what it changes.

The number of steps is the schema version (`user_version`). A database is never brought
back; one with more steps than this program knows was made by a newer version.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Any

from callpolicy_gui.storage.atomic_file import fsync_folder
from callpolicy_gui.storage.errors import StorageError, StorageProblem, from_os_error

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlite_utils import Database

APPLICATION_ID = 0x43504C47  # "CPLG"

_FIRST_SCHEMA = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    # --- the record of every change
    """CREATE TABLE history (
        sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
        before TEXT, after TEXT, reason TEXT NOT NULL, hash BLOB NOT NULL)""",
    "CREATE INDEX history_by_subject ON history (subject, sequence)",
    """CREATE TRIGGER history_no_update BEFORE UPDATE ON history
        BEGIN SELECT RAISE(ABORT, 'history is append-only'); END""",
    """CREATE TRIGGER history_no_delete BEFORE DELETE ON history
        BEGIN SELECT RAISE(ABORT, 'history is append-only'); END""",
    # INSERT OR REPLACE deletes without a delete trigger unless recursive triggers are on; it
    # can only reach an existing row through an old sequence.
    """CREATE TRIGGER history_in_sequence BEFORE INSERT ON history
        WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM history)
        BEGIN SELECT RAISE(ABORT, 'history is append-only'); END""",
    # --- the promise
    """CREATE TABLE policy_versions (
        version_id INTEGER PRIMARY KEY AUTOINCREMENT, policy TEXT NOT NULL, announced_on TEXT,
        effective_from INTEGER, reviewed_with TEXT NOT NULL, reviewed_on TEXT,
        override_reason TEXT NOT NULL, withdrawn_at INTEGER)""",
    """CREATE TRIGGER policy_versions_no_delete BEFORE DELETE ON policy_versions
        BEGIN SELECT RAISE(ABORT, 'policy versions are only added'); END""",
    """CREATE TRIGGER policy_versions_keep_promise
        BEFORE UPDATE OF version_id, policy, effective_from ON policy_versions
        WHEN EXISTS (SELECT 1 FROM calls)
        BEGIN SELECT RAISE(ABORT, 'a promise is not rewritten'); END""",
    # --- clients; client_terms is derived from names and numbers, for searching
    """CREATE TABLE clients (
        client_id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, name_key TEXT NOT NULL,
        code TEXT NOT NULL UNIQUE, last_called_at INTEGER)""",
    "CREATE INDEX clients_by_name ON clients (name_key)",
    "CREATE INDEX clients_by_recency ON clients (last_called_at, client_id)",
    """CREATE TABLE client_numbers (
        client_id INTEGER NOT NULL REFERENCES clients ON DELETE CASCADE, number_key TEXT NOT NULL,
        raw TEXT NOT NULL, position INTEGER NOT NULL, last_used_at INTEGER,
        PRIMARY KEY (client_id, number_key)) WITHOUT ROWID""",
    "CREATE INDEX client_numbers_by_key ON client_numbers (number_key)",
    """CREATE TABLE client_terms (
        term TEXT NOT NULL, client_id INTEGER NOT NULL REFERENCES clients ON DELETE CASCADE,
        PRIMARY KEY (term, client_id)) WITHOUT ROWID""",
    "CREATE INDEX client_terms_by_client ON client_terms (client_id, term)",
    "CREATE TABLE used_client_codes (code TEXT PRIMARY KEY) WITHOUT ROWID",
    # --- the call log
    """CREATE TABLE calls (
        call_id INTEGER PRIMARY KEY AUTOINCREMENT, received_at INTEGER NOT NULL,
        voicemail TEXT NOT NULL, urgency TEXT NOT NULL, client_id INTEGER REFERENCES clients,
        number TEXT NOT NULL, number_key TEXT NOT NULL, note TEXT NOT NULL, source TEXT NOT NULL,
        logged_at INTEGER NOT NULL, version_id INTEGER NOT NULL REFERENCES policy_versions,
        due_at INTEGER, receipt TEXT NOT NULL, settled_at INTEGER, settlement TEXT,
        not_owed_reason TEXT, snoozed_until INTEGER, client_asked INTEGER NOT NULL,
        returned_anyway INTEGER NOT NULL, was TEXT NOT NULL, identity TEXT UNIQUE,
        CHECK ((settled_at IS NULL) = (settlement IS NULL)))""",
    "CREATE INDEX calls_open ON calls (due_at) WHERE settled_at IS NULL AND due_at IS NOT NULL",
    "CREATE INDEX calls_by_received ON calls (received_at, call_id)",
    "CREATE INDEX calls_by_client ON calls (client_id, received_at)",
    "CREATE INDEX calls_returned ON calls (settled_at) WHERE settlement = 'returned'",
    """CREATE TABLE attempts (
        attempt_id INTEGER PRIMARY KEY AUTOINCREMENT, call_id INTEGER NOT NULL REFERENCES calls,
        at INTEGER NOT NULL, outcome TEXT NOT NULL, source TEXT NOT NULL)""",
    "CREATE INDEX attempts_by_call ON attempts (call_id, at)",
    """CREATE TABLE outgoing_calls (
        outgoing_id INTEGER PRIMARY KEY AUTOINCREMENT, number_key TEXT NOT NULL, at INTEGER NOT NULL,
        duration_seconds INTEGER, identity TEXT NOT NULL UNIQUE)""",
    "CREATE INDEX outgoing_by_number ON outgoing_calls (number_key, at)",
    # --- the practice and its calendar
    "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE closures (
        closure_id INTEGER PRIMARY KEY AUTOINCREMENT, first TEXT NOT NULL, last TEXT NOT NULL,
        window_start INTEGER, window_end INTEGER, name TEXT NOT NULL, covering TEXT NOT NULL,
        CHECK (first <= last), CHECK ((window_start IS NULL) = (window_end IS NULL)))""",
    """CREATE TABLE holiday_years (
        country TEXT NOT NULL, subdivision TEXT NOT NULL, year INTEGER NOT NULL,
        PRIMARY KEY (country, subdivision, year)) WITHOUT ROWID""",
    """CREATE TABLE holidays (
        country TEXT NOT NULL, subdivision TEXT NOT NULL, date TEXT NOT NULL, name TEXT NOT NULL,
        PRIMARY KEY (country, subdivision, date)) WITHOUT ROWID""",
    # name NULL: the clinician works on this date; a name: a day off of the clinician's own
    "CREATE TABLE holiday_changes (date TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID",
    "CREATE TABLE confirmed_years (year INTEGER PRIMARY KEY)",
    "CREATE TABLE hours_overrides (date TEXT PRIMARY KEY, windows TEXT NOT NULL) WITHOUT ROWID",
    # --- alerts: an intent first, shown after, so that none is lost or doubled
    """CREATE TABLE alerts (
        key TEXT PRIMARY KEY, kind TEXT NOT NULL, intended_at INTEGER NOT NULL, shown_at INTEGER)
        WITHOUT ROWID""",
    "CREATE INDEX alerts_unshown ON alerts (intended_at) WHERE shown_at IS NULL",
)


def _first_schema(db: Database) -> None:
    for statement in _FIRST_SCHEMA:
        db.conn.execute(statement)


_ACCOMMODATIONS_AND_MERGED_CLIENTS = (
    # NULL: a client of its own; else its calls are the other's until the merge is taken back
    "ALTER TABLE clients ADD COLUMN merged_into INTEGER REFERENCES clients",
    "CREATE INDEX clients_merged ON clients (merged_into) WHERE merged_into IS NOT NULL",
    # moved: what a merge changed, so that it can be taken back
    """CREATE TABLE client_merges (
        merge_id INTEGER PRIMARY KEY AUTOINCREMENT,
        kept_id INTEGER NOT NULL REFERENCES clients ON DELETE CASCADE,
        merged_id INTEGER NOT NULL REFERENCES clients ON DELETE CASCADE,
        at INTEGER NOT NULL, moved TEXT NOT NULL, undone_at INTEGER)""",
    "CREATE UNIQUE INDEX client_merges_open ON client_merges (merged_id) WHERE undone_at IS NULL",
    "CREATE INDEX client_merges_by_kept ON client_merges (kept_id, merge_id)",
    """CREATE TABLE accommodations (
        client_id INTEGER PRIMARY KEY REFERENCES clients ON DELETE CASCADE, accommodation TEXT NOT NULL)""",
    "CREATE INDEX calls_silent ON calls (received_at) WHERE settled_at IS NULL AND due_at IS NULL",
)


def _accommodations_and_merged_clients(db: Database) -> None:
    for statement in _ACCOMMODATIONS_AND_MERGED_CLIENTS:
        db.conn.execute(statement)


def _drafts(db: Database) -> None:
    # what is being typed; never in the history
    db.conn.execute("CREATE TABLE drafts (kind TEXT PRIMARY KEY, draft TEXT NOT NULL) WITHOUT ROWID")


_SESSIONS = (
    # single sessions, UTC seconds; is_free: a part of the weekly ones that is none
    """CREATE TABLE session_blocks (
        block_id INTEGER PRIMARY KEY AUTOINCREMENT, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL,
        is_free INTEGER NOT NULL, CHECK (start_at < end_at))""",
    "CREATE INDEX session_blocks_by_end ON session_blocks (end_at)",
)


def _sessions(db: Database) -> None:
    for statement in _SESSIONS:
        db.conn.execute(statement)


def _contact_safety(db: Database) -> None:
    # what to look out for when a client is called: messages, safe times, numbers never to be called
    db.conn.execute(
        "CREATE TABLE contact_safety ("
        "client_id INTEGER PRIMARY KEY REFERENCES clients ON DELETE CASCADE, safety TEXT NOT NULL)"
    )


# Append only: a name or a step that has shipped is never changed.
STEPS: list[tuple[str, Callable[[Database], None]]] = [
    ("first schema", _first_schema),
    ("accommodations and merged clients", _accommodations_and_merged_clients),
    ("drafts", _drafts),
    ("sessions", _sessions),
    ("contact safety", _contact_safety),
]


def schema_version() -> int:
    """The version this program writes."""
    return len(STEPS)


def migrate(conn: Any) -> None:
    """Brings an open, empty or older log to the current schema, all of it or nothing.

    Raises:
        StorageError: DAMAGED when rows refer to rows that do not exist.
    """
    # 46-64 ms that a start with an up-to-date log does not pay.
    from sqlite_utils import Database  # noqa: PLC0415
    from sqlite_utils.migrations import Migrations  # noqa: PLC0415

    steps = Migrations("callpolicy")
    for name, step in STEPS:
        steps(name=name)(step)
    # A step that rebuilds a parent table would trip over its children; inside a
    # transaction the pragma does nothing.
    conn.execute("PRAGMA foreign_keys = OFF")
    conn.execute("BEGIN IMMEDIATE")
    try:
        steps.apply(Database(conn, execute_plugins=False))
        conn.execute(f"PRAGMA user_version = {schema_version()}")
        _check_references(conn)
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise
    finally:
        conn.execute("PRAGMA foreign_keys = ON")


def _check_references(conn: Any) -> None:
    if conn.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise StorageError(StorageProblem.DAMAGED, "log")


def copy_log(conn: Any, target: Path) -> None:
    """A whole copy of the open log under the same key at `target`, 0600; an older copy there is replaced.

    Raises:
        StorageError: DISK_FULL, FOLDER_NOT_WRITABLE or DISK_ERROR.
    """
    part = target.with_name(f".callpolicy-{secrets.token_hex(8)}.part")
    try:
        # SQLite would create it 0644; an empty file of ours is taken as it is.
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        try:
            part.chmod(0o600)
            conn.execute("VACUUM INTO ?", (str(part),))
            with part.open("rb+") as copy:
                os.fsync(copy.fileno())
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        fsync_folder(target.parent)
    except OSError as error:
        raise from_os_error(error, "copy of the log") from None
