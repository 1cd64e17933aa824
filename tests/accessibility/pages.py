"""Everything a person can meet, in one place: a page is added by one line of `PAGES`.

Each is the real window over the real controller and an encrypted log that holds the demo's day. Only the
clock, the keychain and the reason of the trouble are the tests' own.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from callpolicy_gui import demo
from callpolicy_gui.controller.trouble import trouble_for
from callpolicy_gui.core.calls import Outcome
from callpolicy_gui.opening import LogPlace, OpenLog
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.paths import paths_in
from callpolicy_gui.ui.backups_dialog import BackupsDialog
from callpolicy_gui.ui.error_dialog import ErrorTeller
from callpolicy_gui.ui.lock_window import LockWindow
from callpolicy_gui.ui.main_window import MainWindow
from callpolicy_gui.ui.passphrase_dialog import PassphraseDialog
from callpolicy_gui.ui.recovery_code_dialog import RecoveryCodeDialog
from callpolicy_gui.ui.trouble_window import TroubleWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PHONE_LOG = Path(__file__).resolve().parents[1] / "data" / "calls-android-backup.xml"
WIDE, NARROW, HEIGHT = 1100, 800, 720


@dataclass(frozen=True)
class Page:
    """A page: the window it stands in, and what is done there until it shows. `width` is in pixels.

    `part` is what the keyboard stays in, where that is not the whole window.
    """

    name: str
    window: Callable[[OpenLog], QWidget]
    steps: Callable[[QWidget], object] = lambda _window: None
    width: int = WIDE
    part: Callable[[QWidget], QWidget] = lambda window: window

    def __str__(self) -> str:
        return self.name


def _main(log: OpenLog) -> MainWindow:
    return MainWindow(log.controller)


def _lock(_log: OpenLog) -> LockWindow:
    return LockWindow()


def _trouble(log: OpenLog) -> TroubleWindow:
    error = StorageError(StorageProblem.DAMAGED, "log.db")
    return TroubleWindow(trouble_for(error, (), demo.MONDAY_14_18, log.controller.times))


def _selected(window: MainWindow) -> int:
    call_id = window.queue_page.list.current_call_id()
    assert call_id is not None
    return call_id


def _client_id(window: MainWindow) -> int:
    return next(
        row.obligation.client.client_id for row in window._controller.queue().rows if row.obligation.client
    )


def _ask_when(window: MainWindow) -> None:
    window.queue_page.call_actions.attempt(_selected(window), Outcome.REACHED, ask_when=True)


def _sheet(window: MainWindow) -> None:
    window.queue_page.open_details()
    assert window.queue_page.is_sheet_open()


def _undo_bar(window: MainWindow) -> None:
    # As after "Returned", without changing the log that the pages share.
    window.queue_page.undo_bar.show_message("Marisol Tran marked returned")


def _notices(window: MainWindow) -> None:
    window.show_note("Your computer clock jumped back 2 h.", "Your promises are unchanged.")
    window.show_alert("Callback due by 15:00", "2 calls due soon")
    window.notices.show_trouble("Not saved: the disk is full.")


def _import(window: MainWindow) -> None:
    window.open_import(PHONE_LOG)
    dialog = front(window)
    until(lambda: dialog._preview is not None)


def _recovery_code(window: MainWindow) -> None:
    dialog = RecoveryCodeDialog(window._controller.protection, window)
    dialog.open()
    until(dialog.next.isVisible)


PAGES = (
    Page("queue", _main),
    Page("details sheet", _main, _sheet, NARROW, lambda window: window.queue_page.details),
    Page("quick log", _main, lambda window: window.start_logging()),
    Page("undo bar", _main, _undo_bar),
    Page("notices", _main, _notices),
    Page("log", _main, lambda window: window._go_to("log")),
    Page("insights", _main, lambda window: window._go_to("insights")),
    Page("setup", _main, lambda window: window._go_to("setup")),
    Page("first run", _main, lambda window: window.show_first_run()),
    Page("commands", _main, lambda window: window._dialogs.show_commands()),
    Page("keys", _main, lambda window: window._dialogs.show_shortcuts()),
    Page("policy", _main, lambda window: window._go_to("policy")),
    Page("settings", _main, lambda window: window._go_to("settings")),
    Page(
        "client sheet", _main, lambda window: window.queue_page.call_actions.open_client(_client_id(window))
    ),
    Page("call editor", _main, lambda window: window.queue_page.call_actions.edit(_selected(window))),
    Page("time prompt", _main, _ask_when),
    Page("snooze menu", _main, lambda window: window.queue_page.call_actions.snooze(_selected(window))),
    Page("export", _main, lambda window: window.export()),
    Page("import", _main, _import),
    Page("backups", _main, lambda window: BackupsDialog(window._controller.backups, window).open()),
    Page("passphrase", _main, lambda window: PassphraseDialog(window._controller.protection, window).open()),
    Page("recovery code", _main, _recovery_code),
    Page("quit question", _main, lambda window: window.ask_to_quit("1 call is due at 15:00.", lambda: None)),
    Page("about", _main, lambda window: window._dialogs.about()),
    Page("error", _main, lambda window: ErrorTeller(window).happened.emit("E-1234", "ValueError at x:57")),
    Page("lock", _lock),
    Page("trouble", _trouble),
)


def front(window: QWidget) -> QWidget:
    """What the person looks at: the open menu, the dialog that stands before the window, or the window."""
    over = [
        each
        for each in window.findChildren(QWidget)
        if each.isVisible() and (isinstance(each, QDialog) or (isinstance(each, QMenu) and each.isWindow()))
    ]
    return over[-1] if over else window


def settle() -> None:
    """Let layouts, and what was put off to the next turn of the loop, happen."""
    for _ in range(4):
        QApplication.processEvents()


def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Let the loop run until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def show(page: Page, log: OpenLog, width: int = 0, height: int = HEIGHT) -> QWidget:
    """The window of a page, shown, active, its steps done."""
    window = page.window(log)
    window.resize(width or page.width, height)
    window.show()
    window.activateWindow()
    settle()
    page.steps(window)
    settle()
    return window


def put_away(window: QWidget) -> None:
    """Nothing of a window is left: a change of theme or font would reach it."""
    if shiboken6.isValid(window):
        window.hide()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle()


@contextmanager
def shown(page: Page, log: OpenLog, width: int = 0, height: int = HEIGHT) -> Iterator[QWidget]:
    """A page while it is looked at; what is yielded is what stands in front."""
    window = show(page, log, width, height)
    try:
        yield front(window)
    finally:
        put_away(window)


@contextmanager
def open_practice() -> Iterator[OpenLog]:
    """The demo's practice on its Monday at 14:18, in an encrypted log of its own folder."""
    with TemporaryDirectory(prefix="cp-") as folder:
        place = LogPlace(paths_in(Path(folder)), None, lambda: demo.MONDAY_14_18, demo.REGION)
        log = place.open(place.load_key())
        try:
            demo.fill(log.controller)
            yield log
        finally:
            log.close()
