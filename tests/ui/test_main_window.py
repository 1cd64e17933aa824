from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox

from callpolicy_gui.ui import window_dialogs
from callpolicy_gui.ui.main_window import MainWindow
from callpolicy_gui.ui.theme import px, set_text_size
from tests.ui.queue_fixtures import QUIET, controller, installed, look, press, settle, shown, window, write  # noqa: F401

pytestmark = QUIET
KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def narrow(window):  # noqa: F811
    window.resize(800, 600)
    settle()
    return window


def test_the_title_never_names_anybody(window):  # noqa: F811
    press(KEY.Key_R)
    assert window.windowTitle() == "Call Policy"


def test_it_starts_on_the_first_card_with_the_focus_on_the_list(window):  # noqa: F811
    assert window.current_page() == "queue"
    assert window.queue_page.list.hasFocus()
    assert window.queue_page.list.current_call_id() == 11
    assert window.sidebar.buttons["queue"].badge() == "6"


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (KEY.Key_2, "log"),
        (KEY.Key_3, "insights"),
        (KEY.Key_4, "policy"),
        (KEY.Key_5, "setup"),
        (KEY.Key_Comma, "settings"),
        (KEY.Key_1, "queue"),
    ],
)
def test_pages_by_key(window, key, name):  # noqa: F811
    press(key, CTRL)
    assert window.current_page() == name
    assert window.sidebar.buttons[name].isChecked()


def test_pages_by_the_sidebar(window):  # noqa: F811
    window.sidebar.buttons["log"].click()
    assert window.current_page() == "log"
    window.sidebar.buttons["queue"].click()
    assert window.queue_page.list.hasFocus()


def test_the_sidebar_locks(window, qtbot):  # noqa: F811
    assert not window.sidebar.lock.isCheckable()
    assert "Ctrl+L" in window.sidebar.lock.toolTip()
    with qtbot.waitSignal(window.lock_requested):
        window.sidebar.lock.click()


def test_pages_are_built_when_they_are_wanted(window):  # noqa: F811
    assert window.pages.count() == 1
    window.show_page("log")
    window.show_page("queue")
    window.show_page("log")
    assert window.pages.count() == 2


def test_ctrl_n_comes_back_from_another_page(window):  # noqa: F811
    window.show_page("log")
    press(KEY.Key_N, CTRL)
    assert window.current_page() == "queue"
    assert window.queue_page.log.who.hasFocus()


def test_ctrl_f_is_the_search_of_the_log_from_everywhere(window):  # noqa: F811
    press(KEY.Key_F, CTRL)
    assert window.current_page() == "log"
    search = QApplication.focusWidget()
    assert isinstance(search, QLineEdit)
    window.sidebar.buttons["log"].setFocus()
    press(KEY.Key_F, CTRL)
    assert QApplication.focusWidget() is search
    press(KEY.Key_F, CTRL)
    assert QApplication.focusWidget() is search


def test_show_overdue_selects_the_overdue_card_and_focuses_the_list(window):  # noqa: F811
    window.show_page("log")
    window.queue_page.list.select_call(14)
    window.show_overdue()
    assert window.current_page() == "queue"
    assert window.queue_page.list.current_call_id() == 11
    assert window.queue_page.list.hasFocus()


def test_show_overdue_falls_back_to_the_first_card(window, controller):  # noqa: F811
    controller.all_calls[:] = [c for c in controller.all_calls if c.call_id != 11]
    controller.refresh()
    window.queue_page.list.select_call(15)
    window.show_overdue()
    assert window.queue_page.list.current_call_id() == 12


def test_an_alert_stands_above_the_page_and_can_be_followed(window, qtbot):  # noqa: F811
    window.show_alert("1 callback is overdue", "Due at 13:40")
    assert window.notices.alert.isVisible()
    assert window.notices.geometry().bottom() <= window.pages.geometry().top()
    with qtbot.waitSignal(window.alert_shown_requested):
        window.notices.alert.action_button().click()
    assert not window.notices.isVisible()
    window.show_alert("1 callback is overdue", "Due at 13:40")
    window.withdraw_alert()
    assert not window.notices.isVisible()


def test_what_failed_is_said_until_it_is_dismissed(window, controller):  # noqa: F811
    controller.failed.emit("Not saved: the disk is full.")
    assert window.notices.trouble.isVisible()
    window.notices.trouble.dismiss_button().click()
    assert not window.notices.isVisible()


def test_a_note_and_an_alert_stand_together(window):  # noqa: F811
    window.show_note("Ready.", "Set up for France.")
    window.show_alert("Due", "2 calls")
    window.withdraw_alert()
    assert window.notices.note.isVisible()


def test_below_a_width_the_sidebar_is_a_rail_and_the_details_a_sheet(window):  # noqa: F811
    assert not window.sidebar.is_compact()
    assert window.queue_page.details.isVisible()
    window.resize(px(1000), 700)
    settle()
    assert window.sidebar.is_compact()
    assert window.queue_page.details.isVisible()
    window.resize(px(860), 700)
    settle()
    assert window.queue_page.is_sheet()
    assert not window.queue_page.details.isVisible()
    window.resize(px(1100), 700)
    settle()
    assert window.queue_page.details.isVisible()
    assert window.queue_page.details.x() >= window.queue_page.list.parentWidget().geometry().right()


def test_enter_opens_the_sheet_and_esc_closes_it(narrow):
    page = narrow.queue_page
    press(KEY.Key_Return)
    assert page.is_sheet_open()
    assert page.details.buttons.returned.hasFocus()
    assert page.details.geometry().right() == page.rect().right()
    press(KEY.Key_Escape)
    assert not page.details.isVisible()
    assert page.list.hasFocus()


def test_the_sheet_closes_at_a_click_beside_it(narrow):
    press(KEY.Key_Return)
    QTest.mouseClick(narrow.queue_page._scrim, Qt.MouseButton.LeftButton, pos=QPoint(20, 300))
    assert not narrow.queue_page.is_sheet_open()
    assert narrow.queue_page.list.hasFocus()


def test_enter_goes_into_the_details_where_they_stand_beside(window):  # noqa: F811
    press(KEY.Key_Return)
    assert window.queue_page.details.buttons.returned.hasFocus()
    press(KEY.Key_Escape)
    assert window.queue_page.list.hasFocus()
    assert window.queue_page.details.isVisible()


def test_f6_goes_round_sidebar_list_and_details(window):  # noqa: F811
    page = window.queue_page
    stops = [page.details.buttons.returned, window.sidebar.buttons["queue"], page.list]
    for stop in stops:
        press(KEY.Key_F6)
        assert stop.hasFocus()
    for stop in (window.sidebar.buttons["queue"], page.details.buttons.returned, page.list):
        press(KEY.Key_F6, SHIFT)
        assert stop.hasFocus()


def test_closing_asks(window, controller):  # noqa: F811
    asked = []
    window.on_close = lambda: asked.append(1) or False
    press(KEY.Key_W, CTRL)
    assert asked == [1]
    assert window.isVisible()
    window.on_close = lambda: True
    window.close()
    assert not window.isVisible()


def test_quit_is_asked_for(window, qtbot):  # noqa: F811
    with qtbot.waitSignal(window.quit_requested):
        press(KEY.Key_Q, CTRL)


def test_the_menus_do_what_the_keys_do(window, controller):  # noqa: F811
    actions = {a.text().split("\t")[0].replace("&", ""): a for a in window.findChildren(QAction)}
    actions["No answer"].trigger()
    assert controller.done[-1][:2] == ("attempt", 11)
    actions["Undo"].trigger()
    assert controller.done[-1] == ("undo",)
    actions["Call back anyway"].trigger()
    assert controller.done[-1] == ("undo",)
    assert actions["Returned"].shortcut().isEmpty()
    window.show_page("log")
    actions["No answer"].trigger()
    assert controller.done[-1] == ("undo",)


def test_the_client_is_offered_only_where_one_is_selected(window, controller):  # noqa: F811
    (action,) = window.menus.needs_client
    assert action.isEnabled()
    window.show_page("policy")
    assert not action.isEnabled()
    window.show_page("log")
    assert not action.isEnabled()
    window.pages.currentWidget().table.selectRow(1)
    assert action.isEnabled()
    window.show_page("queue")
    controller.all_calls[:] = []
    controller.refresh()
    assert not action.isEnabled()


def test_no_menu_takes_a_key_of_quick_log(window):  # noqa: F811
    taken = {a.text()[a.text().index("&") + 1].upper() for a in window.menuBar().actions()}
    assert taken.isdisjoint(set("VUT"))
    assert len(taken) == len(window.menuBar().actions())


def test_no_two_commands_share_a_key(window):  # noqa: F811
    keys = [keys.toString() for a in window.findChildren(QAction) for keys in a.shortcuts()]
    assert len(keys) == len(set(keys))
    assert {"Ctrl+1", "Ctrl+2", "Ctrl+4", "Ctrl+,", "Ctrl+N", "Ctrl+E", "Ctrl+I", "F4"} <= set(keys)


def test_dialogs_are_opened_with_what_they_need(window, controller, monkeypatch):  # noqa: F811
    opened = []

    class Dialog:
        def __init__(self, *arguments):
            opened.append(arguments)

        def open(self):
            opened.append("open")

    monkeypatch.setattr(window_dialogs, "ImportDialog", Dialog)
    monkeypatch.setattr(window_dialogs, "ExportDialog", Dialog)
    window.open_import(Path("calls.xml"))
    press(KEY.Key_E, CTRL)
    assert opened == [(controller, Path("calls.xml"), window), "open", (controller, window), "open"]


def test_the_theme_is_passed_on(controller, shown):  # noqa: F811
    heard = []
    made = MainWindow(controller)
    made.theme_changed.connect(heard.append)
    shown(made)
    made.show_page("settings")
    made.pages.currentWidget().theme_changed.emit("dark")
    assert heard == ["dark"]


def test_it_can_be_as_small_as_480_by_360(window):  # noqa: F811
    window.resize(100, 100)
    settle()
    assert (window.width(), window.height()) == (480, 360)
    assert window.queue_page.list.isVisible()


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("width", [1100, 800, 480])
def test_text_of_any_size_is_whole(look, controller, shown, percent, width):  # noqa: F811
    set_text_size(look, percent)
    made = MainWindow(controller)
    shown(made, width, 700)
    header = made.queue_page.header
    assert header.headline.isVisible()
    for label in (header.eyebrow, header.headline):
        assert not label.isVisible() or label.height() >= label.heightForWidth(label.width())
    assert made.queue_page.list.height() >= made.queue_page.list.card_height() * 0.9
    made.start_logging()
    settle()
    log = made.queue_page.log
    for button in (log.submit, log.fields.voicemail.button("yes"), log.fields.urgency.button("urgent")):
        assert button.width() >= button.minimumSizeHint().width()
    assert log.due.height() >= log.due.heightForWidth(log.due.width())
    cards = made.queue_page.list.parentWidget()
    assert not cards.isVisible() or not cards.geometry().intersects(log.geometry())
    assert log.geometry().bottom() <= made.queue_page.rect().bottom()


def test_tab_reaches_every_control_and_comes_back(window):  # noqa: F811
    window.queue_page.list.setFocus()
    seen = []
    for _ in range(60):
        press(KEY.Key_Tab)
        seen.append(QApplication.focusWidget())
        if seen[-1] is window.queue_page.list:
            break
    assert seen[-1] is window.queue_page.list
    page = window.queue_page
    wanted = {
        page.details.buttons.returned,
        page.details.note,
        page.log.who,
        page.not_owed,
        page.header.find_button,
        window.sidebar.buttons["policy"],
        page.chips.chips[next(iter(page.chips.chips))],
    }
    assert wanted <= set(seen)


def test_a_day_of_beats_keeps_the_window_still(window, controller):  # noqa: F811
    page = window.queue_page
    page.list.select_call(15)
    for minute in range(0, 300, 30):
        controller.set_now(controller.now() + minute)
        settle()
        assert page.list.current_call_id() == 15
        assert page.list.hasFocus()
    write("")


def test_old_news_goes_when_something_is_saved(window, controller):  # noqa: F811
    window.show_note("Ready", "Press Ctrl+N after your next session.")
    window.notices.show_trouble("Not saved: the disk is full.")
    window.show_alert("1 callback is overdue", "Was due 13:40")
    controller.log_changed.emit()
    assert window.notices.note.isHidden()
    assert window.notices.trouble.isHidden()
    assert not window.notices.alert.isHidden()


@pytest.mark.parametrize(("button", "quits"), [("Keep running", 0), ("Quit", 1)])
def test_quitting_with_calls_due_is_asked_and_keeping_is_the_default(window, button, quits):  # noqa: F811
    quit_times = []
    window.ask_to_quit("1 call is due, by 15:00.", lambda: quit_times.append(1))
    (box,) = window.findChildren(QMessageBox)
    assert box.defaultButton().text() == "Keep running"
    next(b for b in box.buttons() if b.text() == button).click()
    assert len(quit_times) == quits


def test_open_items_of_the_set_up_are_counted_in_the_sidebar(window, controller):  # noqa: F811
    assert window.sidebar.buttons["setup"].badge() == ""
    controller.setup.open = 3
    controller.setup_changed.emit()
    assert window.sidebar.buttons["setup"].badge() == "3"


def test_the_set_up_leads_to_the_holidays(window):  # noqa: F811
    window.show_page("setup")
    window._built["setup"].holidays_requested.emit()
    assert window.current_page() == "policy"
    assert window._built["policy"].days_off.isVisible()
