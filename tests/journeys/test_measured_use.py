"""What the day's tasks cost the hands, by real key presses and clicks; `benchmarks.use` times them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from benchmarks.use import TASKS, NotDoneError, costs_of, done, mark_returned, work_on
from tests.ui.queue_fixtures import QUIET

# Enough for last month to have some.
PAST = 200


@pytest.fixture
def at_work(qapp, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    with work_on(tmp_path / "log", PAST) as at:
        yield at


@QUIET
def test_every_task_keeps_to_its_bar(at_work):
    costs = costs_of(at_work)
    assert [cost.task for cost in costs] == list(TASKS)
    assert [
        f"{cost.task.name}: {cost.keys} keys, {cost.clicks} clicks" for cost in costs if not cost.within
    ] == []


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
