"""The window that tells of an error: one at a time, plain, without a value, and the program goes on."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget

from callpolicy_gui.ui.error_dialog import ErrorTeller


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def teller(qapp):
    made = ErrorTeller()
    yield made
    made.deleteLater()


def boxes() -> list[QMessageBox]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()]


def test_it_says_what_happened_with_code_and_place(teller, window):
    teller.happened.emit("E-1234", "ValueError at deadlines:57")
    (box,) = boxes()
    assert box.text() == "Something went wrong (code E-1234). Your log is safe."
    assert box.informativeText() == "ValueError at deadlines:57"
    formats = {label.textFormat() for label in box.findChildren(QLabel) if label.text()}
    assert formats == {Qt.TextFormat.PlainText}
    assert box.windowModality() == Qt.WindowModality.NonModal
    assert window.isEnabled()


def test_one_at_a_time(teller, window, qtbot):
    for number in range(5):
        teller.happened.emit(f"E-000{number}", "KeyError at queue:1")
    (box,) = boxes()
    box.close()
    teller.happened.emit("E-0009", "KeyError at queue:1")
    assert ["E-0009" in box.text() for box in boxes()] == [True]


def test_from_a_thread_it_comes_through_the_windows_own(teller, window, qtbot):
    thread = threading.Thread(target=lambda: teller.happened.emit("E-1", "OSError at backups:3"))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(boxes()) == 1)


def test_without_a_window_nothing_is_shown(teller, qapp):
    for left in QApplication.topLevelWidgets():
        left.hide()
    teller.happened.emit("E-1", "OSError at backups:3")
    assert boxes() == []


def test_after_its_window_was_closed_with_the_log(teller, window, qtbot):
    teller.happened.emit("E-1", "OSError at backups:3")
    window.hide()
    boxes()[0].deleteLater()
    QApplication.sendPostedEvents(None, 52)
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    teller.happened.emit("E-2", "OSError at backups:3")
    assert len(boxes()) == 1
