"""A controller for widget tests: the exact doors of the real one, believable calls, no disk.

It counts promises with the real core, so what a widget shows is what the program would say.
`done` lists every call that would have changed something, as (method, arguments).
`refusals` maps a method's name to what it answers instead of doing it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, QObject, Signal

from callpolicy_gui.controller.views import (
    CallDraft,
    DayStripView,
    DuePreview,
    Field,
    Logged,
    QueueView,
    Refused,
    SnoozeChoice,
    StripMark,
    Suggestion,
    UndoView,
)
from callpolicy_gui.core.business_calendar import PracticeCalendar
from callpolicy_gui.core.callback_queue import Group, QueueRow, callback_queue, obligations
from callpolicy_gui.core.calls import (
    Attempt,
    Client,
    MissedCall,
    NotOwedReason,
    Outcome,
    Settlement,
    Source,
    Urgency,
    Voicemail,
    keeps_promise,
)
from callpolicy_gui.core.deadlines import deadline_for
from callpolicy_gui.core.policies import PRESETS, Preset
from callpolicy_gui.core.settings import PracticeSettings
from callpolicy_gui.core.silent_calls import repeated_silent_calls
from callpolicy_gui.core.time_entry import TimeEntryError, TimeProblem, parse_received, parse_sentence
from callpolicy_gui.wording import discretion, headline
from callpolicy_gui.wording import queue as words
from callpolicy_gui.wording.policies import policy_name
from callpolicy_gui.wording.times import Times
from tests.ui.fake_clients import FakeClients
from tests.ui.fake_practice import FakeController as FakePractice
from tests.ui.fake_setup import FakeInsights, FakeSetup

if TYPE_CHECKING:
    from collections.abc import Sequence

ZONE = ZoneInfo("America/Los_Angeles")
POLICY = PRESETS[Preset.TURNAROUND]


def at(text: str, day: int = 23, month: int = 11) -> int:
    """An instant of November 2026 in the practice's zone, UTC seconds."""
    hour, minute = text.split(":")
    return int(datetime(2026, month, day, int(hour), int(minute), tzinfo=ZONE).timestamp())


NOW = at("14:18")
TIMES = Times(
    ZONE, twelve_hours=False, locale=QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
)
CLIENTS = {
    1: Client(1, "Marisol Tran", ("(206) 555-0142",), "C-001"),
    2: Client(2, "Dana Whitfield", ("(206) 555-0118",), "C-002"),
    3: Client(3, "", ("(206) 555-0176",), "C-003"),
    4: Client(4, "Joel Okafor", ("(425) 555-0133",), "C-004"),
    5: Client(5, "Priya Raman", ("(206) 555-0164",), "C-005"),
    6: Client(6, "Theo Lindqvist", ("(360) 555-0109",), "C-006"),
    7: Client(7, "", ("(253) 555-0187",), "C-007"),
    8: Client(8, "Priscilla Moore", ("(206) 555-0199",), "C-008"),
}


def missed_call(call_id: int, client_id: int, received_at: int, **changes: Any) -> MissedCall:
    """A call of a known client, promised by the 24-hour turnaround."""
    voicemail = changes.pop("voicemail", Voicemail.YES)
    deadline = deadline_for(
        received_at, voicemail, POLICY, PracticeCalendar(ZONE), PracticeSettings().own_hours
    )
    call = MissedCall(
        call_id=call_id,
        received_at=received_at,
        voicemail=voicemail,
        urgency=Urgency.ROUTINE,
        client_id=client_id,
        number=CLIENTS[client_id].number if client_id in CLIENTS else "",
        note="",
        source=Source.TYPED,
        logged_at=received_at,
        version_id=1,
        due_at=deadline.due_at,
        receipt=deadline.receipt,
    )
    return replace(call, **changes)


def sample_calls() -> list[MissedCall]:
    """The calls of the design's pictures: one in every group."""
    return [
        missed_call(11, 1, at("13:40", 20), note="Wants to move Thursday's appointment"),
        missed_call(12, 2, at("15:00", 20), urgency=Urgency.URGENT),
        missed_call(13, 3, at("15:15", 20), voicemail=Voicemail.UNKNOWN),
        missed_call(14, 4, at("16:20", 20)),
        missed_call(15, 5, at("9:05")),
        missed_call(16, 6, at("11:50"), snoozed_until=at("16:30"), client_asked=True),
        missed_call(
            17,
            7,
            at("12:31"),
            voicemail=Voicemail.NO,
            settled_at=at("12:40"),
            settlement=Settlement.NOT_OWED,
            not_owed_reason=NotOwedReason.NOT_A_CLIENT,
        ),
    ]


def sample_attempts() -> dict[int, list[Attempt]]:
    """Tries at returning them."""
    return {
        11: [Attempt(1, 11, at("10:52"), Outcome.NO_ANSWER)],
        14: [Attempt(2, 14, at("9:10"), Outcome.NO_ANSWER), Attempt(3, 14, at("12:05"), Outcome.NO_ANSWER)],
        16: [Attempt(4, 16, at("12:10"), Outcome.NO_ANSWER)],
    }


class FakeCalls:
    """What quick log, the list and the details pane ask for."""

    def __init__(self, controller: FakeController) -> None:
        self._controller = controller

    def preview(self, draft: CallDraft) -> DuePreview:
        controller = self._controller
        try:
            received_at = self._received(draft)
        except TimeEntryError as error:
            if error.problem is TimeProblem.TWICE:
                return DuePreview(
                    "That time happened twice. Which one was it?", "", None, "", is_problem=True
                )
            sentence = "I could not read that time. Try 14:05 or yesterday 6pm."
            return DuePreview(sentence, "", None, "", is_problem=True)
        due = deadline_for(
            received_at,
            draft.voicemail,
            controller.policy,
            controller.calendar,
            controller.settings.own_hours,
        )
        said = (
            "No return owed: no voicemail. Log it anyway."
            if due.due_at is None
            else f"Due {TIMES.full(due.due_at, controller.now())}"
        )
        return DuePreview(said, self._caller(draft), received_at, TIMES.stamp(received_at))

    def log(self, draft: CallDraft) -> Logged | Refused:
        refused = self._controller.record("log", draft)
        if refused is not None:
            return refused
        if not draft.who:
            return Refused("Type a name or a number.", Field.WHO)
        controller = self._controller
        try:
            received_at = self._received(draft)
        except TimeEntryError:
            return Refused("I could not read that time. Try 14:05 or yesterday 6pm.", Field.RECEIVED)
        call_id = max((call.call_id for call in controller.all_calls), default=0) + 1
        call = missed_call(
            call_id, draft.client_id or 8, received_at, voicemail=draft.voicemail, urgency=draft.urgency
        )
        controller.all_calls.append(call)
        controller.refresh(said=f"{draft.who} logged", undo=True)
        return Logged(call_id, joined=False, sentence=f"{draft.who} logged")

    def suggestions(self, text: str, limit: int = 6) -> tuple[Suggestion, ...]:
        wanted = text.strip().casefold()
        if not wanted:
            return ()
        return tuple(
            Suggestion(c.client_id, c.name or c.number, c.number, f"{c.number}, last called 9 Nov")
            for c in CLIENTS.values()
            if any(word.startswith(wanted) for word in [c.name.casefold(), *c.name.casefold().split()])
        )[:limit]

    def sentence_draft(self, text: str) -> CallDraft:
        read = parse_sentence(text)
        return CallDraft(
            who=read.who,
            received=read.received_text or "",
            voicemail=read.voicemail or Voicemail.YES,
            urgency=Urgency.URGENT if read.urgent else Urgency.ROUTINE,
        )

    def attempt(self, call_id: int, outcome: Outcome, at_text: str | None = None) -> Refused | None:
        refused = self._controller.record("attempt", call_id, outcome, at_text)
        if refused is not None:
            return refused
        controller = self._controller
        name = words.row_caller(controller.row(call_id))
        made = Attempt(100 + len(controller.done), call_id, controller.now(), outcome)
        controller.attempts.setdefault(call_id, []).append(made)
        if keeps_promise(outcome, message_counts=True):
            controller.all_calls[:] = [c for c in controller.all_calls if c.call_id != call_id]
        controller.refresh(said=words.undo_words(name, outcome), undo=True)
        return None

    def snooze_choices(self, call_id: int) -> tuple[SnoozeChoice, ...]:
        return (
            SnoozeChoice("1", "In one hour", self._controller.now() + 3600),
            SnoozeChoice("2", "Next callback time (16:30)", at("16:30")),
            SnoozeChoice("3", "Tomorrow 9:00", at("9:00", 24)),
        )

    def snooze(self, call_id: int, until: int) -> Refused | None:
        return self._simple("snooze", call_id, until)

    def client_asked(self, call_id: int, at_text: str) -> Refused | None:
        return self._simple("client_asked", call_id, at_text)

    def not_owed(self, call_id: int, reason: NotOwedReason) -> Refused | None:
        return self._simple("not_owed", call_id, reason)

    def call_back_anyway(self, call_id: int) -> Refused | None:
        return self._simple("call_back_anyway", call_id)

    def draft_of(self, call_id: int) -> CallDraft:
        call = self._controller.call(call_id)
        who = words.caller(CLIENTS.get(call.client_id or 0), call.number)
        return CallDraft(
            who, call.client_id, TIMES.stamp(call.received_at), call.voicemail, call.urgency, call.note
        )

    def amend(self, call_id: int, draft: CallDraft, reason: str = "") -> Refused | None:
        return self._simple("amend", call_id, draft, reason)

    def set_note(self, call_id: int, note: str) -> Refused | None:
        return self._simple("set_note", call_id, note)

    def set_voicemail(self, call_id: int, voicemail: Voicemail) -> Refused | None:
        return self._simple("set_voicemail", call_id, voicemail)

    def name_caller(self, call_id: int, name: str) -> Refused | None:
        return self._simple("name_caller", call_id, name)

    def words(self) -> str:
        return self._controller.said_last

    def redo(self) -> None:
        self._simple("redo")

    def undo(self) -> None:
        self._simple("undo")
        self._controller.undo_changed.emit(None)

    def _simple(self, method: str, *arguments: object) -> Refused | None:
        return self._controller.record(method, *arguments)

    def _received(self, draft: CallDraft) -> int:
        try:
            return parse_received(draft.received, self._controller.now(), ZONE).at
        except TimeEntryError as error:
            if error.problem is TimeProblem.TWICE and draft.second_pass is not None:
                return error.instants[draft.second_pass]
            raise

    def _caller(self, draft: CallDraft) -> str:
        client = CLIENTS.get(draft.client_id or 0)
        if client is not None:
            return f"{client.number}, last called 9 Nov"
        return "New caller" if draft.who else ""


class FakeDrafts:
    """What is being typed; `saves` is every draft that was kept, `refusal` what is answered instead."""

    def __init__(self) -> None:
        self.saves: list[CallDraft] = []
        self.draft: CallDraft | None = None
        self.refusal: Refused | None = None

    def keep(self, draft: CallDraft) -> Refused | None:
        if self.refusal is None:
            self.saves.append(draft)
            self.draft = draft
        return self.refusal

    def kept(self) -> CallDraft | None:
        return self.draft

    def forget(self) -> Refused | None:
        self.draft = None
        return None


class FakeController(QObject):
    """The window's one door, without anything behind it."""

    queue_changed = Signal(object)
    practice_changed = Signal()
    setup_changed = Signal()
    log_changed = Signal()
    clients_changed = Signal()
    names_changed = Signal()
    undo_changed = Signal(object)
    said = Signal(str)
    failed = Signal(str)
    import_read = Signal(object)

    def __init__(self, calls: Sequence[MissedCall] | None = None, now: int = NOW) -> None:
        super().__init__()
        self.settings = PracticeSettings(zone=ZONE.key)
        self.times = TIMES
        self.calendar = PracticeCalendar(ZONE)
        self.policy = POLICY
        self.all_calls = list(sample_calls() if calls is None else calls)
        self.attempts = sample_attempts()
        self.calls = FakeCalls(self)
        self.undoing = self.calls  # both have `undo`
        self.clients = FakeClients(self, CLIENTS)
        practice = FakePractice()
        self.log, self.policies, self.exchange = practice.log, practice.policies, practice.exchange
        self.access, self.history = practice.access, practice.history
        self.sessions = practice.sessions
        self.drafts = FakeDrafts()
        self.setup = FakeSetup()
        self.insights = FakeInsights()
        self.done: list[tuple[Any, ...]] = []
        self.refusals: dict[str, Refused] = {}
        self.returned_today = 0
        self.said_last = ""
        self._now = now
        self._view = self._read()

    def now(self) -> int:
        return self._now

    @property
    def names_hidden(self) -> bool:
        return discretion.names_hidden()

    def hide_names(self, hidden: bool) -> None:
        discretion.hide_names(hidden)
        self.refresh()
        self.names_changed.emit()

    def set_now(self, now: int) -> None:
        """Let time pass."""
        self._now = now
        self.refresh()

    def queue(self) -> QueueView:
        return self._view

    def row(self, call_id: int) -> QueueRow:
        return next(row for row in self._view.rows if row.call_id == call_id)

    def call(self, call_id: int) -> MissedCall:
        return next(call for call in self.all_calls if call.call_id == call_id)

    def record(self, method: str, *arguments: object) -> Refused | None:
        """Note what was asked; the refusal that a test laid out for it, if any."""
        self.done.append((method, *arguments))
        return self.refusals.get(method)

    def refresh(self, *, said: str = "", undo: bool = False) -> None:
        """Read the queue anew and say so, as the real one does after every change."""
        self._view = self._read()
        self.queue_changed.emit(self._view)
        if undo:
            self.said_last = said
            self.undo_changed.emit(UndoView(said))
        if said:
            self.said.emit(said)

    def _read(self) -> QueueView:
        now, spans = self._now, self.calendar.open_spans(self.settings.own_hours)
        rows = callback_queue(
            obligations(self.all_calls, CLIENTS, self.attempts, self.clients.agreed()),
            now,
            calendar=self.calendar,
            hours_of=lambda _call: spans,
            soon_minutes=60,
            to_judge=repeated_silent_calls(self.all_calls, 240),
        )
        due = deadline_for(now, Voicemail.YES, self.policy, self.calendar, self.settings.own_hours).due_at
        return QueueView(
            now=now,
            rows=rows,
            eyebrow=headline.eyebrow(rows, now, TIMES),
            headline=headline.headline(rows, now, TIMES, returned_today=self.returned_today),
            aside="",
            strip=_strip(rows, now),
            policy_name=policy_name(self.policy),
            call_now=f"A call now would be due {TIMES.moment(due or now, now)}".replace("tomorrow", "Tue"),
        )


def _strip(rows: Sequence[QueueRow], now: int) -> DayStripView:
    marks = [
        StripMark(at_, row.group)
        for row in rows
        if row.group is not Group.NOT_OWED
        for at_ in [row.obligation.due_at if row.group is Group.OVERDUE else row.call_by]
        if at_ is not None and at("8:00") <= at_ <= at("18:00")
    ]
    return DayStripView(
        start=at("8:00"),
        end=at("18:00"),
        now=now,
        open_spans=(
            (at("9:00"), at("9:30")),
            (at("12:00"), at("13:00")),
            (at("14:00"), at("15:00")),
            (at("16:30"), at("17:30")),
        ),
        marks=tuple(marks),
        words="Today, 8 to 18. Calling time is open until 15:00, then 16:30 to 17:30.",
        busy_spans=(
            (at("9:30"), at("10:20")),
            (at("10:30"), at("11:20")),
            (at("13:00"), at("13:50")),
            (at("15:00"), at("15:50")),
            (at("16:00"), at("16:30")),
        ),
    )
