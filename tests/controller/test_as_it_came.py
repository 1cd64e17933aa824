"""Numbers are kept as they came and shown as they read; the practice's zone is named where it differs."""

from __future__ import annotations

from datetime import date

import pytest

from callpolicy_gui import opening
from callpolicy_gui.controller.views import CallDraft, Field, LogFilter
from callpolicy_gui.core.call_log import Level
from callpolicy_gui.core.calls import NotOwedReason, Settlement
from callpolicy_gui.desktop.system_region import Region
from callpolicy_gui.formats import csv_log
from callpolicy_gui.storage.paths import paths_in
from tests.controller.conftest import at

NEW_YORK = Region("America/New_York", "US", "NY")
DAYS = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("+1 206 555 0164", "(206) 555-0164"),
        ("206.555.0164,,204#", "(206) 555-0164 ext. 204"),
        ("*#06#", "*#06#"),
        ("911", "911"),
        ("1" * 40, "1" * 40),
    ],
)
def test_a_typed_number_is_kept_and_exported_as_it_came(practice, tmp_path, typed, shown):
    call_id = practice.log_call(typed)
    assert practice.call(call_id).number == typed
    row = practice.row(call_id)
    assert (row.obligation.number, row.obligation.client.number) == (shown, shown)
    (entry,) = practice.controller.log.page(LogFilter(0, practice.now + 1), 10, 0)
    assert (entry.call.number, entry.client.number) == (shown, shown)
    assert practice.controller.calls.draft_of(call_id).who == shown
    practice.controller.exchange.export(tmp_path / "log.csv", *DAYS, Level.FULL, overwrite=False)
    (record,) = csv_log.read_back((tmp_path / "log.csv").read_bytes())
    assert record["number"] == typed


def test_an_imported_number_is_kept_as_it_came(practice, tmp_path):
    path = tmp_path / "calls.xml"
    rows = "".join(
        f'<call number="{number}" type="3" date="{(practice.now - n) * 1000}"/>'
        for n, number in enumerate(("+12065550164", "anonymous"))
    )
    path.write_text(f"<calls>{rows}</calls>", encoding="utf-8")
    practice.controller.exchange.import_calls(
        practice.controller.exchange.preview(path), settle_returned=True
    )
    entries = practice.controller.log.page(LogFilter(0, practice.now + 1), 10, 0)
    assert [entry.call.number for entry in entries] == ["(206) 555-0164", ""]
    assert [practice.call(entry.call.call_id).number for entry in entries] == ["+12065550164", ""]


def test_another_number_of_a_corrected_call_reads_as_the_others(practice):
    call_id = practice.log_call("206.555.0164")
    draft = practice.controller.calls.draft_of(call_id)
    assert practice.controller.calls.amend(call_id, CallDraft("2125550117", received=draft.received)) is None
    (call,) = practice.row(call_id).obligation.calls
    assert call.number == "(212) 555-0117"
    assert ("number", "(206) 555-0164") in call.was
    assert ("number", "206.555.0164") in practice.call(call_id).was


def test_what_is_taken_back_is_named_as_it_is_shown(practice):
    said = []
    practice.controller.undo_changed.connect(said.append)
    call_id = practice.log_call("206.555.0164")
    practice.controller.calls.not_owed(call_id, NotOwedReason.DUPLICATE)
    assert practice.call(call_id).settlement is Settlement.NOT_OWED
    assert "(206) 555-0164" in said[-1].sentence


@pytest.mark.parametrize(
    ("typed", "dialable"),
    [("206 555 0164", True), ("Ann", True), ("withheld", True), ("*#06#", False), ("911", False)],
)
def test_numbers_that_no_telephone_can_be_given_are_marked(practice, typed, dialable):
    call_id = practice.log_call(typed)
    assert (call_id not in practice.controller.queue().not_dialable) is dialable


def test_an_emergency_number_is_asked_about(practice):
    said = practice.controller.calls.preview(CallDraft("911")).caller
    assert said.endswith("That is an emergency number. Is this right?")
    assert practice.controller.calls.preview(CallDraft("999")).caller.endswith("New caller: 999")


@pytest.mark.parametrize(
    ("zone", "named"),
    [
        ("America/New_York", False),
        ("America/Toronto", False),
        ("America/Los_Angeles", True),
        ("no zone at all", False),
        ("", False),
    ],
)
def test_the_zone_is_named_where_this_computer_s_clock_differs(zone, named):
    log = opening.open_demo(lambda: at("2026-11-23 14:00"), NEW_YORK, lambda: zone)
    try:
        eyebrow = log.controller.queue().eyebrow
        assert eyebrow == ("Mon 23 Nov, 14:00, New York time" if named else "Mon 23 Nov, 14:00")
    finally:
        log.close()


@pytest.mark.parametrize("stored", ['""', '"../etc/passwd"', "5", "{no json"])
def test_a_zone_that_cannot_be_used_becomes_the_computer_s_and_is_told(tmp_path, stored):
    paths = paths_in(tmp_path / "data")
    log = opening.open_folder(paths, lambda: at("2026-11-23 14:00"), NEW_YORK)
    assert log.zone_note == ""
    with log.db.write(at("2026-11-23 14:00")):
        log.db.execute("UPDATE settings SET value = ? WHERE key = 'zone'", (stored,))
    log.close()
    log = opening.open_folder(paths, lambda: at("2026-11-23 15:00"), Region("Europe/Paris", "FR", ""))
    assert log.controller.settings.zone == "Europe/Paris"
    assert log.controller.settings.country == "US"
    assert "Europe/Paris" in log.zone_note
    log.close()
    log = opening.open_folder(paths, lambda: at("2026-11-23 16:00"), NEW_YORK)
    assert (log.controller.settings.zone, log.zone_note) == ("Europe/Paris", "")
    log.close()


def test_an_export_never_lands_in_the_log_s_own_folder(tmp_path):
    paths = paths_in(tmp_path / "data")
    log = opening.open_folder(paths, lambda: at("2026-11-23 14:00"), NEW_YORK)
    link = tmp_path / "link.csv"
    link.symlink_to(paths.database)
    inside = [paths.data_dir / name for name in ("log.db", "log.db-wal", "new.csv", "backups/a.db")]
    for path in (*inside, paths.data_dir / ".." / "data" / "x", link):
        refused = log.controller.exchange.export(path, *DAYS, Level.FULL, overwrite=True)
        assert refused.field is Field.FILE
        assert "belongs to the log" in refused.sentence
    done = log.controller.exchange.export(tmp_path / "data.csv", *DAYS, Level.FULL, overwrite=False)
    assert done.calls == 0
    log.close()


def test_a_call_of_a_phone_that_lost_its_clock_is_in_the_log(practice, tmp_path):
    path = tmp_path / "calls.xml"
    path.write_text('<calls><call number="5550164" type="3" date="1"/></calls>', encoding="utf-8")
    practice.controller.exchange.import_calls(
        practice.controller.exchange.preview(path), settle_returned=True
    )
    first, last = practice.controller.log.day_bounds(date(1, 1, 1), date(9999, 12, 31))
    assert practice.controller.log.count(LogFilter(first, last)) == 1
