"""A scripted day of the real program: `python -m tests.reliability.session FOLDER`, and how to run one.

Everything a person types in it is a canary. In the end it prints `ready`, and waits to be
killed. The folder is home, session folder and temporary folder of that process.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
CANARIES = {
    "name": "Zyxonella Quarkbottom",
    "number": "2065550142",
    "note": "wombat after the harvest",
    "draft": "Gnufrieda Ostrobogulous",
    "closure": "Lapland with Ferdinanda",
    "reason": "my supervisor Thistlewick",
    "export path": "for-doctor-Brambleshank",
    "passphrase": "seven marmots in a row",
}
# The same number as it is shown, and what a rename leaves behind.
SPELLINGS = {**CANARIES, "number shown": "(206) 555-0142", "first name": "Wilhelmvar Underbough"}
BEGINNING = 1_795_442_400
READY = "ready"
PATIENCE_S = 60.0
PHONE_LOG = """<?xml version="1.0" encoding="UTF-8"?>
<calls count="1"><call number="+14255550177" duration="0" date="1795420800000" type="3"
 presentation="1" contact_name="Zyxonella Quarkbottom Imported" /></calls>
"""


def environment(folder: Path) -> dict[str, str]:
    """What the session sees of the world: one folder, no keychain, no bus."""
    places = {"HOME": "home", "TMPDIR": "tmp", "XDG_RUNTIME_DIR": "run", "XDG_DATA_HOME": "home/data"}
    places |= {"XDG_CONFIG_HOME": "home/config", "XDG_CACHE_HOME": "home/cache"}
    for name in places.values():
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    return {name: str(folder / place) for name, place in places.items()} | {
        "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "TZ": "America/New_York",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "QT_QPA_PLATFORM": "offscreen",
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/bus", "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip


@contextmanager
def played(folder: Path, *before: str):
    """The session at its end, still running; `before` is a program that runs it. Killed afterwards.

    Raises RuntimeError where it did not come to its end.
    """
    (folder / "input").mkdir()
    (folder / "input" / "phone.xml").write_text(PHONE_LOG, encoding="utf-8")
    command = [*before, sys.executable, "-m", "tests.reliability.session", str(folder)]
    with (folder / "errors").open("wb") as errors:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(folder),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    # A program that hangs says nothing any more, and whoever listens would wait with it.
    watch = threading.Timer(2 * PATIENCE_S, _kill, [process.pid])
    watch.start()
    try:
        for line in process.stdout:
            if line.startswith(READY):
                yield int(line.split()[1])
                break
        else:
            raise RuntimeError((folder / "errors").read_text(errors="replace")[-2000:])
    finally:
        watch.cancel()
        _kill(process.pid)
        process.communicate()


def _kill(group: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def main(folder: Path) -> int:
    """The program with its script; it ends by being killed."""
    os.umask(0)
    from callpolicy_gui import app, program

    stay = program.Program.stay

    def stay_and_play(self, stage, command):
        player = _Player(script(self, folder))
        done = stay(self, stage, command)
        player.timer.stop()
        return done

    program.Program.stay = stay_and_play
    return app.main(["--data-dir", str(folder / "data")], lambda: float(BEGINNING))


class _Player:
    """Goes on with the script whenever what it waits for has come."""

    def __init__(self, steps) -> None:
        from PySide6.QtCore import QTimer

        self.steps, self.wait, self.until = steps, lambda: True, 0.0
        self.timer = QTimer(interval=5)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self) -> None:
        if not self.wait():
            if time.monotonic() > self.until:
                os._exit(3)
            return
        self.until = time.monotonic() + PATIENCE_S
        try:
            self.wait = next(self.steps)
        except StopIteration:
            self.timer.stop()
            print(READY, os.getpid(), flush=True)
        except Exception:  # noqa: BLE001 - whatever it is, the program must not go on without its script
            import traceback

            traceback.print_exc()
            os._exit(4)


def script(program, folder: Path):
    """What happens; each `yield` gives what to wait for."""
    from datetime import date, timedelta

    from PySide6.QtCore import QTimer
    from PySide6.QtTest import QTest

    from callpolicy_gui.controller.views import CallDraft, Logged, Refused
    from callpolicy_gui.core.business_calendar import Closure
    from callpolicy_gui.core.call_log import Level
    from callpolicy_gui.core.calls import Outcome
    from callpolicy_gui.core.policies import PRESETS, Preset
    from callpolicy_gui.stages.locked_stage import LockedStage
    from callpolicy_gui.stages.open_stage import OpenStage

    def went_well(done) -> None:
        assert not isinstance(done, Refused), done.sentence

    yield lambda: isinstance(program._stage, OpenStage)
    window = program.stage.window
    controller = program.stage._controller
    day = date(2026, 11, 23)
    logged = controller.calls.log(CallDraft("(206) 555-0142", received="now", note=CANARIES["note"]))
    assert isinstance(logged, Logged), logged
    went_well(controller.calls.name_caller(logged.call_id, SPELLINGS["first name"]))
    client = controller.queue().rows[0].obligation.client.client_id
    went_well(controller.clients.rename(client, CANARIES["name"]))
    went_well(controller.calls.attempt(logged.call_id, Outcome.NO_ANSWER))
    went_well(
        controller.policies.add_closure(
            Closure(0, day + timedelta(days=9), day + timedelta(days=10), name=CANARIES["closure"])
        )
    )
    went_well(
        controller.policies.schedule(
            PRESETS[Preset.TURNAROUND], day + timedelta(days=1), override_reason=CANARIES["reason"]
        )
    )
    controller.access.record_opened(client)
    for page in ("log", "policy", "settings", "queue"):
        window.show_page(page)
        yield lambda: True
    window.queue_page.call_actions.copy_number("(206) 555-0142")

    answers = []
    controller.protection.set_passphrase(CANARIES["passphrase"], CANARIES["passphrase"], answers.append)
    yield lambda: answers
    went_well(answers[0])

    program.stage.start_logging()
    QTest.keyClicks(window.queue_page.log.who, CANARIES["draft"])
    program.lock("", asked=True)
    yield lambda: isinstance(program.stage, LockedStage)
    program.stage._lock.passphrase_submitted.emit(CANARIES["passphrase"])
    yield lambda: isinstance(program.stage, OpenStage)
    window, controller = program.stage.window, program.stage._controller
    assert window.queue_page.log.who.text() == CANARIES["draft"]

    preview = controller.exchange.preview(folder / "input" / "phone.xml")
    went_well(preview)
    went_well(controller.exchange.import_calls(preview, settle_returned=True))
    yield lambda: not controller.backups.running
    target = folder / "exports" / f"{CANARIES['export path']}.csv"
    target.parent.mkdir(mode=0o700)
    went_well(controller.exchange.export(target, day, day, Level.PSEUDONYMISED, overwrite=False))
    went_well(controller.backups.start())
    yield lambda: not controller.backups.running
    assert controller.backups.rows()

    def slip() -> None:
        raise ValueError(" ".join(SPELLINGS.values()))

    QTimer.singleShot(0, slip)
    yield lambda: "ValueError" in (folder / "errors").read_text()
    # A draft that is in no row yet, and a write-ahead log that was merged into nothing.
    program.stage.start_logging()
    QTest.keyClicks(window.queue_page.log.who, f" {CANARIES['draft']}")
    went_well(controller.calls.set_note(logged.call_id, CANARIES["note"] + " twice"))
    window.queue_page.log.flush_draft()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.exit(main(Path(sys.argv[1])))
