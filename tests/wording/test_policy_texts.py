from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from callpolicy_gui.wording.policy_texts import TextParts, greeting, letter
from callpolicy_gui.wording.times import Times

TIMES = Times(ZoneInfo("America/New_York"), twelve_hours=False, locale=QLocale("en_US"))
PROMISE = "I return calls within 24 hours. Weekends and holidays do not count."
ALL = TextParts("Jane Doe with Great Agency", "911", "the 988 crisis line", scheduling_only=True)
NOTHING = TextParts("", "", "", scheduling_only=False)


def test_the_greeting_is_the_one_of_the_article():
    assert greeting(PROMISE, ALL) == (
        "You've reached Jane Doe with Great Agency. If this is an emergency, hang up and dial 911."
        " This number is for scheduling only. I return calls within 24 hours. Weekends and holidays do not"
        " count. After hours, contact the 988 crisis line."
    )


def test_what_is_not_known_is_left_out():
    assert greeting(PROMISE, NOTHING) == f"You've reached my voicemail. {PROMISE}"
    assert letter(PROMISE, None, "", NOTHING, TIMES) == f"This is how I return missed calls:\n\n{PROMISE}"


def test_the_letter_says_from_when_and_what_holds_until_then():
    assert letter(PROMISE, date(2026, 12, 7), "Old.", ALL, TIMES) == (
        "From Monday, 7 December 2026 I return missed calls as follows:\n\n"
        f"{PROMISE}\n\n"
        "Until then it stays as it is: Old.\n\n"
        "This number is for scheduling only.\n\n"
        "In an emergency do not wait for my call: dial 911. After hours, contact the 988 crisis line.\n\n"
        "Jane Doe with Great Agency"
    )


def test_a_contact_that_ends_its_sentence_gets_no_second_stop():
    parts = TextParts("", "", "Dr. Lee Jr.", scheduling_only=False)
    assert greeting("I call.", parts).endswith("contact Dr. Lee Jr.")
