from __future__ import annotations

import logging
import sys
import threading

import pytest

from callpolicy_gui import quiet_errors
from callpolicy_gui.quiet_errors import describe, install_quiet_errors, show_with

CANARY = "Marguerite 555-0142"


@pytest.fixture
def installed(monkeypatch):
    """The hooks of the program, and those of the tests afterwards."""
    for module, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(module, name, getattr(module, name))
    root = logging.getLogger()
    before = root.handlers[:]
    install_quiet_errors()
    shown = []
    show_with(lambda *told: shown.append(told))
    yield shown
    show_with(None)
    root.handlers[:] = before


def failing():
    raise ValueError(CANARY)


def test_an_error_is_told_without_its_values():
    try:
        int(CANARY)
    except ValueError:
        kind, _, trace = sys.exc_info()
    said = describe(kind, trace)
    assert "Marguerite" not in said
    assert "555" not in said
    assert "ValueError at test_quiet_errors:" in said
    assert said == describe(kind, trace)
    assert describe(KeyError, None).endswith("KeyError at unknown:0. Your log is safe.")


def test_the_window_gets_code_and_place_and_no_value(installed, capsys):
    try:
        failing()
    except ValueError:
        sys.excepthook(*sys.exc_info())
    ((code, place),) = installed
    said = capsys.readouterr().err
    assert said == f"Something went wrong ({code}): {place}. Your log is safe.\n"
    assert place.startswith("ValueError at test_quiet_errors:")
    assert CANARY not in said


def test_stopping_the_program_by_key_shows_no_window(installed, capsys):
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert installed == []
    assert "KeyboardInterrupt" in capsys.readouterr().err


def test_a_window_that_cannot_be_shown_is_the_end_of_it(installed, capsys):
    def broken(*_told):
        raise RuntimeError(CANARY)

    show_with(broken)
    sys.excepthook(ValueError, ValueError(CANARY), None)
    assert CANARY not in capsys.readouterr().err


def test_a_thread_and_a_destructor_are_as_quiet(installed, capsys):
    thread = threading.Thread(target=failing)
    thread.start()
    thread.join()

    class Bad:
        def __del__(self):
            failing()

    Bad()
    said = capsys.readouterr().err
    assert len(said.splitlines()) == len(installed) == 2
    assert CANARY not in said


def test_what_a_library_logs_loses_its_words(installed, capsys):
    logger = logging.getLogger("some.library")
    logger.warning("no such client: %s", CANARY)
    try:
        failing()
    except ValueError:
        logger.exception(CANARY)
    said = capsys.readouterr().err
    assert said.splitlines()[0].startswith("WARNING at test_quiet_errors:")
    assert said.splitlines()[1].startswith("ERROR ValueError at test_quiet_errors:")
    assert CANARY not in said


def test_without_a_terminal_nothing_is_said(installed, monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    quiet_errors._report(ValueError, ValueError(CANARY), None)
    assert len(installed) == 1
