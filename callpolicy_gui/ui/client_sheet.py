"""One client: the name, the numbers, who is the same person, and what has been agreed.

Everything but the agreement is saved at once and can be undone; the agreement has a button of its
own, because half of one would be counted as a promise.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from callpolicy_gui.core.accommodations import Accommodation
from callpolicy_gui.core.local_time import local
from callpolicy_gui.ui.accommodation_form import AccommodationForm
from callpolicy_gui.ui.client_identity import ClientIdentity
from callpolicy_gui.ui.client_merge import ClientMerge
from callpolicy_gui.ui.contact_safety_form import ContactSafetyForm
from callpolicy_gui.ui.dialog_size import fit_height
from callpolicy_gui.ui.names_cover import NamesCover, hidden_words
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.widgets import Banner, Button, FocusRing, Label, ScrollPage, UndoBar
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from callpolicy_gui.controller import Controller
    from callpolicy_gui.controller.views import Refused, UndoView
    from callpolicy_gui.core.contact_safety import MessageRule
    from callpolicy_gui.core.weekly_hours import WeeklyHours

_WIDTH = 620  # layout units
_REVIEW_AFTER = timedelta(days=182)


class ClientSheet(QDialog):
    """Shows a client for reading and changing. Raises LookupError where there is no such client."""

    def __init__(self, controller: Controller, client_id: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # Never the name: a window's title is shown in places that others see.
        self.setWindowTitle(self.tr("Client"))
        self._controller = controller
        self._client_id = client_id
        view = controller.clients.view(client_id)
        self.title = Label(view.title, "h2")
        self.summary = Label("", "body", "text2")
        self.code = Label("", "caption", "text2", selectable=True)
        self.identity = ClientIdentity()
        self.merge = ClientMerge(lambda text: controller.clients.merge_choices(client_id, text))
        self.safety = ContactSafetyForm()
        self.form = AccommodationForm()
        self.undo_bar = UndoBar()
        self.question = Banner("soon", action=self.tr("Save"), dismissible=True, icon="save")
        self.close_button = Button(self.tr("Close"), key=self.tr("Esc"))
        self._build()
        self._use_practice()
        self.reload()
        self._connect()
        if controller.names_hidden:
            self._names_changed()
        self._ring = FocusRing(self)
        around = (px(44), px(44) + self._foot.sizeHint().height())
        fit_height(self, self._page.body, px(_WIDTH), around)
        self.identity.name.setFocus()

    def _build(self) -> None:
        self._page = ScrollPage(margin=(22, 18, 22, 14), gap=22)
        self._cover = NamesCover()
        column = self._page.body
        head = QVBoxLayout()
        space(head, 0, 2)
        for label in (self.title, self.summary, self.code):
            head.addWidget(label)
        column.addLayout(head)
        for part in (self.identity, self.safety, self.merge, self.form):
            column.addWidget(part)
        outer = QVBoxLayout(self)
        space(outer, 0, 0)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        outer.addWidget(self._page, 1)
        outer.addWidget(self._cover, 1)
        # A question below must be seen whole; the page scrolls and can become small.
        self._page.setMinimumHeight(1)
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        space(foot, (22, 8, 22, 16), 8)
        foot.addWidget(self.undo_bar)
        foot.addWidget(self.question)
        self.question.hide()
        self.question.dismiss_button().set_words(self.tr("Close without saving"))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.close_button)
        foot.addLayout(row)
        outer.addWidget(self._foot)
        self.setMinimumSize(px(240), px(200))

    def _use_practice(self) -> None:
        controller = self._controller
        settings, times = controller.settings, controller.times
        today = local(controller.now(), times.zone).date()
        usual = controller.policies.view().in_force.policy.hours(settings.own_hours)
        self.safety.use(times, settings.weekend)
        self.form.use(times, settings.weekend, usual, today + _REVIEW_AFTER)

    def _connect(self) -> None:
        controller, identity, merge, form = self._controller, self.identity, self.merge, self.form
        controller.clients_changed.connect(self.reload)
        controller.names_changed.connect(self._names_changed)
        controller.undo_changed.connect(self._show_undo)
        controller.failed.connect(self._show_trouble)
        identity.name_submitted.connect(self._rename)
        identity.number_submitted.connect(self._add_number)
        identity.removal_requested.connect(self._remove_number)
        identity.never_call_picked.connect(self._mark_number)
        self.safety.message_picked.connect(self._pick_message)
        self.safety.safe_times_picked.connect(self._pick_safe_times)
        merge.merge_requested.connect(self._merge)
        merge.unmerge_requested.connect(self._unmerge)
        form.edited.connect(self._edited)
        form.save_requested.connect(self._save_pressed)
        form.end_requested.connect(self._end)
        self.undo_bar.undo_requested.connect(self._undo)
        self.question.show_requested.connect(self._save_and_close)
        self.question.dismissed.connect(self._leave)
        self.close_button.clicked.connect(self.reject)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        undo.activated.connect(self._undo)

    def reload(self, *, anew: bool = False) -> None:
        """Show the client as saved; an agreement that is being edited stays, except with `anew`."""
        try:
            view = self._controller.clients.view(self._client_id)
        except LookupError:
            # It was merged into another, or undone: there is nothing left to show.
            self._leave()
            return
        hidden = self._controller.names_hidden
        self.title.setText("" if hidden else view.title)
        self.summary.setText(view.summary)
        self.summary.setVisible(bool(view.summary))
        self.code.setText(tr("{code} in exports without names.", code=view.code))
        if hidden:
            self.identity.conceal()
            self.merge.conceal()
        else:
            self.identity.show_view(view)
            self.merge.show_view(view)
        self.safety.show_safety(view.safety)
        self.form.take(view.accommodation, view.review, anew=anew)
        self._show_preview()

    def _names_changed(self) -> None:
        """Names were hidden: cover the sheet and take them out of it; or show it as it was."""
        hidden = self._controller.names_hidden
        bar = self.undo_bar
        bar.reword(self._controller.undoing.words() if bar.offers_undo() else "")
        if hidden:
            # A name that is being typed is saved, as when its field is left.
            self._cover.cover(self._page, hidden=True)
        self.reload()
        if not hidden:
            self._cover.cover(self._page, hidden=False)
            self.identity.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_preview(self) -> None:
        wanted = self.form.accommodation()
        self.form.show_preview(None if wanted is None else self._controller.clients.preview(wanted))

    def _edited(self) -> None:
        self._ask(asking=False)
        self._show_preview()

    # -- saved at once -------------------------------------------------------------------

    def _rename(self, name: str) -> None:
        refused = self._controller.clients.rename(self._client_id, name)
        self.identity.show_name_error(_sentence(refused))

    def _add_number(self, text: str) -> None:
        refused = self._controller.clients.add_number(self._client_id, text)
        if refused is None:
            self.identity.number_added()
        self.identity.show_number_error(_sentence(refused))

    def _remove_number(self, key: str) -> None:
        refused = self._controller.clients.remove_number(self._client_id, key)
        self.identity.show_number_error(_sentence(refused))

    def _mark_number(self, key: str, never: bool) -> None:
        refused = self._controller.safety.set_never_call(self._client_id, key, never)
        if refused is not None:
            self.identity.mark_refused(key, refused.sentence)

    def _pick_message(self, rule: MessageRule) -> None:
        self.safety.show_error(_sentence(self._controller.safety.set_message(self._client_id, rule)))

    def _pick_safe_times(self, hours: WeeklyHours | None) -> None:
        self.safety.show_error(_sentence(self._controller.safety.set_safe_times(self._client_id, hours)))

    def _merge(self, other_id: int) -> None:
        refused = self._controller.clients.merge(self._client_id, other_id)
        if refused is None:
            self.merge.merged()
        self.merge.show_error(_sentence(refused))

    def _unmerge(self, merged_id: int) -> None:
        self.merge.show_error(_sentence(self._controller.clients.unmerge(self._client_id, merged_id)))

    def _undo(self) -> None:
        """Take the last step back while the bar offers it; older steps belong to the queue."""
        if self.undo_bar.undo_button().isHidden():
            return
        # Elsewhere what is said repeats what the bar shows; only here it is all there is to see.
        self._controller.said.connect(self._say)
        self._controller.undoing.undo()
        self._controller.said.disconnect(self._say)
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, sentence: str) -> None:
        self.undo_bar.show_message(sentence, undo=False, icon="undo-2")

    def _show_trouble(self, sentence: str) -> None:
        self.undo_bar.show_message(sentence, undo=False, icon="triangle-alert")

    def _show_undo(self, view: UndoView | None) -> None:
        if view is None:
            self.undo_bar.dismiss()
        else:
            self.undo_bar.show_message(view.sentence)

    # -- the agreement -------------------------------------------------------------------

    def _accommodate(self, accommodation: Accommodation) -> bool:
        """Save it; refused, the form keeps what stands in it."""
        refused = self._controller.clients.accommodate(self._client_id, accommodation)
        if refused is not None:
            self.form.show_refusal(refused)
            return False
        self.reload(anew=True)
        # The button that was pressed can do nothing now, and the one beside it ends the agreement.
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _save_agreement(self) -> bool:
        wanted = self.form.accommodation()
        if wanted is None:
            self.form.focus_problem()
            return False
        return self._accommodate(wanted)

    def _save_pressed(self) -> None:
        self._ask(asking=False)
        self._save_agreement()

    def _end(self) -> None:
        self._ask(asking=False)
        self._accommodate(Accommodation())

    # -- closing -------------------------------------------------------------------------

    def is_unsaved(self) -> bool:
        """Whether closing would lose something that was typed."""
        return self.identity.is_unsaved() or self.form.is_unsaved()

    def _save_and_close(self) -> None:
        if self._controller.names_hidden:
            # Nobody should save what cannot be read; the question stays, and can be answered the other way.
            self.undo_bar.show_message(hidden_words(), undo=False, icon="eye-off")
            return
        self._ask(asking=False)
        self.identity.submit_name()
        self.identity.submit_number()
        if self.form.is_unsaved() and not self._save_agreement():
            return
        if self.identity.is_unsaved():
            field = self.identity.name if self.identity.name_field.error() else self.identity.number
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._leave()

    def reject(self) -> None:
        """Close, after asking inside the sheet where something is not saved."""
        if self.safety.hours.is_being_typed():
            # Left, the field saves what can be read in it.
            self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.is_unsaved():
            self._leave()
            return
        self.undo_bar.dismiss()
        self.question.set_content("soon", tr("Save what you changed?"), icon="save")
        self._ask(asking=True)
        self.question.present()
        self.question.action_button().setFocus(Qt.FocusReason.TabFocusReason)

    def _ask(self, *, asking: bool) -> None:
        """Show the question in the place of the button that raised it, or take it away."""
        self.question.setVisible(asking)
        self.close_button.setVisible(not asking)

    def _leave(self) -> None:
        super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._step_back():
            return
        super().keyPressEvent(event)

    def _step_back(self) -> bool:
        """Esc first takes back what was begun last, and only then closes."""
        if not self.question.isHidden():
            self._ask(asking=False)
            self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return self.merge.step_back() or self.identity.step_back()


def _sentence(refused: Refused | None) -> str:
    return "" if refused is None else refused.sentence
