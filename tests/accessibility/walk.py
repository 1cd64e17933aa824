"""Walking a window with the Tab key, noting at each stop where the focus is and what changed to show it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import pi
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from callpolicy_gui.ui.widgets import FocusRing
from tests.accessibility.pages import settle
from tests.accessibility.painted import contrast
from tests.accessibility.parts import focus_rect, seen_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

_MOST = 150
# How far outside a control its mark of focus may lie, in pixels.
_REACH = 8
# The ring's corners, in pixels.
_RADIUS = 11


@dataclass(frozen=True)
class Stop:
    """A stop: the control, its rectangle, what of the window may show it, and how many pixels mark it.

    A pixel counts when its contrast with what it was before is 3:1 or more. `came_from` is where
    the stop before stands now, None where it cannot be seen any more.
    """

    widget: QWidget
    rect: QRect
    seen: QRect
    marked: int
    came_from: QRect | None

    @property
    def wanted(self) -> float:
        """The pixels of a line of 2 px around what can be seen of the control, its corners being round."""
        part = self.rect.intersected(self.seen)
        units = getattr(self.widget, "ring_radius", _RADIUS)
        radius = part.height() / 2 if units < 0 else units
        return 2 * (2 * (part.width() + part.height()) - (8 - 2 * pi) * radius)

    def is_jump_back(self) -> bool:
        """Whether the focus went up and to the left at once, by more than 20 px."""
        before = self.came_from
        return (
            before is not None
            and self.rect.top() < before.top() - 20
            and self.rect.left() < before.left() - 20
        )


def walk(window: QWidget) -> list[Stop]:
    """Every stop of Tab in `window`, once round, from where the focus is."""
    first = QApplication.focusWidget()
    assert first is not None, "nothing has the focus"
    assert window.isAncestorOf(first)
    stops: list[Stop] = []
    for _ in range(_MOST):
        before = QApplication.focusWidget()
        QTest.keyClick(before, Qt.Key.Key_Tab)
        settle()
        now = QApplication.focusWidget()
        assert now is not None, "Tab went nowhere"
        if now is first and not stops:
            # The only stop of its window: Tab changes nothing there.
            for ring in window.findChildren(FocusRing):
                ring.reveal()
        rect = focus_rect(now)
        came_from = focus_rect(before) if before.isVisible() and before is not now else None
        stops.append(Stop(now, rect, seen_part(now), _marked(window, now, rect), came_from))
        if now is first:
            return stops
    raise AssertionError("Tab does not come back")


def _marked(window: QWidget, widget: QWidget, rect: QRect) -> int:
    """How many pixels around `rect` are there only because `widget` has the focus."""
    around = rect.adjusted(-_REACH, -_REACH, _REACH, _REACH).intersected(window.rect())
    rings = [ring for ring in window.findChildren(FocusRing) if ring.target() is widget]
    after = _part(window, around)
    if rings:
        rings[0].hide()
        before = _part(window, around)
        rings[0].show()
    else:
        widget.clearFocus()
        before = _part(window, around)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    inner = rect.adjusted(_REACH, _REACH, -_REACH, -_REACH).translated(-around.topLeft())
    return sum(_differs(before.pixel(x, y), after.pixel(x, y)) for x, y in _frame(after.rect(), inner))


def _part(window: QWidget, rect: QRect) -> QImage:
    return window.grab(rect).toImage()


def _frame(around: QRect, inner: QRect) -> Iterator[tuple[int, int]]:
    """The pixels of a rectangle without those of another inside it."""
    hollow = inner.isValid()
    for y in range(around.top(), around.bottom() + 1):
        if not hollow or not inner.top() <= y <= inner.bottom():
            yield from ((x, y) for x in range(around.left(), around.right() + 1))
        else:
            yield from ((x, y) for x in range(around.left(), inner.left()))
            yield from ((x, y) for x in range(inner.right() + 1, around.right() + 1))


@lru_cache(maxsize=65_536)
def _differs(one: int, other: int) -> bool:
    return one != other and contrast(QColor(one), QColor(other)) >= 3.0
