from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from callpolicy_gui.core.adherence import Adherence, ResponseBar
from callpolicy_gui.core.replay import Replayed
from callpolicy_gui.wording import insights
from callpolicy_gui.wording.times import Times

TIMES = Times(ZoneInfo("America/New_York"), twelve_hours=False, locale=QLocale("en_US"))


def grid(**cells: int) -> tuple[tuple[int, ...], ...]:
    """`d2h3=4`: four on Wednesday in the fourth hour."""
    rows = [[0] * 14 for _ in range(7)]
    for cell, count in cells.items():
        day, hour = cell.removeprefix("d").split("h")
        rows[int(day)][int(hour)] = count
    return tuple(map(tuple, rows))


def test_too_little():
    assert insights.too_little(4) == "Patterns show up after 10 calls. You have 4."
    assert insights.too_little(0) == "Patterns show up after 10 calls. You have none yet."


def test_months():
    found = Adherence(kept=22, late=2, still_open=1, outside_own_hours=3)
    assert insights.month_sentence(found, 11, 2026, TIMES) == "22 of 24 kept in November"
    assert insights.month_detail(found) == (
        "2 were late or are. 1 is open and in time. You made 3 returns outside your own hours."
    )
    assert insights.month_sentence(Adherence(), 11, 2026, TIMES) == "Nothing decided in November 2026"
    assert insights.month_detail(Adherence()) == ""
    assert insights.month_detail(Adherence(kept=1)) == "No return was made outside your own hours."


def test_bars():
    bars = (ResponseBar(1, 1, 0), ResponseBar(24, 2, 1), ResponseBar(48, 0, 1), ResponseBar(None, 0, 1))
    assert [insights.bar_title(n, bars) for n in range(4)] == ["1 h", "24 h", "2 d", "later"]
    assert insights.bar_sentence(1, bars) == "24 h: 2 kept, 1 late"
    assert insights.bars_sentence(bars) == (
        "6 returns in the last 12 weeks, 4 of them within 24 hours by the clock."
    )
    assert insights.bars_sentence(()) == "No returns in the last 12 weeks."


def test_the_busiest_hour_says_where_it_is_an_edge():
    nothing = grid()
    end = " The last 12 weeks; what lies outside these hours stands at the edges."
    said = insights.grid_sentence(grid(d2h3=4, d1h0=1), grid(d4h13=2), TIMES)
    assert said == (
        "Most calls came on Wed, and from 10:00 to 11:00. Most were returned on Fri, and after 20:00." + end
    )
    assert insights.grid_sentence(grid(d0h0=1), nothing, TIMES) == (
        "Most calls came on Mon, and before 08:00." + end
    )


def test_replays():
    assert insights.replay_title(60) == "Your last 60 calls under each policy"
    assert insights.replay_sentence(Replayed(41, 41)) == "41 kept of 41 owed"
    assert insights.replay_sentence(Replayed(60, 49, 10, 1)) == "49 kept of 60 owed, 10 late, 1 still open"
    assert insights.replay_sentence(Replayed()) == "none owed a return"
