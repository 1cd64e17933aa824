"""Runs in the peers' environment: answers the questions on standard input with one library."""

from __future__ import annotations

import json
import sys
import time
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable

ZONE = ZoneInfo("America/New_York")


def businesstimedelta(days: set[date]) -> Callable[[datetime, int], datetime]:
    """Its rules for a working day with lunch and holidays."""
    import businesstimedelta as peer  # noqa: PLC0415 - one of two, and only in this environment
    import pytz  # noqa: PLC0415

    zone = pytz.timezone("America/New_York")
    workday = peer.WorkDayRule(start_time=clock(9), end_time=clock(17), working_days=[0, 1, 2, 3, 4], tz=zone)
    lunch = peer.LunchTimeRule(
        start_time=clock(12), end_time=clock(13), working_days=[0, 1, 2, 3, 4], tz=zone
    )
    rules = peer.Rules([workday, lunch, peer.HolidayRule(days, tz=zone)])

    def answer(start: datetime, minutes: int) -> datetime:
        return start + peer.BusinessTimeDelta(rules, timedelta=timedelta(minutes=minutes))

    return answer


def django_bizcal(days: set[date]) -> Callable[[datetime, int], datetime]:
    """Its working calendar with two blocks a day."""
    from django_bizcal.calendars import WorkingCalendar  # noqa: PLC0415
    from django_bizcal.providers import SetHolidayProvider  # noqa: PLC0415

    blocks = [("09:00", "12:00"), ("13:00", "17:00")]
    calendar = WorkingCalendar(
        tz="America/New_York",
        weekly_schedule=dict.fromkeys(range(5), blocks),
        holiday_provider=SetHolidayProvider.from_dates(days),
    )
    return lambda start, minutes: calendar.add_business_time(start, timedelta(minutes=minutes))


def ends_of(starts: list[tuple[datetime, int]]) -> tuple[tuple[datetime, int], tuple[datetime, int]]:
    """The earliest and the latest start: each side answers them before the clock runs, as a program would."""
    return min(starts), max(starts)


def main() -> None:
    """Answer one job."""
    job: dict[str, Any] = json.load(sys.stdin)
    days = {date.fromisoformat(day) for day in job["holidays"]}
    makers = {"businesstimedelta": businesstimedelta, "django-bizcal": django_bizcal}
    answer = makers[job["peer"]](days)
    starts = [(datetime.fromtimestamp(at, ZONE), minutes) for at, minutes in job["asked"]]
    for start, minutes in ends_of(starts):
        answer(start, minutes)
    begun = time.perf_counter()
    answers = [answer(start, minutes) for start, minutes in starts]
    seconds = time.perf_counter() - begun
    json.dump({"answers": [int(at.timestamp()) for at in answers], "seconds": seconds}, sys.stdout)


if __name__ == "__main__":
    main()
