"""The queue in words: headline, cards, the status box and the history of a call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from callpolicy_gui.core.callback_queue import Group, QueueRow, WaitReason
from callpolicy_gui.core.calls import NotOwedReason, Outcome, Settlement, Source, Urgency, Voicemail
from callpolicy_gui.wording.discretion import (
    names_hidden,
    nobody_named,
    shown_name,
    shown_note,
    shown_number,
)
from callpolicy_gui.wording.receipts import receipt_full, receipt_line
from callpolicy_gui.wording.text import counted, tr
from callpolicy_gui.wording.times import Times, duration

if TYPE_CHECKING:
    from callpolicy_gui.core.calls import Client, MissedCall
    from callpolicy_gui.wording.contact import SafetyWords

GROUP_TITLES = {
    Group.OVERDUE: "Overdue",
    Group.DUE_SOON: "Due soon",
    Group.LATER_TODAY: "Later today",
    Group.TOMORROW: "Tomorrow and later",
    Group.WAITING: "Waiting",
    Group.NOT_OWED: "No return owed",
}
_CHIP_WORDS = {
    Group.OVERDUE: "overdue",
    Group.DUE_SOON: "soon",
    Group.LATER_TODAY: "later",
    Group.TOMORROW: "tomorrow",
    Group.WAITING: "waiting",
    Group.NOT_OWED: "not owed",
}
OUTCOMES = {
    Outcome.REACHED: "Returned",
    Outcome.LEFT_MESSAGE: "Left message",
    Outcome.NO_ANSWER: "No answer",
    Outcome.WRONG_NUMBER: "Wrong number",
}
NOT_OWED_REASONS = {
    NotOwedReason.NOT_A_CLIENT: "Number is not a client",
    NotOwedReason.RESOLVED: "Resolved another way",
    NotOwedReason.POLICY_DOES_NOT_APPLY: "Policy does not apply",
    NotOwedReason.DUPLICATE: "Duplicate",
}
VOICEMAILS = {
    Voicemail.YES: "Voicemail",
    Voicemail.NO: "No voicemail",
    Voicemail.UNKNOWN: "Voicemail unknown",
}
# A title, and no part of a sentence: nobody is called Number withheld.
_WITHHELD = "Number withheld"


@dataclass(frozen=True, slots=True)
class CardText:
    """What a card says. `accessible` is the whole card as one sentence.

    `caution` is what to look out for before calling, in a word or two; empty for nothing.
    """

    title: str
    meta: tuple[str, ...]
    right: str
    under: str
    accessible: str
    caution: str = ""


@dataclass(frozen=True, slots=True)
class StatusText:
    """The box above the outcome buttons: the state, its reason, and how the deadline was counted."""

    title: str
    reason: str
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event of a call's history; `icon` is an icon's name."""

    icon: str
    title: str
    when: str
    note: str


def group_title(group: Group) -> str:
    """The title of a group."""
    return tr(GROUP_TITLES[group])


def chip_words(group: Group, count: int) -> str:
    """`2 soon`, for the chip that counts a group."""
    return f"{count} {tr(_CHIP_WORDS[group])}"


def caller(client: Client | None, number: str) -> str:
    """Who called, as shown: the name, else the number, else that it was withheld.

    While names are hidden: the initials, else *Caller*.
    """
    if client is not None and client.name:
        return shown_name(client.name)
    known = number or (client.number if client is not None else "")
    if known and names_hidden():
        return nobody_named()
    return known or tr(_WITHHELD)


def caller_in_full(client: Client | None, number: str) -> str:
    """Who called, whether names are hidden or not: for a field whose text is read back."""
    if client is not None and client.name:
        return client.name
    return number or (client.number if client is not None else "") or tr(_WITHHELD)


def row_caller(row: QueueRow) -> str:
    """Who is to be called."""
    return caller(row.obligation.client, row.obligation.first.number)


def is_withheld(row: QueueRow) -> bool:
    """Whether the caller has neither a name nor a number to be called at."""
    return is_new_caller(row) and not row.obligation.number


def is_new_caller(row: QueueRow) -> bool:
    """Whether nobody has given this number a name yet."""
    client = row.obligation.client
    return client is None or not client.name


def card(row: QueueRow, now: int, times: Times, safety: SafetyWords | None = None) -> CardText:
    """The card of a row; a number that must not be called is not on it."""
    right, under = _due_words(row, now, times)
    title = row_caller(row)
    obligation = row.obligation
    meta = [tr(VOICEMAILS[obligation.voicemail])]
    if len(obligation.calls) > 1:
        meta.append(counted(len(obligation.calls), "%n call", "%n calls"))
    meta.append(tr("called {when}", when=_day_and_time(obligation.first.received_at, now, times)))
    if obligation.attempts:
        meta.append(counted(len(obligation.attempts), "%n try", "%n tries"))
    number = obligation.first.number
    if safety is not None and safety.is_blocked:
        number = safety.number
    if is_new_caller(row):
        meta.append(tr("New caller"))
    elif number and not names_hidden():
        meta.append(number)
    urgent = tr("urgent") if obligation.urgent else ""
    caution = "" if safety is None else safety.tag
    said = [title, urgent, caution, group_title(row.group), right, under, *meta]
    accessible = ", ".join(part for part in said if part) + "."
    return CardText(title, tuple(meta), right, under, accessible, caution)


def _due_words(row: QueueRow, now: int, times: Times) -> tuple[str, str]:
    due_at, by = row.obligation.due_at, row.call_by
    if row.silent_calls:
        rang = counted(row.silent_calls, "Rang again", "Rang %n times")
        return rang, tr("no voicemail, yours to judge")
    if due_at is None or by is None:
        return tr("Nothing owed"), _not_owed_why(row.obligation.first)
    match row.group:
        case Group.OVERDUE:
            late = tr("{time} overdue", time=duration(now - due_at))
            return late, tr("was due {when}", when=times.moment(due_at, now))
        case Group.WAITING:
            return _waiting_words(row, now, times)
        case Group.DUE_SOON if now > by and not row.impossible:
            return (
                tr("Due {when}", when=times.moment(due_at, now)),
                tr("calling hours ended {when}", when=times.moment(by, now)),
            )
        case Group.DUE_SOON:
            return tr("Due in {time}", time=duration(by - now)), times.by(by, now)
        case _:
            return _capital(times.moment(by, now)), tr("in {time}", time=duration(by - now))


def _waiting_words(row: QueueRow, now: int, times: Times) -> tuple[str, str]:
    by = times.by(row.call_by or now, now)
    if row.impossible:
        by = tr("no calling hours before {when}", when=times.moment(row.call_by or now, now))
    opens = times.day_time(row.opens_at or now, now)
    if row.wait is WaitReason.CLIENT_ASKED:
        return tr("At {time}", time=opens), tr("client asked, {by}", by=by)
    if row.wait is WaitReason.SNOOZED:
        return tr("Snoozed to {time}", time=opens), by
    return tr("Opens {time}", time=opens), by


def _not_owed_why(call: MissedCall) -> str:
    if call.not_owed_reason is not None:
        return tr(NOT_OWED_REASONS[call.not_owed_reason]).lower()
    return tr("no voicemail")


def status(row: QueueRow, now: int, times: Times) -> StatusText:
    """The state of a row and why, for the details pane."""
    due_at, by = row.obligation.due_at, row.call_by
    if row.silent_calls:
        return _silent_status(row, now, times)
    if due_at is None or by is None:
        return StatusText(tr("No return owed"), _capital(_not_owed_why(row.obligation.first)) + ".")
    first = row.obligation.first
    why = receipt_line(first.receipt, now, times)
    counted_out = receipt_full(first.receipt, due_at, times)
    if row.group is Group.OVERDUE:
        title = tr("Overdue by {time}", time=duration(now - due_at))
        said = tr("Was due {when}, {why}", when=_full_moment(due_at, now, times), why=why)
        return StatusText(title, said, counted_out)
    right, _ = _due_words(row, now, times)
    title = right if row.group in {Group.WAITING, Group.DUE_SOON} else tr("Call {by}", by=times.by(by, now))
    said = tr("Due {when}, {why}", when=_full_moment(due_at, now, times), why=why)
    if row.impossible:
        said += " " + tr("No calling hours lie before that.")
    elif by != due_at:
        said += " " + tr("Calling hours end {when}.", when=times.moment(by, now))
    return StatusText(title, said, counted_out)


def _silent_status(row: QueueRow, now: int, times: Times) -> StatusText:
    """A second silent call: the promise owes nothing, and the clinician is asked to judge."""
    last = max(call.received_at for call in row.obligation.calls)
    return StatusText(
        counted(row.silent_calls, "Rang again, no voicemail", "Rang %n times, no voicemail"),
        tr(
            "Your policy owes no return without a voicemail. The last call was {when}. "
            "Call back anyway, or mark Not owed.",
            when=_day_and_time(last, now, times),
        ),
    )


def _full_moment(at: int, now: int, times: Times) -> str:
    if times.is_midnight(at):
        return times.moment(at, now)
    return _day_and_time(at, now, times)


def timeline(row: QueueRow, now: int, times: Times) -> tuple[TimelineEntry, ...]:
    """What happened with the calls of a row, the latest first."""
    events: list[tuple[int, int, TimelineEntry]] = []
    for call in row.obligation.calls:
        when = _capital(_day_and_time(call.received_at, now, times))
        deadline = (
            tr("No return owed")
            if call.due_at is None
            else tr("Due {when}", when=_full_moment(call.due_at, now, times))
        )
        if call.urgency is Urgency.URGENT:
            deadline = tr("Urgent. {rest}", rest=deadline)
        events.append((call.received_at, 0, TimelineEntry("phone-missed", tr("Missed call"), when, deadline)))
        if call.voicemail is Voicemail.YES:
            entry = TimelineEntry("voicemail", tr("Voicemail left"), when, shown_note(call.note))
            events.append((call.received_at, 1, entry))
        for field, old in call.was:
            note = tr(
                "{field} was {old}",
                field=tr(_AMENDED[field]) if field in _AMENDED else field,
                old=amended_value(field, old, now, times),
            )
            events.append((call.received_at, 2, TimelineEntry("pencil", tr("Amended"), when, note)))
    for attempt in row.obligation.attempts:
        when = _capital(_day_and_time(attempt.at, now, times))
        note = tr("From the phone's log") if attempt.source is Source.PHONE_LOG else ""
        icon = _OUTCOME_ICONS[attempt.outcome]
        events.append((attempt.at, 3, TimelineEntry(icon, tr(OUTCOMES[attempt.outcome]), when, note)))
    events.sort(key=lambda event: event[:2], reverse=True)
    return tuple(entry for _, _, entry in events)


_AMENDED = {
    "received_at": "Received",
    "voicemail": "Voicemail",
    "client_id": "The caller",
    "number": "The number",
}
_OUTCOME_ICONS = {
    Outcome.REACHED: "check",
    Outcome.LEFT_MESSAGE: "message-square",
    Outcome.NO_ANSWER: "phone-off",
    Outcome.WRONG_NUMBER: "user-x",
}


def amended_value(field: str, old: str, now: int, times: Times) -> str:
    """The old value of an amended field as it was shown."""
    match field:
        case "received_at":
            return times.day_time(int(old), now)
        case "voicemail":
            return tr(VOICEMAILS[Voicemail(old)]).lower()
        case "client_id":
            return tr("another one") if old else tr("nobody known")
        case "number":
            return shown_number(old) or tr("empty")
        case _:
            return shown_note(old) or tr("empty")


def _day_and_time(at: int, now: int, times: Times) -> str:
    return f"{times.day(at, now)} {times.time(at)}"


def undo_words(name: str, what: Settlement | Outcome | str) -> str:
    """`Marisol Tran marked returned`: what the undo bar says was done; `name` is what `caller` says."""
    person = name
    if name == tr(_WITHHELD):
        name, person = tr("Call from a withheld number"), tr("a caller who withheld the number")
    words = {
        Outcome.REACHED: tr("{name} marked returned", name=name),
        Outcome.LEFT_MESSAGE: tr("Message left for {name}", name=person),
        Outcome.NO_ANSWER: tr("No answer from {name}", name=person),
        Outcome.WRONG_NUMBER: tr("{name}: wrong number", name=name),
        "snoozed": tr("{name} snoozed", name=name),
        "not_owed": tr("{name} marked not owed", name=name),
        "logged": tr("{name} logged", name=name),
        "amended": tr("{name} amended", name=name),
        "named": tr("{name} named", name=name),
        "reopened": tr("{name} put back into the queue", name=name),
    }
    return words[what]


def calls_snoozed(count: int) -> str:
    """What the undo bar says when one click put off several calls."""
    return counted(count, "%n call snoozed", "%n calls snoozed")


def calls_too_near(count: int) -> str:
    """Why several calls cannot be put off."""
    return counted(
        count,
        "The deadline of %n call is too near to snooze it.",
        "The deadlines of %n calls are too near to snooze them.",
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
