"""Receipts in words: how a deadline was counted, in one line and in full."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from callpolicy_gui.core.local_time import day_start, local, next_day
from callpolicy_gui.core.receipts import Receipt, ReceiptSpan, Rule, SpanReason
from callpolicy_gui.wording.text import counted, tr
from callpolicy_gui.wording.times import length

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from callpolicy_gui.wording.times import Times

_WEEK = 7


def receipt_line(receipt: Receipt, now: int, times: Times) -> str:
    """The reason of a deadline as the end of a sentence: `24 h after the call, weekend not counted.`."""
    skipped = _skipped_words(receipt)
    if receipt.moved_from is not None:
        skipped.append(tr("moved from {when}", when=times.moment(receipt.moved_from, now)))
    if receipt.accommodated:
        skipped.append(tr("as agreed with this client"))
    for year in receipt.unconfirmed_years:
        skipped.append(tr("holidays of {year} not confirmed", year=year))
    return ", ".join([_rule_words(receipt), *skipped]) + "."


def _rule_words(receipt: Receipt) -> str:
    amount = receipt.amount
    match receipt.rule:
        case Rule.WORKING_DAYS:
            if receipt.whole_days:
                return counted(amount, "at the end of the next working day", "at the end of %n working days")
            return counted(amount, "24 h after the call", "%n working days after the call")
        case Rule.OPEN_HOURS:
            return tr("after {time} of calling hours", time=length(amount * 60))
        case Rule.CLOSE_OF_DAY:
            return tr("when you close that day")
        case Rule.CLOSE_OF_WINDOW:
            return tr("when your callback hours end")
        case Rule.NO_VOICEMAIL:
            return tr("no voicemail was left")


def _skipped_words(receipt: Receipt) -> list[str]:
    """What was not counted, each once: `weekend not counted`, `Labor Day not counted`."""
    words = []
    if any(span.reason is SpanReason.NOT_A_WORKING_DAY for span in receipt.spans):
        words.append(tr("weekend not counted"))
    names = [
        span.name or (tr("holiday") if span.reason is SpanReason.HOLIDAY else tr("time off"))
        for span in receipt.spans
        if span.reason in {SpanReason.HOLIDAY, SpanReason.CLOSED, SpanReason.PART_CLOSED}
    ]
    words.extend(tr("{name} not counted", name=name) for name in dict.fromkeys(names))
    return words


def receipt_full(receipt: Receipt, due_at: int, times: Times) -> str:
    """The whole count: `Fri 15:00 to midnight, 9 h; Sat and Sun do not count; ... -> Tue 15:00`."""
    days = _Days(times, receipt.spans[0].start if receipt.spans else due_at)
    parts = []
    for (reason, name), group in groupby(receipt.spans, key=lambda span: (span.reason, span.name)):
        parts.append(_span_words(list(group), reason, name, days))
    end = tr("end of {day}", day=days.at(due_at - 1))
    if not times.is_midnight(due_at):
        end = f"{days.at(due_at)} {times.time(due_at)}"
    return "; ".join(part for part in parts if part) + f" -> {end}"


@dataclass(frozen=True, slots=True)
class _Days:
    """The names of days in one receipt, whose count begins at `begins_at`, UTC seconds."""

    times: Times
    begins_at: int

    def at(self, at: int) -> str:
        """The day of an instant."""
        return self.name(local(at, self.times.zone).date())

    def name(self, day: date) -> str:
        """The weekday; a week from the call on it would be mistaken for another, so the date as well."""
        called = local(self.begins_at, self.times.zone).date()
        return self.times.weekday(day.weekday()) if (day - called).days < _WEEK else self.dated(day)

    def dated(self, day: date) -> str:
        """The date, with its year where that is not the call's."""
        called = local(self.begins_at, self.times.zone).date()
        return self.times.short_date(day) if day.year == called.year else self.times.long_date(day)

    def of(self, spans: Sequence[ReceiptSpan]) -> list[date]:
        """Each local date the spans touch, once. A date that the zone skipped is none."""
        zone = self.times.zone
        found: dict[date, None] = {}
        for span in spans:
            # Where clocks go back over midnight, a span can end on the date before its first.
            day, last = sorted(local(at, zone).date() for at in (span.start, span.end - 1))
            while day <= last:
                if day_start(day, zone) < day_start(next_day(day), zone):
                    found[day] = None
                day = next_day(day)
        return list(found)


def _span_words(spans: list[ReceiptSpan], reason: SpanReason, name: str, days: _Days) -> str:
    match reason:
        case SpanReason.COUNTED:
            return "; ".join(_counted_words(span, days) for span in spans)
        case SpanReason.TOO_SHORT:
            return "; ".join(tr("{span} is too short", span=_from_to(span, days)) for span in spans)
        case SpanReason.PART_CLOSED:
            return "; ".join(_not_counted(_from_to(span, days), name) for span in spans)
        case SpanReason.OUTSIDE_HOURS:
            return ""
        case _:
            return _days_words(days.of(spans), name, days)


def _days_words(found: list[date], name: str, days: _Days) -> str:
    if len(found) > _WEEK:
        stretch = tr("{first} to {last}", first=days.dated(found[0]), last=days.dated(found[-1]))
        return _not_counted(stretch, name)
    names = [days.name(day) for day in found]
    if len(names) == 1:
        return _not_counted(names[0], name)
    listed = tr("{days} and {last}", days=", ".join(names[:-1]), last=names[-1])
    return tr("{days} are {name}", days=listed, name=name) if name else tr("{days} do not count", days=listed)


def _not_counted(when: str, name: str) -> str:
    return tr("{day} is {name}", day=when, name=name) if name else tr("{day} does not count", day=when)


def _counted_words(span: ReceiptSpan, days: _Days) -> str:
    spent = length(span.end - span.start)
    if days.times.is_midnight(span.start) and len(days.of([span])) == 1:
        # From the day's beginning, so its length says when it ends.
        return f"{days.at(span.start)} {spent}"
    return f"{_from_to(span, days)}, {spent}"


def _from_to(span: ReceiptSpan, days: _Days) -> str:
    times = days.times
    at_midnight = times.is_midnight(span.end)
    if len(days.of([span])) == 1:
        end = tr("midnight") if at_midnight else times.time(span.end)
    elif at_midnight:
        end = tr("end of {day}", day=days.at(span.end - 1))
    else:
        end = f"{days.at(span.end)} {times.time(span.end)}"
    return tr("{day} {start} to {end}", day=days.at(span.start), start=times.time(span.start), end=end)
