"""What the windows give to the controller and get from it: plain values, no widgets, no stores."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from callpolicy_gui.core.calls import Urgency, Voicemail

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from callpolicy_gui.core.callback_queue import QueueRow
    from callpolicy_gui.core.calls import Attempt, Client, MissedCall
    from callpolicy_gui.core.imported_calls import PhoneLog
    from callpolicy_gui.core.policies import PolicyVersion
    from callpolicy_gui.wording.contact import SafetyWords


class Field(StrEnum):
    """The field of a form that a refusal is about."""

    NONE = ""
    WHO = "who"
    NUMBER = "number"
    RECEIVED = "received"
    NOTE = "note"
    HOURS = "hours"
    ZONE = "zone"
    START = "start"
    REASON = "reason"
    FILE = "file"
    PASSPHRASE = "passphrase"  # noqa: S105 - no passphrase
    REPEAT = "repeat"
    CURRENT = "current"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was changed; `sentence` says why and what to do, `field` where."""

    sentence: str
    field: Field = Field.NONE


@dataclass(frozen=True, slots=True)
class CallDraft:
    """A missed call as typed. `who` is a name or a number; `client_id` an accepted suggestion.

    `received` is the received-at text. `second_pass` says that a local time that happened
    twice means its second pass.
    """

    who: str = ""
    client_id: int | None = None
    received: str = ""
    voicemail: Voicemail = Voicemail.YES
    urgency: Urgency = Urgency.ROUTINE
    note: str = ""
    second_pass: bool | None = None


@dataclass(frozen=True, slots=True)
class DuePreview:
    """What a draft would promise: the due sentence and what is known of the caller.

    `received_at` is UTC seconds, None where the received text cannot be read; then
    `due` is the sentence that says so, and `is_problem` is true.
    """

    due: str
    caller: str
    received_at: int | None
    received_words: str = ""
    is_problem: bool = False


@dataclass(frozen=True, slots=True)
class Logged:
    """A call that is safely in the log. `joined` says that the client already had an open call."""

    call_id: int
    joined: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A client that the typed text may mean."""

    client_id: int
    name: str
    number: str
    detail: str


@dataclass(frozen=True, slots=True)
class SnoozeChoice:
    """One way to put a call off, answered by one key; `until` is UTC seconds."""

    key: str
    words: str
    until: int


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session until an instant, UTC seconds: the one that runs, or the one that is offered."""

    runs: bool
    until: int
    words: str


@dataclass(frozen=True, slots=True)
class StripMark:
    """A deadline on the day strip: its instant and the group it stands in."""

    at: int
    group: int


@dataclass(frozen=True, slots=True)
class DayStripView:
    """Today as a strip: callable time, sessions (busy) and deadlines, UTC seconds, from `start` to `end`."""

    start: int
    end: int
    now: int
    open_spans: tuple[tuple[int, int], ...]
    marks: tuple[StripMark, ...]
    words: str
    busy_spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class QueueView:
    """The queue at an instant, in the order it is shown, with the words above it.

    `not_dialable` are the ids of the rows whose number no telephone could be given, `session`
    says until when a session runs, empty while none does. `safety` has what to know before
    calling, by the row's id.
    """

    now: int
    rows: tuple[QueueRow, ...]
    eyebrow: str
    headline: str
    aside: str
    strip: DayStripView
    policy_name: str
    call_now: str
    not_dialable: frozenset[int] = frozenset()
    session: str = ""
    safety: Mapping[int, SafetyWords] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One row of the log page."""

    call: MissedCall
    client: Client | None
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which calls the log page shows: received in [start, end), UTC seconds, matching a text."""

    start: int
    end: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class PolicyView:
    """The promise in force, what is scheduled, and what the page needs to say about a change."""

    in_force: PolicyVersion
    scheduled: tuple[PolicyVersion, ...]
    versions: tuple[PolicyVersion, ...]
    open_calls: int
    earliest_with_notice: date
    replaceable: bool


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example of a promise: `A call Fri 16:00` and `due Mon 16:00`."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What a phone's log would bring. Nothing has been written yet.

    `new` counts missed calls not yet in the log, `queue` those of them young enough for
    the queue, `returned` those of the queue that were called back and connected, `outgoing`
    placed calls not yet in the log, `rows` all the file's rows and `stated` how many calls
    the file says it has, None where it does not say.
    """

    path: Path
    log: PhoneLog = field(repr=False)
    new: int
    known: int
    voicemails: int
    queue: int
    returned: int
    outgoing: int
    first_at: int
    last_at: int
    samples: tuple[tuple[str, str, str], ...] = field(repr=False)
    rows: int = 0
    stated: int | None = None


@dataclass(frozen=True, slots=True)
class ImportDone:
    """What an import added."""

    added: int
    queued: int
    returned: int
    outgoing: int
    sentence: str


@dataclass(frozen=True, slots=True)
class ExportDone:
    """What an export wrote. `anchor` says how far the log's history went then, as a sentence."""

    path: Path
    calls: int
    sentence: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class VerificationView:
    """How the history stands: so many entries, and the first that does not follow from the one before.

    `is_sound`: neither an entry nor a row is anything else than what was written.
    """

    sentence: str
    entries: int
    first_bad: int | None
    is_sound: bool = True


@dataclass(frozen=True, slots=True)
class UndoView:
    """What the undo bar says; None stands for nothing to undo."""

    sentence: str
