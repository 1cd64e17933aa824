from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from callpolicy_gui.controller.views import Refused
from callpolicy_gui.core.call_log import Level
from callpolicy_gui.formats import csv_log
from tests.controller.conftest import SAMPLE, at


def preview(practice, path=SAMPLE):
    found = practice.controller.exchange.preview(path)
    assert not isinstance(found, Refused), found
    return found


def test_the_preview_tells_what_the_import_then_does(practice):
    found = preview(practice)
    assert (found.new, found.known, found.voicemails, found.outgoing) == (148, 0, 84, 105)
    assert practice.history().count("call logged") == 0
    done = practice.controller.exchange.import_calls(found, settle_returned=True)
    assert (done.added, done.returned, done.queued) == (148, found.returned, found.queue - found.returned)
    assert practice.said == [done.sentence]
    assert len(practice.rows("2026-01-01", "2026-12-31")) == 148


def test_a_second_import_adds_nothing(practice):
    practice.controller.exchange.import_calls(preview(practice), settle_returned=True)
    before = practice.log.db.history.head()
    again = preview(practice)
    assert (again.new, again.known, again.queue) == (0, 148, 0)
    done = practice.controller.exchange.import_calls(again, settle_returned=True)
    assert (done.added, done.outgoing) == (0, 0)
    assert practice.log.db.history.head() == before


def test_calls_older_than_14_days_go_to_the_log_only(practice):
    practice.controller.exchange.import_calls(preview(practice), settle_returned=False)
    rows = practice.rows("2026-01-01", "2026-12-31")
    old = [row for row in rows if row.received < "2026-11-09T14:00"]
    assert {row.status for row in old} == {"log_only"}
    assert len(practice.groups()) <= len(rows) - len(old)
    assert all(row.status in {"open", "late"} for row in rows[len(old) :])


def test_outgoing_calls_that_connected_are_returns_only_when_asked_for(practice):
    practice.controller.exchange.import_calls(preview(practice), settle_returned=False)
    assert all(row.returned == "" for row in practice.rows("2026-11-10", "2026-11-23"))


def test_an_import_is_all_or_nothing(practice, monkeypatch):
    found = preview(practice)
    desk = practice.controller._desk
    calls = []

    def failing(*args, **kwargs):
        calls.append(1)
        if len(calls) == 100:
            raise RuntimeError("power")
        return type(desk.calls).add(desk.calls, *args, **kwargs)

    monkeypatch.setattr(desk.calls, "add", failing)
    before = practice.log.db.history.head()
    with pytest.raises(RuntimeError):
        practice.controller.exchange.import_calls(found, settle_returned=True)
    assert practice.log.db.history.head() == before
    assert practice.rows("2026-01-01", "2026-12-31") == ()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "That file was not found. Nothing was imported."),
        (b"", "This file is not a call log that Call Policy can read. Nothing was imported."),
        (b"<calls count='0'></calls>", "There are no missed or outgoing calls in this file."),
        (
            b"<calls><call number='1' date='x' type='3' duration='0'/></calls>",
            "A date could not be read. At call 1. Nothing was imported.",
        ),
        (
            b"<calls><call number='1' date='1999999999999' type='3' duration='0'/></calls>",
            "This file has calls in the future. Check the phone's clock. Nothing was imported.",
        ),
    ],
)
def test_a_file_that_cannot_be_imported_says_why(practice, tmp_path, content, sentence):
    path = tmp_path / "calls.xml"
    if content is not None:
        path.write_bytes(content)
    before = practice.log.db.history.head()
    refused = practice.controller.exchange.preview(path)
    assert isinstance(refused, Refused)
    assert refused.sentence == sentence
    assert practice.log.db.history.head() == before


def test_reading_does_not_block_the_window(practice, qtbot):
    with qtbot.waitSignal(practice.controller.import_read, timeout=15_000) as read:
        practice.controller.exchange.read_import(SAMPLE)
    assert read.args[0].new == 148


@pytest.mark.parametrize("level", Level)
def test_an_export_is_read_back_as_it_was(practice, tmp_path, level):
    practice.controller.exchange.import_calls(preview(practice), settle_returned=True)
    practice.log_call("=1+1", "12:00", note='He said "a,b;c\td"\nand left')
    path = tmp_path / "log.csv"
    done = practice.controller.exchange.export(
        path, date(2026, 11, 1), date(2026, 11, 30), level, overwrite=False
    )
    rows = practice.rows("2026-11-01", "2026-11-30", level)
    assert done.calls == len(rows) == len(csv_log.read_back(path.read_bytes()))
    text = path.read_text(encoding="utf-8-sig")
    assert ("Rosa Rossi" in text) == (level is Level.FULL)
    assert ("555" in text) == (level is Level.FULL)
    assert ("He said" in text) == (level is Level.FULL)
    assert "\n=1" not in text
    assert ",=1" not in text
    assert practice.history()[-1] == "log exported"
    assert practice.log.db.history.entries(limit=1)[0].after == {
        "level": level.value,
        "from": "2026-11-01",
        "to": "2026-11-30",
        "calls": len(rows),
        "format": "csv",
    }


def test_an_export_names_the_history_it_was_taken_from(practice, tmp_path):
    practice.log_call("Ann", "12:00")
    day = date(2026, 11, 23)
    head = practice.log.db.history.head()
    name = practice.controller.exchange.suggested_name(day, day)
    assert name == f"call-log-2026-11-23-to-2026-11-23-n{head.count}-{head.hash[:12]}.csv"
    done = practice.controller.exchange.export(tmp_path / name, day, day, Level.FULL, overwrite=False)
    said = f"The log's history had {head.count} entries; the last one's mark is {head.hash[:12]}."
    assert done.anchor == said
    # The entry about the export follows the anchor; the anchor stays in the history.
    assert practice.log.db.history.hash_at(head.count) == head.hash
    assert practice.log.db.history.head().count == head.count + 1


def test_the_name_of_a_file_is_not_in_the_history(practice, tmp_path):
    day = date(2026, 11, 23)
    practice.controller.exchange.export(tmp_path / "Zoe.csv", day, day, Level.FULL, overwrite=False)
    assert practice.log.db.rows("SELECT 1 FROM history WHERE coalesce(after, '') LIKE '%Zoe%'") == []


def test_an_existing_file_is_kept_unless_overwriting_was_said(practice, tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("mine", encoding="utf-8")
    export = practice.controller.exchange.export
    day = date(2026, 11, 23)
    assert "was kept" in export(path, day, day, Level.FULL, overwrite=False).sentence
    assert path.read_text(encoding="utf-8") == "mine"
    assert export(path, day, day, Level.FULL, overwrite=True).calls == 0
    assert isinstance(export(path, day, date(2026, 11, 22), Level.FULL, overwrite=True), Refused)
    assert isinstance(export(tmp_path / "no" / "x.csv", day, day, Level.FULL, overwrite=True), Refused)


def test_the_sample_is_the_head_of_the_export(practice):
    practice.log_call("Zoe Larsen", "fri 12:00")
    for hour in range(6, 12):
        practice.log_call("Ann", f"{hour}:00")
    headings, row, *rest = practice.controller.exchange.export_sample(
        date(2026, 11, 1), date(2026, 11, 30), Level.PSEUDONYMISED
    )
    assert headings[:2] == ("received", "client")
    assert "Zoe" not in "".join(row)
    assert row[0].startswith("2026-11-20T12:00")
    assert len(rest) == 4


def _file(tmp_path, *rows):
    """A phone's log of (kind, local time, seconds) rows from one number."""
    calls = "".join(
        f"<call number='2125550117' date='{at(when)}000' type='{kind}' duration='{seconds}' />"
        for kind, when, seconds in rows
    )
    path = tmp_path / f"calls-{len(rows)}.xml"
    path.write_text(f"<calls count='{len(rows)}'>{calls}</calls>", encoding="utf-8")
    return path


def test_a_return_that_a_later_log_proves_settles_what_was_in_the_queue(practice, tmp_path):
    missed = (3, "2026-11-23 10:00", 0)
    practice.controller.exchange.import_calls(
        preview(practice, _file(tmp_path, missed)), settle_returned=True
    )
    typed = practice.log_call("(212) 555-0117", "9:00")
    assert len(practice.groups()) == 1
    later = _file(tmp_path, missed, (2, "2026-11-23 13:00", 300))
    found = preview(practice, later)
    assert (found.new, found.returned, found.outgoing) == (0, 2, 1)
    done = practice.controller.exchange.import_calls(found, settle_returned=True)
    assert done.returned == 2
    assert practice.groups() == {}
    assert practice.call(typed).settled_at == at("2026-11-23 13:00")
    again = preview(practice, later)
    assert (again.new, again.returned, again.outgoing) == (0, 0, 0)


def test_a_short_outgoing_call_settles_nothing(practice, tmp_path):
    path = _file(tmp_path, (3, "2026-11-23 10:00", 0), (2, "2026-11-23 13:00", 29))
    practice.controller.exchange.import_calls(preview(practice, path), settle_returned=True)
    assert len(practice.groups()) == 1


def test_calls_in_the_future_are_refused_placed_ones_too(practice, tmp_path):
    path = _file(tmp_path, (3, "2026-11-23 10:00", 0), (2, "2026-11-23 14:06", 300))
    assert "in the future" in practice.controller.exchange.preview(path).sentence


def test_a_corrected_country_does_not_double_what_was_imported(practice, tmp_path):
    path = _file(tmp_path, (3, "2026-11-23 10:00", 0))
    practice.controller.exchange.import_calls(preview(practice, path), settle_returned=True)
    settings = replace(practice.controller.settings, country="DE", subdivision="")
    practice.controller.policies.save_settings(settings)
    assert preview(practice, path).new == 0
