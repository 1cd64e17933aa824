"""Hours of the week: windows per weekday, as typed, merged, checked and read back.

Windows are minutes after local midnight. A window may end after 1440 (24:00) when it
runs overnight: it belongs to the day it begins on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DAY_KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_A_DAY = 24 * 60
MAX_WINDOWS_A_DAY = 12
# An end this early after midnight was probably meant as midnight ("9:00 to 0:00").
LATEST_MISTYPED_MIDNIGHT = 2 * 60

_TIME = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*([ap])?\.?m?\.?", re.IGNORECASE)
_DASH = re.compile(r"\s*(?:-|\u2010|\u2011|\u2012|\u2013|\u2014|\bto\b|\bbis\b)\s*", re.IGNORECASE)


class HoursProblem(StrEnum):
    """What is wrong with typed hours; `wording` makes it a sentence."""

    NOT_A_TIME = "not_a_time"
    NOT_A_WINDOW = "not_a_window"
    EMPTY_WINDOW = "empty_window"
    MEANT_MIDNIGHT = "meant_midnight"  # a question: "Did you mean 24:00?"
    ENDS_BEFORE_START = "ends_before_start"
    TOO_MANY_WINDOWS = "too_many_windows"
    UNKNOWN_DAY = "unknown_day"
    NOTHING_OPEN = "nothing_open"


class HoursError(ValueError):
    """Hours that cannot be used. Names the problem and the weekday key, never the text."""

    def __init__(self, problem: HoursProblem, day: str = "") -> None:
        super().__init__(f"{problem.value} {day}".strip())
        self.problem = problem
        self.day = day


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A stretch of one day, minutes after local midnight; the end is not part of it."""

    start: int
    end: int

    @property
    def minutes(self) -> int:
        """Length in minutes."""
        return self.end - self.start


def merge_windows(windows: Sequence[Window]) -> tuple[Window, ...]:
    """The same time as few windows in order: overlapping and abutting ones become one."""
    merged: list[Window] = []
    for window in sorted(windows):
        if merged and window.start <= merged[-1].end:
            merged[-1] = Window(merged[-1].start, max(merged[-1].end, window.end))
        else:
            merged.append(window)
    return tuple(merged)


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Open windows for Monday to Sunday, merged and in order."""

    days: tuple[tuple[Window, ...], ...]
    # Every deadline looks its open spans up by these hours.
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Counts the hash once."""
        object.__setattr__(self, "_hash", hash(self.days))

    def __hash__(self) -> int:
        """Equal hours have equal hashes."""
        return self._hash

    @classmethod
    def of(cls, windows: Sequence[Window], days: Sequence[int]) -> WeeklyHours:
        """The same windows on each of the given weekdays (Monday is 0)."""
        merged = merge_windows(windows)
        return cls(tuple(merged if day in days else () for day in range(7)))

    @classmethod
    def always(cls) -> WeeklyHours:
        """Around the clock, every day."""
        return cls.of((Window(0, MINUTES_A_DAY),), range(7))

    @classmethod
    def never(cls) -> WeeklyHours:
        """No time of the week."""
        return cls(((),) * 7)

    @classmethod
    def from_json(cls, values: Mapping[str, Any], *, overnight: bool = False) -> WeeklyHours:
        """Hours from `{"mon": [["09:00", "17:00"], ...]}`.

        With `overnight` a window whose end is before its start runs into the next day.

        Raises:
            HoursError: an unknown day, a text that is no time, a window that is empty or
                ends before it starts, or more than 12 windows in a day.
        """
        for key in values:
            if key not in DAY_KEYS:
                raise HoursError(HoursProblem.UNKNOWN_DAY, key)
        return cls(tuple(_windows_of_day(values.get(day, ()), day, overnight=overnight) for day in DAY_KEYS))

    def to_json(self) -> dict[str, list[list[str]]]:
        """The hours as `from_json(..., overnight=True)` reads them; closed days are left out."""
        return {
            key: [[minutes_text(w.start), minutes_text(_wrapped(w.end))] for w in windows]
            for key, windows in zip(DAY_KEYS, self.days, strict=True)
            if windows
        }

    @property
    def minutes_a_week(self) -> int:
        """Open minutes in a week without holidays."""
        return sum(window.minutes for windows in self.days for window in windows)

    @property
    def open_days(self) -> tuple[int, ...]:
        """Weekdays with at least one window (Monday is 0)."""
        return tuple(day for day, windows in enumerate(self.days) if windows)

    def longest_day(self) -> int:
        """Open minutes of the longest day of an ordinary week."""
        return max(sum(window.minutes for window in windows) for windows in self.days)

    def longest_window(self) -> int | None:
        """Minutes of the longest window of an ordinary week; None where one never closes.

        Windows that meet at midnight are one window.
        """
        if self.minutes_a_week >= 7 * MINUTES_A_DAY:
            return None
        longest = length = end = 0
        # Twice the week, so that Sunday night meets Monday morning.
        for day in range(14):
            for window in self.days[day % 7]:
                start = day * MINUTES_A_DAY + window.start
                length = window.minutes + (length if start == end else 0)
                end = start + window.minutes
                longest = max(longest, length)
        return longest

    def check_open(self) -> None:
        """Nothing when some time of the week is open.

        Raises:
            HoursError: no day has a window; no call could ever be due.
        """
        if not self.open_days:
            raise HoursError(HoursProblem.NOTHING_OPEN)


def _wrapped(end: int) -> int:
    return end - MINUTES_A_DAY if end > MINUTES_A_DAY else end


def _windows_of_day(pairs: Any, day: str, *, overnight: bool) -> tuple[Window, ...]:
    if len(pairs) > MAX_WINDOWS_A_DAY:
        raise HoursError(HoursProblem.TOO_MANY_WINDOWS, day)
    windows = []
    for pair in pairs:
        try:
            start_text, end_text = pair
        except (TypeError, ValueError):
            raise HoursError(HoursProblem.NOT_A_WINDOW, day) from None
        start, end = parse_minutes(str(start_text), day), parse_minutes(str(end_text), day)
        windows.append(make_window(start, end, day, overnight=overnight))
    return merge_windows(windows)


def make_window(start: int, end: int, day: str = "", *, overnight: bool = False) -> Window:
    """A window from two times of day in minutes.

    Raises:
        HoursError: the window is empty; it ends at or before 02:00 and was probably meant
            to end at 24:00; it ends before it starts.
    """
    if start == end:
        raise HoursError(HoursProblem.EMPTY_WINDOW, day)
    if end < start:
        if overnight:
            return Window(start, end + MINUTES_A_DAY)
        if end <= LATEST_MISTYPED_MIDNIGHT:
            raise HoursError(HoursProblem.MEANT_MIDNIGHT, day)
        raise HoursError(HoursProblem.ENDS_BEFORE_START, day)
    return Window(start, end)


def parse_minutes(text: str, day: str = "") -> int:
    """Minutes after midnight for `9`, `9:30`, `0930`, `5pm`, `24:00`.

    Raises:
        HoursError: the text is no time of day.
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise HoursError(HoursProblem.NOT_A_TIME, day)
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        if not 1 <= hour <= 12:
            raise HoursError(HoursProblem.NOT_A_TIME, day)
        hour = hour % 12 + (12 if match[3].lower() == "p" else 0)
    if minute > 59 or hour * 60 + minute > MINUTES_A_DAY:
        raise HoursError(HoursProblem.NOT_A_TIME, day)
    return hour * 60 + minute


def parse_windows(text: str, day: str = "") -> tuple[Window, ...]:
    """The windows of one day as a person types them: `8-9, 16:30 to 17:30`; empty text is closed.

    Raises:
        HoursError: see `WeeklyHours.from_json`.
    """
    parts = [part for part in re.split(r"[,;]|\band\b", text) if part.strip()]
    pairs = [_DASH.split(part.strip()) for part in parts]
    return _windows_of_day(pairs, day, overnight=False)


def minutes_text(minutes: int) -> str:
    """`HH:MM` for minutes after midnight; 1440 is `24:00`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def same_days(hours: WeeklyHours) -> list[tuple[tuple[int, ...], tuple[Window, ...]]]:
    """The open weekdays by their windows: ((0, 2, 4), (9 to 17,)), for wording; the earliest day first."""
    days_of: dict[tuple[Window, ...], list[int]] = {}
    for day, windows in enumerate(hours.days):
        if windows:
            days_of.setdefault(windows, []).append(day)
    return [(tuple(days), windows) for windows, days in days_of.items()]
