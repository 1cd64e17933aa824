"""A child that dies at the n-th thing it does to the file system, for n = 1, 2, ... until it lives."""

from __future__ import annotations

import os
import sys

import pytest

TOUCHES = frozenset(
    {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.link", "os.truncate"}
    | {"sqlite3.connect", "os.listdir", "os.scandir"}
)
LIVED, DIED, FAILED = 0, 9, 1


def killed_at_each_step(action, prepare, check, most=400):
    """Runs `action(prepare())` in children that die at each touch of a file; `check(context)` after each.

    Between two touches nothing changes but the content of a file that is being written,
    and its synchronisation, which is a point of death too. The number of deaths.
    """
    if not hasattr(os, "fork"):
        pytest.skip("needs fork")
    for step in range(1, most):
        context = prepare()
        ended = _run(action, context, step)
        assert ended in {LIVED, DIED}, f"the child failed on its own at step {step}"
        check(context)
        if ended == LIVED:
            return step - 1
    raise AssertionError("the child never lived")


def _run(action, context, step):
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    ended = FAILED
    try:
        left = step
        real_fsync = os.fsync

        def touch(event="open", *_):
            nonlocal left
            if event in TOUCHES:
                left -= 1
                if left == 0:
                    os._exit(DIED)

        def fsync(descriptor):
            touch()
            real_fsync(descriptor)

        os.fsync = fsync
        sys.addaudithook(touch)
        action(context)
        ended = LIVED
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
        raise
    finally:
        os._exit(ended)
