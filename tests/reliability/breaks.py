"""Protections taken away in a child, to see that a campaign notices: `--without NAME`."""

from __future__ import annotations

import contextlib
import os

from sqlite_utils import Database

from callpolicy_gui.controller import exchange_desk
from callpolicy_gui.controller.alert_desk import AlertDesk
from callpolicy_gui.controller.practice import Practice
from callpolicy_gui.storage import connection, database, key_file, migrations, sidecar
from callpolicy_gui.storage.alert_store import AlertStore
from callpolicy_gui.storage.errors import from_os_error
from callpolicy_gui.storage.history import History


def _pragma(old: str, new: str):
    database._PRAGMAS = tuple(new if each == old else each for each in database._PRAGMAS)


def _fsync_normal():
    _pragma("synchronous = FULL", "synchronous = NORMAL")


def _fsync_off():
    _pragma("synchronous = FULL", "synchronous = OFF")


def _fsync_in_files():
    """Key file and history head are renamed into place without being on the disk."""
    os.fsync = lambda _: None


def _transaction():
    """Each statement is its own transaction."""
    real = connection.LogDatabase.execute

    def execute(self, sql, values=()):
        return None if sql in {"BEGIN IMMEDIATE", "COMMIT"} else real(self, sql, values)

    connection.LogDatabase.execute = execute


def _commit():
    """A save is acknowledged first and committed with the one after the next."""
    real = connection.LogDatabase.execute
    waiting = []

    def execute(self, sql, values=()):
        if sql == "COMMIT":
            waiting.append(1)
            if len(waiting) % 3:
                return None
        if sql == "BEGIN IMMEDIATE" and self.conn.in_transaction:
            return None
        return real(self, sql, values)

    connection.LogDatabase.execute = execute
    connection.LogDatabase.save_head = lambda *_: None


def _refusal():
    """A disk error is not remembered."""
    real = connection.LogDatabase._raise

    def raised(self, error):
        try:
            real(self, error)
        finally:
            self._refusal = None

    connection.LogDatabase._raise = raised


def _write_errors():
    """A commit that failed passes for one that did not."""
    real = connection.LogDatabase._raise

    def raised(self, error):
        with contextlib.suppress(database.StorageError):
            real(self, error)

    connection.LogDatabase._raise = raised


def _head():
    """The head beside the log is not compared."""
    database._compare_head = lambda *_: None


def _chain():
    """The history is not verified."""
    History.verify = lambda *_, **__: None


def _migration_transaction():
    """The steps of a migration are applied one statement after the other."""

    def migrate(conn):
        version = conn.execute("PRAGMA user_version").fetchone()[0]
        db = Database(conn, execute_plugins=False)
        for name, step in migrations.STEPS[version:]:
            step(db)
            conn.execute(
                "INSERT INTO _sqlite_migrations VALUES (NULL, 'callpolicy', ?, '2026-11-23')", (name,)
            )
        conn.execute(f"PRAGMA user_version = {migrations.schema_version()}")

    migrations.migrate = migrate


def _copy():
    """No copy before a migration."""
    migrations.copy_log = lambda *_: None


def _atomic():
    """Files are written over in place."""

    def write(path, data, *, overwrite, **_):
        try:
            path.write_bytes(data)
        except OSError as error:
            raise from_os_error(error, "file") from None

    for module in (exchange_desk, key_file, sidecar):
        module.write_atomically = write


def _sessions():
    """Sessions are not taken from the time in which alerts may appear."""
    Practice.alert_spans = Practice.own_spans


def _alert_record():
    """What was given is not known afterwards."""
    AlertDesk._known = lambda _: frozenset()


def _alert_intent():
    """An alert counts as shown before it is."""
    real = AlertStore.record_intent

    def record_intent(self, key, kind, at):
        done = real(self, key, kind, at)
        self.mark_shown(key, at)
        return done

    AlertStore.record_intent = record_intent


def _one_notification():
    """Nothing is known of the notification of a run before."""
    from callpolicy_gui import program
    from callpolicy_gui.desktop.notifications.choose import choose_notifier

    program.choose_notifier = lambda tray, parent, **_: choose_notifier(tray, parent)


def _beat():
    """Nothing but the timer for the next deadline, and no beat."""
    from callpolicy_gui import program
    from callpolicy_gui.desktop import heartbeat

    heartbeat.BEAT_MS = 3_600_000
    program.Heartbeat = lambda clock, monotonic, parent: heartbeat.Heartbeat(
        clock, monotonic, 3_600_000, parent
    )


BREAKS = {
    "sessions": _sessions,
    "alert-record": _alert_record,
    "alert-intent": _alert_intent,
    "one-notification": _one_notification,
    "beat": _beat,
    "full-sync": _fsync_normal,
    "any-sync": _fsync_off,
    "file-sync": _fsync_in_files,
    "transaction": _transaction,
    "commit": _commit,
    "refusal": _refusal,
    "write-errors": _write_errors,
    "head": _head,
    "chain": _chain,
    "migration-transaction": _migration_transaction,
    "copy": _copy,
    "atomic": _atomic,
}


def take_away(name: str | None) -> None:
    """Removes one protection from this process, for good."""
    if name is not None:
        BREAKS[name]()
