"""The call log as a supervisor sees it: one row per missed call, in plain texts and numbers.

A pseudonymised row carries client codes and exact times and no name, number or note. It
is still not de-identified in the sense of 45 CFR 164.514(b)(2): it has times.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from callpolicy_gui.core.calls import MissedCall, Settlement
from callpolicy_gui.core.policies import Policy, Preset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from zoneinfo import ZoneInfo

    from callpolicy_gui.core.calls import Attempt, Client
    from callpolicy_gui.core.policies import PolicyVersion

NO_CLIENT = "\N{EM DASH}"


class Level(StrEnum):
    """How much an export discloses."""

    FULL = "full"
    PSEUDONYMISED = "pseudonymised"


class LogStatus(StrEnum):
    """How a call stands against its promise."""

    KEPT = "kept"
    LATE = "late"
    OPEN = "open"
    NOT_OWED = "not_owed"
    LOG_ONLY = "log_only"


@dataclass(frozen=True, slots=True)
class LogRow:
    """One missed call. Its fields are the columns of an export, in their order.

    Times are ISO 8601 in the practice's zone with their offset, empty where there is none.
    `policy` is the preset's key, with "+voicemail" where a voicemail was required besides and
    "+accommodation" where something agreed with the client decided: kept is then kept too.
    `hours_to_return` is `minutes_to_return` as a decimal text. `attempt_list` is one
    "time outcome" per attempt, separated by "; ". `outside_own_hours` is "yes" or "no" for
    a returned call, else empty.
    """

    received: str
    client: str
    number: str
    voicemail: str
    urgency: str
    policy: str
    due: str
    status: LogStatus
    returned: str
    hours_to_return: str
    minutes_to_return: int | None
    attempts: int
    attempt_list: str
    outside_own_hours: str
    note: str

    def cells(self, level: Level) -> tuple[str, ...]:
        """The row's texts for `columns(level)`; None is an empty text."""
        values = (getattr(self, name) for name in columns(level))
        return tuple("" if value is None else str(value) for value in values)


_IDENTIFYING = frozenset({"number", "note"})


def columns(level: Level) -> tuple[str, ...]:
    """The names of the columns an export of this level has."""
    names = tuple(field.name for field in fields(LogRow))
    return names if level is Level.FULL else tuple(name for name in names if name not in _IDENTIFYING)


def log_rows(
    calls: Iterable[MissedCall],
    clients: Mapping[int, Client],
    attempts: Iterable[Attempt],
    versions: Iterable[PolicyVersion],
    *,
    zone: ZoneInfo,
    now: int,
    level: Level,
    outside_own_hours: Callable[[int], bool],
    client_of: Mapping[int, int | None] | None = None,
) -> tuple[LogRow, ...]:
    """The rows of the calls at `now` (UTC seconds), oldest first.

    Repeat calls of one client are one obligation: an attempt logged with one of them counts
    for each that was received before it and not yet settled. `outside_own_hours` answers
    for an instant in UTC seconds. `client_of` is needed for attempts at calls that are not
    among `calls`.

    Raises:
        KeyError: a call's client or policy version is missing.
    """
    ordered = sorted(calls, key=lambda call: (call.received_at, call.call_id))
    policies = {version.version_id: version.policy for version in versions}
    tries = Tries({call.call_id: call.client_id for call in ordered} | dict(client_of or {}), attempts)
    return tuple(
        _row(
            call,
            None if call.client_id is None else clients[call.client_id],
            policies[call.version_id],
            tries.of(call),
            _Setting(zone, now, level, outside_own_hours),
        )
        for call in ordered
    )


@dataclass(frozen=True, slots=True)
class _Setting:
    zone: ZoneInfo
    now: int
    level: Level
    outside_own_hours: Callable[[int], bool]

    def shown(self, at: int | None) -> str:
        return "" if at is None else datetime.fromtimestamp(at, self.zone).isoformat()


class Tries:
    """The attempts that concern a call: its own, and those at returning its client's other calls.

    `client_of` tells the client of each call that an attempt was made for, by call id.
    """

    def __init__(self, client_of: Mapping[int, int | None], attempts: Iterable[Attempt]) -> None:
        self._by_call: dict[int, list[Attempt]] = defaultdict(list)
        self._by_client: dict[int, list[Attempt]] = defaultdict(list)
        for attempt in sorted(attempts, key=lambda attempt: (attempt.at, attempt.attempt_id)):
            client_id = client_of.get(attempt.call_id)
            if client_id is None:
                self._by_call[attempt.call_id].append(attempt)
            else:
                self._by_client[client_id].append(attempt)

    def of(self, call: MissedCall) -> list[Attempt]:
        """The attempts that concern this call, in the order they were made."""
        if call.client_id is None:
            return self._by_call[call.call_id]
        return [
            attempt
            for attempt in self._by_client[call.client_id]
            if attempt.call_id == call.call_id
            or (attempt.at >= call.received_at and (call.settled_at is None or attempt.at <= call.settled_at))
        ]


def _row(
    call: MissedCall, client: Client | None, policy: Policy, tries: list[Attempt], setting: _Setting
) -> LogRow:
    full = setting.level is Level.FULL
    returned_at = call.settled_at if call.settlement is Settlement.RETURNED else None
    seconds = None if returned_at is None else returned_at - call.received_at
    return LogRow(
        received=setting.shown(call.received_at),
        client=_client(client, full=full),
        number=call.number if full else "",
        voicemail=call.voicemail.value,
        urgency=call.urgency.value,
        policy=_policy(policy, call),
        due=setting.shown(call.due_at),
        status=status_of(call, setting.now),
        returned=setting.shown(returned_at),
        hours_to_return="" if seconds is None else f"{seconds / 3600:.2f}",
        minutes_to_return=None if seconds is None else seconds // 60,
        attempts=len(tries),
        attempt_list="; ".join(f"{setting.shown(a.at)} {a.outcome.value}" for a in tries),
        outside_own_hours=_yes_or_no(returned_at, setting.outside_own_hours),
        note=call.note if full else "",
    )


def _client(client: Client | None, *, full: bool) -> str:
    if client is None:
        return NO_CLIENT
    return (client.name if full else client.code) or NO_CLIENT


def _policy(policy: Policy, call: MissedCall) -> str:
    parts = [policy.preset.value]
    if policy.requires_voicemail and policy.preset is not Preset.VOICEMAIL_REQUIRED:
        parts.append("voicemail")
    if call.receipt.accommodated:
        parts.append("accommodation")
    return "+".join(parts)


def status_of(call: MissedCall, now: int) -> LogStatus:
    """How a call stands at `now` (UTC seconds)."""
    if call.settlement is Settlement.LOG_ONLY:
        return LogStatus.LOG_ONLY
    if call.due_at is None or call.settlement is Settlement.NOT_OWED:
        return LogStatus.NOT_OWED
    if (now if call.settled_at is None else call.settled_at) > call.due_at:
        return LogStatus.LATE
    return LogStatus.OPEN if call.settled_at is None else LogStatus.KEPT


def _yes_or_no(at: int | None, answer: Callable[[int], bool]) -> str:
    if at is None:
        return ""
    return "yes" if answer(at) else "no"
