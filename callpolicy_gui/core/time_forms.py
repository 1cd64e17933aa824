"""The forms in which a received time may be typed, as one table of patterns.

A form says which parts a text has; what the parts mean on a given day is the business of
`time_entry`.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import time
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_TEXT = 100

Parts = dict[str, str]


class Form(Enum):
    """A way of saying when."""

    NOW = auto()  # now, or nothing
    AGO = auto()  # -20, 20m ago, 2h ago
    TIME = auto()  # 14:05, 1405, 2:05p, 9
    NEAR_DAY = auto()  # today 9, yesterday 6pm
    WEEKDAY = auto()  # fri 18:00
    ISO_DATE = auto()  # 2026-11-23 14:05
    NAMED_DATE = auto()  # 23 nov 14:05, nov 23 14:05, fri 20 nov 2026, 18:00


UNITS = dict.fromkeys(("", "m", "min", "mins", "minute", "minutes"), 60) | dict.fromkeys(
    ("h", "hr", "hrs", "hour", "hours"), 3600
)
NEAR_DAYS = {"today": 0, "yesterday": 1}


def _numbered(names: str, first: int) -> dict[str, int]:
    return {name: n for n, group in enumerate(names.split(" | "), first) for name in group.split()}


WEEKDAYS = _numbered(
    "mon monday | tue tues tuesday | wed wednesday | thu thur thurs thursday | fri friday"
    " | sat saturday | sun sunday",
    first=0,
)
MONTHS = _numbered(
    "jan january | feb february | mar march | apr april | may | jun june | jul july | aug august"
    " | sep sept september | oct october | nov november | dec december",
    first=1,
)


def _any_of(name: str, words: Iterable[str]) -> str:
    return f"(?P<{name}>{'|'.join(words)})"


_CLOCK = r"(?:(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?|(?P<four>\d{4}))(?: ?(?P<half>[ap])(?:\.?m\.?)?)?"
_THEN = f" (?:at )?{_CLOCK}"
_ON = f"(?:{_any_of('weekday', WEEKDAYS)} )?"
_YEAR = r"(?: (?P<year>\d{4}))?"
_UNIT = _any_of("unit", (unit for unit in UNITS if unit))
_MONTH = _any_of("name", MONTHS) + r"\.?"

_TABLE = (
    (Form.NOW, r"(?:now)?"),
    (Form.AGO, rf"- ?(?P<count>\d{{1,6}})(?: ?{_UNIT})?"),
    (Form.AGO, rf"(?P<count>\d{{1,6}}) ?{_UNIT} ago"),
    (Form.TIME, _CLOCK),
    (Form.NEAR_DAY, _any_of("near", NEAR_DAYS) + _THEN),
    (Form.WEEKDAY, _any_of("weekday", WEEKDAYS) + _THEN),
    (Form.ISO_DATE, r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)" + _THEN),
    (Form.NAMED_DATE, _ON + r"(?P<day>\d{1,2}) " + _MONTH + _YEAR + _THEN),
    (Form.NAMED_DATE, _ON + _MONTH + r" (?P<day>\d{1,2})" + _YEAR + _THEN),
)
_FORMS = tuple((form, re.compile(pattern, re.ASCII)) for form, pattern in _TABLE)


def recognise(text: str) -> tuple[Form, Parts] | None:
    """The form of a text and its parts, empty texts for what it leaves out; None for no form."""
    if len(text) > LONGEST_TEXT:
        return None
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\N{MINUS SIGN}", "-").replace(",", " ")
    line = " ".join(folded.split())
    for form, pattern in _FORMS:
        if match := pattern.fullmatch(line):
            return form, match.groupdict(default="")
    return None


def clock_time(parts: Parts) -> time | None:
    """The clock time in the parts of a text that has one; None for a time that no clock shows."""
    hour = int(parts["hour"] or parts["four"][:2])
    minute = int(parts["minute"] or parts["four"][2:] or 0)
    if parts["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if parts["half"] == "p" else 0)
    return time(hour, minute) if hour <= 23 and minute <= 59 else None


def looks_like_time(text: str) -> bool:
    """Whether the text has a form, and its clock time, if it has one, is one that a clock shows."""
    found = recognise(text)
    if found is None:
        return False
    _, parts = found
    return "hour" not in parts or clock_time(parts) is not None
