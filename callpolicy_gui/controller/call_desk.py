"""What the clinician can do with a missed call: log it, name it, amend it; and what then happens to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from callpolicy_gui.controller.call_outcomes import CallOutcomes
from callpolicy_gui.controller.views import CallDraft, Field, Logged, Refused
from callpolicy_gui.formats.problems import TextError
from callpolicy_gui.formats.text import clean_name, clean_note
from callpolicy_gui.storage.draft_store import CALL_DRAFT
from callpolicy_gui.wording.problems import text_problem
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from callpolicy_gui.controller.call_entry import ReadDraft
    from callpolicy_gui.controller.views import DuePreview, Suggestion
    from callpolicy_gui.core.calls import MissedCall, Voicemail


class CallDesk(CallOutcomes):
    """Logging and amending, and through its base the outcomes of a logged call."""

    # -- logging -------------------------------------------------------------------------

    def suggestions(self, text: str, limit: int = 6) -> tuple[Suggestion, ...]:
        """Clients that a typed text may mean, the one who called last first."""
        return self._entry.suggestions(text, limit)

    def number_to_dial(self, number: str) -> str:
        """A number, as kept or shown, as a telephone takes it: E.164 where it is known, else its digits.

        An extension is left out: it is dialled once somebody answers.
        """
        return self._desk.number_key(number).partition("x")[0]

    def sentence_draft(self, text: str) -> CallDraft:
        """A line such as `priya 14:05 novm !` as the fields of a draft."""
        return self._entry.sentence_draft(text)

    def preview(self, draft: CallDraft) -> DuePreview:
        """What logging the draft now would promise; never raises, whatever was typed."""
        return self._entry.preview(draft)

    def log(self, draft: CallDraft) -> Logged | Refused:
        """Put a missed call into the log, its deadline counted and frozen. The kept draft of it goes."""
        ready = self._entry.read(draft, self._desk.now())
        return ready if isinstance(ready, Refused) else self._log(ready)

    def _log(self, ready: ReadDraft) -> Logged | Refused:
        desk, now = self._desk, self._desk.now()

        def work() -> MissedCall:
            call = self._entry.missed_call(ready, self._client_of(ready), now)
            # In the same transaction: a call that is in the log is not offered to be logged again.
            desk.drafts.save(CALL_DRAFT, None)
            added = desk.calls.add(call, number_key=ready.number_key)
            desk.settle_returned(added.client_id)
            return desk.call(added.call_id)

        call = desk.save(now, work)
        if isinstance(call, Refused):
            return call
        joined = [c for c in desk.calls_with(call) if c.call_id != call.call_id and c.is_open]
        sentence = self._logged_words(call, joined, now)
        made_client = call.client_id if ready.client_id is None else None

        def take_back() -> None:
            desk.calls.remove(call.call_id)
            self._forget_client(made_client)

        def again(old_id: int) -> Refused | None:
            logged = self._log(ready)
            if isinstance(logged, Refused):
                return logged
            self._undoing.logged_anew(old_id, logged.call_id)
            return None

        self._done(call, "logged", take_back, again)
        return Logged(call.call_id, bool(joined), sentence)

    def _client_of(self, ready: ReadDraft) -> int | None:
        """The client of a draft, made where the name or number is new; nobody for a withheld number."""
        if ready.client_id is not None or not (ready.name or ready.number):
            return ready.client_id
        numbers = [(ready.number, ready.number_key)] if ready.number else []
        return self._desk.clients.add(ready.name, numbers).client_id

    def _forget_client(self, client_id: int | None) -> None:
        """A client that was made by what is taken back goes too, unless other calls came since."""
        if client_id is not None and not self._desk.calls.of_client(client_id):
            self._desk.clients.remove(client_id)

    def _logged_words(self, call: MissedCall, joined: list[MissedCall], now: int) -> str:
        times = self._desk.times
        if call.settled_at is not None:
            return tr("Logged. It was returned {when}.", when=times.day_time(call.settled_at, now))
        if joined:
            due_at = min(c.due_at for c in (*joined, call) if c.due_at is not None)
            return tr(
                "{name} already has an open call, due {when}. Added to its history.",
                name=self._desk.caller_words(call),
                when=times.moment(due_at, now),
            )
        if call.due_at is None:
            return tr("Logged. No return owed: no voicemail.")
        return tr("Logged. Due {when}.", when=times.full(call.due_at, now))

    # -- amending ------------------------------------------------------------------------

    def draft_of(self, call_id: int) -> CallDraft:
        """A call as the fields of the editor: in full, for what stands in them is read back."""
        desk = self._desk
        call = desk.call(call_id)
        return CallDraft(
            who=tr("withheld") if call.client_id is None else desk.caller_in_full(call),
            client_id=call.client_id,
            received=self._entry.received_text(call.received_at),
            voicemail=call.voicemail,
            urgency=call.urgency,
            note=call.note,
        )

    def amend(self, call_id: int, draft: CallDraft, reason: str = "") -> Refused | None:
        """Correct a call's own facts. It is counted again, and what it was is kept."""
        desk, now = self._desk, self._desk.now()
        call = desk.call(call_id)
        known = self.draft_of(call_id)
        chosen = draft.client_id not in {None, call.client_id}
        other_caller = chosen or draft.who.strip() != known.who
        if other_caller and not chosen:
            # Typed over: the client that was accepted once is not meant any more.
            draft = replace(draft, client_id=None)
        ready = self._entry.read(
            draft, now, known_at=call.received_at if draft.received == known.received else None
        )
        if isinstance(ready, Refused):
            return ready
        return self._amend(call_id, ready, reason, other_caller=other_caller)

    def _amend(self, call_id: int, ready: ReadDraft, reason: str, *, other_caller: bool) -> Refused | None:
        desk, now = self._desk, self._desk.now()
        call = desk.call(call_id)
        amended = self._entry.amended(call, ready, ready.client_id if other_caller else call.client_id)
        if amended == call and not other_caller:
            return None

        def work() -> None:
            corrected, key = amended, None
            if other_caller:
                corrected = replace(amended, client_id=self._client_of(ready), number=ready.number)
                key = ready.number_key
            desk.calls.replace(corrected, kind="amended", reason=reason, number_key=key)
            desk.settle_returned(corrected.client_id)

        refused = desk.save(now, work)
        if refused is not None:
            return refused
        put_back = self._undoing.putting_back((call,))
        made_client = desk.call(call_id).client_id if ready.client_id is None else None

        def take_back() -> None:
            put_back()
            if made_client != call.client_id:
                self._forget_client(made_client)

        def again(now_id: int) -> Refused | None:
            return self._amend(now_id, ready, reason, other_caller=other_caller)

        self._done(call, "amended", take_back, again)
        return None

    def set_voicemail(self, call_id: int, voicemail: Voicemail) -> Refused | None:
        """Say whether there was a voicemail; the call is owed, or not, from its own instant."""
        return self.amend(call_id, replace(self.draft_of(call_id), voicemail=voicemail))

    def set_note(self, call_id: int, note: str) -> Refused | None:
        """Keep a scheduling note with a call."""
        desk, now = self._desk, self._desk.now()
        call = desk.call(call_id)
        try:
            text = clean_note(note)
        except TextError as error:
            return Refused(text_problem(error.problem), Field.NOTE)
        if text == call.note:
            return None
        saved = desk.save(now, lambda: desk.calls.replace(replace(call, note=text), kind="note"))
        if isinstance(saved, Refused):
            return saved
        put_back = self._undoing.putting_back((call,))
        self._done(call, "amended", put_back, lambda now_id: self.set_note(now_id, text))
        return None

    def name_caller(self, call_id: int, name: str) -> Refused | None:
        """Give the caller a name; a call of nobody known gets a client."""
        desk, now = self._desk, self._desk.now()
        call = desk.call(call_id)
        try:
            text = clean_name(name)
        except TextError as error:
            return Refused(text_problem(error.problem), Field.WHO)
        if not text:
            return Refused(tr("Type a name first."), Field.WHO)

        def work() -> int:
            if call.client_id is not None:
                desk.clients.rename(call.client_id, text)
                return call.client_id
            client = desk.clients.add(text, [])
            desk.calls.replace(replace(call, client_id=client.client_id), kind="caller named")
            return client.client_id

        before = desk.clients.get(call.client_id) if call.client_id is not None else None
        client_id = desk.save(now, work)
        if isinstance(client_id, Refused):
            return client_id
        put_back = self._undoing.putting_back((call,))

        def take_back() -> None:
            put_back()
            if before is None:
                self._forget_client(client_id)
            else:
                desk.clients.rename(client_id, before.name)

        self._done(desk.call(call_id), "named", take_back, lambda now_id: self.name_caller(now_id, text))
        return None
