"""What every check is made of: a way to say what went wrong, and the rules that hold for every row."""

from __future__ import annotations

import contextlib
import io
import logging
import signal
import sys
import tempfile
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from callpolicy_gui.controller.views import Field, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.bad_inputs.rows import Row

# Whatever hangs; what a row says about time is measured in the time of the processor.
LIMIT_SECONDS = 60
_LONGEST = 400
# Shorter texts stand in any sentence by chance.
_TELLING = 4


class Misbehaved(Exception):  # noqa: N818  # it says what the program did, it is no error of the test's
    """The program did something else than the row expects; the message says what it did."""


class NotHere(Exception):  # noqa: N818  # likewise
    """This computer has not what the check needs; the message says what."""


def expect(holds: object, got: str) -> None:
    """Nothing where it holds.

    Raises:
        Misbehaved: with what the program did instead.
    """
    if not holds:
        raise Misbehaved(got)


def quotes(sentence: str, text: str) -> bool:
    """Whether a sentence repeats a text, or the beginning of a long one."""
    return len(text.strip()) >= _TELLING and text.strip()[:40] in sentence


def expect_sentence(sentence: str, value: str = "") -> str:
    """The sentence, which is one for a person and does not repeat the value."""
    expect(sentence.strip(), "nothing was said")
    expect(sentence.rstrip().endswith((".", "?")), f"not a sentence: {sentence!r}")
    expect("Traceback" not in sentence, "a traceback")
    expect(not quotes(sentence, value), "the sentence repeats the value")
    return sentence


def expect_refused(answer: object, value: str = "", field: Field | None = None) -> str:
    """The sentence of a refusal that names its field and not the value."""
    expect(isinstance(answer, Refused), f"not refused: {type(answer).__name__}")
    assert isinstance(answer, Refused)
    if field is not None:
        expect(
            answer.field is field, f"the refusal names the field {answer.field.value!r}: {answer.sentence}"
        )
    return expect_sentence(answer.sentence, value)


def expect_words(sentence: str, *any_of: str) -> None:
    """The sentence has one of the words, whatever their case."""
    found = any(words.casefold() in sentence.casefold() for words in any_of)
    expect(found, f"the sentence says nothing of {' or '.join(map(repr, any_of))}: {sentence!r}")


def judge(row: Row, check: Callable[[Row, Path], None]) -> str:
    """What the program did instead of what the row expects; empty where it behaved.

    For every row: no exception, an end within a minute, and no value in a log record or on standard
    error.

    Raises:
        NotHere: the check needs what this computer does not have.
    """
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setLevel(logging.DEBUG)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with tempfile.TemporaryDirectory(prefix="bad-") as folder, contextlib.redirect_stderr(said), _limit():
            check(row, Path(folder))
    except NotHere:
        raise
    except Misbehaved as misbehaved:
        return _short(str(misbehaved))
    except Exception as error:  # noqa: BLE001  # whatever it is, it is what happened
        return _short(f"{type(error).__name__} at {_place(error)}")
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    if quotes(said.getvalue(), row.text):
        return "the value stands in a log record or on standard error"
    return ""


@contextlib.contextmanager
def _limit() -> Iterator[None]:
    """Ends what takes longer than the limit, where the system has an alarm for that."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: object) -> None:
        raise Misbehaved(f"took longer than {LIMIT_SECONDS} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, LIMIT_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__) or traceback.extract_tb(sys.exc_info()[2])
    own = [frame for frame in frames if "callpolicy_gui" in frame.filename] or frames
    return f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "unknown"


def _short(text: str) -> str:
    clean = text.encode("ascii", "backslashreplace").decode("ascii")
    return clean if len(clean) <= _LONGEST else clean[:_LONGEST] + " ..."
