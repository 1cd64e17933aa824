"""Each campaign in its short form, and that each one fails once a protection is taken away.

A campaign runs in a process of its own: it forks, and forks want a small, quiet parent.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reliability.__main__ import UNAVAILABLE

ROOT = Path(__file__).parents[2]


def campaign(*arguments):
    """Exit code, output and errors of a campaign; skipped where it cannot run, unless everything must."""
    command = [sys.executable, "-m", "tests.reliability", *map(str, arguments)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=280)
    if ended.returncode == UNAVAILABLE and not os.environ.get("CALLPOLICY_REQUIRE_DESKTOP"):
        pytest.skip(ended.stdout.strip())
    return ended.returncode, ended.stdout.strip(), ended.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "n"),
    [
        ("kill9", 50),
        ("powerloss", 200),
        ("ioerr", 24),
        ("enospc", 20),
        ("bitflip", 600),
        ("tamper", 132),
        ("migrate", 30),
        ("alertyear", 6),
        ("once", 8),
        ("suspend", 2),
        ("clockjump", 100),
    ],
)
def test_the_short_form(name, n):
    code, said, errors = campaign(name, "--n", n)
    assert code == 0, said + errors


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "n", "protection", "fault"),
    [
        ("kill9", 8, "transaction", "torn"),
        ("kill9", 8, "commit", "acknowledged lost"),
        ("ioerr", 36, "write-errors", "acknowledged lost"),
        ("enospc", 6, "write-errors", "acknowledged lost"),
        ("enospc", 6, "atomic", "previous file gone"),
        ("bitflip", 60, "head", "taken silently"),
        ("tamper", 22, "chain", "not seen"),
        ("tamper", 22, "head", "not seen"),
        ("migrate", 40, "migration-transaction", "in between"),
        ("migrate", 40, "copy", "without a copy"),
        ("alertyear", 4, "sessions", "where none may appear"),
        ("alertyear", 4, "alert-record", "twice"),
        ("once", 8, "alert-intent", "missing"),
        ("once", 8, "one-notification", "doubled"),
        ("suspend", 2, "beat", "too late"),
        ("clockjump", 40, "alert-record", "repeated"),
    ],
)
def test_a_missing_protection_is_noticed(name, n, protection, fault):
    code, said, errors = campaign(name, "--n", n, "--without", protection)
    assert code == 1, errors
    assert any(line.startswith(f"{fault}: ") for line in said.splitlines()), said
