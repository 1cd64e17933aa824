"""The log as a table that holds only the pages being looked at.

A log of many years has tens of thousands of calls; the view asks for about thirty. Pages of 100
are fetched when a cell of theirs is asked for, and the least recently used ones are let go.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from callpolicy_gui.core.calls import Settlement, Voicemail
from callpolicy_gui.core.local_time import local
from callpolicy_gui.ui.theme import font
from callpolicy_gui.wording.log import LogCells, log_cells
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from callpolicy_gui.controller import Controller
    from callpolicy_gui.controller.views import LogEntry, LogFilter

PAGE_ROWS = 100
KEPT_PAGES = 8
SORT_ROLE = Qt.ItemDataRole.UserRole
RECEIVED, CALLER, VOICEMAIL, DUE, OUTCOME, KEPT = range(6)

_Index = QModelIndex | QPersistentModelIndex
_TITLES = ("Received", "Caller", "Voicemail", "Due", "Outcome", "Kept")
_FIELDS = ("received", "caller", "voicemail", "due", "outcome", "kept")
_VOICEMAIL_RANK = {Voicemail.YES: 0, Voicemail.UNKNOWN: 1, Voicemail.NO: 2}


class LogModel(QAbstractTableModel):
    """The calls of one filter, newest first as the controller gives them."""

    def __init__(self, controller: Controller, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._filter: LogFilter | None = None
        self._count = 0
        self._now = 0
        self._pages: OrderedDict[int, tuple[tuple[LogEntry, LogCells], ...]] = OrderedDict()

    def set_filter(self, chosen: LogFilter) -> None:
        """Show the calls of `chosen`; counts them and forgets every page."""
        self.beginResetModel()
        self._filter = chosen
        self._pages.clear()
        self._now = self._controller.now()
        self._count = self._controller.log.count(chosen)
        self.endResetModel()

    def reword(self) -> None:
        """Put every cell into words anew; which calls are shown stays, and the place in them."""
        self._pages.clear()
        if self._count:
            last = self.index(self._count - 1, len(_TITLES) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def has_other_years(self) -> bool:
        """Whether a time of the calls shown needs its year; looks at the oldest and the latest call only."""
        zone = self._controller.times.zone
        this_year = local(self._now, zone).year
        instants = []
        for row in (0, self._count - 1):
            entry = self.entry(row) if self._count else None
            if entry is not None:
                call = entry.call
                instants += [at for at in (call.received_at, call.due_at, call.settled_at) if at is not None]
        return any(local(at, zone).year != this_year for at in instants)

    @property
    def held_rows(self) -> int:
        """How many rows are in memory."""
        return sum(len(page) for page in self._pages.values())

    def entry(self, row: int) -> LogEntry | None:
        """The call in a row, None where the log has changed under the view."""
        found = self._row(row)
        return None if found is None else found[0]

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._count

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(_TITLES):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(_TITLES[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.FontRole:
            return font("strong") if index.column() == CALLER else font("body")
        if role not in _ANSWERED:
            return None
        found = self._row(index.row())
        if found is None:
            return None
        entry, cells = found
        if role == SORT_ROLE:
            return _sort_key(entry, index.column(), self._now)
        text = getattr(cells, _FIELDS[index.column()])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{tr(_TITLES[index.column()])}: {text}"
        return text

    def _row(self, row: int) -> tuple[LogEntry, LogCells] | None:
        number, offset = divmod(row, PAGE_ROWS)
        page = self._page(number)
        return page[offset] if offset < len(page) else None

    def _page(self, number: int) -> tuple[tuple[LogEntry, LogCells], ...]:
        page = self._pages.get(number)
        if page is not None:
            self._pages.move_to_end(number)
            return page
        if self._filter is None:
            return ()
        times = self._controller.times
        entries = self._controller.log.page(self._filter, PAGE_ROWS, number * PAGE_ROWS)
        page = tuple((entry, log_cells(entry, self._now, times)) for entry in entries)
        self._pages[number] = page
        if len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        return page


_ANSWERED = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, SORT_ROLE})


def _sort_key(entry: LogEntry, column: int, now: int) -> int:
    """What a column sorts by. Always an int: a Python datetime in a sort role sorts wrongly, silently."""
    call = entry.call
    match column:
        case 1:
            return call.client_id or 0
        case 2:
            return _VOICEMAIL_RANK[call.voicemail]
        case 3:
            return call.due_at or 0
        case 4:
            return call.settled_at or 0
        case 5:
            return _lateness(entry, now)
        case _:
            return call.received_at


def _lateness(entry: LogEntry, now: int) -> int:
    """Seconds after the due instant, negative where it was kept; far below all where nothing was owed."""
    call = entry.call
    if call.due_at is None or call.settlement in {Settlement.NOT_OWED, Settlement.LOG_ONLY}:
        return -(1 << 40)
    return (now if call.settled_at is None else call.settled_at) - call.due_at
