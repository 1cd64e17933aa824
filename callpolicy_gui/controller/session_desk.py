"""Being in session: from the tray in one click, or typed ahead. The sessions of every week are a setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.controller.views import Field, Refused, SessionView
from callpolicy_gui.core.local_time import instant
from callpolicy_gui.core.sessions import LONGEST_BLOCK_SECONDS, SessionBlock, offered_end
from callpolicy_gui.wording.sessions import block_words, in_session_words
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.controller.signals import Signals
    from callpolicy_gui.controller.undo import Undoing
    from callpolicy_gui.core.weekly_hours import Window


class SessionDesk:
    """The use cases of sessions. `say_before` says what would become due soon until an instant."""

    def __init__(
        self,
        desk: Desk,
        signals: Signals,
        changed: Callable[[], None],
        undoing: Undoing,
        say_before: Callable[[int], None],
    ) -> None:
        self._desk = desk
        self._signals = signals
        self._changed = changed
        self._undoing = undoing
        self._say_before = say_before

    def view(self) -> SessionView:
        """The session that runs, or the end that is offered for one that begins now."""
        desk, now = self._desk, self._desk.now()
        running = desk.practice.sessions.running(now)
        until = offered_end(now, desk.practice.calendar.zone) if running is None else running[1]
        return SessionView(running is not None, until, in_session_words(until, now, desk.times))

    def blocks(self) -> tuple[SessionBlock, ...]:
        """The single sessions that are not over, in order."""
        now = self._desk.now()
        return tuple(block for block in self._desk.sessions.blocks() if block.end > now and not block.is_free)

    def begin(self, until: int) -> Refused | None:
        """In session from now until an instant, UTC seconds."""
        now = self._desk.now()
        if until <= now:
            return Refused(tr("That time is over. Choose a later one."))
        if until - now > LONGEST_BLOCK_SECONDS:
            return self._too_long()
        return self._add(
            [SessionBlock(0, now, until)], lambda: in_session_words(until, now, self._desk.times)
        )

    def add(self, day: date, windows: Sequence[Window]) -> Refused | None:
        """Single sessions on a date of the practice."""
        desk, now = self._desk, self._desk.now()
        zone = desk.practice.calendar.zone
        blocks = [
            SessionBlock(0, instant(day, each.start * 60, zone), instant(day, each.end * 60, zone))
            for each in windows
        ]
        if not blocks or any(block.start >= block.end for block in blocks):
            return Refused(tr("Type when it begins and ends, such as 10:00-10:50."), Field.HOURS)
        if any(block.end <= now for block in blocks):
            return Refused(tr("That time is over. Choose a later one."), Field.START)
        if any(block.end - block.start > LONGEST_BLOCK_SECONDS for block in blocks):
            return self._too_long()
        first = blocks[0]
        return self._add(
            blocks,
            lambda: tr("Session added, {when}", when=block_words(first.start, first.end, self._desk.times)),
        )

    def remove(self, block_id: int) -> Refused | None:
        """Take a single session away. Raises LookupError for an unknown id."""
        store = self._desk.sessions
        block = next((each for each in store.blocks() if each.block_id == block_id), None)
        if block is None:
            raise LookupError("no such session")
        return self._save(
            lambda: store.remove(block_id),
            lambda: tr("Session removed, {when}", when=block_words(block.start, block.end, self._desk.times)),
            lambda: store.put_back(block),
        )

    def end(self) -> Refused | None:
        """The session that runs is over now; nothing where none runs. Sessions to come stay."""
        desk, now = self._desk, self._desk.now()
        store = desk.sessions
        single, weekly_until = desk.practice.sessions.to_end(now)
        if not single and weekly_until is None:
            return None
        freed: list[SessionBlock] = []

        def work() -> None:
            freed.clear()
            for block in single:
                if block.start < now:
                    store.move_end(block.block_id, now)
                else:
                    store.remove(block.block_id)
            if weekly_until is not None:
                freed.append(store.add(SessionBlock(0, now, weekly_until, is_free=True)))

        def take_back() -> None:
            for block in freed:
                store.remove(block.block_id)
            for block in single:
                if block.start < now:
                    store.move_end(block.block_id, block.end)
                else:
                    store.put_back(block)

        return self._save(work, lambda: tr("Session ended"), take_back)

    def _too_long(self) -> Refused:
        return Refused(tr("That is more than 12 hours. Add it as time off, on the Policy page."), Field.HOURS)

    def _add(self, blocks: Sequence[SessionBlock], words: Callable[[], str]) -> Refused | None:
        now, store = self._desk.now(), self._desk.sessions
        for block in blocks:
            if block.start <= now < block.end:
                self._say_before(block.end)
        added: list[SessionBlock] = []

        def take_back() -> None:
            for block in added:
                store.remove(block.block_id)

        def work() -> None:
            added[:] = map(store.add, blocks)

        return self._save(work, words, take_back)

    def _save(
        self, work: Callable[[], object], words: Callable[[], str], take_back: Callable[[], object]
    ) -> Refused | None:
        desk = self._desk
        refused = desk.save(desk.now(), work)
        if isinstance(refused, Refused):
            return refused
        desk.practice.reload_sessions()
        self._undoing.push(words, take_back, lambda: self._save(work, words, take_back))
        self._signals.practice_changed.emit()
        self._changed()
        return None
