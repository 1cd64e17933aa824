"""Years of a made-up practice, minute by minute, through the real alert desk; `n` is weeks.

At each minute an oracle that counts bytes says which alerts are owed. What is given must be
exactly that: none earlier, none later, none twice, none in a session, in a pause or outside own
hours, two at the most for a call, one a day of each kind about the day. And none may come before
the instant for which the program had set its alarm. The program is quit, sleeps and is killed
between the record of an alert and its showing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from types import MappingProxyType

from callpolicy_gui.controller.alert_desk import AlertDesk
from callpolicy_gui.controller.signals import Signals
from callpolicy_gui.core.callback_queue import callback_queue, obligations
from callpolicy_gui.core.calls import MissedCall, Source, Urgency, Voicemail
from callpolicy_gui.core.sessions import SessionBlock
from tests.reliability.alert_oracle import MINUTE
from tests.reliability.alert_world import DAY, World
from tests.reliability.breaks import take_away
from tests.reliability.campaign import Result

_WEEKS_A_WORLD = 53
_FAULTS = ("missed", "not owed", "twice", "where none may appear", "before its alarm", "more than two a call")


def run(n: int, seed: int, without: str | None = None) -> Result:
    take_away(without)
    result = Result("weeks by the minute", broken=dict.fromkeys(_FAULTS, 0))
    # Short worlds differ more than one long one does, and begin at another time of the year each.
    weeks = min(_WEEKS_A_WORLD, max(2, n // 5))
    while result.done < n:
        weeks = min(weeks, n - result.done)
        Year(f"{seed} {result.done}", weeks, result).live()
        result.done += weeks
    return result


class Year:
    """One world, lived through by one alert desk after the other."""

    # What a fault is called where it is counted under another name.
    NAMES = MappingProxyType({})

    def __init__(self, seed: str, weeks: int, result: Result) -> None:
        self.seed, self.result = seed, result
        self.world = World(seed, weeks)
        self.oracle, self.memory, self.chance = self.world.oracle, self.world.memory, self.world.chance
        self.minute = 0
        self.desk = self.memory.desk(lambda: float(self.now))
        self.practice = self.desk.practice
        self.open: list[MissedCall] = []
        self.count = self.crashed = 0
        self.shown: Counter[str] = Counter()
        self.found: list[str] = []
        self.rows: tuple = ()
        self.alerts = self._start()

    @property
    def now(self) -> int:
        return self.world.start + self.minute * MINUTE

    def live(self) -> None:
        happens = self._plan()
        asleep_until, before = 0, None
        for minute in range(self.world.minutes):
            self.minute = minute
            events = happens.pop(self.minute, ())
            if self.minute < asleep_until:
                # Nobody is there: calls are typed when somebody is.
                later = [event for event in events if event in {"call", "return"}]
                happens.setdefault(asleep_until, []).extend(later)
                continue
            for event in events:
                if event == "off":
                    asleep_until = self.minute + self.chance.choice((30, 90, 700, 3000))
                    self._quit_and_start_at(asleep_until, happens)
                elif event == "sleep":
                    asleep_until = self.minute + self.chance.choice((7, 50, 600))
                else:
                    getattr(self, f"_{event}")()
                self.oracle.changed()
            if self.minute < asleep_until:
                before = None
                continue
            crashed = self.crashed
            self._beat(None if events else before)
            before = (self.rows, self.now) if crashed == self.crashed else None
        self._count_up()

    # -- a beat --------------------------------------------------------------------------

    def _beat(self, before) -> None:
        owed = self.oracle.owed(self.minute, self.open)
        if self.oracle.allowed(self.minute):
            self.rows = self._queue()
        self.alerts.beat(self.rows, self.now)
        if self.found and before is not None:
            look = self.alerts.next_look_at(*before)
            if look is None or look > self.now:
                self._fault("before its alarm", str(sorted(self.found)))
        self._judge(owed)

    def _judge(self, owed: set[str]) -> None:
        found = self.found
        if found and not self.oracle.allowed(self.minute):
            self._fault("where none may appear", str(found))
        for key in owed - set(found):
            self._fault("missed", key)
            self.oracle.given.add(key)
        for key in set(found) - owed:
            self._fault("twice" if key in self.oracle.given else "not owed", key)
        self.oracle.given |= set(found)
        if found and self.chance.random() < 0.1:
            # Killed before it was on the screen: it is owed again.
            self.oracle.given -= set(found)
            self.crashed += 1
            self._restart()
        elif found:
            self.shown.update(found)
            for key in found:
                self.memory.intended[key] = True
        found.clear()

    def _count_up(self) -> None:
        calls: Counter[str] = Counter()
        for key, times in self.shown.items():
            kind, _, subject = key.partition(":")
            if kind in {"soon", "overdue"}:
                calls[subject] += times
            if times > 1:
                self._fault("twice", key)
        for subject, times in calls.items():
            if times > 2:
                self._fault("more than two a call", subject)
        self.result.note("alerts", self.shown.total())
        self.result.note("calls", self.count)
        self.result.note("killed before shown", self.crashed)

    def _fault(self, name: str, what: str) -> None:
        self.result.fault(self.NAMES.get(name, name), f"{what} at minute {self.minute} of {self.seed!r}")

    def _queue(self) -> tuple:
        practice = self.practice
        return callback_queue(
            obligations(self.open, {}, {}),
            self.now,
            calendar=practice.calendar,
            hours_of=practice.hours_of,
            soon_minutes=practice.settings.soon_minutes,
            free_of=practice.sessions.outside,
        )

    # -- the program ---------------------------------------------------------------------

    def _start(self) -> AlertDesk:
        signals = Signals()
        signals.alert_owed.connect(lambda digest: self.found.extend(digest.keys))
        self._signals = signals
        self.oracle.running_since, self.oracle.pause = self.minute, None
        self.oracle.changed()
        return AlertDesk(self.desk, signals)

    def _restart(self) -> None:
        self.alerts = self._start()
        self.rows = self._queue()
        self.alerts.give_again(self.rows)

    def _quit_and_start_at(self, minute: int, happens) -> None:
        happens.setdefault(minute, []).append("restart")

    # -- what happens --------------------------------------------------------------------

    def _plan(self) -> dict[int, list[str]]:
        often = {"call": 2.0, "return": 1.9, "snooze": 0.5, "pause": 0.3, "resume": 0.2, "session": 0.5,
                 "end_session": 0.5, "off": 0.08, "sleep": 0.2}  # fmt: skip
        chance = self.chance
        happens: dict[int, list[str]] = {}
        for event, a_day in often.items():
            for _ in range(round(a_day * self.world.minutes / DAY)):
                happens.setdefault(chance.randrange(self.world.minutes), []).append(event)
        return happens

    def _call(self) -> None:
        self.count += 1
        received = max(0, self.minute - self.chance.choice((0, 0, 5, 45, 200)))
        at = self.world.start + received * MINUTE
        policy = self.practice.version_at(at)
        deadline = self.practice.deadline(at, Voicemail.YES, policy.policy)
        client = self.chance.choice((None, None, *range(1, 6)))
        self.open.append(
            MissedCall(
                self.count, at, Voicemail.YES, Urgency.ROUTINE, client, "", "", Source.TYPED, self.now,
                policy.version_id, deadline.due_at, deadline.receipt,
            )
        )  # fmt: skip

    def _return(self) -> None:
        if self.open:
            first = self.chance.choice(self.open[: 1 + len(self.open) // 2])
            self.open = [
                call for call in self.open
                if call is not first and (call.client_id is None or call.client_id != first.client_id)
            ]  # fmt: skip

    def _snooze(self) -> None:
        if self.open:
            index = self.chance.randrange(len(self.open))
            until = self.now + MINUTE * self.chance.choice((15, 15, 40, 120, 300))
            self.open[index] = replace(self.open[index], snoozed_until=until)

    def _pause(self) -> None:
        minutes = self.chance.choice((30, 60, 60, 62, -1))
        until = self.minute + minutes if minutes > 0 else self.oracle.days.bounds(self.minute)[1]
        self.oracle.pause = (self.minute + 1, until)
        self._say_before(lambda: self.alerts.pause(minutes, self._queue()))

    def _resume(self) -> None:
        self.alerts.resume()
        self.oracle.pause = None

    def _session(self) -> None:
        end = self.minute + self.chance.choice((35, 50, 80))
        pause = self.oracle.pause
        if pause is None or self.minute >= pause[1]:
            # For the moment of the click a session is a pause to come.
            self.oracle.pause = (self.minute + 1, end)
            self._say_before(
                lambda: self.alerts.say_before_session(self.world.start + end * MINUTE, self._queue())
            )
            if self.oracle.pause is not None:
                self.oracle.pause = pause
        self.oracle.begin_session(self.minute, end)
        block = SessionBlock(len(self.memory.blocks) + 1, self.now, self.world.start + end * MINUTE)
        self.memory.blocks.append(block)
        self.practice.reload_sessions()

    def _say_before(self, ask) -> None:
        self.oracle.changed()
        owed = self.oracle.owed(self.minute, self.open)
        ask()
        self._judge(owed)
        self.oracle.changed()

    def _end_session(self) -> None:
        single, weekly_until = self.practice.sessions.to_end(self.now)
        ended = {block.block_id for block in single}
        blocks = [
            replace(block, end=self.now) if block.block_id in ended else block for block in self.memory.blocks
        ]
        if weekly_until is not None:
            blocks.append(SessionBlock(len(blocks) + 1, self.now, weekly_until, is_free=True))
        if ended or weekly_until is not None:
            self.memory.blocks = blocks
            self.practice.reload_sessions()
            self.oracle.end_session(self.minute)
