"""What of the log leaves the program, and how much of it: chosen, previewed, written."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from callpolicy_gui.controller.export_place import synced_warning
from callpolicy_gui.controller.views import ExportDone, Refused
from callpolicy_gui.core.call_log import Level
from callpolicy_gui.core.local_time import local
from callpolicy_gui.ui.date_edit import DateEdit
from callpolicy_gui.ui.names_cover import add_names_key
from callpolicy_gui.ui.plain_table import PlainTable
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.widgets import (
    Banner,
    Button,
    Field,
    FlowLayout,
    FocusRing,
    Label,
    RadioButton,
    ScrollPage,
    SegmentedChoice,
)
from callpolicy_gui.wording.discretion import shown_file, shown_note
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.controller import Controller

_PREVIEW_ROWS = 5
# The columns of a full export that say who called, or what was noted of it.
_NAMING = frozenset({"client", "number", "note"})


def ask_save_path(parent: QWidget, suggested: str) -> str:
    """Where to write, as the person chose it, or an empty text. Overwriting is asked about by the dialog."""
    chosen, _ = QFileDialog.getSaveFileName(
        parent,
        tr("Export call log"),
        suggested,
        tr("CSV files (*.csv)"),
        options=QFileDialog.Option.DontConfirmOverwrite,
    )
    return chosen


class ExportDialog(QDialog):
    """Range, contents, preview, and the file. Who asks where to write is an argument."""

    def __init__(
        self,
        controller: Controller,
        parent: QWidget | None = None,
        *,
        ask_path: Callable[[QWidget, str], str] = ask_save_path,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._ask_path = ask_path
        self._pending: Path | None = None
        self.setWindowTitle(self.tr("Export call log"))
        self._build()
        self.range.changed.connect(self._range_changed)
        for edit in (self.first, self.last):
            edit.picked.connect(self._show_preview)
        for choice in (self.pseudonymised, self.full):
            choice.clicked.connect(self._show_preview)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.reject)
        self.overwrite.show_requested.connect(self._overwrite)
        self.overwrite.dismissed.connect(self._keep)
        self.synced.show_requested.connect(self._save_there)
        self.synced.dismissed.connect(self._keep)
        controller.names_changed.connect(self._show_preview)
        add_names_key(self, controller)
        self._range_changed(self.range.value())
        self._ring = FocusRing(self)
        self.resize(px(620), px(600))

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        space(outer, 0, 0)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.pane = ScrollPage(gap=14)
        outer.addWidget(self.pane, 1)
        body = self.pane.body
        body.addWidget(Label(self.tr("Export call log"), "h2"))
        self._build_range(body)
        body.addWidget(Label(self.tr("Contents"), "section"))
        self.pseudonymised = RadioButton(
            self.tr("Pseudonymised: client codes, no names, numbers or notes"),
            self.tr("Codes stay the same between exports. Dates and times can still identify someone."),
        )
        self.full = RadioButton(
            self.tr("Full: names, numbers and notes"),
            self.tr("Anyone who opens the file can read who called you."),
        )
        # Without a group Qt would count the segments above as radio buttons of the same set.
        self._contents = QButtonGroup(self)
        for choice in (self.pseudonymised, self.full):
            self._contents.addButton(choice)
        self.pseudonymised.setChecked(True)
        body.addWidget(self.pseudonymised)
        body.addWidget(self.full)
        self.preview_title = Label(self.tr("Preview of a few rows"), "section")
        body.addWidget(self.preview_title)
        self.preview = PlainTable(self.tr("Preview"))
        body.addWidget(self.preview)
        self.nothing = Label(self.tr("No calls were received in these days."), "body", "text2")
        body.addWidget(self.nothing)
        self.error = Banner("overdue")
        self.success = Banner("done")
        self.overwrite = Banner("soon", dismissible=True, icon="triangle-alert")
        self.overwrite.set_action(self.tr("Replace it"))
        self.overwrite.dismiss_button().set_words(self.tr("Keep it"))
        self.synced = Banner("soon", dismissible=True, icon="triangle-alert")
        self.synced.set_action(self.tr("Save it there"))
        self.synced.dismiss_button().set_words(self.tr("Do not save"))
        for banner in self._banners():
            banner.hide()
        outer.addWidget(self._build_buttons())

    def _build_range(self, body: QVBoxLayout) -> None:
        body.addWidget(Label(self.tr("Range"), "section"))
        self.range = SegmentedChoice(
            (
                ("last_month", self.tr("Last month")),
                ("month", self.tr("This month")),
                ("custom", self.tr("Custom")),
            ),
            self.tr("Range"),
        )
        body.addWidget(self.range)
        self._custom = QWidget()
        row = FlowLayout(self._custom, gap=10)
        self.first, self.last = DateEdit(), DateEdit()
        self.first_field = Field(self.tr("From"), self.first)
        self.last_field = Field(self.tr("To"), self.last)
        row.addWidget(self.first_field)
        row.addWidget(self.last_field)
        body.addWidget(self._custom)

    def _build_buttons(self) -> QWidget:
        foot = QWidget()
        column = QVBoxLayout(foot)
        space(column, (22, 8, 22, 16), 8)
        for banner in self._banners():
            column.addWidget(banner)
        row = QHBoxLayout()
        space(row, 0, 8)
        self.cancel = Button(self.tr("Cancel"))
        self.save = Button(self.tr("Save\u2026"), "save", "primary")
        self.save.setDefault(True)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        column.addLayout(row)
        return foot

    def _banners(self) -> tuple[Banner, ...]:
        return self.error, self.success, self.synced, self.overwrite

    def level(self) -> Level:
        """How much is disclosed."""
        return Level.FULL if self.full.isChecked() else Level.PSEUDONYMISED

    def days(self) -> tuple[date, date]:
        """The first and last local date of the export."""
        today = local(self._controller.now(), self._controller.times.zone).date()
        month = today.replace(day=1)
        match self.range.value():
            case "month":
                return month, today
            case "custom":
                return self.first.value(), self.last.value()
            case _:
                last = month - timedelta(days=1)
                return last.replace(day=1), last

    def _range_changed(self, value: str) -> None:
        custom = value == "custom"
        if custom:
            today = local(self._controller.now(), self._controller.times.zone).date()
            for edit, day in ((self.first, today - timedelta(days=6)), (self.last, today)):
                edit.use(self._controller.times)
                edit.set_value(day)
        self._custom.setVisible(custom)
        self._show_preview()

    def _show_preview(self) -> None:
        self._say(None)
        first, last = self.days()
        backwards = last < first
        self.last_field.set_error(tr("The last day is before the first.") if backwards else "")
        sample = () if backwards else self._controller.exchange.export_sample(first, last, self.level())
        rows = sample[1:]
        self.preview.setVisible(bool(rows))
        self.preview_title.setVisible(bool(rows))
        self.nothing.setVisible(not rows and not backwards)
        self.save.setEnabled(bool(rows))
        if rows:
            named = [self.level() is Level.FULL and head in _NAMING for head in sample[0]]
            shown = tuple(
                tuple(shown_note(text) if hides else text for hides, text in zip(named, row, strict=True))
                for row in rows[:_PREVIEW_ROWS]
            )
            self.preview.show_rows(sample[0], shown, 1)

    def _suggested(self) -> str:
        return str(Path.home() / self._controller.exchange.suggested_name(*self.days()))

    def _save(self) -> None:
        self._say(None)
        chosen = self._ask_path(self, self._suggested())
        if not chosen:
            return
        path = Path(chosen)
        if not path.suffix:
            path = path.with_suffix(".csv")
        warning = synced_warning(path)
        if warning:
            self._pending = path
            self.synced.set_content("soon", warning, tr("Save it there?"), icon="triangle-alert")
            self.synced.present()
            self.synced.dismiss_button().setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._write_new(path)

    def _save_there(self) -> None:
        path, self._pending = self._pending, None
        self.synced.hide()
        if path is not None:
            self._write_new(path)

    def _write_new(self, path: Path) -> None:
        """Write it, or ask first where there is a file of that name."""
        if path.exists():
            self._pending = path
            asked = tr("There is a file named {name} already.", name=shown_file(path.name))
            self.overwrite.set_content("soon", asked, tr("Replace it?"), icon="triangle-alert")
            self.overwrite.present()
            self.overwrite.dismiss_button().setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._write(path, overwrite=False)

    def _overwrite(self) -> None:
        path, self._pending = self._pending, None
        self.overwrite.hide()
        if path is not None:
            self._write(path, overwrite=True)

    def _keep(self) -> None:
        self._pending = None
        self.save.setFocus(Qt.FocusReason.OtherFocusReason)

    def _write(self, path: Path, *, overwrite: bool) -> None:
        first, last = self.days()
        self._say(self._controller.exchange.export(path, first, last, self.level(), overwrite=overwrite))

    def _say(self, result: ExportDone | Refused | None) -> None:
        """Show how it ended; None clears."""
        for banner in self._banners():
            banner.hide()
        if isinstance(result, Refused):
            self.error.set_content("overdue", result.sentence)
            self.error.present()
            self.save.setFocus(Qt.FocusReason.OtherFocusReason)
        elif isinstance(result, ExportDone):
            where = shown_file(result.path.name) if self._controller.names_hidden else str(result.path)
            self.success.set_content("done", result.sentence, f"{where}\n{result.anchor}".strip())
            self.success.present()
            self.cancel.set_words(self.tr("Close"))
            self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
