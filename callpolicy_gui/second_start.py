"""What a second start asks for is done by the running program, and the other one's terminal is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.command_line import parse
from callpolicy_gui.headless import DONE, REFUSED, Outcome
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from callpolicy_gui.desktop.single_instance import Request
    from callpolicy_gui.stages.stage import Stage


def carry_out_request(request: Request, stage: Stage) -> None:
    """Do what `request` asks for in `stage`, and answer it."""
    try:
        command = parse(request.argv)
    except SystemExit:
        request.answer("", REFUSED)
        return
    try:
        if command.background:
            # It runs already, and how its window stands is the clinician's.
            outcome = Outcome("", DONE)
        elif command.needs_window:
            stage.bring_up(request.token)
            stage.show(command)
            outcome = Outcome("", DONE)
        else:
            outcome = stage.carry_out(command)
    except Exception:
        # The other start must not wait for an answer that never comes.
        request.answer(tr("Something went wrong. Your log is safe."), REFUSED)
        raise
    request.answer(outcome.line, outcome.code)
