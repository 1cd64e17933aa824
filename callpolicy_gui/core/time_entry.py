"""What a clinician types into quick log, read: '14:05', 'yesterday 6pm', 'priya -20 novm !'.

A time that a clock change skipped or repeated is never guessed: the error carries the
instants to choose from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NoReturn

from callpolicy_gui.core import local_time
from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.core.time_forms import (
    MONTHS,
    NEAR_DAYS,
    UNITS,
    WEEKDAYS,
    Form,
    Parts,
    clock_time,
    looks_like_time,
    recognise,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

AHEAD_SECONDS = 5 * 60  # a phone's clock may be ahead of the computer's by this much
FIRST_YEAR, LAST_YEAR = 1971, 2199
_YEARS_BACK = 8  # within these every date that exists has been, 29 February around 2100 too
_YEARS_TYPED = 10


class TimeProblem(StrEnum):
    """Why a text is not an instant; `wording` makes it a sentence."""

    UNREADABLE = "unreadable"
    OUT_OF_RANGE = "out_of_range"
    FUTURE = "future"
    NOT_EXISTING = "not_existing"
    TWICE = "twice"


class TimeEntryError(ValueError):
    """The text is no instant at which a call can have been received.

    `instants` (UTC seconds) are the choices left: for NOT_EXISTING the last minute before the
    skipped time and the first instant after it, for TWICE the first and the second occurrence.
    """

    def __init__(self, problem: TimeProblem, instants: tuple[int, ...] = ()) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.instants = instants


@dataclass(frozen=True, slots=True)
class TimeEntry:
    """A text that was read: `at` is UTC seconds, never later than the `now` it was read at."""

    at: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A line of quick log in its parts; what the line does not say is None (or not urgent)."""

    who: str
    received_text: str | None
    voicemail: Voicemail | None
    urgent: bool


def parse_received(text: str, now: int, zone: ZoneInfo) -> TimeEntry:
    """The instant that the text means to somebody typing it at `now` (UTC seconds) in `zone`.

    A time without a day is the last one that has been, a weekday the most recent, a date
    without a year likewise; up to five minutes ahead counts as now.

    Raises:
        TimeEntryError: the text is in no known form, or its instant is not one in the past.
    """
    found = recognise(text)
    if found is None:
        _refuse(TimeProblem.UNREADABLE)
    form, parts = found
    match form:
        case Form.NOW:
            return TimeEntry(now)
        case Form.AGO:
            at = now - int(parts["count"]) * UNITS[parts["unit"]]
            return TimeEntry(at) if at >= 0 else _refuse(TimeProblem.OUT_OF_RANGE)
        case _:
            today = local_time.local(now, zone).date()
            return TimeEntry(_last(_days(form, parts, today), parts, _Moment(now, zone)))


def parse_sentence(text: str) -> Sentence:
    """The line's parts, taken from its right end; the first word always belongs to `who`.

    A trailing `!` or `urgent`, then `vm`, `novm` or `?` (in either order), then the longest run
    of words that `parse_received` knows. The digits of a telephone number are never a time.
    """
    words = text.split()
    urgent, voicemail = False, None
    while len(words) > 1:
        last = words[-1].casefold()
        if not urgent and last in {"!", "urgent"}:
            urgent = True
        elif not urgent and last.endswith("!"):
            urgent = True
            words[-1] = words[-1][:-1]
            continue
        elif voicemail is None and last in _VOICEMAIL_WORDS:
            voicemail = _VOICEMAIL_WORDS[last]
            if last == "vm" and len(words) > 2 and words[-2].casefold() == "no":
                voicemail = Voicemail.NO
                words.pop()
        else:
            break
        words.pop()
    for start in range(max(1, _end_of_number(words), len(words) - _MOST_WORDS), len(words)):
        received = " ".join(words[start:])
        if looks_like_time(received):
            return Sentence(" ".join(words[:start]), received, voicemail, urgent)
    return Sentence(" ".join(words), None, voicemail, urgent)


@dataclass(frozen=True, slots=True)
class _Moment:
    now: int
    zone: ZoneInfo


def _refuse(problem: TimeProblem, *instants: int) -> NoReturn:
    raise TimeEntryError(problem, instants)


def _days(form: Form, parts: Parts, today: date) -> list[date]:
    """The days that the text can mean, the likeliest first."""
    match form:
        case Form.TIME:
            return _days_back(today, 0, 1)
        case Form.NEAR_DAY:
            return _days_back(today, NEAR_DAYS[parts["near"]])
        case Form.WEEKDAY:
            back = (today.weekday() - WEEKDAYS[parts["weekday"]]) % 7
            return _days_back(today, back, back + 7)
        case Form.ISO_DATE:
            return _dates((int(parts["year"]),), int(parts["month"]), int(parts["day"]))
        case _:
            return _dates(_years(parts, today.year), MONTHS[parts["name"]], int(parts["day"]))


def _years(parts: Parts, this_year: int) -> Iterable[int]:
    if parts["year"]:
        return (int(parts["year"]),)
    if parts["four"] and not parts["half"] and 0 <= this_year + 1 - int(parts["four"]) <= _YEARS_TYPED:
        # "23 nov 2026" is a date whose time was forgotten, not the time 20:26.
        _refuse(TimeProblem.UNREADABLE)
    return range(this_year, this_year - _YEARS_BACK - 1, -1)


def _days_back(today: date, *counts: int) -> list[date]:
    return [today - timedelta(days=count) for count in counts]


def _dates(years: Iterable[int], month: int, day: int) -> list[date]:
    found = []
    for year in years:
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    if not found or not FIRST_YEAR <= found[0].year <= LAST_YEAR:
        _refuse(TimeProblem.OUT_OF_RANGE)
    return found


def _last(days: Iterable[date], parts: Parts, moment: _Moment) -> int:
    """The clock time on the first of the days on which it has been, UTC seconds."""
    clock = clock_time(parts)
    if clock is None:
        _refuse(TimeProblem.OUT_OF_RANGE)
    for day in days:
        at = _been(datetime.combine(day, clock), moment)
        if at is None:
            continue
        if parts.get("weekday") and WEEKDAYS[parts["weekday"]] != day.weekday():
            _refuse(TimeProblem.UNREADABLE)
        return at
    _refuse(TimeProblem.FUTURE)


def _been(wall: datetime, moment: _Moment) -> int | None:
    """The instant of a wall-clock time, UTC seconds; None while it is still to come."""
    first, second = (int(wall.replace(tzinfo=moment.zone, fold=fold).timestamp()) for fold in (0, 1))
    latest = moment.now + AHEAD_SECONDS
    if first > second:  # only in a gap does the earlier offset give the later instant
        jump = local_time.first_instant(wall.date(), wall.hour * 3600 + wall.minute * 60, moment.zone)
        if jump > latest:
            return None
        _refuse(TimeProblem.NOT_EXISTING, jump - 60, jump)
    if first > latest:
        return None
    if first < second <= latest:
        _refuse(TimeProblem.TWICE, first, min(second, moment.now))
    return min(first, moment.now)


_VOICEMAIL_WORDS = {"vm": Voicemail.YES, "novm": Voicemail.NO, "?": Voicemail.UNKNOWN}
_MOST_WORDS = 8  # "fri 20 nov 2026 at 2:05 pm" has seven
_NUMBER_WORD = re.compile(r"[+(]*\d[\d().\-/]*|[()./\-]", re.ASCII)
_DATE_WORD = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _end_of_number(words: list[str]) -> int:
    """How many of the words there are up to the end of the last telephone number (7 to 15 digits)."""
    end = digits = 0
    for index, word in enumerate(words, start=1):
        if not _NUMBER_WORD.fullmatch(word) or _DATE_WORD.fullmatch(word):
            digits = 0
            continue
        own = sum(character.isdigit() for character in word)
        digits += own
        if 7 <= digits <= 15:
            end = index
        if own >= 7:  # a number written without spaces: what follows is not part of it
            digits = 0
    return end
