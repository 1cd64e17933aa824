"""What a screen reader is told: a name and a role for every control, and a sentence for every card."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QDateTimeEdit, QLineEdit

from callpolicy_gui.ui.queue_model import ENTRY_ROLE, Card, Heading
from callpolicy_gui.ui.widgets import Button
from callpolicy_gui.wording.queue import group_title
from tests.accessibility.pages import PAGES, shown
from tests.accessibility.parts import (
    NO_ROLES,
    accessible_name,
    buddy_of,
    controls,
    describe,
    is_inner,
    role,
    tab_stops,
    visible,
)


def test_every_control_has_a_name_and_a_role(page):
    silent = [
        describe(widget)
        for widget in controls(page)
        if not accessible_name(widget) or role(widget) in NO_ROLES
    ]
    assert silent == []


def test_a_placeholder_is_no_name(page):
    fields = [field for field in visible(page, QLineEdit, QDateTimeEdit) if not is_inner(field)]
    unnamed = [describe(field) for field in fields if not field.accessibleName() and buddy_of(field) is None]
    assert unnamed == []


def test_no_two_stops_of_the_keyboard_sound_alike(page):
    """Two buttons "Remove" in a list cannot be told apart by ear."""
    told = [(accessible_name(stop), stop.accessibleDescription(), role(stop)) for stop in tab_stops(page)]
    assert sorted(str(each) for each in set(told) if told.count(each) > 1) == []


def test_a_button_without_words_says_what_it_does(page):
    for button in visible(page, Button):
        if button._icon_only():
            assert button.toolTip(), describe(button)
            assert accessible_name(button), describe(button)


def test_a_tool_tip_prints_the_key(page):
    for button in visible(page, QAbstractButton):
        keys = button.shortcut().toString()
        if keys:
            assert keys in button.toolTip(), describe(button)


def test_every_entry_of_a_list_says_something(page):
    for view in visible(page, QAbstractItemView):
        if view.model() is None or is_inner(view):
            continue
        for row in range(min(view.model().rowCount(), 30)):
            index = view.model().index(row, 0)
            spoken = index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data()
            assert spoken, (describe(view), row)


@pytest.fixture
def queue(practice, looks):
    with shown(PAGES[0], practice) as window:
        yield window.queue_page.list


def test_a_card_is_one_sentence_with_everything_on_it(queue):
    view = QAccessible.queryAccessibleInterface(queue)
    model = queue.queue_model
    assert view.role() == QAccessible.Role.List
    assert view.childCount() >= model.rowCount() > 6
    for number in range(model.rowCount()):
        entry = model.index(number).data(ENTRY_ROLE)
        spoken = view.child(number).text(QAccessible.Text.Name)
        if isinstance(entry, Heading):
            assert spoken.startswith(group_title(entry.group))
            continue
        assert isinstance(entry, Card)
        assert entry.text.title in spoken
        assert group_title(entry.row.group).split()[0].casefold() in spoken.casefold()
        assert entry.text.right.casefold() in spoken.casefold()
        if entry.row.obligation.attempts:
            assert "tr" in spoken.split(entry.text.title, 1)[1]


def test_a_heading_cannot_be_selected(queue):
    model = queue.queue_model
    headings = [
        index
        for index in (model.index(number) for number in range(model.rowCount()))
        if model.card_at(index) is None
    ]
    assert headings
    for index in headings:
        assert index.flags() == Qt.ItemFlag.NoItemFlags
        state = QAccessible.queryAccessibleInterface(queue).child(index.row()).state()
        assert not state.selectable
        assert not state.focusable
