"""Missed calls, the attempts at returning them, and what can happen to a call.

Every transition takes values and returns new values; nothing here saves anything.
All instants are UTC seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from callpolicy_gui.core.receipts import Receipt


class Voicemail(StrEnum):
    """Whether the caller left a voicemail. Unknown counts as yes for the promise."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Urgency(StrEnum):
    """Urgent moves a call up in the queue; it never changes the promise."""

    ROUTINE = "routine"
    URGENT = "urgent"


class Outcome(StrEnum):
    """How one try at returning a call ended."""

    REACHED = "reached"
    LEFT_MESSAGE = "left_message"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


class NotOwedReason(StrEnum):
    """Why the clinician closed a call without returning it."""

    NOT_A_CLIENT = "not_a_client"
    RESOLVED = "resolved"
    POLICY_DOES_NOT_APPLY = "policy_does_not_apply"
    DUPLICATE = "duplicate"


class Source(StrEnum):
    """Where a call or an attempt is known from."""

    TYPED = "typed"
    PHONE_LOG = "phone_log"


class Settlement(StrEnum):
    """Why a call is no longer open."""

    RETURNED = "returned"
    NOT_OWED = "not_owed"
    LOG_ONLY = "log_only"  # imported, too old to be put into the queue


@dataclass(frozen=True, slots=True)
class Client:
    """A person who calls. The name is empty for a caller known by number only.

    `numbers` are as typed or imported, the most recent first. `code` is the random
    code that stands for the client in a pseudonymised export.
    """

    client_id: int
    name: str
    numbers: tuple[str, ...]
    code: str

    @property
    def number(self) -> str:
        """The number to call, or an empty text where none is known."""
        return self.numbers[0] if self.numbers else ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at returning a client's calls, at an instant in UTC seconds."""

    attempt_id: int
    call_id: int
    at: int
    outcome: Outcome
    source: Source = Source.TYPED


@dataclass(frozen=True, slots=True)
class MissedCall:
    """Someone called and nobody answered: one row of the call log.

    `due_at` and `receipt` are frozen when the call is logged; `due_at` is None where the
    policy owed no return. `settled_at` is None while the call is open. `snoozed_until`
    hides an open call until that instant. `was` is filled by the store from the
    amendment that changed the call last: (field, old value) pairs.
    """

    call_id: int
    received_at: int
    voicemail: Voicemail
    urgency: Urgency
    client_id: int | None
    number: str
    note: str
    source: Source
    logged_at: int
    version_id: int
    due_at: int | None
    receipt: Receipt
    settled_at: int | None = None
    settlement: Settlement | None = None
    not_owed_reason: NotOwedReason | None = None
    snoozed_until: int | None = None
    client_asked: bool = False
    returned_anyway: bool = False
    was: tuple[tuple[str, str], ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a return is owed and has not happened."""
        return self.settled_at is None and self.due_at is not None


def keeps_promise(outcome: Outcome, *, message_counts: bool) -> bool:
    """Whether an attempt with this outcome is a return.

    *Reached* always is; *left message* is unless the practice setting says no.
    """
    return outcome is Outcome.REACHED or (outcome is Outcome.LEFT_MESSAGE and message_counts)


def settle_not_owed(calls: Iterable[MissedCall], reason: NotOwedReason, at: int) -> tuple[MissedCall, ...]:
    """The open calls as they are once the clinician marked them not owed at `at` (UTC seconds)."""
    return tuple(
        replace(
            call,
            settled_at=at,
            settlement=Settlement.NOT_OWED,
            not_owed_reason=reason,
            snoozed_until=None,
        )
        for call in calls
        if call.settled_at is None
    )
