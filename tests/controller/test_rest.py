"""Between two beats of one minute nothing is read, unless something can have changed."""

from __future__ import annotations

import pytest

from callpolicy_gui.core.alerts import AlertKind
from tests.controller.conftest import at


@pytest.fixture
def alerts(practice):
    found = []
    practice.controller.alert_owed.connect(found.append)
    return found


@pytest.fixture
def reads(practice, monkeypatch):
    """How often the open calls were read."""
    count = []
    real = practice.controller._desk.calls.open_calls
    monkeypatch.setattr(
        type(practice.controller._desk.calls), "open_calls", lambda _: count.append(1) or real()
    )
    return count


def beat(practice, text: str) -> None:
    practice.now = at(f"2026-11-23 {text}")
    practice.controller.tick()


def test_within_a_minute_the_log_is_read_once(practice, reads):
    practice.log_call("Zoe Larsen", "fri 15:00")
    reads.clear()
    for second in range(0, 60, 5):
        beat(practice, f"14:10:{second:02}")
    assert len(reads) == 1
    beat(practice, "14:11:00")
    beat(practice, "14:10:30")  # a clock that was set back
    assert len(reads) == 3


def test_what_falls_due_within_the_minute_is_said_in_its_second(practice, alerts):
    practice.log_call("Zoe Larsen", "fri 15:00")
    beat(practice, "14:40:00")
    beat(practice, "15:00:00")
    assert [a.kind for a in alerts] == [AlertKind.DUE_SOON]
    assert practice.controller.next_look_at() == at("2026-11-23 15:00:01")
    beat(practice, "15:00:01")
    assert [a.kind for a in alerts] == [AlertKind.DUE_SOON, AlertKind.OVERDUE]


def test_a_snooze_that_ends_within_the_minute_comes_back_in_its_second(practice):
    call_id = practice.log_call("Zoe Larsen", "fri 15:00")
    beat(practice, "14:10:20")
    practice.controller.calls.snooze(call_id, at("2026-11-23 14:20:20"))
    beat(practice, "14:20:10")
    assert practice.groups() == {call_id: "WAITING"}
    beat(practice, "14:20:20")
    assert practice.groups() == {call_id: "DUE_SOON"}


def test_a_call_that_is_logged_and_a_pause_that_ends_are_seen_at_the_next_beat(practice, alerts):
    beat(practice, "14:40:00")
    practice.log_call("Zoe Larsen", "fri 15:00")
    beat(practice, "14:40:05")
    assert [a.kind for a in alerts] == [AlertKind.DUE_SOON]
    practice.controller.pause_alerts(60)
    beat(practice, "15:00:01")
    assert len(alerts) == 1
    practice.controller.resume_alerts()
    beat(practice, "15:00:02")
    assert [a.kind for a in alerts] == [AlertKind.DUE_SOON, AlertKind.OVERDUE]
