"""Every command by name and by key: the palette and the list of shortcuts, both made from the menus."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenuBar

from callpolicy_gui.core.calls import Outcome
from callpolicy_gui.ui.command_entries import command_entries, matching
from callpolicy_gui.ui.command_palette import CommandPalette
from callpolicy_gui.ui.shortcut_list import ShortcutList, shortcut_sections
from callpolicy_gui.ui.theme import apply_theme, set_text_size
from callpolicy_gui.ui.widgets import Label
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


def entries(window):  # noqa: F811
    return command_entries(window.menuBar())


def open_one(window, kind):  # noqa: F811
    settle()
    (found,) = [each for each in window.findChildren(kind) if each.isVisible()]
    return found


@pytest.fixture
def palette(window):  # noqa: F811
    press(KEY.Key_K, CTRL)
    return open_one(window, CommandPalette)


def test_every_action_of_the_menus_is_an_entry(window):  # noqa: F811
    bars = {menu.menuAction() for menu in window.menuBar().findChildren(type(window.menuBar().addMenu("")))}
    actions = {
        action
        for action in window.findChildren(QAction)
        if action.text() and action not in bars and action.isVisible()
    }
    listed = {entry.action for entry in entries(window)}
    assert {a.text() for a in actions - listed} <= {""}
    assert len({(entry.place, entry.title) for entry in entries(window)}) == len(listed)


def test_titles_are_as_read(installed):  # noqa: F811
    bar = QMenuBar()
    menu = bar.addMenu("&Save && go")
    menu.addAction("No&t owed\u2026\tX")
    menu.addSeparator()
    sub = menu.addMenu("&More")
    sub.addAction("A && B")
    found = command_entries(bar)
    assert [(e.title, e.place, e.keys) for e in found] == [
        ("Not owed", "Save & go", ("X",)),
        ("A & B", "Save & go", ()),
    ]


def test_words_match_beginnings_the_title_first(window):  # noqa: F811
    titles = [e.title for e in matching(entries(window), "re")]
    assert titles[:2] == ["Returned", "Returned at"]
    assert [e.title for e in matching(entries(window), "call no")][:1] == ["No answer"]
    assert matching(entries(window), "zzz") == []
    assert len(matching(entries(window), "")) == len(entries(window))
    # Of two that match, the one that begins with the text stands first.
    assert next(e.title for e in matching(entries(window), "c")) in {"Close", "Client", "Call back anyway"}


def test_enter_does_what_was_typed(palette, controller):  # noqa: F811
    assert palette.text.hasFocus()
    write("no ans")
    press(KEY.Key_Return)
    assert controller.done[-1] == ("attempt", 11, Outcome.NO_ANSWER, None)


def test_arrows_choose_and_go_round(palette, controller):  # noqa: F811
    first, last = palette.shown()[0], palette.shown()[-1]
    press(KEY.Key_Up)
    assert palette._chosen() == last
    press(KEY.Key_Down)
    assert palette._chosen() == first
    press(KEY.Key_PageDown)
    assert palette._chosen() == palette.shown()[8]
    press(KEY.Key_PageUp)
    assert palette._chosen() == first


def test_nothing_found_is_said_and_enter_does_nothing(palette, controller):  # noqa: F811
    write("zzz")
    assert palette.nothing.isVisible()
    press(KEY.Key_Return)
    assert palette.isVisible()
    press(KEY.Key_Escape)
    assert not (shiboken6.isValid(palette) and palette.isVisible())
    assert controller.done == []


def test_a_click_does_it_too(palette, controller, qtbot):  # noqa: F811
    write("undo")
    rect = palette.list.visualItemRect(palette.list.item(0))
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    settle()
    assert controller.done == [("undo",)]


def test_only_what_can_be_used_now_is_offered(window, controller):  # noqa: F811
    controller.all_calls[:] = []
    controller.refresh()
    press(KEY.Key_K, CTRL)
    offered = {entry.title for entry in open_one(window, CommandPalette).shown()}
    assert "Log a call" in offered
    assert not {"Returned", "Copy number", "Client"} & offered


def test_the_palette_opens_while_a_call_is_being_typed(window):  # noqa: F811
    press(KEY.Key_N, CTRL)
    write("pri")
    press(KEY.Key_Home)
    press(KEY.Key_K, CTRL)
    assert open_one(window, CommandPalette)
    assert window.queue_page.log.who.text() == "pri"


def test_the_palette_names_nobody(palette):
    assert "Marisol" not in "".join(entry.title for entry in palette.shown())
    assert palette.windowTitle() == "Commands"


@pytest.mark.parametrize(("key", "modifiers"), [(KEY.Key_F1, None), (KEY.Key_Slash, CTRL)])
def test_the_list_of_keys_opens_and_closes_by_key(window, key, modifiers):  # noqa: F811
    press(key, modifiers)
    found = open_one(window, ShortcutList)
    assert found.page.hasFocus()
    press(KEY.Key_Escape)
    settle()
    assert not any(each.isVisible() for each in window.findChildren(ShortcutList))


def test_the_list_has_every_key_of_the_menus_and_of_quick_log(window):  # noqa: F811
    keys = {key for _, lines in shortcut_sections(entries(window)) for line in lines for key in line.keys}
    assert {
        "Ctrl+N",
        "R",
        "Shift+R",
        "W",
        "O",
        "E",
        "F4",
        "F1",
        "Ctrl+/",
        "Ctrl+K",
        "Ctrl+Z",
        "Alt+V",
    } <= keys
    assert {"J", "K", "F6", "Ctrl+Shift+H"} <= keys


def test_letters_that_are_off_are_not_listed(window, controller):  # noqa: F811
    controller.settings = replace(controller.settings, single_keys=False)
    controller.practice_changed.emit()
    press(KEY.Key_F1)
    words = [each.text() for each in open_one(window, ShortcutList).findChildren(Label)]
    assert "Single letters are switched off in Settings." in words
    sections = shortcut_sections(entries(window), single_keys=False)
    assert not {"R", "S", "Shift+R", "J"} & {
        key for _, lines in sections for line in lines for key in line.keys
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("percent", [100, 200])
def test_both_fit_into_the_smallest_window(window, look, percent, theme):  # noqa: F811
    set_text_size(look, percent)
    apply_theme(look, theme)
    window.resize(480, 360)
    settle()
    press(KEY.Key_K, CTRL)
    made = open_one(window, CommandPalette)
    assert (made.width(), made.height()) <= (480, 360)
    assert made.list.visualItemRect(made.list.item(0)).bottom() <= made.list.viewport().height()
    press(KEY.Key_Escape)
    window._dialogs.show_shortcuts()
    listed = open_one(window, ShortcutList)
    listed.resize(480, 360)
    settle()
    assert listed.close_button.height() >= listed.close_button.heightForWidth(listed.close_button.width())
