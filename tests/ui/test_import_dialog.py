from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.core.imported_calls import RowKind
from callpolicy_gui.ui.import_dialog import ImportDialog, facts, found_words, left_out_words
from tests.ui.practice_fixtures import controller, press, themed  # noqa: F401  (fixtures)

PATH = Path("calls-20261122.xml")


@pytest.fixture
def dialog(controller, qtbot):  # noqa: F811
    made = ImportDialog(controller, PATH)
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_reads_when_it_opens_and_says_so(dialog, controller):  # noqa: F811
    assert controller.exchange.read == [PATH]
    assert dialog.title.text() == "Reading\u2026"
    assert dialog.bar.isVisible()
    assert dialog.bar.maximum() == 0
    assert not dialog.import_button.isVisible()


def test_it_does_not_read_before_it_opens_nor_twice(controller, qtbot):  # noqa: F811
    made = ImportDialog(controller, PATH)
    qtbot.addWidget(made)
    assert controller.exchange.read == []
    made.show()
    made.hide()
    made.show()
    assert controller.exchange.read == [PATH]


def test_it_shows_what_was_found_before_anything_is_written(dialog, controller):  # noqa: F811
    controller.import_read.emit(controller.exchange.preview_of(PATH))
    assert dialog.title.text() == "42 missed calls found, 4 of them already in the log."
    assert not dialog.bar.isVisible()
    assert dialog.samples.rowCount() == 3
    assert dialog.samples.item(2, 1).text() == "<i>Number withheld</i>"
    assert dialog.import_button.words() == "Import 38 calls"
    assert dialog.settle.isChecked()
    assert dialog.settle.words() == (
        "Mark 2 calls as returned: your phone log shows you called back and were connected."
    )
    assert controller.exchange.imported == []


def test_facts_in_words(controller):  # noqa: F811
    said = [sentence for _, sentence in facts(controller.exchange.preview_of(PATH), controller.times)]
    assert said == [
        "From Tue 2 Jun 2026 to Sun 22 Nov 2026.",
        "21 with a voicemail.",
        "5 calls of the last 14 days go to the queue. Older ones are kept for the record.",
        "57 outgoing calls are kept as evidence of returns.",
    ]
    assert found_words(controller.exchange.preview_of(PATH, new=1, known=0)) == "1 missed call found."


@pytest.mark.parametrize(
    ("ignored", "said"),
    [
        ((), ""),
        (((RowKind.INCOMING, 1),), "Left out: 1 answered call."),
        (((RowKind.INCOMING, 12), (RowKind.OTHER, 1)), "Left out: 12 answered calls, 1 of another kind."),
        (((RowKind.OTHER, 2),), "Left out: 2 of other kinds."),
    ],
)
def test_what_is_not_used_is_counted(ignored, said):
    assert left_out_words(ignored) == said


@pytest.mark.parametrize(
    ("stated", "rows", "said"),
    [
        (500, 480, "The file says 500 calls and has 480."),
        (1, 2, "The file says 1 call and has 2."),
        (480, 480, ""),
        (None, 480, ""),
    ],
)
def test_a_file_that_has_not_what_it_says_is_told(controller, stated, rows, said):  # noqa: F811
    preview = controller.exchange.preview_of(PATH, stated=stated, rows=rows)
    last = facts(preview, controller.times)[-1][1]
    assert last == said if said else "The file says" not in last


def test_import_writes_says_how_it_went_and_closes(dialog, controller):  # noqa: F811
    controller.import_read.emit(controller.exchange.preview_of(PATH))
    press(dialog.import_button)
    assert [settle for _, settle in controller.exchange.imported] == [True]
    assert dialog.title.text() == "38 calls imported, 5 of them are in the queue."
    assert not dialog.import_button.isVisible()
    assert dialog.cancel.words() == "Close"
    QTest.keyClick(dialog.cancel, Qt.Key.Key_Space)
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_returns_are_settled_only_where_that_is_left_ticked(dialog, controller):  # noqa: F811
    controller.import_read.emit(controller.exchange.preview_of(PATH))
    QTest.keyClick(dialog.settle, Qt.Key.Key_Space)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert [settle for _, settle in controller.exchange.imported] == [False]


def test_without_returns_the_question_is_not_asked(dialog, controller):  # noqa: F811
    controller.import_read.emit(controller.exchange.preview_of(PATH, returned=0))
    assert not dialog.settle.isVisible()
    press(dialog.import_button)
    assert [settle for _, settle in controller.exchange.imported] == [False]


def test_cancel_and_escape_write_nothing(dialog, controller):  # noqa: F811
    controller.import_read.emit(controller.exchange.preview_of(PATH))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert controller.exchange.imported == []
    assert not dialog.isVisible()


def test_a_file_that_cannot_be_read_leaves_only_close(dialog, controller):  # noqa: F811
    controller.import_read.emit(Refused("This is not a phone log.", Field.FILE))
    assert dialog.error.accessibleName() == "This is not a phone log."
    assert dialog.error.isVisible()
    assert not dialog.import_button.isVisible()
    assert dialog.cancel.words() == "Close"
    press(dialog.cancel)
    assert not dialog.isVisible()


def test_a_refused_import_can_be_tried_again(dialog, controller):  # noqa: F811
    controller.import_read.emit(controller.exchange.preview_of(PATH))
    controller.exchange.refuse = Refused("Not saved: the disk is full.")
    press(dialog.import_button)
    assert dialog.error.isVisible()
    assert dialog.import_button.isVisible()
    controller.exchange.refuse = None
    press(dialog.import_button)
    assert len(controller.exchange.imported) == 1
    assert not dialog.error.isVisible()


def test_nothing_new_offers_nothing(dialog, controller):  # noqa: F811
    controller.import_read.emit(controller.exchange.preview_of(PATH, new=0, outgoing=0, queue=0, returned=0))
    assert not dialog.import_button.isVisible()
    assert dialog.cancel.words() == "Close"


def test_the_preview_of_another_file_is_not_taken(dialog, controller):  # noqa: F811
    controller.import_read.emit(controller.exchange.preview_of(Path("other.xml")))
    assert dialog.bar.isVisible()
