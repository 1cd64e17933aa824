"""A client whose name is markup: it is shown letter for letter, and no file is opened for it."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget

from callpolicy_gui import opening
from callpolicy_gui.controller.views import CallDraft, Logged
from callpolicy_gui.desktop.system_region import Region
from callpolicy_gui.ui.call_editor import CallEditor
from callpolicy_gui.ui.client_sheet import ClientSheet
from callpolicy_gui.ui.export_dialog import ExportDialog
from callpolicy_gui.ui.main_window import MainWindow
from tests.ui.queue_fixtures import QUIET, installed, settle, shown  # noqa: F401

pytestmark = QUIET
NOW = int(datetime(2026, 11, 23, 22, 18, tzinfo=UTC).timestamp())
PIXEL = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "canary.png"
    path.write_bytes(PIXEL)
    return path


@pytest.fixture
def window(installed, shown, picture):  # noqa: F811
    log = opening.open_demo(lambda: NOW, Region("America/Los_Angeles", "US", "WA"))
    name = f'<img src="file://{picture}">'
    logged = log.controller.calls.log(CallDraft("(206) 555-0142", received="now", note=f"<b>{name}</b>"))
    assert isinstance(logged, Logged)
    assert log.controller.calls.name_caller(logged.call_id, name) is None
    made = shown(MainWindow(log.controller))
    made.call_id, made.name, made.log = logged.call_id, name, log
    yield made
    log.close()


def widgets():
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for top in QApplication.topLevelWidgets():
        yield from (top, *top.findChildren(QWidget))


def guessing() -> list[str]:
    """Every label that would read markup, by what it says, and every tool tip that holds some."""
    found = []
    for widget in widgets():
        if isinstance(widget, QLabel) and widget.textFormat() != Qt.TextFormat.PlainText:
            found.append(f"{type(widget).__name__} {widget.objectName()} {widget.text()!r}")
        if isinstance(widget, QMessageBox) and widget.textFormat() != Qt.TextFormat.PlainText:
            found.append(f"message box {widget.text()!r}")
        if "<img" in widget.toolTip():  # escaped it begins otherwise
            found.append(f"tool tip {widget.toolTip()!r}")
    return [each for each in found if "qt_msgboxex_icon_label" not in each]  # a picture of Qt's own


def test_every_label_of_every_page_and_dialog_is_plain(window, qapp):
    controller = window.log.controller
    client = controller.queue().rows[0].obligation.client.client_id
    for page in ("log", "policy", "settings", "queue"):
        window.show_page(page)
        settle()
    assert controller.calls.set_note(window.call_id, "undo <b>me</b>") is None
    window.start_logging()
    window.queue_page.log.who.setText("img")
    window.show_note(window.name, window.name)
    window.show_alert(window.name, window.name)
    dialogs = [
        CallEditor(controller, window.call_id, window),
        ClientSheet(controller, client, window),
        ExportDialog(controller, window),
    ]
    for dialog in dialogs:
        dialog.show()
        settle()
    window._dialogs.about()
    window.ask_to_quit(window.name, lambda: None)
    assert window.name in {label.text() for label in window.findChildren(QLabel)}
    assert guessing() == []
    for dialog in dialogs:
        dialog.close()


def test_no_file_is_opened_for_a_name(window, picture):
    def reads() -> bool:
        return picture.stat().st_atime_ns > 1

    os.utime(picture, ns=(1, 2))
    picture.read_bytes()
    if not reads():
        pytest.skip("this file system does not note when a file was read")
    os.utime(picture, ns=(1, 2))
    for page in ("log", "queue"):
        window.show_page(page)
        settle()
    window.grab()
    window.ask_to_quit(window.name, lambda: None)
    settle()
    assert not reads()
    # The control: a label that guesses does open it.
    label = QLabel(window.name, window)
    label.grab()
    assert reads()
