"""The shared requirements that are sentences: one test each, named by its id."""

from __future__ import annotations

import json
import sys
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from callpolicy_gui.controller.views import CallDraft, Field, Refused
from callpolicy_gui.core.accommodations import Accommodation
from callpolicy_gui.core.alerts import AlertKind
from callpolicy_gui.core.business_calendar import PracticeCalendar
from callpolicy_gui.core.open_spans import NothingOpenError
from callpolicy_gui.core.policies import PRESETS, Preset, with_hours
from callpolicy_gui.core.weekly_hours import (
    HoursError,
    HoursProblem,
    WeeklyHours,
    Window,
    make_window,
    parse_windows,
)
from tests.controller.conftest import at
from tests.core import cases

EVERY_DAY = range(7)


def test_each_requirement_has_a_test():
    wanted = {case["id"] for case in cases.load(cases.folder() / "promises_in_words.json")}
    written = {
        name.split("_")[1].upper() for name in vars(sys.modules[__name__]) if name.startswith("test_t")
    }
    assert {name for name in wanted if name not in written} == set()


def test_t42_notice_period_not_met(practice):
    practice.to("2024-06-01 10:00")
    practice.log_call("Ada", "now")
    policies = practice.controller.policies
    assert policies.view().earliest_with_notice == date(2024, 6, 15)
    policy = PRESETS[Preset.LIMITED_HOURS]
    refused = policies.schedule(policy, date(2024, 6, 14))
    assert isinstance(refused, Refused)
    assert refused.field is Field.REASON
    assert policies.schedule(policy, date(2024, 6, 14), override_reason="Agency rule") is None
    assert policies.view().scheduled[0].override_reason == "Agency rule"
    assert policies.schedule(policy, date(2024, 6, 15)) is None


def test_t53_asleep_at_alert_time(practice):
    digests = []
    practice.controller.alert_owed.connect(digests.append)
    calls = [practice.log_call(f"Caller {n}", f"fri 14:{30 + n}") for n in range(5)]
    practice.to("2026-11-23 17:00")
    practice.controller.tick()
    assert [(d.kind, d.count) for d in digests] == [(AlertKind.OVERDUE, 5)]
    # The due-soon level was slept through: it is recorded, and never comes later.
    assert digests[0].keys == tuple(f"overdue:{n}" for n in calls)
    assert all(practice.controller._desk.alerts.is_known(f"soon:{n}") for n in calls)
    assert practice.history().count("alert missed") == 5
    assert {i.key for i in practice.controller._desk.alerts.unshown()} == set(digests[0].keys)
    for moment in ("17:01", "18:00", "19:59"):
        practice.to(f"2026-11-23 {moment}")
        practice.controller.tick()
    assert [d.kind for d in digests if d.kind in {AlertKind.OVERDUE, AlertKind.DUE_SOON}] == [
        AlertKind.OVERDUE
    ]


def backup(path, *rows):
    calls = "".join(
        f'<call number="{number}" duration="{seconds}" date="{at_ms}" type="{kind}" name="(Unknown)"/>'
        for number, at_ms, kind, seconds in rows
    )
    path.write_text(f"<?xml version='1.0' encoding='UTF-8'?><calls count='{len(rows)}'>{calls}</calls>")
    return path


def imported(practice, path):
    preview = practice.controller.exchange.preview(path)
    assert not isinstance(preview, Refused), preview
    return practice.controller.exchange.import_calls(preview, settle_returned=False).added


def test_t54_duplicate_import(practice, tmp_path):
    noon = at("2026-11-23 12:00") * 1000
    first = backup(tmp_path / "a.xml", ("2125550142", noon, 3, 0), ("2125550143", noon + 5, 3, 0))
    assert imported(practice, first) == 2
    assert imported(practice, first) == 0
    # Another backup spells the number differently; a placed call in that millisecond is another one.
    second = backup(
        tmp_path / "b.xml",
        ("+1 (212) 555-0142", noon, 3, 0),
        ("2125550142", noon, 2, 40),
        ("2125550144", noon + 9, 3, 0),
    )
    assert imported(practice, second) == 1


def test_t55_two_callers_in_the_same_millisecond(practice, tmp_path):
    noon = at("2026-11-23 12:00") * 1000
    path = backup(tmp_path / "a.xml", ("2125550142", noon, 3, 0), ("2125550143", noon, 3, 0))
    assert imported(practice, path) == 2
    assert len(practice.groups()) == 2


def test_t56_no_holidays_for_the_year(practice):
    practice.to("2026-12-31 16:00")
    assert (
        "Holidays of 2026, 2027 are not confirmed."
        in practice.controller.calls.preview(CallDraft("Ada")).caller
    )
    call_id = practice.log_call("Ada")
    assert practice.call(call_id).receipt.unconfirmed_years == (2026, 2027)
    practice.controller.policies.confirm_year(2026)
    practice.controller.policies.confirm_year(2027)
    assert practice.call(call_id).receipt.unconfirmed_years == ()


@pytest.mark.parametrize("preset", list(Preset))
def test_t57_zero_open_minutes(practice, preset):
    closed = with_hours(PRESETS[preset], WeeklyHours.of((), EVERY_DAY))
    refused = practice.controller.policies.schedule(closed, None)
    assert isinstance(refused, Refused)
    assert refused.field is Field.HOURS
    spans = PracticeCalendar(ZoneInfo("America/New_York")).open_spans(closed.calling_hours)
    for never in (spans.next_open, lambda at: spans.add(at, 60), lambda at: spans.close_of_day(at, 60)):
        with pytest.raises(NothingOpenError):
            never(0)


@pytest.mark.parametrize("typed", ["09:00-00:00", "22:00-02:00"])
def test_t58_windows_to_midnight_and_over_it(typed):
    with pytest.raises(HoursError) as asked:
        parse_windows(typed)
    assert asked.value.problem is HoursProblem.MEANT_MIDNIGHT
    start, end = (int(part[:2]) * 60 for part in typed.split("-"))
    assert make_window(start, end, overnight=True) == Window(start, end + 24 * 60)


def test_t60_a_client_in_another_zone(practice):
    practice.controller.policies.schedule(PRESETS[Preset.LIMITED_HOURS], None)
    call_id = practice.log_call("Ada")
    preview = practice.controller.clients.preview(Accommodation(zone="America/Los_Angeles"))
    assert "Your calling hours are 05:00 to 06:00 in Los Angeles." in preview.lines
    assert preview.warnings == (
        "Some of that is before 08:00 or after 20:00 there. You can agree on other calling hours.",
    )
    agreed = Accommodation(WeeklyHours.of((Window(12 * 60, 13 * 60),), range(5)), zone="America/Los_Angeles")
    assert practice.controller.clients.accommodate(practice.call(call_id).client_id, agreed) is None
    practice.to("2026-11-23 14:30")
    again = practice.log_call("Ada", "now")
    assert practice.call(again).due_at == at("2026-11-24 13:00")
    assert json.dumps(agreed.to_json())
