"""The promises of this practice over time: what is to come, and what has been."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.core.local_time import local
from callpolicy_gui.ui.adaptive_row import drop_widgets
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import Button, FlowLayout, Label, Panel, Tag
from callpolicy_gui.wording.policies import policy_name
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.controller.views import PolicyView
    from callpolicy_gui.core.policies import PolicyVersion
    from callpolicy_gui.wording.times import Times


def version_words(version: PolicyVersion, times: Times) -> str:
    """`From Mon 7 Dec 2026. Reviewed with Dr. Lee on Tue 1 Sep 2026. Early: moving office.`."""
    if version.effective_from is None:
        parts = [tr("From the beginning.")]
    else:
        day = times.long_date(local(version.effective_from, times.zone).date())
        parts = [tr("From {day}.", day=day)]
    if version.reviewed_with and version.reviewed_on is not None:
        on = times.long_date(version.reviewed_on)
        parts.append(tr("Reviewed with {who} on {day}.", who=version.reviewed_with, day=on))
    elif version.reviewed_with:
        parts.append(tr("Reviewed with {who}.", who=version.reviewed_with))
    if version.override_reason:
        parts.append(tr("Started early: {reason}", reason=version.override_reason))
    return " ".join(parts)


class _VersionRow(QWidget):
    """One version: its name, since when, who reviewed it."""

    def __init__(self, version: PolicyVersion, times: Times, tag: str, state: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        space(column, 0, 1)
        head = QHBoxLayout()
        space(head, 0, 8)
        head.addWidget(Label(policy_name(version.policy), "strong"), 1)
        if tag:
            head.addWidget(Tag(tag, state), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        words = version_words(version, times)
        if version.policy.requires_voicemail and tr("Voicemail") not in policy_name(version.policy):
            words = tr("Voicemail required.") + " " + words
        column.addWidget(Label(words, "caption", "text2"))
        self.column = column


class VersionsPanel(Panel):
    """Scheduled promises, which can be withdrawn, and all others, which can only be read."""

    withdraw_requested = Signal(int)
    copy_requested = Signal(object)  # the PolicyVersion clients are to be told of

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(gap=10, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.body.addWidget(Label(self.tr("Promises over time"), "section"))
        self._rows = QVBoxLayout()
        space(self._rows, 0, 12)
        self.body.addLayout(self._rows)
        self.error = Label("", "caption", "overdue")
        self.error.hide()
        self.body.addWidget(self.error)
        self.withdraw_buttons: list[Button] = []
        self.copy_buttons: list[Button] = []

    def show_versions(
        self, view: PolicyView, times: Times, tell_words: Callable[[PolicyVersion], str] = lambda _version: ""
    ) -> None:
        """List them, the latest first; `tell_words` says until when clients hear of a scheduled one."""
        drop_widgets(self._rows)
        self.withdraw_buttons, self.copy_buttons = [], []
        scheduled = {version.version_id for version in view.scheduled}
        for version in sorted(
            view.versions, key=lambda v: (v.effective_from or 0, v.version_id), reverse=True
        ):
            tag, state = "", "none"
            if version.version_id == view.in_force.version_id:
                tag, state = self.tr("In force"), "done"
            elif version.version_id in scheduled:
                tag, state = self.tr("Scheduled"), "later"
            row = _VersionRow(version, times, tag, state)
            self._rows.addWidget(row)
            is_scheduled = version.version_id in scheduled
            if not is_scheduled and version.version_id != view.in_force.version_id:
                continue
            told = tell_words(version)
            if told:
                row.column.addWidget(Label(told, "body", "done"))
            box = QWidget()
            line = FlowLayout(box, gap=8)
            line.addWidget(self._copy(version, is_scheduled=is_scheduled))
            if is_scheduled:
                line.addWidget(self._withdraw(version, times))
            row.column.addSpacing(4)
            row.column.addWidget(box)

    def _copy(self, version: PolicyVersion, *, is_scheduled: bool) -> Button:
        words = self.tr("Copy notice text") if is_scheduled else self.tr("Copy text for clients")
        button = Button(words, "copy")
        button.setAccessibleDescription(policy_name(version.policy))
        button.clicked.connect(lambda _on=False: self.copy_requested.emit(version))
        self.copy_buttons.append(button)
        return button

    def _withdraw(self, version: PolicyVersion, times: Times) -> Button:
        button = Button(self.tr("Withdraw"), "undo-2")
        button.setAccessibleDescription(f"{policy_name(version.policy)}. {version_words(version, times)}")
        number = version.version_id
        button.clicked.connect(lambda _on=False: self.withdraw_requested.emit(number))
        self.withdraw_buttons.append(button)
        return button

    def show_error(self, sentence: str) -> None:
        """Say why a version was not withdrawn."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
