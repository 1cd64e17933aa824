"""SIGKILL of the real program between the record of an alert, its showing and the note that it was shown.

A log with one call that is overdue and one that is due soon is opened by the program, one time in
ten with its whole window and else with an empty one in its place, for the window takes no part in it.
It is killed: at any moment, when the server has just shown the alert and has not answered, or shortly
after it has. Then it is started again. In the end both alerts were on the screen, the log knows it, and
there never was a second notification of the same thing: on the screen beside the first, or after the log
knew that it was shown.
"""

from __future__ import annotations

import random
import signal
import threading
import time
from contextlib import suppress

from tests.reliability.breaks import take_away
from tests.reliability.campaign import Result, copy_folder, opened, scratch
from tests.reliability.children import Child
from tests.reliability.notice_server import Server, private_bus
from tests.reliability.saves import REGION

# Monday 23 November 2026, 15:01 in New York: Friday's call of 15:00 is late, that of 15:15 due soon.
NOW = 1_795_464_060
KEYS = {"overdue:1", "soon:2"}
_PATIENCE_S = 60.0
_NOTHING_MORE_S = 0.25
_WHOLE_EVERY = 10


def run(n: int, seed: int, without: str | None = None) -> Result:
    _load()
    result = Result("kills", broken=dict.fromkeys(("missing", "doubled", "not recorded"), 0))
    with private_bus() as address, scratch() as place:
        server = Server(address)
        template = _make_log(place / "template")
        chance = random.Random(seed)
        # A long form can be ended by Ctrl+C, and says what it has seen.
        with suppress(KeyboardInterrupt):
            while result.done < n:
                folder = copy_folder(template, place / "data")
                _kill_once(folder, server, chance, without, result)
                result.done += 1
    return result


def _load() -> None:
    """What the program loads is loaded here once, so that a fork begins with it."""
    from callpolicy_gui import app, program
    from callpolicy_gui.desktop.notifications import freedesktop

    assert app
    assert program
    assert freedesktop


def _make_log(folder):
    """The log with its two calls, made in a child: what it opens is closed with it."""

    def work(say):
        from callpolicy_gui import opening
        from callpolicy_gui.controller.views import CallDraft, Logged
        from callpolicy_gui.storage.paths import paths_in

        log = opening.open_folder(paths_in(folder), lambda: float(NOW - 3600), REGION)
        for who, received in (("Ann", "fri 15:00"), ("Bo", "fri 15:15")):
            assert isinstance(log.controller.calls.log(CallDraft(who, received=received)), Logged)
        log.close()
        say("made")

    said, ended = Child(work).wait()
    assert (said, ended) == (["made"], 0)
    return folder


def _kill_once(folder, server: Server, chance, without, result: Result) -> None:
    kind = chance.choice(("any time", "not answered", "answered"))
    notified = threading.Event()
    child_of: list[Child] = []

    def on_notify(_number) -> bool:
        notified.set()
        if kind == "not answered":
            child_of[0].kill_now()
            return False
        return True

    server.begin(on_notify)
    whole = result.done % _WHOLE_EVERY == 0
    result.note("with the whole window", whole)
    child = _Killed(lambda say: _program(folder, say, without, whole=whole))
    child_of.append(child)
    assert child.lines(_PATIENCE_S, 1) == ["starts"]
    if kind == "any time":
        child.pause(chance.random() ** 2 * 0.6)
    else:
        notified.wait(_PATIENCE_S)
        child.pause(chance.random() * 0.02)
    child.kill_now()
    said, ended = child.wait()
    if ended != -signal.SIGKILL:
        raise AssertionError(f"the program ended by itself with {ended}: {said}")
    result.note(f"killed at {kind}" if kind == "any time" else f"killed when {kind}")
    known, unshown = _in_log(folder)
    done = known >= KEYS and not unshown
    before = server.asked
    result.note("of them before the alert was on the screen", not before)
    result.note("of them after it, before the log knew", bool(before and not done))
    again = _run_to_the_end(folder, server, without, expects=not done)
    known, unshown = _in_log(folder)
    where = f"kill {result.done}, {kind}"
    if not before and not again:
        result.fault("missing", where)
    if server.most > 1 or (done and again):
        result.fault("doubled", where)
    if not known >= KEYS or unshown:
        result.fault("not recorded", f"{where}: {sorted(KEYS - known)} {sorted(unshown)}")


def _run_to_the_end(folder, server: Server, without, *, expects: bool) -> int:
    """The next run, until it has said what it has to say; how many notifications it asked for."""
    before = server.asked
    server.on_notify = lambda _: True
    child = _Killed(lambda say: _program(folder, say, without, whole=False))
    assert child.lines(_PATIENCE_S, 2)[-1] == "started"
    until = time.monotonic() + (5.0 if expects else _NOTHING_MORE_S)
    while time.monotonic() < until and "shown" not in child.lines(0.05):
        pass
    child.kill_now()
    child.wait()
    return server.asked - before


class _Killed(Child):
    def kill_now(self) -> None:
        with suppress(ProcessLookupError):
            import os

            os.kill(self.pid, signal.SIGKILL)


def _in_log(folder) -> tuple[frozenset[str], set[str]]:
    """The keys that the log knows, and those that were not shown as far as it knows."""
    from callpolicy_gui.storage.alert_store import AlertStore

    with opened(folder) as db:
        store = AlertStore(db)
        return store.known_keys() & KEYS, {intent.key for intent in store.unshown()} & KEYS


def _without_window() -> None:
    """An empty window that hears what the stage tells it."""
    from PySide6.QtCore import Signal
    from PySide6.QtWidgets import QWidget

    from callpolicy_gui.stages import open_stage
    from callpolicy_gui.ui.theme import theme

    class Empty(QWidget):
        quit_requested, lock_requested = Signal(), Signal()
        alert_shown_requested, test_alert_requested, theme_changed = Signal(), Signal(), Signal(str)
        standing_requested, first_run_left, sample_requested = Signal(str), Signal(), Signal()
        autostart_chosen, text_size_changed = Signal(bool), Signal(int)

        def __init__(self, _controller) -> None:
            super().__init__()
            self.notices = self

        def show_alert(self, *_) -> None:
            """Nobody reads it."""

        show_note = withdraw_alert = show_reach = show_first_run = show_alert
        set_standing = set_dialler = show_trouble = show_alert

    open_stage.MainWindow = Empty
    theme.install = lambda *_: None


def _program(folder, say, without, *, whole: bool) -> None:
    """The program, which says where it is."""
    take_away(without)
    if not whole:
        _without_window()
    from callpolicy_gui import app
    from callpolicy_gui.controller.alert_desk import AlertDesk
    from callpolicy_gui.controller.controller import Controller

    started, shown = Controller.started, AlertDesk.shown

    def say_started(self):
        say("starts")
        started(self)
        say("started")

    def say_shown(self, summary):
        shown(self, summary)
        say("shown")

    Controller.started, AlertDesk.shown = say_started, say_shown
    app.main(["--data-dir", str(folder)], lambda: float(NOW))
