"""Sessions for widget tests: what the real desk answers, without a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.core.local_time import instant
from callpolicy_gui.core.sessions import SessionBlock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from callpolicy_gui.controller.views import Refused
    from callpolicy_gui.core.weekly_hours import Window


class FakeSessions:
    """`kept` are the single sessions, `ended` counts what was ended, `refusal` is answered instead."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self.kept: list[SessionBlock] = []
        self.ended = 0
        self.refusal: Refused | None = None

    def blocks(self) -> tuple[SessionBlock, ...]:
        return tuple(self.kept)

    def add(self, day: date, windows: Sequence[Window]) -> Refused | None:
        if self.refusal is None:
            for each in windows:
                span = (instant(day, minutes * 60, self._zone) for minutes in (each.start, each.end))
                self.kept.append(SessionBlock(len(self.kept) + 1, *span))
        return self.refusal

    def remove(self, block_id: int) -> Refused | None:
        if self.refusal is None:
            self.kept = [block for block in self.kept if block.block_id != block_id]
        return self.refusal

    def end(self) -> Refused | None:
        self.ended += 1
        return self.refusal
