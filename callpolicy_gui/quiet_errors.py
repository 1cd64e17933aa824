"""Errors without values: what went wrong and where, never what was in it.

Messages and arguments of exceptions carry the data they stumbled over, and that may be a
client's name. So only the type, a code, and the module and line are written. The same holds
for what a library logs: its level and its place, not its words.
"""

from __future__ import annotations

import logging
import sys
import threading
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    Show = Callable[[str, str], object]


class _Window:
    """What shows an error in a window, where there is one."""

    show: Show | None = None


def describe(kind: type[BaseException], trace: TracebackType | None) -> str:
    """`Something went wrong (E-1234): ValueError at deadlines:57. Your log is safe.`."""
    place = place_of(kind, trace)
    return f"Something went wrong ({code_of(place)}): {place}. Your log is safe."


def place_of(kind: type[BaseException], trace: TracebackType | None) -> str:
    """`ValueError at deadlines:57`, the innermost place."""
    module, line = "unknown", 0
    while trace is not None:
        module, line = Path(trace.tb_frame.f_code.co_filename).stem, trace.tb_lineno
        trace = trace.tb_next
    return f"{kind.__name__} at {module}:{line}"


def code_of(place: str) -> str:
    """`E-1234`, the same for the same place."""
    return f"E-{zlib.crc32(place.encode()) % 10_000:04d}"


def install_quiet_errors() -> None:
    """From now on, an exception that nobody handles is told by `describe` on standard error.

    Whichever thread it happens in, and where Python would ignore it. What is logged goes there
    too, without its words.
    """
    sys.excepthook = _report
    sys.unraisablehook = lambda found: _report(found.exc_type, found.exc_value, found.exc_traceback)
    threading.excepthook = lambda found: _report(found.exc_type, found.exc_value, found.exc_traceback)
    root = logging.getLogger()
    root.handlers[:] = [_QuietHandler(logging.WARNING)]


def show_with(show: Show | None) -> None:
    """Errors are shown in a window too, by a call with code and place, from any thread; None: no longer."""
    _Window.show = show


class _QuietHandler(logging.Handler):
    """One line a record: level, type of the error if there is one, module and line."""

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0] if record.exc_info else None
        what = record.levelname if kind is None else f"{record.levelname} {kind.__name__}"
        _write(f"{what} at {record.module}:{record.lineno}")


def _report(kind: type[BaseException], _value: BaseException | None, trace: TracebackType | None) -> None:
    _write(describe(kind, trace))
    if _Window.show is not None and issubclass(kind, Exception):
        place = place_of(kind, trace)
        # An error about an error would come back here for ever.
        with suppress(Exception):
            _Window.show(code_of(place), place)


def _write(line: str) -> None:
    # A program without a terminal has no such stream, and it may be closed.
    with suppress(AttributeError, OSError, ValueError):
        sys.stderr.write(line + "\n")
