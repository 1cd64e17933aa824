"""What is wrong with a file or a text, as keys that `wording` makes into sentences.

A problem names a place and never a value: what is in a phone's log is about clients.
"""

from __future__ import annotations

from enum import StrEnum


class FormatProblem(StrEnum):
    """Why a file is refused as a whole."""

    NOT_THIS_FORMAT = "not_this_format"
    TEXT_MESSAGES = "text_messages"  # a backup of text messages, from the same program
    DOCUMENT_TYPE = "document_type"  # a DTD: a call log has none, an attack has
    NOT_WELL_FORMED = "not_well_formed"
    CUT_OFF = "cut_off"
    DATE_UNREADABLE = "date_unreadable"
    DATE_OUT_OF_RANGE = "date_out_of_range"
    KIND_UNREADABLE = "kind_unreadable"
    DURATION_UNREADABLE = "duration_unreadable"
    NUMBER_TOO_LONG = "number_too_long"
    NAME_TOO_LONG = "name_too_long"
    ENTRY_TOO_LONG = "entry_too_long"
    TOO_MANY_ROWS = "too_many_rows"


class FormatError(ValueError):
    """A file is refused: `place` is "line 12", "call 17" or empty.

    `complete` is how many calls stand before the cut of a file that was cut off, else None.
    """

    def __init__(self, problem: FormatProblem, place: str = "", complete: int | None = None) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.place = place
        self.complete = complete


class TextProblem(StrEnum):
    """Why a text that was typed is refused."""

    NAME_TOO_LONG = "name_too_long"
    NOTE_TOO_LONG = "note_too_long"
    NUMBER_TOO_LONG = "number_too_long"


class TextError(ValueError):
    """A text is longer than `limit` characters; nothing is ever cut."""

    def __init__(self, problem: TextProblem, limit: int) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.limit = limit
