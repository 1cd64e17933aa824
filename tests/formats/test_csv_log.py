import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpolicy_gui.core.call_log import Level, LogRow, LogStatus, columns
from callpolicy_gui.formats.csv_log import read_back, write, write_table
from tests.formats.bad_inputs import identifiers, payload


def row(**changes):
    values = {
        "received": "2026-11-20T13:45:00-05:00",
        "client": "Ann",
        "number": "+12065550164",
        "voicemail": "yes",
        "urgency": "routine",
        "policy": "turnaround",
        "due": "2026-11-23T13:45:00-05:00",
        "status": LogStatus.KEPT,
        "returned": "2026-11-23T13:00:00-05:00",
        "hours_to_return": "71.25",
        "minutes_to_return": 4275,
        "attempts": 1,
        "attempt_list": "2026-11-23T13:00:00-05:00 reached",
        "outside_own_hours": "no",
        "note": "",
    }
    return LogRow(**values | changes)


def cells(data):
    """The file as a spreadsheet takes it, quotes and all."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_file_as_a_whole():
    assert write([row(note='He said "a,b"')], Level.FULL) == (
        b"\xef\xbb\xbfreceived,client,number,voicemail,urgency,policy,due,status,returned,hours_to_return,"
        b"minutes_to_return,attempts,attempt_list,outside_own_hours,note\r\n"
        b"2026-11-20T13:45:00-05:00,Ann,'+12065550164,yes,routine,turnaround,2026-11-23T13:45:00-05:00,kept,"
        b"2026-11-23T13:00:00-05:00,71.25,4275,1,2026-11-23T13:00:00-05:00 reached,no,"
        b'"He said ""a,b"""\r\n'
    )


def test_an_empty_log_is_a_heading():
    assert read_back(write([], Level.PSEUDONYMISED)) == []
    assert cells(write([], Level.PSEUDONYMISED)) == [list(columns(Level.PSEUDONYMISED))]


def test_a_pseudonymised_file_has_no_column_for_number_or_note():
    data = write([row(client="C-014", note="secret note")], Level.PSEUDONYMISED)
    assert b"5550164" not in data
    assert b"secret" not in data
    (record,) = read_back(data)
    assert record["client"] == "C-014"
    assert "number" not in record
    assert "note" not in record


HIDDEN = [
    "",
    " ",
    "\t",
    "\r",
    "\n",
    "\x00",
    "\ufeff",
    "\u200b",
    "\u00a0",
    "\u202e",
    "\u2060",
    "\ufe0f",
    "\u3164",
    "'",
]


@pytest.mark.parametrize("before", HIDDEN)
@pytest.mark.parametrize("trigger", "=+-@\uff1d\uff0b\uff0d\uff20\ufe66")
def test_formulas_are_quoted_behind_anything_invisible(before, trigger):
    text = f"{before}{trigger}1+1"
    data = write_table(["a"], [[text]])
    assert cells(data)[1] == ["'" + text]
    assert read_back(data) == [{"a": text}]


@pytest.mark.parametrize("text", ["\tx", "\rx", "\x00x", "\u200b\tx"])
def test_characters_that_a_spreadsheet_drops_are_quoted(text):
    assert cells(write_table(["a"], [[text]]))[1] == ["'" + text]


@pytest.mark.parametrize(
    "text", ["", "Ann", "'t Hart", "O'Brien", " Ann", "\u200bAnn", "1-1", "\u2019=1", "\u200b", "\u200b'=1"]
)
def test_harmless_texts_are_left_alone(text):
    assert cells(write_table(["a", "b"], [[text, ""]]))[1] == [text, ""]


@pytest.mark.parametrize("identifier", identifiers("name") + identifiers("note") + identifiers("phone"))
def test_odd_inputs_come_back(identifier):
    text = payload(identifier)
    if identifier == "phone-021":
        text = text[:200]
    (record,) = read_back(write([row(client=text, note=text, number=text)], Level.FULL))
    expected = (
        text.encode("utf-8", "replace").decode().replace("?", "\ufffd") if identifier == "name-003" else text
    )
    assert record["client"] == record["note"] == record["number"] == expected


texts = st.text(max_size=30) | st.text(alphabet="'=+-@\t\r\n\x00\ufeff\u200b\uff1d\",; a", max_size=8)


@given(st.lists(st.tuples(texts, texts, texts), max_size=5))
def test_round_trip(records):
    data = write_table(["a", "b", "c"], records)
    assert read_back(data) == [dict(zip("abc", record, strict=True)) for record in records]


@given(texts, texts)
def test_round_trip_of_rows(client, note):
    (record,) = read_back(write([row(client=client, note=note, minutes_to_return=None)], Level.FULL))
    assert (record["client"], record["note"], record["minutes_to_return"]) == (client, note, "")


@given(texts)
def test_one_record_stays_one(text):
    assert len(read_back(write([row(client=text), row(client=text)], Level.FULL))) == 2
