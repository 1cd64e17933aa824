"""Waiting for a condition with a deadline; nothing here waits for a fixed time."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QDeadlineTimer

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
PATIENCE_S = 15.0
POLL_S = 0.02


def wait_for(condition: Callable[[], T], what: str, timeout_s: float = PATIENCE_S) -> T:
    """The first truthy value of `condition()`; AssertionError naming `what` after the deadline."""
    deadline = QDeadlineTimer(round(timeout_s * 1000))
    pause = threading.Event()
    while True:
        value = condition()
        if value:
            return value
        if deadline.hasExpired():
            raise AssertionError(f"waited {timeout_s:g} s in vain for {what}")
        pause.wait(POLL_S)
