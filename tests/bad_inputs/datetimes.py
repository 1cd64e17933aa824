"""Times: typed into quick log, in a phone's log, and the clock and the zone themselves."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QLabel

from callpolicy_gui import opening
from callpolicy_gui.controller.views import CallDraft, Field
from callpolicy_gui.core.policies import PRESETS, Preset
from callpolicy_gui.core.weekly_hours import WeeklyHours
from callpolicy_gui.desktop.heartbeat import Heartbeat
from callpolicy_gui.desktop.system_region import Region, guess_region
from callpolicy_gui.storage.paths import paths_in
from tests.bad_inputs.checks import expect, expect_refused, expect_words
from tests.bad_inputs.programs import beat, said_on_screen
from tests.bad_inputs.texts import expect_typed_text_stays
from tests.bad_inputs.world import MONDAY, World, window, world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bad_inputs.rows import Row

HOUR = 3600
# What the system says it is in, where a log without a zone is opened.
_ELSEWHERE = "Asia/Tokyo"


def _parts(row: Row) -> tuple[str, str]:
    """The local time as it is typed, and its zone."""
    local, _, zone = row.text.partition(" ")
    return local.replace("T", " "), zone


def refused(row: Row, _folder: Path) -> None:
    """As it stands and with a blank for its T: refused inline, the text kept in its field."""
    for typed in dict.fromkeys((row.text, row.text.replace("T", " "))):
        with world() as made:
            with made.unchanged():
                expect_refused(made.log("Ann", received=typed), typed, Field.RECEIVED)
            expect_typed_text_stays(made, row, received=typed)


def skipped(row: Row, _folder: Path) -> None:
    typed, zone = _parts(row)
    with world(zone=zone) as made:
        with made.unchanged():
            sentence = expect_refused(made.log("Ann", received=typed), row.text, Field.RECEIVED)
        for words in ("8 Mar", "1:59", "3:00"):
            expect_words(sentence, words)
        expect_typed_text_stays(made, row, received=typed)
        for other in ("2026-03-08 01:59", "2026-03-08 03:00"):
            made.must_log("Bo", received=other)


def repeated(row: Row, folder: Path) -> None:
    typed, zone = _parts(row)
    with world(zone=zone) as made:
        sentence = expect_refused(made.log("Ann", received=typed), row.text, Field.RECEIVED)
        expect_words(sentence, "first or the second")
        late = made.must_log("Ann", received=typed, second_pass=True).call_id
        early = made.must_log("Bo", received=typed, second_pass=False).call_id
        instants = [made.call(call_id).received_at for call_id in (early, late)]
        expect(instants[1] - instants[0] == HOUR, "the two passes are not an hour apart")
        expect([e.call.call_id for e in made.entries()] == [late, early], "the log has them in another order")
        shown = [record["received"][-6:] for record in made.records(folder)]
        expect(shown == ["-04:00", "-05:00"], f"exported with the offsets {shown}")


def over_the_change(row: Row, _folder: Path) -> None:
    typed, zone = _parts(row)
    with world("2026-10-31 15:00", zone=zone) as made:
        logged = made.must_log("Ann", received=typed)
        call_id = logged.call_id
        expect(made.call(call_id).due_at == made.at("2026-11-03 00:00"), "not due at the end of Monday")
        expect_words(logged.sentence, "Mon 2 Nov, by the end of the day")
        made.to("2026-11-02 20:00")
        shown = made.card(call_id)
        expect(
            "23" not in shown.right + shown.under and "25" not in shown.right + shown.under, "23 or 25 hours"
        )


def no_such_day(row: Row, _folder: Path) -> None:
    typed, zone = _parts(row)
    with world(zone=zone, country="WS") as made:
        with made.unchanged():
            sentence = expect_refused(made.log("Ann", received=typed), row.text, Field.RECEIVED)
        expect_words(sentence, "skipped")
        expect_typed_text_stays(made, row, received=typed)


def no_midnight(row: Row, _folder: Path) -> None:
    typed, zone = _parts(row)
    day = date(2018, 11, 4)
    with world("2018-11-06 12:00", zone=zone, country="BR") as made:
        calendar = made.controller._desk.practice.calendar
        start = calendar.day_start(day)
        expect(start == made.at("2018-11-04 01:00"), "the day does not begin at 1:00")
        open_minutes = calendar.open_spans(WeeklyHours.always()).between(start, start + 23 * HOUR) // 60
        expect(open_minutes == 23 * 60, f"{open_minutes} open minutes in a day of 23 hours")
        expect_refused(made.log("Ann", received=typed), row.text, Field.RECEIVED)
        refused = made.controller.policies.schedule(PRESETS[Preset.OPERATING_HOURS], None)
        expect(refused is None, "operating hours cannot be promised")
        # Friday 2 November is a holiday there; the call of Sunday is due on Monday's close.
        call_id = made.must_log("Ann", received="2018-11-04 01:00").call_id
        expect(made.call(call_id).due_at == made.at("2018-11-05 17:00"), "not due on Monday at 17:00")


def half_an_hour(row: Row, _folder: Path) -> None:
    typed, zone = _parts(row)
    with world("2026-04-10 12:00", zone=zone, country="") as made:
        expect_words(expect_refused(made.log("Ann", received=typed), row.text, Field.RECEIVED), "second")
        for second, utc in ((False, "2026-04-04T14:45"), (True, "2026-04-04T15:15")):
            call = made.call(made.must_log("Ann", received=typed, second_pass=second).call_id)
            expected = int(datetime.fromisoformat(utc).replace(tzinfo=UTC).timestamp())
            expect(
                call.received_at == expected, f"{'second' if second else 'first'} pass at {call.received_at}"
            )
            expect(call.due_at == made.at("2026-04-07 00:00"), "a call of Sunday is not due at Monday's end")


def zone_as_path(row: Row, folder: Path) -> None:
    with world() as made, made.unchanged():
        answer = _set_zone(made, row.text)
        expect_words(expect_refused(answer, row.text), "Unknown time zone")
        expect(made.controller.settings.zone == str(made.zone), "the zone was changed")
    expect(guess_region(row.text).zone == "UTC", "the system's zone may be a path")
    _opens_with_stored_zone(row, folder)


def empty_zone(row: Row, folder: Path) -> None:
    with world() as made, made.unchanged():
        expect_words(expect_refused(_set_zone(made, row.text), row.text), "time zone")
    stored = _opens_with_stored_zone(row, folder)
    system = guess_region().zone
    expect(stored in {system, _ELSEWHERE}, f"a log without a zone opens in {stored}, not in {system}")


def _set_zone(made: World, zone: str) -> object:

    return made.controller.policies.save_settings(replace(made.controller.settings, zone=zone))


def _opens_with_stored_zone(row: Row, folder: Path) -> str:
    """Open a log in whose settings this zone stands; the zone that is used."""
    paths = paths_in(folder / "data")
    made = World(paths=paths)
    with made.db.write(made.now):
        made.db.execute("UPDATE settings SET value = ? WHERE key = 'zone'", (f'"{row.text}"',))
    made.close()
    again = opening.open_folder(paths, lambda: made.now, Region(_ELSEWHERE, "", ""))
    try:
        used = again.controller.settings.zone
        expect(ZoneInfo(used), "no zone")
        return used
    finally:
        again.close()


def future(row: Row, _folder: Path) -> None:
    with world() as made:
        with made.unchanged():
            sentence = expect_refused(
                made.log("Ann", received="2026-11-25 14:00"), "2026-11-25", Field.RECEIVED
            )
        expect_words(sentence, "A missed call cannot be in the future")
        expect_typed_text_stays(made, row, received="2026-11-25 14:00")
        soon = made.must_log("Ann", received="14:05").call_id
        expect(made.call(soon).received_at == made.now, "five minutes ahead is not taken as now")
        later = made.must_log("Bo", received="14:06").call_id
        expect(made.call(later).received_at == made.at("2026-11-22 14:06"), "a later time is not yesterday's")


def out_of_range(row: Row, _folder: Path) -> None:
    refused(row, _folder)
    with world() as made, made.unchanged():
        answer = made.log("Ann", received="9999-12-31 23:59")
        expect_words(expect_refused(answer, row.text, Field.RECEIVED), "date", "out of range")
        expect_words(answer.sentence, "out of range")


def bad_file(row: Row, folder: Path) -> None:
    """A phone's log with this for a date is refused whole, naming the row and not the date."""
    with world() as made:
        path = folder / "calls.xml"
        good = f'<call number="5551230000" type="3" date="{(made.now - 60) * 1000}"/>'
        path.write_text(
            f'<calls>{good}<call number="555" type="3" date="{row.text}"/></calls>', encoding="utf-8"
        )
        with made.unchanged():
            sentence = expect_refused(made.preview(path), row.text, Field.FILE)
        expect_words(sentence, "date")
        expect_words(sentence, "call 2")
        expect_words(sentence, "Nothing was imported")


def clock_set_back(_row: Row, folder: Path) -> None:
    with world() as made:
        made.must_log("Ann", received="2026-11-20 10:00")
        made.must_log("Bo", received="2026-11-20 11:00")
        made.controller.tick()
        given, order = len(made.alerts), [row.call_id for row in made.controller.queue().rows]
        expect(given == 1, f"{given} alerts for two overdue calls")
        made.now -= HOUR
        for _ in range(3):
            made.controller.tick()
            made.now += HOUR // 2
        expect(len(made.alerts) == given, "the alert was given again")
        expect([row.call_id for row in made.controller.queue().rows] == order, "the queue has another order")
    moved: list[float] = []
    now, steady = [1000.0], [0.0]
    beats = Heartbeat(lambda: now[0], lambda: steady[0])
    beats.clock_moved.connect(moved.append)
    beats.start()
    now[0] -= HOUR
    beats.beat_now()
    beats.stop()
    expect(moved == [-HOUR], "the clock's move is not noticed")
    expect_words(_said_when_the_clock_moves(folder) or "(nothing)", "clock")


def _said_when_the_clock_moves(folder: Path) -> str:
    """What appears in the running program's window when its clock is set back an hour."""
    now = [World().now]

    def back() -> None:
        now[0] -= HOUR
        beat()

    still = said_on_screen(paths_in(folder / "still"), lambda: now[0])
    moved = said_on_screen(paths_in(folder / "moved"), lambda: now[0], back)
    return " ".join(set(moved.splitlines()) - set(still.splitlines()))


def travelled(_row: Row, _folder: Path) -> None:
    before = os.environ.get("TZ")
    try:
        _computer_in("Europe/Paris")
        with world(zone="Europe/Paris", country="FR") as made:
            call_id = made.must_log("Ann", received="12:00").call_id
            due, shown = made.call(call_id).due_at, made.card(call_id).right
            at_home = _window_words(made)
            _computer_in("America/Los_Angeles")
            made.controller.refresh()
            expect(made.call(call_id).due_at == due, "the deadline moved")
            expect(made.card(call_id).right == shown, "the time is shown in another zone")
            abroad = _window_words(made)
            expect_words(" ".join(abroad - at_home) or "(nothing)", "Paris", "CET", "time zone")
    finally:
        _computer_in(before)


def _computer_in(zone: str | None) -> None:
    if zone is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = zone
    if hasattr(time, "tzset"):
        time.tzset()


def _window_words(made: World) -> set[str]:
    with window(made) as shown:
        return {label.text() for label in shown.main.findChildren(QLabel) if not label.isHidden()}


def any_other(row: Row, folder: Path) -> None:
    """Refused inline; or taken, and then it is an instant that reads back as the same minute."""
    with world(MONDAY) as made:
        answer = made.log("Ann", received=row.text)
        if not hasattr(answer, "call_id"):
            expect_refused(answer, row.text, Field.RECEIVED)
            expect(made.calls() == 0, "refused, and logged all the same")
            return
        call = made.call(answer.call_id)
        expect(0 <= call.received_at <= made.now, "received in the future")
        draft = made.controller.calls.draft_of(answer.call_id)
        again = made.controller.calls.preview(CallDraft("Bo", received=draft.received)).received_at
        expect(again is not None and again // 60 == call.received_at // 60, "does not read back as it was")


CHECKS = {
    "datetime-001": skipped,
    "datetime-002": repeated,
    "datetime-004": over_the_change,
    "datetime-005": no_such_day,
    "datetime-006": no_midnight,
    "datetime-007": half_an_hour,
    "datetime-009": zone_as_path,
    "datetime-010": empty_zone,
    "datetime-012": refused,
    "datetime-013": refused,
    "datetime-014": future,
    "datetime-016": bad_file,
    "datetime-017": bad_file,
    "datetime-018": out_of_range,
    "datetime-019": refused,
    "datetime-020": refused,
    "datetime-021": bad_file,
    "datetime-022": clock_set_back,
    "datetime-025": travelled,
}
