from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.core.time_entry import (
    Sentence,
    TimeEntryError,
    TimeProblem,
    parse_received,
    parse_sentence,
)
from callpolicy_gui.core.time_forms import LONGEST_TEXT, looks_like_time

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NEW_YORK = ZoneInfo("America/New_York")


def at(text, zone=NEW_YORK, fold=0):
    return int(datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).timestamp())


MONDAY = at("2026-11-23 14:18")  # Monday, 23 November 2026


def refusal(text, now=MONDAY, zone=NEW_YORK):
    with pytest.raises(TimeEntryError) as refused:
        parse_received(text, now, zone)
    assert str(refused.value) == refused.value.problem
    return refused.value.problem, refused.value.instants


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("now", "2026-11-23 14:18"),
        ("", "2026-11-23 14:18"),
        ("  NOW ", "2026-11-23 14:18"),
        ("-20", "2026-11-23 13:58"),
        ("- 20 min", "2026-11-23 13:58"),
        ("\u221220", "2026-11-23 13:58"),
        ("-2h", "2026-11-23 12:18"),
        ("20m ago", "2026-11-23 13:58"),
        ("20 min ago", "2026-11-23 13:58"),
        ("2h ago", "2026-11-23 12:18"),
        ("2 hours ago", "2026-11-23 12:18"),
        ("48h ago", "2026-11-21 14:18"),
        ("14:05", "2026-11-23 14:05"),
        ("1405", "2026-11-23 14:05"),
        ("\uff11\uff14:\uff10\uff15", "2026-11-23 14:05"),
        ("2:05p", "2026-11-23 14:05"),
        ("2:05 pm", "2026-11-23 14:05"),
        ("2:05\u202fPM", "2026-11-23 14:05"),
        ("2:05 p.m.", "2026-11-23 14:05"),
        ("0205p", "2026-11-23 14:05"),
        ("12am", "2026-11-23 00:00"),
        ("12:10 p", "2026-11-23 12:10"),
        ("9", "2026-11-23 09:00"),
        ("0", "2026-11-23 00:00"),
        ("6pm", "2026-11-22 18:00"),
        ("15:00", "2026-11-22 15:00"),
        ("14:18", "2026-11-23 14:18"),
        ("14:23", "2026-11-23 14:18"),  # five minutes ahead count as now
        ("14:24", "2026-11-22 14:24"),
        ("today 9", "2026-11-23 09:00"),
        ("Today, 14:05", "2026-11-23 14:05"),
        ("yesterday 6pm", "2026-11-22 18:00"),
        ("yesterday at 6 pm", "2026-11-22 18:00"),
        ("fri 18:00", "2026-11-20 18:00"),
        ("friday 6pm", "2026-11-20 18:00"),
        ("Mon 14:00", "2026-11-23 14:00"),
        ("mon 15:00", "2026-11-16 15:00"),
        ("tuesday 9", "2026-11-17 09:00"),
        ("23 nov 14:05", "2026-11-23 14:05"),
        ("nov 23 14:05", "2026-11-23 14:05"),
        ("November 23, 2:05 pm", "2026-11-23 14:05"),
        ("23 nov 15:00", "2025-11-23 15:00"),
        ("24 dec 9", "2025-12-24 09:00"),
        ("29 feb 9:00", "2024-02-29 09:00"),
        ("23 nov 1405", "2026-11-23 14:05"),
        ("23 nov 2026 14:05", "2026-11-23 14:05"),
        ("23 Nov. 2026, 14:05", "2026-11-23 14:05"),
        ("nov 23 2026 1405", "2026-11-23 14:05"),
        ("2026-11-23 14:05", "2026-11-23 14:05"),
        ("Fri 20 Nov, 18:00", "2026-11-20 18:00"),
        ("Fri 20 Nov 2026, 6:00 PM", "2026-11-20 18:00"),
        ("Fri Nov 20 6p", "2026-11-20 18:00"),
    ],
)
def test_the_grammar(text, local):
    assert parse_received(text, MONDAY, NEW_YORK).at == at(local)


def test_relative_times_keep_the_seconds_of_now():
    assert parse_received("-1", MONDAY + 30, NEW_YORK).at == MONDAY - 30


@pytest.mark.parametrize(
    "text",
    [
        "soon", "2026-W01-1", "2026-11-23", "2026-11-23T14:05", "2026-11-23 14:05:30", "14:05:30", "14:5",
        "2026-01-01T12:00:00+25:00", "2026-13-01T24:00:60", "9999-12-31T23:59:59", "14:05+01:00", "03/04/26",
        "03/04/26 9:00", "905", "9 9", "-", "--20", "-20s", "-1234567", "20 ago", "yesterday", "fri",
        "23 nov", "23 nov 2026", "nov 23 2027", "nov 23 2017", "23 nov 26 14:05", "tomorrow 9",
        "Thu 20 Nov, 18:00", "9" * 5000,
        "\u0661\u0662:00", "now" + " " * LONGEST_TEXT, "\x00", "now\x00",
    ],
)  # fmt: skip
def test_what_is_not_in_the_grammar_is_not_read(text):
    assert refusal(text) == (TimeProblem.UNREADABLE, ())


@pytest.mark.parametrize(
    "text",
    [
        "24:00", "25:00", "14:60", "2460", "13pm", "0pm", "31 feb 9:00", "30 feb 2026 9:00", "0 nov 9",
        "2026-13-01 9:00", "2026-02-29 9:00", "0000-01-01 9:00", "1970-01-01 9:00", "2200-01-01 9:00",
        "9999-12-31 23:59", "-999999h", "yesterday 25:00",
    ],
)  # fmt: skip
def test_times_and_dates_that_are_none(text):
    assert refusal(text) == (TimeProblem.OUT_OF_RANGE, ())


@pytest.mark.parametrize("text", ["today 15:00", "2026-11-25 14:18", "24 nov 2026 9:00", "2026-11-23 14:24"])
def test_a_day_that_is_said_is_not_rolled_back(text):
    assert refusal(text) == (TimeProblem.FUTURE, ())


def test_a_day_ahead_by_five_minutes_is_now():
    assert parse_received("2026-11-23 14:23", MONDAY, NEW_YORK).at == MONDAY


def test_a_skipped_time_gets_its_neighbours():
    neighbours = (at("2026-03-08 01:59"), at("2026-03-08 03:00"))
    assert refusal("2026-03-08 02:30") == (TimeProblem.NOT_EXISTING, neighbours)
    assert refusal("8 mar 2:00") == (TimeProblem.NOT_EXISTING, neighbours)
    assert refusal("2:30", at("2026-03-08 12:00")) == (TimeProblem.NOT_EXISTING, neighbours)
    assert parse_received("3:00", at("2026-03-08 12:00"), NEW_YORK).at == neighbours[1]


def test_a_skipped_time_still_to_come_is_yesterdays():
    assert parse_received("2:30", at("2026-03-08 01:00"), NEW_YORK).at == at("2026-03-07 02:30")


def test_a_repeated_time_is_asked_about():
    both = (at("2026-11-01 01:30"), at("2026-11-01 01:30", fold=1))
    assert both[1] - both[0] == 3600
    assert refusal("2026-11-01 01:30") == (TimeProblem.TWICE, both)
    assert refusal("1:30", both[1] + 60) == (TimeProblem.TWICE, both)
    assert refusal("1:30", both[1] - 60) == (TimeProblem.TWICE, (both[0], both[1] - 60))


def test_a_repeated_time_whose_second_pass_is_to_come_is_the_first():
    first = at("2026-11-01 01:30")
    assert parse_received("1:30", first + 600, NEW_YORK).at == first


def test_half_an_hours_change():
    zone = ZoneInfo("Australia/Lord_Howe")
    both = (at("2026-04-05 01:45", zone), at("2026-04-05 01:45", zone, fold=1))
    assert both[1] - both[0] == 1800
    assert refusal("2026-04-05 01:45", zone=zone) == (TimeProblem.TWICE, both)


def test_a_skipped_date():
    zone = ZoneInfo("Pacific/Apia")
    neighbours = (at("2011-12-29 23:59", zone), at("2011-12-31 00:00", zone))
    assert refusal("2011-12-30 12:00", zone=zone) == (TimeProblem.NOT_EXISTING, neighbours)


def test_a_midnight_that_does_not_exist():
    zone = ZoneInfo("America/Sao_Paulo")
    neighbours = (at("2018-11-03 23:59", zone), at("2018-11-04 01:00", zone))
    assert refusal("2018-11-04 00:00", zone=zone) == (TimeProblem.NOT_EXISTING, neighbours)


WORDS = (
    "now today yesterday fri friday nov 23 29 feb 2026 14:05 1405 9 25:00 6pm pm a - -20 20m ago at , ! vm"
)
words = st.sampled_from(WORDS.split())
texts = st.text(max_size=30) | st.lists(words, max_size=6).map(" ".join)
zones = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)


@settings(deadline=None)  # the first look into a zone reads its file
@given(texts, st.integers(0, 4_000_000_000), zones)
def test_any_text_is_an_instant_in_the_past_or_a_problem(text, now, zone):
    try:
        entry = parse_received(text, now, zone)
    except TimeEntryError as error:
        count = {TimeProblem.TWICE: 2, TimeProblem.NOT_EXISTING: 2}.get(error.problem, 0)
        assert len(error.instants) == count  # noqa: PT017  # most texts raise, all may
        return
    assert entry.at <= now


@settings(deadline=None)
@given(st.integers(1_000_000_000, 2_000_000_000), st.integers(0, 300 * 86400), zones)
def test_what_the_field_shows_is_read_as_the_same_minute(now, age, zone):
    received = (now - age) // 60 * 60
    local = datetime.fromtimestamp(received, zone)
    shown = f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}, {local:%H:%M}"
    try:
        read = parse_received(shown, now, zone).at
    except TimeEntryError as error:
        assert error.problem is TimeProblem.TWICE  # noqa: PT017
        assert received in error.instants  # noqa: PT017
        return
    assert read == received


SENTENCES = [
    ("priya 14:05 novm !", "priya", "14:05", Voicemail.NO, True),
    ("priya 14:05 ?", "priya", "14:05", Voicemail.UNKNOWN, False),
    ("Priya Raman", "Priya Raman", None, None, False),
    ("", "", None, None, False),
    ("14:05", "14:05", None, None, False),
    ("priya !", "priya", None, None, True),
    ("priya URGENT", "priya", None, None, True),
    ("priya 14:05!", "priya", "14:05", None, True),
    ("priya vm!", "priya", None, Voicemail.YES, True),
    ("priya ! vm", "priya", None, Voicemail.YES, True),
    ("priya no vm", "priya", None, Voicemail.NO, False),
    ("no vm", "no", None, Voicemail.YES, False),
    ("priya vm vm", "priya vm", None, Voicemail.YES, False),
    ("priya ! !", "priya !", None, None, True),
    ("priya 20 min ago", "priya", "20 min ago", None, False),
    ("priya -20", "priya", "-20", None, False),
    ("priya now", "priya", "now", None, False),
    ("priya 9", "priya", "9", None, False),
    ("priya yesterday at 6 pm vm", "priya", "yesterday at 6 pm", Voicemail.YES, False),
    ("Priya Raman fri 20 nov 2026 at 2:05 pm", "Priya Raman", "fri 20 nov 2026 at 2:05 pm", None, False),
    ("priya 2026-11-23 14:05", "priya", "2026-11-23 14:05", None, False),
    ("priya 25:00", "priya 25:00", None, None, False),
    ("2065550164", "2065550164", None, None, False),
    ("(206) 555 0123", "(206) 555 0123", None, None, False),
    ("206-555-0123 9pm", "206-555-0123", "9pm", None, False),
    ("ann 555 0123", "ann 555 0123", None, None, False),
    ("ann 55 0123", "ann 55", "0123", None, False),
    ("5550123 1405", "5550123", "1405", None, False),
    ("2065550123 1405", "2065550123", "1405", None, False),
    ("206 555 0123 14:05", "206 555 0123", "14:05", None, False),
    ("ann (206) 555 0123", "ann (206) 555 0123", None, None, False),
    ("+44 20 7946 0123 -20 novm", "+44 20 7946 0123", "-20", Voicemail.NO, False),
]


@pytest.mark.parametrize(("text", "who", "received", "voicemail", "urgent"), SENTENCES)
def test_sentences(text, who, received, voicemail, urgent):
    assert parse_sentence(text) == Sentence(who, received, voicemail, urgent)


@given(texts.map(lambda text: "priya " + text))
def test_no_word_of_a_sentence_is_lost(text):
    sentence = parse_sentence(text)
    assert sentence.who.startswith("priya")
    assert sentence.received_text is None or looks_like_time(sentence.received_text)
    kept = f"{sentence.who} {sentence.received_text or ''}".split()
    assert text.split()[: len(kept) - 1] == kept[:-1]


@given(st.text())
def test_any_line_is_a_sentence(text):
    assert isinstance(parse_sentence(text), Sentence)
