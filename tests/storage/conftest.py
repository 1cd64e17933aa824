"""Logs for the storage tests: in memory where the disk does not matter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callpolicy_gui.core.calls import MissedCall, Source, Urgency, Voicemail
from callpolicy_gui.core.policies import PRESETS, PolicyVersion, Preset
from callpolicy_gui.core.receipts import Receipt, ReceiptSpan, Rule, SpanReason
from callpolicy_gui.storage.database import open_demo_log, open_log
from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.paths import paths_in, prepare
from callpolicy_gui.storage.policy_store import PolicyStore

NOW = 1_795_000_000
RECEIPT = Receipt(
    Rule.WORKING_DAYS, 1, (ReceiptSpan(NOW, NOW + 60, SpanReason.HOLIDAY, "Día de Año Nuevo"),), (2027,), NOW
)
CALL = MissedCall(
    call_id=0,
    received_at=NOW - 600,
    voicemail=Voicemail.UNKNOWN,
    urgency=Urgency.ROUTINE,
    client_id=None,
    number="(206) 555-0164",
    note="",
    source=Source.TYPED,
    logged_at=NOW,
    version_id=1,
    due_at=NOW + 86_400,
    receipt=RECEIPT,
)


def call(**changes):
    return replace(CALL, **changes)


def first_version():
    return PolicyVersion(0, PRESETS[Preset.TURNAROUND], None, None)


@pytest.fixture
def paths(tmp_path):
    found = paths_in(tmp_path / "data")
    prepare(found)
    return found


@pytest.fixture
def reopen(paths):
    """Opens the folder's log; the one opened before is closed first."""
    opened = []

    def open_it(**options):
        while opened:
            opened.pop().close()
        opened.append(open_log(paths, load_or_create_key(paths), **options))
        return opened[-1]

    yield open_it
    for db in opened:
        db.close()


@pytest.fixture
def empty_db():
    found = open_demo_log()
    yield found
    found.close()


@pytest.fixture
def db(empty_db):
    """A log in memory with its first policy version."""
    with empty_db.write(NOW):
        PolicyStore(empty_db).add(first_version())
    return empty_db
