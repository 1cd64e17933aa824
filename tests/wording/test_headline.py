from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QLocale

from callpolicy_gui.core.business_calendar import PracticeCalendar
from callpolicy_gui.core.callback_queue import Obligation, callback_queue
from callpolicy_gui.core.calls import Client, MissedCall, Outcome, Source, Urgency, Voicemail
from callpolicy_gui.core.receipts import Receipt, Rule
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window
from callpolicy_gui.wording.headline import headline, off_hours
from callpolicy_gui.wording.queue import card, undo_words
from callpolicy_gui.wording.times import Times

ZONE = ZoneInfo("America/New_York")
TIMES = Times(ZONE, twelve_hours=False, locale=QLocale("en_GB"))
CALENDAR = PracticeCalendar(ZONE)
OFFICE = CALENDAR.open_spans(WeeklyHours.of((Window(540, 1020),), range(5)))
MONDAYS = CALENDAR.open_spans(WeeklyHours.of((Window(540, 1020),), [0]))
ANN = Client(1, "Ann", ("+12125550100",), "A1")


def at(text: str) -> int:
    return int(datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZONE).timestamp())


def call(call_id: int, received: str, due: str, number: str = "", **more) -> MissedCall:
    return MissedCall(
        call_id, at(received), Voicemail.YES, Urgency.ROUTINE, None, number, "", Source.TYPED,
        at(received), 1, at(due), Receipt(Rule.WORKING_DAYS, 1), **more,
    )  # fmt: skip


def queue(now: str, *owed: Obligation, spans=OFFICE):
    return callback_queue(owed, at(now), calendar=CALENDAR, hours_of=lambda _: spans, soon_minutes=60)


def first_line(now: str, *owed: Obligation, spans=OFFICE) -> str:
    return headline(queue(now, *owed, spans=spans), at(now), TIMES, returned_today=0)


@pytest.mark.parametrize(
    ("now", "client", "number", "said"),
    [
        ("24 15:30", None, "", "First: a caller who withheld the number"),
        ("24 15:30", None, "+12125550100", "Call +12125550100 first"),
        ("24 15:30", ANN, "", "Call Ann first"),
        ("24 15:30", replace(ANN, name=""), "", "Call +12125550100 first"),
        ("24 10:00", None, "", "A caller who withheld the number, by 15:00"),
        ("24 10:00", ANN, "", "Ann by 15:00"),
    ],
)
def test_the_headline_sends_nobody_to_a_number_that_is_not_known(now, client, number, said):
    owed = Obligation((call(1, "23 15:00", "24 15:00", number),), client)
    assert first_line(now, owed) == said


def test_what_was_done_is_a_sentence_without_a_number_too():
    said = {what: undo_words("Number withheld", what) for what in (*Outcome, "snoozed", "logged", "reopened")}
    assert not any("Number withheld" in sentence for sentence in said.values())
    assert said[Outcome.REACHED] == "Call from a withheld number marked returned"
    assert said[Outcome.LEFT_MESSAGE] == "Message left for a caller who withheld the number"
    assert said[Outcome.NO_ANSWER] == "No answer from a caller who withheld the number"
    assert undo_words("Ann", Outcome.NO_ANSWER) == "No answer from Ann"


def test_off_hours_count_calls_and_not_clients():
    both = Obligation((call(1, "23 10:00", "24 10:00"), call(2, "23 15:00", "24 15:00")), ANN)
    other = Obligation((call(3, "23 15:00", "24 15:00"),), None)

    def said(now: str, *owed: Obligation) -> str:
        return off_hours(queue(now, *owed), at("25 09:00"), at(now), TIMES)

    assert said("23 21:00", both) == "You are off until Wed 09:00. 2 calls are waiting, none is late."
    assert said("24 12:00", both, other) == (
        "You are off until tomorrow 09:00. 3 calls are waiting, 1 is late."
    )
    assert said("24 21:00", both, other) == (
        "You are off until tomorrow 09:00. 3 calls are waiting, 3 are late."
    )
    assert said("24 21:00") == "You are off until tomorrow 09:00."


def test_an_impossible_promise_says_so_on_its_card_and_is_not_put_off_in_the_headline():
    # Received on Tuesday, due on Wednesday, and calls are made on Mondays only.
    impossible = Obligation((call(1, "24 18:00", "25 18:00"),), ANN)
    possible = Obligation((call(2, "24 10:00", "30 18:00"),), None)
    (row,) = queue("24 19:00", impossible, spans=MONDAYS)
    said = card(row, at("24 19:00"), TIMES)
    assert said.right == "Opens Mon 09:00"
    assert said.under == "no calling hours before tomorrow 18:00"
    assert first_line("24 19:00", impossible, spans=MONDAYS) == "Ann by tomorrow 18:00"
    assert first_line("24 19:00", possible, impossible, spans=MONDAYS) == "Ann by tomorrow 18:00"
    assert first_line("24 19:00", possible, spans=MONDAYS) == "Nothing to call until Mon 09:00"
    (row,) = queue("24 19:00", possible, spans=MONDAYS)
    assert card(row, at("24 19:00"), TIMES).under == "by Mon 17:00"
