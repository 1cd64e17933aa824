"""Receipts in words: how a deadline was counted, in one line and in full."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from callpolicy_gui.core.local_time import local
from callpolicy_gui.core.receipts import Receipt, ReceiptSpan, Rule, SpanReason
from callpolicy_gui.wording.text import counted, tr

if TYPE_CHECKING:
    from callpolicy_gui.wording.times import Times


def receipt_line(receipt: Receipt, received_at: int, due_at: int, now: int, times: Times) -> str:
    """The reason of a deadline as the end of a sentence: `24 h after the call, weekend not counted.`."""
    skipped = _skipped_words(receipt)
    if receipt.moved_from is not None:
        skipped.append(tr("moved from {when}", when=times.moment(receipt.moved_from, now)))
    if receipt.accommodated:
        skipped.append(tr("as agreed with this client"))
    for year in receipt.unconfirmed_years:
        skipped.append(tr("holidays of {year} not confirmed", year=year))
    return ", ".join([_rule_words(receipt, received_at, due_at), *skipped]) + "."


def _rule_words(receipt: Receipt, received_at: int, due_at: int) -> str:
    amount = receipt.amount
    match receipt.rule:
        case Rule.WORKING_DAYS:
            if _spans_whole_days(receipt, received_at, due_at):
                return counted(amount, "at the end of the next working day", "at the end of %n working days")
            return counted(amount, "24 h after the call", "%n working days after the call")
        case Rule.OPEN_HOURS:
            return tr("after {time} of calling hours", time=_length(amount * 60))
        case Rule.CLOSE_OF_DAY:
            return tr("when you close that day")
        case Rule.CLOSE_OF_WINDOW:
            return tr("when your callback hours end")
        case Rule.NO_VOICEMAIL:
            return tr("no voicemail was left")


def _spans_whole_days(receipt: Receipt, received_at: int, due_at: int) -> bool:
    """Whether the call came on a day that does not count, so that the promise ends at midnight."""
    first = next((span for span in receipt.spans if span.reason is SpanReason.COUNTED), None)
    return first is not None and first.start > received_at and first.start < due_at


def _skipped_words(receipt: Receipt) -> list[str]:
    """What was not counted, each once: `weekend not counted`, `Labor Day not counted`."""
    words = []
    if any(span.reason is SpanReason.NOT_A_WORKING_DAY for span in receipt.spans):
        words.append(tr("weekend not counted"))
    names = [
        span.name or (tr("holiday") if span.reason is SpanReason.HOLIDAY else tr("time off"))
        for span in receipt.spans
        if span.reason in {SpanReason.HOLIDAY, SpanReason.CLOSED}
    ]
    words.extend(tr("{name} not counted", name=name) for name in dict.fromkeys(names))
    return words


def receipt_full(receipt: Receipt, due_at: int, times: Times) -> str:
    """The whole count: `Fri 15:00 to midnight, 9 h; Sat and Sun do not count; ... -> Tue 15:00`."""
    parts = []
    for reason, group in groupby(receipt.spans, key=lambda span: (span.reason, span.name)):
        parts.append(_span_words(list(group), reason[0], reason[1], times))
    end = tr("end of {day}", day=times.weekday(_weekday(due_at - 1, times)))
    if not times.is_midnight(due_at):
        end = f"{times.weekday(_weekday(due_at, times))} {times.time(due_at)}"
    return "; ".join(part for part in parts if part) + f" -> {end}"


def _span_words(spans: list[ReceiptSpan], reason: SpanReason, name: str, times: Times) -> str:
    if reason is SpanReason.COUNTED:
        return "; ".join(_counted_words(span, times) for span in spans)
    if reason is SpanReason.TOO_SHORT:
        return "; ".join(tr("{span} is too short", span=_from_to(span, times)) for span in spans)
    if reason is SpanReason.OUTSIDE_HOURS:
        return ""
    days = list(
        dict.fromkeys(
            times.weekday(_weekday(at, times))
            for span in spans
            for at in range(span.start, span.end, 24 * 3600)
        )
    )
    listed = days[0] if len(days) == 1 else tr("{days} and {last}", days=", ".join(days[:-1]), last=days[-1])
    if name:
        return tr("{days} is {name}", days=listed, name=name)
    return (
        tr("{day} does not count", day=listed) if len(days) == 1 else tr("{days} do not count", days=listed)
    )


def _counted_words(span: ReceiptSpan, times: Times) -> str:
    length = _length(span.end - span.start)
    if times.is_midnight(span.start):
        # From the day's beginning, so its length says when it ends.
        return f"{times.weekday(_weekday(span.start, times))} {length}"
    return f"{_from_to(span, times)}, {length}"


def _from_to(span: ReceiptSpan, times: Times) -> str:
    day = times.weekday(_weekday(span.start, times))
    end = tr("midnight") if times.is_midnight(span.end) else times.time(span.end)
    return tr("{day} {start} to {end}", day=day, start=times.time(span.start), end=end)


def _length(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes = rest // 60
    if not hours:
        return tr("{m} min", m=minutes)
    return tr("{h} h", h=hours) if not minutes else tr("{h} h {m} min", h=hours, m=minutes)


def _weekday(at: int, times: Times) -> int:
    return local(at, times.zone).weekday()
