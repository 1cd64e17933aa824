"""A time zone, chosen from the list or typed: `europe/paris`, `Paris` and `los angeles` are understood."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from callpolicy_gui.ui.setting_row import Choice


@cache
def zone_names() -> tuple[str, ...]:
    """The IANA keys this computer knows, in order. Reading them takes a moment the first time."""
    return tuple(sorted(available_timezones()))


class ZoneChoice(Choice):
    """An editable list of zones. The first entry, `unset`, stands for none: its value is an empty text.

    `picked` is sent when an entry is chosen and when typing is finished.
    """

    def __init__(self, unset: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unset = unset
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.fill((("", unset), *((name, name) for name in zone_names())))
        self.show_value("")
        completer, line = self.completer(), self.lineEdit()
        if completer is not None:
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
        if line is not None:
            line.editingFinished.connect(self._typed)

    def zone(self) -> str | None:
        """The key of the zone in the field, empty for none; None where it is no zone."""
        typed = self.currentText().strip().casefold().replace(" ", "_")
        if typed in {"", self._unset.casefold().replace(" ", "_")}:
            return ""
        folded = {name.casefold(): name for name in zone_names()}
        if typed in folded:
            return folded[typed]
        cities = [name for key, name in folded.items() if key.rpartition("/")[2] == typed]
        return cities[0] if len(cities) == 1 else None

    def _typed(self) -> None:
        """Show the zone as it is spelt."""
        found = self.zone()
        if found is not None:
            self.show_value(found)
        self.picked.emit()
