"""Instants as a person says them, in the practice's zone, in 12 or 24 hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from callpolicy_gui.core.local_time import DAY_SECONDS, local
from callpolicy_gui.core.weekly_hours import MINUTES_A_DAY
from callpolicy_gui.wording.text import counted, tr

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_HOUR = 3600


def locale_uses_12_hours(locale: QLocale) -> bool:
    """Whether the locale writes times with am and pm."""
    return "a" in locale.timeFormat(QLocale.FormatType.ShortFormat).lower()


@dataclass(frozen=True)
class Times:
    """How times read: the practice's zone, the clock, and the locale for names of days."""

    zone: ZoneInfo
    twelve_hours: bool
    locale: QLocale

    def minutes(self, minutes: int) -> str:
        """A time of day from minutes after midnight: `9:00` or `9:00 am`; 1440 is `24:00` or `midnight`."""
        hour, minute = divmod(minutes, 60)
        if not self.twelve_hours:
            return f"{hour:02d}:{minute:02d}"
        if minutes == MINUTES_A_DAY:
            return tr("midnight")
        return f"{(hour - 1) % 12 + 1}:{minute:02d} {tr('am') if hour % 24 < 12 else tr('pm')}"

    def time(self, at: int) -> str:
        """The time of day of an instant."""
        wall = local(at, self.zone)
        return self.minutes(wall.hour * 60 + wall.minute)

    def hour(self, hour: int) -> str:
        """A full hour for the scale of a strip: `14` or `2`."""
        return f"{(hour - 1) % 12 + 1}" if self.twelve_hours else f"{hour}"

    def weekday(self, day: int) -> str:
        """The short name of a weekday (Monday is 0)."""
        return self.locale.dayName(day + 1, QLocale.FormatType.ShortFormat).rstrip(".")

    def weekday_long(self, day: int) -> str:
        """The long name of a weekday (Monday is 0)."""
        return self.locale.dayName(day + 1, QLocale.FormatType.LongFormat)

    def short_date(self, day: date) -> str:
        """`Mon 23 Nov`."""
        month = self.locale.monthName(day.month, QLocale.FormatType.ShortFormat).rstrip(".")
        return f"{self.weekday(day.weekday())} {day.day} {month}"

    def long_date(self, day: date) -> str:
        """`Mon 23 Nov 2026`."""
        return f"{self.short_date(day)} {day.year}"

    def full_date(self, day: date) -> str:
        """`Monday, 7 December 2026`: for a letter."""
        month = self.locale.monthName(day.month, QLocale.FormatType.LongFormat)
        return f"{self.weekday_long(day.weekday())}, {day.day} {month} {day.year}"

    def day(self, at: int, now: int) -> str:
        """The day of an instant seen from now: today, yesterday, tomorrow, a weekday, or a date."""
        there, here = local(at, self.zone).date(), local(now, self.zone).date()
        return self.named_day(there, here)

    def named_day(self, there: date, here: date) -> str:
        """A date seen from another: today, yesterday, tomorrow, a weekday within six days, or a date."""
        days = (there - here).days
        if days == 0:
            return tr("today")
        if days == 1:
            return tr("tomorrow")
        if days == -1:
            return tr("yesterday")
        if abs(days) <= 6:
            return self.weekday(there.weekday())
        return self.short_date(there) if there.year == here.year else self.long_date(there)

    def day_time(self, at: int, now: int) -> str:
        """`15:00` today, else `Tue 15:00`, `tomorrow 15:00`, `Mon 16 Nov 15:00`."""
        if local(at, self.zone).date() == local(now, self.zone).date():
            return self.time(at)
        return f"{self.day(at, now)} {self.time(at)}"

    def is_midnight(self, at: int) -> bool:
        """Whether an instant is the end of a day: its day is said as the day before."""
        wall = local(at, self.zone)
        return wall.hour == 0 and wall.minute == 0 and wall.second == 0

    def by(self, at: int, now: int) -> str:
        """`by 15:00`, `by Tue 15:00`; midnight is `by end of Mon`, never `Tue 00:00`."""
        if self.is_midnight(at):
            return tr("by end of {day}", day=self.end_day(at, now))
        return tr("by {time}", time=self.day_time(at, now))

    def end_day(self, at: int, now: int) -> str:
        """The day that ends at a midnight: `today`, `tomorrow`, or its short weekday."""
        day = local(at - 1, self.zone).date()
        here = local(now, self.zone).date()
        return tr("today") if day == here else self.named_day(day, here)

    def moment(self, at: int, now: int) -> str:
        """`15:00`, `Tue 15:00`, or `end of Mon` for a midnight."""
        if self.is_midnight(at):
            return tr("end of {day}", day=self.end_day(at, now))
        return self.day_time(at, now)

    def full(self, at: int, now: int) -> str:
        """`tomorrow, Tue 24 Nov, by 14:18`: for the one sentence that must leave no doubt."""
        shown = at - 1 if self.is_midnight(at) else at
        day = local(shown, self.zone).date()
        here = local(now, self.zone).date()
        near = {0: tr("today"), 1: tr("tomorrow")}.get((day - here).days)
        if day - here > timedelta(days=300) or day.year != here.year:
            dated = self.long_date(day)
        else:
            dated = self.short_date(day)
        named = f"{near}, {dated}" if near else dated
        if self.is_midnight(at):
            return tr("{day}, by the end of the day", day=named)
        return tr("{day}, by {time}", day=named, time=self.time(at))

    def stamp(self, at: int) -> str:
        """`Fri 20 Nov 2026, 18:00`: a resolved received time or a log cell."""
        return f"{self.long_date(local(at, self.zone).date())}, {self.time(at)}"


def duration(seconds: int) -> str:
    """`under a minute`, `38 min`, `2 h`, `18 h`, `3 days`: rounded down, minutes up to 60 only."""
    minutes = seconds // 60
    if minutes < 1:
        return tr("under 1 min")
    if minutes <= 60:
        return counted(minutes, "%n min", "%n min")
    if seconds < 2 * DAY_SECONDS:
        return counted(seconds // _HOUR, "%n h", "%n h")
    return counted(seconds // DAY_SECONDS, "%n day", "%n days")


def length(seconds: int, *, spelled: bool = False) -> str:
    """`1 h 30 min`, or `1 hour 30 minutes` for what is read out: exact to the minute, never in days."""
    hours, minutes = seconds // _HOUR, seconds % _HOUR // 60
    if not hours and not minutes:
        return tr("under 1 min")
    if spelled:
        said = [counted(hours, "%n hour", "%n hours"), counted(minutes, "%n minute", "%n minutes")]
    else:
        said = [tr("{h} h", h=hours), tr("{m} min", m=minutes)]
    return " ".join(part for part, count in zip(said, (hours, minutes), strict=True) if count)
