"""F6: the focus goes from one part of the window to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class FocusArea:
    """A part of the window and how it takes the focus."""

    widget: QWidget
    enter: Callable[[], object]


def next_area(areas: Sequence[FocusArea], focus: QWidget | None, step: int) -> None:
    """Give the focus to the area `step` after the one that has it; from outside all, to the first."""
    here = next((n for n, area in enumerate(areas) if _holds(area.widget, focus)), -1 if step > 0 else 0)
    areas[(here + step) % len(areas)].enter()


def _holds(area: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (area is focus or area.isAncestorOf(focus))


def focus_first(page: QWidget) -> None:
    """Give the focus to the first control of a page that takes it by Tab."""
    step = page.nextInFocusChain()
    while step is not None and step is not page:
        if page.isAncestorOf(step) and step.focusPolicy() & Qt.FocusPolicy.TabFocus and step.isVisible():
            step.setFocus(Qt.FocusReason.TabFocusReason)
            return
        step = step.nextInFocusChain()
