from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callpolicy_gui import opening
from callpolicy_gui.controller.views import CallDraft, Logged
from callpolicy_gui.core.call_log import Level
from callpolicy_gui.desktop.system_region import Region

ZONE = ZoneInfo("America/New_York")
SAMPLE = Path(__file__).resolve().parents[1] / "data" / "calls-android-backup.xml"


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


@dataclass
class Practice:
    """An open log whose clock stands where a test puts it."""

    now: int
    said: list = field(default_factory=list)

    def __post_init__(self):
        self.log = opening.open_demo(lambda: self.now, Region("America/New_York", "US", "NY"))
        self.controller = self.log.controller
        self.controller.said.connect(self.said.append)

    def to(self, text: str) -> None:
        self.now = at(text)
        self.controller.refresh()

    def log_call(self, who: str, received: str = "", **more) -> int:
        logged = self.controller.calls.log(CallDraft(who, received=received, **more))
        assert isinstance(logged, Logged), logged
        return logged.call_id

    def call(self, call_id: int):
        return self.controller._desk.call(call_id)

    def row(self, call_id: int):
        return next(
            r for r in self.controller.queue().rows if call_id in {c.call_id for c in r.obligation.calls}
        )

    def groups(self) -> dict[int, str]:
        return {row.call_id: row.group.name for row in self.controller.queue().rows}

    def history(self) -> list[str]:
        return [entry.kind for entry in reversed(self.log.db.history.entries(limit=10_000))]

    def rows(self, first: str, last: str, level: Level = Level.FULL):
        from datetime import date

        return self.controller.exchange._rows(date.fromisoformat(first), date.fromisoformat(last), level)


@pytest.fixture
def practice():
    """Monday 23 November 2026, 14:00 in New York; the 24-hour policy is in force."""
    made = Practice(at("2026-11-23 14:00"))
    yield made
    assert made.log.db.history.verify() is None
    made.log.close()
