"""What is agreed with one client, as a form that says what it would mean before it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from callpolicy_gui.controller.views import Field as FieldName
from callpolicy_gui.core.accommodations import Accommodation, AccommodationReason, Channel
from callpolicy_gui.ui.agreement_preview import AgreementPreview
from callpolicy_gui.ui.date_edit import DateEdit
from callpolicy_gui.ui.hours_editor import HoursEditor
from callpolicy_gui.ui.setting_row import Choice, SettingRow
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import Button, CheckBox, FlowLayout, Label, SegmentedChoice
from callpolicy_gui.ui.zone_choice import ZoneChoice
from callpolicy_gui.wording.clients import CHANNELS, REASONS
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from datetime import date

    from callpolicy_gui.controller.client_views import AccommodationPreview
    from callpolicy_gui.controller.views import Refused
    from callpolicy_gui.core.weekly_hours import WeeklyHours
    from callpolicy_gui.wording.times import Times

_NOTHING = Accommodation()


class AccommodationForm(QWidget):
    """Edits an `Accommodation`. `edited` follows each change; saving and ending are only asked for.

    What is being edited stays when the same client is shown anew, until it is saved.
    """

    edited = Signal()
    save_requested = Signal()
    end_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._saved = _NOTHING
        self._is_agreed = False
        self._build_fields()
        self.preview = AgreementPreview()
        self.save = Button(self.tr("Save agreement"), "check", "primary")
        self.end = Button(self.tr("End agreement"), "x")
        self.unsaved = Label(self.tr("Not saved yet."), "body", "text2", wrap=False)
        self._lay_out()
        self._connect()

    def _build_fields(self) -> None:
        self.always = CheckBox(self.tr("Always return calls, with or without a voicemail"))
        self.own_hours = CheckBox(
            self.tr("Own calling hours"), self.tr("For this client they replace those of your policy.")
        )
        self.hours = HoursEditor()
        self.hours_row = SettingRow(
            self.tr("When you call this client"), self.tr("In your own time zone."), self.hours, below=True
        )
        self.zone = ZoneChoice(self.tr("Same as yours"))
        self.zone_row = SettingRow(
            self.tr("Time zone"), self.tr("Where the client lives. You see what time it is there."), self.zone
        )
        line = self.zone.lineEdit()
        if line is not None:
            line.setAccessibleName(self.zone.accessibleName())
        self.channel = SegmentedChoice(
            tuple((channel.value, tr(words)) for channel, words in CHANNELS.items()), self.tr("How to reach")
        )
        self.channel_row = SettingRow(self.tr("How to reach"), "", self.channel, below=True)
        self.reason = Choice()
        reasons = ((reason.value, tr(words)) for reason, words in REASONS.items())
        self.reason.fill((("", self.tr("Not given")), *reasons))
        self.reason_row = SettingRow(
            self.tr("Reason"), self.tr("A category only, no clinical details."), self.reason
        )
        self.reviewed = CheckBox(self.tr("Talk about it again"))
        self.review_on = DateEdit()
        self.review_row = SettingRow(self.tr("Review on"), "", self.review_on)
        self.review_words = Label("", "caption", "text2")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        space(column, 0, 12)
        column.addWidget(Label(self.tr("Agreed with this client"), "section"))
        for widget in (
            self.always,
            self.own_hours,
            self.hours_row,
            self.zone_row,
            self.channel_row,
            self.reason_row,
            self.reviewed,
            self.review_row,
            self.review_words,
            self.preview,
        ):
            column.addWidget(widget)
        buttons = QWidget()
        row = FlowLayout(buttons, gap=8)
        row.addWidget(self.save)
        row.addWidget(self.end)
        row.addWidget(self.unsaved)
        column.addWidget(buttons)

    def _connect(self) -> None:
        self.always.clicked.connect(self._changed)
        self.own_hours.clicked.connect(self._hours_wanted)
        self.hours.hours_changed.connect(self._changed)
        self.hours.problem_changed.connect(self._changed)
        self.zone.picked.connect(self._changed)
        self.channel.changed.connect(self._changed)
        self.reason.activated.connect(self._changed)
        self.reviewed.clicked.connect(self._review_wanted)
        self.review_on.picked.connect(self._changed)
        self.save.clicked.connect(self.save_requested)
        self.end.clicked.connect(self.end_requested)

    def use(self, times: Times, weekend: frozenset[int], usual: WeeklyHours, review_on: date) -> None:
        """How times read here, and what own hours and a review date begin with."""
        self._times, self._weekend, self._usual = times, weekend, usual
        self.review_on.use(times)
        self.review_on.set_value(review_on)
        self.hours.show_hours(usual, times, weekend)
        self.take(None, "")

    def take(self, agreed: Accommodation | None, review: str, *, anew: bool = False) -> None:
        """Show what is agreed (None: nothing) and the sentence about its review.

        Edits that are not saved stay, except with `anew`.
        """
        keep = self.is_unsaved() and not anew
        self._saved, self._is_agreed = agreed or _NOTHING, agreed is not None
        self.review_words.setText(review)
        if not keep:
            self._fill(self._saved)
        self._show_state()

    def _fill(self, agreed: Accommodation) -> None:
        self.always.setChecked(agreed.always_return)
        self.own_hours.setChecked(agreed.calling_hours is not None)
        if agreed.calling_hours is not None and agreed.calling_hours != self.hours.hours():
            self.hours.show_hours(agreed.calling_hours, self._times, self._weekend)
        self.zone.show_value(agreed.zone)
        self.channel.set_value(agreed.channel.value)
        self.reason.show_value("" if agreed.reason is None else agreed.reason.value)
        self.reviewed.setChecked(agreed.review_on is not None)
        if agreed.review_on is not None:
            self.review_on.set_value(agreed.review_on)

    def accommodation(self) -> Accommodation | None:
        """What stands in the form; None while the hours or the zone cannot be read."""
        hours = self.hours.hours() if self.own_hours.isChecked() else None
        zone = self.zone.zone()
        if zone is None or (self.own_hours.isChecked() and (hours is None or self.hours.problem())):
            return None
        reason = self.reason.value()
        return Accommodation(
            calling_hours=hours,
            always_return=self.always.isChecked(),
            channel=Channel(self.channel.value()),
            zone=zone,
            reason=AccommodationReason(reason) if reason else None,
            review_on=self.review_on.value() if self.reviewed.isChecked() else None,
        )

    def is_unsaved(self) -> bool:
        """Whether the form says something else than what is agreed."""
        return self.accommodation() != self._saved

    def show_preview(self, preview: AccommodationPreview | None) -> None:
        """Say what the form would mean; None while it cannot be read."""
        self.preview.show_preview(preview)
        self.show_refusal(None if preview is None else preview.refused)

    def show_refusal(self, refused: Refused | None) -> None:
        """Say under its field why this cannot be saved; None clears it."""
        places = {
            FieldName.HOURS: self.hours_row,
            FieldName.REASON: self.reason_row,
            FieldName.START: self.review_row,
        }
        place = None if refused is None else places.get(refused.field)
        for row in (self.hours_row, self.reason_row, self.review_row):
            row.set_error(refused.sentence if refused is not None and row is place else "")
        self._show_zone_error()
        self.preview.show_error(refused.sentence if refused is not None and place is None else "")

    def focus_problem(self) -> None:
        """Put the keyboard where something cannot be read."""
        if self.zone.zone() is None:
            self._show_zone_error()
            self.zone.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.hours.focus_problem()

    def _show_zone_error(self) -> None:
        wrong = self.zone.zone() is None
        sentence = self.tr("Unknown time zone. Choose one from the list, such as Europe/Paris.")
        if wrong != bool(self.zone_row.error()):
            self.zone_row.set_error(sentence if wrong else "")

    def _hours_wanted(self) -> None:
        if self.own_hours.isChecked() and (self.hours.hours() is None or self.hours.problem()):
            self.hours.show_hours(self._usual, self._times, self._weekend)
        self._changed()

    def _review_wanted(self) -> None:
        self._changed()
        if self.reviewed.isChecked():
            self.review_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def _changed(self, *_values: object) -> None:
        self._show_state()
        self.edited.emit()

    def _show_state(self) -> None:
        self.hours_row.setVisible(self.own_hours.isChecked())
        self.review_row.setVisible(self.reviewed.isChecked())
        # What is said of a date holds for the one that is saved.
        dated = self.reviewed.isChecked() and self.review_on.value() == self._saved.review_on
        self.review_words.setVisible(dated and bool(self.review_words.text()))
        unsaved = self.is_unsaved()
        self.unsaved.setVisible(unsaved)
        self.save.setEnabled(unsaved)
        self.end.setVisible(self._is_agreed)
