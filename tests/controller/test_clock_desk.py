"""A doubted clock holds alerts and keeps backups; the history knows, so that the next start does too."""

from __future__ import annotations

import pytest

from callpolicy_gui.controller.clock_desk import doubt_found, kept_doubt
from callpolicy_gui.core.alerts import AlertKind
from callpolicy_gui.core.clock_doubt import ClockDoubt, Wrong
from callpolicy_gui.storage.backups import BackupReason, backups_in
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from tests.controller.conftest import at
from tests.controller.test_backup_desk import DAY, log  # noqa: F401  (fixture)

YEARS = 3 * 365 * DAY
NOW = at("2026-11-23 14:00")
DOUBT = ClockDoubt(Wrong.AHEAD, NOW, NOW + 30 * DAY)


@pytest.fixture
def alerts(practice):
    found = []
    practice.controller.alert_owed.connect(found.append)
    return found


def clock_entries(practice):
    return [
        (entry.kind, entry.after) for entry in reversed(practice.log.db.history.entries("clock", limit=100))
    ]


def test_nothing_is_given_missed_or_recorded_while_it_is_doubted(practice, alerts):
    for number in range(5):
        practice.log_call(f"Caller {number}", "fri 15:00")
    practice.now += YEARS
    practice.controller.clock.take(DOUBT)
    practice.controller.started()
    practice.controller.pause_alerts(60)
    practice.controller.alerts.resume()
    practice.controller.sessions.begin(practice.now + 3600)
    for _ in range(3):
        practice.now += 3600
        practice.controller.tick()
    assert alerts == []
    assert practice.log.db.rows("SELECT * FROM alerts") == []
    assert clock_entries(practice)[0][0] == "clock doubted"
    practice.controller.clock.take(None)
    practice.controller.tick()
    assert [(a.kind, a.count) for a in alerts] == [(AlertKind.OVERDUE, 5)]
    assert clock_entries(practice)[1:] == [("clock believed", {"how": "confirmed"})]


def test_after_the_clock_went_back_alerts_are_as_if_nothing_had_been(practice, alerts):
    practice.log_call("Zoe Larsen", "fri 15:00")
    practice.now += YEARS
    practice.controller.clock.take(DOUBT)
    practice.controller.pause_alerts(60)
    practice.controller.tick()
    practice.now = at("2026-11-23 14:10")
    practice.controller.clock.take(None)
    assert practice.controller.alerts.paused_until is None
    for moment in ("14:10", "14:30", "15:00", "15:01"):
        practice.to(f"2026-11-23 {moment}")
        practice.controller.tick()
    assert [a.kind for a in alerts] == [AlertKind.DUE_SOON, AlertKind.OVERDUE]
    assert clock_entries(practice)[-1] == ("clock believed", {"how": "set"})


def test_a_pause_from_before_goes_on(practice):
    practice.controller.pause_alerts(60)
    practice.controller.clock.take(DOUBT)
    practice.controller.clock.take(None)
    assert practice.controller.alerts.paused_until == NOW + 3600


def test_a_program_that_began_under_a_wrong_clock_does_not_speak_of_being_off(practice, alerts):
    practice.now = at("2026-11-23 08:00")
    practice.controller.alerts._running_since = NOW + YEARS
    practice.log_call("Zoe Larsen", "yesterday 9")
    practice.controller.clock.take(DOUBT)
    practice.controller.clock.take(None)
    practice.controller.tick()
    practice.to("2026-11-24 18:00")
    practice.controller.tick()
    assert [a.kind for a in alerts] == [AlertKind.HOURS_BEGIN, AlertKind.OVERDUE]


def test_what_goes_on_while_locked_is_planned_from_when_the_clock_was_believed(practice):
    practice.log_call("Zoe Larsen", "fri 15:00")
    expected = practice.controller.planned_alerts()[0]
    assert [plan.key for plan in expected] == ["soon:1", "overdue:1"]
    practice.now += YEARS
    practice.controller.clock.take(DOUBT)
    practice.controller.refresh()
    assert practice.controller.planned_alerts()[0] == expected


def test_a_change_is_kept_once_and_none_is_none(practice):
    before = practice.log.db.history.head()
    practice.controller.clock.take(None)
    assert practice.log.db.history.head() == before
    practice.controller.clock.take(DOUBT)
    practice.controller.clock.take(DOUBT)
    assert len(clock_entries(practice)) == 1
    assert kept_doubt(practice.log.db.history) == DOUBT
    practice.controller.clock.take(None)
    practice.controller.clock.take(None)
    assert len(clock_entries(practice)) == 2
    assert kept_doubt(practice.log.db.history) is None


def test_a_log_that_cannot_be_written_holds_all_the_same(practice, alerts, monkeypatch):
    practice.log_call("Zoe Larsen", "fri 15:00")

    def full(_at):
        raise StorageError(StorageProblem.DISK_FULL, "log")

    monkeypatch.setattr(practice.log.db, "write", full)
    practice.controller.clock.take(DOUBT)
    practice.to("2026-11-23 16:00")
    practice.controller.tick()
    assert alerts == []


def test_a_doubt_outlives_the_program_whatever_was_entered_under_it(log):  # noqa: F811
    log.now += 40 * DAY
    log.log.controller.clock.take(ClockDoubt(Wrong.AHEAD, log.now - 40 * DAY, log.now - 10 * DAY))
    log.log_call("Somebody else")
    log.now += 3600
    log.reopen_with(lambda: None)
    assert log.log.controller.clock.doubt.wrong is Wrong.AHEAD
    log.log.controller.clock.take(None)
    log.now += DAY
    log.reopen_with(lambda: None)
    assert log.log.controller.clock.doubt is None


@pytest.mark.parametrize(
    ("later", "wrong"), [(DAY, None), (61 * DAY, None), (YEARS, Wrong.AHEAD), (-2 * DAY, Wrong.BEHIND)]
)
def test_what_opening_writes_is_no_evidence(log, later, wrong):  # noqa: F811
    log.now += later
    log.reopen_with(lambda: None)
    doubt = log.log.controller.clock.doubt
    assert (doubt and doubt.wrong) == wrong
    history = log.log.db.history
    assert doubt_found(history, log.now) == doubt


def test_no_backup_is_thinned_while_it_is_doubted(log):  # noqa: F811
    desk = log.log.controller.backups
    for _ in range(3):
        log.now += 60
        log.log_call()
        desk.start(BackupReason.BEFORE_IMPORT)
    believed = log.now
    log.now += YEARS
    log.log.controller.clock.take(ClockDoubt(Wrong.AHEAD, believed, believed + 30 * DAY))
    log.log_call()
    desk.if_due(log.now)
    assert len(backups_in(log.paths.backups)) == 4
    log.log.controller.clock.take(None)
    log.now += DAY
    log.log_call()
    desk.if_due(log.now)
    assert len(backups_in(log.paths.backups)) < 5
