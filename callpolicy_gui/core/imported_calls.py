"""What a phone's own call log says, put together into missed calls and returns.

A phone writes one row for the ringing and, a moment later, another one for the
voicemail. This module knows which rows are one call; the readers of `formats` know how
each phone writes them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from callpolicy_gui.core.calls import Voicemail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

VOICEMAIL_WITHIN_MS = 5 * 60 * 1000


class RowKind(StrEnum):
    """What one row of a phone's call log records."""

    MISSED = "missed"
    VOICEMAIL = "voicemail"
    REJECTED = "rejected"
    OUTGOING = "outgoing"
    INCOMING = "incoming"
    OTHER = "other"


_NOBODY_ANSWERED = frozenset({RowKind.MISSED, RowKind.REJECTED})
_USED = _NOBODY_ANSWERED | {RowKind.VOICEMAIL, RowKind.OUTGOING}


@dataclass(frozen=True, slots=True)
class PhoneLogRow:
    """One row as the phone wrote it; `at_ms` is UTC milliseconds, `number` is empty where withheld."""

    number: str
    name: str
    at_ms: int
    kind: RowKind
    duration_seconds: int


@dataclass(frozen=True, slots=True)
class ImportedCall:
    """A call nobody answered; `at_ms` is UTC milliseconds."""

    number: str
    name: str
    at_ms: int
    voicemail: Voicemail


@dataclass(frozen=True, slots=True)
class ImportedOutgoing:
    """A call the clinician placed, evidence of a return; `at_ms` is UTC milliseconds."""

    number: str
    at_ms: int
    duration_seconds: int


@dataclass(frozen=True, slots=True)
class PhoneLog:
    """A phone's log put together: what is used, oldest first, and what is not.

    `ignored` counts the rows of kinds that are neither missed nor outgoing calls;
    `repeated` counts the rows that say again what another row said.
    """

    missed: tuple[ImportedCall, ...]
    outgoing: tuple[ImportedOutgoing, ...]
    ignored: tuple[tuple[RowKind, int], ...]
    repeated: int


def assemble(rows: Iterable[PhoneLogRow], number_key: Callable[[str], str]) -> PhoneLog:
    """The calls that the rows record.

    `number_key` gives the same text for two spellings of one number. A number has one
    missed and one outgoing call per millisecond: further rows are repeats. A voicemail
    belongs to the last missed or rejected call of its number within five minutes before
    it, and is a missed call of its own where there is none. Rows without a single
    voicemail say nothing about voicemail.
    """
    given = list(rows)
    distinct = list(dict.fromkeys(given))
    ringing = _first_per_instant([r for r in distinct if r.kind in _NOBODY_ANSWERED], number_key)
    voicemails = _first_per_instant([r for r in distinct if r.kind is RowKind.VOICEMAIL], number_key)
    outgoing = _first_per_instant([r for r in distinct if r.kind is RowKind.OUTGOING], number_key)
    rest = [r for r in distinct if r.kind not in _USED]
    return PhoneLog(
        missed=_missed(ringing, voicemails),
        outgoing=tuple(
            ImportedOutgoing(row.number, row.at_ms, row.duration_seconds)
            for _, row in sorted(outgoing.items(), key=_by_instant)
        ),
        ignored=tuple(sorted(Counter(row.kind for row in rest).items())),
        repeated=len(given) - len(ringing) - len(voicemails) - len(outgoing) - len(rest),
    )


def identity(source: str, number_key: str, at_ms: int, direction: str) -> str:
    """What tells one imported call from every other, the same at each import of the same log.

    It is a digest: nothing about the caller can be read from it without the key's number.
    """
    parts = "\x1f".join((source, number_key, str(at_ms), direction))
    return sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()


_Call = tuple[str, int]


def _first_per_instant(
    rows: Sequence[PhoneLogRow], number_key: Callable[[str], str]
) -> dict[_Call, PhoneLogRow]:
    found: dict[_Call, PhoneLogRow] = {}
    for row in rows:
        found.setdefault((number_key(row.number), row.at_ms), row)
    return found


def _by_instant(item: tuple[_Call, PhoneLogRow]) -> tuple[int, str]:
    (key, at_ms), _ = item
    return at_ms, key


def _missed(
    ringing: dict[_Call, PhoneLogRow], voicemails: dict[_Call, PhoneLogRow]
) -> tuple[ImportedCall, ...]:
    without = Voicemail.NO if voicemails else Voicemail.UNKNOWN
    calls = {call: ImportedCall(row.number, row.name, row.at_ms, without) for call, row in ringing.items()}
    last: dict[str, int] = {}
    events = [(at_ms, key, False) for key, at_ms in ringing] + [
        (at_ms, key, True) for key, at_ms in voicemails
    ]
    # At one instant the ringing sorts before its voicemail: False < True.
    for at_ms, key, is_voicemail in sorted(events, key=lambda event: (event[0], event[2], event[1])):
        if not is_voicemail:
            last[key] = at_ms
            continue
        row = voicemails[key, at_ms]
        rang_at = last.get(key)
        if rang_at is None or at_ms - rang_at > VOICEMAIL_WITHIN_MS:
            calls[key, at_ms] = ImportedCall(row.number, row.name, at_ms, Voicemail.YES)
        else:
            call = calls[key, rang_at]
            calls[key, rang_at] = ImportedCall(call.number, call.name or row.name, rang_at, Voicemail.YES)
    return tuple(call for _, call in sorted(calls.items(), key=lambda item: (item[0][1], item[0][0])))
