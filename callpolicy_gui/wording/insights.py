"""Patterns of the own log in words. No scores and no praise: counts, and what they are counts of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from callpolicy_gui.core.adherence import FIRST_HOUR, GRID_HOURS
from callpolicy_gui.wording.text import counted, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callpolicy_gui.core.adherence import Adherence, Grid, ResponseBar
    from callpolicy_gui.core.replay import Replayed
    from callpolicy_gui.wording.times import Times

LEAST_CALLS = 10


def too_little(calls: int) -> str:
    """What stands where patterns will."""
    least = tr("Patterns show up after {least} calls.", least=LEAST_CALLS)
    return least + " " + (tr("You have {count}.", count=calls) if calls else tr("You have none yet."))


def month_sentence(found: Adherence, month: int, year: int, times: Times) -> str:
    """`22 of 24 kept in November`."""
    name = times.locale.standaloneMonthName(month, QLocale.FormatType.LongFormat)
    if not found.owed:
        return tr("Nothing decided in {month} {year}", month=name, year=year)
    return tr("{kept} of {owed} kept in {month}", kept=found.kept, owed=found.owed, month=name)


def month_detail(found: Adherence) -> str:
    """What is late, what is open, and the half nobody reports."""
    said = []
    if found.late:
        said.append(counted(found.late, "%n was late or is.", "%n were late or are."))
    if found.still_open:
        said.append(counted(found.still_open, "%n is open and in time.", "%n are open and in time."))
    if found.outside_own_hours:
        said.append(
            counted(
                found.outside_own_hours,
                "You made %n return outside your own hours.",
                "You made %n returns outside your own hours.",
            )
        )
    elif found.owed:
        said.append(tr("No return was made outside your own hours."))
    return " ".join(said)


def bars_sentence(bars: Sequence[ResponseBar]) -> str:
    """How many returns there were, and the share of them that came within a day."""
    total = sum(bar.kept + bar.late for bar in bars)
    if not total:
        return tr("No returns in the last 12 weeks.")
    within = sum(bar.kept + bar.late for bar in bars if bar.until_hours is not None and bar.until_hours <= 24)
    returns = counted(total, "%n return in the last 12 weeks,", "%n returns in the last 12 weeks,")
    return returns + " " + tr("{within} of them within 24 hours by the clock.", within=within)


def bar_title(index: int, bars: Sequence[ResponseBar]) -> str:
    """`to 1 h`, `to 2 days`, `later`."""
    until = bars[index].until_hours
    if until is None:
        return tr("later")
    if until > 24 and not until % 24:
        return tr("{n} d", n=until // 24)
    return tr("{n} h", n=until)


def bar_sentence(index: int, bars: Sequence[ResponseBar]) -> str:
    """One bar for a screen reader."""
    bar = bars[index]
    return tr("{title}: {kept} kept, {late} late", title=bar_title(index, bars), kept=bar.kept, late=bar.late)


def grid_sentence(arrivals: Grid, returns: Grid, times: Times) -> str:
    """When most calls came in, and when most were returned."""
    said = [tr("Most calls came {when}.", when=_busiest(arrivals, times))] if _total(arrivals) else []
    if _total(returns):
        said.append(tr("Most were returned {when}.", when=_busiest(returns, times)))
    return " ".join([*said, tr("The last 12 weeks; what lies outside these hours stands at the edges.")])


def _total(grid: Grid) -> int:
    return sum(map(sum, grid))


def _busiest(grid: Grid, times: Times) -> str:
    hours = [sum(column) for column in zip(*grid, strict=True)]
    days = [sum(row) for row in grid]
    column = hours.index(max(hours))
    start = times.minutes((FIRST_HOUR + column) * 60)
    end = times.minutes((FIRST_HOUR + column + 1) * 60)
    when = tr("from {start} to {end}", start=start, end=end)
    if column == 0:
        when = tr("before {end}", end=end)
    elif column == GRID_HOURS - 1:
        when = tr("after {start}", start=start)
    return tr("on {day}, and {when}", day=times.weekday(days.index(max(days))), when=when)


def replay_title(calls: int) -> str:
    """What the policies are compared on."""
    return counted(calls, "Your last call under each policy", "Your last %n calls under each policy")


def replay_sentence(found: Replayed) -> str:
    """`49 kept of 60 owed, 11 late`."""
    if not found.owed:
        return tr("none owed a return")
    said = tr("{kept} kept of {owed} owed", kept=found.kept, owed=found.owed)
    if found.late:
        said += ", " + counted(found.late, "%n late", "%n late")
    if found.still_open:
        said += ", " + counted(found.still_open, "%n still open", "%n still open")
    return said


def on_last_calls(calls: int, found: Replayed) -> str:
    """`Your last 60 calls under it: 49 kept of 60 owed, 11 late.`."""
    said = counted(calls, "Your last call under it:", "Your last %n calls under it:")
    return f"{said} {replay_sentence(found)}."


def replay_note() -> str:
    """What a replay is not."""
    return tr(
        "Counted with your returns as they were. Under another policy you would have called at other times."
    )
