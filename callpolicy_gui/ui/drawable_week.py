"""The week strip with hours that are drawn by mouse. The keyboard has the fields below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal

from callpolicy_gui.core.week_drawing import Edge, drawn, edge_moved, edge_near, snapped
from callpolicy_gui.core.weekly_hours import Window
from callpolicy_gui.ui.theme import px
from callpolicy_gui.ui.week_strip import WeekStrip, shown_windows

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QWidget

    from callpolicy_gui.core.weekly_hours import WeeklyHours

_REACH = 5  # layout units beside an edge in which it is taken


class DrawableWeek(WeekStrip):
    """Press and pull on a day draws a window, on an edge it moves that; back to its other end takes it away.

    `hours_drawn` is sent once, when the button is let go. The other button gives up.
    """

    hours_drawn = Signal(object)  # WeeklyHours

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._can_draw = False
        self._edge: Edge | None = None
        self._before: WeeklyHours | None = None
        self._held: tuple[int, int, float, float] | None = None
        self.setMouseTracking(True)

    def set_drawable(self, *, drawable: bool) -> None:
        """Whether these hours can be changed here."""
        self._can_draw = drawable
        self._edge = self._before = self._held = None
        if not drawable:
            self.unsetCursor()

    def _place(self, event: QMouseEvent) -> tuple[int, float] | None:
        """The day and the minute under the mouse, by the scale a pull began with; None beside the bars."""
        scale = self._held or self._scale(shown_windows(self._hours))
        first, last, left, right = scale
        at = event.position()
        step = (self.height() - self._top()) / 7
        day = int((at.y() - self._top()) // step)
        if self._held is None and (not 0 <= day < 7 or at.x() < left):
            return None
        minute = first + (last - first) * (at.x() - left) / max(right - left, 1)
        return day, min(max(minute, first), last)

    def _near(self, place: tuple[int, float]) -> Edge | None:
        first, last, left, right = self._scale(shown_windows(self._hours))
        return edge_near(self._hours, *place, px(_REACH) * (last - first) / max(right - left, 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place(event)
        if self._before is not None or place is None or not self._can_draw:
            self._give_up()
        elif event.button() == Qt.MouseButton.LeftButton:
            day, minute = place
            self._edge = self._near(place)
            if self._edge is None:
                start = snapped(minute)
                self._edge = Edge(day, Window(start, start), start)
            self._before, self._held = self._hours, self._scale(shown_windows(self._hours))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place(event)
        if self._before is not None and self._edge is not None and place is not None:
            self._hours = self._pulled(self._before, self._edge, snapped(place[1]))
            self.update()
        elif self._can_draw and place is not None:
            at_edge = self._near(place) is not None
            self.setCursor(Qt.CursorShape.SizeHorCursor if at_edge else Qt.CursorShape.CrossCursor)
        else:
            self.unsetCursor()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        before, hours = self._before, self._hours
        self._edge = self._before = self._held = None
        if before is not None and hours != before:
            self.hours_drawn.emit(hours)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide:
            self._give_up()
        return super().event(event)

    @staticmethod
    def _pulled(before: WeeklyHours, edge: Edge, to: int) -> WeeklyHours:
        if edge.window.minutes:
            return edge_moved(before, edge, to)
        return drawn(before, edge.day, edge.anchor, to)

    def _give_up(self) -> None:
        if self._before is not None:
            self._hours = self._before
            self.update()
        self._edge = self._before = self._held = None
