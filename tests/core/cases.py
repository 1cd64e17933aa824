"""Run files of shared cases: `python -m tests.core.cases FILE...` prints each disagreement.

Reads the two shapes of cases: business time ("start + n open minutes", compared with
`expected_close`) and promises. Exits with 1 when any case disagrees, with 2
when a file holds other cases: `promises_in_words.json` is held by tests/controller/test_promises_in_words.py.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from callpolicy_gui.core.alerts import AlertContext, due_soon_at
from callpolicy_gui.core.business_calendar import Closure, PracticeCalendar
from callpolicy_gui.core.callback_queue import Obligation, queue_row
from callpolicy_gui.core.calls import (
    Attempt,
    MissedCall,
    Outcome,
    Source,
    Urgency,
    Voicemail,
)
from callpolicy_gui.core.deadlines import Deadline, call_by, corrected_due, deadline_for
from callpolicy_gui.core.policies import Policy, PolicyVersion, Preset, allowance_from_json, version_in_force
from callpolicy_gui.core.promises import settled_by
from callpolicy_gui.core.weekly_hours import DAY_KEYS, WeeklyHours, Window, parse_minutes
from callpolicy_gui.wording.receipts import receipt_full
from callpolicy_gui.wording.times import Times

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED = Path(__file__).resolve().parents[3] / "shared" / "cases"
COPY = Path(__file__).resolve().parents[1] / "data" / "cases"


@dataclass(frozen=True)
class Disagreement:
    case_id: str
    expected: str
    got: str
    receipt: str = ""


def folder() -> Path:
    """Where the cases are: the shared folder when it is there, else the copy in the project."""
    return SHARED if SHARED.is_dir() else COPY


def load(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8"))


def disagreements(case: dict[str, Any]) -> Iterator[Disagreement]:
    """What the program says otherwise than the case expects."""
    if "amount_minutes" in case:
        yield from _business_time(case)
    else:
        yield from _promise(case)


# -- business time -------------------------------------------------------------------


def _business_time(case: dict[str, Any]) -> Iterator[Disagreement]:
    zone = ZoneInfo(case["tz"])
    hours = WeeklyHours.from_json(case["weekly_hours"], overnight=True)
    calendar = PracticeCalendar(
        zone,
        holidays={date.fromisoformat(day): "" for day in case["holidays"]},
        closures=tuple(_pauses(case, zone)),
        overrides={
            date.fromisoformat(day): WeeklyHours.from_json({"mon": windows}, overnight=True).days[0]
            for day, windows in case.get("overrides", {}).items()
        },
    )
    start = int(datetime.fromisoformat(case["start"]).timestamp())
    expected = datetime.fromisoformat(case["expected_close"]).timestamp()
    got = calendar.open_spans(hours).add(start, round(case["amount_minutes"] * 60))
    if abs(got - expected) > case.get("tolerance_seconds", 0):
        yield Disagreement(case["id"], case["expected_close"], _iso(got, zone))


def _pauses(case: dict[str, Any], zone: ZoneInfo) -> Iterator[Closure]:
    for pause in case.get("pauses", ()):
        begin, end = (datetime.fromisoformat(at).astimezone(zone) for at in pause)
        window = Window(begin.hour * 60 + begin.minute, end.hour * 60 + end.minute)
        yield Closure(0, begin.date(), begin.date(), window)


# -- promises ------------------------------------------------------------------------


class _Promise:
    """One promise case worked through with the program's own rules."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case = case
        self.zone = ZoneInfo(case["zone"])
        self.versions = [
            PolicyVersion(number, _policy(values), None, self._at(values.get("effective_from")))
            for number, values in enumerate(case.get("versions") or [case["policy"]], start=1)
        ]
        self.before = self._calendar()
        self.after = self._calendar(corrected=True)
        self.calls = [self._call(number, text) for number, text in enumerate(case["received"], start=1)]

    def _at(self, text: str | None) -> int | None:
        if text is None:
            return None
        wall = datetime.fromisoformat(text)
        return int((wall if wall.tzinfo else wall.replace(tzinfo=self.zone)).timestamp())

    def _calendar(self, *, corrected: bool = False) -> PracticeCalendar:
        holidays = {date.fromisoformat(day): "" for day in self.case["holidays"]}
        closures = []
        if corrected and "holiday_added" in self.case:
            added = self.case["holiday_added"]
            holidays[date.fromisoformat(added["date"])] = added["name"]
        if corrected and "closure_added" in self.case:
            added = self.case["closure_added"]
            day = date.fromisoformat(added["date"])
            window = None
            if "from" in added:
                window = Window(parse_minutes(added["from"]), parse_minutes(added["to"]))
            closures.append(Closure(1, day, day, window))
        return PracticeCalendar(
            self.zone,
            weekend=frozenset(DAY_KEYS.index(day) for day in self.case["weekend"]),
            holidays=holidays,
            closures=tuple(closures),
        )

    def version(self, received_at: int) -> PolicyVersion:
        return version_in_force(self.versions, received_at)

    def deadline(self, received_at: int, calendar: PracticeCalendar) -> Deadline:
        voicemail = Voicemail(self.case.get("voicemail", "yes"))
        if "voicemail_learned_at" in self.case:
            voicemail = Voicemail.YES
        policy = self.version(received_at).policy
        return deadline_for(received_at, voicemail, policy, calendar, WeeklyHours.always())

    def _call(self, call_id: int, text: str) -> MissedCall:
        received_at = self._at(text)
        assert received_at is not None
        deadline = self.deadline(received_at, self.before)
        if deadline.due_at is not None:
            deadline = corrected_due(deadline.due_at, self.deadline(received_at, self.after))
        return MissedCall(
            call_id, received_at, Voicemail.YES, Urgency.ROUTINE, 1, "", "", Source.TYPED, received_at,
            self.version(received_at).version_id, deadline.due_at, deadline.receipt,
        )  # fmt: skip

    def settled(self) -> list[MissedCall]:
        if "reached_at" not in self.case:
            return []
        at = self._at(self.case["reached_at"])
        assert at is not None
        return list(settled_by(self.calls, [Attempt(1, 1, at, Outcome.REACHED)], message_counts=True))

    def open_calls(self) -> list[MissedCall]:
        settled = {call.call_id for call in self.settled()}
        return sorted(
            (c for c in self.calls if c.is_open and c.call_id not in settled), key=lambda c: c.due_at or 0
        )

    def observed(self) -> dict[str, Any]:
        still_open = self.open_calls()
        first = still_open[0] if still_open else None
        due_at = None if first is None else first.due_at
        seen: dict[str, Any] = {
            "due": due_at,
            "owed": any(call.due_at is not None for call in self.calls),
            "count": len(still_open),
            "settled": len(self.settled()),
            "open": len(still_open),
            "late": any((c.settled_at or 0) > (c.due_at or 0) for c in self.settled()),
        }
        if first is None or due_at is None:
            return seen
        spans = self.after.open_spans(self.version(first.received_at).policy.hours(WeeklyHours.always()))
        seen["call_by"] = call_by(first.received_at, due_at, spans)
        seen["due_before_correction"] = self.deadline(first.received_at, self.before).due_at
        times = Times(self.zone, twelve_hours=False, locale=QLocale(QLocale.Language.C))
        seen["shown"] = times.by(due_at, first.received_at).replace(
            "today", times.weekday(_weekday(first, self.zone))
        )
        seen["receipt"] = receipt_full(first.receipt, due_at, times)
        return seen

    def due_soon_alert(self, lead_minutes: int) -> int | None:
        first = self.open_calls()[0]
        spans = self.after.open_spans(self.version(first.received_at).policy.hours(WeeklyHours.always()))
        always = self.after.open_spans(WeeklyHours.always())
        row = queue_row(
            Obligation((first,), None), first.received_at, calendar=self.after, spans=spans, soon_minutes=60
        )
        context = AlertContext(
            now=first.received_at, calendar=self.after, own=always, allowed=always, calling=spans,
            callable_of=lambda _: spans, lead_minutes=lead_minutes, running_since=0,
        )  # fmt: skip
        return due_soon_at(row, context)


def _weekday(call: MissedCall, zone: ZoneInfo) -> int:
    return datetime.fromtimestamp(call.received_at, zone).weekday()


def _policy(values: dict[str, Any]) -> Policy:
    hours = values["calling_hours"]
    return Policy(
        Preset.TURNAROUND,
        allowance_from_json(values["allowance"]),
        WeeklyHours.always() if hours == "any" else WeeklyHours.from_json(hours),
        values["requires_voicemail"],
    )


def _promise(case: dict[str, Any]) -> Iterator[Disagreement]:
    promise = _Promise(case)
    seen = promise.observed()
    for key, expected in case["expect"].items():
        if key == "due_soon_alert":
            got = promise.due_soon_alert(expected["lead_minutes"])
            wanted: Any = _seconds(expected["at"])
        elif key == "late_by_minutes":
            late = [((c.settled_at or 0) - (c.due_at or 0)) // 60 for c in promise.settled()]
            got, wanted = max(late, default=None), expected
        else:
            got = seen.get(key)
            wanted = _seconds(expected) if key.startswith(("due", "call_by")) else expected
        if got != wanted:
            yield Disagreement(f"{case['id']} {key}", str(wanted), str(got), str(seen.get("receipt", "")))


def _seconds(text: str | None) -> int | None:
    return None if text is None else int(datetime.fromisoformat(text).timestamp())


def _iso(at: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at, zone).isoformat()


def main(files: list[str]) -> int:
    total = agree = 0
    for name in files:
        for case in load(Path(name)):
            if "amount_minutes" not in case and "received" not in case:
                print(f"{name}: {case.get('id', 'a case')} is of neither shape.")
                return 2
            total += 1
            found = list(disagreements(case))
            agree += not found
            for each in found:
                print(f"{each.case_id}: expected {each.expected}, got {each.got} {each.receipt}".rstrip())
    print(f"{agree} of {total} agree")
    return int(agree != total)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
