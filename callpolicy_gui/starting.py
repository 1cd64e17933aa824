"""A start with a window: of the demo, of this computer's log, or of neither where the program runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from callpolicy_gui import demo
from callpolicy_gui.app import claim_or_ask
from callpolicy_gui.desktop.autostart import autostart_of
from callpolicy_gui.desktop.single_instance import SingleInstance
from callpolicy_gui.desktop.system_region import guess_region
from callpolicy_gui.headless import REFUSED, Outcome
from callpolicy_gui.opening import LogPlace, open_demo
from callpolicy_gui.program import Program
from callpolicy_gui.storage import paths as log_paths
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.storage.keys import system_keychain
from callpolicy_gui.wording.problems import storage_problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.command_line import Command
    from callpolicy_gui.desktop.autostart import Autostart
    from callpolicy_gui.storage.paths import Paths


def run(command: Command, clock: Callable[[], float], paths: Paths) -> Outcome:
    """Open the window and stay until it is quit; or hand the command to the program that runs already."""
    application = QApplication.instance() or QApplication(["callpolicy"])
    if not isinstance(application, QApplication):
        raise TypeError("a window needs a QApplication")
    application.setApplicationName("callpolicy")
    application.setApplicationDisplayName("Call Policy")
    application.setDesktopFileName("callpolicy")
    application.setQuitOnLastWindowClosed(False)
    QLocale.setDefault(QLocale.system())
    try:
        if command.demo:
            clock = demo.DemoClock(clock)
            log = open_demo(clock, demo.REGION)
            demo.fill(log.controller)
            program = Program(application, clock, None, None)
            return program.stay(program.open_stage(log), command)
        log_paths.prepare(paths)
        instance = SingleInstance(paths.data_dir)
        answer = claim_or_ask(instance, command)
        if answer is not None:
            return answer
    except StorageError as error:
        return Outcome(storage_problem(error), REFUSED)
    place = LogPlace(paths, system_keychain(), clock, guess_region())
    program = Program(application, clock, place, instance, _autostart(command, paths))
    return program.stay(program.first_stage(), command)


def _autostart(command: Command, paths: Paths) -> Autostart | None:
    """The start with the computer, of this log: another folder's log is started beside it."""
    if command.data_dir is None:
        return autostart_of(["--background"])
    return autostart_of(["--background", f"--data-dir={paths.data_dir.absolute()}"], paths.socket_name)
