"""Another language has room, nothing is said past the translator, clock and week are those of the place."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from callpolicy_gui.ui.date_edit import DateEdit
from tests.accessibility.layout import flaws, typed_words
from tests.accessibility.pages import PAGES, open_practice, shown
from tests.accessibility.painted import painted_texts
from tests.accessibility.pseudo import pseudo, spoken

_WORD = re.compile(r"[A-Za-z]{2,}")
_SPOKEN = re.compile(r"[aeiouyAEIOUY]")
_LOCALE = QLocale("en_GB")
_FORMATS = (QLocale.FormatType.ShortFormat, QLocale.FormatType.LongFormat)
_NAMES = (
    "Call Policy, callpolicy, Marisol Tran, Dana Whitfield, Joel Okafor, Priya Raman, Hanna Lindqvist, "
    "Elena Vasquez, Sam Iverson, Ruth Adeyemi, Wants to move Thursday session, New intake form, "
    "America Los Angeles United States Washington"
)
# What a screen shows and nobody translates: names, notes, what the locale says of dates.
_UNTRANSLATED = {
    *(_LOCALE.dayName(day, form) for day in range(1, 8) for form in _FORMATS),
    *(_LOCALE.monthName(month, form) for month in range(1, 13) for form in _FORMATS),
    *_WORD.findall(_NAMES),
}
# What the list of pages says in its own words, or reads from a file of callers.
_OWN_WORDS = {"notices", "undo bar", "quit question", "error", "import"}


@pytest.fixture(scope="module")
def foreign(qapp):
    """A practice whose sentences were made in the language."""
    QLocale.setDefault(_LOCALE)
    with spoken(), open_practice() as log:
        yield log


def test_the_language_keeps_what_must_be_kept():
    assert pseudo("&File") == "&Fîlé ŵŷ"
    assert pseudo("Due {when}").startswith("Dûé {when} ")
    assert len(pseudo("Nothing owed right now")) >= 1.4 * len("Nothing owed right now") - 1
    assert pseudo("%n") == "%n"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_everything_goes_through_the_translator_and_has_room(page, foreign, looks):
    """One window serves both checks: opening it is what takes time."""
    with shown(page, foreign) as window:
        known = {word.casefold() for word in _UNTRANSLATED | typed_words(window)}
        plain = {
            f"{word} in {text.words!r}"
            for text in painted_texts(window)
            for word in _WORD.findall(text.words)
            if _is_plain(word, text.words) and word.casefold() not in known
        }
        if not isinstance(window, QMenu) and flaws(window):
            QTest.qWait(30)
        found = [] if isinstance(window, QMenu) else flaws(window)
    assert found == []
    assert page.name in _OWN_WORDS or sorted(plain) == []


def _is_plain(word: str, words: str) -> bool:
    """Whether it is a whole word that should have an accent; letters of a code and of a state are none."""
    whole = re.search(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", words) is not None
    return whole and not word.isupper() and _SPOKEN.search(word) is not None


@pytest.mark.parametrize(("locale", "twelve"), [("en_GB", False), ("en_US", True)])
def test_the_clock_is_the_one_of_the_place(looks, locale, twelve):
    QLocale.setDefault(QLocale(locale))
    with open_practice() as log, shown(PAGES[0], log) as window:
        words = [text.words for text in painted_texts(window)]
        assert any(re.search(r"\d:\d\d.?[ap]\.?m", text, re.IGNORECASE) for text in words) is twelve
        assert flaws(window) == []


@pytest.mark.parametrize(
    ("locale", "first"), [("en_GB", Qt.DayOfWeek.Monday), ("en_US", Qt.DayOfWeek.Sunday)]
)
def test_a_calendar_begins_with_the_day_of_the_place(qtbot, looks, locale, first):
    QLocale.setDefault(QLocale(locale))
    edit = DateEdit()
    qtbot.addWidget(edit)
    assert edit.calendarWidget().firstDayOfWeek() == first
