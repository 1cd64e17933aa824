"""What was agreed with a client, and calling hours as they fall in the client's own time, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from callpolicy_gui.core.accommodations import EARLIEST_HOUR, LATEST_HOUR, AccommodationReason, Channel
from callpolicy_gui.core.local_time import DAY_SECONDS
from callpolicy_gui.wording.policies import hours_words
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from callpolicy_gui.core.accommodations import Accommodation, WindowThere
    from callpolicy_gui.wording.times import Times

CHANNELS = {
    Channel.PHONE: "Phone call",
    Channel.TEXT: "Text message",
    Channel.EMAIL: "E-mail",
    Channel.RELAY: "Relay service or interpreter",
}
REASONS = {
    AccommodationReason.ACCESS: "Access need",
    AccommodationReason.WORK_OR_SCHOOL: "Work or school",
    AccommodationReason.CARE: "Caring for someone",
    AccommodationReason.LANGUAGE: "Language",
    AccommodationReason.TIME_ZONE: "Time zone",
    AccommodationReason.SAFETY: "Safety",
    AccommodationReason.OTHER: "Other",
}


def place(zone: str) -> str:
    """The name of a zone's city: `Los Angeles`."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def accommodation_words(accommodation: Accommodation, times: Times) -> str:
    """What was agreed: `Agreed: calls Mon to Fri 18:00 to 19:00, always returned`; empty for nothing."""
    parts = []
    if accommodation.calling_hours is not None:
        parts.append(tr("calls {hours}", hours=hours_words(accommodation.calling_hours, times)))
    if accommodation.always_return:
        parts.append(tr("always returned"))
    if accommodation.channel is not Channel.PHONE:
        parts.append(tr("reach by: {channel}", channel=tr(CHANNELS[accommodation.channel]).lower()))
    if accommodation.zone:
        parts.append(tr("time zone {place}", place=place(accommodation.zone)))
    return tr("Agreed: {parts}.", parts=", ".join(parts)) if parts else ""


def review_words(accommodation: Accommodation | None, today: date, times: Times) -> str:
    """When to talk about it again; empty without a date."""
    if accommodation is None or accommodation.review_on is None:
        return ""
    when = times.long_date(accommodation.review_on)
    if accommodation.review_on < today:
        return tr("The review was due {when}.", when=when)
    return tr("To be reviewed {when}.", when=when)


def there_words(there: WindowThere, now: int, times: Times) -> str:
    """The client's time, `It is 06:15 in Los Angeles`, and the calling hours that come next there."""
    theirs = replace(times, zone=ZoneInfo(there.zone))
    return tr(
        "It is {time} in {place}. Your calling hours there: {window}.",
        time=theirs.time(now),
        place=place(there.zone),
        window=_window_words(there, theirs.day_time(there.start, now), theirs),
    )


def windows_words(windows: Sequence[WindowThere], times: Times) -> str:
    """All calling hours there: `Your calling hours are 05:00 to 06:00 in Los Angeles`."""
    theirs = replace(times, zone=ZoneInfo(windows[0].zone))
    said = list(dict.fromkeys(_window_words(each, theirs.time(each.start), theirs) for each in windows))
    listed = said[0] if len(said) == 1 else tr("{most} and {last}", most=", ".join(said[:-1]), last=said[-1])
    return tr("Your calling hours are {hours} in {place}.", hours=listed, place=place(windows[0].zone))


def _window_words(window: WindowThere, start: str, theirs: Times) -> str:
    if _never_closes(window):
        return tr("around the clock")
    end = tr("midnight") if theirs.is_midnight(window.end) else theirs.time(window.end)
    return tr("{start} to {end}", start=start, end=end)


def _never_closes(window: WindowThere) -> bool:
    """Whether every time of day lies in it: then there is always a good one."""
    return window.end - window.start >= DAY_SECONDS


def there_warning(there: WindowThere, times: Times) -> str:
    """What to look out for before calling; empty where the hours suit the client's day."""
    early, late = times.minutes(EARLIEST_HOUR * 60), times.minutes(LATEST_HOUR * 60)
    if _never_closes(there):
        return ""
    if there.too_early and there.too_late:
        return tr("That is partly outside {early} to {late} there.", early=early, late=late)
    if there.too_early:
        return tr("That starts before {early} there.", early=early)
    if there.too_late:
        return tr("That ends after {late} there.", late=late)
    return ""


def windows_warning(windows: Sequence[WindowThere], times: Times) -> str:
    """The same for all calling hours at once, with the way out; empty where they suit the client's day."""
    early, late = times.minutes(EARLIEST_HOUR * 60), times.minutes(LATEST_HOUR * 60)
    if not any((each.too_early or each.too_late) and not _never_closes(each) for each in windows):
        return ""
    return tr(
        "Some of that is before {early} or after {late} there. You can agree on other calling hours.",
        early=early,
        late=late,
    )
