from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.core.imported_calls import (
    ImportedCall,
    ImportedOutgoing,
    PhoneLogRow,
    RowKind,
    assemble,
    identity,
)
from callpolicy_gui.formats.android_calls import read
from callpolicy_gui.formats.phone_numbers import parse_number

SAMPLE = Path(__file__).parent.parent / "data" / "calls-android-backup.xml"
MINUTE = 60_000


def row(kind, at_ms=0, number="1", name="", duration=0):
    return PhoneLogRow(number, name, at_ms, RowKind(kind), duration)


def same(number):
    return number


def missed(*rows):
    return assemble(rows, same).missed


def test_the_sample_has_148_distinct_missed_calls_84_with_voicemail():
    rows = read(SAMPLE.read_bytes())
    log = assemble(rows, lambda number: parse_number(number, "US").key)
    assert len(log.missed) == 148
    assert [call.voicemail for call in log.missed].count(Voicemail.YES) == 84
    assert [call.voicemail for call in log.missed].count(Voicemail.UNKNOWN) == 0
    assert len(log.outgoing) == 105
    assert log.ignored == ((RowKind.INCOMING, 46),)
    assert log.repeated == 1
    assert [call.at_ms for call in log.missed] == sorted(call.at_ms for call in log.missed)
    assert sum(not call.number for call in log.missed) == 1


def test_a_file_without_voicemail_rows_says_nothing_about_voicemail():
    assert missed(row("missed")) == (ImportedCall("1", "", 0, Voicemail.UNKNOWN),)
    assert missed(row("missed"), row("voicemail", 9, number="2"))[0].voicemail is Voicemail.NO


def test_a_voicemail_belongs_to_the_last_unanswered_call_of_its_number():
    calls = missed(row("missed", 0), row("rejected", 1000), row("missed", 1500, "2"), row("voicemail", 2000))
    assert [(call.at_ms, call.voicemail) for call in calls] == [
        (0, Voicemail.NO),
        (1000, Voicemail.YES),
        (1500, Voicemail.NO),
    ]


def test_five_minutes_are_enough_and_the_limit():
    assert [c.at_ms for c in missed(row("missed"), row("voicemail", 5 * MINUTE))] == [0]
    late = missed(row("missed"), row("voicemail", 5 * MINUTE + 1))
    assert [(c.at_ms, c.voicemail) for c in late] == [(0, Voicemail.NO), (5 * MINUTE + 1, Voicemail.YES)]


def test_a_voicemail_before_the_call_is_not_that_calls():
    calls = missed(row("missed", 1000), row("voicemail", 999))
    assert [(c.at_ms, c.voicemail) for c in calls] == [(999, Voicemail.YES), (1000, Voicemail.NO)]


def test_a_voicemail_in_the_same_millisecond_is_that_calls():
    assert missed(row("voicemail", 5), row("missed", 5)) == (ImportedCall("1", "", 5, Voicemail.YES),)


def test_a_voicemail_without_a_call_is_a_missed_call():
    assert missed(row("voicemail", 7, name="Ann")) == (ImportedCall("1", "Ann", 7, Voicemail.YES),)


def test_a_name_may_come_with_the_voicemail():
    assert missed(row("missed"), row("voicemail", 1, name="Ann"))[0].name == "Ann"
    assert missed(row("missed", name="Bo"), row("voicemail", 1, name="Ann"))[0].name == "Bo"


def test_two_spellings_of_a_number_are_one_number():
    rows = [row("missed", number="(206) 555-0164"), row("voicemail", 9, number="+12065550164")]
    (call,) = assemble(rows, lambda number: parse_number(number, "US").key).missed
    assert (call.number, call.voicemail) == ("(206) 555-0164", Voicemail.YES)


def test_two_callers_in_one_millisecond_are_two():
    assert [call.number for call in missed(row("missed", number="2"), row("missed", number="1"))] == [
        "1",
        "2",
    ]


def test_identical_rows_and_second_rows_of_one_instant_are_repeats():
    log = assemble(
        [row(kind) for kind in ("missed", "missed", "rejected", "incoming", "incoming", "other")]
        + [row("outgoing", 1), row("outgoing", 1, name="A")],
        same,
    )
    assert len(log.missed) == len(log.outgoing) == 1
    assert log.ignored == ((RowKind.INCOMING, 1), (RowKind.OTHER, 1))
    assert log.repeated == 4


def test_outgoing_calls_are_kept_oldest_first():
    log = assemble([row("outgoing", 9, duration=3), row("outgoing", 2, number="2")], same)
    assert log.outgoing == (ImportedOutgoing("2", 2, 0), ImportedOutgoing("1", 9, 3))


def test_an_identity_is_stable_and_tells_calls_apart():
    known = identity("android", "+1", 5, "in")
    assert known == identity("android", "+1", 5, "in")
    assert len(known) == 64
    others = [("a", "+1", 5, "in"), ("android", "+", 5, "in"), ("android", "+1", 6, "in")]
    others += [("android", "+1", 5, "out"), ("android", "", 15, "in"), ("android", "\ud83d", 5, "in")]
    assert len({known, *(identity(*other) for other in others)}) == 7


rows = st.lists(
    st.builds(
        PhoneLogRow,
        st.sampled_from(["", "1", "2"]),
        st.sampled_from(["", "A"]),
        st.integers(0, 12).map(lambda n: n * MINUTE),
        st.sampled_from(RowKind),
        st.just(0),
    ),
    max_size=12,
)


@given(rows)
def test_no_row_is_lost_and_the_order_of_rows_does_not_matter(given_rows):
    log = assemble(given_rows, same)
    voicemails = {(r.number, r.at_ms) for r in given_rows if r.kind is RowKind.VOICEMAIL}
    rang = {(r.number, r.at_ms) for r in given_rows if r.kind in {RowKind.MISSED, RowKind.REJECTED}}
    found = {(call.number, call.at_ms) for call in log.missed}
    assert rang <= found <= rang | voicemails
    assert len(found) == len(log.missed)
    assert any(call.voicemail is Voicemail.YES for call in log.missed) == bool(voicemails)
    turned = assemble(given_rows[::-1], same)
    assert [(c.number, c.at_ms, c.voicemail) for c in turned.missed] == [
        (c.number, c.at_ms, c.voicemail) for c in log.missed
    ]
    again = assemble(given_rows + given_rows, same)
    assert (again.missed, again.outgoing, again.ignored) == (log.missed, log.outgoing, log.ignored)
