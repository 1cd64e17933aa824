"""Alerts in words. No name, number or note stands in any of them; initials do where they are given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from callpolicy_gui.core.alerts import AlertKind, Digest
from callpolicy_gui.core.callback_queue import Group, QueueRow
from callpolicy_gui.core.local_time import local
from callpolicy_gui.wording.text import counted, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callpolicy_gui.wording.times import Times


@dataclass(frozen=True, slots=True)
class AlertText:
    """The two lines of a notification; the title is at most 40 characters.

    `names` tells whether somebody's initials stand in the body.
    """

    title: str
    body: str
    names: bool = False


MOST_INITIALS = 3


def alert_text(digest: Digest, now: int, times: Times, whose: Sequence[str] = ()) -> AlertText:
    """What a digest says; `whose` are the initials to end with, of which the first few are named."""
    text = _text(digest, now, times)
    if not whose:
        return text
    named = ", ".join(whose[:MOST_INITIALS])
    if len(whose) > MOST_INITIALS:
        named = tr("{names} and others", names=named)
    return replace(text, body=f"{text.body} \u00b7 {named}", names=True)


def _text(digest: Digest, now: int, times: Times) -> AlertText:
    when, count = times.moment(digest.at, now), digest.count
    match digest.kind:
        case AlertKind.OVERDUE:
            return AlertText(_overdue_title(count), _was_due(when, count))
        case AlertKind.OVERDUE_WHILE_OFF:
            return AlertText(_overdue_title(count), tr("While Call Policy was off. ") + _was_due(when, count))
        case AlertKind.DUE_SOON:
            title = tr("Callback due {by}", by=times.by(digest.at, now))
            return AlertText(title, counted(count, "%n call due soon", "%n calls due soon"))
        case AlertKind.STILL_OWED:
            title = counted(count, "%n call still owed today", "%n calls still owed today")
            return AlertText(title, tr("Your hours end {when}", when=when))
        case AlertKind.HOURS_BEGIN:
            title = tr("Callback time until {when}", when=when)
            return AlertText(title, counted(count, "%n call waiting", "%n calls waiting"))
        case AlertKind.POLICY_STARTS:
            return AlertText(tr("New policy starts tomorrow"), tr("Update your greeting tonight"))


def _overdue_title(count: int) -> str:
    return counted(count, "%n callback is overdue", "%n callbacks are overdue")


def _was_due(when: str, count: int) -> str:
    return tr("Was due {when}", when=when) if count == 1 else tr("Earliest was due {when}", when=when)


def tray_tooltip(rows: Sequence[QueueRow], now: int, times: Times) -> str:
    """`1 overdue · next 15:00 · 6 open`, or that nothing is owed."""
    owed = [row for row in rows if row.group is not Group.NOT_OWED]
    if not owed:
        return tr("Call Policy: nothing owed")
    overdue = sum(row.group is Group.OVERDUE for row in owed)
    parts = [tr("{n} overdue", n=overdue)] if overdue else []
    following = next_deadline(owed, now)
    if following is not None:
        parts.append(tr("next {when}", when=times.moment(following, now)))
    parts.append(tr("{n} open", n=len(owed)))
    return " \u00b7 ".join(parts)


def next_deadline(rows: Sequence[QueueRow], now: int) -> int | None:
    """The earliest *call by* that is still ahead, UTC seconds."""
    return min((row.call_by for row in rows if row.call_by is not None and row.call_by >= now), default=None)


def next_deadline_words(rows: Sequence[QueueRow], now: int, times: Times) -> str:
    """The line of the tray's menu: `Next: by 15:00`."""
    following = next_deadline(rows, now)
    if following is None:
        return tr("Nothing is due")
    return tr("Next: {by}", by=times.by(following, now))


def quit_words(rows: Sequence[QueueRow], now: int, times: Times) -> str:
    """What is lost by quitting now: overdue calls and those due today; empty when there are none."""
    today = local(now, times.zone).date()
    overdue = sum(row.group is Group.OVERDUE for row in rows)
    due = [
        row.call_by
        for row in rows
        if row.group not in {Group.OVERDUE, Group.NOT_OWED}
        and row.call_by is not None
        and local(row.call_by - 1, times.zone).date() <= today
    ]
    if due:
        when = times.moment(min(due), now)
        said = counted(len(due), "%n call is due, by {when}.", "%n calls are due, the first by {when}.")
        said = said.replace("{when}", when)
    elif overdue:
        said = counted(overdue, "%n call is overdue.", "%n calls are overdue.")
    else:
        return ""
    return f"{said} {tr('You will not be reminded while Call Policy is closed.')}"


def locked_callback() -> tuple[str, str]:
    """Title and body of an alert while the log is locked."""
    return tr("A callback needs you"), tr("Unlock Call Policy to see it.")


def unlock_for_reminders() -> tuple[str, str]:
    """Title and body of the one alert of a start in the background that found no key."""
    return tr("Unlock to get reminders"), tr("Call Policy has started and is locked.")


def log_not_opened() -> tuple[str, str]:
    """Title and body of the one alert of a log that cannot be opened while no window is seen."""
    return tr("Call Policy could not open its log"), tr("There are no reminders until it is open.")


def no_tray_words() -> str:
    """What closing the window does where there is no tray."""
    return tr("This desktop has no tray, so closing quits.")


def goes_to_tray() -> tuple[str, str]:
    """What closing the window does where there is a tray, said once."""
    return (
        tr("Call Policy goes on in the tray"),
        tr("Reminders keep running. Its icon there opens it again, and the icon's menu has Quit."),
    )
