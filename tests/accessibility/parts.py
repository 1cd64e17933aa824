"""The parts of a window that a person works with, and what assistive technology is told about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from callpolicy_gui.ui.widgets import OWN_FOCUS
from tests.accessibility.painted import place_in

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QAbstractSpinBox,
    QAbstractItemView,
    QTextEdit,
    QPlainTextEdit,
)
NO_ROLES = {QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Pane, QAccessible.Role.Window}
W = TypeVar("W", bound=QWidget)


def visible(window: QWidget, *kinds: type[W]) -> Iterator[W]:
    """The widgets of some kinds that are shown in `window` itself, not in a dialog over it."""
    for widget in window.findChildren(QWidget):
        if isinstance(widget, kinds) and widget.isVisible() and widget.window() is window:
            yield widget


def is_inner(widget: QWidget) -> bool:
    """Whether Qt made it for the inside of a control: the field of a spin box, the corner of a table."""
    parent = widget.parentWidget()
    inside = (QComboBox, QAbstractSpinBox, QAbstractItemView)
    return isinstance(parent, inside) or (
        isinstance(parent, QWidget)
        and isinstance(parent.parentWidget(), QAbstractItemView)
        and widget.objectName().startswith("qt_")
    )


def controls(window: QWidget) -> list[QWidget]:
    """What a person acts on."""
    return [widget for widget in visible(window, *CONTROLS) if not is_inner(widget)]


def accessible_name(widget: QWidget) -> str:
    """The name that assistive technology is given."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def role(widget: QWidget) -> QAccessible.Role:
    """The role that assistive technology is given."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.role() if interface is not None else QAccessible.Role.NoRole


def describe(widget: QWidget) -> str:
    """A widget for a failing test's message."""
    return f"{type(widget).__name__} {accessible_name(widget)!r} in {type(widget.parentWidget()).__name__}"


def buddy_of(widget: QWidget) -> QLabel | None:
    """The label that names a control."""
    labels = widget.window().findChildren(QLabel)
    return next((label for label in labels if label.buddy() is widget), None)


def tab_stops(part: QWidget) -> list[QWidget]:
    """What Tab has to reach in a part of a window: of a radio group, only what is chosen."""
    stops = []
    for widget in part.findChildren(QWidget):
        inside = isinstance(widget, QMenuBar) or is_inner(widget) or widget.focusProxy() is not None
        if inside or widget.window() is not part.window() or not widget.isVisible() or not widget.isEnabled():
            continue
        if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or _is_other_choice(widget):
            continue
        if isinstance(widget, (*CONTROLS,)):
            stops.append(widget)
    return stops


def _is_other_choice(widget: QWidget) -> bool:
    grouped = isinstance(widget, QAbstractButton) and (widget.autoExclusive() or widget.group() is not None)
    return grouped and widget.isCheckable() and not widget.isChecked()


def focus_rect(widget: QWidget) -> QRect:
    """What is meant to look focused: the whole control, or the entry of a list that marks its entries."""
    window = widget.window()
    if (
        widget.property(OWN_FOCUS)
        and isinstance(widget, QAbstractItemView)
        and widget.currentIndex().isValid()
    ):
        entry = widget.visualRect(widget.currentIndex())
        return entry.translated(place_in(widget.viewport(), window).topLeft())
    return place_in(widget, window)


def seen_part(widget: QWidget) -> QRect:
    """What of the window may show a widget: what is not beyond the edge of something that scrolls."""
    window = widget.window()
    seen = window.rect()
    step = widget if widget.property(OWN_FOCUS) else widget.parentWidget()
    while step is not None and step is not window:
        if isinstance(step, QAbstractScrollArea):
            seen = seen.intersected(place_in(step.viewport(), window))
        step = step.parentWidget()
    return seen
