"""A second program, started the way this one was: for the sample data, which are never beside real calls."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess

if TYPE_CHECKING:
    from collections.abc import Sequence


def same_start(original: Sequence[str], arguments: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """The command line of this program with other arguments.

    `original` is what the operating system was given (`sys.orig_argv`), `arguments` what of it the
    program was given (`sys.argv` without its first): they are the end of it.
    """
    kept = original[1 : len(original) - len(arguments)] if arguments else original[1:]
    return [*kept, *wanted]


def start_another(*wanted: str) -> bool:
    """Start a program of its own with these arguments; whether it could be started."""
    command = same_start(sys.orig_argv, sys.argv[1:], wanted)
    started = QProcess.startDetached(sys.executable, command)
    return bool(started[0] if isinstance(started, tuple) else started)
