"""The day's tasks by key and mouse: what each costs the hands, and whether the window answers at once.

Every task is done in the real window on a real log, with a long history in it, and its result
is looked at afterwards. The bars are those of the design: keys (a modifier is one) and clicks
for each task, and 100 ms for the 95th percentile of all answers, from the event to the last
paint it asked for.

    python -m benchmarks.use [--n 100000] [--rounds 20]
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog

from benchmarks.hands import Hands
from callpolicy_gui import demo
from callpolicy_gui.core.business_calendar import PracticeCalendar
from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.core.calls import MissedCall, Settlement, Source, Urgency, Voicemail
from callpolicy_gui.core.deadlines import deadline_for
from callpolicy_gui.core.policies import PRESETS, Preset
from callpolicy_gui.opening import LogPlace, OpenLog
from callpolicy_gui.stages.open_stage import OpenStage
from callpolicy_gui.storage.call_store import CallStore
from callpolicy_gui.storage.client_store import ClientStore
from callpolicy_gui.storage.paths import paths_in
from callpolicy_gui.ui.export_dialog import ExportDialog
from callpolicy_gui.ui.policy_page import PolicyPage
from callpolicy_gui.ui.theme import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from callpolicy_gui.controller import Controller
    from callpolicy_gui.ui.main_window import MainWindow

GATE_P95_MS = 100.0
YEARS_BACK = 3
CLIENTS = 400
CTRL = Qt.KeyboardModifier.ControlModifier
K = Qt.Key


@dataclass(frozen=True, slots=True)
class Work:
    """The window, what it stands on, and the hands at it."""

    window: MainWindow
    controller: Controller
    hands: Hands


@dataclass(frozen=True, slots=True)
class Task:
    """What is done, and at most how many keys and clicks it may take."""

    name: str
    keys: int
    clicks: int
    do: Callable[[Work], None]


class NotDoneError(Exception):
    """A task ended otherwise than it should."""


def _must(held: object, what: str) -> None:
    if not held:
        raise NotDoneError(what)


# -- the tasks -----------------------------------------------------------------------


def _newest(controller: Controller, before: set[int]) -> object:
    added = [row for row in controller.queue().rows if {c.call_id for c in row.obligation.calls} - before]
    _must(len(added) == 1, "one call is added")
    return added[0]


def _known_calls(controller: Controller) -> set[int]:
    return {call.call_id for row in controller.queue().rows for call in row.obligation.calls}


def log_known_client(at: Work) -> None:
    before = _known_calls(at.controller)
    at.hands.press(K.Key_N, CTRL)
    at.hands.type("mar")
    at.hands.press(K.Key_Return)
    at.hands.press(K.Key_Return)
    row = _newest(at.controller, before)
    _must(row.obligation.client.name == "Marisol Tran", "the client is known")


def log_at_a_past_time(at: Work) -> None:
    before = _known_calls(at.controller)
    at.hands.press(K.Key_N, CTRL)
    at.hands.type("dana 1405")
    at.hands.press(K.Key_Return)
    at.hands.press(K.Key_Return)
    row = _newest(at.controller, before)
    added = [call for call in row.obligation.calls if call.call_id not in before]
    _must(at.controller.times.time(added[0].received_at) == "14:05", "it was received at 14:05")
    _must(row.obligation.client.name == "Dana Whitfield", "the client is known")


def log_new_caller(at: Work) -> None:
    before = _known_calls(at.controller)
    at.hands.press(K.Key_N, CTRL)
    at.hands.type(f"206555{random.randrange(200, 999):03}7")
    at.hands.press(K.Key_Return)
    row = _newest(at.controller, before)
    _must(row.obligation.client is None or not row.obligation.client.name, "the caller has no name yet")


def see_what_is_next(at: Work) -> None:
    first = at.controller.queue().rows[0]
    _must(at.window.queue_page.list.current_call_id() == first.call_id, "the first card is selected")
    name = first.obligation.client.name if first.obligation.client else ""
    _must(name and name in at.controller.queue().headline, "the headline says who")


def mark_returned(at: Work) -> None:
    selected = at.window.queue_page.list.current_call_id()
    _must(selected is not None, "a card is selected")
    at.hands.press(K.Key_R)
    _must(selected not in {row.call_id for row in at.controller.queue().rows}, "the call is returned")


def answer_the_alert(at: Work) -> None:
    """The alert in the window; a click on the desktop's own is tried on a desktop, by the tests."""
    at.window.show_page("settings")
    at.window.show_alert("A callback is overdue", "It was due 13:40.")
    QApplication.processEvents()
    at.hands.begin()
    at.hands.click(at.window.notices.alert.action_button())
    row = at.window.queue_page.list.current_row()
    _must(at.window.current_page() == "queue", "the queue is shown")
    _must(row is not None and row.group is Group.OVERDUE, "the first overdue card is selected")
    _must(at.window.queue_page.list.hasFocus(), "the list has the keyboard")


def change_the_policy(at: Work) -> None:
    at.hands.press(K.Key_4, CTRL)
    page = at.window.pages.currentWidget()
    _must(isinstance(page, PolicyPage), "the policy page is shown")
    at.hands.click(page.cards.card(Preset.OPERATING_HOURS))
    at.hands.reach(page.promise.button)
    at.hands.click(page.promise.button)
    scheduled = [version for version in at.controller.policies.view().versions if version.effective_from]
    _must(scheduled[-1].effective_from > at.controller.now(), "a version starts on a later date")
    _must(scheduled[-1].policy.preset is Preset.OPERATING_HOURS, "it is the one that was chosen")


def export_last_month(at: Work) -> None:
    home = Path.home()

    def accept() -> None:
        chooser = QApplication.activeModalWidget()
        at.hands.click(chooser.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save))

    at.hands.press(K.Key_E, CTRL)
    at.hands.then(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog), accept)
    at.hands.press(K.Key_Return)
    (written,) = home.glob("*.csv")
    lines = written.read_text(encoding="utf-8-sig").splitlines()
    _must(len(lines) > 1, "calls are written")
    _must("Marisol" not in "".join(lines), "nobody is named")
    dialog = QApplication.activeModalWidget()
    _must(isinstance(dialog, ExportDialog), "the dialog says so")
    dialog.close()


TASKS = (
    Task("log a known client", 8, 0, log_known_client),
    Task("log a call of a past time", 14, 0, log_at_a_past_time),
    Task("log a new caller", 15, 0, log_new_caller),
    Task("see what is next", 0, 0, see_what_is_next),
    Task("mark it returned", 1, 0, mark_returned),
    Task("from the alert to the overdue card", 0, 1, answer_the_alert),
    Task("change the policy with a date", 2, 4, change_the_policy),
    Task("export last month", 3, 2, export_last_month),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a task cost the hands."""

    task: Task
    keys: int
    clicks: int
    turns: int

    @property
    def within(self) -> bool:
        """Whether it keeps to its bar."""
        return self.keys <= self.task.keys and self.clicks <= self.task.clicks


def done(at: Work, task: Task) -> Cost:
    """Do a task from the queue, its list having the keyboard; NotDoneError where it ended otherwise."""
    at.window.show_page("queue")
    at.window.show_overdue()
    QApplication.processEvents()
    at.hands.begin()
    task.do(at)
    return Cost(task, at.hands.keys, at.hands.clicks, at.hands.turns)


def costs_of(at: Work, tasks: tuple[Task, ...] = TASKS) -> list[Cost]:
    """Do the tasks one after the other, each from the same queue: what one did to it is taken back."""
    at_first, costs = _known_calls(at.controller), []
    for task in tasks:
        costs.append(done(at, task))
        while _known_calls(at.controller) != at_first:
            at.controller.undoing.undo()
    return costs


# -- a log with a past ---------------------------------------------------------------


def add_past(log: OpenLog, count: int) -> None:
    """Calls of three years that are settled, from 400 callers; the same in every run."""
    chance = random.Random(20261123)
    controller, db = log.controller, log.db
    policies, settings = controller.policies.view(), controller.settings
    version, calendar = policies.in_force, PracticeCalendar(controller.times.zone)
    now = controller.now()
    with db.write(now):
        clients = ClientStore(db)
        known = [
            clients.add(f"Client Number{number}", [(f"+1212555{number:04}", f"+1212555{number:04}")])
            for number in range(CLIENTS)
        ]
        calls = CallStore(db)
        for _ in range(count):
            received_at = now - chance.randrange(2 * 86_400, YEARS_BACK * 365 * 86_400)
            deadline = deadline_for(
                received_at, Voicemail.YES, PRESETS[Preset.TURNAROUND], calendar, settings.own_hours
            )
            client = chance.choice(known)
            returned_at = received_at + chance.randrange(600, 90_000)
            calls.add(
                MissedCall(
                    0, received_at, Voicemail.YES, Urgency.ROUTINE, client.client_id, client.numbers[0], "",
                    Source.TYPED, received_at, version.version_id, deadline.due_at, deadline.receipt,
                    settled_at=min(returned_at, now), settlement=Settlement.RETURNED,
                ),
                number_key=client.numbers[0],
            )  # fmt: skip
    controller.refresh()


@contextmanager
def work_on(folder: Path, past: int) -> Iterator[Work]:
    """The window on the demo's day in an encrypted log on the disk, with a past."""
    application = QApplication.instance() or QApplication([])
    QLocale.setDefault(QLocale("en_GB"))
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    theme.install(application, "light", 100)
    place = LogPlace(paths_in(folder), None, lambda: demo.MONDAY_14_18, demo.REGION)
    log = place.open(place.load_key())
    demo.fill(log.controller)
    add_past(log, past)
    stage = OpenStage(log, hide_on_close=lambda: False)
    stage.enter("")
    stage.bring_up()
    application.processEvents()
    hands = Hands(application)
    try:
        yield Work(stage.window, log.controller, hands)
    finally:
        hands.leave()
        stage.leave()


def main() -> int:
    """Print what each task costs and how fast the answers are; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=100_000, help="how many calls the log has")
    parser.add_argument("--rounds", type=int, default=20, help="how often the calls are logged and returned")
    parser.add_argument("--untimed", action="store_true", help="count keys and clicks only")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder
        with work_on(Path(folder) / "log", given.n) as at:
            for _ in range(given.rounds):
                costs_of(at, TASKS[:5])
            costs = costs_of(at)
    for cost in costs:
        print(
            f"{cost.task.name}: {cost.keys} keys (at most {cost.task.keys}),"
            f" {cost.clicks} clicks (at most {cost.task.clicks})"
            + f", {cost.turns} turns of the wheel"
            * (cost.turns > 0)
        )
    if given.untimed:
        return int(not all(cost.within for cost in costs))
    answers = sorted(at.hands.answers)
    half, p95 = (answers[len(answers) * part // 100] for part in (50, 95))
    print(
        f"{len(answers)} answers with {given.n} calls in the log: half under {half:.1f} ms,"
        f" 95 % under {p95:.1f} ms (gate {GATE_P95_MS:.0f} ms), the longest {answers[-1]:.1f} ms"
    )
    return int(p95 > GATE_P95_MS or not all(cost.within for cost in costs))


if __name__ == "__main__":
    sys.exit(main())
