"""Text as it is kept and as it is searched.

Names come from keyboards, phones and other programs, in composed and decomposed form,
with and without accents; one person must not become two because of that.
"""

from __future__ import annotations

import re
import unicodedata

MIN_DIGITS = 2
# Letters that carry no separable accent and are still typed without it.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h"}
)
_WORD = re.compile(r"\w+")
_NUMBER_LIKE = re.compile(r"[\d\s()+./\-\u2010-\u2015]+")


def clean_text(text: str) -> str:
    """The text in composed form (NFC), without lone surrogates, which no database can keep."""
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))


def exact_key(name: str) -> str:
    """Equal for names that differ only in case, composition or outer space."""
    return clean_text(clean_text(name).strip().casefold())


def fold(text: str) -> str:
    """Compatibility- and case-folded, accents dropped."""
    decomposed = unicodedata.normalize("NFKD", clean_text(text).casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFKC", bare.casefold()).translate(_PLAIN)


def words(text: str) -> list[str]:
    """The folded words; `O'Brien` is o and brien."""
    return _WORD.findall(fold(text))


def digits(text: str) -> str:
    """The decimal digits, as 0 to 9."""
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())


def number_digits(text: str) -> str | None:
    """The digits of a text that looks like a telephone number or the beginning of one, else None."""
    found = digits(text)
    if len(found) < MIN_DIGITS or not _NUMBER_LIKE.fullmatch(text.strip()):
        return None
    return found


def name_terms(name: str) -> set[str]:
    """What a name is found by: each word, and words that stand together as one (`obrien`)."""
    terms = set(words(name))
    terms.update("".join(words(chunk)) for chunk in name.split())
    return terms - {""}


def number_terms(number: str) -> set[str]:
    """What a number is found by: every ending of at least two digits, so any stretch of it is a prefix."""
    found = digits(number)
    return {found[start:] for start in range(len(found) - MIN_DIGITS + 1)}


def prefix_range(prefix: str) -> tuple[str, str]:
    """Bounds of the texts that begin with `prefix` in binary order, the second one not included."""
    return prefix, prefix + "\U0010ffff"
