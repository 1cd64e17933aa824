"""README names what exists: every policy, command line option, key and room."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from callpolicy_gui import command_line
from callpolicy_gui.core.call_log import Level
from callpolicy_gui.wording.policies import PRESET_NAMES

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PRESET_NAMES.values())
def test_every_policy_is_named(name):
    assert name in README


def test_every_option_is_named_and_no_other():
    parser = command_line._parser()
    options = {o for action in parser._actions for o in action.option_strings if o.startswith("--")}
    usage = README.split("```text")[1].split("```")[0]
    assert set(re.findall(r"--[a-z-]+", usage)) == options - {"--help"}
    for level in Level:
        assert level.value in usage


def test_every_room_is_on_the_map():
    package = ROOT / "callpolicy_gui"
    rooms = {path.name for path in package.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    for room in rooms:
        assert f"callpolicy_gui/{room}/" in README


def test_the_test_command_is_the_one_that_ci_runs():
    command = (
        "python3 -m venv .venv && .venv/bin/pip install --quiet -e '.[test]' && .venv/bin/python -m pytest"
        " -n auto"
    )
    assert f"\n{command}\n" in README
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").rstrip().endswith(command)


def test_pictures_and_links_in_the_readme_exist():
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / target).exists(), target


def test_decisions_are_numbered_without_gaps():
    numbers = sorted(int(p.name[:4]) for p in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
