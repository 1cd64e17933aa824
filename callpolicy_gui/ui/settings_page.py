"""The settings of the practice, each saved when it is changed; what is refused is put back with a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.core.settings import MAX_LEAD, MIN_LEAD
from callpolicy_gui.ui.backup_section import BackupSection
from callpolicy_gui.ui.focus_areas import focus_first
from callpolicy_gui.ui.history_check import HistoryCheck
from callpolicy_gui.ui.hours_editor import HoursEditor
from callpolicy_gui.ui.protection_section import ProtectionSection
from callpolicy_gui.ui.reach_section import ReachSection
from callpolicy_gui.ui.sessions_editor import SessionsSection
from callpolicy_gui.ui.setting_row import Choice, Number, SettingRow
from callpolicy_gui.ui.theme import px, space, text_size
from callpolicy_gui.ui.widgets import (
    Button,
    CheckBox,
    FlowLayout,
    Label,
    PageHeader,
    Panel,
    ScrollPage,
    SegmentedChoice,
)
from callpolicy_gui.wording.text import counted

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from callpolicy_gui.controller import Controller

_MOST_NOTICE = 365
_MOST_SILENT_HOURS = 24
_LEAD_STEP = 5
_TEXT_SIZES = (100, 125, 150, 175, 200)


class SettingsPage(QWidget):
    """Rows in seven sections. The controller's refusals stand under the row they are about."""

    import_requested = Signal()
    theme_changed = Signal(str)
    text_size_changed = Signal(int)  # per cent

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        outer = QVBoxLayout(self)
        space(outer, 0, 0)
        self.pane = ScrollPage(max_width=760)
        outer.addWidget(self.pane)
        self.pane.body.addWidget(PageHeader(self.tr("Settings"), self.tr("Changes are saved at once.")))
        self._build_practice()
        self.sessions = SessionsSection(controller)
        self._section(self.tr("Sessions"), (self.sessions,))
        self._build_promise()
        self._build_notifications()
        self._build_appearance()
        self._build_protection()
        self._build_data()
        self._connect()
        self._filled, self._stale = False, True
        controller.practice_changed.connect(self._changed_elsewhere)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._filled:
            self._fill()
        if self._stale:
            self.reload()

    def _fill(self) -> None:
        """The long lists; looking up every zone and country takes too long for the start of the program."""
        self._filled = True
        self.country.fill((("", self.tr("No public holidays")), *self._controller.policies.countries()))
        self.zone.fill(tuple((name, name) for name in sorted(available_timezones())))

    def _changed_elsewhere(self) -> None:
        self._stale = True
        if self.isVisible():
            self.reload()

    def _section(self, title: str, rows: tuple[QWidget, ...]) -> None:
        panel = Panel(gap=14)
        panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        panel.body.addWidget(Label(title, "section"))
        for row in rows:
            panel.body.addWidget(row)
        self.pane.body.addWidget(panel)

    def _build_practice(self) -> None:
        self.country, self.subdivision, self.zone = Choice(), Choice(), Choice()
        self.zone.setEditable(True)
        self.zone.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = self.zone.completer()
        if completer is not None:
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.country_row = SettingRow(
            self.tr("Country"), self.tr("Whose public holidays do not count."), self.country
        )
        self.subdivision_row = SettingRow(self.tr("State or region"), "", self.subdivision)
        self.zone_row = SettingRow(
            self.tr("Time zone"),
            self.tr("Decides how every hour is read, wherever this computer is."),
            self.zone,
        )
        self.weekend_row = SettingRow(
            self.tr("Days that do not count"),
            self.tr("Your weekend. A promise in working days skips them."),
            self._build_weekend(),
            below=True,
        )
        self.hours = HoursEditor()
        self.hours_row = SettingRow(
            self.tr("Your own hours"),
            self.tr("When you are at work or willing to be reached. No alert sounds outside them."),
            self.hours,
            below=True,
        )
        rows = (self.country_row, self.subdivision_row, self.zone_row, self.weekend_row, self.hours_row)
        self._section(self.tr("Practice"), rows)

    def _build_weekend(self) -> QWidget:
        box = QWidget()
        row = FlowLayout(box, gap=14)
        self.weekend = tuple(CheckBox(self._controller.times.weekday(day)) for day in range(7))
        for check in self.weekend:
            row.addWidget(check)
        return box

    def _build_promise(self) -> None:
        self.message_counts = CheckBox(
            self.tr("A message counts as returning the call"),
            self.tr("Left message then keeps the promise, as reaching the client does."),
        )
        self.notice = Number(0, _MOST_NOTICE, 1)
        self.notice_row = SettingRow(
            self.tr("Notice before a new policy"),
            self.tr("What you give clients before a promise changes."),
            self.notice,
        )
        self.silent = Number(0, _MOST_SILENT_HOURS, 1)
        self.silent.setSpecialValueText(self.tr("Never"))
        self.silent_row = SettingRow(
            self.tr("Show a second call without voicemail within"),
            self.tr("Where nothing is owed without one: a client who rings twice is yours to judge."),
            self.silent,
        )
        self._message_row = _Plain(self.message_counts)
        rows = (self._message_row, self.silent_row, self.notice_row)
        self._section(self.tr("Promise details"), rows)

    def _build_notifications(self) -> None:
        self.lead = Number(MIN_LEAD, MAX_LEAD, _LEAD_STEP)
        self.lead.setSuffix(self.tr(" min"))
        self.lead_row = SettingRow(
            self.tr("Remind me before a call is due"),
            self.tr("Minutes of callable time, 5 to 240."),
            self.lead,
        )
        minutes = self.tr("{n} min")
        self.soon = SegmentedChoice(
            tuple((n, minutes.replace("{n}", n)) for n in ("30", "60", "120")),
            self.tr("Due soon means within"),
        )
        self.soon_row = SettingRow(self.tr("Due soon means within"), "", self.soon)
        self.initials = CheckBox(
            self.tr("Show initials in alerts"),
            self.tr(
                "Whoever sees your screen can read them. Never while it is locked, in a session or while"
                " names are hidden."
            ),
        )
        self._initials_row = _Plain(self.initials)
        self.reach = ReachSection()
        rows = (self.lead_row, self.soon_row, self.reach, self._initials_row)
        self._section(self.tr("Notifications"), rows)

    def _build_appearance(self) -> None:
        self.theme = SegmentedChoice(
            (
                ("system", self.tr("System"), "monitor"),
                ("light", self.tr("Light"), "sun"),
                ("dark", self.tr("Dark"), "moon"),
            ),
            self.tr("Theme"),
        )
        self.text_size = SegmentedChoice(tuple((str(n), f"{n} %") for n in _TEXT_SIZES), self.tr("Text size"))
        self.clock = SegmentedChoice(
            (
                ("locale", self.tr("By language")),
                ("24", self.tr("24 hours")),
                ("12", self.tr("12 hours")),
            ),
            self.tr("Clock"),
        )
        self.single_keys = CheckBox(
            self.tr("Single-letter keys in the queue"),
            self.tr("R, M, N, S and X act on the chosen call while the list has the keyboard."),
        )
        self.theme_row = SettingRow(self.tr("Theme"), "", self.theme)
        self.text_size_row = SettingRow(
            self.tr("Text size"), self.tr("Of the desktop's. The layout grows with it."), self.text_size
        )
        self.clock_row = SettingRow(self.tr("Clock"), "", self.clock)
        self._keys_row = _Plain(self.single_keys)
        self._section(
            self.tr("Appearance"), (self.theme_row, self.text_size_row, self.clock_row, self._keys_row)
        )

    def _build_protection(self) -> None:
        self.protection: ProtectionSection | None = None
        desk = getattr(self._controller, "protection", None)
        if desk is not None:
            self.protection = ProtectionSection(desk)
            self._section(self.tr("Protection"), (self.protection,))

    def _build_data(self) -> None:
        self.import_button = Button(self.tr("Import a phone log\u2026"), "upload")
        row = SettingRow(
            self.tr("Calls from your phone"),
            self.tr("You see what is found before anything is added."),
            self.import_button,
        )
        self.import_button.setAccessibleName(self.import_button.words())
        self.backup: BackupSection | None = None
        self.history = HistoryCheck(self._controller.history)
        rows: tuple[QWidget, ...] = (row, self.history)
        desk = getattr(self._controller, "backups", None)
        if desk is not None:
            self.backup = BackupSection(desk)
            rows = (self.backup, *rows)
        self._section(self.tr("Data"), rows)

    def show_section(self, name: str) -> None:
        """Bring "protection" or "backups" to the top, as far as the page goes, and the keyboard into it."""
        section = {"protection": self.protection, "backups": self.backup}[name]
        if section is None:
            return
        focus_first(section)

        def bring_up() -> None:
            panel, ground = section.parentWidget(), self.pane.widget()
            if panel is not None and ground is not None:
                top = panel.mapTo(ground, panel.rect().topLeft()).y()
                self.pane.verticalScrollBar().setValue(top - px(12))

        # Later, because a page that was just shown gets its height only then.
        QTimer.singleShot(0, self, bring_up)

    def _connect(self) -> None:
        self.country.picked.connect(self._country_chosen)
        self.subdivision.picked.connect(
            lambda: self._save(self.subdivision_row, subdivision=self.subdivision.value())
        )
        self.zone.picked.connect(self._zone_typed)
        line = self.zone.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._zone_typed)
        for check in self.weekend:
            check.clicked.connect(self._weekend_clicked)
        self.hours.hours_committed.connect(lambda hours: self._save(self.hours_row, own_hours=hours))
        self.sessions.week_committed.connect(
            lambda hours: self._save(self.sessions.week_row, session_hours=hours)
        )
        self.message_counts.clicked.connect(lambda on: self._save(self._message_row, message_counts=on))
        self.silent.valueChanged.connect(lambda hours: self._save(self.silent_row, silent_minutes=hours * 60))
        self.notice.valueChanged.connect(lambda days: self._save(self.notice_row, notice_days=days))
        self.lead.valueChanged.connect(lambda minutes: self._save(self.lead_row, lead_minutes=minutes))
        self.soon.changed.connect(lambda minutes: self._save(self.soon_row, soon_minutes=int(minutes)))
        self.theme.changed.connect(self._theme_chosen)
        self.text_size.changed.connect(lambda percent: self.text_size_changed.emit(int(percent)))
        self.clock.changed.connect(lambda clock: self._save(self.clock_row, clock=clock))
        self.single_keys.clicked.connect(lambda on: self._save(self._keys_row, single_keys=on))
        self.initials.clicked.connect(lambda on: self._save(self._initials_row, alert_initials=on))
        self.import_button.clicked.connect(self.import_requested)

    def reload(self) -> None:
        """Show the settings as they are saved."""
        self._stale = False
        settings, times = self._controller.settings, self._controller.times
        self.country.show_value(settings.country)
        regions = self._controller.policies.subdivisions(settings.country)
        self.subdivision.fill((("", self.tr("Whole country")), *regions))
        self.subdivision.show_value(settings.subdivision)
        self.subdivision_row.setVisible(bool(regions))
        self.zone.show_value(settings.zone)
        for day, check in enumerate(self.weekend):
            check.setChecked(day in settings.weekend)
            check.setAccessibleName(times.weekday_long(day))
        if self.hours.hours() != settings.own_hours or not self.hours.is_being_typed():
            self.hours.show_hours(settings.own_hours, times, settings.weekend)
        self.sessions.reload(settings, times)
        self.message_counts.setChecked(settings.message_counts)
        self.silent.show_value(settings.silent_minutes // 60)
        self.silent.setSuffix(counted(settings.silent_minutes // 60, " hour", " hours"))
        self.notice.show_value(settings.notice_days)
        self.notice.setSuffix(counted(settings.notice_days, " day", " days"))
        self.lead.show_value(settings.lead_minutes)
        if str(settings.soon_minutes) in {"30", "60", "120"}:
            self.soon.set_value(str(settings.soon_minutes))
        self.theme.set_value(settings.theme)
        # device.json may say a size between two of these.
        self.text_size.set_value(str(min(_TEXT_SIZES, key=lambda n: abs(n - text_size()))))
        self.clock.set_value(settings.clock)
        self.single_keys.setChecked(settings.single_keys)
        self.initials.setChecked(settings.alert_initials)
        if self.protection is not None:
            self.protection.reload()

    def _save(self, row: SettingRow | _Plain, **changes: Any) -> bool:
        """Save some changes; a refusal is shown in `row` and the saved values come back."""
        settings = self._controller.settings
        wanted = replace(settings, **changes)
        if wanted == settings:
            row.set_error("")
            return True
        refused = self._controller.policies.save_settings(wanted)
        row.set_error("" if refused is None else refused.sentence)
        self.reload()
        return refused is None

    def _country_chosen(self) -> None:
        country = self.country.value()
        if country != self._controller.settings.country:
            self._save(self.country_row, country=country, subdivision="")

    def _zone_typed(self) -> None:
        typed = self.zone.currentText().strip()
        wanted = next(
            (
                self.zone.itemText(n)
                for n in range(self.zone.count())
                if self.zone.itemText(n).lower() == typed.lower()
            ),
            typed,
        )
        if wanted == self._controller.settings.zone or self._save(self.zone_row, zone=wanted):
            self.zone.show_value(wanted)

    def _weekend_clicked(self) -> None:
        days = frozenset(day for day, check in enumerate(self.weekend) if check.isChecked())
        self._save(self.weekend_row, weekend=days)

    def _theme_chosen(self, theme: str) -> None:
        if self._save(self.theme_row, theme=theme):
            self.theme_changed.emit(theme)


class _Plain(SettingRow):
    """A check box that is its own title."""

    def __init__(self, check: CheckBox) -> None:
        name, description = check.accessibleName(), check.accessibleDescription()
        super().__init__("", "", check, below=True)
        check.setAccessibleName(name)
        check.setAccessibleDescription(description)
        self._words.hide()
