"""Whether names are hidden, by hand or in a session, and what is said of a name, a number or a note then.

It is a matter of display, as the locale is: nothing that is saved, counted, searched or exported ever
looks at it. It is kept for the whole process, so that a window made anew shows no more than the last one.
"""

from __future__ import annotations

import unicodedata

from callpolicy_gui.wording.text import tr

# As many whatever they stand for: their number must not tell the length of what is hidden.
DOTS = "\u2022\u2022\u2022\u2022"
KEYS = "Ctrl+Shift+H"
# One letter of these scripts is a word, and often the whole family name.
_WHOLE_WORDS = ("CJK ", "HANGUL ", "HIRAGANA ", "KATAKANA ", "BOPOMOFO ", "YI ", "TANGUT ", "NUSHU ")


class _Discretion:
    """The one place that remembers."""

    __slots__ = ("by_hand", "session", "shown_in_session")

    def __init__(self) -> None:
        self.by_hand = False
        self.session: int | None = None
        self.shown_in_session = False

    @property
    def hidden(self) -> bool:
        return self.by_hand or (self.session is not None and not self.shown_in_session)


_now = _Discretion()


def hide_names(hidden: bool) -> None:
    """Hide names, numbers and notes, or show them. Who has shown some already has to show them anew.

    Shown in a session they stay so until it ends; hidden by hand they stay hidden after it.
    """
    _now.by_hand = hidden
    _now.shown_in_session = not hidden and _now.session is not None


def session_since(began_at: int | None) -> None:
    """A session runs since `began_at`, UTC seconds, and hides names; None: no session runs.

    Another beginning is another session: what was shown in the one before is hidden in it.
    """
    if began_at != _now.session:
        _now.session, _now.shown_in_session = began_at, False


def names_hidden() -> bool:
    """Whether names, numbers and notes are hidden."""
    return _now.hidden


def shown_name(name: str) -> str:
    """The name; hidden, the initials of its first and last word, `M. T.`, or else `Caller`."""
    return (initials(name) or nobody_named()) if name and _now.hidden else name


def shown_number(number: str) -> str:
    """The number; hidden, dots that tell nothing of it. Empty stays empty."""
    return DOTS if number and _now.hidden else number


def shown_note(note: str) -> str:
    """The note, or anything else that was typed; hidden, dots that tell nothing of it. Empty stays empty."""
    return DOTS if note and _now.hidden else note


def shown_file(name: str) -> str:
    """The name of a file a person chose, which may say whose it is; hidden, only its ending."""
    if not _now.hidden:
        return name
    _, dot, ending = name.rpartition(".")
    known = ending if dot and ending.isascii() and ending.isalnum() and len(ending) <= 4 else ""
    return f"{DOTS}.{known}" if known else DOTS


def nobody_named() -> str:
    """Who is called by neither name nor number."""
    return tr("Caller")


def hidden_sentence(keys: str = KEYS) -> str:
    """What stands where a hidden text could be read or changed; `keys` as the platform writes them."""
    return tr("Names are hidden. Press {keys} to show them.", keys=keys)


def initials(name: str) -> str:
    """`M. T.` of Marisol Anne Tran; empty where a letter would say too much, or there is none."""
    found = [letter for letter in map(_first_letter, unicodedata.normalize("NFC", name).split()) if letter]
    ends = found if len(found) < 2 else [found[0], found[-1]]
    return " ".join(f"{letter}." for letter in ends)


def _first_letter(word: str) -> str:
    """The letter a word begins with, in capitals and with its accents; empty for a number or a whole word."""
    letters = [place for place, letter in enumerate(word) if letter.isalnum()]
    # A word of one letter is said whole by its initial.
    if len(letters) < 2 or not word[letters[0]].isalpha():
        return ""
    first = word[letters[0]]
    if unicodedata.name(first, "").startswith(_WHOLE_WORDS):
        return ""
    marks = ""
    for mark in word[letters[0] + 1 :]:
        if not unicodedata.category(mark).startswith("M"):
            break
        marks += mark
    return first.upper()[:1] + marks
