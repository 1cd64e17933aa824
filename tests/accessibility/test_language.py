"""Another language: longer words have room, nothing is said past the translator, clocks and weeks are the user's."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from callpolicy_gui.ui.date_edit import DateEdit
from tests.accessibility.layout import flaws, typed_words
from tests.accessibility.pages import PAGES, shown
from tests.accessibility.painted import painted_texts
from tests.accessibility.pseudo import pseudo, spoken

_WORD = re.compile(r"[A-Za-z]{2,}")
_SPOKEN = re.compile(r"[aeiouyAEIOUY]")
# What a screen shows and nobody translates: names, the name of the program, what the locale says of dates.
_LOCALE = QLocale("en_GB")
_FORMATS = (QLocale.FormatType.ShortFormat, QLocale.FormatType.LongFormat)
_UNTRANSLATED = {
    *(_LOCALE.dayName(day, form) for day in range(1, 8) for form in _FORMATS),
    *(_LOCALE.monthName(month, form) for month in range(1, 13) for form in _FORMATS),
    *(_LOCALE.amText(), _LOCALE.pmText()),
    *"Call Policy callpolicy".split(),
    *"Marisol Tran Dana Whitfield Joel Okafor Priya Raman Hanna Lindqvist Elena Vasquez Sam Iverson".split(),
    *"Ruth Adeyemi".split(),
    *"Wants to move Thursday's session New intake form".replace("'", " ").split(),
    *"America Los Angeles United States Washington".split(),
}


@pytest.fixture(scope="module")
def language():
    with spoken():
        yield


def test_the_language_keeps_what_must_be_kept():
    assert pseudo("&File") == "&Fîlé ŵŷ"
    assert pseudo("Due {when}").startswith("Dûé {when} ")
    assert len(pseudo("Nothing owed right now")) >= 1.4 * len("Nothing owed right now") - 1
    assert pseudo("%n") == "%n"


@pytest.fixture(params=PAGES, ids=str)
def page(request, practice, looks, language):
    with shown(request.param, practice, width=1100) as window:
        yield window


def test_everything_goes_through_the_translator_and_has_room(page):
    """One window serves both checks: opening it is what takes time."""
    known = {word.casefold() for word in _UNTRANSLATED} | {word.casefold() for word in typed_words(page)}
    plain = {
        f"{word} in {text.words!r}"
        for text in painted_texts(page)
        for word in _WORD.findall(text.words)
        if _SPOKEN.search(word) and word.casefold() not in known and _alone(word, text.words)
    }
    if not isinstance(page, QMenu) and flaws(page):
        QTest.qWait(30)
    found = [] if isinstance(page, QMenu) else flaws(page)
    assert (sorted(plain), found) == ([], [])


def _alone(word: str, words: str) -> bool:
    """Whether a plain word is a whole word, and not the part of one between two accents."""
    return re.search(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", words) is not None


@pytest.mark.parametrize(
    ("locale", "first"), [("en_GB", Qt.DayOfWeek.Monday), ("en_US", Qt.DayOfWeek.Sunday)]
)
def test_a_calendar_begins_with_the_day_of_the_place(qtbot, looks, locale, first):
    QLocale.setDefault(QLocale(locale))
    edit = DateEdit()
    qtbot.addWidget(edit)
    assert edit.calendarWidget().firstDayOfWeek() == first
