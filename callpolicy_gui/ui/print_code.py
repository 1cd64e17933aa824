"""The recovery code on paper: one page, drawn for a printer, and never put on the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QDialog

if TYPE_CHECKING:
    from PySide6.QtGui import QPagedPaintDevice
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

_MARGIN = 0.08  # of the page's width
_INK, _GREY = Qt.GlobalColor.black, Qt.GlobalColor.darkGray
_GROUPS_A_LINE = 4


def _tr(text: str) -> str:
    return QCoreApplication.translate("RecoveryCodePage", text)


def can_print() -> bool:
    """Whether this installation of Qt can print."""
    try:
        import PySide6.QtPrintSupport  # noqa: F401, PLC0415 - some systems package it apart
    except ImportError:
        return False
    return True


def print_code(code: str, parent: QWidget) -> None:
    """Ask for a printer and print the page; returns before that is answered."""
    # Loading the printing system takes a while; nobody pays for it but who prints.
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415

    printer = QPrinter()
    printer.setDocName("Call Policy")  # what everybody sees in the queue of the printer
    dialog = QPrintDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def answered(result: int) -> None:
        if result == QDialog.DialogCode.Accepted:
            draw_page(printer, code)  # and so keeps the printer as long as its dialog

    dialog.finished.connect(answered)
    QDialog.open(dialog)  # its own one, of the same name, wants to be told a slot


def draw_page(device: QPagedPaintDevice | QPrinter, code: str) -> bool:
    """Draw the page; whether it could be begun. `code` is in groups joined by dashes."""
    painter = QPainter()
    if not painter.begin(device):
        return False
    try:
        _draw(painter, QRectF(painter.viewport()), code.split("-"))
    finally:
        painter.end()
    return True


def _draw(painter: QPainter, page: QRectF, groups: list[str]) -> None:
    area = page.adjusted(
        page.width() * _MARGIN, page.width() * _MARGIN, -page.width() * _MARGIN, -page.width() * _MARGIN
    )
    top = _text(painter, area, area.top(), 20, _tr("Recovery code of your call log"), bold=True)
    lines = ["   ".join(groups[at : at + _GROUPS_A_LINE]) for at in range(0, len(groups), _GROUPS_A_LINE)]
    for line in lines:
        top = _text(painter, area, top, 26, line, fixed=True)
    for sentence in (
        _tr("It opens the log when the passphrase or this computer's keychain is lost, also from a backup."),
        _tr(
            "Keep it locked away, as you keep your files. Who has it and a copy of the log can read the log."
        ),
        _tr("A newer code takes its place: then shred this paper. There is no I, L, O or U in it."),
    ):
        top = _text(painter, area, top, 11, sentence)
    _text(painter, area, top, 9, "Call Policy", ink=_GREY)


def _text(
    painter: QPainter,
    area: QRectF,
    top: float,
    points: int,
    text: str,
    *,
    bold: bool = False,
    fixed: bool = False,
    ink: Qt.GlobalColor = _INK,
) -> float:
    """Draw a paragraph below `top`; where the next one may begin."""
    font = QFont()  # not the painter's: that is still the one of the line above
    font.setPointSize(points)
    font.setBold(bold)
    if fixed:
        font.setStyleHint(QFont.StyleHint.Monospace)
        font.setFamilies(["monospace"])
    painter.setFont(font)
    painter.setPen(ink)
    room = QRectF(area.left(), top, area.width(), area.bottom() - top)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
    filled = painter.boundingRect(room, flags, text)
    painter.drawText(room, flags, text)
    return float(filled.bottom()) + painter.fontMetrics().height() * 0.8
