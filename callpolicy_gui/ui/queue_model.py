"""The queue as a list model: headings of groups and cards, kept in step without a reset.

A reset would lose the selection and the place in the list every minute. Entries are matched by
what they stand for (a group, or a call's id), moved where they belong, and repainted only when
their words changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from callpolicy_gui.core.callback_queue import Group, QueueRow
from callpolicy_gui.wording.queue import CardText, card, group_title

if TYPE_CHECKING:
    from callpolicy_gui.controller.views import QueueView
    from callpolicy_gui.wording.times import Times

ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1
CALL_ID_ROLE = Qt.ItemDataRole.UserRole + 2
GROUP_ROLE = Qt.ItemDataRole.UserRole + 3

GROUP_STATES = {
    Group.OVERDUE: "overdue",
    Group.DUE_SOON: "soon",
    Group.LATER_TODAY: "later",
    Group.TOMORROW: "next",
    Group.WAITING: "waiting",
    Group.NOT_OWED: "none",
}

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Heading:
    """The line above a group."""

    group: Group
    count: int


@dataclass(frozen=True, slots=True)
class Card:
    """One obligation as it is shown."""

    row: QueueRow
    text: CardText


Entry = Heading | Card


def _key(entry: Entry) -> tuple[str, int]:
    if isinstance(entry, Heading):
        return ("group", int(entry.group))
    return ("call", entry.row.call_id)


class QueueModel(QAbstractListModel):
    """Headings cannot be selected; the group No return owed is left out while it is collapsed.

    Repeated silent calls wait for a judgement and stay to be seen.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []
        self._view: QueueView | None = None
        self._times: Times | None = None
        self._shows_not_owed = False

    def set_view(self, view: QueueView, times: Times) -> None:
        """Show the queue at another instant; what did not change is not touched."""
        self._view, self._times = view, times
        self._become(self._wanted())

    def set_not_owed_shown(self, shown: bool) -> None:
        """Open or collapse the group No return owed."""
        self._shows_not_owed = shown
        self._become(self._wanted())

    def not_owed_shown(self) -> bool:
        """Whether the group No return owed is open."""
        return self._shows_not_owed

    def count_of(self, group: Group) -> int:
        """How many obligations are in a group, shown or not."""
        if self._view is None:
            return 0
        return sum(row.group is group for row in self._view.rows)

    def cards(self) -> list[Card]:
        """The cards in the order they are shown."""
        return [entry for entry in self._entries if isinstance(entry, Card)]

    def card_at(self, index: Index) -> Card | None:
        """The card at an index; None for a heading or nothing."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        return entry if isinstance(entry, Card) else None

    def index_of(self, call_id: int) -> QModelIndex:
        """Where a call stands; an invalid index if it is not shown."""
        return self._index(("call", call_id))

    def card_of(self, call_id: int) -> int:
        """The id of the card that a call is part of: repeat calls share the first one's."""
        for row in range(self.rowCount()):
            entry = self.index(row).data(ENTRY_ROLE)
            if isinstance(entry, Card) and call_id in {c.call_id for c in entry.row.obligation.calls}:
                return entry.row.call_id
        return call_id

    def index_of_group(self, group: Group) -> QModelIndex:
        """Where a group's heading stands; an invalid index if it is not shown."""
        return self._index(("group", int(group)))

    def _index(self, key: tuple[str, int]) -> QModelIndex:
        for number, entry in enumerate(self._entries):
            if _key(entry) == key:
                return self.index(number)
        return QModelIndex()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.card_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if isinstance(entry, Heading):
            return self._heading_data(entry, role)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.text.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return entry.text.accessible
            case _ if role == CALL_ID_ROLE:
                return entry.row.call_id
            case _ if role == GROUP_ROLE:
                return int(entry.row.group)
        return None

    def _heading_data(self, entry: Heading, role: int) -> Any:
        if role == GROUP_ROLE:
            return int(entry.group)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return f"{group_title(entry.group)}, {entry.count}"
        return None

    def _wanted(self) -> list[Entry]:
        if self._view is None or self._times is None:
            return []
        wanted: list[Entry] = []
        for group in Group:
            rows = [row for row in self._view.rows if row.group is group]
            if group is Group.NOT_OWED and not self._shows_not_owed:
                rows = [row for row in rows if row.silent_calls]
            if not rows:
                continue
            wanted.append(Heading(group, len(rows)))
            wanted.extend(Card(row, self._card_text(row, self._view, self._times)) for row in rows)
        return wanted

    @staticmethod
    def _card_text(row: QueueRow, view: QueueView, times: Times) -> CardText:
        return card(row, view.now, times, view.safety.get(row.call_id))

    def _become(self, wanted: list[Entry]) -> None:
        kept = {_key(entry) for entry in wanted}
        for number in reversed(range(len(self._entries))):
            if _key(self._entries[number]) not in kept:
                self.beginRemoveRows(QModelIndex(), number, number)
                del self._entries[number]
                self.endRemoveRows()
        for number, entry in enumerate(wanted):
            self._settle(number, entry)

    def _settle(self, number: int, entry: Entry) -> None:
        """Make `entry` the one at `number`, all before it being right already."""
        key = _key(entry)
        there = next((n for n in range(number, len(self._entries)) if _key(self._entries[n]) == key), None)
        if there is None:
            self.beginInsertRows(QModelIndex(), number, number)
            self._entries.insert(number, entry)
            self.endInsertRows()
            return
        if there != number:
            self.beginMoveRows(QModelIndex(), there, there, QModelIndex(), number)
            self._entries.insert(number, self._entries.pop(there))
            self.endMoveRows()
        if self._entries[number] != entry:
            self._entries[number] = entry
            self.dataChanged.emit(self.index(number), self.index(number))
