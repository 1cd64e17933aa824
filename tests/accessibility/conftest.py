"""The windows that the checks look at: each is opened once and shared by the checks that change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import QLocale

from callpolicy_gui.ui.theme import apply_theme, install, is_dark, set_text_size
from tests.accessibility.pages import PAGES, Page, front, open_practice, put_away, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication, QWidget

    from callpolicy_gui.opening import OpenLog


# The type that the program brings for a desktop that has none, at 100 %.
BASE_POINTS = 10


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The platform without a display says these of every popup and of raising a window."""
    quiet = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
    for item in items:
        if "accessibility" in item.path.parts:
            item.add_marker(quiet)


@pytest.fixture(scope="session")
def practice(qapp: QApplication) -> Iterator[OpenLog]:
    """The demo's practice. Whoever changes it opens one of their own."""
    install(qapp, "light", 100)
    # Pictures are compared: a cursor that blinks would make them differ.
    qapp.setCursorFlashTime(0)
    QLocale.setDefault(QLocale("en_GB"))
    with open_practice() as log:
        yield log


class Opened:
    """A page that stays open from one check to the next, as long as nobody else takes it away."""

    def __init__(self, page: Page, log: OpenLog) -> None:
        self.page, self._log = page, log
        self._window: QWidget | None = None
        self._front: QWidget | None = None
        self.kept: dict[str, object] = {}

    def front(self) -> QWidget:
        """What stands in front, opened anew where that is needed."""
        if self._front is None or not shiboken6.isValid(self._front) or not self._front.isVisible():
            self.close()
            self._window = show(self.page, self._log)
            self._front = front(self._window)
            self.kept.clear()
        return self._front

    def close(self) -> None:
        if self._window is not None:
            put_away(self._window)
        self._window = self._front = None


@pytest.fixture(scope="session", params=PAGES, ids=str)
def opened(request: pytest.FixtureRequest, practice: OpenLog) -> Iterator[Opened]:
    one = Opened(request.param, practice)
    yield one
    one.close()


@pytest.fixture
def looks(qapp: QApplication) -> Iterator[QApplication]:
    """The application in its light theme at 100 %, and so again after whoever changes that."""
    as_usual(qapp)
    yield qapp
    as_usual(qapp)


def as_usual(app: QApplication) -> None:
    """Back to the light theme at 100 %; nothing is restyled that is so already."""
    if app.font().pointSizeF() != BASE_POINTS:
        set_text_size(app, 100)
    if is_dark():
        apply_theme(app, "light")


@pytest.fixture
def page(opened: Opened, looks: QApplication) -> QWidget:
    """What stands in front on each of the pages. It is shared: a check leaves it as it was."""
    return opened.front()
