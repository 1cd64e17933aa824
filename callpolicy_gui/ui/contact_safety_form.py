"""What keeps a client safe when called, as fields: each is saved at once, and can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from callpolicy_gui.core.contact_safety import ContactSafety, MessageRule
from callpolicy_gui.core.weekly_hours import WeeklyHours
from callpolicy_gui.ui.hours_editor import HoursEditor
from callpolicy_gui.ui.setting_row import SettingRow
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import CheckBox, Label, SegmentedChoice
from callpolicy_gui.wording.contact import MESSAGE_RULES
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from callpolicy_gui.wording.times import Times

_NEVER = WeeklyHours.never()


class ContactSafetyForm(QWidget):
    """May a message be left, and when is it safe to call. The numbers carry their own mark.

    `message_picked` carries a MessageRule, `safe_times_picked` WeeklyHours or None for any time.
    """

    message_picked = Signal(object)
    safe_times_picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times: Times | None = None
        self._weekend: frozenset[int] = frozenset()
        self._saved = ContactSafety()
        self.message = SegmentedChoice(
            tuple((rule.value, tr(words)) for rule, words in MESSAGE_RULES.items()),
            self.tr("May a message be left?"),
        )
        self.message_row = SettingRow(
            self.tr("May a message be left?"),
            self.tr("Ask before you need it. Somebody else may listen to it."),
            self.message,
            below=True,
        )
        self.only_safe = CheckBox(
            self.tr("Call only at safe times"),
            self.tr("You are warned at other times. Deadlines stay as they are."),
        )
        self.hours = HoursEditor(safe=True)
        self.hours_row = SettingRow(
            self.tr("Safe times"), self.tr("In your own time zone."), self.hours, below=True
        )
        column = QVBoxLayout(self)
        space(column, 0, 12)
        column.addWidget(Label(self.tr("Contact safety"), "section"))
        for widget in (self.message_row, self.only_safe, self.hours_row):
            column.addWidget(widget)
        self.hours_row.hide()
        self.message.changed.connect(lambda value: self.message_picked.emit(MessageRule(value)))
        self.only_safe.clicked.connect(self._only_safe_clicked)
        self.hours.hours_committed.connect(self._hours_committed)

    def use(self, times: Times, weekend: frozenset[int]) -> None:
        """How times read here."""
        self._times, self._weekend = times, weekend

    def show_safety(self, safety: ContactSafety) -> None:
        """Show the rules as saved; hours that are being typed stay."""
        changed = safety.safe_times != self._saved.safe_times
        self._saved = safety
        self.message.set_value(safety.message.value)
        if changed:
            self.only_safe.setChecked(safety.safe_times is not None)
        if self._times is not None and safety.safe_times is not None and not self.hours.is_being_typed():
            self.hours.show_hours(safety.safe_times, self._times, self._weekend)
        self.hours_row.setVisible(self.only_safe.isChecked())

    def show_error(self, sentence: str) -> None:
        """Say why a change was not saved; "" clears it."""
        self.message_row.set_error(sentence)
        if sentence:
            self.message.set_value(self._saved.message.value)
            self.only_safe.setChecked(self._saved.safe_times is not None)

    def _only_safe_clicked(self) -> None:
        wanted = self.only_safe.isChecked()
        self.hours_row.setVisible(wanted)
        if wanted and self._times is not None:
            # Nothing is safe until it was said to be, so there is nothing to save yet.
            self.hours.show_hours(_NEVER, self._times, self._weekend)
        elif not wanted and self._saved.safe_times is not None:
            self.safe_times_picked.emit(None)

    def _hours_committed(self, hours: WeeklyHours) -> None:
        if hours.open_days:
            self.safe_times_picked.emit(hours)
