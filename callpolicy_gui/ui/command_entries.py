"""The commands of a menu bar as plain entries: what they are called, where they are, which keys they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenuBar

_NATIVE = QKeySequence.SequenceFormat.NativeText


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """One command. `place` is the menu it stands in, `keys` are as this platform writes them."""

    title: str
    place: str
    keys: tuple[str, ...]
    action: QAction


def command_entries(bar: QMenuBar) -> tuple[CommandEntry, ...]:
    """Every command of the menus in their order, whether it can be used now or not."""
    return tuple(entry for top in bar.actions() for entry in _of_menu(top.menu(), _plain(top.text())))


def _of_menu(menu: object, place: str) -> Iterator[CommandEntry]:
    if not isinstance(menu, QMenu):
        return
    for action in menu.actions():
        if action.isSeparator() or not action.isVisible():
            continue
        if action.menu() is not None:
            yield from _of_menu(action.menu(), place)
            continue
        words, _, letter = action.text().partition("\t")
        keys = tuple(keys.toString(_NATIVE) for keys in action.shortcuts()) or ((letter,) if letter else ())
        yield CommandEntry(_plain(words).removesuffix("\u2026"), place, keys, action)


def matching(entries: Sequence[CommandEntry], text: str) -> list[CommandEntry]:
    """The entries every typed word of which begins a word of the title or the menu's name.

    What begins with the text stands first, then what has it in the title, else the order stays.
    """
    typed = text.casefold().split()
    found = [e for e in entries if all(_begins(word, f"{e.title} {e.place}") for word in typed)]

    def rank(entry: CommandEntry) -> int:
        title = entry.title.casefold()
        if title.startswith(" ".join(typed)):
            return 0
        return 1 if all(_begins(word, title) for word in typed) else 2

    return sorted(found, key=rank)


def _begins(word: str, words: str) -> bool:
    return any(each.startswith(word) for each in words.casefold().split())


def _plain(text: str) -> str:
    """A menu's text as it reads: without the marks of its keys."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")
