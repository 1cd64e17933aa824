"""Every row of the hostile inputs, and that the checks themselves can tell right from wrong."""

from __future__ import annotations

import logging
import sys
from dataclasses import replace

import pytest

from callpolicy_gui.controller.views import Field, Refused
from tests.bad_inputs import checks, targets
from tests.bad_inputs.__main__ import main
from tests.bad_inputs.checks import Misbehaved, NotHere, expect, expect_refused, expect_sentence, judge
from tests.bad_inputs.rows import Row, known_rows

ROWS = known_rows()
CANARY = Row("x-1", "name", "", "", "Wilhelmina Canary", None)

# The platform without a display says this of a window that is raised.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_row(row, qapp):
    try:
        happened = judge(row, targets.check_for(row))
    except NotHere as lacking:
        pytest.skip(str(lacking))
    assert not happened, f"expected: {row.expected}"


def test_every_row_has_a_check_of_its_own():
    general = {module.any_other for module in targets._MODULES.values()} | {targets._unknown}
    assert [row.id for row in ROWS if targets.check_for(row) in general] == []


@pytest.mark.parametrize(
    ("target", "payload"),
    [
        ("phone", "+49 (0)30 1234567; 8"),
        ("phone", "x" * 201),
        ("name", "O'Brien"),
        ("name", "\u202b\x07"),
        ("note", "one\ntwo"),
        ("datetime", "31 feb 10:00"),
        ("datetime", "yesterday 6pm"),
        ("policy_hours", '{"mon": [["9", "17"]], "tue": "closed"}'),
        ("policy_hours", "[]"),
        ("db_file", "SQLite format 3\0 and no more"),
        ("settings", '{"auto_lock": "no", "theme": "pink", "mine": [1]}'),
        ("settings", "[1, 2"),
        ("cli", "--import nothing.xml --yes"),
        ("cli", "list | head -1"),
        ("import_xml", "<calls><call number='5' date='1' type='3'/></calls>"),
        ("import_xml", "\ufeff<calls"),
        ("import_csv", "name,phone\n"),
    ],
)
def test_a_row_that_nobody_has_seen_gets_the_rules_of_its_target(target, payload, qapp):
    row = Row("unseen-1", target, "", "", payload, None)
    assert judge(row, targets.check_for(row)) == ""


def test_a_target_that_nobody_knows_is_no_pass():
    row = replace(CANARY, target="teletext")
    assert "no target" in judge(row, targets.check_for(row))


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (lambda row, folder: expect(not row, "it did this"), "it did this"),
        (lambda row, folder: {}[row.text], "KeyError at test_bad_inputs.py"),
        (lambda row, folder: logging.getLogger("x").info("calling %s", row.text), "log record"),
        (lambda row, folder: sys.stderr.write(row.text), "standard error"),
        (lambda row, folder: expect_sentence(f"No {row.text} here.", row.text), "repeats the value"),
        (lambda row, folder: expect_sentence("no sentence"), "not a sentence"),
        (lambda row, folder: expect_sentence(" "), "nothing was said"),
        (lambda row, folder: expect_refused("kept"), "not refused"),
        (
            lambda row, folder: expect_refused(Refused("No.", Field.NOTE), "", Field.WHO),
            "names the field 'note'",
        ),
    ],
)
def test_what_a_row_must_never_do_is_told(check, said):
    told = judge(CANARY, check)
    assert said in told
    assert CANARY.text not in told


def test_what_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(checks, "LIMIT_SECONDS", 0.05)

    def never(_row, _folder):
        while True:
            pass

    assert "longer" in judge(CANARY, never)


def test_the_runner_counts_and_tells(tmp_path, capsys, monkeypatch, qapp):
    path = tmp_path / "rows.json"
    path.write_text(
        '[{"id": "a-1", "target": "phone", "payload": "2065550164", "expected": "kept"},'
        ' {"id": "a-2", "target": "import_csv", "generator": "b\'name\'", "expected": "refused"},'
        ' {"id": "a-3", "target": "teletext", "payload": "", "expected": "read \u00e9"}]',
        encoding="utf-8",
    )
    assert main([str(path)]) == 1
    out = capsys.readouterr().out
    assert out.splitlines()[-1] == "2 of 3"
    assert out.startswith("a-3\n  expected: read \\xe9\n  happened: there is no target teletext\n")
    assert "import_csv: not read by this program: refused with a sentence (1 rows)" in out
    monkeypatch.setattr(targets, "_unknown", lambda row, folder: None)
    assert main([str(path)]) == 0


def test_misbehaviour_is_told_in_plain_letters():
    def check(_row, _folder):
        raise Misbehaved("\x1b[31m\u202e" + "x" * 10_000)

    told = judge(CANARY, check)
    assert told.isascii()
    assert len(told) < 500
