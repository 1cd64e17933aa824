"""One step back: what the last use cases changed, and how to put it back."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import partial
from typing import TYPE_CHECKING

from callpolicy_gui.controller.views import Refused, UndoView
from callpolicy_gui.core.calls import MissedCall
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.controller.signals import Signals

_MOST_STEPS = 50
_FIELDS = tuple(field.name for field in fields(MissedCall))
_COUNTED_FROM = {"received_at", "voicemail", "returned_anyway"}
_COUNTED = ("version_id", "due_at", "receipt")


@dataclass(frozen=True, slots=True)
class UndoStep:
    """What was done, and the work that takes it back; run inside a transaction.

    `words` puts it into words anew each time: names may have been hidden since.
    """

    words: Callable[[], str]
    take_back: Callable[[], object]


class Undoing:
    """The steps that can be taken back, the last one first. Kept in memory only."""

    def __init__(self, desk: Desk, signals: Signals, changed: Callable[[], None]) -> None:
        self._desk = desk
        self._signals = signals
        self._changed = changed
        self._steps: list[UndoStep] = []

    def push(self, words: Callable[[], str], take_back: Callable[[], object]) -> None:
        """Remember what was done; the oldest step is forgotten beyond fifty."""
        self._steps.append(UndoStep(words, take_back))
        del self._steps[:-_MOST_STEPS]
        self._signals.undo_changed.emit(UndoView(words()))

    def words(self) -> str:
        """What would be taken back, as it reads now; empty where there is nothing."""
        return self._steps[-1].words() if self._steps else ""

    def undo(self) -> None:
        """Take the last step back; every value returns and the history says so."""
        if not self._steps:
            return
        step = self._steps[-1]
        said = step.words

        def work() -> None:
            step.take_back()
            # What was agreed with a client may be another thing again.
            self._desk.practice.reload()
            # What is open again may have been passed by while the calendar was corrected.
            self._desk.recount_open_calls()

        try:
            refused = self._desk.save(self._desk.now(), work)
        except (LookupError, ValueError):
            # What it was about has changed so much since that there is nothing to put back.
            refused = None
            said = partial(tr, "nothing, too much has changed since")
        self._desk.practice.reload()
        if isinstance(refused, Refused):
            self._signals.failed.emit(refused.sentence)
            return
        self._steps.pop()
        self._signals.undo_changed.emit(None)
        self._signals.said.emit(tr("Undone: {what}", what=said()))
        self._changed()
        self._signals.log_changed.emit()
        self._signals.clients_changed.emit()

    def forget(self) -> None:
        """Nothing done so far can be taken back; the demo begins like this."""
        self._steps.clear()
        self._signals.undo_changed.emit(None)

    def putting_back(self, before: Iterable[MissedCall]) -> Callable[[], None]:
        """The work that gives these calls back what was changed just now, and nothing else.

        What has been changed again since, by a calendar's correction say, stays.
        """
        pairs = [(old, self._desk.call(old.call_id)) for old in before]

        def put_back() -> None:
            for old, new in pairs:
                now_kept = self._desk.call(old.call_id)
                values = {
                    name: getattr(old, name)
                    for name in _FIELDS
                    if getattr(old, name) != getattr(new, name) == getattr(now_kept, name)
                }
                if values.keys() & _COUNTED_FROM:
                    # The deadline goes back with the facts it was counted from; `undo` counts it anew.
                    values |= {name: getattr(old, name) for name in _COUNTED}
                key = self._desk.number_key(old.number) if "number" in values else None
                self._desk.calls.replace(
                    replace(now_kept, **values), kind="undone", restore=True, number_key=key
                )

        return put_back
