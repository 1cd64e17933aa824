"""Today as a strip: when calls may be made, sessions, deadlines, and now.

It answers "can I call right now, and if not, when?" without reading. Open calling time is outlined
and carries a telephone, sessions are hatched, so nothing depends on colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.core.local_time import local
from callpolicy_gui.ui.queue_model import GROUP_STATES
from callpolicy_gui.ui.theme import STATE_ICONS, color, draw_icon, font, hatch, ink, is_dark, px, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from callpolicy_gui.controller.views import DayStripView, StripMark
    from callpolicy_gui.wording.times import Times

_ICON, _TOP, _TRACK = 15, 22, 18
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class _MarkGroup:
    """Deadlines of one state too close to be told apart."""

    at: int
    group: Group
    count: int


class DayStrip(QWidget):
    """Shows a `DayStripView`; it takes no focus, its words are for a screen reader."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: DayStripView | None = None
        self._times: Times | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_view(self, view: DayStripView, times: Times) -> None:
        """Show another moment; an equal view repaints nothing."""
        if (view, times) == (self._view, self._times):
            return
        self._view, self._times = view, times
        self.setAccessibleName(view.words)
        self.setToolTip(view.words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(_TOP) + px(_TRACK) + px(3) + QFontMetrics(font("caption")).height() + px(1))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), self.sizeHint().height())

    def mark_groups(self) -> list[tuple[int, Group, int]]:
        """The deadlines as they are drawn: (instant, group, how many), in order of time."""
        return [(mark.at, mark.group, mark.count) for mark in self._grouped()]

    def _x(self, at: int) -> float:
        view = self._view
        if view is None or view.end <= view.start:
            return 0.0
        left, right = px(2), self.width() - px(2)
        return left + (right - left) * (at - view.start) / (view.end - view.start)

    def _grouped(self) -> list[_MarkGroup]:
        marks: Sequence[StripMark] = (
            () if self._view is None else sorted(self._view.marks, key=lambda m: m.at)
        )
        groups: list[_MarkGroup] = []
        reach = px(_ICON) + px(6)
        for mark in marks:
            last = groups[-1] if groups else None
            if last and last.group == mark.group and self._x(mark.at) - self._x(last.at) < reach:
                groups[-1] = _MarkGroup(last.at, last.group, last.count + 1)
            else:
                groups.append(_MarkGroup(mark.at, Group(mark.group), 1))
        return groups

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._view is None or self._times is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(px(2), px(_TOP), self.width() - 2 * px(2), px(_TRACK))
        self._paint_track(painter, track)
        self._paint_hours(painter, track.bottom() + px(3))
        for mark in self._grouped():
            self._paint_mark(painter, mark)
        self._paint_now(painter, track)

    def _spans(self, spans: Sequence[tuple[int, int]], track: QRectF) -> list[tuple[int, int, QRectF]]:
        view = self._view
        if view is None:
            return []
        cut = [(max(start, view.start), min(end, view.end)) for start, end in spans]
        return [
            (start, end, QRectF(self._x(start), track.top(), self._x(end) - self._x(start), track.height()))
            for start, end in cut
            if start < end
        ]

    def _paint_track(self, painter: QPainter, track: QRectF) -> None:
        view = self._view
        if view is None:
            return
        shape = QPainterPath()
        shape.addRoundedRect(track, px(5), px(5))
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(track, color("raised" if is_dark() else "noneSoft"))
        for _, _, area in self._spans(view.busy_spans, track):
            painter.fillRect(area, color("border"))
            hatch(painter, area, color("control"), px(6))
        painter.restore()
        for start, end, area in self._spans(view.open_spans, track):
            rounded(painter, area, px(4), color("accentSoft"), color("accent"), 1.2)
            side = px(12)
            left = self._x(view.now) if start < view.now < end else area.left()
            if area.right() - left >= side + px(8):
                middle = QPointF((left + area.right()) / 2 - side / 2, area.center().y() - side / 2)
                draw_icon(painter, "phone", QRectF(middle.x(), middle.y(), side, side), "accentText")

    def _paint_hours(self, painter: QPainter, top: float) -> None:
        view, times = self._view, self._times
        if view is None or times is None:
            return
        metrics = QFontMetricsF(font("caption"))
        hours = [
            at
            for at in range(view.start + (-view.start) % _HOUR, view.end + 1, _HOUR)
            if local(at, times.zone).minute == 0
        ]
        room = metrics.horizontalAdvance("00 ") + px(10)
        fits = max(1, int(self.width() / room))
        step = next((n for n in (1, 2, 3, 4, 6, 12) if len(hours) / n <= fits and n > 1), 12)
        painter.setFont(font("caption"))
        painter.setPen(color("text3"))
        for at in hours:
            hour = local(at, times.zone).hour
            if (hour - local(view.start, times.zone).hour) % step:
                continue
            words = times.hour(hour) if at < view.end or hour else times.hour(24)
            width = metrics.horizontalAdvance(words)
            left = min(max(self._x(at) - width / 2, px(4)), self.width() - px(2) - width)
            painter.drawText(QPointF(left, top + metrics.ascent()), words)

    def _paint_mark(self, painter: QPainter, mark: _MarkGroup) -> None:
        state, side = GROUP_STATES[mark.group], px(_ICON)
        middle = min(max(self._x(mark.at), side / 2), self.width() - side / 2)
        draw_icon(painter, STATE_ICONS[state], QRectF(middle - side / 2, px(2), side, side), ink(state))
        if mark.count > 1:
            painter.setFont(font("caption", 600))
            painter.setPen(color(ink(state)))
            words = QRectF(middle + side / 2 + px(2), px(2), px(40), side)
            painter.drawText(
                words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, f"\u00d7{mark.count}"
            )

    def _paint_now(self, painter: QPainter, track: QRectF) -> None:
        view = self._view
        if view is None or not view.start <= view.now <= view.end:
            return
        x = round(self._x(view.now))
        painter.setPen(QPen(color("text"), 2))
        painter.drawLine(QPointF(x, track.top() - px(3)), QPointF(x, track.bottom() + px(3)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("text"))
        painter.drawEllipse(QPointF(x, track.top() - px(4)), px(3), px(3))
