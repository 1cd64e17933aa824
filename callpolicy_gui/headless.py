"""What the command line does without a window: import with --yes, and export. One line, one exit code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from callpolicy_gui.controller.views import Refused

if TYPE_CHECKING:
    from callpolicy_gui.command_line import Command
    from callpolicy_gui.controller import Controller

DONE, REFUSED = 0, 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """The line to print and the code to exit with."""

    line: str
    code: int


def carry_out(command: Command, controller: Controller) -> Outcome:
    """Do a command that needs no window."""
    exchange = controller.exchange
    if command.export_file is not None and command.first is not None and command.last is not None:
        exported = exchange.export(
            command.export_file, command.first, command.last, command.level, overwrite=command.force
        )
        if isinstance(exported, Refused):
            return Outcome(exported.sentence, REFUSED)
        return Outcome(exported.sentence, DONE)
    if command.import_file is None:
        raise ValueError("this command needs a window")
    preview = exchange.preview(command.import_file)
    if isinstance(preview, Refused):
        return Outcome(preview.sentence, REFUSED)
    imported = exchange.import_calls(preview, settle_returned=True)
    if isinstance(imported, Refused):
        return Outcome(imported.sentence, REFUSED)
    return Outcome(imported.sentence, DONE)
