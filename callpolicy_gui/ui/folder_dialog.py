"""Asking a person for a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


def ask_for_folder(parent: QWidget, title: str, now: str, chosen: Callable[[str], object]) -> None:
    """Ask, beginning at the folder `now`, and call `chosen` with the path when one was taken.

    It has no loop of its own: a lock may take this window away while it is open.
    """
    dialog = QFileDialog(parent, title, now)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(chosen)
    dialog.open()
