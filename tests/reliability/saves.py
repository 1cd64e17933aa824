"""The real controller saving, by a script that a number decides: what a clinician does in a day.

The n-th save of a seed depends on the log's content alone, so that a second log that
starts as the first did is what the first must be after the same saves.
"""

from __future__ import annotations

import contextlib
import random
from types import SimpleNamespace
from typing import TYPE_CHECKING

from callpolicy_gui import opening
from callpolicy_gui.controller import desk as controller_desk
from callpolicy_gui.controller.views import CallDraft, Refused
from callpolicy_gui.core.calls import NotOwedReason, Outcome, Voicemail
from callpolicy_gui.desktop.system_region import Region
from callpolicy_gui.storage import client_store
from callpolicy_gui.storage.connection import LogDatabase
from callpolicy_gui.storage.paths import paths_in
from callpolicy_gui.wording.problems import storage_problem
from tests.reliability.campaign import content

if TYPE_CHECKING:
    from pathlib import Path

BEGINNING = 1_795_000_000  # a Wednesday afternoon in November 2026
REGION = Region("America/New_York", "US", "NY")
NAMES = ("Ana Kim", "Zoë O'Brien", "Bo Li", "Priya Nair", "Marek Dvořák", "Ines Duarte", "Tom Hale")


class Saves:
    """One open log and its script. `number` is the clock too: each save is a minute later."""

    def __init__(self, folder: Path, seed: int, number: int = 0) -> None:
        self.seed, self.number = seed, number
        self.problems: list = []
        self.log = None
        self._tell_problems()
        self.log = opening.open_folder(paths_in(folder), lambda: float(BEGINNING + 60 * self.number), REGION)
        self.controller.failed.connect(self._failed)
        self.controller.started()

    @property
    def controller(self):
        return self.log.controller

    @property
    def db(self) -> LogDatabase:
        return self.log.db

    def save(self, number: int) -> list[str]:
        """One step of the script; the sentences with which the disk's trouble was told, if any."""
        self.number = number
        chance = random.Random(f"{self.seed} {number}")
        # A client's code is random; in a script it must come again.
        client_store.secrets = SimpleNamespace(choice=chance.choice)
        self.problems.clear()
        told = self._step(chance)
        if isinstance(told, Refused) and self.problems:
            return [told.sentence]
        return list(self.problems)

    def state(self) -> tuple[int, str, str]:
        """How many entries the history has, the last one's hash, and the digest of everything."""
        head = self.db.history.head()
        return head.count, head.hash, content(self.db.conn)

    def close(self) -> None:
        self.log.close()

    def _step(self, chance: random.Random):  # noqa: PLR0911 - one way out for each kind of save
        calls, desk = self.controller.calls, self.controller.clients
        ids = [row[0] for row in self.db.rows("SELECT call_id FROM calls ORDER BY call_id DESC LIMIT 12")]
        clients = [row[0] for row in self.db.rows("SELECT client_id FROM clients WHERE merged_into IS NULL")]
        kind = chance.randrange(20) if ids else 0
        call = chance.choice(ids) if ids else 0
        client = chance.choice(clients) if clients else 0
        other = chance.choice(clients) if clients else 0
        if kind in {6, 7, 8}:
            return calls.attempt(call, chance.choice(list(Outcome)))
        if kind == 9:
            return calls.snooze(call, self.controller.now() + 60 * chance.randrange(5, 90))
        if kind in {10, 11}:
            return calls.set_note(
                call, f"after {chance.randrange(1, 9)} " + "pm, door code " * chance.randrange(20)
            )
        if kind == 12:
            return calls.set_voicemail(call, chance.choice(list(Voicemail)))
        if kind == 13:
            return calls.name_caller(call, chance.choice(NAMES))
        if kind == 14:
            return calls.not_owed(call, NotOwedReason.RESOLVED)
        if kind == 15:
            return self.controller.undoing.undo()
        if kind == 16 and client != other:
            return desk.merge(client, other)
        if kind == 17:
            merged = self.db.row(
                "SELECT merged_into, client_id FROM clients AS merged WHERE merged_into IN"
                " (SELECT client_id FROM clients WHERE merged_into IS NULL) ORDER BY client_id"
            )
            if merged is not None:
                return desk.unmerge(*merged)
        if kind == 18:
            return self.controller.tick()
        if kind == 19 and client:
            return desk.add_number(client, f"(206) 555-{chance.randrange(100, 9999):04}")
        who = chance.choice((*NAMES, f"(206) 555-{chance.randrange(100, 200):04}", "withheld"))
        return calls.log(
            CallDraft(who, voicemail=chance.choice(list(Voicemail)), note="x" * chance.randrange(900))
        )

    def _failed(self, sentence: str) -> None:
        if sentence not in self.problems:
            self.problems.append(sentence)

    def _tell_problems(self) -> None:
        """What the disk refused is told apart from what the rules refuse."""

        def told(error):
            sentence = storage_problem(error)
            self.problems.append(sentence)
            return sentence

        controller_desk.storage_problem = told


def each_commit(tell) -> None:
    """Calls `tell(db)` after each transaction that changed something, for every log of this process."""
    real = LogDatabase.write

    @contextlib.contextmanager
    def write(self, at):
        changes = self.conn.total_changes
        with real(self, at):
            yield
        if self.conn.total_changes != changes:
            tell(self)

    LogDatabase.write = write
