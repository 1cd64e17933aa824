"""The names and numbers that a typed beginning may mean.

They stand in the form, below the field, and push the rest down: a panel over it would hide the due
sentence, which must always be seen. The focus stays in the field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from callpolicy_gui.ui.theme import color, font, px, rounded
from callpolicy_gui.ui.widgets import announce
from callpolicy_gui.wording.discretion import names_hidden, nobody_named, shown_name

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from callpolicy_gui.controller.views import Suggestion

_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


class SuggestionPopup(QWidget):
    """A row a suggestion; the first is chosen to begin with. `resized` says that more or fewer are shown."""

    accepted = Signal(object)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._suggestions: tuple[Suggestion, ...] = ()
        self._chosen = 0
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Suggestions"))
        self.hide()

    def is_open(self) -> bool:
        """Whether there is anything to accept."""
        return not self.isHidden()

    def suggestions(self) -> tuple[Suggestion, ...]:
        """What is offered."""
        return self._suggestions

    def chosen(self) -> Suggestion | None:
        """The suggestion that Enter accepts."""
        return self._suggestions[self._chosen] if self.is_open() and self._suggestions else None

    def offer(self, suggestions: tuple[Suggestion, ...]) -> None:
        """Show these, or nothing when there are none."""
        if suggestions == self._suggestions and self.is_open() == bool(suggestions):
            return
        self._suggestions, self._chosen = suggestions, 0
        self.setVisible(bool(suggestions))
        self.updateGeometry()
        self.update()
        self.resized.emit()
        self._say()

    def close_up(self) -> None:
        """Offer nothing until the text changes."""
        self.offer(())

    def step(self, step: int) -> None:
        """Choose the next or the previous one."""
        self._chosen = (self._chosen + step) % max(1, len(self._suggestions))
        self.update()
        self._say()

    def accept_chosen(self) -> None:
        """Take the chosen one and close."""
        chosen = self.chosen()
        self.close_up()
        if chosen is not None:
            self.accepted.emit(chosen)

    def _say(self) -> None:
        chosen = self.chosen()
        if chosen is not None:
            announce(self, ", ".join(part for part in (shown_client(chosen), _detail(chosen)) if part))

    def _row(self) -> int:
        return max(px(30), QFontMetrics(font("body")).height() + px(10))

    def sizeHint(self) -> QSize:
        return QSize(px(200), self._row() * len(self._suggestions) + 2 * px(5))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _number_at(self, y: float) -> int:
        return max(0, min(len(self._suggestions) - 1, int((y - px(5)) // self._row())))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._chosen = self._number_at(event.position().y())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._chosen = self._number_at(event.position().y())
        self.accept_chosen()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rounded(painter, self.rect(), px(8), color("sunken"), color("border"))
        for number, suggestion in enumerate(self._suggestions):
            area = QRectF(px(5), px(5) + number * self._row(), self.width() - 2 * px(5), self._row())
            if number == self._chosen:
                rounded(painter, area, px(6), color("accentSoft"))
            self._paint_row(painter, area.adjusted(px(10), 0, -px(10), 0), suggestion, number == self._chosen)

    def _paint_row(self, painter: QPainter, area: QRectF, suggestion: Suggestion, chosen: bool) -> None:
        strong = QFontMetrics(font("strong", 500))
        painter.setFont(font("strong", 500))
        painter.setPen(color("accentText" if chosen else "text"))
        name = strong.elidedText(shown_client(suggestion), Qt.TextElideMode.ElideRight, round(area.width()))
        painter.drawText(area, _LINE | Qt.AlignmentFlag.AlignLeft, name)
        detail = _detail(suggestion)
        body = QFontMetrics(font("body"))
        room = area.width() - strong.horizontalAdvance(name) - px(16)
        if body.horizontalAdvance(detail) > room:
            bare = suggestion.number == suggestion.name or names_hidden()
            detail = "" if bare else suggestion.number
        if body.horizontalAdvance(detail) <= room:
            painter.setFont(font("body"))
            painter.setPen(color("text2"))
            painter.drawText(area, _LINE | Qt.AlignmentFlag.AlignRight, detail)


def shown_client(suggestion: Suggestion) -> str:
    """What the client is called on screen: the name, or the number where there is none."""
    if names_hidden() and suggestion.name == suggestion.number:
        return nobody_named()
    return shown_name(suggestion.name or suggestion.number)


def _detail(suggestion: Suggestion) -> str:
    """The detail, without the number where that stands in the name's place already, or is hidden."""
    if suggestion.name == suggestion.number or names_hidden():
        return suggestion.detail.removeprefix(suggestion.number).lstrip(", ")
    return suggestion.detail
