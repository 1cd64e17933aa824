"""A practice to throw things at: a real controller on a real log, in memory or in a folder."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QApplication

from callpolicy_gui import opening
from callpolicy_gui.controller.views import CallDraft, LogEntry, LogFilter, Logged
from callpolicy_gui.core.call_log import Level
from callpolicy_gui.desktop.system_region import Region, system_zone
from callpolicy_gui.formats import csv_log
from callpolicy_gui.ui.main_window import MainWindow
from callpolicy_gui.ui.theme import install
from callpolicy_gui.wording.alerts import alert_text, tray_tooltip
from callpolicy_gui.wording.log import LogCells, log_cells
from callpolicy_gui.wording.queue import CardText, card
from tests.bad_inputs.checks import Misbehaved, expect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from callpolicy_gui.controller.views import ImportDone, ImportPreview, Refused
    from callpolicy_gui.core.callback_queue import QueueRow
    from callpolicy_gui.core.calls import MissedCall
    from callpolicy_gui.storage.paths import Paths

NEW_YORK = "America/New_York"
# A Monday whose next day is a working day: a call is due tomorrow at the same time.
MONDAY = "2026-11-23 14:00"
_ALL = (date(1969, 1, 1), date(2100, 1, 1))


class World:
    """An open log whose clock stands where a check puts it. Local times are texts in `zone`."""

    def __init__(
        self, now: str = MONDAY, *, zone: str = NEW_YORK, country: str = "US", paths: Paths | None = None
    ) -> None:
        self.zone = ZoneInfo(zone)
        self.now = self.at(now)
        region = Region(zone, country, "")
        if paths is None:
            self.log_file = opening.open_demo(lambda: self.now, region, system_zone)
        else:
            self.log_file = opening.open_folder(paths, lambda: self.now, region)
        self.controller = self.log_file.controller
        self.db = self.log_file.db
        self.alerts: list = []
        self.said: list[str] = []
        self.controller.alert_owed.connect(self.alerts.append)
        self.controller.said.connect(self.said.append)

    def at(self, local: str, *, fold: int = 0) -> int:
        return int(datetime.fromisoformat(local).replace(tzinfo=self.zone, fold=fold).timestamp())

    def to(self, local: str) -> None:
        self.now = self.at(local)

    def close(self) -> None:
        expect(self.db.history.verify() is None, "the history's chain is broken")
        self.log_file.close()

    # -- what is in it -------------------------------------------------------------------

    def log(self, who: str, **more) -> Logged | Refused:
        return self.controller.calls.log(CallDraft(who, **more))

    def must_log(self, who: str, **more) -> Logged:
        answer = self.log(who, **more)
        expect(isinstance(answer, Logged), f"the call was not logged: {getattr(answer, 'sentence', '')}")
        assert isinstance(answer, Logged)
        return answer

    def call(self, call_id: int) -> MissedCall:
        return self.controller._desk.call(call_id)

    def calls(self) -> int:
        found = self.db.row("SELECT count(*) FROM calls")
        return 0 if found is None else found[0]

    def texts(self) -> set[str]:
        """Every number, name and note as it is kept."""
        queries = ("SELECT raw FROM client_numbers", "SELECT name FROM clients", "SELECT note FROM calls")
        kept = {row[0] for query in queries for row in self.db.rows(query)}
        return kept | {row[0] for row in self.db.rows("SELECT number FROM calls")}

    def number_keys(self) -> set[str]:
        return {row[0] for row in self.db.rows("SELECT number_key FROM client_numbers")}

    @contextlib.contextmanager
    def unchanged(self) -> Iterator[None]:
        """Nothing is written inside."""
        before = (self.db.history.head(), self.calls())
        yield
        expect((self.db.history.head(), self.calls()) == before, "something was written to the log")

    # -- how it is shown -----------------------------------------------------------------

    def row(self, call_id: int) -> QueueRow:
        self.controller.refresh()
        for row in self.controller.queue().rows:
            if call_id in {call.call_id for call in row.obligation.calls}:
                return row
        raise Misbehaved("the call is not in the queue")

    def card(self, call_id: int) -> CardText:
        return card(self.row(call_id), self.now, self.controller.times)

    def entries(self, text: str = "") -> tuple[LogEntry, ...]:
        first, last = self.controller.log.day_bounds(*_ALL)
        return self.controller.log.page(LogFilter(first, last, text), 1000, 0)

    def cells(self, call_id: int) -> LogCells:
        entry = next(entry for entry in self.entries() if entry.call.call_id == call_id)
        return log_cells(entry, self.now, self.controller.times)

    def exported(self, folder: Path, level: Level = Level.FULL) -> bytes:
        """The log as CSV, written by the use case and read from the disk."""
        path = folder / "export.csv"
        done = self.controller.exchange.export(path, *_ALL, level, overwrite=True)
        expect(path.exists(), f"the export was refused: {getattr(done, 'sentence', '')}")
        return path.read_bytes()

    def records(self, folder: Path, level: Level = Level.FULL) -> list[dict[str, str]]:
        return csv_log.read_back(self.exported(folder, level))

    def alert_words(self) -> list[str]:
        """What leaves the window until a call of now is overdue: alerts, and the tray's tooltip."""
        start, words = self.now, []
        self.alerts.clear()
        for minutes in (0, 23 * 60 + 35, 24 * 60 + 5):
            self.now = start + minutes * 60
            self.controller.tick()
            words.append(tray_tooltip(self.controller.queue().rows, self.now, self.controller.times))
            for digest in self.alerts:
                said = alert_text(digest, self.now, self.controller.times)
                words += [said.title, said.body]
            self.alerts.clear()
        self.now = start
        expect(len(words) > 3, "no alert was given at all")
        return words

    # -- import --------------------------------------------------------------------------

    def preview(self, path: Path) -> ImportPreview | Refused:
        return self.controller.exchange.preview(path)

    def take(self, preview: ImportPreview) -> ImportDone | Refused:
        return self.controller.exchange.import_calls(preview, settle_returned=True)


@contextlib.contextmanager
def world(now: str = MONDAY, **more) -> Iterator[World]:
    made = World(now, **more)
    try:
        yield made
    finally:
        made.close()


@dataclass
class Window:
    """The real window on a world's controller, without a display."""

    main: MainWindow

    @property
    def quick_log(self):
        return self.main.queue_page.log

    @property
    def details(self):
        return self.main.queue_page.details

    def settle(self) -> None:
        for _ in range(3):
            QApplication.processEvents()


@contextlib.contextmanager
def window(made: World) -> Iterator[Window]:
    """The window, closed again afterwards."""
    application = QApplication.instance() or QApplication(["callpolicy"])
    assert isinstance(application, QApplication)
    install(application, "light", 100)
    main = MainWindow(made.controller)
    shown = Window(main)
    try:
        main.show()
        shown.settle()
        yield shown
    finally:
        main.close()
        main.deleteLater()
        shown.settle()
