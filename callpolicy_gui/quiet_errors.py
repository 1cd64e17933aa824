"""Errors without values: what went wrong and where, never what was in it.

Messages and arguments of exceptions carry the data they stumbled over, and that may be a
client's name. So only the type, a code, and the module and line are written.
"""

from __future__ import annotations

import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType


def describe(kind: type[BaseException], trace: TracebackType | None) -> str:
    """`Something went wrong (E-1234): ValueError at deadlines:57. Your log is safe.`."""
    module, line = "unknown", 0
    while trace is not None:
        module, line = Path(trace.tb_frame.f_code.co_filename).stem, trace.tb_lineno
        trace = trace.tb_next
    place = f"{kind.__name__} at {module}:{line}"
    code = zlib.crc32(place.encode()) % 10_000
    return f"Something went wrong (E-{code:04d}): {place}. Your log is safe."


def install_quiet_errors() -> None:
    """From now on, an exception that nobody handles is told by `describe` on standard error."""
    sys.excepthook = _report


def _report(kind: type[BaseException], _value: BaseException, trace: TracebackType | None) -> None:
    sys.stderr.write(describe(kind, trace) + "\n")
