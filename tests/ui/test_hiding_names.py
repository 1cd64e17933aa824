"""Nothing in the window names anybody while names are hidden: every text of every widget is read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QAction, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QWidget,
)

from callpolicy_gui import opening
from callpolicy_gui.controller.views import CallDraft, Logged, Refused
from callpolicy_gui.core.calls import Urgency, Voicemail
from callpolicy_gui.desktop.system_region import Region
from callpolicy_gui.ui.call_editor import CallEditor
from callpolicy_gui.ui.client_sheet import ClientSheet
from callpolicy_gui.ui.export_dialog import ExportDialog
from callpolicy_gui.ui.import_dialog import ImportDialog
from callpolicy_gui.ui.main_window import MainWindow
from callpolicy_gui.ui.names_cover import hidden_words
from callpolicy_gui.ui.prompts import WhenPrompt
from callpolicy_gui.ui.queue_model import ENTRY_ROLE, Card
from callpolicy_gui.ui.timeline import Timeline
from callpolicy_gui.wording import discretion
from tests.ui.queue_fixtures import QUIET, installed, look, press, settle, shown, write  # noqa: F401

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = QUIET
KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
MONDAY_14_18 = int(datetime(2026, 11, 23, 22, 18, tzinfo=UTC).timestamp())
# Each part of a name, a number's digits or a note that must never be read.
CANARIES = (
    "Zyxonella", "Quarkbottom", "Wilhelmvar", "Ostrobogulous", "Fnordling",
    "2065550142", "5550142", "4255550177", "5550177", "2065550188", "5550188",
    "wombatnote", "gnunote",
)  # fmt: skip
NAME, OTHER, ALONE = "Zyxonella Anne Quarkbottom", "Wilhelmvar Ostrobogulous", "(425) 555-0177"


def canaries_in(texts: set[str]) -> set[str]:
    """What of the canaries stands in any of the texts, whatever the spelling of a number."""
    found = set()
    for text in texts:
        digits = "".join(letter for letter in text if letter.isdigit())
        found |= {c for c in CANARIES if (c in digits if c.isdigit() else c.casefold() in text.casefold())}
    return found


def all_texts() -> set[str]:
    """Every text of every widget there is, seen or not, and of every model on every role."""
    found: set[str] = set()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for top in QApplication.topLevelWidgets():
        for widget in (top, *top.findChildren(QWidget)):
            found |= set(_texts_of(widget))
        for action in top.findChildren(QAction):
            found |= {action.text(), action.toolTip(), action.statusTip()}
    return found


def _texts_of(widget: QWidget) -> Iterator[str]:
    yield from (widget.windowTitle(), widget.toolTip(), widget.statusTip(), widget.whatsThis())
    yield from (widget.accessibleName(), widget.accessibleDescription())
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    if isinstance(widget, QLineEdit):
        yield from (widget.displayText(), widget.placeholderText())
    if isinstance(widget, Timeline):
        for entry in widget._entries:
            yield from (entry.title, entry.when, entry.note)
    heard = QAccessible.queryAccessibleInterface(widget)
    if heard is not None:
        for kind in (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value):
            yield heard.text(kind)
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _texts_of_model(widget)


def _texts_of_model(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    roles = [*range(16), *range(Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 8)]
    for column in range(model.columnCount(QModelIndex()) if isinstance(model, QAbstractTableModel) else 1):
        for role in roles:
            yield str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")
        for row in range(model.rowCount(QModelIndex())):
            for role in roles:
                value = model.index(row, column).data(role)
                if role == ENTRY_ROLE and isinstance(value, Card):
                    # What is painted of it; the row itself is never shown.
                    value = " ".join((value.text.title, *value.text.meta, value.text.accessible))
                yield str(value or "")


@pytest.fixture(autouse=True)
def _names_shown():
    discretion.hide_names(False)
    yield
    discretion.hide_names(False)


@pytest.fixture
def said(monkeypatch):
    """What a screen reader would have read aloud."""
    heard: list[str] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: heard.append(event.message()))
    return heard


def logged(controller, who, received="", **more) -> int:
    done = controller.calls.log(CallDraft(who, received=received, **more))
    assert isinstance(done, Logged), done
    return done.call_id


@pytest.fixture
def controller(installed):  # noqa: F811
    log = opening.open_demo(lambda: MONDAY_14_18, Region("America/Los_Angeles", "US", "WA"))
    made = log.controller
    for year in (2025, 2026, 2027):
        assert made.policies.confirm_year(year) is None
    first = logged(made, "(206) 555-0142", "fri 13:40", note="wombatnote one")
    assert made.calls.name_caller(first, NAME) is None
    logged(made, OTHER, "today 9:05", note="gnunote two", voicemail=Voicemail.UNKNOWN)
    logged(made, ALONE, "fri 15:15", urgency=Urgency.URGENT)
    amended = logged(made, "(206) 555-0188", "today 10:00")
    assert made.calls.amend(amended, CallDraft("Fnordling", received="today 10:05")) is None
    logged(made, "withheld", "today 11:00")
    assert made.calls.set_note(first, "wombatnote three") is None
    yield made
    log.close()


@pytest.fixture
def window(controller, shown) -> MainWindow:  # noqa: F811
    made = MainWindow(controller)
    for page in ("log", "policy", "settings", "queue"):
        made.show_page(page)
    shown(made)
    made.queue_page.list.setFocus()
    settle()
    return made


def toggle() -> None:
    press(KEY.Key_H, CTRL | SHIFT)


def every_row(window) -> set[str]:
    """All texts, with each card selected in turn."""
    model, found = window.queue_page.list.queue_model, set()
    for card in model.cards():
        window.queue_page.list.select_call(card.row.call_id)
        settle()
        found |= all_texts()
    return found


def test_the_key_hides_every_name_number_and_note_and_shows_them_again(window, said):
    before = canaries_in(every_row(window))
    assert before >= {"Zyxonella", "Ostrobogulous", "Fnordling", "5550177", "5550142", "5550188"}
    assert before >= {"wombatnote", "gnunote"}
    toggle()
    assert window._controller.names_hidden
    assert canaries_in(every_row(window)) == set()
    assert window.queue_page.header.headline.text() == "Call Z. Q. first"
    assert window.queue_page.header.hide_button.toolTip().startswith("Show names")
    said.clear()
    toggle()
    assert canaries_in(every_row(window)) == before
    assert window.queue_page.header.headline.text() == f"Call {NAME} first"


def test_the_menu_and_the_button_are_the_same_switch(window):
    action = next(a for a in window.findChildren(QAction) if a.text() == "&Hide names")
    assert action.isCheckable()
    action.trigger()
    assert window._controller.names_hidden
    assert action.isChecked()
    window.queue_page.header.hide_button.click()
    assert not window._controller.names_hidden
    assert not action.isChecked()
    window.queue_page.header.hide_button.click()
    assert action.isChecked()
    assert canaries_in(all_texts()) == set()


def test_a_window_made_anew_shows_no_more_than_the_last(window, controller, shown):  # noqa: F811
    toggle()
    other = MainWindow(controller)
    shown(other)
    other.show_page("log")
    assert other.menus.hide_names.isChecked()
    assert canaries_in(all_texts()) == set()


@pytest.mark.parametrize("key", [KEY.Key_R, KEY.Key_M, KEY.Key_N, KEY.Key_W])
def test_what_is_done_is_said_with_initials(window, said, key):
    toggle()
    said.clear()
    press(key)
    assert "Z. Q." in window.queue_page.undo_bar.message()
    press(KEY.Key_Z, CTRL)
    assert any(text.startswith("Undone: ") and "Z. Q." in text for text in said), said
    assert canaries_in(set(said) | all_texts()) == set()


def test_what_was_said_before_is_said_anew(window, controller):
    press(KEY.Key_N)
    assert NAME in window.queue_page.undo_bar.message()
    toggle()
    assert window.queue_page.undo_bar.message() == "No answer from Z. Q."
    toggle()
    assert window.queue_page.undo_bar.message() == f"No answer from {NAME}"
    press(KEY.Key_Z, CTRL)
    assert NAME in window.queue_page.undo_bar.message()
    toggle()
    assert canaries_in(all_texts()) == set()


def test_the_real_number_is_copied(window):
    toggle()
    press(KEY.Key_C, CTRL | SHIFT)
    assert QGuiApplication.clipboard().text() == "(206) 555-0142"
    assert canaries_in(all_texts()) == set()


# -- typing -----------------------------------------------------------------------------------


def test_a_call_can_be_logged_for_the_right_client(window, controller, said):
    toggle()
    said.clear()
    press(KEY.Key_N, CTRL)
    write("wilh")
    log = window.queue_page.log
    assert log.who.displayText() == "wilh"
    assert log.popup.is_open()
    assert canaries_in(set(said) | all_texts()) == set()
    assert any(text.startswith("W. O.") for text in said)
    press(KEY.Key_Return)
    assert log.who.text() == "W. O."
    wanted = log.draft()
    assert controller.clients.view(wanted.client_id).name == OTHER
    assert wanted.who == OTHER
    press(KEY.Key_Return)
    assert not log.is_open()
    latest = max(controller.queue().rows, key=lambda row: max(c.call_id for c in row.obligation.calls))
    assert latest.obligation.client.name == OTHER
    assert len(latest.obligation.calls) == 2
    assert canaries_in(set(said) | all_texts()) == set()


def test_a_suggestion_says_when_but_not_from_which_number(window, said):
    press(KEY.Key_N, CTRL)
    said.clear()
    write("zyx")
    assert said[-1] == f"{NAME}, (206) 555-0142, last called Fri 13:40"
    toggle()
    said.clear()
    press(KEY.Key_Down)
    assert said == ["Z. Q., last called Fri 13:40"]
    assert canaries_in(all_texts()) == set()


def test_an_accepted_client_is_written_as_names_are_shown(window, controller):
    press(KEY.Key_N, CTRL)
    write("wilh")
    press(KEY.Key_Return)
    log = window.queue_page.log
    assert log.who.text() == OTHER
    before = log.draft()
    toggle()
    assert log.who.displayText() == "W. O."
    assert log.draft() == before
    assert canaries_in(all_texts()) == set()
    log.flush_draft()
    assert controller.drafts.kept().who == OTHER
    toggle()
    assert log.who.displayText() == OTHER
    assert log.draft() == before


def test_a_caller_known_by_number_is_suggested_without_it(window, controller):
    toggle()
    press(KEY.Key_N, CTRL)
    write("425")
    press(KEY.Key_Return)
    assert window.queue_page.log.who.text() == "Caller"
    assert window.queue_page.log.draft().who == ALONE
    assert controller.clients.view(window.queue_page.log.draft().client_id).title == "Caller"


def test_what_was_typed_before_becomes_dots_and_what_is_typed_after_does_not(window):
    press(KEY.Key_N, CTRL)
    write("Zyxonella Newcomer")
    log = window.queue_page.log
    toggle()
    assert canaries_in(all_texts()) == set()
    assert log.draft().who == "Zyxonella Newcomer"
    log.who.selectAll()
    press(KEY.Key_Delete)
    write("Bob")
    assert log.who.displayText() == "Bob"
    toggle()
    assert log.who.displayText() == "Bob"


def test_a_kept_draft_comes_back_without_its_name(window, controller, shown):  # noqa: F811
    press(KEY.Key_N, CTRL)
    write("wilh")
    press(KEY.Key_Return)
    window.queue_page.log.flush_draft()
    toggle()
    again = MainWindow(controller)
    shown(again)
    assert again.queue_page.log.who.text() == "W. O."
    assert again.queue_page.log.draft().who == OTHER
    assert canaries_in(all_texts()) == set()


def test_the_search_of_the_log_is_hidden_and_goes_on_finding(window):
    press(KEY.Key_F, CTRL)
    write("zyxonella")
    page = window.pages.currentWidget()
    assert page.model.rowCount() == 1
    toggle()
    assert page.model.rowCount() == 1
    assert canaries_in(all_texts()) == set()
    toggle()
    assert page.search.displayText() == "zyxonella"


# -- fields that would write a hidden text back -----------------------------------------------


def test_a_note_being_typed_is_saved_and_the_fields_are_gone(window, controller):
    details = window.queue_page.details
    details.note.setFocus()
    details.note.selectAll()
    write("gnunote typed")
    toggle()
    assert not details.note.isVisible()
    assert details.hidden.isVisible()
    assert details.hidden.text() == "Names are hidden. Press Ctrl+Shift+H to show them."
    assert window.queue_page.list.hasFocus()
    assert canaries_in(every_row(window)) == set()
    toggle()
    window.queue_page.list.select_first()
    settle()
    assert details.note.text() == "gnunote typed"
    assert details.row().obligation.first.note == "gnunote typed"


def test_a_note_that_was_taken_back_meanwhile_stays_so(window, controller):
    details = window.queue_page.details
    details.note.setFocus()
    details.note.selectAll()
    write("gnunote typed")
    toggle()
    press(KEY.Key_Z, CTRL)
    toggle()
    assert details.note.text() == details.row().obligation.first.note == "wombatnote three"
    assert not details.note.isModified()


def test_a_note_that_could_not_be_saved_is_not_lost(window, controller, monkeypatch):
    details = window.queue_page.details
    details.note.setFocus()
    details.note.selectAll()
    write("gnunote typed")
    refused = Refused("Not saved: the disk is full.")
    monkeypatch.setattr(controller.calls, "set_note", lambda _call_id, _note: refused)
    toggle()
    assert canaries_in(all_texts()) == set()
    toggle()
    assert details.note.text() == "gnunote typed"
    assert details.note.isModified()


def test_notes_survive_being_hidden_untouched(window, controller):
    notes = {row.call_id: row.obligation.first.note for row in controller.queue().rows}
    count = controller._desk.db.history.head().count
    toggle()
    every_row(window)
    toggle()
    every_row(window)
    assert {row.call_id: row.obligation.first.note for row in controller.queue().rows} == notes
    assert controller._desk.db.history.head().count == count


def test_a_name_being_typed_is_put_back(window, controller):
    alone = next(row for row in controller.queue().rows if row.obligation.first.number == ALONE)
    window.queue_page.list.select_call(alone.call_id)
    settle()
    details = window.queue_page.details
    details.name.setFocus()
    write("Fnordling Jr")
    toggle()
    assert not details.name.isVisible()
    assert details.head.caller.text() == "Caller"
    assert canaries_in(all_texts()) == set()
    toggle()
    assert details.name.text() == "Fnordling Jr"
    assert details.head.caller.text() == ALONE


def test_answering_about_the_voicemail_writes_no_initials(window, controller):
    clients = {row.obligation.client: row for row in controller.queue().rows if row.obligation.client}
    row = next(row for client, row in clients.items() if client.name == OTHER)
    toggle()
    assert controller.calls.draft_of(row.call_id).who == OTHER
    assert controller.calls.set_voicemail(row.call_id, Voicemail.YES) is None
    now = next(r for r in controller.queue().rows if r.call_id == row.call_id)
    assert now.obligation.client == row.obligation.client
    assert now.obligation.first.note == row.obligation.first.note


@pytest.mark.parametrize("keys", [(KEY.Key_E, None), (KEY.Key_I, CTRL)])
def test_what_edits_names_is_not_opened(window, keys):
    toggle()
    press(*keys)
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog)]
    assert window.notices.note.accessibleName() == hidden_words()
    assert window.notices.note.isVisible()
    toggle()
    assert not window.notices.note.isVisible()


def dialog_of(kind: type[QDialog]) -> QDialog:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


def test_the_open_editor_is_covered_and_keeps_what_was_typed(window, controller):
    press(KEY.Key_E)
    editor = dialog_of(CallEditor)
    editor.note.setFocus()
    editor.note.selectAll()
    write("gnunote edited")
    before = editor.draft()
    assert canaries_in(all_texts()) >= {"Zyxonella", "gnunote"}
    toggle()
    assert canaries_in(all_texts()) == set()
    count = controller._desk.db.history.head().count
    press(KEY.Key_Return)
    editor.save.click()
    assert editor.isVisible()
    assert controller._desk.db.history.head().count == count
    toggle()
    assert editor.draft() == before
    press(KEY.Key_Return)
    assert "gnunote edited" in {c.note for row in controller.queue().rows for c in row.obligation.calls}


def test_the_open_editor_comes_back_whole(window):
    press(KEY.Key_E)
    editor = dialog_of(CallEditor)
    before = editor.draft()
    toggle()
    assert not editor.save.isEnabled()
    toggle()
    assert editor.draft() == before
    assert editor.save.isEnabled()
    assert "Zyxonella" in canaries_in(all_texts())


def test_the_open_client_sheet_is_covered_and_comes_back(window, controller):
    press(KEY.Key_I, CTRL)
    sheet = dialog_of(ClientSheet)
    other = next(r.obligation.client for r in controller.queue().rows if r.obligation.first.number == ALONE)
    assert controller.clients.merge(sheet._client_id, other.client_id) is None
    sheet.identity.number.setFocus()
    write("206 555 0188")
    sheet.merge.who.setFocus()
    write("Fnord")
    settle()
    assert canaries_in(all_texts()) >= {"Zyxonella", "5550142", "5550177", "5550188"}
    count = controller._desk.db.history.head().count
    toggle()
    assert canaries_in(all_texts()) == set()
    assert controller.names_hidden
    toggle()
    assert controller._desk.db.history.head().count == count
    assert sheet.identity.name.text() == NAME
    assert sheet.identity.number.text() == "206 555 0188"
    assert sheet.merge.who.text() == "Fnord"
    assert canaries_in(all_texts()) >= {"Zyxonella", "5550142", "5550177", "5550188"}


def test_a_covered_sheet_saves_nothing_that_cannot_be_read(window, controller):
    press(KEY.Key_I, CTRL)
    sheet = dialog_of(ClientSheet)
    sheet.identity.number.setFocus()
    write("206 555 0188")
    toggle()
    count = controller._desk.db.history.head().count
    sheet.reject()
    sheet.question.action_button().click()
    assert sheet.isVisible()
    assert sheet.undo_bar.message() == hidden_words()
    assert canaries_in(all_texts()) == set()
    sheet.question.dismiss_button().click()
    settle()
    assert controller._desk.db.history.head().count == count


# -- what comes in and what goes out ----------------------------------------------------------


def test_the_import_preview_shows_dots(window, controller, tmp_path, qtbot):
    path = tmp_path / "Zyxonella.xml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><calls count="1">'
        f'<call number="+12065550142" duration="0" date="{(MONDAY_14_18 - 3600) * 1000}" type="3" '
        'presentation="1" contact_name="Zyxonella Quarkbottom" /></calls>',
        encoding="utf-8",
    )
    with qtbot.waitSignal(controller.import_read, timeout=20_000):
        window.open_import(path)
    settle()
    dialog = dialog_of(ImportDialog)
    assert dialog.samples.item(0, 1).text() == "Zyxonella Quarkbottom"
    toggle()
    assert controller.names_hidden
    assert canaries_in(all_texts()) == set()
    assert dialog.file.text().endswith(".xml")
    toggle()
    assert dialog.samples.item(0, 1).text() == "Zyxonella Quarkbottom"


def test_the_export_preview_shows_dots_and_the_file_does_not(window, controller, tmp_path):
    toggle()
    path = tmp_path / "out.csv"
    dialog = ExportDialog(controller, window, ask_path=lambda _parent, _name: str(path))
    dialog.open()
    dialog.range.set_value("month")
    dialog._range_changed("month")
    dialog.full.click()
    settle()
    assert dialog.preview.rowCount() == 5
    assert canaries_in(all_texts()) == set()
    dialog.save.click()
    assert canaries_in(all_texts()) == set()
    assert canaries_in({path.read_text(encoding="utf-8-sig")}) >= {"Zyxonella", "5550142", "wombatnote"}
    toggle()
    assert "Zyxonella" in canaries_in(all_texts())


def test_the_key_works_while_a_question_is_open(window, controller):
    press(KEY.Key_R, SHIFT)
    assert dialog_of(WhenPrompt)
    toggle()
    assert controller.names_hidden
    assert canaries_in(all_texts()) == set()


def test_the_key_works_while_a_menu_is_open(window, controller):
    press(KEY.Key_S)
    assert QApplication.activePopupWidget() is not None
    toggle()
    assert controller.names_hidden
    assert canaries_in(all_texts()) == set()
