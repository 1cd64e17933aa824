"""The missed call that is being typed: kept in the log until it is logged or given up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from callpolicy_gui.controller.views import CallDraft, Refused
from callpolicy_gui.core.calls import Urgency, Voicemail
from callpolicy_gui.core.time_entry import TimeEntryError, TimeProblem, parse_received
from callpolicy_gui.storage.draft_store import CALL_DRAFT
from callpolicy_gui.storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.controller.signals import Signals


class DraftDesk:
    """Keeps one draft, encrypted as everything is. It is in no history, no export and no title.

    A refusal is said once; the next is said only after a draft could be kept again.
    """

    def __init__(self, desk: Desk, signals: Signals) -> None:
        self._desk = desk
        self._signals = signals
        self._was_refused = False

    def keep(self, draft: CallDraft) -> Refused | None:
        """Keep a draft in place of the one before; `who` may be the whole line as typed."""
        now = self._desk.now()
        return self._save(now, {**_values(draft), "at": now})

    def kept(self) -> CallDraft | None:
        """The draft as it was kept, or None. Its received time is what it was read as then.

        `now` and `14:05` mean the day on which they were typed, not the one on which the
        program was started again.
        """
        try:
            values = self._desk.drafts.load(CALL_DRAFT)
            return None if values is None else self._draft(values)
        except (StorageError, ValueError, TypeError, KeyError):
            # Nothing that was kept for convenience may stand in the way of a start.
            return None

    def forget(self) -> Refused | None:
        """Keep no draft any more."""
        try:
            if self._desk.drafts.load(CALL_DRAFT) is None:
                return None
        except StorageError:
            return None
        return self._save(self._desk.now(), None)

    def _save(self, now: int, values: dict[str, Any] | None) -> Refused | None:
        save: Callable[[], None] = lambda: self._desk.drafts.save(CALL_DRAFT, values)  # noqa: E731 - typed
        refused = self._desk.save(now, save)
        if refused is not None and not self._was_refused:
            self._signals.failed.emit(refused.sentence)
        self._was_refused = refused is not None
        return refused

    def _draft(self, values: dict[str, Any]) -> CallDraft:
        second_pass, client_id = values["second_pass"], values["client_id"]
        draft = CallDraft(
            who=str(values["who"]),
            client_id=None if client_id is None else self._known(int(client_id)),
            received=str(values["received"]),
            voicemail=Voicemail(values["voicemail"]),
            urgency=Urgency(values["urgency"]),
            note=str(values["note"]),
            second_pass=None if second_pass is None else bool(second_pass),
        )
        return self._as_read_at(draft, int(values["at"]))

    def _known(self, client_id: int) -> int | None:
        """The client as it is by now: merged into another since, or gone."""
        clients = self._desk.clients
        return None if clients.get(client_id) is None else clients.kept_for(client_id)

    def _as_read_at(self, draft: CallDraft, at: int) -> CallDraft:
        """The draft with the instant its received text meant at `at`, in words; as typed if it meant none."""
        zone, times = self._desk.practice.calendar.zone, self._desk.times
        try:
            received_at = parse_received(draft.received, at, zone).at
        except TimeEntryError as error:
            if error.problem is not TimeProblem.TWICE or draft.second_pass is None:
                return draft
            received_at = error.instants[draft.second_pass]
        return replace(draft, received=times.stamp(received_at))


def _values(draft: CallDraft) -> dict[str, Any]:
    return {
        "who": draft.who,
        "client_id": draft.client_id,
        "received": draft.received,
        "voicemail": draft.voicemail.value,
        "urgency": draft.urgency.value,
        "note": draft.note,
        "second_pass": draft.second_pass,
    }
