"""Text from outside, kept from being read as markup where Qt guesses."""

from __future__ import annotations

from html import escape


def plain_tool_tip(text: str) -> str:
    """`text` as a tool tip that shows it letter for letter; Qt would take "<b>" for bold."""
    return f"<qt>{escape(text)}</qt>" if "<" in text or "&" in text else text


def no_mnemonic(text: str) -> str:
    """`text` for a button or menu whose "&" is a letter and not a shortcut."""
    return text.replace("&", "&&")
