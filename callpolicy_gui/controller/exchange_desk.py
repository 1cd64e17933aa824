"""What comes from a phone and what goes to a supervisor: import with a preview, export of a period."""

from __future__ import annotations

import threading
from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from callpolicy_gui import import_process
from callpolicy_gui.controller.views import ExportDone, Field, ImportDone, ImportPreview, Refused
from callpolicy_gui.core.call_log import columns, log_rows
from callpolicy_gui.core.callback_queue import obligations
from callpolicy_gui.core.calls import MissedCall, Outcome, Settlement, Source, Urgency
from callpolicy_gui.core.imported_calls import assemble, identity
from callpolicy_gui.core.promises import settled_by
from callpolicy_gui.core.time_entry import AHEAD_SECONDS
from callpolicy_gui.formats import csv_log
from callpolicy_gui.formats.phone_numbers import parse_number
from callpolicy_gui.formats.problems import TextError
from callpolicy_gui.storage.atomic_file import write_atomically
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.storage.phone_log_store import OutgoingCall
from callpolicy_gui.wording.history import anchor
from callpolicy_gui.wording.problems import export_problem, import_problem
from callpolicy_gui.wording.queue import VOICEMAILS
from callpolicy_gui.wording.text import counted, tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from callpolicy_gui.controller.access_desk import AccessDesk
    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.controller.signals import Signals
    from callpolicy_gui.core.call_log import Level, LogRow
    from callpolicy_gui.core.imported_calls import ImportedCall, ImportedOutgoing
    from callpolicy_gui.import_process import PhoneLogFile
    from callpolicy_gui.storage.history import HistoryHead

SOURCE = "phone"
# Older missed calls go to the log only, so that the first import does not flood the queue.
QUEUE_DAYS = 14
# An outgoing call shorter than this may have met a voicemail greeting: no return by itself.
CONNECTED_SECONDS = 30
_SAMPLES = 5
# Of the history head's hash: enough that no second history has the same by chance.
_MARK_DIGITS = 12
_DAY = 24 * 3600


class ExchangeDesk:
    """The use cases of import and export."""

    def __init__(
        self,
        desk: Desk,
        signals: Signals,
        changed: Callable[[], None],
        access: AccessDesk,
        back_up: Callable[[], Refused | None],
    ) -> None:
        self._desk = desk
        self._back_up = back_up
        self._access = access
        self._signals = signals
        self._changed = changed

    # -- import --------------------------------------------------------------------------

    def read_import(self, path: Path) -> None:
        """Read a phone's log in a child process; `import_read` tells the preview or the refusal.

        The waiting happens on a thread that never touches the log.
        """

        def wait() -> None:
            found = _read(path)
            with suppress(RuntimeError):  # the log was closed meanwhile: nobody waits any more
                self._signals.rows_read.emit(path, found)

        threading.Thread(target=wait, name="import", daemon=True).start()

    def rows_arrived(self, path: Path, found: PhoneLogFile | Refused) -> None:
        """Rows came back from the child: look what is new, on the log's own thread."""
        self._signals.import_read.emit(found if isinstance(found, Refused) else self._preview(path, found))

    def preview(self, path: Path) -> ImportPreview | Refused:
        """The preview, waited for: the command line's way."""
        found = _read(path)
        return found if isinstance(found, Refused) else self._preview(path, found)

    def _preview(self, path: Path, file: PhoneLogFile) -> ImportPreview | Refused:
        desk, now = self._desk, self._desk.now()
        log = assemble(file.rows, self._desk.number_key)
        if not log.missed and not log.outgoing:
            return Refused(tr("There are no missed or outgoing calls in this file."), Field.FILE)
        instants = [c.at_ms // 1000 for c in log.missed] + [c.at_ms // 1000 for c in log.outgoing]
        if max(instants) > now + AHEAD_SECONDS:
            return Refused(
                tr("This file has calls in the future. Check the phone's clock. Nothing was imported."),
                Field.FILE,
            )
        ids = {self._identity(call): call for call in log.missed}
        known = self._known(ids)
        fresh = [call for key, call in ids.items() if key not in known]
        young = [call for call in fresh if self._is_young(call, now)]
        called_back = self._called_back(log.outgoing)
        placed = {self._outgoing_id(call) for call in log.outgoing}
        times = desk.times
        return ImportPreview(
            path=path,
            log=log,
            new=len(fresh),
            known=len(ids) - len(fresh),
            voicemails=sum(call.voicemail.value == "yes" for call in log.missed),
            queue=len(young),
            returned=sum(self._was_called_back(call, called_back) for call in young)
            + sum(len(found) for _, found in self._returns(desk.calls.open_calls(), called_back)),
            outgoing=len(placed - desk.phone_log.known_identities(placed)),
            first_at=min(instants),
            last_at=max(instants),
            samples=tuple(
                (
                    times.stamp(call.at_ms // 1000),
                    call.name or self._desk.number_shown(call.number) or tr("Number withheld"),
                    tr(VOICEMAILS[call.voicemail]),
                )
                for call in sorted(fresh or log.missed, key=lambda c: -c.at_ms)[:_SAMPLES]
            ),
            rows=len(file.rows),
            stated=file.stated,
        )

    def import_calls(self, preview: ImportPreview, *, settle_returned: bool) -> ImportDone | Refused:
        """Put the calls of a preview into the log: all of them, or none. Twice adds nothing.

        With `settle_returned`, an outgoing call of 30 seconds or more to a caller settles
        the missed calls before it; the attempt says that the phone's log is its source. The log is
        backed up first.
        """
        refused = self._back_up()
        if refused is not None:
            return refused
        desk, now = self._desk, self._desk.now()
        done = desk.save(now, lambda: self._import(preview, now, settle_returned=settle_returned))
        if isinstance(done, ImportDone):
            self._changed()
            self._signals.log_changed.emit()
            self._signals.said.emit(done.sentence)
        return done

    def _import(self, preview: ImportPreview, now: int, *, settle_returned: bool) -> ImportDone:
        desk = self._desk
        ids = {self._identity(call): call for call in preview.log.missed}
        known = self._known(ids)
        clients: dict[str, int] = {}
        added: list[MissedCall] = []
        for key, call in ids.items():
            if key not in known:
                missed = self._missed_call(call, self._client_of(call, clients), now)
                stored = desk.calls.add(missed, number_key=self._desk.number_key(call.number), identity=key)
                added.append(stored)
        queued = {call.call_id for call in added if call.is_open}
        returned = self._settle(preview.log.outgoing) if settle_returned else set()
        for client_id in {call.client_id for call in added if call.is_open}:
            desk.settle_returned(client_id)
        outgoing = desk.phone_log.add_outgoing(
            [
                OutgoingCall(
                    self._desk.number_key(o.number), o.at_ms // 1000, o.duration_seconds, self._outgoing_id(o)
                )
                for o in preview.log.outgoing
            ]
        )
        sentence = counted(len(added), "%n call imported", "%n calls imported")
        if preview.known or len(added) < preview.new:
            sentence += ", " + counted(
                len(ids) - len(added), "%n already in the log", "%n already in the log"
            )
        left = sum(desk.call(call_id).is_open for call_id in queued)
        sentence += ", " + counted(left, "%n in the queue", "%n in the queue")
        if returned:
            sentence += ", " + counted(
                len(returned), "%n returned by the phone's log", "%n returned by the phone's log"
            )
        return ImportDone(len(added), left, len(returned), outgoing, sentence + ".")

    def _settle(self, outgoing: tuple[ImportedOutgoing, ...]) -> set[int]:
        """Record each connected outgoing call after a missed one as the return it is; the calls settled.

        Calls that were in the queue before this import are settled too: a return is a
        return, whenever the log that proves it was read.
        """
        desk = self._desk
        settled: set[int] = set()
        for at, earlier in self._returns(desk.calls.open_calls(), self._called_back(outgoing)):
            attempt = desk.calls.add_attempt(earlier[0].call_id, at, Outcome.REACHED, Source.PHONE_LOG)
            for after in settled_by(earlier, [attempt], message_counts=False):
                desk.calls.replace(after, kind="returned by the phone's log")
                settled.add(after.call_id)
        return settled

    def _returns(
        self, open_calls: Iterable[MissedCall], called_back: dict[str, list[int]]
    ) -> Iterator[tuple[int, list[MissedCall]]]:
        """Each placed call that returns something: its instant and the calls of that client before it."""
        for obligation in obligations(open_calls, {}, {}):
            first = obligation.first
            keys = {self._desk.number_key(call.number) for call in obligation.calls} - {""}
            if first.client_id is not None:
                keys.update(self._desk.clients.number_keys(first.client_id))
            waiting = sorted(obligation.calls, key=lambda call: call.received_at)
            for at in sorted(at for key in keys for at in called_back.get(key, ())):
                earlier = [call for call in waiting if call.received_at <= at]
                if earlier:
                    yield at, earlier
                    waiting = [call for call in waiting if call.received_at > at]

    def _missed_call(self, call: ImportedCall, client_id: int | None, now: int) -> MissedCall:
        practice = self._desk.practice
        received_at = call.at_ms // 1000
        version = practice.version_at(received_at)
        deadline = practice.deadline(received_at, call.voicemail, version.policy, client_id)
        stored = MissedCall(
            call_id=0,
            received_at=received_at,
            voicemail=call.voicemail,
            urgency=Urgency.ROUTINE,
            client_id=client_id,
            number=self._desk.number(call.number).kept,
            note="",
            source=Source.PHONE_LOG,
            logged_at=now,
            version_id=version.version_id,
            due_at=deadline.due_at,
            receipt=deadline.receipt,
        )
        if self._is_young(call, now):
            return stored
        return replace(stored, settled_at=now, settlement=Settlement.LOG_ONLY)

    def _client_of(self, call: ImportedCall, made: dict[str, int]) -> int | None:
        """The client with this number, made where there is none; nobody for a withheld number."""
        key = self._desk.number_key(call.number)
        if not key:
            return None
        if key not in made:
            known = self._desk.clients.by_number_key(key)
            client = known[0] if known else None
            if client is None:
                client = self._desk.clients.add(call.name, [(self._desk.number(call.number).kept, key)])
            elif call.name and not client.name:
                self._desk.clients.rename(client.client_id, call.name)
            made[key] = client.client_id
        return made[key]

    @staticmethod
    def _is_young(call: ImportedCall, now: int) -> bool:
        return call.at_ms // 1000 >= now - QUEUE_DAYS * _DAY

    def _called_back(self, outgoing: tuple[ImportedOutgoing, ...]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for call in sorted(outgoing, key=lambda c: c.at_ms):
            if call.duration_seconds >= CONNECTED_SECONDS:
                found[self._desk.number_key(call.number)].append(call.at_ms // 1000)
        return found

    def _was_called_back(self, call: ImportedCall, called_back: dict[str, list[int]]) -> bool:
        """Whether a call that is not in the log yet was returned, at any number of its client."""
        key = self._desk.number_key(call.number)
        known = self._desk.clients.by_number_key(key) if key else ()
        keys = {key} - {""} | (set(self._desk.clients.number_keys(known[0].client_id)) if known else set())
        return any(at >= call.at_ms // 1000 for each in keys for at in called_back.get(each, ()))

    def _known(self, ids: dict[str, ImportedCall]) -> set[str]:
        """The identities of calls that are in the log, however their numbers were spelled then."""
        phone_log = self._desk.phone_log
        arrivals = {
            identity: (self._desk.number_key(call.number), call.at_ms // 1000)
            for identity, call in ids.items()
        }
        arrived = phone_log.known_arrivals(arrival for arrival in arrivals.values() if arrival[0])
        known = {identity for identity, arrival in arrivals.items() if arrival in arrived}
        return known | phone_log.known_identities(ids)

    def _identity(self, call: ImportedCall) -> str:
        return identity(SOURCE, _plain_key(call.number), call.at_ms, "in")

    def _outgoing_id(self, call: ImportedOutgoing) -> str:
        return identity(SOURCE, _plain_key(call.number), call.at_ms, "out")

    # -- export --------------------------------------------------------------------------

    def export_sample(self, first: date, last: date, level: Level) -> tuple[tuple[str, ...], ...]:
        """The headings and the first five rows of an export, as they would be written."""
        rows = self._rows(first, last, level, limit=_SAMPLES)
        return (columns(level), *(row.cells(level) for row in rows))

    def export(
        self, path: Path, first: date, last: date, level: Level, *, overwrite: bool
    ) -> ExportDone | Refused:
        """Write the calls received from `first` to `last` (local dates, both included) as CSV.

        The file is written whole or not at all; the history notes the export before, and that it failed.
        """
        desk = self._desk
        if last < first:
            return Refused(tr("The last day of the export is before the first."), Field.START)
        if desk.is_own_file(path):
            return Refused(tr("That place belongs to the log itself. Choose another."), Field.FILE)
        rows, head = self._rows(first, last, level), desk.db.history.head()
        content = csv_log.write(rows, level)
        refused = self._access.log_exported(level, first, last, len(rows), "csv")
        if refused is not None and desk.refused is None:
            # What leaves the program leaves an entry, or it does not leave; but where the log
            # cannot be written any more, a copy of it has to come first.
            if not desk.db.is_closed_for_writing:
                return refused
            self._signals.failed.emit(refused.sentence)
        try:
            write_atomically(path, content, overwrite=overwrite)
        except StorageError as error:
            self._access.export_failed()
            return Refused(export_problem(error), Field.FILE)
        sentence = counted(len(rows), "%n call exported.", "%n calls exported.")
        if desk.refused is not None:
            sentence += " " + tr("The history does not say so: the log is open for reading only.")
        return ExportDone(path, len(rows), sentence, anchor(head.count, _mark(head), desk.locale))

    def suggested_name(self, first: date, last: date) -> str:
        """A file name for an export: its days, and how far the history goes, as in a backup's name."""
        head = self._desk.db.history.head()
        return f"call-log-{first.isoformat()}-to-{last.isoformat()}-n{head.count}-{_mark(head)}.csv"

    def _rows(self, first: date, last: date, level: Level, limit: int = -1) -> tuple[LogRow, ...]:
        desk, now = self._desk, self._desk.now()
        calendar = desk.practice.calendar
        start, end = calendar.bounds(first, last)
        # The log gives the latest first; an export begins with the earliest.
        offset = 0 if limit < 0 else max(0, desk.calls.log_count(start, end) - limit)
        calls = desk.calls.log(start, end, limit=limit, offset=offset)
        clients = desk.clients_of(calls)
        attempts, client_of = desk.attempts_at(calls)
        own = desk.practice.own_spans()
        return log_rows(
            calls,
            clients,
            attempts,
            desk.practice.versions,
            zone=calendar.zone,
            now=now,
            level=level,
            outside_own_hours=lambda at: not own.is_open(at),
            client_of=client_of,
        )


def _mark(head: HistoryHead) -> str:
    return head.hash[:_MARK_DIGITS]


def _plain_key(number: str) -> str:
    """A number's key that does not depend on the practice's country, which may be corrected."""
    return parse_number(number, "").key


def _read(path: Path) -> PhoneLogFile | Refused:
    try:
        return import_process.read_file_in_child(path)
    except import_process.ImportFailed as error:
        format_problem = error.format_problem.value if error.format_problem is not None else ""
        sentence = import_problem(error.problem.value, format_problem, error.place, error.complete)
        return Refused(sentence, Field.FILE)
    except TextError:
        return Refused(import_problem("refused", "number_too_long"), Field.FILE)
