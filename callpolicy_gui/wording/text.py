"""Translating: the one context of the sentences, and counts with the right plural."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

_CONTEXT = "Wording"
_PLACE = re.compile(r"\{(\w+)\}")


def tr(text: str, **values: object) -> str:
    """The text in the user's language, with `{name}` replaced by the values, literally."""
    translated = QCoreApplication.translate(_CONTEXT, text)
    # All at once: a client may be called "{when}".
    return _PLACE.sub(lambda place: str(values.get(place[1], place[0])), translated)


def counted(count: int, one: str, many: str) -> str:
    """`one` or `many` as the count asks, `%n` being the count.

    A translation gets the count too and can have more plural forms than English.
    """
    source = one if count == 1 else many
    return QCoreApplication.translate(_CONTEXT, source, "", count).replace("%n", str(count))
