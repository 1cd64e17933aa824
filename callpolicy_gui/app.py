"""Where a start begins: read the command line, then a window, a message to the running program, or neither.

The clock is given here and nowhere else is one read.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from callpolicy_gui import preflight
from callpolicy_gui.command_line import Command, parse
from callpolicy_gui.desktop.privacy import keep_memory_private
from callpolicy_gui.desktop.single_instance import SingleInstance
from callpolicy_gui.desktop.system_region import guess_region
from callpolicy_gui.headless import DONE, REFUSED, Outcome, carry_out
from callpolicy_gui.opening import open_folder
from callpolicy_gui.quiet_errors import install_quiet_errors
from callpolicy_gui.storage import paths as log_paths
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.wording.problems import storage_problem
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

    from callpolicy_gui.storage.paths import Paths

_TRIES = 3


def run() -> int:
    """The command `callpolicy`: this process's arguments and this computer's clock."""
    return main(sys.argv[1:], time.time)


def main(argv: Sequence[str], clock: Callable[[], float]) -> int:
    """Do what the arguments ask for; the exit code.

    `clock` gives UTC seconds. 0 is done, 1 refused with a sentence, 2 a command line that
    cannot be understood, 69 no display.
    """
    try:
        command = parse(argv)
    except SystemExit as finished:
        _flush(sys.stdout)
        return finished.code if isinstance(finished.code, int) else REFUSED
    install_quiet_errors()
    keep_memory_private()
    command = command.with_absolute_paths(Path.cwd())
    if command.needs_window:
        lacking = preflight.missing_display()
        if lacking is not None:
            return _finish(Outcome(lacking, preflight.EX_UNAVAILABLE))
        return _with_window(command, clock)
    return _finish(_without_window(command, clock))


def _with_window(command: Command, clock: Callable[[], float]) -> int:
    # The window's libraries may be missing where the command line works all the same.
    try:
        from callpolicy_gui import starting  # noqa: PLC0415
    except ImportError as error:
        return _finish(Outcome(preflight.explain_import_error(error), preflight.EX_UNAVAILABLE))
    return _finish(starting.run(command, clock, _paths(command)))


def _without_window(command: Command, clock: Callable[[], float]) -> Outcome:
    # A QCoreApplication lives for the whole process; the caller may have made one.
    application = QCoreApplication.instance() or QCoreApplication(["callpolicy"])
    application.setApplicationName("callpolicy")
    QLocale.setDefault(QLocale.system())
    paths = _paths(command)
    try:
        log_paths.prepare(paths)
        instance = SingleInstance(paths.data_dir)
        answer = claim_or_ask(instance, command)
        if answer is not None:
            return answer
        log = open_folder(paths, clock, guess_region())
        try:
            return carry_out(command, log.controller)
        finally:
            log.close()
            instance.release()
    except StorageError as error:
        return Outcome(storage_problem(error), REFUSED)


def claim_or_ask(instance: SingleInstance, command: Command) -> Outcome | None:
    """None when this process became the running program of its folder, else the other one's answer."""
    for _ in range(_TRIES):
        if instance.claim():
            return None
        answer = instance.ask_running(command.to_argv())
        if answer is not None:
            return Outcome(answer.lines, answer.exit_code)
    return Outcome(tr("Call Policy is running but does not answer. Quit it, then try again."), REFUSED)


def _paths(command: Command) -> Paths:
    if command.data_dir is None:
        return log_paths.default_paths()
    return log_paths.paths_in(command.data_dir)


def _finish(outcome: Outcome) -> int:
    """Print the line and give the exit code; a closed pipe or an odd locale is no error."""
    stream = sys.stdout if outcome.code == DONE else sys.stderr
    if outcome.line:
        encoding = stream.encoding or "ascii"
        with suppress(BrokenPipeError):
            stream.write(outcome.line.encode(encoding, "replace").decode(encoding) + "\n")
        _flush(stream)
    return outcome.code


def _flush(stream: TextIO) -> None:
    """Send what was printed; nobody may be there any more to read it."""
    try:
        stream.flush()
    except BrokenPipeError:
        # Python would complain once more when it flushes at exit.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
