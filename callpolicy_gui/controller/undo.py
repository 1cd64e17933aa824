"""One step back: what the last use case changed, and how to put it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_STEPS = 50


@dataclass(frozen=True, slots=True)
class UndoStep:
    """What was done, in words, and the work that takes it back; run inside a transaction."""

    sentence: str
    take_back: Callable[[], None]


class UndoStack:
    """The steps that can be taken back, the last one first. Kept in memory only."""

    def __init__(self) -> None:
        self._steps: list[UndoStep] = []

    def push(self, step: UndoStep) -> None:
        """Remember a step; the oldest is forgotten beyond fifty."""
        self._steps.append(step)
        del self._steps[:-_MOST_STEPS]

    def last(self) -> UndoStep | None:
        """The step that would be taken back next."""
        return self._steps[-1] if self._steps else None

    def drop_last(self) -> None:
        """Forget the last step: it was taken back."""
        self._steps.pop()
