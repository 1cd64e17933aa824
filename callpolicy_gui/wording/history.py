"""What the history's chain of entries shows, and no more than that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.wording.text import counted, tr

if TYPE_CHECKING:
    from PySide6.QtCore import QLocale


def verification(entries: int, locale: QLocale) -> str:
    """That every entry follows from the one before, and whom that does not keep out."""
    if entries == 0:
        return tr("The history has no entries yet.")
    limit = tr("This shows changes by other programs, not changes by someone who has your key.")
    if entries == 1:
        return tr("The one entry is as it was written. {limit}", limit=limit)
    count = locale.toString(entries)
    return tr("All {count} entries follow from each other. {limit}", count=count, limit=limit)


def verification_failed(sequence: int, locale: QLocale) -> str:
    """Which entry does not follow from the one before, and what to do."""
    return tr(
        "Entry {number} of the history does not follow from the one before: something else changed the log. "
        "Keep this file, and compare it with a backup or an export.",
        number=locale.toString(sequence),
    )


def rows_differ(rows: int, locale: QLocale, *, are_all: bool) -> str:
    """How many rows are not what the history says; not `are_all`, there may be more."""
    if not are_all:
        return tr("{count} rows or more differ from the history.", count=locale.toString(rows))
    return counted(rows, "%n row differs from the history.", "%n rows differ from the history.")


def anchor(entries: int, mark: str, locale: QLocale) -> str:
    """What another person can note down of a history: how many entries, and the mark of the last."""
    if entries == 1:
        return tr("The log's history had 1 entry; its mark is {mark}.", mark=mark)
    count = locale.toString(entries)
    return tr("The log's history had {count} entries; the last one's mark is {mark}.", count=count, mark=mark)
