"""Who gets the room of the queue page where there is not enough for all: at last the list, and quick log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.ui.theme import px, space

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from callpolicy_gui.ui.queue_page import QueuePage

_NARROW = 340  # layout units
# Cards that must still be seen before the strip, and then the chips, may take their room.
_ROWS_BESIDE_STRIP, _ROWS_BESIDE_CHIPS, _ROWS_BESIDE_EYEBROW = 4.0, 2.6, 1.4
# While a call is being logged the head may go, and at last the list.
_ROWS_BESIDE_HEADER, _ROWS_LEAST = 1.2, 0.6


class QueueRoom:
    """Shows and hides the parts of a page's `column`; `holder` is what the list stands in."""

    def __init__(self, page: QueuePage, column: QVBoxLayout, holder: QWidget) -> None:
        self._page = page
        self._column = column
        self._holder = holder

    def share(self, width: int, height: int) -> None:
        """Share `height` at `width`, logical pixels.

        The strip goes first, then the chips, then, while logging, the head.
        """
        page, column = self._page, self._column
        narrow = width < px(_NARROW)
        space(column, (12, 10, 8, 8) if narrow else (22, 16, 16, 10), 8 if narrow else 12)
        page.header.show_buttons(shown=not narrow)
        margins = column.contentsMargins()
        inner = max(1, width - margins.left() - margins.right())
        gap = column.spacing()
        room = height - margins.top() - margins.bottom() - page.log.needed_height(inner) - gap
        logging = page.log.is_open()
        card = page.list.card_height()
        if not page.undo_bar.isHidden():
            room -= page.undo_bar.heightForWidth(inner) + gap
        if page.list.queue_model.count_of(Group.NOT_OWED):
            tall = max(page.not_owed.heightForWidth(inner), page.not_owed.sizeHint().height()) + gap
            head = 0 if logging else page.header.needed_height(inner, eyebrow=False) + gap
            page.not_owed.setVisible(room - tall - head >= card * _ROWS_LEAST)
            room -= 0 if page.not_owed.isHidden() else tall
        header = page.header.needed_height(inner, eyebrow=True) + gap
        eyebrow = room - header >= card * _ROWS_BESIDE_EYEBROW
        header = page.header.needed_height(inner, eyebrow=eyebrow) + gap
        page.header.eyebrow.setVisible(eyebrow)
        # A headline that is squeezed would lose its last line, and with it a name or a time.
        page.header.setMinimumHeight(header - gap)
        chips = 0 if page.chips.is_empty() else page.chips.heightForWidth(inner) + gap
        strip = page.strip.sizeHint().height() + gap
        page.strip.setVisible(room - header - chips - strip >= card * _ROWS_BESIDE_STRIP)
        page.chips.setVisible(chips > 0 and room - header - chips >= card * _ROWS_BESIDE_CHIPS)
        page.header.setVisible(not logging or room - header >= card * _ROWS_BESIDE_HEADER)
        left = room - (0 if page.header.isHidden() else header)
        page.log.give_room(inner, page.log.needed_height(inner) + min(0, left))
        self._holder.setVisible(not logging or left >= card * _ROWS_LEAST)
