"""Notes: kept whole, exported in full only when asked for, plain text whatever was pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication, QLineEdit

from callpolicy_gui.controller.views import Field
from callpolicy_gui.core.call_log import Level
from tests.bad_inputs.checks import expect, expect_refused, expect_words
from tests.bad_inputs.texts import (
    expect_exported,
    expect_kept,
    expect_told_nobody,
    kept_or_refused,
    refused_inline,
)
from tests.bad_inputs.world import window, world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bad_inputs.rows import Row


def saved(row: Row, folder: Path, kept: str | None = None) -> None:
    """Kept and exported whole, also when it was added later; in no pseudonymised export and no alert."""
    text = row.text if kept is None else kept
    with world() as made:
        first = made.must_log("Ann", note=row.text).call_id
        expect(made.call(first).note == text, "logged with it, it is kept as something else")
        later = made.must_log("Bo").call_id
        expect(made.controller.calls.set_note(later, row.text) is None, "refused when it is added later")
        expect(made.call(later).note == text, "added later it is kept as something else")
        expect_kept(made, text)
        expect_exported(made, folder, "note", text)
        same = all(record["note"] == text for record in made.records(folder))
        expect(same, "one of the two notes is exported as something else")
        records = made.records(folder, Level.PSEUDONYMISED)
        expect(all("note" not in record for record in records), "the pseudonymised export has a note")
        expect_told_nobody(made, row.text, text)


def as_it_is(row: Row, folder: Path) -> None:
    saved(row, folder)


def too_long(row: Row, folder: Path) -> None:
    refused_inline(row, Field.NOTE, note=row.text)
    with world() as made:
        call_id = made.must_log("Ann").call_id
        expect_refused(made.controller.calls.set_note(call_id, row.text), row.text, Field.NOTE)
        expect(made.call(call_id).note == "", "a part of it was kept")
        path = folder / "calls.xml"
        path.write_text(
            '<calls><call number="555" type="3" '
            f'date="{made.now * 1000}" contact_name="{row.text}"/></calls>',
            encoding="utf-8",
        )
        with made.unchanged():
            expect_words(expect_refused(made.preview(path), row.text, Field.FILE), "At call 1")


def line_ends(row: Row, folder: Path) -> None:
    saved(row, folder, "a\nb\nc\nd\ne")


def pasted(row: Row, folder: Path) -> None:
    saved(row, folder)
    with world() as made:
        call_id = made.must_log("Ann").call_id
        with window(made) as shown:
            shown.main.queue_page.list.select_call(call_id)
            field = shown.details.note
            expect(isinstance(field, QLineEdit), "the note's field is no plain line")
            mime = QMimeData()
            mime.setHtml(row.text)
            mime.setText("x")
            QApplication.clipboard().setMimeData(mime)
            field.paste()
            expect(field.text() == "x", f"pasted as {field.text()!r}")
            QApplication.clipboard().clear()


def crisis(row: Row, folder: Path) -> None:
    saved(row, folder)
    with world() as made:
        call_id = made.must_log("Ann", note=row.text).call_id
        plain = made.must_log("Bo").call_id
        rows = {name: made.row(which) for name, which in (("with", call_id), ("without", plain))}
        expect(rows["with"].group is rows["without"].group, "the words moved the call")
        with window(made) as shown:
            shown.main.queue_page.list.select_call(call_id)
            expect(shown.details.note.text() == row.text, "the note is not shown as it is")
            expect(shown.details.note.echoMode() is QLineEdit.EchoMode.Normal, "the note is blurred")


def clinical(row: Row, folder: Path) -> None:
    saved(row, folder)
    with world() as made, window(made) as shown:
        hint = shown.details.note.placeholderText()
        expect_words(hint, "call facts only", "no clinical details")


def any_other(row: Row, folder: Path) -> None:
    kept_or_refused(row, folder, Field.NOTE, note=row.text)


CHECKS = {
    "note-001": as_it_is,
    "note-003": too_long,
    "note-004": line_ends,
    "note-007": pasted,
    "note-009": crisis,
    "note-010": clinical,
    "note-011": as_it_is,
}
