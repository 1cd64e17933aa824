"""The receipt: how one deadline was counted, kept as spans and reasons.

A receipt is stored with the call and put into words only when it is shown, so a text
that reads badly can be mended without touching the evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class SpanReason(StrEnum):
    """Why a stretch of time was, or was not, counted."""

    COUNTED = "counted"
    NOT_A_WORKING_DAY = "not_a_working_day"  # a weekend day of this practice
    HOLIDAY = "holiday"
    CLOSED = "closed"
    PART_CLOSED = "part_closed"  # open, but for time off in a part of a day
    OUTSIDE_HOURS = "outside_hours"
    TOO_SHORT = "too_short"  # open, but less was left than the policy asks for


class Rule(StrEnum):
    """What was counted."""

    WORKING_DAYS = "working_days"
    OPEN_HOURS = "open_hours"
    CLOSE_OF_DAY = "close_of_day"
    CLOSE_OF_WINDOW = "close_of_window"
    NO_VOICEMAIL = "no_voicemail"  # nothing is owed, nothing was counted


@dataclass(frozen=True, slots=True)
class ReceiptSpan:
    """A stretch of time, UTC seconds, and what it meant for the count; `name` is a holiday's or closure's."""

    start: int
    end: int
    reason: SpanReason
    name: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a deadline came about.

    `amount` is working days, minutes of calling time, or the minutes that must be left
    at least, as `rule` says. `unconfirmed_years` are years that were counted without
    confirmed holidays. `moved_from` is the due instant before a correction, UTC seconds.
    `accommodated` says that hours of the client's own were counted, or that a return is
    owed only because this client is always returned.
    """

    rule: Rule
    amount: int
    spans: tuple[ReceiptSpan, ...] = ()
    unconfirmed_years: tuple[int, ...] = ()
    moved_from: int | None = None
    accommodated: bool = False

    @property
    def whole_days(self) -> bool:
        """Whether working days were counted from their end on, the call's own day not being one.

        The spans tell it: they begin where the count does, after the call in a repeated hour.
        """
        if self.rule is not Rule.WORKING_DAYS or not self.spans:
            return False
        return self.spans[0].reason is not SpanReason.COUNTED

    def to_json(self) -> dict[str, Any]:
        """The receipt as plain values for storing."""
        return {
            "rule": self.rule.value,
            "amount": self.amount,
            "spans": [[s.start, s.end, s.reason.value, s.name] for s in self.spans],
            "unconfirmed_years": list(self.unconfirmed_years),
            "moved_from": self.moved_from,
            "accommodated": self.accommodated,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Receipt:
        """The receipt that `to_json` wrote."""
        return cls(
            Rule(values["rule"]),
            int(values["amount"]),
            tuple(
                ReceiptSpan(int(start), int(end), SpanReason(reason), str(name))
                for start, end, reason, name in values["spans"]
            ),
            tuple(int(year) for year in values["unconfirmed_years"]),
            values["moved_from"],
            # Receipts of the first schema knew no accommodations.
            bool(values.get("accommodated", False)),
        )
