"""What the tests of the secret fields share: every way a text can leave a field."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

CTRL = Qt.KeyboardModifier.ControlModifier
SENSITIVE = (
    Qt.InputMethodHint.ImhSensitiveData,
    Qt.InputMethodHint.ImhNoPredictiveText,
    Qt.InputMethodHint.ImhNoAutoUppercase,
)
MARK = "what was there"


def tries_to_copy(field: QLineEdit) -> str:
    """The clipboard after copying, cutting and marking with the mouse; MARK where nothing came out."""
    clipboard = QApplication.clipboard()
    clipboard.setText(MARK)
    typed = field.text()
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_C, CTRL)
    QTest.keyClick(field, Qt.Key.Key_Insert, CTRL)
    QTest.keyClick(field, Qt.Key.Key_X, CTRL)
    QTest.keyClick(field, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    QTest.mouseDClick(field, Qt.MouseButton.LeftButton, pos=QPoint(20, field.height() // 2))
    if not field.text():
        field.setText(typed)
    return clipboard.text()


def is_discreet(field: QLineEdit) -> bool:
    """Whether nothing is offered that would give the text away."""
    hints = field.inputMethodHints()
    return (
        all(hints & hint for hint in SENSITIVE)
        and not field.dragEnabled()
        and not field.acceptDrops()
        and field.contextMenuPolicy() == Qt.ContextMenuPolicy.NoContextMenu
    )


def texts_of(window: QWidget) -> str:
    """Everything a person or a screen reader could read in a window, one text a line."""
    found = []
    for widget in (window, *window.findChildren(QWidget)):
        found += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        found += [widget.windowTitle(), str(widget.property("text") or "")]
    return "\n".join(found)
