from __future__ import annotations

import pytest

from callpolicy_gui.core.alerts import AlertKind, calls_of
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


def test_one_click_puts_off_what_an_alert_speaks_of_as_one_step(practice, alerts):
    calls = practice.controller.calls
    ann, bo = practice.log_call("Ann", "fri 15:00"), practice.log_call("Bo", "fri 15:05")
    practice.log_call("Later", "13:00")
    beat(practice, "2026-11-23 14:36")
    about = calls_of(alerts[0].keys)
    assert about == (ann, bo)
    assert calls.can_snooze_alerted(about)
    assert calls.snooze_alerted(about) is None
    until = {ann: at("2026-11-23 14:45"), bo: at("2026-11-23 14:50")}
    assert {call_id: practice.row(call_id).opens_at for call_id in about} == until
    assert practice.history()[-2:] == ["snoozed", "snoozed"]
    assert practice.controller.undoing.words() == "2 calls snoozed"
    practice.controller.undoing.undo()
    assert [practice.call(call_id).snoozed_until for call_id in about] == [None, None]


def test_what_is_too_near_its_deadline_is_said_and_the_rest_is_put_off(practice):
    calls = practice.controller.calls
    near, far = practice.log_call("Ann", "fri 15:00"), practice.log_call("Bo", "fri 15:25")
    practice.to("2026-11-23 14:56")
    refused = calls.snooze_alerted((near, far))
    assert refused.sentence == "The deadline, 15:00, is too near to snooze this call."
    assert practice.call(near).snoozed_until is None
    assert practice.row(far).opens_at == at("2026-11-23 15:10")
    assert practice.controller.undoing.words() == "Bo snoozed"
    practice.log_call("Cyd", "fri 15:01")
    assert not calls.can_snooze_alerted((near, 3))
    said = calls.snooze_alerted((near, 3)).sentence
    assert said == "The deadlines of 2 calls are too near to snooze them."


def test_a_click_about_calls_that_are_settled_by_now_changes_nothing(practice):
    call_id = practice.log_call("Ann", "fri 15:00")
    practice.controller.calls.attempt(call_id, Outcome.REACHED)
    before = practice.history()
    assert practice.controller.calls.snooze_alerted((call_id, 999)) is None
    assert not practice.controller.calls.can_snooze_alerted((call_id, 999))
    assert practice.history() == before


def test_what_a_client_asked_for_is_not_shortened_by_a_click(practice):
    call_id = practice.log_call("Ann", "today 11")
    practice.controller.calls.client_asked(call_id, "17:30")
    assert practice.controller.calls.snooze_alerted((call_id,)) is None
    assert practice.row(call_id).wait.value == "client_asked"
    assert practice.history().count("snoozed") == 1
    assert practice.row(call_id).opens_at == at("2026-11-23 17:30")


def test_an_overdue_call_that_is_put_off_stays_overdue(practice):
    call_id = practice.log_call("Ann", "fri 15:00")
    practice.to("2026-11-23 15:30")
    assert practice.controller.calls.snooze_alerted((call_id,)) is None
    assert practice.call(call_id).snoozed_until == at("2026-11-23 15:45")
    assert practice.groups() == {call_id: "OVERDUE"}


def test_a_click_that_cannot_be_saved_says_why(practice, monkeypatch):
    call_id = practice.log_call("Ann", "fri 15:00")

    def full(_at):
        raise StorageError(StorageProblem.DISK_FULL, "log")

    monkeypatch.setattr(practice.log.db, "write", full)
    assert "disk is full" in practice.controller.calls.snooze_alerted((call_id,)).sentence
    assert practice.call(call_id).snoozed_until is None


def test_what_a_wrong_clock_let_go_by_is_said_when_its_time_comes(practice, alerts):
    practice.log_call("Zoe Larsen", "fri 15:00")
    beat(practice, "2026-11-23 18:00")
    beat(practice, "2026-11-23 14:31")
    assert [a.kind for a in alerts] == [AlertKind.OVERDUE, AlertKind.DUE_SOON]
    for digest in alerts:
        practice.controller.alerts.shown(digest)
    assert practice.controller._desk.alerts.unshown() == ()
    for moment in ("14:33", "15:01", "18:00"):
        beat(practice, f"2026-11-23 {moment}")
    assert len(alerts) == 2
