"""Killed while a person types: a start has the words again, but for the last second of them at most."""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from callpolicy_gui import opening
from callpolicy_gui.controller.views import CallDraft, Logged
from callpolicy_gui.storage.paths import paths_in
from callpolicy_gui.ui.quick_log import QuickLog
from tests.ui.queue_fixtures import QUIET, installed  # noqa: F401
from tests.ui.typing_program import NOW, REGION

pytestmark = [QUIET, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
KILLS = 6


@contextlib.contextmanager
def opened(folder):
    log = opening.open_folder(paths_in(folder), lambda: NOW, REGION)
    try:
        yield log
    finally:
        log.close()


def typed_until_killed(folder, seed, keys):
    """(seconds, all that was typed by then) for each key, and the seconds of the kill."""
    command = [sys.executable, "-m", "tests.ui.typing_program", str(folder), str(seed)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        seen = [child.stdout.readline() for _ in range(keys)]
        killed_at = time.monotonic()
        child.send_signal(signal.SIGKILL)
        seen += child.stdout.readlines()
        errors = child.stderr.read()
    assert b"Traceback" not in errors, errors.decode()
    lines = [line.decode().rstrip("\n").split(" ", 1) for line in seen if line.endswith(b"\n")]
    return [(float(at), text) for at, text in lines], killed_at


@pytest.mark.usefixtures("installed")
def test_at_most_the_last_second_of_typing_is_missing(tmp_path, qapp):
    chance = random.Random(20261124)
    with opened(tmp_path) as log:
        logged = log.controller.calls.log(CallDraft("Ann"))
        assert isinstance(logged, Logged)
        before = log.db.history.head()
    restored = 0
    for seed in range(KILLS):
        typed, killed_at = typed_until_killed(tmp_path, seed, chance.randint(10, 100))
        safe = max((text for at, text in typed if at <= killed_at - 1), key=len, default="")
        with opened(tmp_path) as log:
            found = QuickLog(log.controller)
            line = found.who.text()
            restored += bool(line)
            assert not found.is_open()
            # A key that was pressed but not yet told of may be there too.
            assert line.startswith(safe)
            assert typed[-1][1].startswith(line) or line.startswith(typed[-1][1])
            assert log.db.history.head() == before
            assert log.db.history.verify() is None
            assert log.controller.queue().rows[0].call_id == logged.call_id
            found.clear()
            found.deleteLater()
    assert restored > 1
