"""What a practice can set: one dataclass, its defaults and its bounds."""

from __future__ import annotations

from dataclasses import dataclass

from callpolicy_gui.core.policies import DEFAULT_NOTICE_DAYS, OWN_HOURS
from callpolicy_gui.core.weekly_hours import WeeklyHours

SATURDAY, SUNDAY = 5, 6
MIN_LEAD, MAX_LEAD, DEFAULT_LEAD = 5, 240, 30
DEFAULT_SILENT_MINUTES = 4 * 60
NO_SESSIONS = WeeklyHours.never()


@dataclass(frozen=True, slots=True)
class PracticeSettings:
    """The practice: where it is, when it works, and how it wants to be told.

    `zone` is an IANA key and decides how every window is read. `weekend` holds weekdays
    (Monday is 0). `lead_minutes` is callable time before *call by* (5 to 240),
    `soon_minutes` the bound of the group Due soon, `clock` is "locale", "12" or "24".
    Two calls of a client without a voicemail within `silent_minutes` are shown for a
    judgement; 0 shows none. `session_hours` are the sessions of every week. `alert_initials`
    lets an alert about calls end with the initials of their clients.
    """

    zone: str = "UTC"
    country: str = ""
    subdivision: str = ""
    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    own_hours: WeeklyHours = OWN_HOURS
    session_hours: WeeklyHours = NO_SESSIONS
    message_counts: bool = True
    lead_minutes: int = DEFAULT_LEAD
    soon_minutes: int = 60
    silent_minutes: int = DEFAULT_SILENT_MINUTES
    notice_days: int = DEFAULT_NOTICE_DAYS
    clock: str = "locale"
    theme: str = "system"
    single_keys: bool = True
    alert_initials: bool = False
