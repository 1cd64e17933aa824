"""Names: typed into quick log, searched for, shown, exported, and on the disk."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from callpolicy_gui.controller.views import CallDraft, Field, ImportPreview
from callpolicy_gui.quiet_errors import describe
from callpolicy_gui.storage.paths import paths_in
from tests.bad_inputs.checks import expect, expect_words
from tests.bad_inputs.processes import Computer
from tests.bad_inputs.texts import (
    expect_exported,
    expect_kept,
    expect_literal,
    expect_quoted,
    expect_shown,
    expect_told_nobody,
    expect_typed_text_stays,
    kept_or_refused,
    refused_inline,
)
from tests.bad_inputs.world import World, world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bad_inputs.rows import Row

_ISOLATES = ("\u2066", "\u2067", "\u2068")
_LIMIT = 200


def _search(made: World, text: str) -> set[int]:
    """The calls that the log's search finds."""
    return {entry.call.call_id for entry in made.entries(text)}


def saved(row: Row, folder: Path, kept: str | None = None) -> int:
    """Saved, shown and exported exactly, found again by typing it, told to nobody."""
    text = row.text if kept is None else kept
    with world() as made:
        call_id = made.must_log(row.text).call_id
        expect_kept(made, text)
        expect_shown(made, call_id, text)
        expect_exported(made, folder, "client", text)
        expect(made.must_log(row.text).joined, "typed again, it is another client")
        expect_told_nobody(made, row.text, text)
        return call_id


def as_it_is(row: Row, folder: Path) -> None:
    saved(row, folder)


def one_glyph(row: Row, folder: Path) -> None:
    saved(row, folder)
    for text, fits in (
        ("N" * (_LIMIT - 1) + row.text, True),
        ("N" * _LIMIT + row.text, False),
        (row.text * _LIMIT, True),
        (row.text * (_LIMIT + 1), False),
    ):
        with world() as made:
            logged = hasattr(made.log(text), "call_id")
            expect(logged == fits, f"{len(text)} code points are {'taken' if logged else 'refused'}")
            expect(not fits or text in made.texts(), "the long name was cut")


def lone_surrogate(row: Row, folder: Path) -> None:
    saved(row, folder, "Ann \ufffd")
    with world() as made:
        path = folder / "calls.xml"
        path.write_bytes(
            b'<calls><call number="555" type="3" date="%d" contact_name="Ann &#55357;"/></calls>'
            % ((made.now - 60) * 1000)
        )
        preview = made.preview(path)
        expect(isinstance(preview, ImportPreview), f"not imported: {getattr(preview, 'sentence', '')}")
        made.take(preview)
        expect_exported(made, folder, "client", "Ann \ufffd")


def turned_round(row: Row, folder: Path) -> None:
    with world() as made:
        call_id = made.must_log(row.text).call_id
        row_words = made.card(call_id)
        for shown in (row_words.title, row_words.accessible, made.cells(call_id).caller, *made.said):
            tame = "\u202e" not in shown or any(mark in shown for mark in _ISOLATES)
            expect(tame, "U+202E is shown as it is: it turns round whatever stands after it")


def right_to_left(row: Row, folder: Path) -> None:
    saved(row, folder)
    with world() as made:
        ids = {made.must_log(name).call_id for name in ("Ann", row.text, "\u05d0\u05d1")}
        expect({entry.call.call_id for entry in made.entries()} == ids, "the log lost a call")
        for word in row.text.split():
            expect(_search(made, word), "a word of the name finds nothing")


def two_spellings(row: Row, folder: Path) -> None:
    first, second = row.text.split(" / ")
    expect(first != second, "the two spellings are the same text")
    with world() as made:
        ids = {made.must_log(first).call_id}
        hint = made.controller.calls.suggestions(second)
        expect(len(hint) == 1, "the other spelling offers no client")
        ids.add(made.must_log(second).call_id)
        for text in (first, second, "jose", unicodedata.normalize("NFD", "JOSÉ")):
            expect(_search(made, text) == ids, f"a search for {text!r} finds {len(_search(made, text))} of 2")
        expect(len(made.db.rows("SELECT 1 FROM clients")) == 1, "they are two clients")


def ligature(row: Row, folder: Path) -> None:
    saved(row, folder)
    with world() as made:
        call_id = made.must_log(row.text).call_id
        expect(_search(made, "fiona") == {call_id}, "typed without the ligature it is not found")


def too_long(row: Row, folder: Path) -> None:
    refused_inline(row, Field.WHO, who=row.text)
    with world() as made:
        expect_typed_text_stays(made, row, who=row.text)


def literally(row: Row, folder: Path) -> None:
    saved(row, folder)
    with world() as made:
        expect_literal(made, made.must_log(row.text).call_id, row.text)


def no_placeholder(row: Row, folder: Path) -> None:
    saved(row, folder)
    # The same with the words that this program's own sentences have in braces.
    for text in (row.text, "{when} {name} {time} %n"):
        with world() as made:
            logged = made.must_log(text)
            expect_shown(made, logged.call_id, text)
            expect(text in made.controller.queue().headline, "the headline replaced a part of the name")
            again = made.must_log(text)
            expect(text in again.sentence, f"the answer replaced a part of the name: {again.sentence!r}")
            caller = made.controller.calls.preview(CallDraft("New " + text)).caller
            expect(text in caller, f"the caller's line replaced a part of the name: {caller!r}")


def formula(kept: str | None = None):
    """Kept, and text in the export: a quote stands in front, and reading it back takes it away."""

    def check(row: Row, folder: Path) -> None:
        text = row.text if kept is None else kept
        saved(row, folder, text)
        with world() as made:
            made.must_log(row.text)
            expect_quoted(made, folder, text)

    return check


def control(row: Row, folder: Path) -> None:
    kept = "Ann]0;owned ERROR fake line"
    saved(row, folder, kept)
    with world() as made:
        made.must_log(row.text)
        data = made.exported(folder)
        expect(b"\x1b" not in data, "the export has an escape")
        expect(b"\x07" not in data, "the export has a bell")
    _describe_an_error(row)


def _describe_an_error(row: Row) -> None:
    try:
        {}[row.text]
    except KeyError as error:
        said = describe(type(error), error.__traceback__)
        expect("ERROR fake" not in said and row.text not in said, "an error repeats the value")


def canary(row: Row, folder: Path) -> None:
    computer = Computer(folder)
    made = World(paths=paths_in(computer.data_dir))
    try:
        made.must_log(row.text, note=row.text)
        expect_literal(made, made.entries()[0].call.call_id, row.text)
        expect_told_nobody(made, row.text)
        _describe_an_error(row)
        _expect_nowhere(folder, row.text)
    finally:
        made.close()
    with computer.running() as program:
        limits = computer.limits_of(program)
        computer.end(program)
        expect(row.text not in computer.said_by(program), "the program prints it")
    _expect_nowhere(folder, row.text)
    core = next((line.split() for line in limits if line.startswith("Max core file size")), None)
    expect(
        core is None or core[4] == "0", f"a crash may leave a core dump of {core[4] if core else ''} bytes"
    )


def _expect_nowhere(folder: Path, text: str) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for encoding in ("utf-8", "utf-16-le"):
                expect(text.encode(encoding) not in data, f"{path.name} has it in plain")


def any_other(row: Row, folder: Path) -> None:
    kept_or_refused(row, folder, Field.WHO, who=row.text)


def _duplicate(row: Row, folder: Path) -> None:
    two_spellings(row, folder)
    with world() as made:
        first, second = row.text.split(" / ")
        made.must_log(first)
        expect_words(made.must_log(second).sentence, "already has an open call")


CHECKS = {
    "name-002": one_glyph,
    "name-003": lone_surrogate,
    "name-005": turned_round,
    "name-006": right_to_left,
    "name-007": _duplicate,
    "name-008": ligature,
    "name-010": too_long,
    "name-012": literally,
    "name-013": literally,
    "name-014": literally,
    "name-015": no_placeholder,
    "name-016": formula(),
    "name-017": formula(),
    "name-018": formula("=1+1"),
    "name-019": formula("\ufeff\u200b\u00a0 =1+1"),
    "name-020": formula(),
    "name-022": control,
    "name-025": canary,
}
