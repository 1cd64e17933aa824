"""A language that does not exist: every text that goes through the translator, with accents and 40 % longer.

What is still plain on the screen did not go through it, and what is cut would be cut in German.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTranslator

if TYPE_CHECKING:
    from collections.abc import Iterator

_ACCENTS = str.maketrans("aeiouyAEIOUY", "àéîöûýÀÉÎÖÛÝ")
# Places for values, and letters that a key opens.
_KEPT = re.compile(r"\{\w+\}|%n|%s|%\d|&\w")
_LONGER = 0.4
_FILLER = "ŵŷẑ"


def pseudo(text: str) -> str:
    """The text in that language: values and mnemonics stay, words get accents, and a tail makes it longer."""
    if not any(letter.isalpha() for letter in _KEPT.sub("", text)):
        return text
    kept = _KEPT.findall(text)
    parts = [part.translate(_ACCENTS) for part in _KEPT.split(text)]
    spoken = "".join(part + (kept[n] if n < len(kept) else "") for n, part in enumerate(parts))
    more = max(1, round(len(text) * _LONGER))
    tail = " ".join([_FILLER] * (more // 4)) or _FILLER[:more]
    body, tab, keys = spoken.partition("\t")
    return f"{body} {tail}{tab}{keys}"


class PseudoTranslator(QTranslator):
    """Translates everything of ours."""

    def isEmpty(self) -> bool:  # noqa: N802 -- Qt's name
        return False

    def translate(
        self, _context: str, source: str, _disambiguation: str | None = None, _count: int = -1
    ) -> str:
        return pseudo(source)


@contextmanager
def spoken() -> Iterator[None]:
    """The language, for whatever is made in the meantime."""
    translator = PseudoTranslator()
    QCoreApplication.installTranslator(translator)
    try:
        yield
    finally:
        QCoreApplication.removeTranslator(translator)
