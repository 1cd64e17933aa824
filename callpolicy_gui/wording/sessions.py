"""Sessions in words. Nobody is named in any of them: there is no client in a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.core.local_time import local
from callpolicy_gui.wording.policies import days_words
from callpolicy_gui.wording.text import counted, tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from callpolicy_gui.wording.times import Times


def in_session_words(until: int, now: int, times: Times) -> str:
    """`In session until 10:50`."""
    return tr("In session until {time}", time=times.moment(until, now))


def spans_words(spans: Iterable[tuple[int, int]], now: int, times: Times) -> str:
    """`08:00 to 09:30, 16:00 to end of today`; empty for none."""
    return ", ".join(
        tr("{start} to {end}", start=times.time(start), end=times.moment(end, now)) for start, end in spans
    )


def block_words(start: int, end: int, times: Times) -> str:
    """`Mon 23 Nov 2026, 10:00 to 10:50`."""
    return tr(
        "{day}, {start} to {end}",
        day=times.long_date(local(start, times.zone).date()),
        start=times.time(start),
        end=times.moment(end, start),
    )


def overlap_words(found: Sequence[tuple[int, Sequence[int]]], times: Times) -> tuple[str, ...]:
    """`Tue and Thu 12:00 overlap a weekly session.`: a sentence for each time windows begin at."""
    return tuple(
        counted(
            len(days), "{window} overlaps a weekly session.", "{window} overlap a weekly session."
        ).replace("{window}", f"{days_words(days, times)} {times.minutes(start)}")
        for start, days in found
    )
