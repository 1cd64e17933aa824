"""What an agreement would mean, said while it is being edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.ui.adaptive_row import drop_widgets
from callpolicy_gui.ui.theme import space
from callpolicy_gui.ui.widgets import Banner, Label, Panel
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from callpolicy_gui.controller.client_views import AccommodationPreview


class AgreementPreview(QWidget):
    """Sentences on a panel, warnings below it, and what stands in the way below those."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[str, ...] = ()
        self.panel = Panel("sunken", "border", margin=12, gap=4)
        self.panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.panel.body.addWidget(Label(self.tr("What this means"), "strong"))
        self._list = QVBoxLayout()
        space(self._list, 0, 4)
        self.panel.body.addLayout(self._list)
        self.warning = Banner("soon", icon="triangle-alert")
        self.error = Banner("overdue")
        column = QVBoxLayout(self)
        space(column, 0, 8)
        for widget in (self.panel, self.warning, self.error):
            column.addWidget(widget)
            widget.hide()

    def lines(self) -> tuple[str, ...]:
        """The sentences shown."""
        return self._lines

    def show_preview(self, preview: AccommodationPreview | None) -> None:
        """Show what it would mean; None says that it cannot be told yet."""
        unknown = tr("This shows once everything above can be read.")
        lines = (unknown,) if preview is None else preview.lines
        if lines != self._lines:
            self._lines = lines
            drop_widgets(self._list)
            for line in lines:
                self._list.addWidget(Label(line, "body", "text2"))
        self.panel.setVisible(bool(lines))
        warnings = () if preview is None else preview.warnings
        self.warning.set_content("soon", "", "\n".join(warnings), icon="triangle-alert")
        self.warning.setVisible(bool(warnings))

    def show_error(self, sentence: str) -> None:
        """Say why it cannot be saved; "" clears it."""
        said = self.error.isVisible() and self.error.accessibleName() == sentence
        self.error.set_content("overdue", sentence)
        if sentence and not said:
            self.error.present()
        self.error.setVisible(bool(sentence))
