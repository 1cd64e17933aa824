"""Hands on keyboard and mouse: real events at the window, counted, and how long the window took to answer.

Events go to the window that has the focus, as those of a keyboard do; a modifier is a key of its
own. The answer to an event is over when everything that it asked to be painted is painted.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

NO_KEY = Qt.KeyboardModifier.NoModifier
_MODIFIERS = {Qt.KeyboardModifier.ControlModifier: Qt.Key.Key_Control}
_NOTCH = QPoint(0, -120)
_SETTLING_MS = 1
_TURNS = 4
_PATIENCE_S = 20.0


class Hands(QObject):
    """What was pressed, clicked and scrolled since `begin`, and the milliseconds that each answer took."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self._application = application
        self.keys = self.clicks = self.turns = 0
        self.answers: list[float] = []
        self._painted_at = 0.0
        application.installEventFilter(self)

    def begin(self) -> None:
        """Count anew."""
        self.keys = self.clicks = self.turns = 0

    def leave(self) -> None:
        """Count no more."""
        self._application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Count what reaches a window, once each; the widgets in it see the same event again."""
        kind = event.type()
        if kind == QEvent.Type.Paint:
            self._painted_at = time.perf_counter()
        elif isinstance(watched, QWindow):
            self.keys += kind == QEvent.Type.KeyPress
            self.clicks += kind == QEvent.Type.MouseButtonPress
            self.turns += kind == QEvent.Type.Wheel
        return False

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_KEY) -> None:
        """One key, with a modifier held: a key too."""
        held = _MODIFIERS.get(modifier)
        if held is not None:
            QTest.keyPress(_focus_window(), held)
        self._answered(lambda: QTest.keyClick(_focus_window(), key, modifier))
        if held is not None:
            QTest.keyRelease(_focus_window(), held)

    def type(self, text: str) -> None:
        """A text, key by key."""
        for letter in text:
            self._answered(lambda typed=letter: QTest.keyClick(_focus_window(), typed))

    def click(self, widget: QWidget) -> None:
        """The middle of a widget, which has to be in sight once what is asked for is laid out."""
        for _ in range(_TURNS):
            self._application.processEvents()
        window = widget.window()
        at = widget.mapTo(window, widget.rect().center())
        if window.childAt(at) is None or not widget.visibleRegion().contains(widget.rect().center()):
            raise RuntimeError(f"{type(widget).__name__} is not in sight")
        handle = window.windowHandle()
        self._answered(lambda: QTest.mouseClick(handle, Qt.MouseButton.LeftButton, NO_KEY, at))

    def reach(self, widget: QWidget) -> None:
        """Turn the wheel, a notch at a time, until the middle of a widget is in sight."""
        area = _scrolled(widget)
        window = area.window()
        at = QPointF(area.viewport().mapTo(window, area.viewport().rect().center()))
        while not widget.visibleRegion().contains(widget.rect().center()):
            before = area.verticalScrollBar().value()
            self._answered(lambda: QTest.wheelEvent(window.windowHandle(), at, _NOTCH))
            if area.verticalScrollBar().value() == before:
                raise RuntimeError(f"{type(widget).__name__} cannot be reached")

    def then(self, is_there: Callable[[], object], act: Callable[[], None]) -> None:
        """Act once something is there; for a dialog that waits for its answer inside another event."""
        until = time.monotonic() + _PATIENCE_S

        def look() -> None:
            if is_there():
                act()
            elif time.monotonic() < until:
                QTimer.singleShot(_SETTLING_MS, look)

        QTimer.singleShot(_SETTLING_MS, look)

    def _answered(self, act: Callable[[], object]) -> None:
        began = time.perf_counter()
        act()
        # Layouts and repaints are put off to the next turns of the loop.
        for _ in range(_TURNS):
            self._application.processEvents()
        self.answers.append(max(0.0, self._painted_at - began) * 1000)


def _scrolled(widget: QWidget) -> QAbstractScrollArea:
    """What a widget is scrolled in."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QAbstractScrollArea):
        parent = parent.parentWidget()
    if parent is None:
        raise RuntimeError(f"{type(widget).__name__} is not in sight")
    return parent


def _focus_window() -> QWindow:
    window = QGuiApplication.focusWindow()
    if window is None:
        raise RuntimeError("no window has the keyboard")
    return window
