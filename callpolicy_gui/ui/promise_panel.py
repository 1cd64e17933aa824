"""What a policy would promise, from when, and the one button that makes it so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.controller.views import Field as RefusedField
from callpolicy_gui.controller.views import Refused
from callpolicy_gui.ui.adaptive_row import AdaptiveRow, drop_widgets
from callpolicy_gui.ui.date_edit import DateEdit
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import Button, Field, IconLabel, Label, LineEdit, Panel, announce
from callpolicy_gui.wording.text import counted, tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from callpolicy_gui.controller.views import Example, PolicyView
    from callpolicy_gui.wording.times import Times


class Warnings(QWidget):
    """Sentences that need a thought, each with its icon."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        space(self._column, 0, 6)
        self._shown: tuple[str, ...] = ()
        self.hide()

    def sentences(self) -> tuple[str, ...]:
        """What is said."""
        return self._shown

    def show_sentences(self, sentences: Sequence[str]) -> None:
        """Say these, or nothing."""
        if tuple(sentences) == self._shown:
            return
        self._shown = tuple(sentences)
        drop_widgets(self._column)
        for sentence in sentences:
            line = QWidget()
            row = QHBoxLayout(line)
            space(row, 0, 8)
            row.addWidget(IconLabel("triangle-alert", "soon", 16), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Label(sentence, "body", "soon"), 1)
            self._column.addWidget(line)
        self.setVisible(bool(sentences))


class Examples(QWidget):
    """Questions on the left, answers on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        space(self._grid, 0, 8)
        self._lines: list[tuple[Label, Label]] = []

    def answers(self) -> tuple[str, ...]:
        """The answers shown."""
        return tuple(answer.text() for _, answer in self._lines if not answer.isHidden())

    def show_examples(self, examples: Sequence[Example]) -> None:
        """Show these."""
        while len(self._lines) < len(examples):
            question, answer = Label("", "body", "text2"), Label("", "strong")
            answer.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            row = len(self._lines)
            self._grid.addWidget(question, row, 0)
            self._grid.addWidget(answer, row, 1)
            self._lines.append((question, answer))
        self._grid.setColumnStretch(1, 1)
        self.setVisible(bool(examples))
        for number, (question, answer) in enumerate(self._lines):
            shown = number < len(examples)
            question.setVisible(shown)
            answer.setVisible(shown)
            if shown:
                question.setText(examples[number].question)
                answer.setText(examples[number].answer)


class PromisePanel(Panel):
    """Worked examples, what stands in the way, the date it starts, who reviewed it, and the button."""

    schedule_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(gap=10, parent=parent)
        self._view: PolicyView | None = None
        self._times: Times | None = None
        self._today: date | None = None
        self._start_touched = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.body.addWidget(Label(self.tr("What this promises"), "section"))
        self.examples = Examples()
        self.warnings = Warnings()
        self.own_log = Label("", "body", "text2")
        self.own_log.hide()
        self.body.addWidget(self.examples)
        self.body.addWidget(self.own_log)
        self.body.addWidget(self.warnings)
        self.body.addSpacing(4)
        self._build_start()
        self._build_review()
        self.note = Label("", "caption", "text3")
        self.error = Warnings()
        self.button = Button(self.tr("Schedule this policy"), "calendar-check", "primary")
        self.button.clicked.connect(self.schedule_requested)
        for widget in (self.note, self.error, self.button):
            self.body.addWidget(widget)

    def _build_start(self) -> None:
        self.start = DateEdit()
        self.notice = Label("", "body", "done")
        self.start_field = Field(self.tr("Starts"), self.start)
        self._start_row = AdaptiveRow(280, gap=8)
        self._start_row.add(self.start_field, 0)
        self._start_row.add(self.notice, 1)
        self.notice.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        self.notice.setContentsMargins(0, 0, 0, 8)
        self.body.addWidget(self._start_row)
        self.early = Warnings()
        self.body.addWidget(self.early)
        self.reason = LineEdit(self.tr("Why it starts early"))
        self.reason_field = Field(self.tr("Reason"), self.reason)
        self.body.addWidget(self.reason_field)
        self.start.picked.connect(self._start_picked)
        self.reason.textEdited.connect(lambda _text: self.reason_field.set_error(""))

    def _build_review(self) -> None:
        self.review = Button(self.tr("Reviewed with someone"), "user", checkable=True)
        self.body.addWidget(self.review, 0, Qt.AlignmentFlag.AlignLeft)
        self.reviewed_with = LineEdit(self.tr("Supervisor or agency"))
        self.reviewed_on = DateEdit()
        self._review_row = AdaptiveRow(300, gap=8)
        self._review_row.add(Field(self.tr("Reviewed with"), self.reviewed_with), 1)
        self._review_row.add(Field(self.tr("On"), self.reviewed_on), 0)
        self._review_row.hide()
        self.body.addWidget(self._review_row)
        self.review.toggled.connect(self._review_row.setVisible)

    def show_view(self, view: PolicyView, times: Times, today: date) -> None:
        """What is known of a change: when it can start and how many calls it does not touch."""
        self._view, self._times, self._today = view, times, today
        for edit in (self.start, self.reviewed_on):
            edit.use(times)
        self.start.set_earliest(today)
        if not self._start_touched:
            self.start.set_value(max(view.earliest_with_notice, today))
        if not self.review.isChecked():
            self.reviewed_on.set_value(today)
        self._start_row.setVisible(not view.replaceable)
        words = tr("Use this policy") if view.replaceable else tr("Schedule this policy")
        self.button.set_words(words)
        open_calls = counted(
            view.open_calls,
            "%n open call keeps the promise it was logged under.",
            "%n open calls keep the promise they were logged under.",
        )
        self.note.setText(open_calls)
        self.note.setVisible(view.open_calls > 0)
        self._show_notice()

    def show_policy(
        self,
        examples: Sequence[Example],
        problems: Sequence[str],
        warnings: Sequence[str] = (),
        own_log: str = "",
        *,
        is_current: bool,
        is_scheduled: bool,
    ) -> None:
        """What the chosen policy would mean. A problem, or nothing to change, disables the button."""
        settled = is_current or is_scheduled
        self.own_log.setText(own_log)
        self.own_log.setVisible(bool(own_log))
        self.examples.show_examples(examples)
        self.warnings.show_sentences((*problems, *warnings))
        self.button.setEnabled(not problems and not settled)
        self.error.show_sentences(())
        for widget in (self._start_row, self.review):
            widget.setVisible(not settled and not (widget is self._start_row and self._is_replaceable()))
        self._review_row.setVisible(not settled and self.review.isChecked())
        self._settled = settled
        self._show_notice()
        words = tr("Schedule this policy")
        if is_current:
            words = tr("This is the promise in force")
        elif is_scheduled:
            words = tr("This promise is scheduled")
        elif self._is_replaceable():
            words = tr("Use this policy")
        self.button.set_words(words)

    _settled = False

    def _is_replaceable(self) -> bool:
        return self._view is not None and self._view.replaceable

    def is_early(self) -> bool:
        """Whether the chosen start gives less notice than the practice promised."""
        if self._view is None or self._view.replaceable:
            return False
        return self.start.value() < self._view.earliest_with_notice

    def start_date(self) -> date | None:
        """The chosen start; None is right now."""
        if self._is_replaceable() or self.start.value() == self._today:
            return None
        return self.start.value()

    def review_date(self) -> date | None:
        """When it was reviewed; None where nobody is named."""
        named = self.review.isChecked() and self.reviewed_with.text().strip()
        return self.reviewed_on.value() if named else None

    def reviewer(self) -> str:
        """Who reviewed it, or an empty text."""
        return self.reviewed_with.text().strip() if self.review.isChecked() else ""

    def clear(self) -> None:
        """Forget what was typed, once it is saved."""
        self._start_touched = False
        self.reason.clear()
        self.reviewed_with.clear()
        self.review.setChecked(False)
        self.show_refusal(None)

    def show_refusal(self, refused: Refused | None) -> None:
        """Say why nothing was saved, beside the field it is about; None clears it."""
        sentence = "" if refused is None else refused.sentence
        where = None if refused is None else refused.field
        self.reason_field.set_error(sentence if where is RefusedField.REASON else "")
        self.start_field.set_error(sentence if where is RefusedField.START else "")
        elsewhere = where not in {None, RefusedField.REASON, RefusedField.START}
        self.error.show_sentences((sentence,) if elsewhere else ())
        if where is RefusedField.REASON:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        elif where is RefusedField.START:
            self.start.setFocus(Qt.FocusReason.OtherFocusReason)
        elif elsewhere:
            announce(self.button, sentence, urgent=True)

    def _start_picked(self) -> None:
        self._start_touched = True
        self.start_field.set_error("")
        self._show_notice()

    def _show_notice(self) -> None:
        if self._view is None or self._today is None:
            return
        early = self.is_early() and not self._settled
        days = (self.start.value() - self._today).days
        self.notice.setText(counted(days, "%n day's notice", "%n days' notice") if days else tr("no notice"))
        self.notice.set_ink("soon" if early else "done")
        sentence = tr("This start gives clients less notice than you set. You can, and it will be recorded.")
        if days == 0:
            sentence = tr("Starting today gives clients no notice. You can, and it will be recorded.")
        self.early.show_sentences((sentence,) if early else ())
        self.reason_field.setVisible(early)
