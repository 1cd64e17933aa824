"""A date field with a calendar, in Python dates and the practice's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QDateEdit, QSizePolicy, QWidget

from callpolicy_gui.ui.theme import px

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtCore import QSize
    from PySide6.QtGui import QWheelEvent

    from callpolicy_gui.wording.times import Times

# Without the weekday: a date typed over it whole would be read part by part, and wrongly.
_FORMAT = "d MMM yyyy"
_LATEST = QDate(2199, 12, 31)


class DateEdit(QDateEdit):
    """One date. `picked` is sent when the person changes it, not by `set_value`."""

    picked = Signal()

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setCalendarPopup(True)
        self.setMaximumDate(_LATEST)
        self.setDisplayFormat(_FORMAT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.dateChanged.connect(lambda _day: self.picked.emit())

    def use(self, times: Times) -> None:
        """Name days and months in the language of `times`."""
        self.setLocale(times.locale)
        self.setDisplayFormat(_FORMAT)

    def value(self) -> date:
        """The date shown."""
        return self.date().toPython()  # type: ignore[return-value]

    def set_value(self, day: date) -> None:
        """Show a date, without a signal."""
        blocked = self.blockSignals(True)
        self.setDate(QDate(day.year, day.month, day.day))
        self.blockSignals(blocked)

    def set_earliest(self, day: date) -> None:
        """Refuse dates before `day`, without a signal."""
        blocked = self.blockSignals(True)
        self.setMinimumDate(QDate(day.year, day.month, day.day))
        self.blockSignals(blocked)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The wheel scrolls the page; it must not change a date it happens to pass over.
        event.ignore()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        hint.setWidth(QFontMetrics(self.font()).horizontalAdvance("28 Nov 2026") + px(46))
        return hint

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
