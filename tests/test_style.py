"""The checks every change has to pass: lint, format, types, and coverage of the pure rooms."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip


@pytest.mark.parametrize(
    "command",
    [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",)],
    ids=["ruff check", "ruff format", "mypy"],
)
def test_checks(command):
    done = run(*command)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_branch_of_the_rules_and_formats_is_tested(tmp_path):
    done = run(
        "pytest", "-q", "-p", "no:randomly", "-m", "not slow", "tests/core", "tests/formats",
        "--cov=callpolicy_gui.core", "--cov=callpolicy_gui.formats", "--cov-branch",
        "--cov-report=term-missing:skip-covered", "--cov-fail-under=100",
        COVERAGE_FILE=str(tmp_path / "coverage"),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
