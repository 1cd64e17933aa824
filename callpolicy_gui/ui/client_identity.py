"""Who a client is: the name and the numbers, each change ready to be saved at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callpolicy_gui.ui.adaptive_row import AdaptiveRow, drop_widgets
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import Button, CheckBox, Field, FlowLayout, Label, LineEdit
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from callpolicy_gui.controller.client_views import ClientView, NumberView

_STACK_BELOW = 360  # layout units


class ClientIdentity(QWidget):
    """The name as a field, the numbers as lines, and a field for one more.

    `name_submitted` carries a changed name, on Enter and when the field is left; `number_submitted`
    a number to add; `removal_requested` the key of a number, `never_call_picked` that and whether it
    must never be called.
    """

    name_submitted = Signal(str)
    number_submitted = Signal(str)
    removal_requested = Signal(str)
    never_call_picked = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._refused = ""
        # What stood in the two fields when names were hidden.
        self._kept: tuple[str, str] | None = None
        self._numbers: tuple[NumberView, ...] = ()
        self.removals: list[Button] = []
        self.marks: list[CheckBox] = []
        self.name = LineEdit(self.tr("No name yet"))
        self.name_field = Field(self.tr("Name"), self.name)
        self.number = LineEdit(self.tr("Phone number"), icon="phone")
        self.add = Button(self.tr("Add"), "plus")
        self.add.setAccessibleName(self.tr("Add the number"))
        self.number_field = Field(self.tr("Add a number"), self.number)
        self._build()
        self.name.editingFinished.connect(self.submit_name)
        self.name.textEdited.connect(lambda _text: self.name_field.set_error(""))
        self.number.returnPressed.connect(self.submit_number)
        self.number.textEdited.connect(self._number_typed)
        self.add.clicked.connect(self.submit_number)
        self._number_typed()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        space(column, 0, 10)
        column.addWidget(Label(self.tr("Name and numbers"), "section"))
        column.addWidget(self.name_field)
        self._none = Label(self.tr("No number is known."), "body", "text2")
        column.addWidget(self._none)
        holder = QWidget()
        self._list = QVBoxLayout(holder)
        space(self._list, 0, 2)
        self._holder = holder
        column.addWidget(holder)
        # The button stands beside the field, and what is wrong below both.
        line = QWidget()
        row = QHBoxLayout(line)
        space(row, 0, 8)
        rows = self.number_field.layout()
        if isinstance(rows, QVBoxLayout):
            rows.insertWidget(rows.indexOf(self.number), line)
        row.addWidget(self.number, 1)
        row.addWidget(self.add)
        column.addWidget(self.number_field)

    def show_view(self, view: ClientView) -> None:
        """Show the client as saved; a name that is being typed, or was refused, stays."""
        if self._kept is not None:
            (name, number), self._kept = self._kept, None
            self.name.setText(name)
            self.number.setText(number)
            self._number_typed()
        if view.name != self._name:
            self._name = view.name
            self.name.setText(view.name)
            self.name_field.set_error("")
        if view.numbers != self._numbers:
            self._show_numbers(view.numbers)
        self._none.setVisible(not view.numbers)
        self._holder.setVisible(bool(view.numbers))

    def conceal(self) -> None:
        """Take name and numbers out of every widget, and keep what is typed for `show_view`."""
        if self._kept is not None:
            return
        self._kept = (self.name.text(), self.number.text())
        self._show_numbers(())
        for field in (self.name, self.number):
            field.clear()

    def _show_numbers(self, numbers: tuple[NumberView, ...]) -> None:
        """Fill the list; a button that had the focus gives it to the next one, or to the field."""
        place = next((n for n, button in enumerate(self.removals) if button.hasFocus()), -1)
        marked = next((n for n, mark in enumerate(self.marks) if mark.hasFocus()), -1)
        self._numbers, self.removals, self.marks = numbers, [], []
        drop_widgets(self._list)
        before: QWidget = self.name
        for number in numbers:
            line = self._line(number)
            self._list.addWidget(line)
            # Made later than what stands below it, it would come last to the Tab key.
            QWidget.setTabOrder(before, self.marks[-1])
            QWidget.setTabOrder(self.marks[-1], self.removals[-1])
            before = self.removals[-1]
        if place >= 0:
            after = self.removals[min(place, len(numbers) - 1)] if numbers else self.number
            after.setFocus(Qt.FocusReason.OtherFocusReason)
        elif 0 <= marked < len(self.marks):
            self.marks[marked].setFocus(Qt.FocusReason.OtherFocusReason)

    def _line(self, number: NumberView) -> QWidget:
        line = AdaptiveRow(_STACK_BELOW, gap=2)
        line.add(Label(number.shown), 1)
        actions = QWidget()
        row = FlowLayout(actions, gap=8)
        mark = CheckBox(self.tr("Never call"))
        mark.setAccessibleName(tr("Never call {number}", number=number.shown))
        mark.setChecked(number.never_call)
        mark.clicked.connect(lambda never: self.never_call_picked.emit(number.key, never))
        row.addWidget(mark)
        self.marks.append(mark)
        words = tr("Remove {number}", number=number.shown)
        remove = Button(icon="trash-2", kind="ghost", tooltip=words)
        remove.clicked.connect(lambda: self.removal_requested.emit(number.key))
        row.addWidget(remove)
        line.add(actions)
        self.removals.append(remove)
        return line

    def _number_typed(self) -> None:
        self.number_field.set_error("")
        self.add.setEnabled(bool(self.number.text().strip()))

    def submit_name(self) -> None:
        """Send the name if it is another one than the saved; one that was refused is not sent twice."""
        if self._kept is not None:
            return
        typed = self.name.text().strip()
        if typed == self._name:
            self.name.setText(self._name)
        elif not (self.name_field.error() and typed == self._refused):
            self.name_submitted.emit(typed)

    def submit_number(self) -> None:
        """Send the number that is typed, if any."""
        if self.number.text().strip():
            self.number_submitted.emit(self.number.text().strip())

    def show_name_error(self, sentence: str) -> None:
        """Say why the name was not saved; "" clears it."""
        self._refused = self.name.text().strip()
        self.name_field.set_error(sentence)

    def show_number_error(self, sentence: str) -> None:
        """Say why a number was not added or not removed; "" clears it."""
        self.number_field.set_error(sentence)

    def mark_refused(self, key: str, sentence: str) -> None:
        """Say why a number could not be marked, and show its mark as saved."""
        for number, mark in zip(self._numbers, self.marks, strict=True):
            if number.key == key:
                mark.setChecked(number.never_call)
        self.show_number_error(sentence)

    def number_added(self) -> None:
        """Make the field ready for the next number."""
        self.number.clear()
        self._number_typed()
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_unsaved(self) -> bool:
        """Whether something is typed that is not saved."""
        name, number = self._kept or (self.name.text(), self.number.text())
        return name.strip() != self._name or bool(number.strip())

    def step_back(self) -> bool:
        """Esc in a field puts back what was saved; false where there was nothing to put back."""
        if self.name.hasFocus() and self.name.text().strip() != self._name:
            self.name.setText(self._name)
            self.name_field.set_error("")
            return True
        if self.number.hasFocus() and self.number.text():
            self.number.clear()
            self._number_typed()
            return True
        return False
