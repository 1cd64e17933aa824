"""Who uses the keyboard reaches everything, in an order that can be followed, and sees where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from callpolicy_gui.ui.queue_list import OUTCOME_KEYS
from callpolicy_gui.ui.widgets import Banner, UndoBar
from tests.accessibility.pages import PAGES, open_practice, settle, shown
from tests.accessibility.painted import place_in
from tests.accessibility.parts import describe, tab_stops
from tests.accessibility.walk import Stop, walk

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

BY_NAME = {page.name: page for page in PAGES}
# How much of the line around a control has to be seen.
ENOUGH = 0.9
OTHER_KEYS = (Qt.Key.Key_S, Qt.Key.Key_X, Qt.Key.Key_E)


@pytest.fixture
def stops(opened, page) -> list[Stop]:
    """The stops of Tab; one walk serves every check."""
    if isinstance(page, QMenu):
        pytest.skip("a menu is walked with the arrow keys")
    if "stops" not in opened.kept:
        opened.kept["stops"] = walk(page)
    return opened.kept["stops"]


def test_tab_reaches_every_control(opened, page, stops):
    reached = {stop.widget for stop in stops}
    assert [describe(each) for each in tab_stops(opened.page.part(page)) if each not in reached] == []


def test_tab_goes_forward(stops):
    """A jump back is for the end, where the last stop leads to the first."""
    jumps = [describe(stop.widget) for stop in stops if stop.is_jump_back()]
    assert len(jumps) <= 1, jumps


def test_the_focus_is_seen(stops):
    dim = [
        f"{describe(stop.widget)} {stop.marked} of {stop.wanted:.0f} px"
        for stop in stops
        if stop.marked < ENOUGH * stop.wanted
    ]
    assert dim == []


def test_the_focus_is_hidden_by_nothing(page, stops):
    """Neither scrolled away, nor below the undo bar or a notice."""
    bars = [*page.findChildren(UndoBar), *page.findChildren(Banner)]
    over = [place_in(bar, page) for bar in bars if bar.isVisible()]
    for stop in stops:
        assert stop.seen.contains(stop.rect), describe(stop.widget)
        for bar in over:
            assert not bar.intersects(stop.rect) or bar.contains(stop.rect), describe(stop.widget)


@pytest.mark.parametrize("one", PAGES, ids=str)
def test_opening_a_page_shows_no_other_window(one, practice, looks):
    """A widget shown before it has a parent is a window for a moment, and takes the focus with it."""
    seen: list[str] = []

    def note(window) -> None:
        if window is not None:
            seen.append(window.objectName())

    looks.focusWindowChanged.connect(note)
    try:
        with shown(one, practice):
            assert QGuiApplication.focusWindow() is not None
            assert QApplication.focusWidget() is not None or QApplication.activePopupWidget() is not None
    finally:
        looks.focusWindowChanged.disconnect(note)
    ours = (
        "MainWindow",
        "LockWindow",
        "TroubleWindow",
        "Dialog",
        "Prompt",
        "Sheet",
        "Editor",
        "MessageBox",
        "Menu",
        "Palette",
        "_Box",
        "ShortcutList",
    )
    assert [name for name in seen if not any(word in name for word in ours)] == []


@pytest.fixture
def own(looks):
    """A practice of the test's own, its queue shown."""
    with open_practice() as log, shown(BY_NAME["queue"], log) as window:
        yield window


def _menus(window: QWidget) -> dict[str, QAction]:
    entries = {}
    for top in window.menuBar().actions():
        for action in top.menu().actions():
            if not action.isSeparator():
                entries[action.text().split("\t")[0].replace("&", "")] = action
    return entries


def test_every_command_stands_in_a_menu_that_the_keyboard_opens(own):
    shown_in_menus = set(_menus(own).values()) | set(own.menuBar().actions())
    others = [a.text() for a in own.findChildren(QAction) if a.text() and a not in shown_in_menus]
    assert [text for text in others if not _is_qts_own(text)] == []
    for top in own.menuBar().actions():
        assert "&" in top.text()


def _is_qts_own(text: str) -> bool:
    """The context menu of a text field."""
    return any(
        text.startswith(word)
        for word in ("&Undo", "&Redo", "Cu&t", "&Copy", "&Paste", "Delete", "Select All")
    )


def test_no_mnemonic_is_given_twice_in_a_menu(own):
    for top in own.menuBar().actions():
        letters = [
            action.text()[action.text().index("&") + 1].upper()
            for action in top.menu().actions()
            if "&" in action.text()
        ]
        assert len(letters) == len(set(letters)), (top.text(), letters)


@pytest.mark.parametrize("name", ["queue", "log", "policy", "settings"])
def test_no_key_stands_for_two_things(own, name):
    own.show_page(name)
    settle()
    keys = [action.shortcut() for action in own.findChildren(QAction) if not action.shortcut().isEmpty()]
    keys += [
        shortcut.key()
        for shortcut in own.findChildren(QShortcut)
        if shortcut.isEnabled() and shortcut.parent().isVisible()
    ]
    names = [key.toString(QKeySequence.SequenceFormat.PortableText) for key in keys]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_a_letter_typed_into_a_field_settles_nothing(own):
    before = _groups(own)
    for field in (own.queue_page.log.who, own.queue_page.details.note):
        field.setFocus()
        for key in (*OUTCOME_KEYS, *OTHER_KEYS, Qt.Key.Key_O):
            QTest.keyClick(field, key)
            settle()
            assert field.text().casefold().endswith(chr(key).casefold())
    assert _groups(own) == before
    assert QApplication.activePopupWidget() is None


def _groups(window):
    return {row.call_id: row.group for row in window._controller.queue().rows}


def test_letters_can_be_switched_off(own):
    own.queue_page.list.single_keys = False
    before = _groups(own)
    own.queue_page.list.setFocus()
    for key in (*OUTCOME_KEYS, *OTHER_KEYS):
        QTest.keyClick(own.queue_page.list, key)
        settle()
    assert _groups(own) == before
    assert QApplication.activePopupWidget() is None
    assert QApplication.activeModalWidget() is None


def test_what_is_first_in_quick_log_is_its_field(own):
    own.start_logging()
    settle()
    assert isinstance(QApplication.focusWidget(), QLineEdit)
