"""Nothing of this process's memory is written to a disk when it crashes, nor read by another program.

A dump of the memory holds names, numbers and the log's key. Where the system has no such
switch, nothing is done: this must never stand in the way of a start.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

# linux/prctl.h
_PR_SET_DUMPABLE = 4
# errhandlingapi.h: a crash asks nobody, and no report with a dump is made.
_SEM_FAILCRITICALERRORS, _SEM_NOGPFAULTERRORBOX = 0x0001, 0x0002


def keep_memory_private() -> None:
    """No core dump of this process from now on; on Linux no debugger of the same user either.

    A limit of 0 is inherited by the processes it starts. On Linux it does not hold where a
    program collects the dumps; not being dumpable does.
    """
    if sys.platform == "win32":
        with suppress(AttributeError, OSError):
            ctypes.windll.kernel32.SetErrorMode(_SEM_FAILCRITICALERRORS | _SEM_NOGPFAULTERRORBOX)
        return
    import resource  # noqa: PLC0415 - Windows has none

    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
