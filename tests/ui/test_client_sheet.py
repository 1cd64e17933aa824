from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDateEdit, QLineEdit, QWidget

from callpolicy_gui.controller.client_views import AccommodationPreview, MergedClient, NumberView
from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.core.accommodations import Accommodation, Channel
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window
from callpolicy_gui.ui.client_sheet import ClientSheet
from callpolicy_gui.ui.theme import apply_theme, set_text_size
from tests.ui.queue_fixtures import (  # noqa: F401
    QUIET,
    controller,
    installed,
    look,
    press,
    settle,
    shown,
    window,
    write,
)

pytestmark = QUIET
KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
AGREED = Accommodation(
    WeeklyHours.of((Window(1080, 1140),), range(5)),
    always_return=True,
    zone="Asia/Tokyo",
    review_on=date(2027, 3, 1),
)


@pytest.fixture
def sheet(controller, shown):  # noqa: F811
    holder = shown(QWidget(), 700, 500)
    made = ClientSheet(controller, 1, holder)
    made.open()
    settle()
    yield made
    if shiboken6.isValid(made):
        made._leave()
    settle()


def is_open(sheet):
    settle()
    return shiboken6.isValid(sheet) and sheet.isVisible()


def enter(field, text):
    """Type over a field."""
    field.setFocus()
    field.selectAll()
    write(text)


def test_it_tells_who_it_is_about(sheet):
    assert sheet.title.text() == "Marisol Tran"
    assert sheet.summary.text() == "3 calls, the last Fri 13:40. 1 is open."
    assert sheet.code.text() == "C-001 in exports without names."
    assert sheet.identity.name.text() == "Marisol Tran"
    assert sheet.identity.name.hasFocus()
    assert [b.accessibleName() for b in sheet.identity.removals] == ["Remove (206) 555-0142"]


def test_its_title_never_names_the_client(sheet):
    assert sheet.windowTitle() == "Client"


def test_nobody_has_no_sheet(controller, shown):  # noqa: F811
    with pytest.raises(LookupError):
        ClientSheet(controller, 99, shown(QWidget(), 200, 200))


# -- name and numbers ---------------------------------------------------------------------


@pytest.mark.parametrize("key", [KEY.Key_Return, KEY.Key_Tab])
def test_the_name_is_saved_by_enter_and_by_leaving(sheet, controller, key):  # noqa: F811
    enter(sheet.identity.name, " Mari Tran ")
    press(key)
    assert controller.done == [("rename", 1, "Mari Tran")]
    assert sheet.title.text() == "Mari Tran"
    assert sheet.identity.name.text() == "Mari Tran"
    assert is_open(sheet)


def test_an_untouched_name_is_not_saved(sheet, controller):  # noqa: F811
    press(KEY.Key_Return)
    press(KEY.Key_Tab)
    assert controller.done == []


def test_a_refused_name_stays_with_its_reason(sheet, controller):  # noqa: F811
    controller.refusals["rename"] = Refused("Too long.", Field.WHO)
    enter(sheet.identity.name, "Mari")
    press(KEY.Key_Return)
    press(KEY.Key_Tab)
    assert sheet.identity.name_field.error() == "Too long."
    assert sheet.identity.name.text() == "Mari"
    assert controller.done == [("rename", 1, "Mari")]
    enter(sheet.identity.name, "Maria")
    assert sheet.identity.name_field.error() == ""


def test_esc_puts_the_saved_name_back_and_then_closes(sheet, controller):  # noqa: F811
    enter(sheet.identity.name, "Mari")
    press(KEY.Key_Escape)
    assert sheet.identity.name.text() == "Marisol Tran"
    assert is_open(sheet)
    press(KEY.Key_Escape)
    assert not is_open(sheet)
    assert controller.done == []


def test_a_number_is_added_by_enter(sheet, controller):  # noqa: F811
    enter(sheet.identity.number, "(425) 555-0133")
    press(KEY.Key_Return)
    assert controller.done == [("add_number", 1, "(425) 555-0133")]
    assert sheet.identity.number.text() == ""
    assert sheet.identity.number.hasFocus()
    assert len(sheet.identity.removals) == 2
    assert not sheet.identity.add.isEnabled()


def test_a_number_is_added_by_the_button(sheet, controller):  # noqa: F811
    enter(sheet.identity.number, "(425) 555-0133")
    sheet.identity.add.click()
    assert controller.done == [("add_number", 1, "(425) 555-0133")]


def test_what_is_no_number_is_said_under_the_field(sheet, controller):  # noqa: F811
    enter(sheet.identity.number, "12")
    press(KEY.Key_Return)
    assert sheet.identity.number_field.error() == "Type a number, such as 020 7946 0018."
    assert sheet.identity.number.text() == "12"
    write("3")
    assert sheet.identity.number_field.error() == ""
    press(KEY.Key_Escape)
    assert sheet.identity.number.text() == ""


def test_a_number_is_removed_and_the_focus_stays_in_the_list(sheet, controller):  # noqa: F811
    enter(sheet.identity.number, "(425) 555-0133")
    press(KEY.Key_Return)
    sheet.identity.removals[0].setFocus()
    press(KEY.Key_Return)
    assert controller.done[-1] == ("remove_number", 1, "2065550142")
    assert sheet.identity.removals[0].hasFocus()
    press(KEY.Key_Return)
    assert controller.done[-1] == ("remove_number", 1, "4255550133")
    assert sheet.identity.number.hasFocus()
    assert sheet.identity._none.isVisible()


def test_a_number_that_has_to_stay_says_why(sheet, controller):  # noqa: F811
    controller.refusals["remove_number"] = Refused("The disk is full.")
    sheet.identity.removals[0].click()
    assert sheet.identity.number_field.error() == "The disk is full."
    assert len(sheet.identity.removals) == 1


# -- the same person ----------------------------------------------------------------------


def test_a_merge_names_both_and_needs_a_yes(sheet, controller):  # noqa: F811
    enter(sheet.merge.who, "pri")
    assert [each.name for each in sheet.merge.popup.suggestions()] == ["Priya Raman", "Priscilla Moore"]
    press(KEY.Key_Down)
    press(KEY.Key_Return)
    assert controller.done == []
    assert sheet.merge.question.accessibleName() == "Merge Priscilla Moore into Marisol Tran?"
    assert "one history" in sheet.merge.question.accessibleDescription()
    assert sheet.merge.question.dismiss_button().hasFocus()
    sheet.merge.question.action_button().click()
    settle()
    assert controller.done == [("merge", 1, 8)]
    assert not sheet.merge.is_asking()
    assert sheet.merge.who.text() == ""
    assert [b.accessibleName() for b in sheet.merge.parts] == ["Take Priscilla Moore apart again"]
    assert len(sheet.identity.removals) == 2


def test_a_merge_is_not_offered_with_itself(sheet):
    enter(sheet.merge.who, "marisol")
    assert not sheet.merge.popup.is_open()
    assert sheet.merge.nothing.isVisible()
    press(KEY.Key_Escape)
    assert not sheet.merge.nothing.isVisible()
    assert is_open(sheet)


@pytest.mark.parametrize("how", ["button", "esc"])
def test_a_merge_can_be_thought_over(sheet, controller, how):  # noqa: F811
    enter(sheet.merge.who, "pri")
    press(KEY.Key_Return)
    if how == "button":
        sheet.merge.question.dismiss_button().click()
    else:
        press(KEY.Key_Escape)
    settle()
    assert not sheet.merge.is_asking()
    assert sheet.merge.who.hasFocus()
    assert sheet.merge.who.text() == ""
    assert controller.done == []
    assert is_open(sheet)


def test_esc_folds_the_suggestions_first(sheet):
    enter(sheet.merge.who, "pri")
    press(KEY.Key_Escape)
    assert not sheet.merge.popup.is_open()
    assert sheet.merge.who.text() == "pri"
    press(KEY.Key_Down)
    assert sheet.merge.popup.is_open()
    press(KEY.Key_Tab)
    assert not sheet.merge.popup.is_open()


def test_a_refused_merge_says_why(sheet, controller):  # noqa: F811
    controller.refusals["merge"] = Refused("They cannot be merged.", Field.WHO)
    enter(sheet.merge.who, "pri")
    press(KEY.Key_Return)
    sheet.merge.question.action_button().click()
    assert sheet.merge.field.error() == "They cannot be merged."
    assert sheet.merge.who.hasFocus()


def test_a_merge_is_taken_apart(sheet, controller):  # noqa: F811
    controller.clients.merge(1, 5)
    settle()
    sheet.merge.parts[0].setFocus()
    press(KEY.Key_Return)
    assert controller.done[-1] == ("unmerge", 1, 5)
    assert sheet.merge.parts == []
    assert sheet.merge.who.hasFocus()
    controller.refusals["unmerge"] = Refused("Too much has changed since.")
    controller.clients.views[1] = replace(
        controller.clients.view(1), merged=(MergedClient(5, "Priya Raman", ""),)
    )
    sheet.reload()
    sheet.merge.parts[0].click()
    assert sheet.merge.field.error() == "Too much has changed since."


# -- the agreement ------------------------------------------------------------------------


def test_a_change_is_previewed_and_saved_with_its_button(sheet, controller):  # noqa: F811
    controller.clients.next_preview = AccommodationPreview(("It means this.",), ("Look out.",))
    sheet.form.always.click()
    assert controller.clients.previewed[-1] == Accommodation(always_return=True)
    assert sheet.form.preview.lines() == ("It means this.",)
    assert controller.done == []
    sheet.form.save.click()
    settle()
    assert controller.done == [("accommodate", 1, Accommodation(always_return=True))]
    assert not sheet.form.unsaved.isVisible()
    assert sheet.form.end.isVisible()
    # Enter once more must not press the button that ends it.
    assert sheet.close_button.hasFocus()
    press(KEY.Key_Escape)
    assert not is_open(sheet)


def test_own_hours_begin_with_the_policys(sheet, controller):  # noqa: F811
    sheet.form.own_hours.click()
    assert sheet.form.accommodation().calling_hours == controller.settings.own_hours


def test_a_review_is_proposed_for_half_a_year_from_today(sheet):
    sheet.form.reviewed.click()
    assert sheet.form.accommodation().review_on == date(2027, 5, 24)


def test_a_refused_agreement_keeps_what_was_edited(sheet, controller):  # noqa: F811
    controller.refusals["accommodate"] = Refused("Leave some open.", Field.HOURS)
    sheet.form.own_hours.click()
    sheet.form.save.click()
    assert sheet.form.hours_row.error() == "Leave some open."
    assert sheet.is_unsaved()


def test_what_cannot_be_read_is_not_sent(sheet, controller):  # noqa: F811
    sheet.form.own_hours.click()
    enter(sheet.form.hours.rows[0].text, "18-")
    sheet.form.save.click()
    assert controller.done == []
    assert sheet.form.hours.rows[0].text.hasFocus()
    assert sheet.form.preview.lines() == ("This shows once everything above can be read.",)


def test_an_agreement_is_ended(sheet, controller):  # noqa: F811
    controller.clients.accommodate(1, AGREED)
    settle()
    assert sheet.form.accommodation() == AGREED
    sheet.form.end.click()
    settle()
    assert controller.done[-1] == ("accommodate", 1, Accommodation())
    assert sheet.form.accommodation() == Accommodation()
    assert not sheet.form.end.isVisible()


def test_a_reason_alone_is_forgotten_with_the_agreement_it_was_for(sheet, controller):  # noqa: F811
    sheet.form.reviewed.click()
    sheet.form.save.click()
    assert controller.clients.view(1).accommodation is None
    assert not sheet.is_unsaved()
    assert not sheet.form.reviewed.isChecked()


def test_saving_the_name_keeps_an_agreement_in_the_making(sheet):
    sheet.form.channel.button(Channel.TEXT.value).click()
    enter(sheet.identity.name, "Mari")
    press(KEY.Key_Return)
    assert sheet.form.accommodation() == Accommodation(channel=Channel.TEXT)
    assert sheet.form.unsaved.isVisible()


# -- undo ---------------------------------------------------------------------------------


def test_a_saved_change_can_be_taken_back_here(sheet, controller):  # noqa: F811
    press(KEY.Key_Z, CTRL)
    assert controller.done == []
    sheet.identity.removals[0].click()
    assert sheet.undo_bar.isVisible()
    sheet.undo_bar.undo_button().click()
    assert controller.done[-1] == ("undo",)
    enter(sheet.identity.number, "(425) 555-0133")
    press(KEY.Key_Return)
    sheet.close_button.setFocus()
    press(KEY.Key_Z, CTRL)
    assert controller.done[-1] == ("undo",)
    assert not sheet.undo_bar.isVisible()


def test_what_undoing_says_is_shown(sheet, controller, monkeypatch):  # noqa: F811
    sheet.identity.removals[0].click()
    monkeypatch.setattr(controller.undoing, "undo", lambda: controller.said.emit("Undone: this"))
    sheet.undo_bar.undo_button().click()
    assert sheet.undo_bar.message() == "Undone: this"
    assert sheet.undo_bar.undo_button().isHidden()
    controller.said.emit("Something else")
    assert sheet.undo_bar.message() == "Undone: this"


def test_a_failure_is_told_inside_the_sheet(sheet, controller):  # noqa: F811
    controller.failed.emit("The disk is full.")
    assert sheet.undo_bar.message() == "The disk is full."
    assert sheet.undo_bar.isVisible()


def test_a_client_that_is_gone_closes_the_sheet(sheet, controller):  # noqa: F811
    del controller.clients.views[1]
    controller.clients_changed.emit()
    assert not is_open(sheet)


# -- closing ------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["esc", "button", "window"])
def test_closing_with_nothing_unsaved_asks_nothing(sheet, how):
    if how == "esc":
        press(KEY.Key_Escape)
    elif how == "button":
        sheet.close_button.click()
    else:
        sheet.close()
    assert not is_open(sheet)


@pytest.mark.parametrize("how", ["esc", "button", "window"])
def test_closing_asks_once_where_something_is_unsaved(sheet, controller, how):  # noqa: F811
    sheet.form.always.click()
    if how == "esc":
        press(KEY.Key_Escape)
    elif how == "button":
        sheet.close_button.click()
    else:
        sheet.close()
    assert is_open(sheet)
    assert sheet.question.isVisible()
    assert sheet.question.accessibleName() == "Save what you changed?"
    assert sheet.question.action_button().hasFocus()
    press(KEY.Key_Return)
    assert controller.done == [("accommodate", 1, Accommodation(always_return=True))]
    assert not is_open(sheet)


def test_closing_without_saving_keeps_nothing(sheet, controller):  # noqa: F811
    sheet.form.always.click()
    sheet.close_button.click()
    sheet.question.dismiss_button().click()
    assert not is_open(sheet)
    assert controller.done == []


def test_esc_goes_back_to_the_sheet(sheet):
    sheet.form.always.click()
    press(KEY.Key_Escape)
    press(KEY.Key_Escape)
    assert not sheet.question.isVisible()
    assert sheet.close_button.hasFocus()
    assert is_open(sheet)
    sheet.close_button.click()
    sheet.form.channel.button(Channel.TEXT.value).click()
    assert not sheet.question.isVisible()


def test_what_is_typed_and_not_sent_is_asked_about_too(sheet, controller):  # noqa: F811
    enter(sheet.identity.number, "(425) 555-0133")
    sheet.close_button.click()
    assert sheet.question.isVisible()
    sheet.question.action_button().click()
    assert controller.done == [("add_number", 1, "(425) 555-0133")]
    assert not is_open(sheet)


def test_a_refusal_at_the_end_keeps_the_sheet_open(sheet, controller):  # noqa: F811
    enter(sheet.identity.number, "12")
    sheet.close_button.click()
    sheet.question.action_button().click()
    assert is_open(sheet)
    assert sheet.identity.number.hasFocus()
    assert not sheet.question.isVisible()
    enter(sheet.identity.name, "x")
    press(KEY.Key_Backspace)
    sheet.close_button.click()
    sheet.question.action_button().click()
    assert is_open(sheet)
    assert sheet.identity.name.hasFocus()
    assert controller.done == []


def test_an_agreement_that_is_refused_at_the_end_keeps_the_sheet_open(sheet, controller):  # noqa: F811
    controller.refusals["accommodate"] = Refused("The disk is full.")
    sheet.form.always.click()
    sheet.close_button.click()
    sheet.question.action_button().click()
    assert is_open(sheet)
    assert sheet.form.preview.error.accessibleName() == "The disk is full."


def test_a_closed_sheet_hears_nothing_more(sheet, controller):  # noqa: F811
    press(KEY.Key_Escape)
    assert not is_open(sheet)
    controller.clients.rename(1, "Mari")
    controller.failed.emit("The disk is full.")
    settle()


# -- everybody ----------------------------------------------------------------------------


def fill(sheet, controller):  # noqa: F811
    view = controller.clients.view(1)
    controller.clients.views[1] = replace(
        view,
        title="<b>Konstantina</b> Featherstonehaugh-Wolfeschlegelsteinhausen",
        numbers=(*view.numbers, NumberView("2", "(425) 555-0133")),
        merged=(MergedClient(5, "Priya Raman", "(206) 555-0164"),),
        accommodation=AGREED,
        review="To be reviewed Mon 1 Mar 2027.",
    )
    controller.clients.next_preview = AccommodationPreview(("It means this. " * 6,), ("Look out. " * 8,))
    sheet.reload()
    settle()


def test_tab_goes_from_top_to_bottom(sheet, controller):  # noqa: F811
    fill(sheet, controller)
    sheet.identity.name.setFocus()
    seen = []
    for _ in range(60):
        seen.append(QApplication.focusWidget())
        if seen[-1] is sheet.close_button:
            break
        press(KEY.Key_Tab)
    body = sheet._page.widget()
    heights = [w.mapTo(body, w.rect().center()).y() for w in seen[:-1]]
    assert seen[-1] is sheet.close_button
    assert heights == sorted(heights)
    assert {*sheet.identity.removals, *sheet.merge.parts, sheet.form.end} <= set(seen)
    press(KEY.Key_Tab)
    assert sheet.identity.name.hasFocus()


def test_every_control_has_a_name_and_is_large_enough(sheet, controller):  # noqa: F811
    fill(sheet, controller)
    enter(sheet.merge.who, "pri")
    controls = [
        child
        for kind in (QAbstractButton, QLineEdit, QComboBox, QDateEdit)
        for child in sheet.findChildren(kind)
        if child.isVisible() and child.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    # A date's own line edit is not a control of its own.
    controls = [control for control in controls if not isinstance(control.parent(), QDateEdit)]
    assert [control for control in controls if not control.accessibleName()] == []
    assert len(controls) > 20
    controls = [control for control in controls if not isinstance(control.parent(), QComboBox)]
    small = [control for control in controls if min(control.width(), control.height()) < 24]
    assert small == []


def cut(page):
    """What of a page is not wholly seen, however far it is scrolled."""
    body, found = page.widget(), []
    for child in body.findChildren(QWidget):
        if child.isVisible() and child.width() > 1:
            right = child.mapTo(body, child.rect().topRight()).x()
            needed = child.heightForWidth(child.width()) if child.hasHeightForWidth() else 0
            if right > page.viewport().width() or child.height() < needed - 1:
                found.append(child)
    return found


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_cut_at_480_pixels(sheet, controller, look, qtbot, *, percent, theme):  # noqa: F811
    set_text_size(look, percent)
    apply_theme(look, theme)
    fill(sheet, controller)
    sheet.resize(480, 500)
    # Rows that turn into columns ask for another round of the layout.
    qtbot.waitUntil(lambda: cut(sheet._page) == [], timeout=3000)
    sheet.form.always.click()
    sheet.reject()
    settle()
    for button in (sheet.question.action_button(), sheet.question.dismiss_button()):
        assert button.height() >= button.heightForWidth(button.width())
        bottom = button.mapTo(sheet, button.rect().bottomLeft()).y()
        assert bottom < sheet.height()


# -- the ways to it -----------------------------------------------------------------------


def open_sheet():
    sheet = QApplication.activeModalWidget()
    return sheet if isinstance(sheet, ClientSheet) else None


def test_ctrl_i_opens_the_client_of_the_selected_card(window):  # noqa: F811
    press(KEY.Key_I, CTRL)
    assert open_sheet().title.text() == "Marisol Tran"
    press(KEY.Key_Escape)
    settle()
    assert open_sheet() is None
    assert window.focusWidget() is window.queue_page.list


def test_the_details_have_a_button_for_it(window):  # noqa: F811
    window.queue_page.list.select_call(14)
    settle()
    window.queue_page.details.head.client.click()
    assert open_sheet().title.text() == "Joel Okafor"
    press(KEY.Key_Escape)


def test_ctrl_i_opens_the_client_of_the_chosen_row_of_the_log(window):  # noqa: F811
    window.show_page("log")
    settle()
    page = window.pages.currentWidget()
    press(KEY.Key_I, CTRL)
    assert open_sheet() is None
    page.table.selectRow(2)
    press(KEY.Key_I, CTRL)
    assert open_sheet().title.text() == "(206) 555-0176"
    press(KEY.Key_Escape)
