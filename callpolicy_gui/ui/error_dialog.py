"""Something went wrong: one small window that says so, with nothing in it but a code and a place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget
from shiboken6 import isValid

from callpolicy_gui.ui.widgets import FocusRing


class _Box(QMessageBox):
    """Its sign is a picture, which Qt does not paint anew when the theme is switched."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.setIcon(self.icon())


class ErrorTeller(QObject):
    """Shows an error that nobody handled. `happened` may be emitted from any thread.

    It carries the code, such as `E-1234`, and the place, such as `ValueError at deadlines:57`.
    One window at a time: an error that comes meanwhile is told on standard error alone, as is
    one for which there is no window to show it over.
    """

    happened = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._box: QMessageBox | None = None
        self.happened.connect(self._tell)

    def _tell(self, code: str, place: str) -> None:
        window = _shown_window()
        if window is None or (self._box is not None and isValid(self._box) and self._box.isVisible()):
            return
        box = _Box(window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # The program goes on, and hiding names has to work meanwhile.
        box.setWindowModality(Qt.WindowModality.NonModal)
        box.setWindowTitle(self.tr("Call Policy"))
        box.setIcon(QMessageBox.Icon.Warning)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self.tr("Something went wrong (code %s). Your log is safe.").replace("%s", code))
        box.setInformativeText(place)
        for label in box.findChildren(QLabel):
            label.setTextFormat(Qt.TextFormat.PlainText)
        FocusRing(box)
        self._box = box
        box.show()


def _shown_window() -> QWidget | None:
    active = QApplication.activeWindow()
    if active is not None:
        return active
    return next((widget for widget in QApplication.topLevelWidgets() if widget.isVisible()), None)
