"""Dialogs as high as their wrapping contents need, and no higher than the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog, QLayout

_OF_SCREEN = 0.9


def fit_height(dialog: QDialog, layout: QLayout, width: int, around: tuple[int, int] = (0, 0)) -> None:
    """Make `dialog` `width` wide, and as high as `layout` needs inside it; all in logical pixels.

    `around` is what stands beside `layout`, and what stands above and below it.
    """
    layout.activate()
    inner = width - around[0]
    needed = layout.totalSizeHint().height()
    if layout.hasHeightForWidth():
        needed = layout.totalHeightForWidth(inner)
    most = round(dialog.screen().availableGeometry().height() * _OF_SCREEN)
    dialog.resize(width, min(needed + around[1], most))
