"""A forked child that saves until it ends or is killed, and what it says on its pipe."""

from __future__ import annotations

import os
import select
import signal
import traceback


class Child:
    """Runs `work(say)` in a fork; `say(text)` sends a line. The parent reads, kills, waits."""

    def __init__(self, work) -> None:
        read_end, write_end = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            _live(work, read_end, write_end)
        os.close(write_end)
        self._pipe = read_end
        self._buffer = b""
        self.ended = False

    def lines(self, wait: float, most: int | None = None) -> list[str]:
        """The lines that come within `wait` seconds of silence, `most` of them at the most."""
        found: list[str] = []
        while most is None or len(found) < most:
            line, newline, rest = self._buffer.partition(b"\n")
            if newline:
                self._buffer = rest
                found.append(line.decode())
                continue
            if self.ended or not select.select([self._pipe], [], [], wait)[0]:
                break
            data = os.read(self._pipe, 65536)
            self._buffer += data
            self.ended = not data
        return found

    def pause(self, seconds: float) -> None:
        """Lets the child go on for so long, whatever it says."""
        select.select([], [], [], seconds)

    def kill(self) -> tuple[list[str], int]:
        """SIGKILL; what it had said that was not read yet, and how it ended."""
        os.kill(self.pid, signal.SIGKILL)
        return self.wait()

    def wait(self) -> tuple[list[str], int]:
        """The lines to the end, and the exit code; minus a signal's number where one ended it."""
        rest = self.lines(300.0)
        os.close(self._pipe)
        return rest, os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def _live(work, read_end: int, write_end: int) -> None:
    ended = 1
    try:
        os.close(read_end)
        # A line is one write: it is read whole or not at all.
        work(lambda text: os.writev(write_end, [text.encode() + b"\n"]))
        ended = 0
    except BaseException:  # noqa: BLE001 - whatever it is, the child must not go on as its parent
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(ended)
