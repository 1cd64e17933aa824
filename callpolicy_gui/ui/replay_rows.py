"""The last calls under each policy: what would have been owed, and how much of it kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from callpolicy_gui.ui.adaptive_row import drop_widgets
from callpolicy_gui.ui.theme import color, hatch, px, rounded, space
from callpolicy_gui.ui.widgets import Label, Tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callpolicy_gui.controller.insights_views import ReplayView
    from callpolicy_gui.core.replay import Replayed

_HEIGHT = 12


class _Bar(QWidget):
    """Kept filled, late hatched, still open plain; the whole width is the most that any policy owed."""

    def __init__(self, replayed: Replayed, most: int) -> None:
        super().__init__()
        self._replayed, self._most = replayed, max(most, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(240), px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        each, found = self.width() / self._most, self._replayed
        rounded(painter, QRectF(self.rect()), px(4), color("noneSoft"))
        owed = QRectF(0, 0, found.owed * each, self.height())
        if found.owed:
            rounded(painter, owed, px(4), color("surface"), color("noneMark"))
        late = QRectF(found.kept * each, 0, found.late * each, self.height())
        if found.late:
            hatch(painter, late.adjusted(1, 2, -2, -2), color("noneMark"))
        if found.kept:
            kept = QRectF(0, 0, found.kept * each, self.height())
            rounded(painter, kept, px(4), color("nextSoft"), color("nextMark"), 1.2)


class ReplayRows(QWidget):
    """A row a policy."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        space(self._column, 0, 12)
        self._said: tuple[str, ...] = ()

    def sentences(self) -> tuple[str, ...]:
        """What stands beside the policies' names."""
        return self._said

    def show_replays(self, replays: Sequence[ReplayView]) -> None:
        """Show these."""
        self._said = tuple(view.sentence for view in replays)
        drop_widgets(self._column)
        most = max((view.replayed.owed for view in replays), default=0)
        for view in replays:
            row = QWidget()
            row.setAccessibleName(f"{view.name}: {view.sentence}")
            column = QVBoxLayout(row)
            space(column, 0, 4)
            head = QHBoxLayout()
            space(head, 0, 8)
            head.addWidget(Label(view.name, "strong", wrap=False))
            if view.in_force:
                head.addWidget(Tag(self.tr("In force"), "done"))
            head.addStretch(1)
            column.addLayout(head)
            column.addWidget(_Bar(view.replayed, most))
            column.addWidget(Label(view.sentence, "body", "text2"))
            self._column.addWidget(row)
