"""A controller without a store: practice, log and exchange as plain lists, on one fixed Monday."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, QObject, Signal

from callpolicy_gui.controller.views import (
    Example,
    ExportDone,
    Field,
    ImportDone,
    ImportPreview,
    LogEntry,
    LogFilter,
    PolicyView,
    Refused,
)
from callpolicy_gui.core.calls import (
    Attempt,
    Client,
    MissedCall,
    Outcome,
    Settlement,
    Source,
    Urgency,
    Voicemail,
)
from callpolicy_gui.core.imported_calls import PhoneLog
from callpolicy_gui.core.local_time import instant
from callpolicy_gui.core.policies import PRESETS, Policy, PolicyVersion, Preset
from callpolicy_gui.core.receipts import Receipt, Rule
from callpolicy_gui.core.settings import PracticeSettings
from callpolicy_gui.wording import policies as words
from callpolicy_gui.wording.policies import policy_problem
from callpolicy_gui.wording.times import Times
from tests.ui.fake_history import FakeHistory
from tests.ui.fake_protection import FakeProtection
from tests.ui.fake_sessions import FakeSessions
from tests.ui.fake_setup import FakeInsights, FakeSetup

if TYPE_CHECKING:
    from pathlib import Path

    from callpolicy_gui.core.business_calendar import Closure
    from callpolicy_gui.core.call_log import Level

ZONE = ZoneInfo("America/Los_Angeles")
TODAY = date(2026, 11, 23)
NOW = instant(TODAY, (14 * 60 + 18) * 60, ZONE)
DAY = 24 * 3600
NAMES = ("Marisol Tran", "Dana Whitfield", "Joel Okafor", "Priya Raman", "<b>Sam</b> O'Neil")


def at(day: date, hour: int, minute: int = 0) -> int:
    return instant(day, (hour * 60 + minute) * 60, ZONE)


def missed_call(call_id: int, received_at: int, **changes: Any) -> MissedCall:
    receipt = Receipt(Rule.WORKING_DAYS, 1, ())
    call = MissedCall(
        call_id=call_id,
        received_at=received_at,
        voicemail=Voicemail.YES,
        urgency=Urgency.ROUTINE,
        client_id=call_id,
        number="(206) 555-0142",
        note="",
        source=Source.TYPED,
        logged_at=received_at,
        version_id=1,
        due_at=received_at + DAY,
        receipt=receipt,
    )
    return replace(call, **changes)


def log_entry(number: int) -> LogEntry:
    """The entry `number` calls before now, one each five hours, one in three late."""
    received_at = NOW - 3600 - number * 5 * 3600
    taken = (3 + 30 * (number % 3 == 2)) * 3600
    settled = received_at + taken
    call = missed_call(
        number + 1,
        received_at,
        settled_at=settled if settled < NOW else None,
        settlement=Settlement.RETURNED if settled < NOW else None,
        voicemail=(Voicemail.YES, Voicemail.NO, Voicemail.UNKNOWN)[number % 3],
    )
    client = Client(number + 1, NAMES[number % len(NAMES)], ("(206) 555-0142",), f"C-{number:03d}")
    attempts = (Attempt(1, call.call_id, settled, Outcome.REACHED),) if settled < NOW else ()
    return LogEntry(call, client, attempts)


class FakeLog:
    def __init__(self, total: int = 240) -> None:
        self.total = total
        self.pages: list[tuple[LogFilter, int, int]] = []
        self._made: dict[int, LogEntry] = {}

    def _entry(self, number: int) -> LogEntry:
        if number not in self._made:
            self._made[number] = log_entry(number)
        return self._made[number]

    def _matching(self, chosen: LogFilter) -> list[int]:
        text = chosen.text.casefold()
        found = []
        for number in range(self.total):
            received_at = NOW - 3600 - number * 5 * 3600
            if chosen.start <= received_at < chosen.end and text in NAMES[number % len(NAMES)].casefold():
                found.append(number)
        return found

    def count(self, chosen: LogFilter) -> int:
        return len(self._matching(chosen))

    def page(self, chosen: LogFilter, limit: int, offset: int) -> tuple[LogEntry, ...]:
        self.pages.append((chosen, limit, offset))
        return tuple(self._entry(number) for number in self._matching(chosen)[offset : offset + limit])

    def day_bounds(self, first: date, last: date) -> tuple[int, int]:
        return at(first, 0), at(last + timedelta(days=1), 0)


class FakePolicies:
    def __init__(self, owner: FakeController) -> None:
        self._owner = owner
        first = PolicyVersion(
            1, PRESETS[Preset.TURNAROUND], date(2026, 9, 1), None, "Dr. Lee", date(2026, 9, 1)
        )
        self.versions: tuple[PolicyVersion, ...] = (first,)
        self.scheduled: tuple[PolicyVersion, ...] = ()
        self.in_force = first
        self.replaceable = False
        self.open_calls = 6
        self.asked: list[tuple[Policy, date | None, dict[str, Any]]] = []
        self.refuse: Refused | None = None
        self.warned: tuple[str, ...] = ()
        self.saved: list[PracticeSettings] = []
        self.confirmed = {2026}
        self.days = {
            2026: {date(2026, 11, 26): "Thanksgiving Day", date(2026, 12, 25): "Christmas Day"},
            2027: {date(2027, 1, 1): "New Year's Day", date(2027, 1, 18): "Martin Luther King Jr. Day"},
        }
        self.closed: tuple[Closure, ...] = ()
        self.moments: tuple[int, ...] = tuple(
            at(TODAY - timedelta(days=n * 3 % 29 + 1), 8 + n * 5 % 12, n * 17 % 60) for n in range(18)
        )

    def view(self) -> PolicyView:
        return PolicyView(
            in_force=self.in_force,
            scheduled=self.scheduled,
            versions=self.versions,
            open_calls=self.open_calls,
            earliest_with_notice=TODAY + timedelta(days=self._owner.settings.notice_days),
            replaceable=self.replaceable,
        )

    def preset(self, preset: Preset) -> Policy:
        last = [v.policy for v in self.versions if v.policy.preset is preset]
        return last[-1] if last else PRESETS[preset]

    def examples(self, policy: Policy) -> tuple[Example, ...]:
        hours = policy.hours(self._owner.settings.own_hours)
        closes = [w.end for day in hours.days for w in day]
        end = self._owner.times.minutes(closes[-1]) if closes else "never"
        return (
            Example("A call now", f"due today {end}"),
            Example("A call Fri 16:00", f"due Fri {end}"),
            Example("A call Sat 11:00", f"due Mon {end}"),
            Example("A call at 17:40", f"due tomorrow {end}"),
        )

    def problems(self, policy: Policy) -> tuple[str, ...]:
        return tuple(policy_problem(p) for p in policy.problems(self._owner.settings.own_hours))

    def warnings(self, policy: Policy) -> tuple[str, ...]:
        return self.warned

    def tell_words(self, version: PolicyVersion) -> str:
        return "Tell clients." if version in self.scheduled else ""

    def promise(self, policy: Policy) -> str:
        return words.promise(policy, self._owner.settings.own_hours, self._owner.times)

    def schedule(self, policy: Policy, start: date | None, **details: Any) -> Refused | None:
        self.asked.append((policy, start, details))
        if self.refuse is not None:
            return self.refuse
        early = start is None or start < self.view().earliest_with_notice
        if early and not self.replaceable and not details["override_reason"]:
            return Refused("Say why it starts early.", Field.REASON)
        version = PolicyVersion(
            len(self.versions) + 1,
            policy,
            TODAY,
            None if self.replaceable else NOW if start is None else at(start, 0),
            details["reviewed_with"],
            details["reviewed_on"],
            details["override_reason"],
        )
        self.versions = (version,) if self.replaceable else (*self.versions, version)
        if start is None:
            self.in_force = version
        else:
            self.scheduled = (*self.scheduled, version)
        self._owner.practice_changed.emit()
        return None

    def withdraw(self, version_id: int) -> Refused | None:
        if self.refuse is not None:
            return self.refuse
        self.scheduled = tuple(v for v in self.scheduled if v.version_id != version_id)
        self.versions = tuple(v for v in self.versions if v.version_id != version_id)
        self._owner.practice_changed.emit()
        return None

    def save_settings(self, settings: PracticeSettings) -> Refused | None:
        if self.refuse is not None:
            return self.refuse
        self.saved.append(settings)
        self._owner.settings = settings
        self._owner.practice_changed.emit()
        return None

    def holidays(self, year: int) -> tuple[tuple[date, str], ...]:
        return tuple(sorted(self.days.get(year, {}).items()))

    def is_confirmed(self, year: int) -> bool:
        return year in self.confirmed

    def confirm_year(self, year: int) -> None:
        self.confirmed.add(year)
        self._owner.practice_changed.emit()

    def add_holiday(self, day: date, name: str) -> Refused | None:
        if not name.strip():
            return Refused("Give the holiday a name.", Field.WHO)
        self.days.setdefault(day.year, {})[day] = name
        self._owner.practice_changed.emit()
        return None

    def remove_holiday(self, day: date) -> None:
        self.days[day.year].pop(day)
        self._owner.practice_changed.emit()

    def closures(self) -> tuple[Closure, ...]:
        return self.closed

    def add_closure(self, closure: Closure) -> Refused | None:
        if closure.last < closure.first:
            return Refused("The last day lies before the first.", Field.START)
        self.closed = (*self.closed, replace(closure, closure_id=len(self.closed) + 1))
        self._owner.practice_changed.emit()
        return None

    def remove_closure(self, closure_id: int) -> None:
        self.closed = tuple(c for c in self.closed if c.closure_id != closure_id)
        self._owner.practice_changed.emit()

    def countries(self) -> tuple[tuple[str, str], ...]:
        return (("CA", "Canada"), ("DE", "Germany"), ("US", "United States"))

    def subdivisions(self, country: str) -> tuple[tuple[str, str], ...]:
        return {"US": (("CA", "California"), ("WA", "Washington")), "DE": (("BE", "Berlin"),)}.get(
            country, ()
        )

    def arrivals(self, weeks: int = 8) -> tuple[int, ...]:
        return self.moments


ANCHOR = "The log's history had 12,431 entries; the last one's mark is 0a1b2c3d4e5f."


class FakeAccess:
    """What was noted as read, in order."""

    def __init__(self) -> None:
        self.noted: list[str] = []

    def record_opened(self, client_id: int) -> None:
        self.noted.append(f"client {client_id}")

    def log_opened(self) -> None:
        self.noted.append("log")


class FakeExchange:
    def __init__(self, owner: FakeController) -> None:
        self._owner = owner
        self.read: list[Path] = []
        self.imported: list[tuple[ImportPreview, bool]] = []
        self.exported: list[tuple[Path, date, date, Level, bool]] = []
        self.refuse: Refused | None = None

    def read_import(self, path: Path) -> None:
        self.read.append(path)

    def preview_of(self, path: Path, **changes: Any) -> ImportPreview:
        preview = ImportPreview(
            path=path,
            log=PhoneLog((), (), (), 0),
            new=38,
            known=4,
            voicemails=21,
            queue=5,
            returned=2,
            outgoing=57,
            first_at=at(date(2026, 6, 2), 9),
            last_at=at(date(2026, 11, 22), 18, 30),
            samples=(
                ("Sun 22 Nov 18:30", "Marisol Tran", "Voicemail"),
                ("Sat 21 Nov 11:05", "(206) 555-0176", "No voicemail"),
                ("Fri 20 Nov 16:40", "<i>Number withheld</i>", "Voicemail unknown"),
            ),
        )
        return replace(preview, **changes)

    def import_calls(self, preview: ImportPreview, *, settle_returned: bool) -> ImportDone | Refused:
        if self.refuse is not None:
            return self.refuse
        self.imported.append((preview, settle_returned))
        sentence = f"{preview.new} calls imported, {preview.queue} of them are in the queue."
        return ImportDone(preview.new, preview.queue, preview.returned, preview.outgoing, sentence)

    def suggested_name(self, first: date, last: date) -> str:
        return f"call-log-{first}-to-{last}-n12431-0a1b2c3d4e5f.csv"

    def export(
        self, path: Path, first: date, last: date, level: Level, *, overwrite: bool
    ) -> ExportDone | Refused:
        if self.refuse is not None:
            return self.refuse
        if path.exists() and not overwrite:
            return Refused("There is a file of this name already.", Field.FILE)
        self.exported.append((path, first, last, level, overwrite))
        return ExportDone(path, 24, "24 calls exported.", ANCHOR)

    def export_sample(self, first: date, last: date, level: Level) -> tuple[tuple[str, ...], ...]:
        head: tuple[str, ...] = ("received", "client", "voicemail", "due", "status")
        full = level.value == "full"
        if full:
            head = (*head, "number", "note")
        rows = []
        for number in range(5):
            who = NAMES[number] if full else f"C-{number:03d}"
            row = (
                f"{first.isoformat()}T13:4{number}:00-08:00",
                who,
                "yes",
                f"{first.isoformat()}T17:00",
                "kept",
            )
            rows.append((*row, "(206) 555-0142", "asks to move Thursday") if full else row)
        return (head, *rows)


class FakeController(QObject):
    """Only what the practice pages use, with the controller's own names."""

    practice_changed = Signal()
    log_changed = Signal()
    said = Signal(str)
    failed = Signal(str)
    import_read = Signal(object)
    names_changed = Signal()
    names_hidden = False

    def __init__(self, *, calls: int = 240, twelve_hours: bool = False) -> None:
        super().__init__()
        self.settings = PracticeSettings(zone="America/Los_Angeles", country="US", subdivision="WA")
        english = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
        self.times = Times(ZONE, twelve_hours, english)
        self.log = FakeLog(calls)
        self.policies = FakePolicies(self)
        self.exchange = FakeExchange(self)
        self.protection = FakeProtection()
        self.history = FakeHistory()
        self.access = FakeAccess()
        self.sessions = FakeSessions(ZONE)
        self.setup = FakeSetup()
        self.insights = FakeInsights()

    def now(self) -> int:
        return NOW
