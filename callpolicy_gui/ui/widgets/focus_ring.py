"""Where the keyboard is: one ring for the whole window.

It is drawn outside the control and over everything, so no control has to leave room for it or paint it well.
A person using the mouse does not see it. What gets the focus by keyboard is scrolled into view, ring and all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from callpolicy_gui.ui.theme import color, px, rounded

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

OWN_FOCUS = "callpolicy_own_focus"
_REACH = 4
# The least of a control and its ring that is kept from the edge of what scrolls, in pixels.
_ROOM = _REACH + 4
_MOVES = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide})
_RADIUS = 8


class FocusRing(QWidget):
    """Follows the focus inside `window`; make one per window and dialog, after its contents.

    A widget whose property `OWN_FOCUS` is true shows its own focus and gets no ring. A widget with an
    attribute `ring_radius` (layout units, -1 for fully round) shapes its ring; `ring_token` colours it, where
    the ground is not one of the usual ones; `ring_reach` is how many pixels outside the widget it lies.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        window.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def target(self) -> QWidget | None:
        """The widget that has the ring, or None."""
        return self._target if self.isVisible() else None

    def reveal(self) -> None:
        """Show the ring on the widget that has focus, after a key moved it there by code."""
        self.window().setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        self._follow(None, QApplication.focusWidget())

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if not shiboken6.isValid(self):
            return
        self._forget()
        if new is None or not self._by_keyboard_in(new):
            self.hide()
            return
        _bring_into_view(new)
        if new.property(OWN_FOCUS):
            self.hide()
            return
        self._target = new
        step: QWidget | None = new
        while step is not None and step is not self.window():
            step.installEventFilter(self)
            self._watched.append(step)
            step = step.parentWidget()
        self._place()

    def _by_keyboard_in(self, new: QWidget) -> bool:
        window = self.window()
        return window.isAncestorOf(new) and window.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)

    def _forget(self) -> None:
        for widget in self._watched:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
        self._watched.clear()
        self._target = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.window() and event.type() == QEvent.Type.Show:
            self._take_over()
        if event.type() in _MOVES:
            self._place()
        return False

    def _take_over(self) -> None:
        """Who came to a dialog by keyboard sees at once where it begins, without pressing Tab."""
        opener = self.window().parentWidget()
        shown = Qt.WidgetAttribute.WA_KeyboardFocusChange
        if opener is not None and opener.window().testAttribute(shown):
            # After the window has chosen where to begin, which is nothing that was done by keyboard.
            QTimer.singleShot(0, self, self.reveal)

    def _place(self) -> None:
        target = self._target
        if target is None or not shiboken6.isValid(target) or not target.isVisible():
            self.hide()
            return
        reach = getattr(target, "ring_reach", _REACH)
        ring = self._rect_of(target).adjusted(-reach, -reach, reach, reach)
        shown = ring.intersected(self._visible_part(target))
        if shown.isEmpty():
            self.hide()
            return
        self.setGeometry(ring)
        self.setMask(shown.translated(-ring.topLeft()))
        self.show()
        self.raise_()
        self.update()

    def _rect_of(self, widget: QWidget) -> QRect:
        return QRect(widget.mapTo(self.window(), QPoint(0, 0)), widget.size())

    def _visible_part(self, target: QWidget) -> QRect:
        """The part of the window a ring may cover: not beyond the edges of what scrolls."""
        seen = self.window().rect()
        step = target.parentWidget()
        while step is not None and step is not self.window():
            if isinstance(step, QScrollArea):
                seen = seen.intersected(_reach(step, self._rect_of(step)))
            step = step.parentWidget()
        return seen

    def paintEvent(self, _event: QPaintEvent) -> None:
        units = getattr(self._target, "ring_radius", _RADIUS)
        area = QRectF(self.rect())
        radius = area.height() / 2 if units < 0 else px(units) + _REACH - 1
        token = getattr(self._target, "ring_token", "focus")
        rounded(QPainter(self), area, radius, None, color(token), 2.0)


def _reach(area: QScrollArea, rect: QRect) -> QRect:
    """Where a ring may be drawn: beyond an edge too, where nothing is scrolled away behind it."""
    across, down = area.horizontalScrollBar(), area.verticalScrollBar()
    return rect.adjusted(
        -_REACH if across.value() == across.minimum() else 0,
        -_REACH if down.value() == down.minimum() else 0,
        _REACH if across.value() == across.maximum() else 0,
        _REACH if down.value() == down.maximum() else 0,
    )


def _bring_into_view(widget: QWidget) -> None:
    """Scroll to what has the focus, ring and all.

    Qt does so only where Tab was pressed inside the same area, and only to the cursor of a field.
    """
    step = widget.parentWidget()
    while step is not None:
        inner = step.widget() if isinstance(step, QScrollArea) else None
        if isinstance(step, QScrollArea) and inner is not None and inner.isAncestorOf(widget):
            place = QRect(widget.mapTo(inner, QPoint(0, 0)), widget.size())
            middle = place.center()
            step.ensureVisible(
                middle.x(), middle.y(), place.width() // 2 + _ROOM, place.height() // 2 + _ROOM
            )
        step = step.parentWidget()
