"""What was copied here is gone after a while; what somebody else put there stays."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from callpolicy_gui.ui.clipboard import PassingClipboard

NUMBER = "(206) 555-0142"


@pytest.fixture
def board(qapp):
    board = QGuiApplication.clipboard()
    board.clear()
    yield board
    board.clear()


@pytest.fixture
def passing(board):
    seconds = [100.0]
    made = PassingClipboard(seconds=30.0, monotonic=lambda: seconds[0])
    made.seconds = seconds
    yield made
    made.deleteLater()


def test_a_copy_is_gone_after_its_time(passing, board):
    passing.copy(NUMBER)
    assert board.text() == NUMBER
    assert passing._timer.interval() == 30_000
    passing.seconds[0] += 30
    passing._timer.timeout.emit()
    assert board.text() == ""


def test_clipboard_histories_are_asked_to_leave_it_out(passing, board):
    passing.copy(NUMBER)
    assert bytes(board.mimeData().data("x-kde-passwordManagerHint").data()) == b"secret"


def test_a_timer_that_fires_early_is_not_believed(passing, board):
    passing.copy(NUMBER)
    passing.seconds[0] += 29.5
    passing._timer.timeout.emit()
    assert board.text() == NUMBER
    assert passing._timer.isActive()
    assert passing._timer.interval() == 500


def test_a_second_copy_has_its_own_time(passing, board):
    passing.copy(NUMBER)
    passing.seconds[0] += 20
    passing.copy(NUMBER)
    passing.seconds[0] += 20
    passing._timer.timeout.emit()
    assert board.text() == NUMBER


def test_what_came_later_from_elsewhere_stays(passing, board):
    passing.copy(NUMBER)
    board.setText("somebody else's")
    passing.seconds[0] += 60
    passing._timer.timeout.emit()
    assert board.text() == "somebody else's"


def test_locking_does_not_wait(passing, board):
    passing.copy(NUMBER)
    passing.clear_now()
    assert board.text() == ""
    assert not passing._timer.isActive()
    board.setText("")
    passing.clear_now()


@pytest.mark.parametrize("owned", [True, False])
def test_text_that_was_marked_and_copied_counts_too(passing, board, owned):
    passing._clipboard = Board(board, owned)
    line = QLineEdit("after 5 pm")
    line.selectAll()
    line.copy()
    assert board.text() == "after 5 pm"
    passing.seconds[0] += 30
    passing._timer.timeout.emit()
    assert board.text() == ("" if owned else "after 5 pm")


class Board:
    """The clipboard of a desktop: it knows whose copy it holds."""

    def __init__(self, real, owned):
        self.real, self.owned = real, owned

    def ownsClipboard(self):  # noqa: N802 - Qt's name
        return self.owned

    def __getattr__(self, name):
        return getattr(self.real, name)


COPIES_AND_ENDS = """
from PySide6.QtWidgets import QApplication
from callpolicy_gui.ui.clipboard import PassingClipboard

application = QApplication([])
passing = PassingClipboard()
passing.copy("(206) 555-0142")
passing.clear_now()
"""


def test_a_program_that_copied_ends_in_order():
    """Qt keeps what lies on the offscreen clipboard past the end of Python, and then deletes it."""
    done = subprocess.run(
        [sys.executable, "-c", COPIES_AND_ENDS], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
