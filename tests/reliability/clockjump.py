"""The clock is set: jumps forwards and backwards, up to a month, against a clock that only goes forward.

The made-up practices of `alertyear`, driven by the real heartbeat: after each jump it beats, then the
minutes go on for a while. At each beat the oracle says what is owed by the clock as it is. Nothing may
be given before its time, nothing a second time however often its time comes again, and nothing that is
owed may be left out; the heartbeat says how far the clock was moved. Half a minute and more moves it;
from thirty days on the program doubts the clock, which is another story.
"""

from __future__ import annotations

from types import MappingProxyType

from PySide6.QtCore import QCoreApplication

from callpolicy_gui.desktop.heartbeat import Heartbeat
from tests.reliability.alert_oracle import MINUTE
from tests.reliability.alert_world import DAY
from tests.reliability.alertyear import Year
from tests.reliability.breaks import take_away
from tests.reliability.campaign import Result

_JUMPS_A_WORLD = 50
_WEEKS = 16
# Minutes: by hand, a time zone, days, and what is just below the doubt.
_SIZES = ((1, 10), (15, 180), (240, 1500), (1500, 10_000), (10_000, 30 * DAY - 1))


def run(n: int, seed: int, without: str | None = None) -> Result:
    take_away(without)
    application = QCoreApplication.instance() or QCoreApplication([])
    faults = ("early", "repeated", "missed", "where none may appear", "jump not noticed")
    result = Result("jumps", broken=dict.fromkeys(faults, 0))
    while result.done < n:
        jumps = min(_JUMPS_A_WORLD, n - result.done)
        _Jumps(f"jumps {seed} {result.done}", _WEEKS, result).live_with(jumps)
        result.done += jumps
    del application
    return result


class _Jumps(Year):
    NAMES = MappingProxyType({"not owed": "early", "twice": "repeated", "more than two a call": "repeated"})

    def __init__(self, seed: str, weeks: int, result: Result) -> None:
        super().__init__(seed, weeks, result)
        self.monotonic = 0.0
        self.moved: list[float] = []
        self.heartbeat = Heartbeat(lambda: float(self.now), lambda: self.monotonic)
        self.heartbeat.clock_moved.connect(self.moved.append)
        self.heartbeat.beat.connect(lambda _: self._beat(None))

    def live_with(self, jumps: int) -> None:
        self.minute = self.world.minutes // 2
        self.heartbeat.start()
        for _ in range(jumps):
            self._live_on(self.chance.randrange(1, 200))
            self._jump()
        self.heartbeat.stop()
        self._count_up()

    def _live_on(self, minutes: int) -> None:
        for _ in range(min(minutes, self.world.minutes - 1 - self.minute)):
            self.minute += 1
            self.monotonic += MINUTE
            event = self.chance.random()
            if event < 0.02:
                self._call()
            elif event < 0.03:
                self._return()
            self.oracle.changed()
            self.heartbeat.beat_now()
            if self.moved:
                self._fault("jump not noticed", "a minute that passed counted as one")
                self.moved.clear()

    def _jump(self) -> None:
        low, high = self.chance.choice(_SIZES)
        size = self.chance.randint(low, high) * self.chance.choice((1, -1))
        target = min(max(self.minute + size, 60), self.world.minutes - 300)
        size = target - self.minute
        self.minute = target
        self.oracle.changed()
        self.result.note("forwards" if size > 0 else "backwards")
        self.heartbeat.beat_now()
        if size and self.moved != [size * MINUTE]:
            self._fault("jump not noticed", f"{size} minutes, said {self.moved}")
        self.moved.clear()
