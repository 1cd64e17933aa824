"""A disk of a test's own: a tmpfs that can be filled, and closed for writing as a medium is."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCK = 4096
ROOMY = 64 << 20
# From Linux' own <sys/mount.h>.
REMOUNT, READ_ONLY, DETACH = 32, 1, 2


class NoDiskError(Exception):
    """Nothing can be mounted here."""


def mount(place: Path, size: int, flags: int = 0) -> None:
    """A tmpfs of `size` bytes, or another size or way for the one that is there."""
    if sys.platform != "linux" or os.geteuid():
        raise NoDiskError("mounting a tmpfs needs root")
    libc = ctypes.CDLL(None, use_errno=True)
    options = f"size={size},mode=0700".encode()
    if libc.mount(b"tmpfs", os.fsencode(place), b"tmpfs", flags, options):
        raise NoDiskError(f"a tmpfs cannot be mounted: {os.strerror(ctypes.get_errno())}")


class SmallDisk:
    """A mounted disk, with room at first."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def fill(self, slack: int = 0) -> None:
        """Leave so many blocks free."""
        used = os.statvfs(self.place)
        mount(self.place, (used.f_blocks - used.f_bfree + slack) * BLOCK, REMOUNT)

    def close_for_writing(self) -> None:
        """As a medium that can only be read."""
        mount(self.place, ROOMY, REMOUNT | READ_ONLY)

    def make_room(self) -> None:
        """There is room again, and it can be written."""
        mount(self.place, ROOMY, REMOUNT)


@contextlib.contextmanager
def small_disk(place: Path) -> Iterator[SmallDisk]:
    """A disk mounted at a new folder.

    Raises:
        NoDiskError: it cannot be done here.
    """
    place.mkdir()
    mount(place, ROOMY)
    try:
        yield SmallDisk(place)
    finally:
        ctypes.CDLL(None).umount2(os.fsencode(place), DETACH)
