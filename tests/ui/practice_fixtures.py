"""What the tests of the practice pages share: the theme, a controller without a store, and real hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLayout, QVBoxLayout, QWidget

from callpolicy_gui.ui.theme import install
from tests.ui.fake_practice import FakeController

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot


@pytest.fixture(scope="session")
def themed(qapp: QApplication) -> None:
    install(qapp, "light", 100)


@pytest.fixture
def controller(themed: None) -> FakeController:
    return FakeController()


@pytest.fixture
def framed(qtbot: QtBot) -> Callable[[QWidget], QWidget]:
    """Puts a page into a window of a given size, shown."""
    kept: list[QWidget] = []

    def make(page: QWidget, width: int = 848, height: int = 720) -> QWidget:
        window = QWidget()
        kept.append(window)  # qtbot itself holds only a weak reference
        qtbot.addWidget(window)
        layout = QVBoxLayout(window)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        layout.addWidget(page)
        window.resize(width, height)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        QApplication.processEvents()
        return window

    return make


def retype(field: QWidget, text: str) -> None:
    """Replace a field's text with the keyboard."""
    field.setFocus(Qt.FocusReason.MouseFocusReason)
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)


def press(button: QWidget) -> None:
    """Click with the mouse, in the middle, once what was just shown has its place."""
    QApplication.processEvents()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
