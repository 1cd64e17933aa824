"""What counts as a return, and which calls without a voicemail are shown: switches that hold at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QSizePolicy, QWidget

from callpolicy_gui.core.settings import DEFAULT_SILENT_MINUTES
from callpolicy_gui.ui.promise_panel import Warnings
from callpolicy_gui.ui.widgets import CheckBox, Label, Panel
from callpolicy_gui.wording.text import counted

if TYPE_CHECKING:
    from callpolicy_gui.controller import Controller


class ReturnRules(Panel):
    """Two settings of the practice that belong to the promise. Each is saved when it is switched."""

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(gap=10, parent=parent)
        self._controller = controller
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.body.addWidget(Label(self.tr("What counts"), "section"))
        self.message_counts = CheckBox(
            self.tr("A message counts as returning the call"),
            self.tr("Left message then keeps the promise, as reaching the client does."),
        )
        self.silent = CheckBox(self.tr("Show repeated silent calls"))
        self.error = Warnings()
        for widget in (self.message_counts, self.silent, self.error):
            self.body.addWidget(widget)
        self.body.addWidget(Label(self.tr("Saved at once, for every policy."), "caption", "text3"))
        self.message_counts.clicked.connect(lambda on: self._save(message_counts=on))
        self.silent.clicked.connect(lambda on: self._save(silent_minutes=DEFAULT_SILENT_MINUTES if on else 0))

    def reload(self) -> None:
        """Show what is saved."""
        settings = self._controller.settings
        self.message_counts.setChecked(settings.message_counts)
        self.silent.setChecked(settings.silent_minutes > 0)
        hours = (settings.silent_minutes or DEFAULT_SILENT_MINUTES) // 60
        self.silent.set_words(
            self.tr("Show repeated silent calls"),
            counted(
                hours,
                "A second call without a voicemail within %n hour is yours to judge.",
                "A second call without a voicemail within %n hours is yours to judge.",
            ),
        )

    def _save(self, **changes: Any) -> None:
        refused = self._controller.policies.save_settings(replace(self._controller.settings, **changes))
        self.error.show_sentences(() if refused is None else (refused.sentence,))
        self.reload()
