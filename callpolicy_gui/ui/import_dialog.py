"""A phone's log on its way in: read, shown, and only then, if wanted, written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QProgressBar, QVBoxLayout, QWidget

from callpolicy_gui.controller.views import ImportDone, ImportPreview, Refused
from callpolicy_gui.core.imported_calls import RowKind
from callpolicy_gui.core.local_time import local
from callpolicy_gui.ui.names_cover import add_names_key
from callpolicy_gui.ui.plain_table import PlainTable
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.widgets import (
    Banner,
    Button,
    CheckBox,
    FocusRing,
    IconLabel,
    Label,
    ScrollPage,
    announce,
)
from callpolicy_gui.wording.discretion import shown_file, shown_note
from callpolicy_gui.wording.text import counted, tr

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QShowEvent

    from callpolicy_gui.controller import Controller
    from callpolicy_gui.wording.times import Times


def found_words(preview: ImportPreview) -> str:
    """`38 missed calls found, 4 of them already in the log.`."""
    total = preview.new + preview.known
    found = counted(total, "%n missed call found", "%n missed calls found")
    if not preview.known:
        return found + "."
    already = counted(preview.known, "%n of them already in the log", "%n of them already in the log")
    return f"{found}, {already}."


def facts(preview: ImportPreview, times: Times) -> tuple[tuple[str, str], ...]:
    """What else is known of the file: an icon's name and a sentence each."""
    first = times.long_date(local(preview.first_at, times.zone).date())
    last = times.long_date(local(preview.last_at, times.zone).date())
    queued = counted(
        preview.queue,
        "%n call of the last 14 days goes to the queue. Older ones are kept for the record.",
        "%n calls of the last 14 days go to the queue. Older ones are kept for the record.",
    )
    said = [
        ("calendar-days", tr("From {first} to {last}.", first=first, last=last)),
        ("voicemail", counted(preview.voicemails, "%n with a voicemail.", "%n with a voicemail.")),
        ("inbox", queued),
    ]
    if preview.outgoing:
        kept = counted(
            preview.outgoing,
            "%n outgoing call is kept as evidence of a return.",
            "%n outgoing calls are kept as evidence of returns.",
        )
        said.append(("phone-outgoing", kept))
    left_out = left_out_words(preview.log.ignored)
    if left_out:
        said.append(("phone", left_out))
    if preview.stated is not None and preview.stated != preview.rows:
        stated = counted(preview.stated, "The file says %n call", "The file says %n calls")
        has = counted(preview.rows, "has %n", "has %n")
        said.append(("triangle-alert", tr("{stated} and {has}.", stated=stated, has=has)))
    return tuple(said)


def left_out_words(ignored: tuple[tuple[RowKind, int], ...]) -> str:
    """`Left out: 12 answered calls, 1 of another kind.`, or an empty text."""
    counts = dict(ignored)
    answered = counts.pop(RowKind.INCOMING, 0)
    others = sum(counts.values())
    parts = []
    if answered:
        parts.append(counted(answered, "%n answered call", "%n answered calls"))
    if others:
        parts.append(counted(others, "%n of another kind", "%n of other kinds"))
    return tr("Left out: {calls}.", calls=", ".join(parts)) if parts else ""


class ImportDialog(QDialog):
    """Reads `path` when it opens. Nothing is written before Import is pressed."""

    def __init__(self, controller: Controller, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._path = path
        self._preview: ImportPreview | None = None
        self._asked = False
        self.setWindowTitle(self.tr("Import a phone log"))
        self._build()
        self.import_button.clicked.connect(self._import)
        self.cancel.clicked.connect(self.reject)
        controller.import_read.connect(self._arrived)
        controller.names_changed.connect(self._names_changed)
        add_names_key(self, controller)
        self._ring = FocusRing(self)
        self.resize(px(600), px(560))

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        space(outer, 0, 0)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.pane = ScrollPage(gap=12)
        outer.addWidget(self.pane, 1)
        body = self.pane.body
        self.title = Label(self.tr("Reading\u2026"), "h2")
        self.file = Label(shown_file(self._path.name), "body", "text2")
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Reading the phone log"))
        for widget in (self.title, self.file, self.bar):
            body.addWidget(widget)
        self._found = QWidget()
        column = QVBoxLayout(self._found)
        space(column, 0, 10)
        self._facts = QVBoxLayout()
        space(self._facts, 0, 6)
        column.addLayout(self._facts)
        self.samples_title = Label(self.tr("The latest of them"), "section")
        column.addWidget(self.samples_title)
        self.samples = PlainTable(self.tr("The latest missed calls"))
        column.addWidget(self.samples)
        self.settle = CheckBox("")
        column.addWidget(self.settle)
        self._found.hide()
        body.addWidget(self._found)
        self.error = Banner("overdue")
        self.error.hide()
        outer.addWidget(self._build_foot())

    def _build_foot(self) -> QWidget:
        foot = QWidget()
        column = QVBoxLayout(foot)
        space(column, (22, 8, 22, 16), 8)
        column.addWidget(self.error)
        row = QHBoxLayout()
        space(row, 0, 8)
        self.cancel = Button(self.tr("Cancel"))
        # While the file is read, a hasty Enter must not fall on the only button; Esc still cancels.
        self.cancel.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.import_button = Button("", "upload", "primary")
        self.import_button.setDefault(True)
        self.import_button.hide()
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.import_button)
        column.addLayout(row)
        return foot

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._asked:
            self._asked = True
            self._controller.exchange.read_import(self._path)

    def _arrived(self, found: ImportPreview | Refused) -> None:
        if self._preview is not None or (isinstance(found, ImportPreview) and found.path != self._path):
            return
        self.bar.hide()
        self.cancel.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if isinstance(found, Refused):
            self.title.setText(self.tr("This file could not be read"))
            self._refuse(found)
            return
        self._preview = found
        self._show_preview(found)

    def _show_preview(self, preview: ImportPreview) -> None:
        times = self._controller.times
        self.title.setText(found_words(preview))
        for icon, sentence in facts(preview, times):
            line = QHBoxLayout()
            space(line, 0, 8)
            line.addWidget(IconLabel(icon, "text2", 18), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(Label(sentence), 1)
            self._facts.addLayout(line)
        self.samples_title.setVisible(bool(preview.samples))
        self.samples.setVisible(bool(preview.samples))
        self._show_samples(preview)
        returned = counted(
            preview.returned,
            "Mark %n call as returned: your phone log shows you called back and were connected.",
            "Mark %n calls as returned: your phone log shows you called back and were connected.",
        )
        self.settle.set_words(returned)
        self.settle.setVisible(preview.returned > 0)
        self.settle.setChecked(preview.returned > 0)
        self._found.show()
        self._offer(preview)
        announce(self, self.title.text())

    def _show_samples(self, preview: ImportPreview) -> None:
        head = (tr("Received"), tr("Caller"), tr("Voicemail"))
        rows = tuple((when, shown_note(who), voicemail) for when, who, voicemail in preview.samples)
        self.samples.show_rows(head, rows, 1)

    def _names_changed(self) -> None:
        self.file.setText(shown_file(self._path.name))
        if self._preview is not None:
            self._show_samples(self._preview)

    def _offer(self, preview: ImportPreview) -> None:
        """The button, where there is anything to import."""
        anything = preview.new > 0 or preview.outgoing > 0
        words = counted(preview.new, "Import %n call", "Import %n calls")
        self.import_button.set_words(words if preview.new else tr("Import outgoing calls"))
        self.import_button.setVisible(anything)
        if anything:
            self.import_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.cancel.set_words(tr("Close"))

    def _import(self) -> None:
        if self._preview is None:
            return
        settle = self.settle.isChecked() and self._preview.returned > 0
        done = self._controller.exchange.import_calls(self._preview, settle_returned=settle)
        if isinstance(done, Refused):
            self._refuse(done, keep_button=True)
        else:
            self._finish(done)

    def _finish(self, done: ImportDone) -> None:
        self.title.setText(done.sentence)
        self._found.hide()
        self.error.hide()
        self.import_button.hide()
        announce(self, done.sentence)
        self.cancel.set_words(self.tr("Close"))
        self.cancel.clicked.disconnect(self.reject)
        self.cancel.clicked.connect(self.accept)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refuse(self, refused: Refused, *, keep_button: bool = False) -> None:
        self.error.set_content("overdue", refused.sentence)
        self.error.present()
        self.import_button.setVisible(keep_button)
        self.cancel.set_words(self.tr("Close"))
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
