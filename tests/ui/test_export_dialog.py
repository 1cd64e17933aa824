from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.core.call_log import Level
from callpolicy_gui.ui.export_dialog import ExportDialog
from tests.ui.fake_practice import ANCHOR, TODAY
from tests.ui.practice_fixtures import controller, press, themed  # noqa: F401  (fixtures)

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


class Chooser:
    """The person at the file dialog."""

    def __init__(self, answer: str = "") -> None:
        self.answer = answer
        self.suggested: list[str] = []

    def __call__(self, _parent, suggested: str) -> str:
        self.suggested.append(suggested)
        return self.answer


@pytest.fixture
def chooser(tmp_path):
    return Chooser(str(tmp_path / "october.csv"))


@pytest.fixture
def dialog(controller, chooser, qtbot):  # noqa: F811
    made = ExportDialog(controller, ask_path=chooser)
    qtbot.addWidget(made)
    made.show()
    return made


def heads(dialog) -> list[str]:
    table = dialog.preview
    return [table.horizontalHeaderItem(n).text() for n in range(table.columnCount())]


def test_last_month_without_names_is_where_it_starts(dialog):
    assert dialog.days() == OCTOBER
    assert dialog.level() is Level.PSEUDONYMISED
    assert "number" not in heads(dialog)
    assert dialog.preview.rowCount() == 5
    assert dialog.preview.item(0, 1).text() == "C-000"
    assert dialog.pseudonymised.accessibleDescription().endswith(
        "Dates and times can still identify someone."
    )


def test_the_preview_follows_the_choices(dialog):
    QTest.keyClick(dialog.full, Qt.Key.Key_Space)
    assert dialog.full.isChecked()
    assert not dialog.pseudonymised.isChecked()
    assert heads(dialog)[-2:] == ["number", "note"]
    assert dialog.preview.item(4, 1).text() == "<b>Sam</b> O'Neil"
    press(dialog.range.button("month"))
    assert dialog.range.value() == "month"
    assert dialog.full.isChecked()
    assert dialog.days() == (TODAY.replace(day=1), TODAY)
    assert dialog.preview.item(0, 0).text().startswith("2026-11-01")


def test_choosing_contents_leaves_the_range_chosen(dialog):
    press(dialog.full)
    assert dialog.range.button("last_month").isChecked()


def test_custom_days_in_the_wrong_order_are_said(dialog):
    press(dialog.range.button("custom"))
    dialog.last.setDate(dialog.first.date().addDays(-1))
    assert dialog.last_field.error() == "The last day is before the first."
    assert not dialog.save.isEnabled()
    dialog.last.setDate(dialog.first.date())
    assert dialog.last_field.error() == ""
    assert dialog.save.isEnabled()


def test_days_without_calls_have_nothing_to_save(dialog, controller, monkeypatch):  # noqa: F811
    monkeypatch.setattr(controller.exchange, "export_sample", lambda *_: (("received",),))
    press(dialog.range.button("month"))
    assert dialog.nothing.isVisible()
    assert not dialog.preview.isVisible()
    assert not dialog.save.isEnabled()


def test_save_writes_where_the_person_chose_and_says_so(dialog, controller, chooser, tmp_path):  # noqa: F811
    press(dialog.save)
    assert chooser.suggested[0].endswith("call-log-2026-10-01-to-2026-10-31-n12431-0a1b2c3d4e5f.csv")
    assert controller.exchange.exported == [(tmp_path / "october.csv", *OCTOBER, Level.PSEUDONYMISED, False)]
    assert dialog.success.accessibleName() == "24 calls exported."
    assert dialog.success.accessibleDescription() == f"{tmp_path / 'october.csv'}\n{ANCHOR}"
    assert dialog.cancel.words() == "Close"


def test_enter_saves(dialog, controller):  # noqa: F811
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert len(controller.exchange.exported) == 1


def test_a_name_without_an_ending_gets_one(dialog, controller, chooser, tmp_path):  # noqa: F811
    chooser.answer = str(tmp_path / "october")
    press(dialog.save)
    assert controller.exchange.exported[0][0].name == "october.csv"


def test_nothing_chosen_writes_nothing(dialog, controller, chooser):  # noqa: F811
    chooser.answer = ""
    press(dialog.save)
    assert controller.exchange.exported == []
    assert not dialog.success.isVisible()


def test_an_existing_file_is_kept_unless_the_person_says_replace(dialog, controller, tmp_path):  # noqa: F811
    (tmp_path / "october.csv").write_text("mine")
    press(dialog.save)
    assert controller.exchange.exported == []
    assert dialog.overwrite.accessibleName() == "There is a file named october.csv already."
    press(dialog.overwrite.dismiss_button())
    assert not dialog.overwrite.isVisible()
    assert controller.exchange.exported == []
    press(dialog.save)
    press(dialog.overwrite.action_button())
    assert [overwrite for *_, overwrite in controller.exchange.exported] == [True]
    assert dialog.success.isVisible()


def test_a_changed_choice_takes_the_question_back(dialog, controller, tmp_path):  # noqa: F811
    (tmp_path / "october.csv").write_text("mine")
    press(dialog.save)
    press(dialog.full)
    assert not dialog.overwrite.isVisible()


def test_a_refusal_is_said(dialog, controller):  # noqa: F811
    controller.exchange.refuse = Refused("Not saved: the disk is full.", Field.FILE)
    press(dialog.save)
    assert dialog.error.accessibleName() == "Not saved: the disk is full."
    assert dialog.error.isVisible()
    assert not dialog.success.isVisible()


def test_escape_closes(dialog):
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.fixture
def synced(dialog, chooser, tmp_path):
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    chooser.answer = str(folder / "october.csv")
    return folder


def test_a_folder_that_is_copied_elsewhere_is_said_before_anything_is_written(dialog, controller, synced):  # noqa: F811
    press(dialog.save)
    assert controller.exchange.exported == []
    assert dialog.synced.accessibleName() == (
        "Dropbox copies this folder to other computers, and the file is not encrypted."
    )
    assert dialog.synced.dismiss_button().hasFocus()
    press(dialog.synced.dismiss_button())
    assert controller.exchange.exported == []
    assert dialog.save.hasFocus()
    press(dialog.save)
    press(dialog.synced.action_button())
    assert len(controller.exchange.exported) == 1
    assert dialog.synced.isHidden()
    assert dialog.success.isVisible()


def test_there_too_a_file_is_not_replaced_unasked(dialog, controller, synced):  # noqa: F811
    (synced / "october.csv").write_text("kept")
    press(dialog.save)
    assert dialog.overwrite.isHidden()
    press(dialog.synced.action_button())
    assert controller.exchange.exported == []
    assert dialog.overwrite.isVisible()
    press(dialog.overwrite.action_button())
    assert len(controller.exchange.exported) == 1
