"""What is told, and offered, when a log cannot be opened: sentences and choices, nothing of a client."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChoiceKey(StrEnum):
    """What can be done about a log that does not open."""

    RESTORE = "restore"
    OPEN_WITHOUT = "open_without"
    SALVAGE = "salvage"
    OPEN_SALVAGED = "open_salvaged"
    LOCATE = "locate"
    CREATE = "create"
    READ_ONLY = "read_only"
    RETRY = "retry"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: its button, and a `note` on what it does or brings.

    With a `question` it is asked once more, `confirm` being the words that mean yes.
    """

    key: ChoiceKey
    words: str
    note: str = ""
    question: str = ""
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class TroubleView:
    """Why the log is not open, and what can be done; the first choice is the one that keeps most."""

    title: str
    sentence: str
    details: tuple[str, ...]
    choices: tuple[Choice, ...]

    @property
    def keys(self) -> tuple[ChoiceKey, ...]:
        """What is offered, in order."""
        return tuple(choice.key for choice in self.choices)
