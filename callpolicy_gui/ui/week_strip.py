"""The week in seven bars: when calls would be returned, and when the last calls came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from callpolicy_gui.core.local_time import local
from callpolicy_gui.core.weekly_hours import MINUTES_A_DAY, WeeklyHours, Window, merge_windows
from callpolicy_gui.ui.theme import color, font, is_dark, px, rounded
from callpolicy_gui.wording.policies import hours_a_week, hours_words
from callpolicy_gui.wording.text import counted, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callpolicy_gui.wording.times import Times

_Moment = tuple[int, int]  # weekday (Monday is 0), minutes after midnight
_USUAL_START, _USUAL_END = 7 * 60, 21 * 60
_ROW, _ROW_GAP, _LEFT_GAP = 26, 5, 10


def week_moments(arrivals: Sequence[int], times: Times) -> tuple[_Moment, ...]:
    """The weekday and local minute of instants in UTC seconds."""
    walls = [local(at, times.zone) for at in arrivals]
    return tuple((wall.weekday(), wall.hour * 60 + wall.minute) for wall in walls)


def shown_windows(hours: WeeklyHours) -> tuple[tuple[Window, ...], ...]:
    """The windows as the seven bars show them: what runs past midnight goes on in the next day's bar."""
    days: list[list[Window]] = [[] for _ in range(7)]
    for day, windows in enumerate(hours.days):
        for window in windows:
            days[day].append(Window(window.start, min(window.end, MINUTES_A_DAY)))
            if window.end > MINUTES_A_DAY:
                days[(day + 1) % 7].append(Window(0, window.end - MINUTES_A_DAY))
    return tuple(merge_windows(windows) for windows in days)


def is_inside(moment: _Moment, windows: Sequence[Sequence[Window]]) -> bool:
    """Whether a moment of the week lies in shown windows; a closing time does not."""
    day, minute = moment
    return any(window.start <= minute < window.end for window in windows[day])


def arrivals_words(moments: Sequence[_Moment], hours: WeeklyHours) -> str:
    """`10 hours a week. 1 of your last 18 calls arrived inside these hours.`."""
    if not moments:
        return hours_a_week(hours) + " " + tr("Your calls appear here once you log them.")
    windows = shown_windows(hours)
    inside = sum(is_inside(moment, windows) for moment in moments)
    arrived = counted(
        len(moments),
        "{inside} of your last %n call arrived inside these hours.",
        "{inside} of your last %n calls arrived inside these hours.",
    )
    return hours_a_week(hours) + " " + arrived.replace("{inside}", str(inside))


class WeekStrip(QWidget):
    """Open windows outlined, calls as marks: a circle inside, a diamond outside."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times: Times | None = None
        self._hours = WeeklyHours.of((), ())
        self._moments: tuple[_Moment, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_week(self, hours: WeeklyHours, moments: tuple[_Moment, ...], times: Times) -> None:
        """Draw these hours and these calls."""
        self._hours, self._moments, self._times = hours, moments, times
        said = hours_words(hours, times) or self.tr("no hours")
        self.setAccessibleName(self.tr("Callback time: {hours}").replace("{hours}", said))
        self.setAccessibleDescription(arrivals_words(moments, hours))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(px(220), round(QFontMetricsF(font("caption")).height()) + px(4) + 7 * px(_ROW))

    def sizeHint(self) -> QSize:
        return QSize(px(420), self.minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._times is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("caption"))
        windows = shown_windows(self._hours)
        scale = self._scale(windows)
        self._paint_hours(painter, scale)
        top = self._top()
        step = (self.height() - top) / 7
        for day in range(7):
            bar = QRectF(scale[2], top + day * step, scale[3] - scale[2], step - px(_ROW_GAP))
            self._paint_day(painter, day, bar, windows, scale)

    def _top(self) -> float:
        return QFontMetricsF(font("caption")).height() + px(4)

    def _scale(self, windows: Sequence[Sequence[Window]]) -> tuple[int, int, float, float]:
        """First and last minute shown, and the pixels they are at."""
        starts = [window.start for day in windows for window in day] + [m for _, m in self._moments]
        ends = [window.end for day in windows for window in day] + [m for _, m in self._moments]
        first = min([_USUAL_START, *starts]) // 60 * 60
        last = -(-max([_USUAL_END, *ends]) // 60) * 60
        metrics = QFontMetricsF(font("caption"))
        names = [self._times.weekday(day) for day in range(7)] if self._times else []
        left = max((metrics.horizontalAdvance(name) for name in names), default=0.0) + px(_LEFT_GAP)
        return first, last, left, float(self.width() - px(2))

    def _x(self, minute: float, scale: tuple[int, int, float, float]) -> float:
        first, last, left, right = scale
        return left + (right - left) * (minute - first) / (last - first)

    def _paint_hours(self, painter: QPainter, scale: tuple[int, int, float, float]) -> None:
        if self._times is None:
            return
        metrics = QFontMetricsF(font("caption"))
        needed = metrics.horizontalAdvance("24") + px(10)
        per_hour = (scale[3] - scale[2]) * 60 / (scale[1] - scale[0])
        every = next((n for n in (2, 3, 4, 6) if n * per_hour >= needed), 6)
        painter.setPen(color("text3"))
        for hour in range(scale[0] // 60 + 1, scale[1] // 60):
            if hour % every == 0:
                area = QRectF(self._x(hour * 60, scale) - px(15), 0, px(30), metrics.height())
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._times.hour(hour))

    def _paint_day(
        self,
        painter: QPainter,
        day: int,
        bar: QRectF,
        windows: Sequence[Sequence[Window]],
        scale: tuple[int, int, float, float],
    ) -> None:
        if self._times is None:
            return
        painter.setPen(color("text2"))
        painter.drawText(
            QRectF(0, bar.top(), bar.left(), bar.height()),
            Qt.AlignmentFlag.AlignVCenter,
            self._times.weekday(day),
        )
        rounded(painter, bar, px(4), color("sunken" if is_dark() else "noneSoft"))
        for window in windows[day]:
            left, right = self._x(window.start, scale), self._x(window.end, scale)
            open_area = QRectF(left, bar.top(), right - left, bar.height())
            rounded(painter, open_area, px(3), color("accentSoft"), color("accent"), 1.2)
        for weekday, minute in self._moments:
            if weekday == day:
                at = QPointF(self._x(minute, scale), bar.center().y())
                draw_mark(painter, at, inside=is_inside((weekday, minute), windows))


def draw_mark(painter: QPainter, at: QPointF, *, inside: bool) -> None:
    """A call that came in: a circle inside the hours, a diamond outside."""
    painter.setPen(QPen(color("surface"), 1.5))
    painter.setBrush(color("accent" if inside else "text2"))
    if inside:
        painter.drawEllipse(at, px(4), px(4))
        return
    side = px(5)
    corners = (QPointF(0, -side), QPointF(side, 0), QPointF(0, side), QPointF(-side, 0))
    painter.drawPolygon(QPolygonF([at + corner for corner in corners]))


class Legend(QWidget):
    """What the two marks mean, beside their drawings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Circle: call arrived inside. Diamond: outside."))

    def _words(self) -> tuple[str, str]:
        return self.tr("call arrived inside"), self.tr("outside")

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(font("caption"))
        width = sum(metrics.horizontalAdvance(text) + px(14) for text in self._words()) + px(12)
        return QSize(round(width) + 2, round(metrics.height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("caption"))
        metrics = QFontMetricsF(font("caption"))
        left = 0.0
        for text, inside in zip(self._words(), (True, False), strict=True):
            draw_mark(painter, QPointF(left + px(5), self.height() / 2), inside=inside)
            painter.setPen(color("text2"))
            width = metrics.horizontalAdvance(text)
            area = QRectF(left + px(14), 0, width + 2, self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
            left += px(14) + width + px(12)
