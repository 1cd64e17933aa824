"""The first three questions, each of which can be skipped: hours, promise, emergency."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from callpolicy_gui.core.policies import Preset
from callpolicy_gui.ui.hours_editor import HoursEditor
from callpolicy_gui.ui.policy_card import PolicyCards
from callpolicy_gui.ui.promise_panel import Examples, Warnings
from callpolicy_gui.ui.setup_editors import EmergencyFields
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.widgets import Button, Label, PageHeader, Panel, ScrollPage, announce
from callpolicy_gui.wording.policies import policy_aside, policy_name
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from callpolicy_gui.controller import Controller
    from callpolicy_gui.controller.views import Refused

_STEPS = 3
_WIDTH, _SIDE = 700, 22


class FirstRunPage(QWidget):
    """One question at a time. `finished` is sent once, when the last is answered or skipped.

    Next keeps the answer, Skip goes on without it. Three times Enter takes what is offered.
    """

    finished = Signal()
    sample_requested = Signal()

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._is_over = False
        outer = QVBoxLayout(self)
        space(outer, 0, 0)
        self.pane = ScrollPage(max_width=_WIDTH)
        outer.addWidget(self.pane, 1)
        self.header = PageHeader("")
        self.steps = QStackedWidget()
        self._parts = (self._build_hours(), self._build_promise(), self._build_emergency())
        for part in self._parts:
            self.steps.addWidget(part)
        self.error = Warnings()
        self.sample = Button(self.tr("Look around with sample data first"), "external-link")
        self.sample.setAccessibleDescription(self.tr("Opens in a window of its own and keeps nothing."))
        self.sample.clicked.connect(self.sample_requested)
        for widget in (self.header, self.steps, self.error):
            self.pane.body.addWidget(widget)
        self.pane.body.addWidget(self.sample, 0, Qt.AlignmentFlag.AlignLeft)
        self.pane.body.addStretch(1)
        outer.addWidget(self._build_buttons())
        controller.log_changed.connect(self._log_changed)
        self._fill()
        self._show_step(0)

    def _build_hours(self) -> QWidget:
        panel = Panel(gap=10)
        self.hours = HoursEditor()
        panel.body.addWidget(self.hours)
        return panel

    def _build_promise(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        space(column, 0, 12)
        self.cards = PolicyCards()
        self.cards.chosen.connect(self._choose)
        panel = Panel(gap=10)
        panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        panel.body.addWidget(Label(self.tr("What this promises"), "section"))
        self.examples = Examples()
        panel.body.addWidget(self.examples)
        column.addWidget(self.cards)
        column.addWidget(panel)
        column.addStretch(1)
        return part

    def _build_emergency(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        space(column, 0, 12)
        panel = Panel(gap=10)
        panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.emergency = EmergencyFields()
        self.emergency.submitted.connect(self._next)
        panel.body.addWidget(self.emergency)
        column.addWidget(panel)
        column.addStretch(1)
        return part

    def _build_buttons(self) -> QWidget:
        bar = QWidget()
        bar.setMaximumWidth(px(_WIDTH + 2 * _SIDE))
        row = QHBoxLayout(bar)
        space(row, (_SIDE, 10, _SIDE, 14), 8)
        self.skip = Button(self.tr("Skip"), kind="plain")
        self.back = Button(self.tr("Back"), "chevron-left")
        self.next = Button(self.tr("Next"), "check", "primary")
        row.addWidget(self.skip)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        self.skip.clicked.connect(self._go_on)
        self.back.clicked.connect(lambda: self._show_step(self.step() - 1))
        self.next.clicked.connect(self._next)
        return bar

    def step(self) -> int:
        """The question that is shown, from 0."""
        return self.steps.currentIndex()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        controller = self._controller
        settings = controller.settings
        self.hours.show_hours(settings.own_hours, controller.times, settings.weekend)
        self._preset = controller.policies.view().in_force.policy.preset
        self.emergency.show_view(controller.setup.view())

    def _choose(self, preset: Preset) -> None:
        self._preset = preset
        self._show_promises()

    def _show_promises(self) -> None:
        policies = self._controller.policies
        self.cards.choose(self._preset)
        for preset in Preset:
            policy = policies.preset(preset)
            said = policies.promise(policy)
            self.cards.card(preset).set_words(policy_name(policy), said, policy_aside(policy), in_force=False)
        self.examples.show_examples(policies.examples(policies.preset(self._preset)))

    def _show_step(self, step: int) -> None:
        titles = (
            self.tr("When do you work?"),
            self.tr("What do you promise?"),
            self.tr("If it is an emergency"),
        )
        texts = (
            self.tr("No alert sounds outside these hours. You can change them at any time."),
            self.tr("Until you log a first call you can change your mind without notice."),
            self.tr("What callers hear in your greeting. The Setup page writes it for you."),
        )
        self.steps.setCurrentIndex(step)
        for number, part in enumerate(self._parts):
            # The page is as tall as the question that is shown, not as the tallest.
            policy = QSizePolicy.Policy.Preferred if number == step else QSizePolicy.Policy.Ignored
            part.setSizePolicy(QSizePolicy.Policy.Preferred, policy)
        self.steps.adjustSize()
        if step == 1:
            self._show_promises()
        self.error.show_sentences(())
        counted_step = tr("{step} of {steps}", step=step + 1, steps=_STEPS)
        self.header.set_title(titles[step])
        self.header.set_text(f"{counted_step} \u00b7 {texts[step]}")
        self.back.setVisible(step > 0)
        self.sample.setVisible(step == 0)
        last = step == _STEPS - 1
        self.next.set_words(self.tr("Done") if last else self.tr("Next"))
        self.pane.verticalScrollBar().setValue(0)
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self.next, f"{titles[step]} {counted_step}")

    def _next(self) -> None:
        keep = (self._keep_hours, self._keep_promise, self._keep_emergency)[self.step()]
        refused = keep()
        if refused:
            self.error.show_sentences((refused,))
            announce(self.next, refused, urgent=True)
            return
        self._go_on()

    def _go_on(self) -> None:
        if self.step() < _STEPS - 1:
            self._show_step(self.step() + 1)
            return
        self._controller.setup.finish_first_run()
        self._finish()

    def _finish(self) -> None:
        if not self._is_over:
            self._is_over = True
            self.finished.emit()

    def _log_changed(self) -> None:
        """A call that is logged, by an import for one, ends the time without notice."""
        if not self._controller.setup.view().first_run:
            self._finish()

    def _keep_hours(self) -> str:
        hours = self.hours.hours()
        if hours is None:
            self.hours.focus_problem()
            return self.hours.problem()
        settings = self._controller.settings
        if hours == settings.own_hours:
            return ""
        return _sentence(self._controller.policies.save_settings(replace(settings, own_hours=hours)))

    def _keep_promise(self) -> str:
        policies = self._controller.policies
        policy = policies.preset(self._preset)
        if policy == policies.view().in_force.policy:
            return ""
        return _sentence(policies.schedule(policy, None))

    def _keep_emergency(self) -> str:
        number, contact = self.emergency.number.text(), self.emergency.contact.text()
        if not number.strip() and not contact.strip():
            return ""
        refused = self._controller.setup.save_emergency(number, contact)
        self.emergency.show_refusal(refused)
        return _sentence(refused)


def _sentence(refused: Refused | None) -> str:
    return "" if refused is None else refused.sentence
