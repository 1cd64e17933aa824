"""The window: the sidebar, the pages, the menus, and what is said above them.

It hosts pages and moves the focus between them; what a page does is the page's own business. Pages other
than the queue are built when they are first shown, so that none of them delays the start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from callpolicy_gui.ui.first_run import FirstRunPage
from callpolicy_gui.ui.focus_areas import FocusArea, focus_first, next_area
from callpolicy_gui.ui.insights_page import InsightsPage
from callpolicy_gui.ui.log_page import LogPage
from callpolicy_gui.ui.menus import Commands, build_menus
from callpolicy_gui.ui.names_cover import hidden_words
from callpolicy_gui.ui.notices import Notices
from callpolicy_gui.ui.policy_page import PolicyPage
from callpolicy_gui.ui.queue_page import QueuePage
from callpolicy_gui.ui.selected_call import SelectedCall
from callpolicy_gui.ui.settings_page import SettingsPage
from callpolicy_gui.ui.setup_page import SetupPage
from callpolicy_gui.ui.sidebar import Sidebar
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.widgets import FocusRing
from callpolicy_gui.ui.window_dialogs import WindowDialogs
from callpolicy_gui.wording.reach import Reach

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from callpolicy_gui.controller import Controller

RAIL_BELOW, SHEET_BELOW = 1040, 900
_FIRST_RUN = "first run"


class MainWindow(QMainWindow):
    """Everything that is seen while the log is open.

    `on_close` is asked before the window closes: true closes it, false leaves that to whoever was asked.
    """

    quit_requested = Signal()
    lock_requested = Signal()
    alert_shown_requested = Signal()
    standing_requested = Signal(str)  # the button of a line that stays: its `Standing`
    test_alert_requested = Signal()
    autostart_chosen = Signal(bool)
    theme_changed = Signal(str)  # "system", "light" or "dark"
    text_size_changed = Signal(int)  # per cent
    first_run_left = Signal()
    sample_requested = Signal()

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self._controller = controller
        self.on_close: Callable[[], bool] = lambda: True
        self.setWindowTitle("Call Policy")
        titles = {
            "queue": self.tr("Queue"),
            "log": self.tr("Log"),
            "insights": self.tr("Insights"),
            "policy": self.tr("Policy"),
            "setup": self.tr("Setup"),
            "settings": self.tr("Settings"),
        }
        self.sidebar = Sidebar(titles)
        self.queue_page = QueuePage(controller, self)
        self.pages = QStackedWidget()
        self.notices = Notices()
        self._dialogs = WindowDialogs(controller, self)
        self._selected = SelectedCall(self.queue_page, self.pages)
        self._reach = Reach()
        self._built: dict[str, QWidget] = {"queue": self.queue_page}
        self.menus = build_menus(self, self._commands(), titles)
        self._build()
        self._connect()
        self._apply_settings()
        self._names_changed()
        self.sidebar.set_view(controller.queue())
        self._setup_changed()
        self.sidebar.set_current("queue")
        self._select_changed()
        self.ring = FocusRing(self)
        self.setMinimumSize(480, 360)
        self.resize(1100, 720)
        self.queue_page.list.setFocus()

    def _build(self) -> None:
        centre = QWidget()
        row = QHBoxLayout(centre)
        space(row, 0, 0)
        row.addWidget(self.sidebar)
        column = QVBoxLayout()
        space(column, 0, 0)
        column.addWidget(self.notices)
        column.addWidget(self.pages, 1)
        row.addLayout(column, 1)
        self.pages.addWidget(self.queue_page)
        self.setCentralWidget(centre)
        # The window may become smaller than its contents would like; they have rules for that.
        for layout in (row, column, self.layout()):
            if layout is not None:
                layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)

    def _connect(self) -> None:
        controller = self._controller
        controller.queue_changed.connect(self.sidebar.set_view)
        controller.practice_changed.connect(self._apply_settings)
        controller.names_changed.connect(self._names_changed)
        controller.log_changed.connect(self.notices.withdraw_old_news)
        controller.failed.connect(self.notices.show_trouble)
        for changed in (
            controller.setup_changed,
            controller.practice_changed,
            controller.queue_changed,
        ):
            changed.connect(self._setup_changed)
        self.sidebar.page_requested.connect(self.show_page)
        self.sidebar.lock_requested.connect(self.lock_requested)
        self.queue_page.refused.connect(self.notices.show_trouble)
        self.queue_page.call_actions.veiled.connect(self._say_hidden)
        self.queue_page.find_requested.connect(self.find_in_log)
        self.queue_page.list.current_row_changed.connect(lambda _row: self._select_changed())
        self.pages.currentChanged.connect(lambda _page: self._select_changed())
        self.notices.alert_shown_requested.connect(self.alert_shown_requested)
        self.notices.standing_requested.connect(self.standing_requested)
        for keys, step in (("F6", 1), ("Shift+F6", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda by=step: self._next_area(by))

    def _commands(self) -> Commands:
        page, selected, dialogs = self.queue_page, self._selected, self._dialogs
        return Commands(
            log_call=self.start_logging,
            open_import=dialogs.choose_import,
            export=self.export,
            lock=self.lock_requested.emit,
            close=self.close,
            quit=self.quit_requested.emit,
            attempt=selected.attempt,
            snooze=selected.snooze,
            not_owed=selected.not_owed,
            call_back=selected.call_back,
            edit=selected.edit,
            client=selected.open_client,
            call_number=page.call_number,
            copy_number=page.copy_number,
            next_due=self._next_due,
            undo=page.call_actions.undo,
            redo=page.call_actions.redo,
            palette=dialogs.show_commands,
            shortcuts=dialogs.show_shortcuts,
            find=self.find_in_log,
            show_page=self._go_to,
            hide_names=self._controller.hide_names,
            about=dialogs.about,
        )

    # -- pages ---------------------------------------------------------------------------

    def show_page(self, name: str) -> None:
        """Show a page by the name it has in the sidebar. KeyError for another name."""
        page = self._page(name)
        moved = page is not self.pages.currentWidget()
        self.pages.setCurrentWidget(page)
        self.sidebar.set_current(name)
        if name != _FIRST_RUN:
            self._leave_first_run()
        if moved and name == "queue":
            self.queue_page.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to(self, name: str) -> None:
        """Show a page by key or menu: the keyboard goes with it."""
        self.show_page(name)
        if name == "queue":
            self.queue_page.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            focus_first(self._built[name])

    def current_page(self) -> str:
        """The name of the page that is shown."""
        shown = self.pages.currentWidget()
        return next(name for name, page in self._built.items() if page is shown)

    def _page(self, name: str) -> QWidget:
        if name not in self._built:
            makers = {
                _FIRST_RUN: self._make_first_run,
                "log": self._make_log,
                "insights": lambda: InsightsPage(self._controller, self),
                "policy": self._make_policy,
                "setup": self._make_setup,
                "settings": self._make_settings,
            }
            page = makers[name]()
            self._built[name] = page
            self.pages.addWidget(page)
        return self._built[name]

    def show_first_run(self) -> None:
        """The first questions; any other page ends them."""
        self.show_page(_FIRST_RUN)

    def _make_first_run(self) -> QWidget:
        page = FirstRunPage(self._controller, self)
        page.finished.connect(lambda: self.show_page("queue"))
        page.sample_requested.connect(self.sample_requested)
        return page

    def _leave_first_run(self) -> None:
        page = self._built.pop(_FIRST_RUN, None)
        if page is not None:
            self.pages.removeWidget(page)
            page.hide()
            page.deleteLater()
            self.first_run_left.emit()

    def _make_log(self) -> QWidget:
        page = LogPage(self._controller, self)
        page.export_requested.connect(self.export)
        page.client_requested.connect(self.queue_page.call_actions.open_client)
        page.client_changed.connect(self._select_changed)
        # The window has this key for every page; twice on one page it would answer to neither.
        for shortcut in page.findChildren(QShortcut):
            if shortcut.key() == QKeySequence(QKeySequence.StandardKey.Find):
                shortcut.setEnabled(False)
        return page

    def _make_policy(self) -> QWidget:
        page = PolicyPage(self._controller, self)
        page.settings_requested.connect(lambda: self.show_page("settings"))
        page.copy_requested.connect(self.queue_page.call_actions.clipboard.copy_to_stay)
        return page

    def _make_setup(self) -> QWidget:
        page = SetupPage(self._controller, self)
        page.settings_requested.connect(lambda: self._go_to("settings"))
        page.holidays_requested.connect(self._show_holidays)
        page.copy_requested.connect(self.queue_page.call_actions.clipboard.copy_to_stay)
        return page

    def _show_holidays(self) -> None:
        self._go_to("policy")
        cast("PolicyPage", self._built["policy"]).show_days_off()

    def _setup_changed(self) -> None:
        self.sidebar.set_open_items(self._controller.setup.open_items())

    def _make_settings(self) -> QWidget:
        page = SettingsPage(self._controller, self)
        page.import_requested.connect(self._dialogs.choose_import)
        page.theme_changed.connect(self.theme_changed)
        page.text_size_changed.connect(self.text_size_changed)
        page.reach.test_requested.connect(self.test_alert_requested)
        page.reach.autostart_chosen.connect(self.autostart_chosen)
        page.reach.show_reach(self._reach)
        return page

    # -- what others ask of the window ---------------------------------------------------

    def show_settings(self, section: str) -> None:
        """The settings at one of their sections: "protection" or "backups"."""
        self.show_page("settings")
        cast("SettingsPage", self._built["settings"]).show_section(section)

    def show_overdue(self) -> None:
        """The queue with its first overdue card selected (else the first card) and the list focused."""
        self.show_page("queue")
        self.queue_page.show_overdue()

    def start_logging(self) -> None:
        """Quick log, ready to type into."""
        self.show_page("queue")
        self.queue_page.close_details()
        self.queue_page.log.start()

    def open_import(self, path: Path) -> None:
        """Read a phone's log and show what it would bring."""
        self._dialogs.open_import(path)

    def export(self) -> None:
        """Ask what to export."""
        self._dialogs.export()

    def find_in_log(self) -> None:
        """Go to the search of the log."""
        self.show_page("log")
        cast("LogPage", self._built["log"]).focus_search()

    def set_dialler(self, dial: Callable[[str], bool] | None) -> None:
        """Offer to call numbers, where `dial` telephones them; None where nothing on this desktop does."""
        self.queue_page.set_dialler(dial)
        self.menus.set_can_dial(can_dial=dial is not None)

    def show_alert(self, title: str, body: str) -> None:
        """An alert inside the window, for a desktop that shows none."""
        self.notices.show_alert(title, body)

    def withdraw_alert(self) -> None:
        """Take the alert away: it was answered, or its call was."""
        self.notices.withdraw_alert()

    def show_note(self, title: str, body: str) -> None:
        """Something worth knowing that asks for nothing."""
        self.notices.show_note(title, body)

    def show_reach(self, reach: Reach) -> None:
        """How reminders reach the clinician on this computer, for the settings."""
        self._reach = reach
        page = self._built.get("settings")
        if isinstance(page, SettingsPage):
            page.reach.show_reach(reach)

    # -- commands ------------------------------------------------------------------------

    def _next_due(self) -> None:
        self.show_page("queue")
        self.queue_page.close_details()
        self.queue_page.next_due()

    def ask_to_quit(self, sentence: str, quit_now: Callable[[], object]) -> None:
        """Say what quitting would miss; `quit_now` is called when that is wanted all the same."""
        self._dialogs.ask_to_quit(sentence, quit_now)

    def tell_before_hiding(self, title: str, sentence: str, hide: Callable[[], object]) -> None:
        """Say where the window goes, in a box of its own; `hide` is called once that was read."""
        self._dialogs.tell_before_hiding(title, sentence, hide)

    def _apply_settings(self) -> None:
        self.menus.set_single_keys(on=self._controller.settings.single_keys)

    def _names_changed(self) -> None:
        hidden = self._controller.names_hidden
        self.menus.set_names_hidden(hidden=hidden)
        if not hidden:
            self.notices.withdraw_note(hidden_words())

    def _say_hidden(self) -> None:
        self.show_note(hidden_words(), "")

    def _select_changed(self) -> None:
        self.menus.set_call_selected(selected=self.queue_page.list.current_row() is not None)
        self.menus.set_client_selected(selected=self._selected.client_id() is not None)

    def _next_area(self, step: int) -> None:
        """Move the focus between the sidebar, the list (or the page) and the details."""
        areas = [FocusArea(self.sidebar, self.sidebar.focus_current)]
        queue = self.queue_page
        if self.current_page() != "queue":
            page = self._built[self.current_page()]
            areas.append(FocusArea(page, lambda: focus_first(page)))
        elif queue.is_sheet_open():
            areas.append(FocusArea(queue.details, queue.details.focus_first))
        else:
            areas.append(FocusArea(queue.list, lambda: queue.list.setFocus(Qt.FocusReason.TabFocusReason)))
            if queue.details.isVisible():
                areas.append(FocusArea(queue.details, queue.details.focus_first))
        self.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        next_area(areas, self.focusWidget(), step)

    # -- the window itself ---------------------------------------------------------------

    def _arrange(self) -> None:
        self.sidebar.set_compact(compact=self.width() < px(RAIL_BELOW))
        self.notices.standing.set_window_height(self.height())
        self.queue_page.set_sheet(self.width() < px(SHEET_BELOW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "ring"):
            self._arrange()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.on_close():
            event.accept()
        else:
            event.ignore()
