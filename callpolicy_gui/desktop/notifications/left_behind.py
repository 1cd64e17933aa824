"""Which notification this program has on the screen, kept for the run after a crash.

A notification outlives the program that asked for it: its click would lead nowhere, and the
next run would put a second one beside it. So the bus, the server on it and the id it gave are kept
in the session's own folder, three words that say nothing about anybody, and the next run closes it.
A notification is closed only on the bus and by the server that showed it: elsewhere the same id is
another program's.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


class LeftBehind:
    """The note of one data folder, told apart by `identity`; with an empty one nothing is kept."""

    def __init__(self, identity: str) -> None:
        folder = os.environ.get("XDG_RUNTIME_DIR", "")
        self._path = Path(folder) / "callpolicy" / f"{identity}.notice" if folder and identity else None

    def keep(self, bus: str, server: str, number: int) -> None:
        """This notification is on the screen. A note that cannot be written is none."""
        if self._path is not None and bus:
            with suppress(OSError):
                self._path.parent.mkdir(mode=0o700, exist_ok=True)
                self._path.write_text(f"{bus} {server} {number}\n", encoding="utf-8")

    def forget(self) -> None:
        """Nothing is on the screen."""
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    def take(self, bus: str, server: str) -> int | None:
        """The id of what an earlier run left on the screen of this server, once; None where nothing is."""
        if self._path is None:
            return None
        try:
            words = self._path.read_text(encoding="utf-8").split()
        except (OSError, UnicodeDecodeError):
            return None
        self.forget()
        if len(words) != 3 or words[:2] != [bus, server]:
            return None
        # An id has 32 bits, and 0 is none.
        number = int(words[2]) if words[2].isascii() and words[2].isdigit() and len(words[2]) <= 10 else 0
        return number if 0 < number < 2**32 else None
