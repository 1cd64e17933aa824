"""What the tests of the queue share: the theme, a controller, and windows that have the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from callpolicy_gui.ui.main_window import MainWindow
from callpolicy_gui.ui.theme import apply_theme, install, set_text_size
from tests.ui.fake_controller import FakeController

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

# The platform without a display says these of every popup and of raising a window.
QUIET = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture(scope="session")
def installed(qapp: QApplication) -> None:
    install(qapp, "light", 100)


@pytest.fixture
def controller(installed: None) -> FakeController:
    return FakeController()


@pytest.fixture
def look(qapp: QApplication, installed: None) -> Iterator[QApplication]:
    """The application, for tests that change its theme or text size; both are put back."""
    yield qapp
    set_text_size(qapp, 100)
    apply_theme(qapp, "light")


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[..., QWidget]:
    """Shows a widget at a size, active, its layout settled."""
    kept: list[QWidget] = []

    def show(widget: QWidget, width: int = 1100, height: int = 720) -> QWidget:
        kept.append(widget)  # qtbot itself holds only a weak reference
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        widget.activateWindow()
        qtbot.waitActive(widget).__enter__()
        settle()
        return widget

    return show


@pytest.fixture
def window(controller: FakeController, shown: Callable[..., QWidget]) -> MainWindow:
    made = MainWindow(controller)
    shown(made)
    made.queue_page.list.setFocus()
    settle()
    return made


def settle() -> None:
    """Let layouts, and what was put off to the next turn of the loop, happen."""
    for _ in range(4):
        QApplication.processEvents()


def press(key: object, modifiers: object = None) -> None:
    """Press a key where the focus is: in a popup if one is open."""
    target = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert target is not None, "nothing has the focus"
    if modifiers is None:
        QTest.keyClick(target, key)
    else:
        QTest.keyClick(target, key, modifiers)
    settle()


def write(text: str) -> None:
    """Type into what has the focus."""
    QTest.keyClicks(QApplication.focusWidget(), text)
    settle()
