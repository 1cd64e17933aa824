"""The computer sleeps over deadlines: the wall clock jumps against the monotonic one, and nothing ran.

The whole program with its own heartbeat, real timers and a window offscreen. Calls fall due while the
clock jumps by minutes to days; then either the login manager says that the computer woke up, or
nobody says anything. What is owed must come as one digest, within a second of the former, within
five of the latter, once.
"""

from __future__ import annotations

import random
import tempfile
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from callpolicy_gui.core.weekly_hours import WeeklyHours
from tests.reliability.breaks import take_away
from tests.reliability.campaign import Result
from tests.reliability.notice_server import Logind, Server, private_bus

# Monday 23 November 2026, 9:00 UTC.
BEGINNING = 1_795_424_400
WITH_LOGIND_S, WITHOUT_S = 1.0, 5.0
# For the beat's own work: reading the log and writing down what is said, on a disk that others use too.
_WORK_S = 0.5
_TICK_S = 0.01
_MINUTE = 60


def run(n: int, seed: int, without: str | None = None) -> Result:
    take_away(without)
    result = Result("resumes", broken=dict.fromkeys(("too late", "more than one digest", "wrong digest"), 0))
    with private_bus() as address, tempfile.TemporaryDirectory() as folder:
        server = Server(address)
        sleeper = _Sleeper(Path(folder), random.Random(seed), result)
        sleeper.begin()
        # Without a login manager first: it is asked for when the program starts, and may come later.
        for _ in range(n - n // 2):
            sleeper.sleep(WITHOUT_S, lambda: None)
        logind = Logind(address)
        sleeper.wait(lambda: sleeper.program._session.is_listening, 10)
        for _ in range(n // 2):
            sleeper.sleep(WITH_LOGIND_S, logind.wake_up)
        result.note("notifications asked for", server.asked)
        sleeper.end()
        logind.leave()
    for name, waits in sleeper.waits.items():
        result.note(f"ms at the most {name} logind", round(max(waits, default=0.0) * 1000))
    return result


class _Ruler(threading.Thread):
    """How long this computer keeps a thread waiting that wants to run, for it may be busy with others."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seconds = 0.0
        self._ended = threading.Event()

    def run(self) -> None:
        before = time.monotonic()
        while not self._ended.wait(_TICK_S):
            now = time.monotonic()
            self.seconds += max(0.0, now - before - 2 * _TICK_S)
            before = now

    def end(self) -> None:
        self._ended.set()
        self.join()


class _Sleeper:
    def __init__(self, folder: Path, chance: random.Random, result: Result) -> None:
        from PySide6.QtWidgets import QApplication

        from callpolicy_gui.desktop.system_region import Region
        from callpolicy_gui.opening import LogPlace
        from callpolicy_gui.program import Program
        from callpolicy_gui.storage.paths import paths_in

        self.chance, self.result = chance, result
        self.offset = BEGINNING - time.monotonic()
        self.application = QApplication.instance() or QApplication(["callpolicy"])
        clock = lambda: time.monotonic() + self.offset  # noqa: E731
        place = LogPlace(paths_in(folder), None, clock, Region("UTC", "", ""))
        log = place.open(place.load_key())
        desk = log.controller._desk
        always = replace(desk.practice.settings, own_hours=WeeklyHours.always(), weekend=frozenset())
        with desk.db.write(int(clock())):
            desk.settings.save(always)
        desk.practice.reload()
        self.controller, self.clock = log.controller, clock
        self.program = Program(self.application, clock, place, None)
        self.stage = self.program.open_stage(log)
        self.digests: list = []
        self.given_at: list[float] = []
        self.controller.alert_owed.connect(self._given)
        self.ruler = _Ruler()
        self.ruler.start()
        self.waits: dict[str, list[float]] = {"with": [], "without": []}

    def begin(self) -> None:
        program = self.program
        program._notifier.start()
        program._session.start()
        program._heartbeat.start()
        program.enter(self.stage)

    def end(self) -> None:
        self.ruler.end()
        self.program._heartbeat.stop()
        self.program._session.stop()
        self.program._notifier.stop()
        self.stage.leave()

    def _given(self, digest) -> None:
        self.digests.append(digest)
        self.given_at.append(time.monotonic())

    def sleep(self, limit: float, wake_up) -> None:
        """One sleep over the deadlines of a few calls."""
        self.result.done += 1
        # Noon of the next day: nothing about the day is said then.
        self.offset += 86_400 - (self.clock() - 12 * 3600) % 86_400
        self._run_for(0.05)
        due = self._log_calls()
        self.controller.refresh()
        self.controller.tick()
        self.program._arm()
        # The wake-up comes at any time between two beats.
        self._run_for(self.chance.random() * 4)
        self.digests.clear()
        self.given_at.clear()
        asleep = self.chance.choice((20 * _MINUTE, 3 * 3600, 8 * 3600, 30 * 3600))
        late = self.clock() + asleep > max(due)
        self.offset += asleep
        woke, starved = time.monotonic(), self.ruler.seconds
        wake_up()
        self.wait(lambda: self.digests, limit + 2)
        # While other programs had the processor, this one could not know that it was late.
        taken = (
            (self.given_at[0] if self.given_at else time.monotonic()) - woke - (self.ruler.seconds - starved)
        )
        self.waits["with" if limit == WITH_LOGIND_S else "without"].append(taken)
        if taken > limit + _WORK_S:
            self.result.fault("too late", f"{taken:.2f} s after {asleep} s")
        self._run_for(0.2)
        self._beat_again()
        if len(self.digests) > 1:
            self.result.fault("more than one digest", str(self.digests))
        if self.digests and late and self.digests[0].count != len(due):
            self.result.fault("wrong digest", f"{self.digests[0]} of {len(due)} calls")
        self.result.note("calls that fell due asleep", len(due) if late else 0)
        self._settle()

    def _log_calls(self) -> list[int]:
        """Calls of yesterday that are due from ten minutes on, one a minute."""
        from callpolicy_gui.controller.views import CallDraft, Logged

        due = []
        for number in range(self.chance.choice((1, 2, 20))):
            at = int(self.clock()) // _MINUTE * _MINUTE + (40 + number % 15) * _MINUTE
            wall = datetime.fromtimestamp(at - 86_400, UTC)
            logged = self.controller.calls.log(
                CallDraft(
                    f"Caller {self.result.done} {number}", received=f"{wall.day} {wall:%b} {wall:%H:%M}"
                )
            )
            assert isinstance(logged, Logged), logged
            assert self.controller._desk.call(logged.call_id).due_at == at
            due.append(at)
        return due

    def _settle(self) -> None:
        from callpolicy_gui.core.calls import Outcome

        for row in self.controller.queue().rows:
            if row.obligation.first.is_open:
                self.controller.calls.attempt(row.call_id, Outcome.REACHED)
        self._run_for(0.05)

    def _beat_again(self) -> None:
        for _ in range(3):
            self.program._heartbeat.beat_now()

    def wait(self, condition, seconds: float) -> None:
        """The event loop, until it is true or the time is over."""
        until = time.monotonic() + seconds
        while not condition() and time.monotonic() < until:
            self._run_for(0.01)

    def _run_for(self, seconds: float) -> None:
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()
