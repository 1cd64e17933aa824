"""Answers that come later, when the window that asked may be gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import shiboken6

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

T = TypeVar("T")


def while_alive(widget: QWidget, act: Callable[[T], object]) -> Callable[[T], None]:
    """`act`, which does nothing once `widget` is deleted."""

    def guarded(answer: T) -> None:
        if shiboken6.isValid(widget):
            act(answer)

    return guarded
