"""Telephone numbers: read as typed or imported, compared, shown.

Any number can be logged, because a missed call can always be logged: what cannot be
dialled is kept and marked, never refused and never changed silently.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from callpolicy_gui.formats.problems import TextError, TextProblem
from callpolicy_gui.formats.text import without_lone_surrogates

LONGEST_NUMBER = 200
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15  # ITU-T E.164 ends at 15

# What phones and phone systems write where a caller hides the number.
_WITHHELD = frozenset(
    {
        "-1",
        "-2",
        "-3",
        "null",
        "unknown",
        "(unknown)",
        "anonymous",
        "private",
        "restricted",
        "unavailable",
        "withheld",
        "blocked",
    }
)
_EMERGENCY_ANYWHERE = frozenset({"112", "911", "999", "000"})  # where the practice's country is not known

_DIALABLE = re.compile(r"\+?[\d ().\-/]+(?:(?:[,;]+|x|ext\.?|extension)[ #\d]*)?", re.IGNORECASE | re.ASCII)
# https://www.etsi.org, TS 122 030: what a telephone does not dial but carry out.
_CODE = re.compile(r"[*#][*#\d]*\d[*#\d]*", re.ASCII)
_PLAUSIBLE = re.compile(rf"\+?\d{{{_FEWEST_DIGITS},{_MOST_DIGITS}}}", re.ASCII)
_SPACES = re.compile(r"\s+")


class NumberWarning(StrEnum):
    """What the clinician is asked about a number before it is kept."""

    EMERGENCY = "emergency"
    UNUSUAL_LENGTH = "unusual_length"
    NOT_A_NUMBER = "not_a_number"


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number as it was given and as it is compared and shown.

    `raw` is what was given, on one line and without invisible characters. Two numbers are
    the same where their keys are: E.164 (with "x204" for an extension) where the country
    has numbers of that length, else what is left of the text without punctuation. `key` is
    empty for a number that was withheld. `shown` is for reading.
    """

    raw: str
    key: str
    shown: str
    dialable: bool
    withheld: bool
    warning: NumberWarning | None

    @property
    def kept(self) -> str:
        """What the log keeps: the number as it was given, and nothing for a withheld one."""
        return "" if self.withheld else self.raw

    @property
    def digits(self) -> int:
        """How many digits were given."""
        return sum(character.isdigit() for character in self.raw)

    @property
    def to_dial(self) -> str:
        """What a telephone may be given: no extension, no pauses; empty where not dialable."""
        return self.key.partition("x")[0] if self.dialable else ""


def parse_number(text: str, country: str) -> PhoneNumber:
    """The number that a text gives to somebody in the country (ISO 3166 code, or empty).

    Raises:
        TextError: the text has more than 200 characters.
    """
    if len(text) > LONGEST_NUMBER:
        raise TextError(TextProblem.NUMBER_TOO_LONG, LONGEST_NUMBER)
    raw = one_line(text)
    folded = _folded(raw)
    key = _plain_key(folded)
    if folded.casefold() in _WITHHELD or not key:
        return PhoneNumber(raw, "", "", dialable=False, withheld=True, warning=None)
    if _is_emergency(key, country):
        return PhoneNumber(raw, key, raw, dialable=False, withheld=False, warning=NumberWarning.EMERGENCY)
    if not _DIALABLE.fullmatch(folded):
        return PhoneNumber(raw, key, raw, dialable=False, withheld=False, warning=NumberWarning.NOT_A_NUMBER)
    return _counted(raw, key, _international(folded, country), country)


def looks_like_number(text: str, country: str = "") -> bool:
    """Whether a text in the field for a name is a number to somebody in the country.

    At least 7 digits and no words; a code for the telephone network, such as `*#06#`; or an
    emergency number.
    """
    folded = _folded(one_line(text[: LONGEST_NUMBER + 1]))
    if _CODE.fullmatch(folded):
        return True
    if not _DIALABLE.fullmatch(folded):
        return False
    key = _plain_key(folded)
    return sum(character.isdigit() for character in folded) >= _FEWEST_DIGITS or _is_emergency(key, country)


def _counted(raw: str, key: str, found: tuple[str, str] | None, country: str) -> PhoneNumber:
    if found is not None:
        e164, shown = found
        return PhoneNumber(raw, e164, shown, dialable=True, withheld=False, warning=None)
    # Without a country the lengths of its numbers are not known, only those of any number.
    plausible = not country and _PLAUSIBLE.fullmatch(key) is not None
    warning = None if plausible else NumberWarning.UNUSUAL_LENGTH
    return PhoneNumber(raw, key, raw, dialable=plausible, withheld=False, warning=warning)


def _international(folded: str, country: str) -> tuple[str, str] | None:
    """The key and the shown form of a number whose length is right for its country, or None."""
    numbers = _library()
    try:
        number = numbers.parse(folded, country or None)
    except numbers.NumberParseException:
        return None
    result = numbers.ValidationResult
    length = numbers.is_possible_number_with_reason(number)
    at_home = number.country_code == numbers.country_code_for_region(country)
    form = numbers.PhoneNumberFormat
    shown = numbers.format_number(number, form.NATIONAL if at_home else form.INTERNATIONAL)
    extension = f"x{number.extension}" if number.extension else ""
    if length == result.IS_POSSIBLE:
        return numbers.format_number(number, form.E164) + extension, shown
    if length == result.IS_POSSIBLE_LOCAL_ONLY:  # 555-0123: no area, so no E.164 form
        return f"{number.national_number}{extension}", shown
    return None


def _is_emergency(key: str, country: str) -> bool:
    if not country:
        return key in _EMERGENCY_ANYWHERE
    return len(key) < _FEWEST_DIGITS and bool(_library().is_emergency_number(key, country))


def _library() -> Any:
    # Imported where it is used: start-up must not pay for it before a number is read.
    import phonenumbers  # noqa: PLC0415

    return phonenumbers


def one_line(text: str) -> str:
    """The text on one line, without control, zero-width and direction characters."""
    line = _SPACES.sub(" ", without_lone_surrogates(text))
    seen = "".join(c for c in line if c == " " or unicodedata.category(c) not in {"Cc", "Cf"})
    # What stood between two spaces may be gone.
    return _SPACES.sub(" ", seen).strip()


def _folded(raw: str) -> str:
    """The text with plain digits, spaces, hyphens and plus for all the other ones there are."""
    folded = []
    for character in unicodedata.normalize("NFKC", raw):
        category = unicodedata.category(character)
        if category == "Nd":
            folded.append(str(unicodedata.decimal(character)))
        elif category == "Pd" or character == "\N{MINUS SIGN}":
            folded.append("-")
        else:
            folded.append(" " if category == "Zs" else character)
    return "".join(folded)


def _plain_key(folded: str) -> str:
    return "".join(c for c in folded.casefold() if c.isalnum() or c in "+*#")
