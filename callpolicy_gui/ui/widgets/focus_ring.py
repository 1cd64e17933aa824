"""Where the keyboard is: one ring for the whole window.

It is drawn outside the control and over everything, so no control has to leave room for it or paint it well.
A person using the mouse does not see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from callpolicy_gui.ui.theme import color, px, rounded

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

OWN_FOCUS = "callpolicy_own_focus"
_REACH = 4
_MOVES = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide})
_RADIUS = 8


class FocusRing(QWidget):
    """Follows the focus inside `window`; make one per window and dialog, after its contents.

    A widget whose property `OWN_FOCUS` is true shows its own focus and gets no ring. A widget with an
    attribute `ring_radius` (layout units, -1 for fully round) shapes its ring.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._by_keyboard = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
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
        if new is None or not self._wants(new):
            self.hide()
            return
        self._target = new
        step: QWidget | None = new
        while step is not None and step is not self.window():
            step.installEventFilter(self)
            self._watched.append(step)
            step = step.parentWidget()
        self._place()

    def _wants(self, new: QWidget) -> bool:
        window = self.window()
        return (
            window.isAncestorOf(new)
            and window.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
            and not new.property(OWN_FOCUS)
        )

    def _forget(self) -> None:
        for widget in self._watched:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
        self._watched.clear()
        self._target = None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        return False

    def _place(self) -> None:
        target = self._target
        if target is None or not shiboken6.isValid(target) or not target.isVisible():
            self.hide()
            return
        ring = self._rect_of(target).adjusted(-_REACH, -_REACH, _REACH, _REACH)
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
                seen = seen.intersected(self._rect_of(step))
            step = step.parentWidget()
        return seen

    def paintEvent(self, _event: QPaintEvent) -> None:
        units = getattr(self._target, "ring_radius", _RADIUS)
        area = QRectF(self.rect())
        radius = area.height() / 2 if units < 0 else px(units) + _REACH - 1
        rounded(QPainter(self), area, radius, None, color("focus"), 2.0)
