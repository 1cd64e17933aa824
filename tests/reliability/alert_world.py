"""A made-up practice and what happens in it, minute by minute: policies, hours, sessions, calls, pauses.

Everything that is chosen comes from one number, and happens on whole minutes.
"""

from __future__ import annotations

import contextlib
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from callpolicy_gui.controller.desk import Desk
from callpolicy_gui.controller.practice import Practice
from callpolicy_gui.core.business_calendar import Closure
from callpolicy_gui.core.policies import ByClose, OpenHours, Policy, PolicyVersion, Preset, WorkingDays
from callpolicy_gui.core.settings import PracticeSettings
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window
from tests.reliability.alert_oracle import MINUTE, Days, Oracle, opened

ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Asia/Tokyo")
MARGIN_DAYS = 60
DAY = 1440


class Memory:
    """Stores that hold values in memory: what a log would answer, and the alerts it was told."""

    def __init__(self) -> None:
        self.settings = PracticeSettings()
        self.holidays: dict[date, str] = {}
        self.closures: tuple[Closure, ...] = ()
        self.overrides: dict[date, tuple[Window, ...]] = {}
        self.versions: list[PolicyVersion] = []
        self.blocks: list = []
        self.intended: dict[str, bool] = {}  # whether it was shown

    def desk(self, clock) -> Desk:
        calendar = SimpleNamespace(
            holidays=lambda *_: self.holidays,
            closures=lambda: self.closures,
            overrides=lambda: self.overrides,
            confirmed_years=lambda: None,
        )
        practice = Practice(
            SimpleNamespace(load=lambda: self.settings), calendar,
            SimpleNamespace(versions=lambda: self.versions), SimpleNamespace(all=dict),
            SimpleNamespace(blocks=lambda: self.blocks),
        )  # fmt: skip
        practice.reload()
        alerts = SimpleNamespace(
            known_keys=lambda: frozenset(self.intended),
            record_intent=lambda key, *_: self.intended.setdefault(key, False),
            record_missed=lambda *_: None,
            mark_shown=lambda key, _: self.intended.__setitem__(key, True),
            unshown=lambda: [SimpleNamespace(key=key) for key, was in self.intended.items() if not was],
        )
        db = SimpleNamespace(write=lambda _: contextlib.nullcontext())
        nothing = dict.fromkeys(
            ("calls", "clients", "policies", "settings", "calendar", "accommodations", "merges", "phone_log",
             "sessions", "safety")
        )  # fmt: skip
        return Desk(db=db, alerts=alerts, practice=practice, clock=clock, **nothing)


def _windows(chance: random.Random, most: int, earliest: int = 7, latest: int = 21) -> tuple[Window, ...]:
    """Up to so many windows of one day, none in the hours in which clocks change."""
    edges = sorted(chance.sample(range(earliest * 4, latest * 4), 2 * chance.randint(1, most)))
    return tuple(Window(15 * a, 15 * b) for a, b in zip(edges[::2], edges[1::2], strict=True))


def _hours(chance: random.Random, most: int, share: float) -> WeeklyHours:
    days = [_windows(chance, most) if chance.random() < share else () for _ in range(7)]
    days[chance.randrange(7)] = (Window(9 * 60, 17 * 60),)
    return WeeklyHours(tuple(days))


def _sessions(chance: random.Random) -> WeeklyHours:
    def day() -> tuple[Window, ...]:
        starts = sorted(chance.sample(range(8, 21), chance.randrange(6)))
        return tuple(Window(60 * s, 60 * s + chance.choice((25, 45, 50, 60))) for s in starts)

    return WeeklyHours(tuple(day() if chance.random() < 0.7 else () for _ in range(7)))


def _policy(chance: random.Random) -> Policy:
    hours = None if chance.random() < 0.4 else _hours(chance, 2, 0.75)
    preset = chance.choice(list(Preset))
    kind = chance.randrange(4)
    if kind == 0:
        return Policy(preset, WorkingDays(chance.randint(1, 3)), hours)
    if kind == 1:
        return Policy(preset, OpenHours(chance.randint(30, 900)), hours)
    return Policy(preset, ByClose("day" if kind == 2 else "window", chance.randint(10, 60)), hours)


class World:
    """One practice for so many weeks: what the program is given, and the oracle that watches it."""

    def __init__(self, seed: str, weeks: int) -> None:
        self.chance = chance = random.Random(seed)
        self.memory = memory = Memory()
        zone = ZoneInfo(chance.choice(ZONES))
        first = date(2026, 1, 1) + timedelta(days=chance.randrange(366))
        self.start = int(
            datetime(first.year, first.month, first.day, tzinfo=zone).astimezone(UTC).timestamp()
        )
        self.minutes = weeks * 7 * DAY
        self.days = Days(zone, self.start, self.minutes + MARGIN_DAYS * DAY)
        span = (self.minutes // DAY) + MARGIN_DAYS
        pick = lambda: first + timedelta(days=chance.randrange(span))  # noqa: E731 - used three times below
        memory.settings = replace(
            PracticeSettings(),
            zone=zone.key,
            own_hours=_hours(chance, 2, 0.8),
            session_hours=_sessions(chance),
        )
        memory.holidays = {pick(): "Holiday" for _ in range(span // 30)}
        memory.closures = tuple(
            Closure(
                n, day, day + timedelta(days=chance.randrange(4)), chance.choice((None, Window(720, 840)))
            )
            for n, day in enumerate(pick() for _ in range(span // 40))
        )
        memory.overrides = {pick(): _windows(chance, 2) for _ in range(span // 50)}
        starts = sorted({pick() for _ in range(2)})
        memory.versions = [PolicyVersion(1, _policy(chance), None, None)] + [
            PolicyVersion(number, _policy(chance), day, self._at(day.toordinal()))
            for number, day in enumerate(starts, start=2)
        ]
        self.oracle = self._oracle()

    def _at(self, ordinal: int) -> int:
        return self.start + self.days.first[ordinal] * MINUTE

    def _oracle(self) -> Oracle:
        memory = self.memory
        whole = {d for c in memory.closures if c.window is None for d in _dates(c)}
        parts = {d: c.window for c in memory.closures if c.window is not None for d in _dates(c)}
        overrides = {day.toordinal(): windows for day, windows in memory.overrides.items()}
        holidays = {day.toordinal() for day in memory.holidays}

        def windows(hours, *, as_typed=False):
            def of(ordinal):
                if ordinal in whole:
                    return ()
                if ordinal in overrides:
                    return hours.days[(ordinal - 1) % 7] if as_typed else overrides[ordinal]
                return () if ordinal in holidays else hours.days[(ordinal - 1) % 7]

            return of

        settings = memory.settings
        calling = {
            v.version_id: opened(self.days, windows(v.policy.hours(settings.own_hours)), parts)
            for v in memory.versions
        }
        starts = {1: 0} | {
            v.version_id: datetime.fromtimestamp(v.effective_from, ZoneInfo(settings.zone)).toordinal()
            for v in memory.versions[1:]
        }
        early = {
            v.version_id: isinstance(v.policy.allowance, ByClose) and v.policy.allowance.of == "window"
            for v in memory.versions
        }
        own = opened(self.days, windows(settings.own_hours), parts)
        weekly = opened(self.days, windows(settings.session_hours, as_typed=True), parts)
        return Oracle(self.days, own, weekly, calling=calling, starts=starts, early=early)


def _dates(closure: Closure) -> range:
    return range(closure.first.toordinal(), closure.last.toordinal() + 1)
