"""Names and notes from outside, made safe to keep: nothing is cut, nothing invisible breaks a line.

Joiners and compatibility characters stay: names need them. A text that is too long is
refused, because a text cut short would be lost without anybody noticing.
"""

from __future__ import annotations

import re
import unicodedata

from callpolicy_gui.formats.problems import TextError, TextProblem

NAME_LIMIT = 200  # as a reader counts: a family emoji is one
NOTE_LIMIT = 10_000
# A bound on marks stacked upon few characters; a family emoji with four skin tones has 11 code points.
_NAME_CODE_POINTS = 20 * NAME_LIMIT

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Marks, embeddings, overrides and isolates of direction: in a name they turn round what stands beside it,
# and letters have their direction without them.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile("[ \t\n]+")
_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_REGIONAL = range(0x1F1E6, 0x1F200)


def clean_name(text: str) -> str:
    """The name in Unicode's NFC and on one line, without characters of control or of direction.

    Raises:
        TextError: it has more than 200 characters.
    """
    if len(text) <= _NAME_CODE_POINTS:
        name = _SPACES.sub(" ", _DIRECTION.sub("", _without_control(text))).strip()
        name = unicodedata.normalize("NFC", name)
        if _visible_length(name) <= NAME_LIMIT:
            return name
    raise TextError(TextProblem.NAME_TOO_LONG, NAME_LIMIT)


def clean_note(text: str) -> str:
    r"""The note with `\n` for every form of line end, without other control characters but tabs.

    Raises:
        TextError: it has more than 10,000 characters.
    """
    note = _without_control(text)
    if len(note) > NOTE_LIMIT:
        raise TextError(TextProblem.NOTE_TOO_LONG, NOTE_LIMIT)
    return note


def without_lone_surrogates(text: str) -> str:
    """The text with U+FFFD for each surrogate, which no encoding can carry."""
    return _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def _without_control(text: str) -> str:
    return _CONTROL.sub("", _LINE_END.sub("\n", without_lone_surrogates(text)))


def _visible_length(text: str) -> int:
    """About as many characters as a reader sees: marks, joined and paired ones count with their base."""
    count = 0
    previous = ""
    for character in text:
        joined = previous == _JOINER
        extends = (
            character == _JOINER
            or unicodedata.category(character) in {"Mn", "Me", "Mc"}
            or ord(character) in _SKIN_TONES
        )
        pairs = ord(character) in _REGIONAL and previous != "" and ord(previous) in _REGIONAL
        count += not (joined or extends or pairs)
        # The second half of a flag must not pair with the first half of the next one.
        previous = "" if pairs else character
    return count
