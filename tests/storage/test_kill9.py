"""A process killed in the middle of saving loses nothing it acknowledged and leaves nothing half."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.policy_store import PolicyStore

ROOT = Path(__file__).parents[2]
# Each save is a call, its client and an attempt; its number is printed once acknowledged.
CHILD = """
import pathlib, sys
from callpolicy_gui.core.calls import Outcome
from callpolicy_gui.storage.call_store import CallStore
from callpolicy_gui.storage.client_store import ClientStore
from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.keys import load_or_create_key
from callpolicy_gui.storage.paths import paths_in, prepare
from callpolicy_gui.storage.policy_store import PolicyStore
from tests.storage.conftest import NOW, call, first_version
paths = paths_in(pathlib.Path(sys.argv[1]))
prepare(paths)
db = open_log(paths, load_or_create_key(paths))
if not PolicyStore(db).versions():
    with db.write(NOW):
        PolicyStore(db).add(first_version())
calls, clients = CallStore(db), ClientStore(db)
while True:
    with db.write(NOW):
        client = clients.add("Ana Kim", [("1", "1")])
        kept = calls.add(call(client_id=client.client_id), number_key="1")
        calls.add_attempt(kept.call_id, NOW, Outcome.NO_ANSWER)
    print(kept.call_id, flush=True)
"""


def run_until_killed(folder, acknowledgements):
    """The ids the child acknowledged before it was killed, some time after the last one waited for."""
    command = [sys.executable, "-c", CHILD, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        seen = [child.stdout.readline() for _ in range(acknowledgements)]
        child.send_signal(signal.SIGKILL)
        seen += child.stdout.readlines()
        errors = child.stderr.read()
    assert errors == b""
    return [int(line) for line in seen if line.endswith(b"\n")]


@pytest.mark.slow
def test_twenty_kills_in_the_middle_of_saves(paths, reopen):
    chance = random.Random(20)
    acknowledged = set()
    for _ in range(20):
        acknowledged.update(run_until_killed(paths.data_dir, chance.randrange(40)))
        if not load_or_create_key(paths).log_created:
            continue  # killed before the log was there: the next start makes it
        db = reopen()
        ids = {row[0] for row in db.rows("SELECT call_id FROM calls")}
        assert acknowledged <= ids
        assert len(ids - acknowledged) <= 20
        whole = db.row(
            "SELECT count(*) FROM calls JOIN clients USING (client_id) JOIN attempts USING (call_id)"
            " WHERE clients.last_called_at = calls.received_at"
        )
        assert whole == (len(ids),)
        assert db.history.head().count == len(PolicyStore(db).versions()) + 3 * len(ids)
        assert db.history.verify() is None
        assert db.rows("PRAGMA integrity_check") == [("ok",)]
        db.close()
    assert len(acknowledged) > 100
    assert not [*paths.data_dir.glob("*.part")]
