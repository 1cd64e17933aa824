"""The tray icon and its menu. Counts and times only, never a client.

A tray may appear long after this program did, and on some desktops it never does:
`is_shown` says what is true, and the window must not hide to a tray that is not there.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from callpolicy_gui.desktop.tray_icon import TrayKind, tray_icon

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

UNTIL_TOMORROW = -1
ONE_HOUR = 60  # minutes
BALLOON_MS = 10_000


@dataclass(frozen=True, slots=True)
class TrayState:
    """What the tray shows. No name, number or note.

    `tooltip` is a line such as "1 overdue · next 15:00 · 6 open"; `next_text` is the whole
    disabled menu line, "Next: by 15:00", hidden when empty. `session_text` is the menu line that
    begins a session until `session_until` (UTC seconds), hidden when empty; while `in_session`
    there is one that ends it. `names_hidden` None offers neither hiding names nor showing them.
    """

    kind: TrayKind = TrayKind.CALM
    tooltip: str = ""
    next_text: str = ""
    can_pause: bool = False
    paused: bool = False
    lockable: bool = False
    session_text: str = ""
    session_until: int = 0
    in_session: bool = False
    names_hidden: bool | None = None


class Tray(QObject):
    """The icon, its menu, and what was asked for there.

    `pause_requested` carries minutes, or -1 for the rest of today, `session_requested` the end that
    its line said, UTC seconds. A left click asks for the queue, or for the overdue calls when there are any.
    """

    log_requested = Signal()
    open_requested = Signal()
    overdue_requested = Signal()
    pause_requested = Signal(int)
    resume_requested = Signal()
    session_requested = Signal(object)  # an int, which a C int does not hold
    session_end_requested = Signal()
    hide_names_requested = Signal(bool)
    lock_requested = Signal()
    settings_requested = Signal()
    quit_requested = Signal()
    shown_changed = Signal(bool)
    balloon_clicked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = TrayState()
        self._icon: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None
        self._was_shown = False
        self._dark_panel = False

    @property
    def is_shown(self) -> bool:
        """True while there is a tray and the icon is in it."""
        return self._icon is not None and self._icon.isVisible() and QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def can_show_balloon(self) -> bool:
        """True while the icon is shown and the desktop has balloons."""
        return self.is_shown and QSystemTrayIcon.supportsMessages()

    @property
    def menu(self) -> QMenu | None:
        """The menu, once started."""
        return self._menu

    def start(self) -> None:
        """Build the menu and show the icon if there is a tray; needs a QApplication."""
        if self._menu is not None:
            return
        self._menu = self._build_menu()
        self.check()

    def stop(self) -> None:
        """Take the icon away."""
        if self._menu is None:
            return
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None
        self._menu.deleteLater()
        self._menu = None
        self._tell_shown()

    def check(self) -> None:
        """Show the icon if a tray has appeared; to be called every minute or so."""
        if self._menu is None:
            return
        if self._icon is None and QSystemTrayIcon.isSystemTrayAvailable():
            self._icon = QSystemTrayIcon(self)
            self._icon.setContextMenu(self._menu)
            self._icon.activated.connect(self._on_activated)
            self._icon.messageClicked.connect(self.balloon_clicked)
            self._draw()
            self._icon.show()
        self._tell_shown()

    def update(self, state: TrayState) -> None:
        """Show `state`; nothing is redrawn when it is the same."""
        if state == self._state:
            return
        redraw = state.kind is not self._state.kind
        self._state = state
        self._fill_menu()
        if self._icon is not None:
            self._icon.setToolTip(state.tooltip)
            if redraw:
                self._draw()

    def set_panel(self, *, dark: bool) -> None:
        """Draw the icon for a dark panel, or for a light one."""
        if dark is not self._dark_panel:
            self._dark_panel = dark
            self._draw()

    def show_balloon(self, title: str, body: str, *, urgent: bool) -> None:
        """Show a message beside the icon, where `can_show_balloon`."""
        if self._icon is not None:
            kind = QSystemTrayIcon.MessageIcon
            self._icon.showMessage(title, body, kind.Warning if urgent else kind.Information, BALLOON_MS)

    def _tell_shown(self) -> None:
        if self.is_shown != self._was_shown:
            self._was_shown = self.is_shown
            self.shown_changed.emit(self._was_shown)

    def _draw(self) -> None:
        if self._icon is None:
            return
        icon = tray_icon(self._state.kind, dark=self._dark_panel)
        if sys.platform == "darwin":
            icon.setIsMask(True)  # the menu bar colours a template itself
        self._icon.setIcon(icon)
        self._icon.setToolTip(self._state.tooltip)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if sys.platform == "darwin" or reason is not QSystemTrayIcon.ActivationReason.Trigger:
            return  # macOS opens the menu on the same click
        if self._state.kind is TrayKind.OVERDUE:
            self.overdue_requested.emit()
        else:
            self.open_requested.emit()

    def _build_menu(self) -> QMenu:
        menu = QMenu()
        menu.addAction(self.tr("Log a call…")).triggered.connect(self._emit_log)
        self._next = menu.addAction("")
        self._next.setEnabled(False)
        menu.addAction(self.tr("Open queue")).triggered.connect(self._emit_open)
        menu.addSeparator()
        self._session = menu.addAction("")
        self._session.triggered.connect(self._emit_session)
        self._end_session = menu.addAction(self.tr("End session"))
        self._end_session.triggered.connect(self._emit_end_session)
        self._pauses = menu.addMenu(self.tr("Pause reminders"))
        self._until_session_ends = self._pauses.addAction(self.tr("Until the session ends"))
        self._until_session_ends.setCheckable(True)
        self._until_session_ends.setChecked(True)
        # A session is quiet: this says so, and its end is what ends it.
        self._until_session_ends.setEnabled(False)
        self._add_pause(self.tr("For 1 hour"), ONE_HOUR)
        self._add_pause(self.tr("For today"), UNTIL_TOMORROW)
        self._resume = menu.addAction(self.tr("Resume reminders"))
        self._resume.triggered.connect(self._emit_resume)
        self._names = menu.addAction(self.tr("Hide names"))
        self._names.setCheckable(True)
        self._names.triggered.connect(self.hide_names_requested)
        self._lock = menu.addAction(self.tr("Lock"))
        self._lock.triggered.connect(self._emit_lock)
        menu.addSeparator()
        menu.addAction(self.tr("Settings…")).triggered.connect(self._emit_settings)
        menu.addAction(self.tr("Quit")).triggered.connect(self._emit_quit)
        self._menu = menu
        self._fill_menu()
        return menu

    def _add_pause(self, words: str, minutes: int) -> QAction:
        action = self._pauses.addAction(words)
        action.triggered.connect(lambda: self.pause_requested.emit(minutes))
        return action

    def _fill_menu(self) -> None:
        if self._menu is None:
            return
        # A single & would become an underline.
        self._next.setText(self._state.next_text.replace("&", "&&"))
        self._next.setVisible(bool(self._state.next_text))
        self._session.setText(self._state.session_text.replace("&", "&&"))
        self._session.setVisible(bool(self._state.session_text))
        self._end_session.setVisible(self._state.in_session)
        self._pauses.menuAction().setVisible(self._state.can_pause and not self._state.paused)
        self._until_session_ends.setVisible(self._state.in_session)
        self._resume.setVisible(self._state.can_pause and self._state.paused)
        self._names.setVisible(self._state.names_hidden is not None)
        self._names.setChecked(self._state.names_hidden is True)
        self._lock.setVisible(self._state.lockable)

    # QAction.triggered carries a bool that these signals do not.

    def _emit_log(self) -> None:
        self.log_requested.emit()

    def _emit_open(self) -> None:
        self.open_requested.emit()

    def _emit_resume(self) -> None:
        self.resume_requested.emit()

    def _emit_session(self) -> None:
        self.session_requested.emit(self._state.session_until)

    def _emit_end_session(self) -> None:
        self.session_end_requested.emit()

    def _emit_lock(self) -> None:
        self.lock_requested.emit()

    def _emit_settings(self) -> None:
        self.settings_requested.emit()

    def _emit_quit(self) -> None:
        self.quit_requested.emit()
