from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpolicy_gui.core.imported_calls import PhoneLogRow, RowKind
from callpolicy_gui.formats.android_calls import LAST_MS, LONGEST_ENTRY, MOST_ROWS, read, sniff, stated_count
from callpolicy_gui.formats.problems import FormatError, FormatProblem
from tests.formats.bad_inputs import ANDROID_SAMPLE, as_bytes, payload

MISSED = PhoneLogRow("555", "", 1_700_000_000_000, RowKind.MISSED, 0)


def log(*calls):
    return ("<?xml version='1.0' encoding='UTF-8'?>\n<calls>\n" + "\n".join(calls) + "\n</calls>").encode()


def call(number="555", date="1700000000000", kind="3", more=""):
    return f'<call number="{number}" date="{date}" type="{kind}" {more}/>'


def refusal(data):
    with pytest.raises(FormatError) as refused:
        read(data)
    return refused.value.problem, refused.value.place


def test_the_sample_is_read_whole():
    data = ANDROID_SAMPLE.read_bytes()
    rows = read(data)
    assert sniff(data)
    assert len(rows) == stated_count(data) == 384
    assert rows[0] == PhoneLogRow("+12125550117", "Rosa Rossi", 1787585760000, RowKind.INCOMING, 838)
    kinds = [row.kind for row in rows]
    assert [kinds.count(kind) for kind in RowKind] == [134, 84, 15, 105, 46, 0]
    assert [row.name for row in rows if not row.number] == ["", ""]


@pytest.mark.parametrize(
    ("identifier", "rows"),
    [
        ("import_xml-001", [PhoneLogRow("+15551230000", "Ann", 1_700_000_000_000, RowKind.MISSED, 0)]),
        ("import_xml-002", [PhoneLogRow("555", "Ann \U0001f600", 1_700_000_000_000, RowKind.MISSED, 0)]),
        ("import_xml-013", [MISSED]),
        (
            "import_xml-016",
            [
                PhoneLogRow("555", "", 1_700_000_000_000, RowKind.INCOMING, 0),
                PhoneLogRow("556", "", 1_700_000_000_000, RowKind.REJECTED, 0),
            ],
        ),
        ("import_xml-018", [PhoneLogRow("", "", 1_700_000_000_000, RowKind.MISSED, 0)]),
        ("import_xml-019", []),
    ],
)
def test_odd_files_are_read(identifier, rows):
    assert read(as_bytes(identifier)) == rows


@pytest.mark.parametrize(
    ("identifier", "problem", "place"),
    [
        ("import_xml-004", FormatProblem.DOCUMENT_TYPE, "line 1"),
        ("import_xml-005", FormatProblem.DOCUMENT_TYPE, "line 1"),
        ("import_xml-006", FormatProblem.DOCUMENT_TYPE, "line 1"),
        ("import_xml-007", FormatProblem.DOCUMENT_TYPE, "line 1"),
        ("import_xml-008", FormatProblem.DOCUMENT_TYPE, "line 1"),
        ("import_xml-010", FormatProblem.NOT_THIS_FORMAT, ""),
        ("import_xml-012", FormatProblem.CUT_OFF, "line 1"),
        ("import_xml-015", FormatProblem.TEXT_MESSAGES, ""),
        ("import_xml-020", FormatProblem.NOT_WELL_FORMED, "line 2"),
    ],
)
def test_hostile_files_are_refused(identifier, problem, place):
    assert refusal(as_bytes(identifier)) == (problem, place)


@pytest.mark.parametrize(
    ("date", "problem"),
    [
        (payload("datetime-016"), FormatProblem.DATE_OUT_OF_RANGE),
        (payload("datetime-017"), FormatProblem.DATE_OUT_OF_RANGE),
        (payload("datetime-021"), FormatProblem.DATE_OUT_OF_RANGE),
        (str(LAST_MS + 1), FormatProblem.DATE_OUT_OF_RANGE),
        ("", FormatProblem.DATE_UNREADABLE),
        ("null", FormatProblem.DATE_UNREADABLE),
        ("1.7e12", FormatProblem.DATE_UNREADABLE),
        ("\u0661\u0667", FormatProblem.DATE_UNREADABLE),
    ],
)
def test_a_date_that_is_none_refuses_the_file_and_is_not_repeated(date, problem):
    data = log(call(), call(date=date))
    assert refusal(data) == (problem, "call 2")
    with pytest.raises(FormatError) as refused:
        read(data)
    assert not date or date not in str(refused.value)
    assert refused.value.__cause__ is None


def test_the_last_date_is_read():
    assert read(log(call(date=str(LAST_MS))))[0].at_ms == LAST_MS


@pytest.mark.parametrize("kind", ["0", "6", "7", "8", "99", "-1"])
def test_unknown_kinds_are_other(kind):
    assert read(log(call(kind=kind)))[0].kind is RowKind.OTHER


@pytest.mark.parametrize("kind", ["", "null", "three", "3.0", "9" * 5000])
def test_a_kind_that_is_no_number_refuses_the_file(kind):
    assert refusal(log(call(kind=kind))) == (FormatProblem.KIND_UNREADABLE, "call 1")


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [("", 0), ("null", 0), ("71", 71), (" 71 ", 71), ("-1", 0), ("9" * 10, 9999999999)],
)
def test_durations(duration, seconds):
    assert read(log(call(more=f'duration="{duration}"')))[0].duration_seconds == seconds


@pytest.mark.parametrize("duration", ["a minute", "9" * 5000])
def test_a_duration_that_is_no_number_refuses_the_file(duration):
    assert refusal(log(call(more=f'duration="{duration}"')))[0] is FormatProblem.DURATION_UNREADABLE


@pytest.mark.parametrize("number", ["", "null", "-1", "-2", "-3"])
def test_withheld_numbers_are_empty(number):
    assert not read(log(call(number=number)))[0].number


@pytest.mark.parametrize(("presentation", "number"), [("1", "555"), ("2", ""), ("3", ""), ("4", "555")])
def test_presentation_hides_a_number(presentation, number):
    assert read(log(call(more=f'presentation="{presentation}"')))[0].number == number


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("null", ""),
        ("(Unknown)", ""),
        ("Null", "Null"),
        ("Ann&#10;Lee", "Ann Lee"),
        ("&#55357;", "\ufffd"),
        ("&#xd83d;&#xDE00;", "\U0001f600"),
        ("&#56832;&#55357;", "\ufffd\ufffd"),
        ("&#55357;&#55357;&#56832;", "\ufffd\U0001f600"),
        ("&#0055357;&#x0dE00;", "\U0001f600"),
        ("&#55000;", "\ud6d8"),
        ("&#128512;", "\U0001f600"),
        ("Ann &amp; Bo", "Ann & Bo"),
    ],
)
def test_names(name, kept):
    assert read(log(call(more=f'contact_name="{name}"')))[0].name == kept


def test_too_long_names_and_numbers_refuse_the_file():
    assert refusal(log(call(), call(more=f'contact_name="{"N" * 201}"'))) == (
        FormatProblem.NAME_TOO_LONG,
        "call 2",
    )
    assert refusal(log(call(number="5" * 201))) == (FormatProblem.NUMBER_TOO_LONG, "call 1")


def test_an_entry_has_a_largest_length_wherever_it_stands():
    long = call(more=f'contact_name="{"N" * LONGEST_ENTRY}"')
    assert refusal(log(call(), long)) == (FormatProblem.ENTRY_TOO_LONG, "line 4")
    assert refusal(log(long, call())) == (FormatProblem.ENTRY_TOO_LONG, "line 3")
    text = "x" * (LONGEST_ENTRY - 100)
    assert len(read(log(call(), text, call(), text, call()))) == 3


def test_a_file_has_a_largest_number_of_rows(monkeypatch):
    monkeypatch.setattr("callpolicy_gui.formats.android_calls.MOST_ROWS", 2)
    assert MOST_ROWS == 200_000
    assert len(read(log(call(), call()))) == 2
    assert refusal(log(call(), call(), call())) == (FormatProblem.TOO_MANY_ROWS, "call 3")


def test_only_the_calls_directly_in_the_log_count():
    assert read(log("<group>" + call() + "</group>", "text", call(number="556"))) == [
        PhoneLogRow("556", "", 1_700_000_000_000, RowKind.MISSED, 0)
    ]


def test_deep_nesting_inside_the_log_is_no_trouble():
    assert read(b"<calls>" + b"<a>" * 300_000 + b"</a>" * 300_000 + b"</calls>") == []


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", FormatProblem.CUT_OFF),
        (b"<calls>", FormatProblem.CUT_OFF),
        (b"<calls><c></calls>", FormatProblem.NOT_WELL_FORMED),
        (b"<calls>&undefined;</calls>", FormatProblem.NOT_WELL_FORMED),
        (b"<calls>\xff</calls>", FormatProblem.NOT_WELL_FORMED),
        (b"<calls>\xed\xa0\xbd</calls>", FormatProblem.NOT_WELL_FORMED),
        (b"<?xml version='1.0' encoding='utf-7'?><calls/>", FormatProblem.NOT_WELL_FORMED),
        (b"<?xml version='1.0' encoding='no-such'?><calls/>", FormatProblem.NOT_WELL_FORMED),
        (b"name,phone\n", FormatProblem.NOT_WELL_FORMED),
    ],
)
def test_what_is_no_xml_is_refused(data, problem):
    assert refusal(data)[0] is problem


def test_a_lack_of_memory_is_not_the_files_fault(monkeypatch):
    class Full:
        def __init__(self, **_options):
            pass

        def feed(self, _data):
            from xml.etree.ElementTree import ParseError

            error = ParseError("out of memory")
            error.code = 1
            raise error

    monkeypatch.setattr("callpolicy_gui.formats.android_calls.DefusedXMLParser", Full)
    with pytest.raises(MemoryError):
        read(b"<calls/>")


@pytest.mark.parametrize(
    ("data", "ours"),
    [
        (b"<calls/>", True),
        (b"\xef\xbb\xbf  <?xml version='1.0'?><calls/>", True),
        (b"<!DOCTYPE l [", True),
        (b"<smses/>", True),
        (b"<?xml version='1.0' ?><!DOCTYPE html PUBLIC ''><html>", False),
        (b"<html>", False),
        (b"<a>", False),
        (b"name,phone\n", False),
        (b"", False),
    ],
)
def test_sniff(data, ours):
    assert sniff(data) is ours


@pytest.mark.parametrize(
    ("data", "count"),
    [(as_bytes("import_xml-013"), 500), (b"<calls/>", None), (b"<calls count='many'/>", None)],
)
def test_stated_count(data, count):
    assert stated_count(data) == count


@given(st.binary(max_size=200))
def test_any_bytes_are_rows_or_a_refusal(data):
    with suppress(FormatError):
        assert isinstance(read(data), list)


@given(st.text(alphabet="<>calsx&#;0123456789dD='\"/ \n!-[]?", max_size=80))
def test_almost_xml_is_rows_or_a_refusal(text):
    with suppress(FormatError):
        read(f'<calls><call date="1" type="3" contact_name="{text}"/></calls>'.encode())
