"""The menu bar: every command of the window with its key, for whoever does not know the keys yet.

The outcomes show their letter as text and not as a shortcut: a letter acts only while the list has the
focus, and the list sees to that itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence

from callpolicy_gui.core.calls import Outcome
from callpolicy_gui.ui.sidebar import PAGES
from callpolicy_gui.wording.discretion import KEYS
from callpolicy_gui.wording.queue import OUTCOMES
from callpolicy_gui.wording.text import tr as worded

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMainWindow, QMenu


def _tr(text: str) -> str:
    return QCoreApplication.translate("Menus", text)


@dataclass(slots=True)
class Commands:
    """What the menus do; the window fills them in."""

    log_call: Callable[[], object]
    open_import: Callable[[], object]
    export: Callable[[], object]
    lock: Callable[[], object]
    close: Callable[[], object]
    quit: Callable[[], object]
    attempt: Callable[[Outcome, bool], object]
    snooze: Callable[[], object]
    not_owed: Callable[[], object]
    call_back: Callable[[], object]
    edit: Callable[[], object]
    client: Callable[[], object]
    call_number: Callable[[], object]
    copy_number: Callable[[], object]
    next_due: Callable[[], object]
    undo: Callable[[], object]
    redo: Callable[[], object]
    palette: Callable[[], object]
    shortcuts: Callable[[], object]
    find: Callable[[], object]
    show_page: Callable[[str], object]
    hide_names: Callable[[bool], object]
    about: Callable[[], object]


@dataclass(slots=True)
class Menus:
    """The actions that change: their letters, what needs a selected call, and whether names are hidden."""

    letters: dict[QAction, tuple[str, str]] = field(default_factory=dict)
    needs_call: list[QAction] = field(default_factory=list)
    needs_client: list[QAction] = field(default_factory=list)
    hide_names: QAction | None = None
    call_number: QAction | None = None

    def set_can_dial(self, *, can_dial: bool) -> None:
        """Offer to call where something on this desktop telephones."""
        if self.call_number is not None:
            self.call_number.setVisible(can_dial)

    def set_single_keys(self, *, on: bool) -> None:
        """Print the letters, or not where they are switched off."""
        for action, (words, letter) in self.letters.items():
            action.setText(f"{words}\t{letter}" if on else words)

    def set_call_selected(self, *, selected: bool) -> None:
        """Offer the outcomes only where there is a call."""
        for action in self.needs_call:
            action.setEnabled(selected)

    def set_names_hidden(self, *, hidden: bool) -> None:
        """Mark whether names are hidden."""
        if self.hide_names is not None:
            self.hide_names.setChecked(hidden)

    def set_client_selected(self, *, selected: bool) -> None:
        """Offer what is about a client only where one is selected, in the queue or in the log."""
        for action in self.needs_client:
            action.setEnabled(selected)


def build_menus(window: QMainWindow, commands: Commands, titles: dict[str, str]) -> Menus:
    """Fill the window's menu bar. `titles` are the pages' names by key."""
    menus = Menus()
    bar = window.menuBar()
    # Alt+V, Alt+U and Alt+T belong to quick log: no menu may take them.
    _file_menu(bar.addMenu(_tr("&File")), commands)
    _call_menu(bar.addMenu(_tr("&Call")), commands, menus)
    _view_menu(bar.addMenu(_tr("Vie&w")), commands, menus, titles)
    _help_menu(bar.addMenu(_tr("&Help")), commands)
    menus.set_single_keys(on=True)
    return menus


def _help_menu(menu: QMenu, commands: Commands) -> None:
    _add(menu, _tr("&Commands\u2026"), commands.palette, "Ctrl+K")
    shortcuts = _add(menu, _tr("&Keyboard shortcuts"), commands.shortcuts)
    shortcuts.setShortcuts([QKeySequence("F1"), QKeySequence("Ctrl+/")])
    menu.addSeparator()
    _add(menu, _tr("&About Call Policy"), commands.about)


def _add(
    menu: QMenu, words: str, act: Callable[[], object], keys: str | QKeySequence.StandardKey = ""
) -> QAction:
    action = menu.addAction(words)
    if keys:
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    action.triggered.connect(lambda _checked=False: act())
    action.setMenuRole(QAction.MenuRole.NoRole)
    return action


def _file_menu(menu: QMenu, commands: Commands) -> None:
    _add(menu, _tr("&Log a call"), commands.log_call, "Ctrl+N")
    menu.addSeparator()
    _add(menu, _tr("&Import\u2026"), commands.open_import)
    _add(menu, _tr("&Export\u2026"), commands.export, "Ctrl+E")
    menu.addSeparator()
    _add(menu, _tr("Loc&k"), commands.lock, "Ctrl+L")
    _add(menu, _tr("&Close"), commands.close, "Ctrl+W")
    _add(menu, _tr("&Quit"), commands.quit, "Ctrl+Q").setMenuRole(QAction.MenuRole.QuitRole)


def _call_menu(menu: QMenu, commands: Commands, menus: Menus) -> None:
    letters = {
        Outcome.REACHED: ("&", "R"),
        Outcome.LEFT_MESSAGE: ("&", "M"),
        Outcome.NO_ANSWER: ("&", "N"),
        Outcome.WRONG_NUMBER: ("&", "W"),
    }
    for outcome, (mark, letter) in letters.items():
        action = _add(menu, "", partial(commands.attempt, outcome, False))
        menus.letters[action] = (mark + worded(OUTCOMES[outcome]), letter)
    menu.addSeparator()
    asked = (
        (Outcome.REACHED, _tr("Returned at\u2026")),
        (Outcome.LEFT_MESSAGE, _tr("Left message at\u2026")),
        (Outcome.NO_ANSWER, _tr("No answer at\u2026")),
    )
    for outcome, words in asked:
        action = _add(menu, "", partial(commands.attempt, outcome, True))
        menus.letters[action] = (words, _tr("Shift+{key}").replace("{key}", letters[outcome][1]))
    menu.addSeparator()
    others = (
        (_tr("&Snooze\u2026"), "S", commands.snooze),
        (_tr("No&t owed\u2026"), "X", commands.not_owed),
        (_tr("Call &back anyway"), "O", commands.call_back),
        (_tr("&Edit\u2026"), "E", commands.edit),
    )
    for words, letter, act in others:
        menus.letters[_add(menu, "", act)] = (words, letter)
    menus.needs_call.extend(menus.letters)
    menu.addSeparator()
    menus.needs_client.append(_add(menu, _tr("Cl&ient\u2026"), commands.client, "Ctrl+I"))
    menus.call_number = _add(menu, _tr("C&all this number"), commands.call_number)
    menus.call_number.setVisible(False)
    menus.needs_call.append(menus.call_number)
    menus.needs_call.append(_add(menu, _tr("&Copy number"), commands.copy_number, "Ctrl+Shift+C"))
    _add(menu, _tr("Next &due call"), commands.next_due, "F4")
    _add(menu, _tr("&Undo"), commands.undo, QKeySequence.StandardKey.Undo)
    redo = _add(menu, _tr("Red&o"), commands.redo)
    redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])


def _view_menu(menu: QMenu, commands: Commands, menus: Menus, titles: dict[str, str]) -> None:
    for entry in PAGES:
        _add(menu, titles[entry.name], partial(commands.show_page, entry.name), entry.keys)
    menu.addSeparator()
    _add(menu, _tr("&Find in the log"), commands.find, QKeySequence.StandardKey.Find)
    hide = menu.addAction(_tr("&Hide names"))
    hide.setCheckable(True)
    hide.setShortcut(QKeySequence(KEYS))
    hide.triggered.connect(commands.hide_names)
    menus.hide_names = hide
