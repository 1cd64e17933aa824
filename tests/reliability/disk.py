"""A disk that loses its power: what is on it then, if what was not synced is kept, lost or torn."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.reliability.traced import Cut, Event, Mark, Name, Sync, Write

if TYPE_CHECKING:
    import random

SECTORS = (512, 4096)


@dataclass(slots=True)
class Disk:
    """What is safe, and what a power cut may still take: per file in any order, names in their order.

    Names in order, because file systems write their own journal in order; contents in
    none, and independent of the names.
    """

    safe: dict[int, bytearray] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    waiting: dict[int, list[Write | Cut]] = field(default_factory=dict)
    waiting_names: list[Name] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """The event happens."""
        if isinstance(event, (Write, Cut)):
            self.waiting.setdefault(event.file, []).append(event)
        elif isinstance(event, Name):
            self.waiting_names.append(event)
        elif isinstance(event, Sync):
            if event.file is None:
                _rename(self.names, self.waiting_names)
                self.waiting_names = []
            else:
                image = self.safe.setdefault(event.file, bytearray())
                for change in self.waiting.pop(event.file, []):
                    _apply(image, change)
        elif not isinstance(event, Mark):
            raise TypeError(event)

    def uncertain(self) -> int:
        """How many events a power cut now may undo."""
        return len(self.waiting_names) + sum(len(changes) for changes in self.waiting.values())

    def after_power_cut(self, way: str, chance: random.Random) -> dict[str, bytes]:
        """The files by name: what is unsynced all `kept`, all `dropped`, or each kept, lost or `torn`."""
        names = dict(self.names)
        reached = {"kept": len(self.waiting_names), "dropped": 0}.get(way)
        if reached is None:
            reached = chance.randint(0, len(self.waiting_names))
        _rename(names, self.waiting_names[:reached])
        images = {}
        for name, file in names.items():
            image = bytearray(self.safe.get(file, b""))
            if way != "dropped":
                self._unsynced(image, file, way, chance)
            images[name] = bytes(image)
        return images

    def _unsynced(self, image: bytearray, file: int, way: str, chance: random.Random) -> None:
        changes = self.waiting.get(file, [])
        # Most of what waits reaches a disk in order; sometimes it does not.
        kept_from_start = chance.randint(0, len(changes)) if chance.random() < 0.5 else 0
        for position, change in enumerate(changes):
            lot = 0.0 if way == "kept" or position < kept_from_start else chance.random()
            if lot < 0.4:
                _apply(image, change)
            elif lot < 0.7 and isinstance(change, Write):
                _tear(image, change, chance)

    def clone(self) -> Disk:
        return copy.deepcopy(self)


def _apply(image: bytearray, change: Write | Cut) -> None:
    if isinstance(change, Cut):
        _resize(image, change.size)
        return
    end = change.offset + len(change.data)
    if len(image) < end:
        _resize(image, end)
    image[change.offset : end] = change.data


def _resize(image: bytearray, size: int) -> None:
    del image[size:]
    image.extend(bytes(size - len(image)))


def _tear(image: bytearray, change: Write, chance: random.Random) -> None:
    """Only some of the sectors that the write touches have its bytes."""
    sector = chance.choice(SECTORS)
    start, end = change.offset, change.offset + len(change.data)
    if len(image) < end and chance.random() < 0.5:
        _resize(image, end)  # the size was written, the content was not
    for first in range(start // sector * sector, end, sector):
        if chance.random() < 0.5:
            low, high = max(start, first), min(end, first + sector)
            _apply(image, Write(change.file, low, change.data[low - start : high - start]))


def _rename(names: dict[str, int], changes: list[Name]) -> None:
    for change in changes:
        if change.gone is not None:
            names.pop(change.gone, None)
        if change.file is None:
            names.pop(change.name, None)
        else:
            names[change.name] = change.file
