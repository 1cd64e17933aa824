"""What the day's tasks cost the hands, by real key presses and clicks; `benchmarks.use` times them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt

from benchmarks.use import TASKS, NotDoneError, done, mark_returned, work_on
from tests.desktop.harness import ROOT
from tests.ui.queue_fixtures import QUIET

# Enough for last month to have some.
PAST = 200


@pytest.fixture
def at_work(qapp, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    with work_on(tmp_path / "log", PAST) as at:
        yield at


def test_every_task_keeps_to_its_bar():
    """In a program of its own: a click must not meet what another test left open."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.use", "--n", str(PAST), "--rounds", "0", "--untimed"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == [task.name for task in TASKS]


@QUIET
def test_a_modifier_is_a_key_and_a_task_that_ends_otherwise_is_said(at_work):
    window, hands = at_work.window, at_work.hands
    hands.begin()
    hands.press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert (hands.keys, hands.clicks) == (2, 0)
    # With the letters switched off R returns nothing.
    window.queue_page.list.single_keys = False
    task = next(task for task in TASKS if task.do is mark_returned)
    with pytest.raises(NotDoneError, match="the call is returned"):
        done(at_work, task)
