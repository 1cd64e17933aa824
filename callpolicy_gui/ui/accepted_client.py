"""The client that was accepted in quick log, and how the line names it by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.ui.suggestion_popup import shown_client

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.controller.views import Suggestion


class AcceptedClient:
    """A suggestion stands for its client while the line says it, in full or as initials.

    `who_of` gives the part of a line that says who called.
    """

    def __init__(self, who_of: Callable[[str], str]) -> None:
        self._who_of = who_of
        self._suggestion: Suggestion | None = None
        self.written = ""

    def take(self, suggestion: Suggestion, written: str = "") -> None:
        """This one is meant from now on; `written` is how the line names it, as it is shown by default."""
        self._suggestion = suggestion
        self.written = written or shown_client(suggestion)

    def forget(self) -> None:
        """Nobody is meant any more."""
        self._suggestion, self.written = None, ""

    def in_line(self, line: str) -> Suggestion | None:
        """The accepted one, where the line still says it, and perhaps when it called."""
        if self._suggestion is None or self._who_of(line) != self.written:
            return None
        return self._suggestion

    def in_full(self, line: str) -> str:
        """The line with the whole name, whatever is shown."""
        found = self.in_line(line)
        return line if found is None else line.replace(self.written, full_name(found), 1)

    def shown_anew(self, line: str) -> str:
        """The line with the name as it is shown now: names were hidden since, or are not any more."""
        found = self.in_line(line)
        if found is None:
            return line
        before, self.written = self.written, shown_client(found)
        return line.replace(before, self.written, 1)


def full_name(suggestion: Suggestion) -> str:
    """The name, or the number where there is none."""
    return suggestion.name or suggestion.number
