import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from callpolicy_gui.formats.phone_numbers import NumberWarning, looks_like_number, parse_number
from callpolicy_gui.formats.problems import TextError, TextProblem
from tests.formats.bad_inputs import identifiers, payload

SAME = "+15551230000"


@pytest.mark.parametrize(
    ("identifier", "key"),
    [
        ("phone-005", SAME),
        ("phone-006", SAME),
        ("phone-008", SAME + "x204"),
        ("phone-013", SAME),
        ("phone-014", SAME),
        ("phone-016", SAME),
        ("phone-017", SAME),
    ],
)
def test_spellings_of_one_number(identifier, key):
    number = parse_number(payload(identifier), "US")
    assert number.key == key
    assert number.dialable
    assert number.warning is None
    assert not number.withheld
    assert number.to_dial == SAME


@pytest.mark.parametrize(
    "text", [payload("phone-001"), payload("phone-002"), "-2", "Unknown", "PRIVATE", "\u200b", "--"]
)
def test_withheld(text):
    number = parse_number(text, "US")
    assert (number.key, number.shown, number.to_dial) == ("", "", "")
    assert number.withheld
    assert not number.dialable
    assert number.warning is None


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        (payload("phone-009"), NumberWarning.NOT_A_NUMBER),
        (payload("phone-018"), NumberWarning.NOT_A_NUMBER),
        (payload("phone-020"), NumberWarning.UNUSUAL_LENGTH),
        (payload("phone-022"), NumberWarning.NOT_A_NUMBER),
        (payload("phone-023"), NumberWarning.NOT_A_NUMBER),
        (payload("phone-024"), NumberWarning.EMERGENCY),
        ("206555016", NumberWarning.UNUSUAL_LENGTH),
        ("+999 123 4567", NumberWarning.UNUSUAL_LENGTH),
        ("Priya", NumberWarning.NOT_A_NUMBER),
    ],
)
def test_odd_numbers_are_kept_marked_and_never_dialled(text, warning):
    number = parse_number(text, "US")
    assert number.raw == number.shown == text.replace("\n", " ")
    assert number.key
    assert not number.dialable
    assert not number.to_dial
    assert not number.withheld
    assert number.warning is warning


def test_digits_are_counted_for_the_question():
    assert parse_number("206-555-016", "US").digits == 9


def test_direction_characters_do_not_turn_digits_round():
    assert parse_number(payload("phone-015"), "US").raw == "0000321555"


@pytest.mark.parametrize(
    ("text", "country", "key", "shown"),
    [
        ("555-0123", "US", "5550123", "555-0123"),
        ("2065550164", "US", "+12065550164", "(206) 555-0164"),
        ("+1 206 555 0164", "GB", "+12065550164", "+1 206-555-0164"),
        ("020 7946 0123", "GB", "+442079460123", "020 7946 0123"),
        ("2065550164", "", "2065550164", "2065550164"),
        ("+12065550164", "", "+12065550164", "+1 206-555-0164"),
    ],
)
def test_keys_and_what_is_shown(text, country, key, shown):
    number = parse_number(text, country)
    assert (number.raw, number.key, number.shown, number.dialable, number.warning) == (
        text,
        key,
        shown,
        True,
        None,
    )
    assert number.to_dial == key


def test_extensions_are_different_numbers_with_one_to_dial():
    one, two = (parse_number(f"206 555 0164 ext. {n}", "US") for n in (1, 2))
    assert one.key != two.key
    assert one.to_dial == two.to_dial == "+12065550164"
    assert one.shown == "(206) 555-0164 ext. 1"


@pytest.mark.parametrize(
    ("text", "country"), [("911", "US"), ("112", "DE"), ("999", "GB"), ("999", ""), ("000", "AU")]
)
def test_emergency_numbers_are_asked_about(text, country):
    assert parse_number(text, country).warning is NumberWarning.EMERGENCY


def test_without_a_country_only_plausible_lengths_are_dialable():
    assert parse_number("12345", "").warning is NumberWarning.UNUSUAL_LENGTH
    assert not parse_number("206 555 0164 x9", "").dialable


def test_an_unknown_country_is_like_none_known_for_the_number():
    number = parse_number("2065550164", "XX")
    assert (number.key, number.warning) == ("2065550164", NumberWarning.UNUSUAL_LENGTH)


def test_a_text_without_end_is_refused_at_once():
    with pytest.raises(TextError) as refused:
        parse_number(payload("phone-021"), "US")
    assert (refused.value.problem, refused.value.limit) == (TextProblem.NUMBER_TOO_LONG, 200)
    assert parse_number("5" * 200, "US").key == "5" * 200


@pytest.mark.parametrize(
    ("text", "is_number"),
    [
        ("2065550164", True),
        ("(206) 555-0164", True),
        ("555-0164", True),
        ("206 555 0164 x9", True),
        ("٢٠٦٥٥٥٠١٦٤", True),
        ("555016", False),
        ("Priya 2065550164", False),
        ("Priya", False),
        ("", False),
        ("*#1234567#", True),
        ("*67", True),
        ("#31#", True),
        ("*", False),
        ("#", False),
        ("#1 Dad", False),
        ("911", True),
        ("999", True),
        ("404", False),
    ],
)
def test_looks_like_number(text, is_number):
    assert looks_like_number(text) is is_number


def test_an_emergency_number_is_the_country_s():
    assert looks_like_number("911", "US")
    assert not looks_like_number("999", "US")
    assert looks_like_number("999", "GB")
    assert parse_number("911", "US").warning is NumberWarning.EMERGENCY


def test_what_is_kept_is_as_it_was_given_and_nothing_of_a_withheld_number():
    assert parse_number("+1 555 123 0000", "US").kept == "+1 555 123 0000"
    assert parse_number("*#06#", "US").kept == "*#06#"
    assert parse_number("Anonymous", "US").kept == ""


def test_a_megabyte_of_digits_is_looked_at_briefly():
    assert looks_like_number(payload("phone-021"))


@pytest.mark.parametrize("identifier", [i for i in identifiers("phone") if i != "phone-021"])
def test_every_odd_number_can_be_logged(identifier):
    number = parse_number(payload(identifier), "US")
    again = parse_number(number.raw, "US")
    assert again == number


@example("0 \x08\r0", "US")
@settings(deadline=None)  # the first number loads the library
@given(
    st.text(alphabet=st.characters(exclude_categories=()), max_size=40),
    st.sampled_from(["US", "DE", "", "XX"]),
)
def test_any_text_is_a_number_of_some_sort(text, country):
    number = parse_number(text, country)
    assert number.withheld == (not number.key)
    assert parse_number(number.raw, country) == number
    assert not number.dialable or set(number.to_dial) <= set("+0123456789")
    number.raw.encode()


def test_the_library_is_not_loaded_before_a_number_is_read():
    code = "import sys\nfrom callpolicy_gui.formats.phone_numbers import looks_like_number\n"
    code += "looks_like_number('2065550164')\nsys.exit('phonenumbers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
