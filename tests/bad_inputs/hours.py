"""Hours and promises: read, merged, refused with a question, and never searched for ever."""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from callpolicy_gui.controller.views import Field
from callpolicy_gui.core.deadlines import NoWorkingDayError
from callpolicy_gui.core.open_spans import NothingOpenError
from callpolicy_gui.core.policies import (
    OPERATING_HOURS,
    PRESETS,
    ByClose,
    OpenHours,
    Policy,
    Preset,
    WorkingDays,
    with_hours,
)
from callpolicy_gui.core.weekly_hours import (
    DAY_KEYS,
    HoursError,
    HoursProblem,
    WeeklyHours,
    Window,
    parse_windows,
)
from callpolicy_gui.wording.policies import hours_problem, hours_words
from tests.bad_inputs.checks import Misbehaved, expect, expect_refused, expect_sentence, expect_words
from tests.bad_inputs.world import World, world

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from tests.bad_inputs.rows import Row


def _hours(row: Row) -> dict[str, Any]:
    return json.loads(row.text)


def _typed(windows: Any) -> str:
    """The windows of a day as they are typed into the editor."""
    return ", ".join(" - ".join(pair) for pair in windows)


def _sentence(made: World, row: Row, error: HoursError) -> str:
    said = hours_problem(error.problem, error.day, made.controller.times)
    expect(row.text not in str(error), "the error repeats the hours")
    return expect_sentence(said, row.text)


def refused(problem: HoursProblem, *words: str, day: str = "Monday", typed: bool = True):
    """Refused as stored and as typed, with a sentence that names the day."""

    def check(row: Row, _folder: Path) -> None:
        values = _hours(row)
        with world() as made:
            readings = [lambda: WeeklyHours.from_json(values)]
            if typed:
                key = next(iter(values))
                readings.append(lambda: parse_windows(_typed(values[key]), key))
            for reading in readings:
                try:
                    found = reading()
                except HoursError as error:
                    expect(error.problem is problem, f"refused as {error.problem.value}")
                    sentence = _sentence(made, row, error)
                    for word in (day, *words):
                        expect_words(sentence, word)
                else:
                    raise Misbehaved(f"taken as {found!r}")

    return check


def backwards(row: Row, folder: Path) -> None:
    refused(HoursProblem.ENDS_BEFORE_START, "?")(row, folder)
    with world() as made:
        for text in ("22:00-02:00", "9:00-0:00", "22-1"):
            try:
                parse_windows(text, "mon")
            except HoursError as error:
                expect_words(_sentence(made, row, error), "24:00?")
            else:
                raise Misbehaved(f"{text} is taken")


def nothing_open(row: Row, _folder: Path) -> None:
    hours = WeeklyHours.from_json(_hours(row))
    with world() as made, made.unchanged():
        settings = replace(made.controller.settings, own_hours=hours)
        answers: list[object] = [made.controller.policies.save_settings(settings)]
        answers += [
            made.controller.policies.schedule(with_hours(PRESETS[preset], hours), None) for preset in Preset
        ]
        for answer in answers:
            expect_words(expect_refused(answer, field=Field.HOURS), "no call could ever be due")


def always_holiday(row: Row, _folder: Path) -> None:
    days = [date.fromisoformat(text) for text in _hours(row)["holidays"]]
    with world("2026-01-02 10:00") as made:
        desk = made.controller._desk
        open_call = made.must_log("Ann").call_id
        due = made.call(open_call).due_at
        with made.db.write(made.now):
            # All at once: one by one through the desk, each would be looked at by itself.
            rows = [(day.isoformat(),) for day in days]
            made.db.executemany("INSERT INTO holiday_changes (date, name) VALUES (?, 'x')", rows)
        desk.practice.reload()
        for preset in Preset:
            begun = time.thread_time()
            with contextlib.suppress(NothingOpenError, NoWorkingDayError):
                desk.practice.deadline(made.now, made.call(open_call).voicemail, PRESETS[preset])
            took = time.thread_time() - begun
            expect(took < 0.05, f"the search took {took * 1000:.0f} ms for {preset.value}")
        # The last one goes through the desk, which looks whether any day is left.
        last = made.controller.policies.add_holiday(date(2035, 12, 30), "x")
        expect(last is None or expect_sentence(last.sentence), "no sentence")
        made.must_log("Bo")
        expect((made.call(open_call).due_at or 0) >= (due or 0), "the open call is due earlier")


def merged(row: Row, _folder: Path) -> None:
    values = _hours(row)
    one = (Window(9 * 60, 13 * 60),)
    for found in (WeeklyHours.from_json(values).days[0], parse_windows(_typed(values["mon"]), "mon")):
        expect(found == one, f"read as {found!r}")
    with world() as made:
        hours = WeeklyHours.from_json(values)
        shown = hours_words(hours, made.controller.times)
        expect("12" not in shown and "11" not in shown, f"shown as {shown!r}")
        policy = with_hours(PRESETS[Preset.LIMITED_HOURS], hours)
        expect(made.controller.policies.schedule(policy, None) is None, "cannot be saved")
        kept = made.controller.policies.view().in_force.policy.calling_hours
        expect(kept == hours, "kept as other hours")
        spans = made.controller._desk.practice.spans_of(policy)
        start = made.at("2026-11-30 00:00")
        stretches = list(spans.stretches(start, start + 86_400))
        expect(len(stretches) == 1, f"{len(stretches)} windows on a Monday")


def shorter_day(row: Row, _folder: Path) -> None:
    hours = WeeklyHours.from_json(_hours(row))
    with world("2026-03-08 01:00") as made:
        start = made.at("2026-03-08 00:00")
        policy = Policy(Preset.LIMITED_HOURS, OpenHours(60), hours)
        expect(made.controller.policies.schedule(policy, None) is None, "cannot be saved")
        settings = replace(made.controller.settings, weekend=frozenset({5}))
        expect(made.controller.policies.save_settings(settings) is None, "Sunday cannot be a working day")
        spans = made.controller._desk.practice.spans_of(policy)
        expect(spans.between(start, start + 86_400) == 3600, "the window is not an hour shorter")
        call_id = made.must_log("Ann").call_id
        expect(made.call(call_id).due_at == made.at("2026-03-08 03:30"), "not due at 3:30")


def promise(*allowances: int):
    """A promise of so many minutes is refused, and what is promised stays as it was."""

    def check(row: Row, _folder: Path) -> None:
        minutes = _hours(row)["callback_minutes"]
        with world() as made, made.unchanged():
            for allowance in (OpenHours(minutes), *(WorkingDays(days) for days in allowances)):
                policy = Policy(Preset.TURNAROUND, allowance)
                expect_refused(made.controller.policies.schedule(policy, None), row.text, Field.HOURS)
            if minutes < 1:
                for least in (minutes, 0):
                    policy = Policy(Preset.OPERATING_HOURS, ByClose("day", least), OPERATING_HOURS)
                    expect_refused(made.controller.policies.schedule(policy, None), row.text, Field.HOURS)
            else:
                month = Policy(Preset.TURNAROUND, OpenHours(30 * 24 * 60))
                expect(not made.controller.policies.problems(month), "30 days are refused too")

    return check


def new_promise(_row: Row, _folder: Path) -> None:
    with world() as made:
        ids = [made.must_log(f"Client {n}", received=f"{n % 9 + 1}:{n:02d}").call_id for n in range(50)]
        before = {call_id: made.call(call_id) for call_id in ids}
        policies = made.controller.policies
        answer = policies.schedule(PRESETS[Preset.LIMITED_HOURS], None, override_reason="new rooms")
        expect(answer is None, f"the new promise was refused: {getattr(answer, 'sentence', '')}")
        made.now += 60
        for call_id in ids:
            now = made.call(call_id)
            expect(now.due_at == before[call_id].due_at, "an open call's deadline moved")
            expect(now.version_id == before[call_id].version_id, "an open call has another version")
        kinds = [entry.kind for entry in made.db.history.entries(limit=5)]
        expect(any("policy" in kind for kind in kinds), f"the history says {kinds}")
        later = made.call(made.must_log("Later").call_id)
        expect(later.version_id != before[ids[0]].version_id, "a later call has the old version")


def any_other(row: Row, _folder: Path) -> None:
    """Read whole, or refused with a sentence; what is read says itself again."""
    with world() as made, made.unchanged():
        try:
            values = json.loads(row.text)
        except ValueError:
            values = None
        if not isinstance(values, dict) or not set(values) & set(DAY_KEYS):
            try:
                parse_windows(row.text, "mon")
            except HoursError as error:
                _sentence(made, row, error)
            return
        try:
            hours = WeeklyHours.from_json(values)
        except HoursError as error:
            _sentence(made, row, error)
        else:
            again = WeeklyHours.from_json(hours.to_json(), overnight=True)
            expect(again == hours, "does not read back as it was")
            if not hours.open_days:
                answer = made.controller.policies.schedule(
                    with_hours(PRESETS[Preset.LIMITED_HOURS], hours), None
                )
                expect_refused(answer, row.text, Field.HOURS)


CHECKS = {
    "policy_hours-001": backwards,
    "policy_hours-002": refused(HoursProblem.EMPTY_WINDOW),
    "policy_hours-004": nothing_open,
    "policy_hours-005": always_holiday,
    "policy_hours-006": merged,
    "policy_hours-007": merged,
    "policy_hours-008": shorter_day,
    "policy_hours-009": promise(0, -1),
    "policy_hours-010": promise(31, 3650),
    "policy_hours-012": refused(HoursProblem.NOT_A_TIME),
    "policy_hours-013": refused(HoursProblem.UNKNOWN_DAY, day="funday", typed=False),
    "policy_hours-014": refused(HoursProblem.TOO_MANY_WINDOWS, "12"),
    "policy_hours-015": new_promise,
}
