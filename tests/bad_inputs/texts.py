"""Small checks on a text that a person typed: kept exactly, shown as it is, quoted in CSV, told to nobody."""

from __future__ import annotations

import csv
import io
import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QLabel

from callpolicy_gui.formats.phone_numbers import LONGEST_NUMBER, parse_number
from callpolicy_gui.formats.text import without_lone_surrogates
from tests.bad_inputs.checks import expect, expect_refused, quotes
from tests.bad_inputs.world import window, world

if TYPE_CHECKING:
    from pathlib import Path

    from callpolicy_gui.controller.views import Field
    from tests.bad_inputs.rows import Row
    from tests.bad_inputs.world import World


# Control and format characters.
_UNSEEN = {"Cc", "Cf"}


def expect_kept(made: World, text: str) -> None:
    """The text is in the log, character for character."""
    expect(text in made.texts(), f"not kept as it is; kept: {sorted(made.texts() - {''})!r}")


def expect_shown(made: World, call_id: int, text: str) -> None:
    """The card and the log name the caller by exactly this text."""
    shown = made.card(call_id).title
    expect(shown == text, f"the card says {shown!r}")
    expect(made.cells(call_id).caller == text, f"the log says {made.cells(call_id).caller!r}")


def expect_exported(made: World, folder: Path, column: str, text: str) -> None:
    """The export has one record a call, and this text in it."""
    records = made.records(folder)
    expect(len(records) == made.calls(), f"{len(records)} records for {made.calls()} calls")
    found = [record[column] for record in records]
    expect(text in found, f"the export has {found!r} for {column}")


def expect_quoted(made: World, folder: Path, text: str) -> None:
    """A spreadsheet that opens the export finds no formula: the cell begins with a single quote."""
    raw = made.exported(folder).decode("utf-8-sig")
    cells = [cell for record in csv.reader(io.StringIO(raw, newline="")) for cell in record]
    expect("'" + text in cells, "the cell has no quote in front")
    expect(text not in cells, "a cell could be taken for a formula")


def expect_told_nobody(made: World, *texts: str) -> None:
    """No alert and no tooltip says any of the texts, from now until after the deadline."""
    words = made.alert_words()
    for text in texts:
        expect(not any(quotes(word, text) for word in words), "an alert or the tooltip says it")


def expect_typed_text_stays(made: World, row: Row, *, who: str = "", received: str = "") -> None:
    """Refused in the window: the sentence stands there, the field has the focus, its text is kept."""
    with window(made) as shown:
        log = shown.quick_log
        log.start()
        log.who.setText(who or "Ann")
        field = log.who
        if received:
            field = log.fields.received
            field.setText(received)
            log.fields.received.textEdited.emit(received)
        typed = field.text()
        before = made.calls()
        log.log()
        expect(made.calls() == before, "the call was logged")
        expect(field.text() == typed, "the typed text was changed")
        expect(shown.main.focusWidget() is field, "the focus left the field")
        expect(not log.due.isHidden(), "nothing is said")
        said = [label.text() for label in log.findChildren(QLabel)]
        expect(not any(quotes(text, row.text) for text in said), "the window repeats the value")


def expect_literal(made: World, call_id: int, text: str) -> None:
    """The window shows the text as it is: no markup, no key underlined in a button or a menu."""
    with window(made) as shown:
        shown.main.queue_page.list.select_call(call_id)
        for page in ("log", "queue"):
            shown.main.show_page(page)
            shown.settle()
        found = 0
        for label in shown.main.findChildren(QLabel):
            if text in label.text():
                found += 1
                plain = label.textFormat() is Qt.TextFormat.PlainText
                expect(plain, f"a {type(label).__name__} would read it as markup")
                expect(label.buddy() is None or "&" not in text, "a label underlines a letter")
        expect(found, "no label shows it")
        for widget in (*shown.main.findChildren(QAbstractButton), *shown.main.findChildren(QAction)):
            if "&" in text:
                expect(text not in widget.text(), f"a {type(widget).__name__} takes its & for a key")
            told = widget.toolTip()
            expect(text not in told or not Qt.mightBeRichText(told), "a tooltip would read it as markup")
        expect(text not in shown.main.windowTitle(), "the window's title says it")


def _visible(text: str) -> str:
    """The text as it is seen: composed, on one line, without characters that take no place."""
    composed = unicodedata.normalize("NFC", without_lone_surrogates(text))
    return " ".join(
        "".join(c for c in composed if c.isspace() or unicodedata.category(c) not in _UNSEEN).split()
    )


def refused_inline(row: Row, field: Field, **draft: str) -> None:
    """Logging is refused with a sentence about the field; nothing is saved."""
    with world() as made, made.unchanged():
        expect_refused(made.log(**{"who": "Ann", **draft}), row.text, field)


def kept_or_refused(row: Row, folder: Path, field: Field, **draft: str) -> None:
    """The general rule: the text is kept exactly, or refused with a sentence that names the field."""
    with world() as made:
        answer = made.log(**{"who": "Ann", **draft})
        if hasattr(answer, "call_id"):
            kept = _visible(next(iter(draft.values())))
            number = parse_number(kept, "US") if len(kept) <= LONGEST_NUMBER else None
            same = any(_visible(text) == kept for text in made.texts())
            expect(
                same or (number is not None and number.key in made.number_keys()), "not kept as it was typed"
            )
            expect(len(made.records(folder)) == made.calls(), "the export lost a call")
            expect_told_nobody(made, row.text)
            return
        expect_refused(answer, row.text, field)
        expect(made.calls() == 0, "refused, and logged all the same")
