"""Telephone numbers: typed into quick log, and as a phone's log brings them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from callpolicy_gui.controller.views import CallDraft, Field, ImportPreview, Logged
from callpolicy_gui.core.calls import Outcome
from callpolicy_gui.formats.phone_numbers import parse_number
from tests.bad_inputs.checks import expect, expect_refused, expect_sentence, expect_words
from tests.bad_inputs.texts import (
    expect_exported,
    expect_kept,
    expect_literal,
    expect_quoted,
    expect_shown,
    expect_told_nobody,
    expect_typed_text_stays,
    kept_or_refused,
)
from tests.bad_inputs.world import World, window, world

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bad_inputs.rows import Row

E164 = "+15551230000"


def _imported(made: World, folder: Path, number: str) -> int:
    """The call that a phone's log with this number brings, through the reader's own process."""
    path = folder / "calls.xml"
    at = (made.now - 600) * 1000
    call = f'<call number={quoteattr(number)} date="{at}" type="3" duration="0"/>'
    path.write_text(f"<calls>{call}</calls>", encoding="utf-8")
    preview = made.preview(path)
    expect(isinstance(preview, ImportPreview), f"not imported: {getattr(preview, 'sentence', '')}")
    assert isinstance(preview, ImportPreview)
    made.take(preview)
    return made.entries()[0].call.call_id


def withheld(row: Row, folder: Path) -> None:
    for number in (row.text, None):
        with world() as made:
            call_id = made.must_log("withheld").call_id if number is None else _imported(made, folder, number)
            expect_shown(made, call_id, "Number withheld")
            with window(made) as shown:
                shown.main.queue_page.list.select_call(call_id)
                expect(not shown.details.current_number(), "there is a number to copy")
                expect(shown.details.head.copy.isHidden(), "the number can be copied")
            expect(
                made.controller.calls.attempt(call_id, Outcome.REACHED) is None, "cannot be marked returned"
            )
            expect(made.call(call_id).settled_at is not None, "marking it returned does nothing")
    with world() as made, made.unchanged():
        # An empty field is no answer yet; the sentence says what to type for a withheld number.
        expect_words(expect_refused(made.log(row.text), "", Field.WHO), "withheld")


def one_number(text: str | None = None):
    """The number is known by its E.164 form, and the text as it was given stands beside it."""

    def check(row: Row, folder: Path) -> None:
        for imported in (False, True):
            with world() as made:
                given = row.text
                if imported and "\x00" in given:
                    continue  # no XML file can carry it
                call_id = _imported(made, folder, given) if imported else made.must_log(given).call_id
                known = made.number_keys()
                expect(known in ({E164}, {E164 + "x204"}), f"known by {known!r}")
                found = made.entries("5551230000")
                expect([e.call.call_id for e in found] == [call_id], "not found by its digits")
                if text is not None:
                    expect_kept(made, text)
                other = made.must_log("555 123 0000" + (" x204" if E164 + "x204" in known else ""))
                expect(other.joined, "another spelling is another caller")
                expect(len(made.records(folder)) == 2, "the export lost a call")
                expect_told_nobody(made, given)

    return check


def verbatim_and_back(row: Row, folder: Path) -> None:
    one_number(row.text)(row, folder)
    with world() as made:
        made.must_log(row.text)
        expect_quoted(made, folder, row.text)
        expect_exported(made, folder, "number", row.text)


def paused(row: Row, folder: Path) -> None:
    one_number(row.text)(row, folder)
    to_dial = parse_number(row.text, "US").to_dial
    expect(not set(to_dial) & set(",;#"), f"would dial {to_dial!r}")


def not_dialable(row: Row, folder: Path) -> None:
    for imported in (False, True):
        with world() as made:
            draft = made.controller.calls.preview(CallDraft(row.text))
            call_id = _imported(made, folder, row.text) if imported else made.must_log(row.text).call_id
            expect_kept(made, row.text)
            expect_shown(made, call_id, row.text)
            expect(parse_number(row.text, "US").to_dial == "", "would be dialled")
            with window(made) as shown:
                shown.main.queue_page.list.select_call(call_id)
                expect(
                    shown.details.head.copy.isHidden(), "the number can be copied as if it could be dialled"
                )
            said = " ".join((draft.caller, *made.card(call_id).meta))
            expect_words(said, "dial", "unusual")


def emergency(row: Row, folder: Path) -> None:
    with world() as made:
        preview = made.controller.calls.preview(CallDraft(row.text))
        expect_words(preview.caller, "Is this right?")
        call_id = made.must_log(row.text).call_id
        expect_kept(made, row.text)
        expect_shown(made, call_id, row.text)


def direction(row: Row, folder: Path) -> None:
    with world() as made:
        call_id = made.must_log(row.text).call_id
        expect_shown(made, call_id, row.text.replace("\u202e", ""))
        expect(not any("\u202e" in text for text in made.texts()), "the mark that turns digits round is kept")


def one_line(row: Row, folder: Path) -> None:
    with world() as made:
        call_id = made.must_log(row.text).call_id
        expect_shown(made, call_id, row.text.replace("\n", " "))
        expect_exported(made, folder, "client", row.text.replace("\n", " "))
        expect(made.exported(folder).count(b"\r\n") == 2, "the record became several lines")
    with world() as made:
        call_id = _imported(made, folder, row.text)
        expect(made.exported(folder).count(b"\r\n") == 2, "the imported record became several lines")


def endless(row: Row, folder: Path) -> None:
    with world() as made, made.unchanged():
        made.controller.calls.preview(CallDraft("Ann"))
        begun = time.thread_time()
        made.controller.calls.preview(CallDraft(row.text))
        answer = made.log(row.text)
        took = time.thread_time() - begun
        sentence = expect_refused(answer, row.text, Field.WHO)
        expect_words(sentence, "number", "name")
        expect_words(sentence, "too long")
        expect(took < 0.1, f"the window would stand still for {took * 1000:.0f} ms")
        expect_typed_text_stays(made, row, who=row.text)


def statement(row: Row, folder: Path) -> None:
    with world() as made:
        call_id = made.must_log(row.text).call_id
        expect_kept(made, row.text)
        expect_shown(made, call_id, row.text)
        expect(made.calls() == 1, "the table is gone")
        expect(isinstance(made.log("Ann"), Logged), "nothing can be logged any more")
        expect(made.entries(row.text) is not None, "the search fails")


def markup(row: Row, folder: Path) -> None:
    with world() as made:
        call_id = made.must_log(row.text).call_id
        expect_kept(made, row.text)
        expect_literal(made, call_id, row.text)
        expect_told_nobody(made, row.text)


def any_other(row: Row, folder: Path) -> None:
    kept_or_refused(row, folder, Field.WHO, who=row.text)
    with world() as made:
        answer = made.controller.calls.preview(CallDraft(row.text))
        expect_sentence(answer.due.rstrip(".?") + ".")


CHECKS = {
    "phone-001": withheld,
    "phone-002": withheld,
    "phone-005": one_number("(555) 123-0000"),
    "phone-006": verbatim_and_back,
    "phone-008": paused,
    "phone-009": not_dialable,
    "phone-013": one_number(),
    "phone-014": one_number(),
    "phone-015": direction,
    "phone-016": one_number(),
    "phone-017": one_number(),
    "phone-018": one_line,
    "phone-020": not_dialable,
    "phone-021": endless,
    "phone-022": statement,
    "phone-023": markup,
    "phone-024": emergency,
}
