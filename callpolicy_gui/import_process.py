"""Reads a phone's call log in a child process that can be killed.

A call log comes from outside, and a caller chooses part of it. So its bytes go through a
pipe to a child with limits on memory and time, and rows come back as JSON lines; nothing
is written to disk. The child says what is wrong as a key and a place, never as a value,
and its error output goes nowhere.
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from pathlib import Path
from typing import Any

from callpolicy_gui.core.imported_calls import PhoneLogRow, RowKind
from callpolicy_gui.formats import android_calls
from callpolicy_gui.formats.problems import FormatError, FormatProblem

resource: Any = None  # Windows has no such limits; time and file size still hold there
with suppress(ImportError):
    import resource

MOST_BYTES = 64 * 1024 * 1024
MEMORY_BYTES = 1024 * 1024 * 1024
TIMEOUT_SECONDS = 10.0

_READERS = (android_calls,)
_CHECKOUT = Path(__file__).resolve().parent.parent


class ImportProblem(StrEnum):
    """Why nothing was read; `wording` makes it a sentence."""

    NOT_FOUND = "not_found"
    NOT_A_FILE = "not_a_file"
    TOO_LARGE = "too_large"
    UNKNOWN_FORMAT = "unknown_format"
    UNREADABLE = "unreadable"
    REFUSED = "refused"


class ImportFailed(Exception):  # noqa: N818  # it says what happened, not whose error it is
    """A file was not read. For REFUSED, `format_problem` and `place` say what is wrong and where.

    `complete` is how many calls stand before the cut of a file that was cut off, else None.
    """

    def __init__(
        self,
        problem: ImportProblem,
        format_problem: FormatProblem | None = None,
        place: str = "",
        complete: int | None = None,
    ) -> None:
        super().__init__(problem.value)
        self.complete = complete
        self.problem = problem
        self.format_problem = format_problem
        self.place = place


@dataclass(frozen=True, slots=True)
class PhoneLogFile:
    """The rows of a file, in its order, and how many it says it has, if it does."""

    rows: list[PhoneLogRow]
    stated: int | None


def read_in_child(
    path: Path, *, timeout_s: float = TIMEOUT_SECONDS, memory_bytes: int = MEMORY_BYTES
) -> list[PhoneLogRow]:
    """The rows of a phone's call log, all of them or none; see `read_file_in_child`."""
    return read_file_in_child(path, timeout_s=timeout_s, memory_bytes=memory_bytes).rows


def read_file_in_child(
    path: Path, *, timeout_s: float = TIMEOUT_SECONDS, memory_bytes: int = MEMORY_BYTES
) -> PhoneLogFile:
    """The content of a phone's call log of at most 64 MiB. Blocks for up to `timeout_s` seconds.

    Raises:
        ImportFailed: the file cannot be read, or was refused as a whole.
    """
    data = _bytes_of(path)
    if getattr(sys, "frozen", False) or not sys.executable:
        # A bundled program has no interpreter to start; the readers' own limits still hold.
        lines = _answer(data)
    else:
        lines = _ask_child(data, timeout_s, memory_bytes)
    return _understood(lines)


def _bytes_of(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):  # opening a pipe would wait for its other end
            raise ImportFailed(ImportProblem.NOT_A_FILE)
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise ImportFailed(ImportProblem.NOT_FOUND) from None
    except (OSError, ValueError):  # not permitted, pulled out while reading; a NUL in the path
        raise ImportFailed(ImportProblem.UNREADABLE) from None
    if len(data) > MOST_BYTES:
        raise ImportFailed(ImportProblem.TOO_LARGE)
    return data


def _ask_child(data: bytes, timeout_s: float, memory_bytes: int) -> list[str]:
    path = os.pathsep.join(filter(None, (str(_CHECKOUT), os.environ.get("PYTHONPATH"))))
    # -P: a folder that happens to be the current one must not supply modules.
    command = [sys.executable, "-P", "-m", "callpolicy_gui.import_process"]
    try:
        with subprocess.Popen(
            [*command, str(memory_bytes), str(ceil(timeout_s))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ) as child:
            try:
                out, _ = child.communicate(data, timeout=timeout_s)
            except subprocess.TimeoutExpired:
                child.kill()
                raise ImportFailed(ImportProblem.UNREADABLE) from None
    except OSError:
        raise ImportFailed(ImportProblem.UNREADABLE) from None
    if child.returncode != 0:
        raise ImportFailed(ImportProblem.UNREADABLE)
    return out.decode("ascii", "replace").splitlines()


def _understood(lines: list[str]) -> PhoneLogFile:
    """The rows in the answer; whatever is not an answer in full counts as a crash."""
    try:
        first, *rest = (json.loads(line) for line in lines)
        if "problem" not in first:
            if first["rows"] != len(rest):
                raise ImportFailed(ImportProblem.UNREADABLE)
            stated = None if first["stated"] is None else int(first["stated"])
            return PhoneLogFile([_row(*values) for values in rest], stated)
        problem = ImportProblem(first["problem"])
        detail = FormatProblem(first["format_problem"]) if first["format_problem"] else None
        place = str(first["place"])
        complete = None if first["complete"] is None else int(first["complete"])
    except (ValueError, TypeError, KeyError):
        raise ImportFailed(ImportProblem.UNREADABLE) from None
    raise ImportFailed(problem, detail, place, complete)


def _row(number: str, name: str, at_ms: int, kind: str, duration_seconds: int) -> PhoneLogRow:
    return PhoneLogRow(str(number), str(name), int(at_ms), RowKind(kind), int(duration_seconds))


def _answer(data: bytes) -> list[str]:
    """What the child says about a file: one JSON line about the whole, then one for each row."""
    reader = next((reader for reader in _READERS if reader.sniff(data)), None)
    if reader is None:
        return [_no(ImportProblem.UNKNOWN_FORMAT)]
    try:
        rows = reader.read(data)
        about = {"rows": len(rows), "stated": reader.stated_count(data)}
        return [json.dumps(about), *(_line(row) for row in rows)]
    except FormatError as error:
        return [_no(ImportProblem.REFUSED, error.problem, error.place, error.complete)]
    except MemoryError:
        return [_no(ImportProblem.TOO_LARGE)]


def _no(
    problem: ImportProblem,
    detail: FormatProblem | None = None,
    place: str = "",
    complete: int | None = None,
) -> str:
    return json.dumps({"problem": problem, "format_problem": detail, "place": place, "complete": complete})


def _line(row: PhoneLogRow) -> str:
    return json.dumps([row.number, row.name, row.at_ms, row.kind, row.duration_seconds])


def _limit(memory_bytes: int, cpu_seconds: int) -> None:
    if resource is None:
        return
    limits: dict[Any, int] = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_CORE: 0,  # a core dump would hold the log
    }
    for which, value in limits.items():
        with suppress(ValueError, OSError):  # macOS refuses some; the parent's clock remains
            resource.setrlimit(which, (value, value))


def main() -> int:
    """The child: bytes on standard input, JSON lines on standard output; returns the exit status."""
    memory_bytes, cpu_seconds = map(int, sys.argv[1:3])
    _limit(memory_bytes, cpu_seconds)
    try:
        lines = _answer(sys.stdin.buffer.read())
    except MemoryError:
        lines = [_no(ImportProblem.TOO_LARGE)]
    sys.stdout.write("\n".join(lines))
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
