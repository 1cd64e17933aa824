"""Whether everything a window says and offers has the room it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLineEdit

from callpolicy_gui.ui.main_window import MainWindow
from callpolicy_gui.ui.queue_list import QueueList
from callpolicy_gui.ui.widgets import Button, ElidedLabel, Label
from tests.accessibility.painted import painted_texts, place_in
from tests.accessibility.parts import controls, describe, is_inner, visible

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def flaws(window: QWidget) -> list[str]:
    """What is cut off, squeezed or out of reach in a window, in words; empty where all is well."""
    return [
        *_narrow(window),
        *_squeezed(window),
        *_outside(window),
        *_hidden_times(window),
        *_no_card(window),
    ]


def _narrow(window: QWidget) -> list[str]:
    """Buttons without room for their words."""
    found = []
    for button in visible(window, QAbstractButton):
        if is_inner(button) or (isinstance(button, Button) and button._icon_only()):
            continue
        if button.width() < button.minimumSizeHint().width():
            found.append(f"narrow: {describe(button)} {button.width()} < {button.minimumSizeHint().width()}")
        tall = button.heightForWidth(button.width()) if button.hasHeightForWidth() else 0
        if button.height() < max(tall, button.minimumSizeHint().height()):
            found.append(f"low: {describe(button)} {button.height()} < {tall}")
        if isinstance(button, Button) and button.kind == "nav" and not button.is_compact():
            needed = button._width(with_key=False)
            if button.width() < needed:
                found.append(f"elided: {describe(button)}")
    return found


def _squeezed(window: QWidget) -> list[str]:
    """Labels that have fewer lines than their words need."""
    return [
        f"squeezed: {label.text()[:40]!r} {label.height()} < {label.heightForWidth(label.width())}"
        for label in visible(window, Label)
        if label.hasHeightForWidth() and label.text() and label.height() < label.heightForWidth(label.width())
    ]


def _outside(window: QWidget) -> list[str]:
    """Controls that reach beyond the window's side, or beyond what scrolls only up and down."""
    found = []
    for widget in (*controls(window), *visible(window, Label, ElidedLabel)):
        place = place_in(widget, window)
        right = window.width()
        step = widget.parentWidget()
        while step is not None and step is not window:
            if isinstance(step, QAbstractScrollArea) and step.horizontalScrollBar().maximum() == 0:
                right = min(right, place_in(step.viewport(), window).right() + 1)
            step = step.parentWidget()
        if place.left() < 0 or place.right() >= right:
            found.append(f"outside: {describe(widget)} {place.left()} to {place.right()} of {right}")
    return found


def _hidden_times(window: QWidget) -> list[str]:
    """Cards in view whose due words are not painted whole."""
    found = []
    for cards in visible(window, QueueList):
        painted = {text.words for text in painted_texts(cards)}
        for card in cards.queue_model.cards():
            place = cards.visualRect(cards.queue_model.index_of(card.row.call_id))
            if cards.viewport().rect().contains(place) and " ".join(card.text.right.split()) not in painted:
                found.append(f"cut: {card.text.right!r}")
    return found


def _no_card(window: QWidget) -> list[str]:
    """A queue without room for one card."""
    if not isinstance(window, MainWindow) or window.current_page() != "queue":
        return []
    page = window.queue_page
    # While something is being typed or answered, the list may wait.
    if page.log.is_open() or window.notices.isVisible() or page.undo_bar.isVisible():
        return []
    cards = window.queue_page.list
    room, needed = cards.viewport().height(), cards.card_height()
    return [] if room >= needed else [f"no card: {room} < {needed}"]


def typed_words(window: QWidget) -> set[str]:
    """What stands in fields: a person's own words, in no language of ours."""
    return {word for field in visible(window, QLineEdit) for word in field.text().split()}
