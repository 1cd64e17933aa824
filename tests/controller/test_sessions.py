from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from callpolicy_gui.controller.views import Refused
from callpolicy_gui.core.alerts import AlertKind
from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.core.local_time import local
from callpolicy_gui.core.locked_alerts import due_alerts
from callpolicy_gui.core.policies import PRESETS, Preset
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.row_check import disagreements
from callpolicy_gui.wording import discretion
from tests.controller.conftest import ZONE, at

MONDAY = date(2026, 11, 23)
AFTERNOONS = WeeklyHours.of((Window(15 * 60, 15 * 60 + 50),), [0])


@pytest.fixture(autouse=True)
def _names_shown():
    yield
    discretion.session_since(None)
    discretion.hide_names(False)


@pytest.fixture
def sessions(practice):
    return practice.controller.sessions


@pytest.fixture
def alerts(practice):
    found = []
    practice.controller.alert_owed.connect(found.append)
    return found


def beat(practice, text: str) -> None:
    practice.to(f"2026-11-23 {text}")
    practice.controller.tick()


def every_week(practice, hours):
    settings = practice.controller.settings
    return practice.controller.policies.save_settings(replace(settings, session_hours=hours))


def test_in_session_until_is_said_offered_and_over_by_itself(practice, sessions):
    offer = sessions.view()
    assert (offer.runs, offer.until, offer.words) == (False, at("2026-11-23 15:00"), "In session until 15:00")
    assert practice.controller.queue().session == ""
    assert sessions.begin(offer.until) is None
    assert practice.controller.queue().session == "In session until 15:00"
    assert sessions.view().runs
    practice.to("2026-11-23 15:00")
    assert practice.controller.queue().session == ""
    assert practice.history()[-1] == "session added"
    assert disagreements(practice.log.db) == ()


def test_what_would_become_due_soon_in_it_is_said_before_it_and_overdue_after_it(practice, sessions, alerts):
    practice.log_call("Zoe Larsen", "fri 15:00")
    assert sessions.begin(at("2026-11-23 15:30")) is None
    assert [a.kind for a in alerts] == [AlertKind.DUE_SOON]
    for moment in ("14:00", "14:30", "15:01", "15:29"):
        beat(practice, moment)
    assert len(alerts) == 1
    assert practice.controller.next_look_at() == at("2026-11-23 15:30")
    beat(practice, "15:30")
    assert [a.kind for a in alerts] == [AlertKind.DUE_SOON, AlertKind.OVERDUE]


def test_what_is_due_soon_after_it_is_not_said_before_it(practice, sessions, alerts):
    practice.log_call("Zoe Larsen", "fri 18:00")
    assert sessions.begin(at("2026-11-23 15:00")) is None
    assert alerts == []


def test_the_day_by_the_minute_is_silent_in_sessions_and_loses_nothing(practice, sessions, alerts):
    """A Monday with calls due from 9:00 on, weekly and single sessions, and one ended early."""
    practice.now = at("2026-11-23 08:30")
    for number, hour in enumerate(range(9, 19)):
        practice.log_call(f"Caller {number}", f"fri {hour}:{number % 2 * 30:02}")
    week = WeeklyHours.of((Window(540, 590), Window(600, 650), Window(840, 900), Window(900, 950)), range(5))
    assert every_week(practice, week) is None
    assert sessions.add(MONDAY, (Window(690, 740), Window(1020, 1070))) is None
    given, controller = [], practice.controller
    controller.alert_owed.connect(lambda digest: given.append((practice.now, digest)))
    for now in range(at("2026-11-23 08:30"), at("2026-11-23 20:00"), 60):
        practice.now = now
        controller.tick()
        if local(now, ZONE).strftime("%H:%M") == "14:20":
            assert sessions.end() is None
            controller.tick()
    quiet = [
        ("09:00", "09:50"),
        ("10:00", "10:50"),
        ("11:30", "12:20"),
        ("14:00", "14:20"),
        ("17:00", "17:50"),
    ]
    inside = [
        (local(now, ZONE).strftime("%H:%M"), digest.keys)
        for now, digest in given
        if any(at(f"2026-11-23 {a}") <= now < at(f"2026-11-23 {b}") for a, b in quiet)
    ]
    # What is said in the minute of 14:20 comes after the session was ended in it.
    assert inside == []
    keys = [key for _, digest in given for key in digest.keys]
    assert len(keys) == len(set(keys))
    for call_id in range(1, 11):
        assert f"overdue:{call_id}" in keys


def test_callable_minutes_leave_sessions_out_and_no_deadline_moves(practice, sessions):
    call_id = practice.log_call("Zoe Larsen", "fri 16:00")
    before = practice.call(call_id)
    assert (practice.row(call_id).group, practice.row(call_id).callable_minutes) == (Group.LATER_TODAY, 120)
    assert every_week(practice, AFTERNOONS) is None
    assert practice.row(call_id).callable_minutes == 70
    assert sessions.add(MONDAY, (Window(14 * 60 + 30, 14 * 60 + 45),)) is None
    assert (practice.row(call_id).group, practice.row(call_id).callable_minutes) == (Group.DUE_SOON, 55)
    assert practice.row(call_id).call_by == at("2026-11-23 16:00")
    assert practice.call(call_id) == before


def test_the_lead_of_due_soon_leaves_sessions_out(practice, alerts):
    practice.log_call("Zoe Larsen", "fri 16:00")
    assert every_week(practice, AFTERNOONS) is None
    # Ten minutes are left after the session, so twenty count before it.
    assert practice.controller.next_look_at() == at("2026-11-23 14:40")
    beat(practice, "14:39")
    assert alerts == []
    beat(practice, "14:40")
    assert [a.kind for a in alerts] == [AlertKind.DUE_SOON]


def test_a_session_that_runs_is_ended_whatever_it_is_made_of_and_that_is_taken_back(practice, sessions):
    assert sessions.end() is None
    assert every_week(practice, AFTERNOONS) is None
    practice.to("2026-11-23 15:10")
    assert sessions.begin(at("2026-11-23 16:30")) is None
    assert practice.controller.queue().session == "In session until 16:30"
    assert sessions.end() is None
    # In the second it began in it has no length, and only the weekly one leaves a trace.
    assert practice.controller.queue().session == ""
    assert practice.history()[-2:] == ["session removed", "session added"]
    practice.controller.undoing.undo()
    assert practice.controller.queue().session == "In session until 16:30"
    practice.to("2026-11-23 15:20")
    assert sessions.end() is None
    assert practice.history()[-2:] == ["session changed", "session added"]
    assert sessions.view().runs is False
    practice.controller.undoing.undo()
    assert practice.controller.queue().session == "In session until 16:30"
    assert practice.said[-1] == "Undone: Session ended"
    practice.controller.undoing.undo()
    assert disagreements(practice.log.db) == ()
    practice.to("2026-11-30 15:10")
    assert practice.controller.queue().session == "In session until 15:50"


def test_begin_and_a_single_session_are_taken_back(practice, sessions):
    assert sessions.begin(at("2026-11-23 15:00")) is None
    practice.controller.undoing.undo()
    assert practice.said == ["Undone: In session until 15:00"]
    assert practice.controller.queue().session == ""
    assert sessions.add(MONDAY, (Window(960, 1010), Window(1020, 1070))) is None
    first, second = sessions.blocks()
    assert sessions.remove(first.block_id) is None
    assert sessions.blocks() == (second,)
    practice.controller.undoing.undo()
    assert sessions.blocks() == (first, second)
    practice.controller.undoing.undo()
    assert sessions.blocks() == ()
    assert disagreements(practice.log.db) == ()
    with pytest.raises(LookupError):
        sessions.remove(99)


def test_what_cannot_be_a_session_is_refused(practice, sessions):
    over = "That time is over. Choose a later one."
    long = "That is more than 12 hours. Add it as time off, on the Policy page."
    empty = "Type when it begins and ends, such as 10:00-10:50."
    assert sessions.begin(practice.now).sentence == over
    assert sessions.begin(at("2026-11-24 02:01")).sentence == long
    assert sessions.add(MONDAY, (Window(600, 650),)).sentence == over
    assert sessions.add(MONDAY, (Window(900, 1439), Window(0, 1440))).sentence == long
    assert sessions.add(MONDAY, ()).sentence == empty
    gap = date(2027, 3, 14), (Window(150, 200),)  # 2:30 is 3:30, after 3:20
    assert sessions.add(*gap).sentence == empty
    full = every_week(practice, WeeklyHours.always())
    assert full.sentence.startswith("Sessions fill all of your own hours")
    assert sessions.blocks() == ()


def test_a_session_that_cannot_be_saved_is_refused_and_changes_nothing(practice, sessions, monkeypatch):
    def full(_at):
        raise StorageError(StorageProblem.DISK_FULL, "log")

    with monkeypatch.context() as patch:
        patch.setattr(practice.log.db, "write", full)
        assert isinstance(sessions.begin(at("2026-11-23 15:00")), Refused)
    practice.controller.refresh()
    assert practice.controller.queue().session == ""
    assert practice.controller.undoing.words() == ""


def test_the_strip_hatches_sessions_and_outlines_what_is_left(practice, sessions):
    assert every_week(practice, AFTERNOONS) is None
    assert sessions.add(MONDAY, (Window(19 * 60 + 30, 20 * 60 + 30),)) is None
    strip = practice.controller.queue().strip
    day = "2026-11-23"
    assert strip.open_spans == (
        (at(f"{day} 08:00"), at(f"{day} 15:00")),
        (at(f"{day} 15:50"), at(f"{day} 19:30")),
    )
    assert strip.busy_spans == (
        (at(f"{day} 15:00"), at(f"{day} 15:50")),
        (at(f"{day} 19:30"), at(f"{day} 20:30")),
    )
    assert strip.end == at(f"{day} 21:00")
    assert strip.words == ("Calling hours today: 08:00 to 20:00. Sessions: 15:00 to 15:50, 19:30 to 20:30.")


def test_a_callback_window_that_meets_a_weekly_session_is_warned_of(practice):
    policies, noon = practice.controller.policies, WeeklyHours.of((Window(720, 780),), range(5))
    limited = replace(PRESETS[Preset.LIMITED_HOURS], calling_hours=noon)
    assert not any("session" in each for each in policies.warnings(limited))
    assert every_week(practice, WeeklyHours.of((Window(750, 800),), [1, 3])) is None
    assert policies.warnings(limited)[0] == "Tue and Thu 12:00 overlap a weekly session."
    assert every_week(practice, WeeklyHours.of((Window(750, 800),), [4])) is None
    assert policies.warnings(limited)[0] == "Fri 12:00 overlaps a weekly session."
    for preset in (Preset.TURNAROUND, Preset.OPERATING_HOURS):
        assert not any("session" in each for each in policies.warnings(PRESETS[preset]))


# -- names ---------------------------------------------------------------------------------------


@pytest.fixture
def heard(practice):
    told = []
    practice.controller.names_changed.connect(lambda: told.append(practice.controller.names_hidden))
    return told


def test_names_are_hidden_in_a_session_and_shown_after_it(practice, sessions, heard):
    practice.log_call("Marisol Tran", "fri 15:00")
    assert every_week(practice, AFTERNOONS) is None
    assert practice.controller.next_look_at() == at("2026-11-23 14:30")
    practice.to("2026-11-23 15:00")
    assert practice.controller.names_hidden
    assert "Tran" not in practice.controller.queue().headline
    practice.to("2026-11-23 15:49")
    practice.to("2026-11-23 15:50")
    assert not practice.controller.names_hidden
    assert "Tran" in practice.controller.queue().headline
    assert heard == [True, False]


def test_names_hidden_by_hand_stay_hidden_after_a_session(practice, sessions, heard):
    practice.controller.hide_names(True)
    sessions.begin(at("2026-11-23 15:00"))
    practice.to("2026-11-23 15:00")
    assert practice.controller.names_hidden
    assert heard == [True]


def test_names_shown_by_hand_in_a_session_are_hidden_again_in_the_next(practice, sessions, heard):
    sessions.begin(at("2026-11-23 14:50"))
    practice.controller.hide_names(False)
    assert not practice.controller.names_hidden
    practice.to("2026-11-23 14:40")
    assert not practice.controller.names_hidden
    # Asleep over the pause between the two.
    sessions.add(MONDAY, (Window(900, 950),))
    practice.to("2026-11-23 15:10")
    assert practice.controller.names_hidden
    practice.controller.hide_names(False)
    practice.controller.hide_names(True)
    practice.to("2026-11-23 16:00")
    assert practice.controller.names_hidden
    assert heard == [True, False, True, False, True]


def test_ending_a_session_shows_names_and_its_undoing_hides_them(practice, sessions, heard):
    sessions.begin(at("2026-11-23 15:00"))
    practice.to("2026-11-23 14:20")
    sessions.end()
    practice.controller.undoing.undo()
    assert heard == [True, False, True]


def test_a_window_made_anew_after_a_session_shows_names(practice, sessions):
    """As after a lock: the process remembers, and the queue that is read anew knows better."""
    discretion.session_since(at("2026-11-23 13:00"))
    assert discretion.names_hidden()
    practice.controller.refresh()
    assert not discretion.names_hidden()


def test_a_locked_log_is_silent_in_sessions_too(practice, sessions):
    practice.log_call("Zoe Larsen", "fri 15:00")
    assert every_week(practice, AFTERNOONS) is None
    plan, allowed = practice.controller.planned_alerts()
    found = {
        clock: due_alerts(plan, {"soon:1"}, at(f"2026-11-23 {clock}"), allowed)
        for clock in ("15:01", "15:49", "15:50")
    }
    assert found == {"15:01": (), "15:49": (), "15:50": ("overdue:1",)}


def test_the_first_choice_of_snooze_ends_with_the_session_that_runs(practice, sessions):
    call_id = practice.log_call("Ada", "13:00")
    assert practice.controller.calls.snooze_choices(call_id)[0].words == "In 30 minutes (14:30)"
    sessions.begin(at("2026-11-23 14:50"))
    first = practice.controller.calls.snooze_choices(call_id)[0]
    assert (first.key, first.words, first.until) == (
        "1",
        "After this session (14:50)",
        at("2026-11-23 14:50"),
    )
