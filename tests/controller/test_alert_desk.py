from __future__ import annotations

import pytest

from callpolicy_gui.core.alerts import AlertKind
from callpolicy_gui.core.calls import Outcome
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.wording.alerts import quit_words
from tests.controller.conftest import at


@pytest.fixture
def alerts(practice):
    found = []
    practice.controller.alert_owed.connect(found.append)
    return found


def beat(practice, text: str) -> None:
    practice.to(text)
    practice.controller.tick()


def test_due_soon_and_overdue_are_said_once_each(practice, alerts):
    practice.log_call("Zoe Larsen", "fri 15:00")
    for moment in ("14:00", "14:29", "14:30", "14:31", "15:00", "15:01", "16:00"):
        beat(practice, f"2026-11-23 {moment}")
    assert [a.kind for a in alerts] == [AlertKind.DUE_SOON, AlertKind.OVERDUE]
    assert all(intent.key for intent in practice.log.controller._desk.alerts.unshown())
    for digest in alerts:
        practice.controller.alerts.shown(digest)
    assert practice.controller._desk.alerts.unshown() == ()


def test_after_a_sleep_there_is_one_digest(practice, alerts):
    for number in range(20):
        practice.log_call(f"Caller {number}", "fri 15:00")
    beat(practice, "2026-11-23 18:00")
    assert [(a.kind, a.count) for a in alerts] == [(AlertKind.OVERDUE, 20)]


def test_what_was_alerted_and_handled_is_withdrawn_at_once(practice, alerts):
    settled = []
    practice.controller.alerts_settled.connect(lambda: settled.append(1))
    call_id = practice.log_call("Zoe Larsen", "fri 15:00")
    beat(practice, "2026-11-23 15:01")
    assert (len(alerts), settled) == (1, [])
    practice.controller.calls.attempt(call_id, Outcome.REACHED)
    assert settled == [1]


def test_a_pause_holds_alerts_back_and_they_come_after_it(practice, alerts):
    practice.log_call("Zoe Larsen", "fri 15:00")
    practice.controller.pause_alerts(62)
    # It would become due soon in the pause, so it is said before.
    assert [a.kind for a in alerts] == [AlertKind.DUE_SOON]
    for moment in ("14:40", "15:01"):
        beat(practice, f"2026-11-23 {moment}")
    assert len(alerts) == 1
    beat(practice, "2026-11-23 15:05")
    assert [a.kind for a in alerts] == [AlertKind.DUE_SOON, AlertKind.OVERDUE]
    practice.controller.pause_alerts(-1)
    assert practice.controller.alerts.paused_until == at("2026-11-24 00:00")
    practice.controller.alerts.resume()
    assert practice.controller.alerts.paused_until is None


def test_an_intent_that_was_never_shown_is_given_again_at_start(practice, alerts):
    practice.log_call("Zoe Larsen", "fri 15:00")
    beat(practice, "2026-11-23 15:01")
    alerts.clear()
    practice.controller.started()
    assert [a.keys for a in alerts] == [("overdue:1",)]
    practice.controller.alerts.shown(alerts[0])
    alerts.clear()
    practice.controller.started()
    assert alerts == []


def test_the_next_look(practice):
    assert practice.controller.next_look_at() == at("2026-11-24 08:00")
    practice.log_call("Zoe Larsen", "fri 15:00")
    assert practice.controller.next_look_at() == at("2026-11-23 14:30")


def test_the_queue_tells_when_you_are_off_and_when_calling_begins(practice):
    practice.log_call("Zoe Larsen", "fri 15:00")
    practice.to("2026-11-23 21:00")
    assert (
        practice.controller.queue().aside == "You are off until tomorrow 08:00. 1 call is waiting, 1 is late."
    )
    practice.controller.calls.attempt(1, Outcome.REACHED)
    assert practice.controller.queue().aside == "You are off until tomorrow 08:00."
    assert practice.controller.queue().headline == "All calls returned today"
    assert practice.controller.queue().strip.words == "Calling hours today: 08:00 to 20:00."
    practice.to("2026-11-24 12:00")
    assert practice.controller.queue().headline == "Nothing owed right now"
    assert practice.controller.queue().aside == ""


def test_an_intent_of_a_crash_at_night_is_given_in_the_morning(practice, alerts):
    practice.log_call("Zoe Larsen", "fri 15:00")
    beat(practice, "2026-11-23 15:01")
    alerts.clear()
    practice.to("2026-11-23 21:00")
    practice.controller.started()
    assert alerts == []
    beat(practice, "2026-11-24 08:00")
    assert "overdue:1" in alerts[0].keys


def test_a_log_that_cannot_be_written_does_not_silence_a_promise(practice, alerts, monkeypatch):
    practice.log_call("Zoe Larsen", "fri 15:00")

    def full(_at):
        raise StorageError(StorageProblem.DISK_FULL, "log")

    monkeypatch.setattr(practice.log.db, "write", full)
    for moment in ("15:01", "15:02"):
        beat(practice, f"2026-11-23 {moment}")
    assert [a.kind for a in alerts] == [AlertKind.OVERDUE]
    practice.controller.alerts.shown(alerts[0])


def test_a_digest_counts_every_overdue_call(practice, alerts):
    for minute in (0, 1, 2):
        practice.log_call(f"Caller {minute}", f"fri 15:0{minute}")
    practice.controller.alerts._running_since = at("2026-11-23 15:02")
    practice.now = at("2026-11-23 15:05")
    practice.controller.tick()
    assert [(a.count, a.at) for a in alerts] == [(3, at("2026-11-23 15:00"))]


def test_quitting_says_what_is_due_today_or_overdue_and_nothing_else(practice):
    def said():
        view = practice.controller.queue()
        return quit_words(view.rows, practice.now, practice.controller.times)

    practice.log_call("Later", "13:00")
    assert said() == ""
    practice.log_call("Ann", "fri 15:00")
    practice.log_call("Bo", "fri 16:00")
    end = " You will not be reminded while Call Policy is closed."
    assert said() == "2 calls are due, the first by 15:00." + end
    practice.to("2026-11-23 15:30")
    assert said() == "1 call is due, by 16:00." + end
    practice.to("2026-11-23 16:30")
    assert said() == "2 calls are overdue." + end
