"""Where the icons, fonts and translations are, installed or not.

A wheel carries them inside the package; a checkout and an editable install keep them beside it. Nothing else
in the program needs to know which of the two it runs from.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "resources"
_CHECKOUT = _PACKAGE.parent / "resources"


def resource(name: str) -> Path:
    """The path of a resource such as "icons/phone.svg"; it is not checked that the file exists."""
    root = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    return root / name
