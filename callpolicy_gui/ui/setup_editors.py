"""What opens under a set-up item: the answers, typed and saved where they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from callpolicy_gui.controller.views import Field as RefusedField
from callpolicy_gui.core.local_time import local
from callpolicy_gui.core.setup_items import ItemState, SetupItem
from callpolicy_gui.ui.adaptive_row import AdaptiveRow
from callpolicy_gui.ui.date_edit import DateEdit
from callpolicy_gui.ui.promise_panel import Warnings
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import Button, Field, FlowLayout, Label, LineEdit, TextArea
from callpolicy_gui.wording.policy_texts import scheduling_sentence
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from callpolicy_gui.controller import Controller
    from callpolicy_gui.controller.setup_views import SetupView
    from callpolicy_gui.controller.views import Refused

_ONE_LINE = 460


class ItemEditor(QWidget):
    """The answer to one item. `show_view` shows what is saved; what is being typed stays."""

    done = Signal()  # it was saved
    copy_requested = Signal(str)

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.controller = controller
        self.column = QVBoxLayout(self)
        space(self.column, (0, 4, 0, 0), 10)

    def show_view(self, view: SetupView) -> None:
        """Show what is saved."""

    def buttons(self, *buttons: Button) -> None:
        """Put buttons side by side at the end."""
        box = QWidget()
        row = FlowLayout(box, gap=8)
        for button in buttons:
            row.addWidget(button)
        self.column.addWidget(box)


class EmergencyFields(QWidget):
    """The number callers dial, and whom they turn to after hours. 988 is offered where it exists."""

    submitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        space(column, 0, 10)
        self.number = LineEdit()
        self.contact = LineEdit(self.tr("A crisis line, a colleague, the nearest emergency room"))
        self.number_field = Field(self.tr("Emergency number"), self.number)
        self.contact_field = Field(self.tr("After hours, contact"), self.contact)
        row = AdaptiveRow(_ONE_LINE, gap=10)
        row.add(self.number_field, 1)
        row.add(self.contact_field, 3)
        column.addWidget(row)
        self.crisis_line = Button(self.tr("Add the 988 crisis line"), "plus")
        self.crisis_line.clicked.connect(self._add_crisis_line)
        self.line = QWidget()
        self.flow = FlowLayout(self.line, gap=8)
        self.flow.addWidget(self.crisis_line)
        column.addWidget(self.line)
        for edit, field in ((self.number, self.number_field), (self.contact, self.contact_field)):
            edit.textEdited.connect(lambda _text, f=field: f.set_error(""))
            edit.returnPressed.connect(self.submitted)

    def show_view(self, view: SetupView) -> None:
        """Show what is saved; a field that is being typed into stays."""
        for edit, text in ((self.number, view.number), (self.contact, view.answers.emergency_contact)):
            if not edit.hasFocus() and edit.text() != text:
                edit.setText(text)
                edit.setCursorPosition(0)
        self.crisis_line.setVisible(view.offers_crisis_line and "988" not in self.contact.text())

    def show_refusal(self, refused: Refused | None) -> None:
        """Say why nothing was saved, beside the field it is about; None clears it."""
        sentence = "" if refused is None else refused.sentence
        about_number = refused is not None and refused.field is RefusedField.NUMBER
        self.number_field.set_error(sentence if about_number else "")
        self.contact_field.set_error("" if about_number else sentence)

    def _add_crisis_line(self) -> None:
        line = tr("the 988 crisis line, by call or text")
        before = self.contact.text().strip().rstrip(",;")
        self.contact.setText(tr("{before}, or {line}", before=before, line=line) if before else line)
        self.contact.setCursorPosition(0)
        self.contact_field.set_error("")
        self.crisis_line.hide()
        self.contact.setFocus(Qt.FocusReason.OtherFocusReason)


class EmergencyEditor(ItemEditor):
    """The emergency number and contact."""

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(controller, parent)
        self.fields = EmergencyFields()
        self.column.addWidget(self.fields)
        self.save = Button(self.tr("Save"), "check", "primary")
        self.fields.flow.addWidget(self.save)
        self.save.clicked.connect(self._save)
        self.fields.submitted.connect(self._save)

    def show_view(self, view: SetupView) -> None:
        self.fields.show_view(view)

    def _save(self) -> None:
        fields = self.fields
        refused = self.controller.setup.save_emergency(fields.number.text(), fields.contact.text())
        fields.show_refusal(refused)
        if refused is None:
            self.done.emit()


class GreetingEditor(ItemEditor):
    """The greeting that the policy makes, or the clinician's own words, and what they do not say."""

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(controller, parent)
        self.name = LineEdit(self.tr("Jane Doe with Great Agency"))
        self.name_field = Field(self.tr("You've reached"), self.name)
        self.text = TextArea(self.tr("Greeting"))
        self.gaps = Warnings()
        self.error = Warnings()
        self.save = Button(self.tr("I have recorded this"), "check", "primary")
        self.copy = Button(self.tr("Copy text"), "copy")
        self.again = Button(self.tr("Start again from the policy"), "rotate-ccw")
        for widget in (self.name_field, self.text, self.gaps, self.error):
            self.column.addWidget(widget)
        self.buttons(self.save, self.copy, self.again)
        self._build_next()
        self._view: SetupView | None = None
        self._shown = ""
        self.name.editingFinished.connect(self._named)
        self.text.textChanged.connect(self._edited)
        self.save.clicked.connect(self._save)
        self.copy.clicked.connect(lambda: self.copy_requested.emit(self.text.toPlainText()))
        self.again.clicked.connect(self._start_again)

    def _build_next(self) -> None:
        self.next = QWidget()
        column = QVBoxLayout(self.next)
        space(column, (0, 8, 0, 0), 8)
        self.next_sentence = Label("", "body", "text2")
        self.next_text = Label("", "body")
        self.next_copy = Button(self.tr("Copy the next greeting"), "copy")
        self.next_copy.clicked.connect(lambda: self.copy_requested.emit(self.next_text.text()))
        column.addWidget(self.next_sentence)
        column.addWidget(self.next_text)
        column.addWidget(self.next_copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.next)

    def show_view(self, view: SetupView) -> None:
        self._view = view
        if not self.name.hasFocus():
            self.name.setText(view.answers.practice_name)
        wanted = view.answers.greeting if view.answers.greeting_is_own else view.greeting
        if self.text.toPlainText() == self._shown and wanted != self._shown:
            self._shown = wanted
            self.text.setPlainText(wanted)
        self._show_gaps()
        self.next.setVisible(view.next_promise is not None)
        if view.next_promise is not None:
            self.next_sentence.setText(view.next_promise.sentence)
            self.next_text.setText(view.next_promise.greeting)

    def _show_gaps(self) -> None:
        text = self.text.toPlainText()
        self.gaps.show_sentences(self.controller.setup.gaps(text) if text.strip() else ())
        self.again.setEnabled(self._view is not None and text != self._view.greeting)

    def _edited(self) -> None:
        self.error.show_sentences(())
        self._show_gaps()

    def _named(self) -> None:
        refused = self.controller.setup.name_practice(self.name.text())
        self.name_field.set_error("" if refused is None else refused.sentence)

    def _start_again(self) -> None:
        if self._view is not None:
            self._shown = self._view.greeting
            self.text.setPlainText(self._shown)
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        self._shown = self.text.toPlainText()
        refused = self.controller.setup.record_greeting(self._shown)
        self.error.show_sentences(() if refused is None else (refused.sentence,))
        if refused is None:
            self.done.emit()


class SchedulingEditor(ItemEditor):
    """Whether the number is for scheduling only."""

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(controller, parent)
        self.column.addWidget(Label(f"\u201c{scheduling_sentence()}\u201d", "body", "text2"))
        self.yes = Button(self.tr("I say so"), "check", "primary")
        self.no = Button(self.tr("It is not"), "circle-slash")
        self.copy = Button(self.tr("Copy text"), "copy")
        self.error = Warnings()
        self.column.addWidget(self.error)
        self.buttons(self.yes, self.no, self.copy)
        self.yes.clicked.connect(lambda: self._save("yes"))
        self.no.clicked.connect(lambda: self._save("no"))
        self.copy.clicked.connect(lambda: self.copy_requested.emit(scheduling_sentence()))

    def _save(self, answer: str) -> None:
        refused = self.controller.setup.say_scheduling(answer)
        self.error.show_sentences(() if refused is None else (refused.sentence,))
        if refused is None:
            self.done.emit()


class ReviewEditor(ItemEditor):
    """Who reviewed the policy in force, and when; or that nobody does in this practice."""

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(controller, parent)
        self.who = LineEdit(self.tr("Supervisor or agency"))
        self.on = DateEdit()
        self.who_field = Field(self.tr("Reviewed with"), self.who)
        self.on_field = Field(self.tr("On"), self.on)
        row = AdaptiveRow(_ONE_LINE, gap=10)
        row.add(self.who_field, 1)
        row.add(self.on_field, 0)
        self.column.addWidget(row)
        self.save = Button(self.tr("Mark reviewed"), "check", "primary")
        self.nobody = Button(self.tr("Nobody reviews my policies"), "circle-slash")
        self.buttons(self.save, self.nobody)
        self._has_date = False
        self.save.clicked.connect(self._save)
        self.who.returnPressed.connect(self._save)
        self.who.textEdited.connect(lambda _text: self.who_field.set_error(""))
        self.on.picked.connect(lambda: self.on_field.set_error(""))
        self.nobody.clicked.connect(self._nobody)

    def show_view(self, view: SetupView) -> None:
        self.on.use(self.controller.times)
        if not self._has_date:
            self._has_date = True
            self.on.set_value(local(self.controller.now(), self.controller.times.zone).date())
        self.nobody.setVisible(view.state(SetupItem.REVIEW) is not ItemState.NOT_USED)

    def _save(self) -> None:
        refused = self.controller.setup.mark_reviewed(self.who.text(), self.on.value())
        sentence = "" if refused is None else refused.sentence
        about_day = refused is not None and refused.field is RefusedField.START
        self.on_field.set_error(sentence if about_day else "")
        self.who_field.set_error("" if about_day else sentence)
        if refused is None:
            self.who.clear()
            self.done.emit()

    def _nobody(self) -> None:
        refused = self.controller.setup.set_reviewer(exists=False)
        self.who_field.set_error("" if refused is None else refused.sentence)
        if refused is None:
            self.done.emit()
