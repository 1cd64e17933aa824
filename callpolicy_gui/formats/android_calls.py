"""The call log of an Android phone, as "SMS Backup & Restore" writes it.

The file is read whole: expat re-scans a token that arrives in pieces. Document types are
refused before any entity is read. Emoji stand in real files as references to two
surrogates, which no XML parser accepts, so the bytes are mended first.
"""

from __future__ import annotations

import re
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from callpolicy_gui.core.imported_calls import PhoneLogRow, RowKind
from callpolicy_gui.formats.phone_numbers import LONGEST_NUMBER
from callpolicy_gui.formats.problems import FormatError, FormatProblem, TextError
from callpolicy_gui.formats.text import clean_name

MOST_ROWS = 200_000
LONGEST_ENTRY = 1 << 20  # bytes from one "<" to the next; a call has a few hundred
LAST_MS = 253_402_300_799_999  # the end of the year 9999, the last one a date can have
_HEAD_BYTES = 1024

# The `type` of Android's CallLog, the seven values the backup program knows.
_KINDS = {
    1: RowKind.INCOMING,
    2: RowKind.OUTGOING,
    3: RowKind.MISSED,
    4: RowKind.VOICEMAIL,
    5: RowKind.REJECTED,
}
_HIDDEN = frozenset({"2", "3"})  # `presentation` restricted, unknown; a payphone (4) may have a number
_NO_NUMBER = frozenset({"", "null", "-1", "-2", "-3"})
_NO_NAME = frozenset({"null", "(Unknown)"})

_WHOLE = re.compile(r"-?\d+", re.ASCII)
_COUNT = re.compile(rb"<calls\b[^>]{0,500}?\bcount=[\"'](\d{1,9})[\"']")
_SURROGATES = re.compile(rb"(?:&#(?:0*5[5-7]\d{3}|x0*[dD][89a-fA-F][0-9a-fA-F]{2});)+")
_REFERENCE = re.compile(rb"&#(x?)([0-9a-fA-F]+);")

# expat's codes for "out of memory" and for a document that ends too early.
_OUT_OF_MEMORY = 1
_ENDED_EARLY = frozenset({3, 5, 6, 20})


def sniff(data: bytes) -> bool:
    """Whether this is XML of the kind this reader should judge; HTML is not."""
    head = data[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"<html" in head or b"<!doctype html" in head:
        return False
    return head.startswith((b"<?xml", b"<!--", b"<!doctype", b"<calls", b"<smses"))


def stated_count(data: bytes) -> int | None:
    """How many calls the file says it has; None where it does not say."""
    match = _COUNT.search(data[: 4 * _HEAD_BYTES])
    return None if match is None else int(match[1])


def read(data: bytes) -> list[PhoneLogRow]:
    """The rows of the file, in its order.

    Raises:
        FormatError: the file is refused as a whole.
        MemoryError: the file needs more memory than there is.
    """
    _refuse_long_entry(data)
    rows = _Rows()
    parser: Any = DefusedXMLParser(target=rows, forbid_dtd=True)
    try:
        parser.feed(_SURROGATES.sub(_mended, data) if b"&#" in data else data)
        parser.close()
    except DefusedXmlException:
        raise FormatError(FormatProblem.DOCUMENT_TYPE, _line(parser)) from None
    except ParseError as error:
        if error.code == _OUT_OF_MEMORY:
            raise MemoryError from None
        if error.code in _ENDED_EARLY:
            raise FormatError(FormatProblem.CUT_OFF, _line(parser), len(rows.found)) from None
        raise FormatError(FormatProblem.NOT_WELL_FORMED, _line(parser)) from None
    except FormatError:
        raise
    except (ValueError, LookupError):  # an encoding that expat does not know
        raise FormatError(FormatProblem.NOT_WELL_FORMED, _line(parser)) from None
    return rows.found


def _refuse_long_entry(data: bytes) -> None:
    """Nothing where no two "<" are too far apart: expat takes 4 s over one attribute of 60 MB."""
    at = 0
    while len(data) - at > LONGEST_ENTRY:
        following = data.rfind(b"<", at + 1, at + 1 + LONGEST_ENTRY)
        if following < 0:
            line = data.count(b"\n", 0, at) + 1
            raise FormatError(FormatProblem.ENTRY_TOO_LONG, f"line {line}")
        at = following


class _Rows:
    """What the parser calls: it keeps rows and no tree."""

    def __init__(self) -> None:
        self.found: list[PhoneLogRow] = []
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1 and tag != "calls":
            texts = tag == "smses"
            raise FormatError(FormatProblem.TEXT_MESSAGES if texts else FormatProblem.NOT_THIS_FORMAT)
        if self._depth != 2 or tag != "call":
            return
        place = f"call {len(self.found) + 1}"
        if len(self.found) == MOST_ROWS:
            raise FormatError(FormatProblem.TOO_MANY_ROWS, place)
        self.found.append(_row(attributes, place))

    def end(self, _tag: str) -> None:
        self._depth -= 1

    def data(self, _text: str) -> None:
        """The text between elements says nothing."""

    def close(self) -> None:
        """The parser wants to be told what was built; the rows are read directly."""


def _row(attributes: dict[str, str], place: str) -> PhoneLogRow:
    number = attributes.get("number", "").strip()
    if number in _NO_NUMBER or attributes.get("presentation") in _HIDDEN:
        number = ""
    if len(number) > LONGEST_NUMBER:
        raise FormatError(FormatProblem.NUMBER_TOO_LONG, place)
    name = attributes.get("contact_name", "")
    try:
        name = "" if name in _NO_NAME else clean_name(name)
    except TextError:
        raise FormatError(FormatProblem.NAME_TOO_LONG, place) from None
    return PhoneLogRow(
        number,
        name,
        _instant(attributes.get("date", ""), place),
        _KINDS.get(_whole(attributes.get("type", ""), FormatProblem.KIND_UNREADABLE, place), RowKind.OTHER),
        _duration(attributes.get("duration", ""), place),
    )


def _whole(text: str, problem: FormatProblem, place: str) -> int:
    """The whole number of a text of at most ten characters: int() raises for thousands of digits."""
    if not _WHOLE.fullmatch(text.strip()) or len(text) > 10:
        raise FormatError(problem, place)
    return int(text)


def _instant(text: str, place: str) -> int:
    digits = text.strip()
    if not _WHOLE.fullmatch(digits):
        raise FormatError(FormatProblem.DATE_UNREADABLE, place)
    if digits.startswith("-") or len(digits) > len(str(LAST_MS)) or int(digits) > LAST_MS:
        raise FormatError(FormatProblem.DATE_OUT_OF_RANGE, place)
    return int(digits)


def _duration(text: str, place: str) -> int:
    if text in {"", "null"}:
        return 0
    return max(0, _whole(text, FormatProblem.DURATION_UNREADABLE, place))


def _line(parser: Any) -> str:
    return f"line {parser.parser.CurrentLineNumber}"


def _mended(match: re.Match[bytes]) -> bytes:
    """The references to surrogates as references to the characters they stand for, two by two."""
    codes = [int(digits, 16 if is_hex else 10) for is_hex, digits in _REFERENCE.findall(match[0])]
    units = "".join(map(chr, codes)).encode("utf-16-le", "surrogatepass")
    text = units.decode("utf-16-le", "replace")
    return b"".join(b"&#%d;" % ord(character) for character in text)
