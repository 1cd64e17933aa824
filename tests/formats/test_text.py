import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpolicy_gui.formats.problems import TextError, TextProblem
from callpolicy_gui.formats.text import clean_name, clean_note, without_lone_surrogates
from tests.formats.bad_inputs import identifiers, payload

REFUSED_NAMES = {"name-010"}
REFUSED_NOTES = {"note-003"}


@pytest.mark.parametrize(
    ("identifier", "kept"),
    [
        ("name-003", "Ann \ufffd"),
        ("name-005", "Anngnp.exe"),
        ("name-008", "\ufb01ona"),
        ("name-018", "=1+1"),
        ("name-019", "\ufeff\u200b\u00a0 =1+1"),
        ("name-022", "Ann]0;owned ERROR fake line"),
    ],
)
def test_names_that_change_or_must_not(identifier, kept):
    assert clean_name(payload(identifier)) == kept


@pytest.mark.parametrize(
    "identifier",
    [
        i
        for i in identifiers("name")
        if i not in REFUSED_NAMES | {"name-003", "name-005", "name-007", "name-018", "name-019", "name-022"}
    ],
)
def test_other_odd_names_are_kept_as_they_are(identifier):
    assert clean_name(payload(identifier)) == payload(identifier)


def test_two_spellings_of_a_name_are_one():
    first, second = payload("name-007").split(" / ")
    assert first != second
    assert clean_name(first) == clean_name(second)


def test_spaces_and_line_ends_collapse():
    assert clean_name("  Ann\r\n\tLee\u2028Jr ") == "Ann Lee Jr"


@pytest.mark.parametrize(
    "character",
    [
        "N",
        "e\u0302\u0323",
        payload("name-002"),
        "\U0001f1e9\U0001f1ea",
        "\U0001f44b\U0001f3fd",
        "\u2764\ufe0f",
    ],
)
def test_a_name_has_two_hundred_characters_as_a_reader_counts(character):
    assert clean_name(character * 200)
    with pytest.raises(TextError) as refused:
        clean_name(character * 201)
    assert (refused.value.problem, refused.value.limit) == (TextProblem.NAME_TOO_LONG, 200)
    assert character not in str(refused.value)


@pytest.mark.parametrize("mark", "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_a_name_cannot_turn_round_what_stands_beside_it(mark):
    assert clean_name(f"{mark} Ann{mark} Lee{mark}") == "Ann Lee"
    assert clean_name(f"\u05d0\u05d1 {mark}\u05d2\u05d3") == "\u05d0\u05d1 \u05d2\u05d3"


def test_marks_without_end_are_refused():
    with pytest.raises(TextError):
        clean_name("e" + "\u0301" * 10_000)
    with pytest.raises(TextError):
        clean_name(payload("name-010"))


def test_notes_keep_their_lines():
    assert clean_note(payload("note-004")) == "a\nb\nc\nd\ne"
    assert clean_note("a\tb\x00\x1bc") == "a\tbc"
    assert clean_note("\ud83d") == "\ufffd"


@pytest.mark.parametrize(
    "identifier", [i for i in identifiers("note") if i not in REFUSED_NOTES | {"note-004"}]
)
def test_other_odd_notes_are_kept_as_they_are(identifier):
    assert clean_note(payload(identifier)) == payload(identifier)


def test_a_note_is_refused_not_cut():
    with pytest.raises(TextError) as refused:
        clean_note("x" * 10_001)
    assert (refused.value.problem, refused.value.limit) == (TextProblem.NOTE_TOO_LONG, 10_000)


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
def test_cleaning_once_is_enough(text):
    name = clean_name(text)
    assert clean_name(name) == name == unicodedata.normalize("NFC", name)
    assert "\n" not in name
    note = clean_note(text)
    assert clean_note(note) == note
    without_lone_surrogates(text).encode()
