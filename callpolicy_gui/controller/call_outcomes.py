"""What can happen to a call that is in the log: it is returned, put off, closed, or taken back."""

from __future__ import annotations

from dataclasses import replace

from callpolicy_gui.controller.call_snoozes import CallSnoozes
from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.core.calls import (
    Attempt,
    MissedCall,
    NotOwedReason,
    Outcome,
    Settlement,
    Source,
    settle_not_owed,
)
from callpolicy_gui.core.promises import settled_by
from callpolicy_gui.wording.text import tr


class CallOutcomes(CallSnoozes):
    """The use cases after logging: each gathers, asks core, saves once, and says what changed."""

    def attempt(self, call_id: int, outcome: Outcome, at_text: str | None = None) -> Refused | None:
        """Record a try at returning. One return settles every earlier call of the client.

        `at_text` is when it was, in the received-at grammar; None is now.
        """
        at = self._instant(at_text, self._desk.now())
        return at if isinstance(at, Refused) else self._attempt_at(call_id, outcome, at)

    def _attempt_at(self, call_id: int, outcome: Outcome, at: int) -> Refused | None:
        desk, now = self._desk, self._desk.now()
        call = desk.call(call_id)
        before = desk.calls_with(call)
        received_at = min(each.received_at for each in before)
        # Typed to the minute: a return in the minute of a call came after it.
        at = max(at, *(each.received_at for each in before if each.received_at // 60 == at // 60), 0)
        if at < received_at:
            when = desk.times.day_time(received_at, now)
            return Refused(tr("That is before the call, {when}.", when=when), Field.RECEIVED)

        def work() -> Attempt:
            made = desk.calls.add_attempt(call_id, at, outcome, Source.TYPED)
            counts = desk.practice.settings.message_counts
            for settled in settled_by(before, [made], message_counts=counts):
                desk.calls.replace(settled, kind="returned")
            return made

        made = desk.save(now, work)
        if isinstance(made, Refused):
            return made

        put_back = self._undoing.putting_back(before)

        def take_back() -> None:
            put_back()
            desk.calls.remove_attempt(made.attempt_id)

        self._done(call, outcome, take_back, lambda now_id: self._attempt_at(now_id, outcome, at))
        return None

    def not_owed(self, call_id: int, reason: NotOwedReason) -> Refused | None:
        """Close a call without a return, with the reason."""
        desk, now = self._desk, self._desk.now()
        call = desk.call(call_id)
        before = desk.calls_with(call)

        def work() -> None:
            for settled in settle_not_owed(before, reason, now):
                desk.calls.replace(settled, kind="not owed", reason=reason.value)

        refused = desk.save(now, work)
        if refused is not None:
            return refused
        put_back = self._undoing.putting_back(before)
        self._done(call, Settlement.NOT_OWED, put_back, lambda now_id: self.not_owed(now_id, reason))
        return None

    def call_back_anyway(self, call_id: int) -> Refused | None:
        """Put a call that is owed nothing into the queue, as if a return had been promised."""
        desk, now = self._desk, self._desk.now()
        call = desk.call(call_id)
        before = desk.calls_closed_with(call)

        def work() -> None:
            for each in before:
                desk.calls.replace(self._reopened(each), kind="call back anyway")

        refused = desk.save(now, work)
        if refused is not None:
            return refused
        self._done(call, "reopened", self._undoing.putting_back(before), self.call_back_anyway)
        return None

    def _reopened(self, call: MissedCall) -> MissedCall:
        practice = self._desk.practice
        reopened = replace(call, settled_at=None, settlement=None, not_owed_reason=None, returned_anyway=True)
        if call.due_at is not None:
            return reopened
        policy = practice.version_of(call).policy
        deadline = practice.deadline(
            call.received_at, call.voicemail, policy, call.client_id, return_anyway=True
        )
        return replace(reopened, due_at=deadline.due_at, receipt=deadline.receipt)
