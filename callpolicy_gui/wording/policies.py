"""Policies in words: names, promises, worked examples and what stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.core.local_time import local
from callpolicy_gui.core.policies import ByClose, OpenHours, Policy, PolicyProblem, Preset, WorkingDays
from callpolicy_gui.core.weekly_hours import (
    DAY_KEYS,
    MINUTES_A_DAY,
    HoursProblem,
    WeeklyHours,
    Window,
    same_days,
)
from callpolicy_gui.wording.text import counted, tr
from callpolicy_gui.wording.times import length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callpolicy_gui.core.feasibility import ImpossibleTime
    from callpolicy_gui.wording.times import Times

PRESET_NAMES = {
    Preset.TURNAROUND: "24-hour turnaround",
    Preset.OPERATING_HOURS: "Operating hours only",
    Preset.VOICEMAIL_REQUIRED: "Voicemail required",
    Preset.LIMITED_HOURS: "Limited callback hours",
}
PRESET_ICONS = {
    Preset.TURNAROUND: "timer",
    Preset.OPERATING_HOURS: "calendar-clock",
    Preset.VOICEMAIL_REQUIRED: "voicemail",
    Preset.LIMITED_HOURS: "phone-outgoing",
}
_PRESET_ASIDES = {
    Preset.TURNAROUND: "Most predictable for clients.",
    Preset.OPERATING_HOURS: "No evening or weekend work.",
    Preset.VOICEMAIL_REQUIRED: "Fewer guesses, fewer wrong numbers.",
    Preset.LIMITED_HOURS: "Watch out: some clients are never free then.",
}
# A time that comes up at least this often in a year is said as a weekly one.
_OFTEN = 8
_MOST_DATES = 3
_POLICY_PROBLEMS = {
    PolicyProblem.ALLOWANCE_TOO_SMALL: "Promise at least one working day or one minute.",
    PolicyProblem.ALLOWANCE_TOO_LARGE: "Promise 30 days at most.",
    PolicyProblem.NOTHING_OPEN: "No day has calling hours, so no call could ever be due. Add hours to a day.",
    PolicyProblem.NEVER_LONG_ENOUGH: "No calling window is long enough for this promise. Make one longer.",
    PolicyProblem.NEVER_CLOSES: "These hours never close, so nothing is due by their close. Leave a gap.",
}
_HOURS_PROBLEMS = {
    HoursProblem.NOT_A_TIME: "{day}: that is not a time. Try 9:00 to 17:00.",
    HoursProblem.NOT_A_WINDOW: "{day}: give a start and an end, such as 9:00 to 17:00.",
    HoursProblem.EMPTY_WINDOW: "{day}: the hours start and end at the same time.",
    HoursProblem.MEANT_MIDNIGHT: "{day}: did you mean until 24:00?",
    HoursProblem.ENDS_BEFORE_START: "{day}: the hours end before they start. Did you swap the times?",
    HoursProblem.TOO_MANY_WINDOWS: "{day}: 12 windows a day are the most.",
    HoursProblem.UNKNOWN_DAY: "{day} is not a day of the week.",
    HoursProblem.NOTHING_OPEN: "No day has hours, so no call could ever be due. Add hours to a day.",
}


def policy_name(policy: Policy) -> str:
    """The name of the preset a policy is made from."""
    return tr(PRESET_NAMES[policy.preset])


def policy_aside(policy: Policy) -> str:
    """The one thing to know about a preset."""
    return tr(_PRESET_ASIDES[policy.preset])


def promise(policy: Policy, own_hours: WeeklyHours, times: Times) -> str:
    """The promise as it can be read out to a client."""
    hours = hours_words(policy.hours(own_hours), times)
    match policy.allowance:
        case WorkingDays(1):
            said = tr("I return calls within 24 hours. Weekends and holidays do not count.")
        case WorkingDays(count):
            said = counted(
                count,
                "I return calls within %n working day.",
                "I return calls within %n working days.",
            )
        case OpenHours(minutes):
            said = tr(
                "I return calls within {time} of my calling hours, {hours}.",
                time=length(minutes * 60, spelled=True),
                hours=hours,
            )
        case ByClose("day", _):
            said = tr(
                "I return calls while my practice is open, {hours}, before we close that day, or the next.",
                hours=hours,
            )
        case ByClose():
            said = tr("I return calls {hours}.", hours=hours)
    if not policy.requires_voicemail:
        return said
    if policy.allowance == WorkingDays(1):
        return tr("If you leave a voicemail, I call you back. A missed call alone gets no return.")
    return said + " " + tr("A missed call without a voicemail gets no return.")


def hours_words(hours: WeeklyHours, times: Times) -> str:
    """`Mon to Fri 9:00 to 17:00; Sat 10:00 to 12:00`."""
    return "; ".join(
        f"{days_words(days, times)} {windows_words(windows, times)}" for days, windows in same_days(hours)
    )


def windows_words(windows: Sequence[Window], times: Times) -> str:
    """`12:00 to 13:00 and 16:30 to 17:30`."""
    said = [
        tr(
            "{start} to {end}",
            start=times.minutes(w.start),
            end=times.minutes(w.end if w.end <= MINUTES_A_DAY else w.end - MINUTES_A_DAY),
        )
        for w in windows
    ]
    return said[0] if len(said) == 1 else tr("{most} and {last}", most=", ".join(said[:-1]), last=said[-1])


def hours_a_week(hours: WeeklyHours) -> str:
    """`10 hours a week.`."""
    minutes = hours.minutes_a_week
    if minutes % 60:
        return tr("{h} h {m} min a week.", h=minutes // 60, m=minutes % 60)
    return counted(minutes // 60, "%n hour a week.", "%n hours a week.")


def policy_problem(problem: PolicyProblem) -> str:
    """Why a policy cannot be saved."""
    return tr(_POLICY_PROBLEMS[problem])


def impossible_words(found: Sequence[ImpossibleTime], times: Times) -> tuple[str, ...]:
    """Which calls a policy cannot return in time: what recurs weekly once, other times by date."""
    weekly: dict[tuple[str, str], list[ImpossibleTime]] = {}
    for each in found:
        weekly.setdefault((_week_time(each.start, times), _week_time(each.end - 1, times)), []).append(each)
    said = [
        tr("Calls from {start} to {end} cannot be returned in time.", start=start, end=end)
        for (start, end), many in weekly.items()
        if len(many) >= _OFTEN
    ]
    rare = sorted((e for many in weekly.values() if len(many) < _OFTEN for e in many), key=lambda e: e.start)
    said += [
        tr(
            "Calls from {start} to {end} cannot be returned in time.",
            start=times.stamp(each.start),
            end=times.stamp(each.end - 1),
        )
        for each in rare[:_MOST_DATES]
    ]
    if len(rare) > _MOST_DATES:
        said.append(
            counted(
                len(rare) - _MOST_DATES,
                "So it is %n more time in a year.",
                "So it is %n more times in a year.",
            )
        )
    return tuple(said)


def drawback_words(never_inside: int, odd_hours: int) -> tuple[str, ...]:
    """What limited hours cost: clients who are never there, clients for whom it is night, and the rest."""
    said = []
    if never_inside:
        said.append(
            counted(
                never_inside,
                "%n client has never called or been reached inside these hours.",
                "%n clients have never called or been reached inside these hours.",
            )
        )
    if odd_hours:
        said.append(
            counted(
                odd_hours,
                "For %n client in another time zone they are before 8 or after 20.",
                "For %n clients in another time zone they are before 8 or after 20.",
            )
        )
    said.append(
        tr(
            "Some clients cannot take calls then, including for access reasons. "
            "Offer a second window or another way to reach you."
        )
    )
    return tuple(said)


def tell_words(starts: str, tell_by: str) -> str:
    """What to do once a policy is scheduled."""
    return tr("New policy starts {starts}. Tell clients by {tell_by}.", starts=starts, tell_by=tell_by)


def _week_time(at: int, times: Times) -> str:
    return f"{times.weekday(local(at, times.zone).weekday())} {times.time(at)}"


def hours_problem(problem: HoursProblem, day: str, times: Times) -> str:
    """Why hours cannot be used; `day` is a weekday key, another word, or empty."""
    name = times.weekday_long(DAY_KEYS.index(day)) if day in DAY_KEYS else day or tr("Hours")
    return tr(_HOURS_PROBLEMS[problem], day=name)


def days_words(days: Sequence[int], times: Times) -> str:
    """`Mon to Fri`, `Mon, Wed and Fri`, `Mon to Wed and Fri`: three neighbours or more as a stretch."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    said: list[str] = []
    for run in runs:
        names = [times.weekday(day) for day in run]
        stretch = tr("{first} to {last}", first=names[0], last=names[-1])
        said += names if len(names) < 3 else [stretch]
    return said[0] if len(said) == 1 else tr("{most} and {last}", most=", ".join(said[:-1]), last=said[-1])
