"""One step back, and forward again: what the last use cases changed, and how to put it back."""

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
    """What was done, the work that takes it back, run inside a transaction, and the use case once more.

    `words` puts it into words anew each time: names may have been hidden since. `again` is the use
    case with what it was given then, times as instants; it saves and remembers its own step.
    """

    words: Callable[[], str]
    take_back: Callable[[], object]
    again: Callable[[], Refused | None]


class Undoing:
    """The steps that can be taken back, the last one first, and those that were. Kept in memory only."""

    def __init__(self, desk: Desk, signals: Signals, changed: Callable[[], None]) -> None:
        self._desk = desk
        self._signals = signals
        self._changed = changed
        self._steps: list[UndoStep] = []
        self._undone: list[UndoStep] = []
        self._redoing = False
        self._new_ids: dict[int, int] = {}

    def push(
        self,
        words: Callable[[], str],
        take_back: Callable[[], object],
        again: Callable[[], Refused | None],
    ) -> None:
        """Remember what was done; the oldest step is forgotten beyond fifty.

        What had been taken back before cannot be done again after something new.
        """
        self._steps.append(UndoStep(words, take_back, again))
        del self._steps[:-_MOST_STEPS]
        if self._redoing:
            self._undone.pop()
        else:
            self._undone.clear()
        self._signals.undo_changed.emit(UndoView(words()))

    def words(self) -> str:
        """What would be taken back, as it reads now; empty where there is nothing."""
        return self._steps[-1].words() if self._steps else ""

    def undo(self) -> None:
        """Take the last step back; every value returns and the history says so."""
        if not self._steps:
            return
        step = self._steps[-1]
        said, undone = step.words, True

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
            refused, undone = None, False
            said = partial(tr, "nothing, too much has changed since")
        self._desk.practice.reload()
        if isinstance(refused, Refused):
            self._signals.failed.emit(refused.sentence)
            return
        self._steps.pop()
        if undone:
            self._undone.append(step)
        self._signals.undo_changed.emit(None)
        self._signals.said.emit(tr("Undone: {what}", what=said()))
        self._changed()
        self._signals.log_changed.emit()
        self._signals.clients_changed.emit()

    def redo(self) -> None:
        """Do once more what was taken back last, as it is today; it may be refused like any use case."""
        if not self._undone:
            return
        step, self._redoing = self._undone[-1], True
        try:
            refused = step.again()
        except (LookupError, ValueError):
            # What it was about is not there any more.
            self._undone.clear()
            refused = Refused(tr("That cannot be done again, too much has changed since."))
        finally:
            self._redoing = False
        if isinstance(refused, Refused):
            self._signals.failed.emit(refused.sentence)
        elif step in self._undone:
            # It came to the same as what is there, so nothing was done.
            self._undone.remove(step)

    def logged_anew(self, old_id: int, new_id: int) -> None:
        """A call that was taken back is in the log again, under another id."""
        self._new_ids[old_id] = new_id

    def id_now(self, call_id: int) -> int:
        """The id of a call by now, for doing again what was done to it."""
        while call_id in self._new_ids:
            call_id = self._new_ids[call_id]
        return call_id

    def forget(self) -> None:
        """Nothing done so far can be taken back; the demo begins like this."""
        self._steps.clear()
        self._undone.clear()
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
