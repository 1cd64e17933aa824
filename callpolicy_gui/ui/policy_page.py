"""The page on which a promise is chosen, read as clients hear it, and scheduled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.core.local_time import local
from callpolicy_gui.core.policies import Policy, Preset, with_hours
from callpolicy_gui.ui.adaptive_row import AdaptiveRow
from callpolicy_gui.ui.closures_editor import DaysOff
from callpolicy_gui.ui.drawable_week import DrawableWeek
from callpolicy_gui.ui.hours_editor import HoursEditor
from callpolicy_gui.ui.policy_card import PolicyCards
from callpolicy_gui.ui.policy_versions import VersionsPanel
from callpolicy_gui.ui.promise_panel import PromisePanel
from callpolicy_gui.ui.return_rules import ReturnRules
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.week_strip import Legend, arrivals_words, week_moments
from callpolicy_gui.ui.widgets import (
    Button,
    CheckBox,
    FlowLayout,
    Label,
    PageHeader,
    Panel,
    ScrollPage,
    SegmentedChoice,
    announce,
)
from callpolicy_gui.wording.policies import policy_aside, policy_name

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from callpolicy_gui.controller import Controller
    from callpolicy_gui.core.policies import PolicyVersion
    from callpolicy_gui.core.weekly_hours import WeeklyHours

_SIDE_BY_SIDE = 640


class PolicyPage(QWidget):
    """Four promises to choose from, and the days that count for none of them.

    What is chosen or typed is a draft and changes nothing until it is scheduled.
    """

    settings_requested = Signal()
    copy_requested = Signal(str)

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._stale = False
        self._drafts: dict[Preset, Policy] = {}
        self._preset = controller.policies.view().in_force.policy.preset
        self._build()
        self.cards.chosen.connect(self.choose)
        self.voicemail.clicked.connect(self._voicemail_clicked)
        self.hours.hours_changed.connect(self._hours_typed)
        self.week.hours_drawn.connect(self._hours_drawn)
        self.hours.problem_changed.connect(lambda _sentence: self._show_promise())
        self.promise.schedule_requested.connect(self._schedule)
        self.versions.withdraw_requested.connect(self._withdraw)
        self.versions.copy_requested.connect(self._copy_letter)
        controller.practice_changed.connect(self._changed_elsewhere)
        controller.log_changed.connect(self._changed_elsewhere)
        self.reload()

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        space(outer, 0, 0)
        self.pane = ScrollPage()
        outer.addWidget(self.pane)
        self.tabs = SegmentedChoice(
            (
                ("promise", self.tr("Promise"), "calendar-check"),
                ("days", self.tr("Days off"), "calendar-x"),
            ),
            self.tr("Part of the policy"),
        )
        self.tabs.changed.connect(self._show_part)
        self.header = PageHeader(self.tr("Policy"))
        self.pane.body.addWidget(self.header)
        self.pane.body.addWidget(self.tabs)
        self._promise_part = QWidget()
        column = QVBoxLayout(self._promise_part)
        space(column, 0, 12)
        self.cards = PolicyCards()
        column.addWidget(self.cards)
        self.voicemail = CheckBox(
            self.tr("Voicemail required"), self.tr("A missed call without a voicemail gets no return.")
        )
        column.addWidget(self.voicemail)
        column.addWidget(self._build_columns())
        self.pane.body.addWidget(self._promise_part)
        self.days_off = DaysOff(self._controller)
        self.pane.body.addWidget(self.days_off)
        self._show_part("promise")

    def _build_columns(self) -> QWidget:
        row = AdaptiveRow(_SIDE_BY_SIDE)
        left, right = QWidget(), QWidget()
        for column_of, share in ((left, 3), (right, 2)):
            row.add(column_of, share)
        self.promise = PromisePanel()
        self.versions = VersionsPanel()
        self._fill(left, (self._build_week(), self._build_hours()))
        self.returns = ReturnRules(self._controller)
        self._fill(right, (self.promise, self.versions, self.returns))
        return row

    def _fill(self, column_of: QWidget, widgets: tuple[QWidget, ...]) -> None:
        column = QVBoxLayout(column_of)
        space(column, 0, 12)
        for widget in widgets:
            column.addWidget(widget)
        column.addStretch(1)

    def _build_week(self) -> QWidget:
        panel = Panel(gap=10)
        head = QWidget()
        line = FlowLayout(head, gap=14, line_gap=4)
        line.addWidget(Label(self.tr("When you would call back"), "section", wrap=False))
        line.addWidget(Legend())
        self.week = DrawableWeek()
        self.week_words = Label("", "body", "text2")
        self.drawing_note = Label(
            self.tr("Draw hours with the mouse, or pull at an edge. Or type them below."), "caption", "text3"
        )
        for widget in (head, self.week, self.week_words, self.drawing_note):
            panel.body.addWidget(widget)
        return panel

    def _build_hours(self) -> QWidget:
        panel = Panel(gap=10)
        self.hours_title = Label(self.tr("Calling hours"), "section")
        self.own_note = Label(
            self.tr("You would return calls in your own hours. They are a setting of the practice."),
            "body",
            "text2",
        )
        self.own_link = Button(self.tr("Change your own hours"), "settings", "plain")
        self.own_link.clicked.connect(self.settings_requested)
        self.hours = HoursEditor()
        panel.body.addWidget(self.hours_title)
        panel.body.addWidget(self.own_note)
        link = QHBoxLayout()
        link.addWidget(self.own_link)
        link.addStretch(1)
        panel.body.addLayout(link)
        panel.body.addWidget(self.hours)
        panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        return panel

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.reload()
        else:
            self._show_promise()  # a call now is due later than one a while ago

    def policy(self) -> Policy:
        """The promise as chosen and typed so far."""
        return self._draft(self._preset)

    def choose(self, preset: Preset) -> None:
        """Look at a promise."""
        self._preset = preset
        self.promise.show_refusal(None)
        self._show_chosen()

    def _changed_elsewhere(self) -> None:
        """A page nobody looks at is read again only when somebody does."""
        self._stale = True
        if self.isVisible():
            self.reload()

    def reload(self) -> None:
        """Read the practice anew; what is typed and not yet scheduled stays."""
        self._stale = False
        view = self._controller.policies.view()
        times = self._controller.times
        self._view = view
        self._moments = week_moments(self._controller.policies.arrivals(), times)
        self.promise.show_view(view, times, local(self._controller.now(), times.zone).date())
        self.returns.reload()
        self.versions.show_versions(view, times, self._controller.policies.tell_words)
        self._show_chosen()

    def _draft(self, preset: Preset) -> Policy:
        if preset in self._drafts:
            return self._drafts[preset]
        in_force = self._view.in_force.policy
        return in_force if in_force.preset is preset else self._controller.policies.preset(preset)

    def _show_chosen(self) -> None:
        policy = self.policy()
        self.cards.choose(self._preset)
        always = self._preset is Preset.VOICEMAIL_REQUIRED
        self.voicemail.setChecked(policy.requires_voicemail)
        self.voicemail.setEnabled(not always)
        own = policy.calling_hours is None
        self.own_note.setVisible(own)
        self.own_link.setVisible(own)
        self.hours.setVisible(not own)
        self.week.set_drawable(drawable=not own)
        self.drawing_note.setVisible(not own)
        self.hours_title.setText(self.tr("Your own hours") if own else self.tr("Calling hours"))
        if policy.calling_hours is not None and policy.calling_hours != self.hours.hours():
            settings = self._controller.settings
            self.hours.show_hours(policy.calling_hours, self._controller.times, settings.weekend)
        self._show_promise()

    def _show_promise(self) -> None:
        """All that follows from the draft, which is everything but the fields it is typed into."""
        policy, policies = self.policy(), self._controller.policies
        in_force = self._view.in_force.policy
        for preset in Preset:
            draft = self._draft(preset)
            words = policies.promise(draft)
            name, aside = policy_name(draft), policy_aside(draft)
            self.cards.card(preset).set_words(name, words, aside, in_force=in_force.preset is preset)
        hours = policy.hours(self._controller.settings.own_hours)
        self.week.show_week(hours, self._moments, self._controller.times)
        self.week_words.setText(arrivals_words(self._moments, hours))
        typed = self.hours.problem() if policy.calling_hours is not None else ""
        problems = (typed,) if typed else policies.problems(policy)
        examples = () if problems else policies.examples(policy)
        self.promise.show_policy(
            examples,
            problems,
            () if problems else policies.warnings(policy),
            "" if problems else self._controller.insights.on_last_calls(policy),
            is_current=policy == in_force,
            is_scheduled=any(version.policy == policy for version in self._view.scheduled),
        )

    def _hours_typed(self, hours: WeeklyHours) -> None:
        if self.policy().calling_hours is None:
            return
        self._drafts[self._preset] = with_hours(self.policy(), hours)
        self._show_promise()

    def _hours_drawn(self, hours: WeeklyHours) -> None:
        self._drafts[self._preset] = with_hours(self.policy(), hours)
        self.hours.show_hours(hours, self._controller.times, self._controller.settings.weekend)
        self._show_promise()

    def _voicemail_clicked(self) -> None:
        required = self.voicemail.isChecked()
        self._drafts[self._preset] = replace(self.policy(), requires_voicemail=required)
        self._show_promise()

    def _schedule(self) -> None:
        panel = self.promise
        refused = self._controller.policies.schedule(
            self.policy(),
            panel.start_date(),
            reviewed_with=panel.reviewer(),
            reviewed_on=panel.review_date(),
            override_reason=panel.reason.text().strip() if panel.is_early() else "",
        )
        if refused is not None:
            panel.show_refusal(refused)
            return
        self._drafts.clear()
        panel.clear()
        self.reload()

    def _withdraw(self, version_id: int) -> None:
        refused = self._controller.policies.withdraw(version_id)
        self.versions.show_error("" if refused is None else refused.sentence)
        if refused is None:
            self.promise.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _copy_letter(self, version: PolicyVersion) -> None:
        self.copy_requested.emit(self._controller.setup.letter(version))
        announce(self.versions, self.tr("Copied"))

    def show_days_off(self) -> None:
        """Turn to holidays and time off."""
        self.tabs.set_value("days")
        self._show_part("days")
        self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_part(self, part: str) -> None:
        days = part == "days"
        self._promise_part.setVisible(not days)
        self.days_off.setVisible(days)
        self.header.set_text(
            self.tr("Days on which you do not call back. Promises are counted around them.")
            if days
            else self.tr(
                "Pick the promise you can keep every week. "
                "Read it out loud; it goes on your greeting as written."
            )
        )
