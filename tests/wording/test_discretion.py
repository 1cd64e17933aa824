from __future__ import annotations

import pytest

from callpolicy_gui.core.calls import Client
from callpolicy_gui.wording import discretion
from callpolicy_gui.wording.discretion import (
    DOTS,
    hidden_sentence,
    hide_names,
    initials,
    names_hidden,
    shown_file,
    shown_name,
    shown_note,
    shown_number,
)
from callpolicy_gui.wording.queue import amended_value, caller, caller_in_full


@pytest.fixture(autouse=True)
def _names_shown():
    yield
    hide_names(False)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Marisol Tran", "M. T."),
        ("marisol anne tran", "M. T."),
        ("Ruth", "R."),
        ("(Ruth) \u201cO'Neil\u201d", "R. O."),
        ("Dr. E\u0301lodie A\u030angstro\u0308m", "D. \u00c5."),
        ("\u00dftra\u00dfe", "S."),
        # Vowel signs belong to the letter.
        ("\u0928\u0940\u0932\u092e \u0936\u0930\u094d\u092e\u093e", "\u0928\u0940. \u0936."),
        # One character of these is a whole word of a name.
        ("\u738b\u5c0f\u660e", ""),
        ("\uae40 \ucca0\uc218", ""),
        ("X", ""),
        ("J R Tolkien", "T."),
        ("555 0142", ""),
        ("Mom 555-0142", "M."),
        ("", ""),
    ],
)
def test_initials_never_say_a_whole_word(name, wanted):
    assert initials(name) == wanted


def test_everything_is_shown_to_begin_with():
    assert not names_hidden()
    for shown in (shown_name, shown_number, shown_note, shown_file):
        assert shown("Marisol Tran 555-0142.xml") == "Marisol Tran 555-0142.xml"


def test_hidden_texts_tell_nothing_not_even_their_length():
    hide_names(True)
    assert shown_name("Marisol Tran") == "M. T."
    assert shown_name("\u738b\u5c0f\u660e") == "Caller"
    assert shown_number("(206) 555-0142") == shown_number("1") == DOTS
    assert shown_note("New") == shown_note("New intake form") == DOTS
    assert shown_name("") == shown_number("") == shown_note("") == ""


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("calls.xml", f"{DOTS}.xml"),
        ("Marisol Tran", DOTS),
        ("a.Marisol", DOTS),
        ("a.tr an", DOTS),
        (".x", f"{DOTS}.x"),
    ],
)
def test_a_file_keeps_its_ending_only(name, wanted):
    hide_names(True)
    assert shown_file(name) == wanted


def test_a_caller_has_initials_or_is_a_caller():
    named = Client(1, "Marisol Tran", ("(206) 555-0142",), "C-1")
    nameless = Client(2, "", ("5550176",), "C-2")
    hide_names(True)
    assert caller(named, "1") == "M. T."
    assert caller(nameless, "") == caller(None, "5550142") == "Caller"
    assert caller(None, "") == "Number withheld"
    assert caller_in_full(named, "1") == "Marisol Tran"
    assert caller_in_full(nameless, "") == "5550176"
    assert caller_in_full(None, "") == "Number withheld"


def test_what_a_call_said_before_is_hidden_too():
    hide_names(True)
    assert amended_value("number", "5550142", 0, None) == DOTS
    assert amended_value("note", "New intake form", 0, None) == DOTS
    assert amended_value("number", "", 0, None) == "empty"


def test_the_sentence_says_how_to_show_them():
    assert hidden_sentence() == "Names are hidden. Press Ctrl+Shift+H to show them."
    assert hidden_sentence("\u21e7\u2318H") == "Names are hidden. Press \u21e7\u2318H to show them."
    assert discretion.KEYS == "Ctrl+Shift+H"
