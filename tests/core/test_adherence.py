from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from callpolicy_gui.core.adherence import (
    BAR_HOURS,
    GRID_HOURS,
    Adherence,
    adherence,
    response_bars,
    week_grid,
)
from callpolicy_gui.core.calls import MissedCall, Settlement, Source, Urgency, Voicemail
from callpolicy_gui.core.receipts import Receipt, Rule

HOUR, DAY = 3600, 86400
NOW = 1_795_000_000
NEW_YORK = ZoneInfo("America/New_York")


def call(received: int, due: int | None, settled: int | None = None, how=Settlement.RETURNED) -> MissedCall:
    """A call; all hours are counted from a hundred hours before now."""
    start = NOW - 100 * HOUR
    return MissedCall(
        call_id=1,
        received_at=start + received * HOUR,
        voicemail=Voicemail.YES,
        urgency=Urgency.ROUTINE,
        client_id=None,
        number="",
        note="",
        source=Source.TYPED,
        logged_at=start,
        version_id=1,
        due_at=None if due is None else start + due * HOUR,
        receipt=Receipt(Rule.WORKING_DAYS, 1, ()),
        settled_at=None if settled is None else start + settled * HOUR,
        settlement=None if settled is None else how,
    )


CALLS = (
    call(0, 24, 3),  # kept
    call(0, 24, 24),  # kept, at the last instant
    call(0, 24, 30),  # returned late
    call(0, 24),  # not returned, and the due has passed
    call(90, 114),  # open and in time
    call(0, None, 5),  # called back although nothing was owed
    call(0, None),
    call(0, 24, 5, Settlement.NOT_OWED),
    call(0, 24, 99, Settlement.LOG_ONLY),
)


def test_promises_are_kept_late_or_open_and_returns_outside_own_hours_are_counted():
    own = (NOW - 80 * HOUR, NOW)
    found = adherence(CALLS, NOW, is_own_hours=lambda at: own[0] <= at < own[1])
    # Returned 3 and 5 hours after the beginning: before own hours.
    assert found == Adherence(kept=2, late=2, still_open=1, outside_own_hours=2)
    assert found.owed == 4
    assert adherence((), NOW, is_own_hours=lambda _at: True) == Adherence()


def test_bars_hold_returns_by_how_long_they_took():
    bars = response_bars((*CALLS, call(0, 96, 97)), NOW)
    assert [bar.until_hours for bar in bars] == [*BAR_HOURS, None]
    found = {bar.until_hours: (bar.kept, bar.late) for bar in bars if bar.kept + bar.late}
    assert found == {4: (1, 0), 24: (1, 0), 48: (0, 1), None: (0, 1)}


def test_the_grid_is_local_and_leaves_nothing_out():
    def at(text: str) -> int:
        return int(datetime.fromisoformat(text).replace(tzinfo=NEW_YORK).timestamp())

    late_monday = int(datetime(2026, 11, 24, 4, 30, tzinfo=UTC).timestamp())  # Mon 23:30 in New York
    grid = week_grid(
        [at("2026-11-23 07:00"), at("2026-11-23 03:00"), at("2026-11-29 20:59"), late_monday], NEW_YORK
    )
    assert len(grid) == 7
    assert all(len(row) == GRID_HOURS for row in grid)
    assert (grid[0][0], grid[6][13], grid[0][13]) == (2, 1, 1)
    assert sum(map(sum, grid)) == 4
