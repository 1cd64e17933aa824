"""The window: the sidebar, the pages, the menus, and what is said above them.

It hosts pages and moves the focus between them; what a page does is the page's own business. Pages other
than the queue are built when they are first shown, so that none of them delays the start.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLayout,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from callpolicy_gui import __version__
from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.ui.export_dialog import ExportDialog
from callpolicy_gui.ui.focus_areas import FocusArea, focus_first, next_area
from callpolicy_gui.ui.import_dialog import ImportDialog
from callpolicy_gui.ui.log_page import LogPage
from callpolicy_gui.ui.menus import Commands, build_menus
from callpolicy_gui.ui.names_cover import add_names_key, hidden_words
from callpolicy_gui.ui.notices import Notices
from callpolicy_gui.ui.policy_page import PolicyPage
from callpolicy_gui.ui.queue_page import QueuePage
from callpolicy_gui.ui.settings_page import SettingsPage
from callpolicy_gui.ui.sidebar import Sidebar
from callpolicy_gui.ui.theme import px, space
from callpolicy_gui.ui.widgets import FocusRing

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from callpolicy_gui.controller import Controller
    from callpolicy_gui.core.calls import Outcome

RAIL_BELOW, SHEET_BELOW = 1040, 900


class MainWindow(QMainWindow):
    """Everything that is seen while the log is open.

    `on_close` is asked before the window closes: true closes it, false leaves that to whoever was asked.
    """

    quit_requested = Signal()
    lock_requested = Signal()
    alert_shown_requested = Signal()
    test_alert_requested = Signal()
    theme_changed = Signal(str)  # "system", "light" or "dark"

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self._controller = controller
        self.on_close: Callable[[], bool] = lambda: True
        self.setWindowTitle("Call Policy")
        titles = {
            "queue": self.tr("Queue"),
            "log": self.tr("Log"),
            "policy": self.tr("Policy"),
            "settings": self.tr("Settings"),
        }
        self.sidebar = Sidebar(titles)
        self.queue_page = QueuePage(controller, self)
        self.pages = QStackedWidget()
        self.notices = Notices()
        self._built: dict[str, QWidget] = {"queue": self.queue_page}
        self.menus = build_menus(self, self._commands(), titles)
        self._build()
        self._connect()
        self._apply_settings()
        self._names_changed()
        self.sidebar.set_view(controller.queue())
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
        self.sidebar.page_requested.connect(self.show_page)
        self.queue_page.refused.connect(self.notices.show_trouble)
        self.queue_page.call_actions.veiled.connect(self._say_hidden)
        self.queue_page.find_requested.connect(self.find_in_log)
        self.queue_page.list.current_row_changed.connect(lambda _row: self._select_changed())
        self.pages.currentChanged.connect(lambda _page: self._select_changed())
        self.notices.alert_shown_requested.connect(self.alert_shown_requested)
        for keys, step in (("F6", 1), ("Shift+F6", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda by=step: self._next_area(by))

    def _commands(self) -> Commands:
        page = self.queue_page
        actions = page.call_actions
        return Commands(
            log_call=self.start_logging,
            open_import=self._choose_import,
            export=self.export,
            lock=self.lock_requested.emit,
            close=self.close,
            quit=self.quit_requested.emit,
            attempt=self._attempt,
            snooze=lambda: self._with_owed_call(actions.snooze),
            not_owed=self._not_owed,
            call_back=lambda: self._with_call(actions.call_back_anyway, owed=False),
            edit=lambda: self._with_call(actions.edit),
            client=self._open_client,
            copy_number=page.copy_number,
            next_due=self._next_due,
            undo=actions.undo,
            find=self.find_in_log,
            show_page=self._go_to,
            hide_names=self._controller.hide_names,
            about=self._about,
        )

    # -- pages ---------------------------------------------------------------------------

    def show_page(self, name: str) -> None:
        """Show a page: queue, log, policy or settings. KeyError for another name."""
        page = self._page(name)
        moved = page is not self.pages.currentWidget()
        self.pages.setCurrentWidget(page)
        self.sidebar.set_current(name)
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
            makers = {"log": self._make_log, "policy": self._make_policy, "settings": self._make_settings}
            page = makers[name]()
            self._built[name] = page
            self.pages.addWidget(page)
        return self._built[name]

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
        return page

    def _make_settings(self) -> QWidget:
        page = SettingsPage(self._controller, self)
        page.import_requested.connect(self._choose_import)
        page.theme_changed.connect(self.theme_changed)
        page.test_alert_requested.connect(self.test_alert_requested)
        return page

    # -- what others ask of the window ---------------------------------------------------

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
        ImportDialog(self._controller, path, self).open()

    def export(self) -> None:
        """Ask what to export."""
        ExportDialog(self._controller, self).open()

    def find_in_log(self) -> None:
        """Go to the search of the log."""
        self.show_page("log")
        cast("LogPage", self._built["log"]).focus_search()

    def show_alert(self, title: str, body: str) -> None:
        """An alert inside the window, for a desktop that shows none."""
        self.notices.show_alert(title, body)

    def withdraw_alert(self) -> None:
        """Take the alert away: it was answered, or its call was."""
        self.notices.withdraw_alert()

    def show_note(self, title: str, body: str) -> None:
        """Something worth knowing that asks for nothing."""
        self.notices.show_note(title, body)

    # -- commands ------------------------------------------------------------------------

    def _attempt(self, outcome: Outcome, ask_when: bool) -> None:
        actions = self.queue_page.call_actions
        self._with_owed_call(lambda call_id: actions.attempt(call_id, outcome, ask_when=ask_when))

    def _not_owed(self) -> None:
        row = self.queue_page.list.current_row()
        if row is not None and row.can_be_closed:
            self._with_call(self.queue_page.call_actions.not_owed)

    def _with_owed_call(self, act: Callable[[int], object]) -> None:
        self._with_call(act, owed=True)

    def _with_call(self, act: Callable[[int], object], *, owed: bool | None = None) -> None:
        """Do something with the selected call, where it is owed a return as the deed asks (None: either)."""
        row = self.queue_page.list.current_row()
        if row is None or self.current_page() != "queue":
            return
        if owed is None or owed == (row.group is not Group.NOT_OWED):
            act(row.call_id)

    def _client_id(self) -> int | None:
        """The client of what is selected on the page that is shown, None where there is none."""
        page = self.pages.currentWidget()
        if isinstance(page, LogPage):
            return page.client_id()
        row = self.queue_page.list.current_row() if page is self.queue_page else None
        return None if row is None or row.obligation.client is None else row.obligation.client.client_id

    def _open_client(self) -> None:
        client_id = self._client_id()
        if client_id is not None:
            self.queue_page.call_actions.open_client(client_id)

    def _next_due(self) -> None:
        self.show_page("queue")
        self.queue_page.close_details()
        self.queue_page.next_due()

    def _choose_import(self) -> None:
        chooser = QFileDialog(self, self.tr("Import a phone's call log"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.setNameFilters([self.tr("Call logs (*.xml)"), self.tr("All files (*)")])
        chooser.fileSelected.connect(lambda name: self.open_import(Path(name)))
        chooser.open()

    def _about(self) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(self.tr("About Call Policy"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"Call Policy {__version__}")
        box.setInformativeText(
            self.tr("It keeps the promise you made about returning calls. Everything stays on this computer.")
        )
        add_names_key(box, self._controller)
        FocusRing(box)
        box.open()

    def ask_to_quit(self, sentence: str, quit_now: Callable[[], object]) -> None:
        """Say what quitting would miss; `quit_now` is called when that is wanted all the same."""
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(self.tr("Quit Call Policy"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(sentence)
        keep = box.addButton(self.tr("Keep running"), QMessageBox.ButtonRole.RejectRole)
        leave = box.addButton(self.tr("Quit"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        leave.clicked.connect(quit_now)
        add_names_key(box, self._controller)
        FocusRing(box)
        box.open()

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
        self.menus.set_client_selected(selected=self._client_id() is not None)

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
